"""What is folded in Temporary Access Pass and the registration campaign."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.wire.normalisations.row import ABSENT, Standing, row

KEY, OTHER = "2fc0579f-8113-47ea-b116-bb5a8db9202a", "a25342c0-3cdc-4414-8e46-f4807fca511c"
GROUP = "abcdef12-aaaa-4bbb-8ccc-abcdef123456"
CAMPAIGN = "registrationEnforcement.authenticationMethodsRegistrationCampaign"
EVERYONE: JsonObject = {"id": "all_users", "targetType": "group", "targetedAuthenticationMethod": "fido2"}
MANAGED: JsonObject = {"state": "default", "snoozeDurationInDays": 1, "includeTargets": [EVERYONE]}
ASKED: JsonObject = {"state": "enabled", "snoozeDurationInDays": 1, "includeTargets": [EVERYONE]}


METHODS = (
    row(
        "DRF-40",
        Kind.TEMPORARY_ACCESS_PASS,
        "lengths and lifetimes",
        "absent and null are Graph's defaults",
        "as published",
        Standing.DOCUMENTED,
        "M-04",
        "defaultLifetimeInMinutes",
        ABSENT,
        None,
        60,
        unlike=120,
    ),
    row(
        "DRF-41",
        Kind.TEMPORARY_ACCESS_PASS,
        "isUsableOnce",
        "absent and null are false",
        "Graph's default",
        Standing.DOCUMENTED,
        "M-04",
        "isUsableOnce",
        ABSENT,
        None,
        False,
        unlike=True,
    ),
    row(
        "DRF-42",
        Kind.TEMPORARY_ACCESS_PASS,
        "includeTargets, excludeTargets",
        "order and repetition of rows, and capitals of ids, are left out",
        "no order is promised",
        Standing.ASSUMED,
        "C-12 C-13",
        "includeTargets",
        [{"id": GROUP, "targetType": "group"}, {"id": OTHER, "targetType": "user"}],
        [{"id": OTHER.upper(), "targetType": "user"}, {"id": GROUP, "targetType": "group"}] * 2,
        unlike=[{"id": GROUP, "targetType": "user"}, {"id": OTHER, "targetType": "user"}],
    ),
    row(
        "DRF-43",
        Kind.TEMPORARY_ACCESS_PASS,
        "targetType",
        "absent is a group; of `all_users` it is left out",
        "everybody is no group and no person",
        Standing.DOCUMENTED,
        "P-07 M-07",
        "includeTargets",
        [{"id": "all_users", "targetType": "group"}],
        [{"id": "all_users"}],
        unlike=[{"id": GROUP}],
    ),
    row(
        "DRF-44",
        Kind.CAMPAIGN,
        "method, snooze and limit under `default`",
        "never compared",
        "Microsoft moves them without anybody in the tenant",
        Standing.DOCUMENTED,
        "M-09",
        CAMPAIGN,
        MANAGED,
        {**MANAGED, "snoozeDurationInDays": 3},
        {**MANAGED, "includeTargets": [{**EVERYONE, "targetedAuthenticationMethod": "microsoftAuthenticator"}]},
        unlike=ASKED,
    ),
    row(
        "DRF-45",
        Kind.CAMPAIGN,
        "targetedAuthenticationMethod",
        "`Fido2` is `fido2`",
        "both are seen",
        Standing.SEEN,
        "M-10",
        CAMPAIGN,
        ASKED,
        {**ASKED, "includeTargets": [{**EVERYONE, "targetedAuthenticationMethod": "Fido2"}]},
        unlike={**ASKED, "includeTargets": [{**EVERYONE, "targetedAuthenticationMethod": "microsoftAuthenticator"}]},
    ),
    row(
        "DRF-46",
        Kind.CAMPAIGN,
        "method without include rows",
        "never compared",
        "it stands in the rows only",
        Standing.DOCUMENTED,
        "M-12",
        CAMPAIGN,
        {**ASKED, "includeTargets": []},
        {**ASKED, "includeTargets": None},
        unlike=ASKED,
    ),
    row(
        "DRF-47",
        Kind.CAMPAIGN,
        "snoozeDurationInDays",
        "absent and null are 1",
        "as published",
        Standing.DOCUMENTED,
        "M-15",
        CAMPAIGN,
        ASKED,
        {**ASKED, "snoozeDurationInDays": None},
        unlike={**ASKED, "snoozeDurationInDays": 0},
    ),
)
