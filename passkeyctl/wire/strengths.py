"""Authentication strength policies and their combination configurations.

Source: authenticationStrengthPolicy, v1.0
(https://learn.microsoft.com/graph/api/resources/authenticationstrengthpolicy).
"""

from __future__ import annotations

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.state import LiveObject
from passkeyctl.model.strengths import combination
from passkeyctl.model.values import X509Limit
from passkeyctl.wire import canonical as c

FIDO2_LIMIT = "#microsoft.graph.fido2CombinationConfiguration"
X509_LIMIT = "#microsoft.graph.x509CertificateCombinationConfiguration"


def read(strength: JsonObject) -> LiveObject:
    id = c.identifier(c.required_text(strength, "id", "an authentication strength"))
    name = c.required_text(strength, "displayName", f"the authentication strength {id}")
    limits = c.objects(strength.get("combinationConfigurations"))
    fields: Fields = {
        "name": name,
        "description": c.text(strength.get("description")),
        "allowedCombinations": frozenset(combination(each) for each in c.strings(strength.get("allowedCombinations"))),
        "fido2.allowedAAGUIDs": frozenset(
            aaguid for each in limits if _is(each, FIDO2_LIMIT) for aaguid in c.identifiers(each.get("allowedAAGUIDs"))
        ),
        "x509": frozenset(read_x509(each) for each in limits if _is(each, X509_LIMIT)),
    }
    return LiveObject(Kind.STRENGTH, id, name, fields, strength, is_built_in=strength.get("policyType") == "builtIn")


def read_x509(limit: JsonObject) -> X509Limit:
    return X509Limit(
        for_combinations=frozenset(combination(each) for each in c.strings(limit.get("appliesToCombinations"))),
        issuer_skis=c.string_set(limit.get("allowedIssuerSkis")),
        policy_oids=c.string_set(limit.get("allowedPolicyOIDs")),
    )


def _is(limit: JsonObject, odata_type: str) -> bool:
    return limit.get("@odata.type") == odata_type


def create_json(fields: Fields) -> JsonObject:
    """Everything in one POST, limits inline, so that the strength never stands without them."""
    body: JsonObject = {
        "displayName": str(fields["name"]),
        "allowedCombinations": combinations_list(fields),
    }
    if fields["description"] is not None:
        body["description"] = str(fields["description"])
    limits: list[JsonValue] = [*fido2_limits(fields), *(x509_limit_json(each) for each in x509_limits(fields))]
    if limits:
        body["combinationConfigurations"] = limits
    return body


def patch_json(prior: Fields, planned: Fields) -> JsonObject:
    """Only name and description can be patched; combinations have an action of their own, limits are children."""
    names = {"name": "displayName", "description": "description"}
    return {graph: _text(planned[path]) for path, graph in names.items() if planned[path] != prior[path]}


def _text(value: object) -> JsonValue:
    return None if value is None else str(value)


def combinations_list(fields: Fields) -> list[JsonValue]:
    value = fields["allowedCombinations"]
    return c.as_list(str(each) for each in value) if isinstance(value, frozenset) else []


def aaguids(fields: Fields) -> frozenset[str]:
    value = fields["fido2.allowedAAGUIDs"]
    return frozenset(str(each) for each in value) if isinstance(value, frozenset) else frozenset()


def x509_limits(fields: Fields) -> tuple[X509Limit, ...]:
    value = fields["x509"]
    found = [each for each in value if isinstance(each, X509Limit)] if isinstance(value, frozenset) else []
    return tuple(sorted(found, key=lambda each: sorted(each.for_combinations)))


def fido2_limits(fields: Fields) -> tuple[JsonObject, ...]:
    listed = aaguids(fields)
    return (fido2_limit_json(listed),) if listed else ()


def fido2_limit_json(listed: frozenset[str]) -> JsonObject:
    return {
        "@odata.type": FIDO2_LIMIT,
        "allowedAAGUIDs": c.as_list(listed),
        "appliesToCombinations": ["fido2"],
    }


def x509_limit_json(limit: X509Limit) -> JsonObject:
    return {
        "@odata.type": X509_LIMIT,
        "allowedIssuerSkis": c.as_list(limit.issuer_skis),
        "allowedPolicyOIDs": c.as_list(limit.policy_oids),
        "appliesToCombinations": c.as_list(limit.for_combinations),
    }


def doubled_limit(original: JsonObject, odata_type: str) -> bool:
    """Whether two limits of one kind are for the same combinations.

    Graph does not say whether both must be met or one is enough. Reading unites them; changing one of them would
    have an effect that can't be foretold.
    """
    limits = [each for each in c.objects(original.get("combinationConfigurations")) if _is(each, odata_type)]
    return len({read_x509(each).for_combinations for each in limits}) < len(limits)


def fido2_limit_ids(original: JsonObject) -> tuple[str, ...]:
    return tuple(
        c.required_text(each, "id", "a combination configuration")
        for each in c.objects(original.get("combinationConfigurations"))
        if _is(each, FIDO2_LIMIT)
    )


def x509_limit_ids(original: JsonObject) -> dict[frozenset[str], str]:
    """Matched by the combinations they apply to, never by their place in the list."""
    return {
        read_x509(each).for_combinations: c.required_text(each, "id", "a combination configuration")
        for each in c.objects(original.get("combinationConfigurations"))
        if _is(each, X509_LIMIT)
    }
