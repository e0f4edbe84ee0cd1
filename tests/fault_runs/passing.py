"""Who gets in, and who may register what, in one state of the tenant: a few people, one thing in their hands each.

Written from Microsoft's rules and on purpose with nothing of `insight/`: which policies apply is what the sandbox's own
What If answers. https://learn.microsoft.com/entra/identity/authentication/how-to-enable-passkey-fido2
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.calls import Call
from passkeyctl.sandbox.defaults import GROUPS, METHODS, POLICIES, STRENGTHS
from passkeyctl.sandbox.evaluate import evaluate
from passkeyctl.sandbox.jsonread import as_object, as_text, objects, part, texts
from passkeyctl.sandbox.tenant import Tenant
from tests.fault_runs.canonical import Snapshot, canonical
from tests.fault_runs.proof import Proven
from tests.fault_runs.tenants import PEOPLE, YUBIKEYS, settled_tenant


@dataclass(frozen=True, slots=True)
class Means:
    """What somebody signs in with; a passkey has a type and a model, everything else is a combination."""

    name: str
    combination: str
    passkey_type: str = ""
    model: str = ""


MEANS = (
    Means("a password", "password"),
    Means("the app", "password,microsoftAuthenticatorPush"),
    Means("Windows Hello", "windowsHelloForBusiness"),
    Means("a card", "x509CertificateMultiFactor"),
    Means("a pass", "temporaryAccessPassOneTime"),
    Means("a key", "fido2", "deviceBound", YUBIKEYS[0]),
    Means("another key", "fido2", "deviceBound", "eabb46cc-e241-80bf-ae9e-96fa6d2975cf"),
    Means("a synced passkey", "fido2", "synced", "fbfc3007-154e-4ecc-8c0b-6e020557d7bd"),
)
_TYPED = "#microsoft.graph."
CONTEXTS: dict[str, JsonObject] = {
    "Office": {
        "@odata.type": f"{_TYPED}applicationContext",
        "includeApplications": ["00000002-0000-0ff1-ce00-000000000000"],
    },
    "the portals": {
        "@odata.type": f"{_TYPED}applicationContext",
        "includeApplications": ["c44b4083-3bb0-49c1-b47d-974e53cbdf3c"],
    },
    "the security info": {
        "@odata.type": f"{_TYPED}userActionContext",
        "userAction": "registerSecurityInformation",
    },
    "the exports": {"@odata.type": f"{_TYPED}authContext", "authenticationContextValue": "c2"},
}
PLACES = {"the head office": "198.51.100.1", "the new branch": "198.51.100.200", "the closed branch": "192.0.2.1"}

Chance = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frozen:
    """A state that was, as the sandbox's own functions read it."""

    snapshot: Snapshot

    def read_rows(self, collection: str) -> list[JsonObject]:
        held = self.snapshot.get(collection)
        return objects(settled_tenant().get(collection)) if held is None else list(held)

    def read_setting(self, key: str) -> JsonValue:  # noqa: ARG002 - a state of the past has no settings
        return None


def chances(snapshot: Snapshot) -> frozenset[Chance]:
    """Everybody with everything, at every place, who gets in; and who may register which passkey."""
    tenant = Tenant(Frozen(snapshot))  # type: ignore[arg-type]  # nothing is written
    return frozenset((*_sign_ins(tenant), *_registrations(tenant)))


def _sign_ins(tenant: Tenant) -> Iterator[Chance]:
    for person, context, place in product(PEOPLE, CONTEXTS, PLACES):
        policies = list(_enforced(tenant, PEOPLE[person], CONTEXTS[context], PLACES[place]))
        for means in MEANS:
            if _works(tenant, person, means) and all(_satisfies(tenant, each, means) for each in policies):
                yield ("signs in", person, context, place, means.name)


def _registrations(tenant: Tenant) -> Iterator[Chance]:
    for person, means in product(PEOPLE, MEANS):
        if means.passkey_type and _works(tenant, person, means):
            yield ("registers", person, means.name)


def _enforced(tenant: Tenant, user: str, context: JsonObject, address: str) -> Iterator[JsonObject]:
    body: JsonObject = {
        "signInIdentity": {"@odata.type": f"{_TYPED}userSignIn", "userId": user},
        "signInContext": context,
        "signInConditions": {
            "clientAppType": "browser",
            "devicePlatform": "windows",
            "ipAddress": address,
            "country": "DK",
            "signInRiskLevel": "none",
            "userRiskLevel": "none",
        },
        "appliedPoliciesOnly": True,
    }
    call = Call("POST", "v1.0", "identity/conditionalAccess/evaluate", {}, {}, body, "https://graph.microsoft.com")
    applying = {each["id"] for each in objects(as_object(evaluate(call, tenant).body)["value"])}
    for policy in tenant.rows(POLICIES):
        if policy["id"] in applying and policy["state"] == "enabled":
            yield policy


def _satisfies(tenant: Tenant, policy: JsonObject, means: Means) -> bool:
    grant = part(policy, "grantControls")
    if not grant:
        return True
    found = [_meets(each, means) for each in texts(grant.get("builtInControls"))]
    if part(grant, "authenticationStrength"):
        found.append(_is_strong(tenant, as_text(part(grant, "authenticationStrength")["id"]), means))
    return any(found) if grant["operator"] == "OR" else all(found)


def _meets(control: str, means: Means) -> bool:
    return control == "mfa" and means.combination != "password"


def _is_strong(tenant: Tenant, id: str, means: Means) -> bool:
    strength = tenant.find(STRENGTHS, id)
    assert strength is not None, "a policy demands a strength that is not there"
    if means.combination not in texts(strength["allowedCombinations"]):
        return False
    limits = [
        texts(each.get("allowedAAGUIDs"))
        for each in objects(strength.get("combinationConfigurations"))
        if means.combination in texts(each["appliesToCombinations"])
    ]
    return all(means.model in models for models in limits)


def _works(tenant: Tenant, person: str, means: Means) -> bool:
    if means.combination == "temporaryAccessPassOneTime":
        return _is_targeted(tenant, person, _method(tenant, "TemporaryAccessPass"))
    if not means.passkey_type:
        return True
    fido2 = _method(tenant, "Fido2")
    if not _is_targeted(tenant, person, fido2):
        return False
    given = {
        id
        for row in objects(fido2["includeTargets"])
        if _is_in(tenant, person, as_text(row["id"]))
        for id in texts(row["allowedPasskeyProfiles"])
    }
    return any(_accepts(each, means) for each in objects(fido2["passkeyProfiles"]) if each["id"] in given)


def _method(tenant: Tenant, id: str) -> JsonObject:
    found = tenant.find(METHODS, id)
    assert found is not None
    return found


def _is_targeted(tenant: Tenant, person: str, method: JsonObject) -> bool:
    if method["state"] != "enabled":
        return False
    excluded = [as_text(each["id"]) for each in objects(method["excludeTargets"])]
    included = [as_text(each["id"]) for each in objects(method["includeTargets"])]
    return any(_is_in(tenant, person, each) for each in included) and not any(
        _is_in(tenant, person, each) for each in excluded
    )


def _is_in(tenant: Tenant, person: str, group: str) -> bool:
    if group == "all_users":
        return True
    found = tenant.find(GROUPS, group)
    return found is not None and PEOPLE[person] in texts(found["members"])


def _accepts(profile: JsonObject, means: Means) -> bool:
    if means.passkey_type not in as_text(profile["passkeyTypes"]).split(","):
        return False
    restrictions = part(profile, "keyRestrictions")
    if not restrictions["isEnforced"]:
        return True
    return (means.model in texts(restrictions["aaGuids"])) is (restrictions["enforcementType"] == "allow")


@dataclass(frozen=True, slots=True)
class Between:
    """Who gets in where, remembered by state: most fault runs go through the same ones."""

    known: dict[str, frozenset[Chance]] = field(default_factory=dict)
    proven: Proven = field(default_factory=Proven)

    def of(self, snapshot: Snapshot) -> frozenset[Chance]:
        key = canonical(snapshot)
        if key not in self.known:
            self.known[key] = chances(snapshot)
        return self.known[key]

    def check(self, states: Sequence[Snapshot]) -> None:
        """Who gets in before and after gets in at every moment between, and nobody else does; the tool says so too."""
        self.proven.check(states)
        first, *between, last = [self.of(each) for each in states]
        for number, now in enumerate(between, start=1):
            shut_out = (first & last) - now
            assert not shut_out, f"shut out after write {number}: {sorted(shut_out)[:5]}"
            let_in = now - (first | last)
            assert not let_in, f"let in after write {number}: {sorted(let_in)[:5]}"
