"""Who can do what with a FIDO2 configuration, worked out the slow way from Graph's JSON, and what a PATCH does to it.

Nothing here uses the code under test.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, combinations, product

from passkeyctl.json_types import JsonObject, JsonValue

DEFAULT = "00000000-0000-0000-0000-000000000001"
EVERYONE = "all_users"
GROUPS = tuple(f"10000000-0000-4000-8000-00000000000{number}" for number in range(1, 4))
AAGUIDS = tuple(f"a0000000-0000-4000-8000-00000000000{number}" for number in range(1, 4))
ODATA_TYPE = "#microsoft.graph.fido2AuthenticationMethodConfiguration"
NAMES_OF_COLLECTIONS = {"passkeyProfiles", "includeTargets", "excludeTargets"}
PROPERTIES = {"@odata.type", "state", "isSelfServiceRegistrationAllowed", *NAMES_OF_COLLECTIONS}


@dataclass(frozen=True)
class Key:
    type: str
    attested: bool
    aaguid: str


KEYS = tuple(
    Key(type, attested, aaguid) for type, attested, aaguid in product(("deviceBound", "synced"), (False, True), AAGUIDS)
)
PEOPLE: tuple[frozenset[str], ...] = tuple(
    frozenset(chosen) for chosen in chain.from_iterable(combinations(GROUPS, size) for size in range(len(GROUPS) + 1))
)


def rows(value: JsonValue) -> list[JsonObject]:
    assert isinstance(value, list)
    found = []
    for each in value:
        assert isinstance(each, dict)
        found.append(each)
    return found


def profiles_of(person: frozenset[str], document: JsonObject) -> Iterator[JsonObject]:
    """What a person's rows admit; a member of an excluded group has none, and a method that is off admits nothing."""
    if document["state"] != "enabled":
        return
    if any(row["id"] in person for row in rows(document["excludeTargets"])):
        return
    for row in rows(document["includeTargets"]):
        if row["id"] == EVERYONE or row["id"] in person:
            if document["defaultPasskeyProfile"] is None:
                yield legacy(document)
            else:
                listed = row["allowedPasskeyProfiles"]
                assert isinstance(listed, list)
                yield from (each for each in rows(document["passkeyProfiles"]) if each["id"] in listed)


def legacy(document: JsonObject) -> JsonObject:
    """The one setting of a tenant without profiles, as Microsoft says that it is carried over."""
    enforced = document["isAttestationEnforced"]
    return {
        "passkeyTypes": "deviceBound" if enforced else "deviceBound,synced",
        "attestationEnforcement": "registrationOnly" if enforced else "disabled",
        "keyRestrictions": document["keyRestrictions"],
    }


def admits(profile: JsonObject, key: Key) -> bool:
    restrictions, types = profile["keyRestrictions"], profile["passkeyTypes"]
    assert isinstance(restrictions, dict)
    assert isinstance(types, str)
    listed = restrictions["aaGuids"]
    assert isinstance(listed, list)
    if key.type not in types.split(","):
        return False
    if not restrictions["isEnforced"]:
        return True
    return (key.aaguid in listed) == (restrictions["enforcementType"] == "allow")


Right = tuple[frozenset[str], Key]


def sign_ins(document: JsonObject) -> frozenset[Right]:
    """Attestation does not matter for keys that are registered."""
    return frozenset(
        (person, key)
        for person in PEOPLE
        for profile in profiles_of(person, document)
        for key in KEYS
        if admits(profile, key)
    )


def registrations(document: JsonObject) -> frozenset[Right]:
    if not document["isSelfServiceRegistrationAllowed"]:
        return frozenset()
    return frozenset(
        (person, key)
        for person in PEOPLE
        for profile in profiles_of(person, document)
        for key in KEYS
        if admits(profile, key) and (key.attested or profile["attestationEnforcement"] == "disabled")
    )


def patched(document: JsonObject, body: JsonObject, new_ids: Iterator[str]) -> JsonObject:
    """What Graph makes of a PATCH: collections are replaced whole, a profile without id is new."""
    assert body["@odata.type"] == ODATA_TYPE
    assert set(body) <= PROPERTIES
    after = {**document, **{name: value for name, value in body.items() if name != "@odata.type"}}
    if "passkeyProfiles" in body:
        sent = rows(body["passkeyProfiles"])
        known = {each["id"] for each in rows(document["passkeyProfiles"])} | {DEFAULT}
        assert all("id" not in each or each["id"] in known for each in sent), "an id of our own choice"
        after["passkeyProfiles"] = [{"id": next(new_ids), **each} if "id" not in each else each for each in sent]
        after["defaultPasskeyProfile"] = DEFAULT
    profiles = {each["id"] for each in rows(after["passkeyProfiles"])}
    if after["defaultPasskeyProfile"] is not None:
        assert DEFAULT in profiles, "the default profile left out"
        for row in rows(after["includeTargets"]):
            named = row["allowedPasskeyProfiles"]
            assert isinstance(named, list)
            assert named, "a row without a profile"
            assert set(named) <= profiles, "a row that names a profile that is not there"
    return after
