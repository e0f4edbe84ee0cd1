"""Combination configurations: the AAGUIDs or certificates that a strength asks for."""

from __future__ import annotations

from collections.abc import Sequence

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.bodies import is_guid
from passkeyctl.sandbox.calls import bad_request
from passkeyctl.sandbox.jsonread import texts
from passkeyctl.sandbox.tenant import Tenant

_FIDO2 = "#microsoft.graph.fido2CombinationConfiguration"
_CERTIFICATES = frozenset({"x509CertificateSingleFactor", "x509CertificateMultiFactor"})


def configuration(tenant: Tenant, sent: JsonObject) -> JsonObject:
    """A checked configuration as stored, with an id of its own."""
    return {**sent, "id": tenant.new_id()}


def check_configuration(sent: JsonObject, combinations: Sequence[str], others: Sequence[JsonObject]) -> None:
    """Refuse one that fits no combination of the strength, or a combination that has one already."""
    if "id" in sent:
        raise bad_request("The id of a combination configuration is given by the service.")
    applies = texts(sent["appliesToCombinations"])
    if not applies or not set(applies) <= set(combinations):
        raise bad_request("appliesToCombinations must name combinations that the strength allows.")
    for other in others:
        if set(applies) & set(texts(other["appliesToCombinations"])):
            raise bad_request("A combination can have one combination configuration only.")
    if sent["@odata.type"] == _FIDO2:
        _check_fido2(sent, applies)
    else:
        _check_certificates(sent, applies)


def _check_fido2(sent: JsonObject, applies: list[str]) -> None:
    if applies != ["fido2"]:
        raise bad_request("A FIDO2 combination configuration applies to 'fido2' only.")
    aaguids = texts(sent["allowedAAGUIDs"])
    if not aaguids:
        raise bad_request("allowedAAGUIDs may not be empty.")
    for each in aaguids:
        if not is_guid(each):
            raise bad_request(f"'{each}' is not a valid AAGUID.")


def _check_certificates(sent: JsonObject, applies: list[str]) -> None:
    if not set(applies) <= _CERTIFICATES:
        raise bad_request("A certificate combination configuration applies to certificates only.")
    sent.setdefault("allowedIssuerSkis", [])
    sent.setdefault("allowedPolicyOIDs", [])
    if not texts(sent["allowedIssuerSkis"]) and not texts(sent["allowedPolicyOIDs"]):
        raise bad_request("allowedIssuerSkis or allowedPolicyOIDs has to be given.")
