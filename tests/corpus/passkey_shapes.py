"""The authentication methods policy in any state that Graph can be in: passkeys, Temporary Access Pass, campaign."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject, JsonValue
from tests.corpus.shapes import ABSENT, HOSTILE, Maker

DEFAULT = "00000000-0000-0000-0000-000000000001"


def fido2(maker: Maker, *, opted_in: bool | None = None) -> JsonObject:
    """With profiles or, in one of four, of a tenant that has not opted in."""
    opted_in = not maker.chance(25) if opted_in is None else opted_in
    profiles = [_profile(maker, DEFAULT, "Default passkey profile")]
    profiles += [
        _profile(maker, maker.id(), f"{maker.random.choice(HOSTILE)}{n}") for n in range(maker.random.randrange(5))
    ]
    ids = [str(each["id"]) for each in profiles]
    people = list(dict.fromkeys(["all_users", *(str(maker.random.choice(maker.pools.groups)) for _ in range(4))]))
    maker.random.shuffle(people)
    excluded = people.pop() if len(people) > 2 and people[-1] != "all_users" else None
    made: JsonObject = {
        "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
        "id": "Fido2",
        "state": maker.random.choice(["enabled", "disabled"]),
        "isAttestationEnforced": maker.random.choice([None, True, False]),
        "keyRestrictions": restrictions(maker),
        "includeTargets": [_row(maker, each, ids if opted_in else []) for each in people[: maker.random.randint(1, 4)]],
        "excludeTargets": [{"id": excluded, "targetType": "group"}] if excluded else maker.random.choice([None, []]),
        "defaultPasskeyProfile": DEFAULT if opted_in else None,
        "passkeyProfiles": [*profiles] if opted_in else [],
    }
    service = maker.random.choice([None, True, False, ABSENT])
    return made if service is ABSENT else {**made, "isSelfServiceRegistrationAllowed": service}  # type: ignore[dict-item]


def _profile(maker: Maker, id: str, name: str) -> JsonObject:
    types = maker.random.choice(["deviceBound", "synced", "deviceBound,synced", "synced, deviceBound"])
    return {
        "id": id.upper() if maker.chance(10) else id,
        "name": name,
        "passkeyTypes": types,
        "attestationEnforcement": maker.random.choice(["disabled", "registrationOnly"]),
        "keyRestrictions": restrictions(maker),
    }


def restrictions(maker: Maker) -> JsonValue:
    if maker.chance(30):
        return None
    made = maker.whole("fido2KeyRestrictions")
    return made if not made.get("isEnforced") else {"enforcementType": "allow", **_given(made)}


def _given(made: JsonObject) -> JsonObject:
    return {name: value for name, value in made.items() if value is not None}


def _row(maker: Maker, id: str, profiles: list[str]) -> JsonObject:
    chosen: list[JsonValue] = (
        [*maker.random.sample(profiles, maker.random.randint(1, len(profiles)))] if profiles else []
    )
    return {
        "id": id,
        "targetType": "group",
        "isRegistrationRequired": maker.chance(5),
        "allowedPasskeyProfiles": chosen,
    }


def temporary_access_pass(maker: Maker) -> JsonObject:
    made = maker.whole("temporaryAccessPassAuthenticationMethodConfiguration")
    return {
        **made,
        "@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",
        "id": "TemporaryAccessPass",
        "state": maker.random.choice(["enabled", "disabled"]),
        "defaultLength": maker.random.choice([None, 8, 12, 48]),
        "minimumLifetimeInMinutes": maker.random.choice([None, 10, 60]),
        "maximumLifetimeInMinutes": maker.random.choice([None, 480, 43200]),
        "defaultLifetimeInMinutes": maker.random.choice([None, 60, 61, 120]),
        "includeTargets": _people(maker, maker.random.randrange(4), isRegistrationRequired=False),
        "excludeTargets": _people(maker, maker.random.randrange(2)),
    }


def campaign(maker: Maker) -> JsonObject:
    method = maker.random.choice(["fido2", "Fido2", "microsoftAuthenticator"])
    enforced: JsonObject = {"enforceRegistrationAfterAllowedSnoozes": maker.chance(50)} if maker.chance(50) else {}
    inner: JsonObject = {
        "state": maker.random.choice(["default", "enabled", "disabled"]),
        "snoozeDurationInDays": maker.random.randint(0, 14),
        **enforced,
        "includeTargets": _people(maker, maker.random.randrange(4), targetedAuthenticationMethod=method),
        "excludeTargets": _people(maker, maker.random.randrange(2)),
    }
    return {"registrationEnforcement": {"authenticationMethodsRegistrationCampaign": inner}}


def _people(maker: Maker, count: int, **more: JsonValue) -> list[JsonValue]:
    """Groups, single people, and now and then everyone; nobody twice."""
    found: dict[str, JsonObject] = {}
    for _ in range(count):
        if maker.chance(30) and more:
            found["all_users"] = {"id": "all_users", "targetType": "group", **more}
        else:
            kind = maker.random.choice(["group", "group", "user"])
            id = maker.random.choice(maker.pools.groups if kind == "group" else maker.pools.users)
            found[id] = {"id": id, "targetType": kind, **more}
    return [*found.values()]
