"""What is folded in authentication strengths."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.wire.normalisations.row import ABSENT, Standing, row

KEY, OTHER = "2fc0579f-8113-47ea-b116-bb5a8db9202a", "a25342c0-3cdc-4414-8e46-f4807fca511c"
GROUP = "abcdef12-aaaa-4bbb-8ccc-abcdef123456"


LIMIT: JsonObject = {
    "@odata.type": "#microsoft.graph.fido2CombinationConfiguration",
    "id": GROUP,
    "appliesToCombinations": ["fido2"],
    "allowedAAGUIDs": [KEY, OTHER],
}
CERTIFICATES: JsonObject = {
    "@odata.type": "#microsoft.graph.x509CertificateCombinationConfiguration",
    "id": GROUP,
    "appliesToCombinations": ["x509CertificateMultiFactor"],
    "allowedIssuerSkis": ["9A42", "1B3C"],
    "allowedPolicyOIDs": [],
}
STRENGTHS = (
    row(
        "DRF-50",
        Kind.STRENGTH,
        "policyType, requirementsSatisfied, times",
        "left out",
        "Graph computes them; built-in strengths, which Microsoft changes, stand in no file",
        Standing.DOCUMENTED,
        "S-02",
        "requirementsSatisfied",
        ABSENT,
        "none",
        "mfa",
    ),
    row(
        "DRF-51",
        Kind.STRENGTH,
        "description",
        "absent, null and empty are one",
        "no words are no words",
        Standing.ASSUMED,
        "S-13",
        "description",
        ABSENT,
        None,
        "",
        unlike="Keys only",
    ),
    row(
        "DRF-52",
        Kind.STRENGTH,
        "allowedCombinations",
        "`sms, password` is `password,sms`; the list has no order",
        "published samples have blanks, live answers none",
        Standing.SEEN,
        "S-03",
        "allowedCombinations",
        ["password,sms", "fido2"],
        ["fido2", "sms, password"],
        unlike=["fido2", "password,voice"],
    ),
    row(
        "DRF-53",
        Kind.STRENGTH,
        "combinationConfigurations",
        "ids and order left out; limits on keys are united",
        "a limit is told by what it applies to",
        Standing.ASSUMED,
        "S-05",
        "combinationConfigurations",
        [LIMIT],
        [{**LIMIT, "id": OTHER, "allowedAAGUIDs": [OTHER, KEY.upper()]}],
        unlike=[{**LIMIT, "allowedAAGUIDs": [KEY]}],
    ),
    row(
        "DRF-54",
        Kind.STRENGTH,
        "appliesToCombinations of a limit on keys",
        "left out",
        "it can only be fido2",
        Standing.DOCUMENTED,
        "S-05",
        "combinationConfigurations",
        [LIMIT],
        [{**LIMIT, "appliesToCombinations": []}],
        unlike=[],
    ),
    row(
        "DRF-55",
        Kind.STRENGTH,
        "a limit on keys that names none",
        "is no limit",
        "nothing is limited",
        Standing.ASSUMED,
        "S-14",
        "combinationConfigurations",
        ABSENT,
        None,
        [],
        [{**LIMIT, "allowedAAGUIDs": []}],
        unlike=[LIMIT],
    ),
    row(
        "DRF-56",
        Kind.STRENGTH,
        "limits on certificates",
        "order and repetition are left out, and so is allowedIssuers",
        "no order is promised; Graph makes allowedIssuers from the identifiers",
        Standing.ASSUMED,
        "S-05",
        "combinationConfigurations",
        [CERTIFICATES],
        [{**CERTIFICATES, "id": OTHER, "allowedIssuerSkis": ["1B3C", "9A42", "1B3C"], "allowedIssuers": ["CUSTOM"]}],
        unlike=[{**CERTIFICATES, "allowedIssuerSkis": ["9A42"]}],
    ),
)
