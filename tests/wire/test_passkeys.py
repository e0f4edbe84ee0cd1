"""The FIDO2 configuration: read in every state of a tenant, and written without losing anything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from passkeyctl.errors import IncompleteRead
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID, EVERYONE
from passkeyctl.model.state import LiveObject
from passkeyctl.wire import passkeys as wire

SAMPLES = Path(__file__).parents[2].parent / "shared" / "graph" / "samples"
AAGUID, OTHER = "abcdef12-aaaa-4bbb-8ccc-abcdef123456", "22222222-aaaa-4bbb-8ccc-222222222222"
GROUP, PROFILE = "33333333-aaaa-4bbb-8ccc-33333333333a", "44444444-aaaa-4bbb-8ccc-44444444444b"


def default_profile(**changes: JsonValue) -> JsonObject:
    return {
        "id": DEFAULT_PROFILE_ID,
        "name": "Default passkey profile",
        "passkeyTypes": "deviceBound,synced",
        "attestationEnforcement": "disabled",
        "keyRestrictions": {"isEnforced": False, "enforcementType": "block", "aaGuids": [AAGUID.upper(), AAGUID]},
        **changes,
    }


def configuration(**changes: JsonValue) -> JsonObject:
    return {
        "@odata.type": wire.ODATA_TYPE,
        "id": "Fido2",
        "state": "enabled",
        "isSelfServiceRegistrationAllowed": True,
        "isAttestationEnforced": False,
        "keyRestrictions": {"isEnforced": True, "enforcementType": "allow", "aaGuids": [OTHER]},
        "defaultPasskeyProfile": DEFAULT_PROFILE_ID,
        "passkeyProfiles": [default_profile()],
        "includeTargets": [
            {"id": EVERYONE, "targetType": "group", "allowedPasskeyProfiles": [DEFAULT_PROFILE_ID.upper()]}
        ],
        "excludeTargets": [],
        **changes,
    }


def of(kind: Kind, document: JsonObject) -> list[LiveObject]:
    return [each for each in wire.read(document) if each.kind is kind]


def test_an_opted_in_tenant() -> None:
    settings, profile, target = wire.read(configuration())
    assert settings.fields == {"state": "enabled", "allowSelfServiceSetup": True, "optIn": True}
    assert (profile.id, profile.name, profile.is_built_in) == (DEFAULT_PROFILE_ID, "Default passkey profile", True)
    assert profile.fields == {
        "name": "Default passkey profile",
        "passkeyTypes": {"deviceBound", "synced"},
        "enforceAttestation": False,
        "keyRestrictions.behavior": "none",
        "keyRestrictions.authenticators": frozenset(),
    }
    assert (target.id, target.fields["profiles"]) == (EVERYONE, frozenset({DEFAULT_PROFILE_ID}))


@pytest.mark.parametrize("unset", ["absent", None, ""])
@pytest.mark.parametrize("profiles", ["absent", None, []])
@pytest.mark.parametrize("excludes", ["absent", None, []])
def test_a_tenant_that_has_not_opted_in(unset: JsonValue, profiles: JsonValue, excludes: JsonValue) -> None:
    document = configuration(defaultPasskeyProfile=unset, passkeyProfiles=profiles, excludeTargets=excludes)
    document = {key: value for key, value in document.items() if value != "absent"}
    document["includeTargets"] = [{"id": EVERYONE, "targetType": "group", "isRegistrationRequired": False}]
    assert not wire.has_profiles(document)
    _, profile, target = wire.read(document)
    # The legacy settings rule there: what opting in makes of them is the prior state.
    assert profile.fields["keyRestrictions.authenticators"] == frozenset({OTHER})
    assert profile.fields["passkeyTypes"] == frozenset({"deviceBound", "synced"})
    assert target.fields["profiles"] == frozenset({DEFAULT_PROFILE_ID})


def test_opting_in_makes_a_device_bound_profile_of_enforced_attestation() -> None:
    legacy = wire.legacy_profile({"isAttestationEnforced": True, "keyRestrictions": None})
    assert legacy.fields["passkeyTypes"] == frozenset({"deviceBound"})
    assert legacy.fields["enforceAttestation"] is True
    assert legacy.fields["keyRestrictions.behavior"] == "none"


def test_the_mirror_of_the_default_profile_is_never_compared() -> None:
    assert of(Kind.PROFILE, configuration()) == of(Kind.PROFILE, configuration(isAttestationEnforced=True))


def test_the_default_profile_is_the_one_that_the_tenant_names() -> None:
    profiles: list[JsonValue] = [default_profile(id=PROFILE), default_profile(name="Other")]
    document = configuration(defaultPasskeyProfile=PROFILE, passkeyProfiles=profiles)
    assert {each.id: each.is_built_in for each in of(Kind.PROFILE, document)} == {
        PROFILE: True,
        DEFAULT_PROFILE_ID: False,
    }


@pytest.mark.parametrize("profiles", ["absent", None, [], [default_profile(id=PROFILE)]])
def test_profiles_without_the_default_one_were_not_read_whole(profiles: JsonValue) -> None:
    document = configuration(passkeyProfiles=profiles)
    if profiles == "absent":
        del document["passkeyProfiles"]
    with pytest.raises(IncompleteRead):
        wire.read(document)


@pytest.mark.parametrize("missing", ["includeTargets", "state"])
def test_an_answer_without_its_bones_is_no_answer(missing: str) -> None:
    with pytest.raises(IncompleteRead):
        wire.read({key: value for key, value in configuration().items() if key != missing})


def test_self_service_unset_is_allowed() -> None:
    settings = wire.read(configuration(isSelfServiceRegistrationAllowed=None))[0]
    assert settings.fields["allowSelfServiceSetup"] is True
    assert wire.read(configuration(isSelfServiceRegistrationAllowed=False))[0].fields["allowSelfServiceSetup"] is False


@pytest.mark.parametrize(
    ("word", "value"), [("registrationOnly", True), ("disabled", False), (None, False), ("signInToo", "signInToo")]
)
def test_attestation(word: JsonValue, value: object) -> None:
    read = wire.read_profile(default_profile(attestationEnforcement=word))
    assert read.fields["enforceAttestation"] == value
    sent = wire.profile_json({**read.fields, "passkeyTypes": frozenset({"synced"})}, read.id, read.original)
    assert sent["attestationEnforcement"] == word


@pytest.mark.parametrize(
    ("restrictions", "behavior", "listed"),
    [
        (None, "none", frozenset()),
        ({}, "none", frozenset()),
        ({"isEnforced": None, "aaGuids": [AAGUID]}, "none", frozenset()),
        ({"isEnforced": True, "enforcementType": "allow", "aaGuids": [AAGUID, AAGUID.upper()]}, "allow", {AAGUID}),
        ({"isEnforced": True, "enforcementType": "block", "aaGuids": None}, "block", frozenset()),
        ({"isEnforced": True, "enforcementType": "someNewType", "aaGuids": [AAGUID]}, "someNewType", {AAGUID}),
        ({"isEnforced": True, "enforcementType": None, "aaGuids": [AAGUID]}, "unset", {AAGUID}),
    ],
)
def test_key_restrictions(restrictions: JsonValue, behavior: str, listed: frozenset[str]) -> None:
    read = wire.read_profile(default_profile(keyRestrictions=restrictions)).fields
    assert (read["keyRestrictions.behavior"], read["keyRestrictions.authenticators"]) == (behavior, listed)


def fields(profile: JsonObject, **changes: object) -> Fields:
    renamed = {key.replace("__", "."): value for key, value in changes.items()}
    return {**wire.read_profile(profile).fields, **renamed}  # type: ignore[dict-item]


def test_no_restrictions_keep_the_list_as_it_is() -> None:
    live: JsonObject = {
        "isEnforced": True,
        "enforcementType": "block",
        "aaGuids": [OTHER, AAGUID.upper(), AAGUID],
        "x": 1,
    }
    profile = default_profile(keyRestrictions=live)
    planned = fields(profile, keyRestrictions__behavior="none", keyRestrictions__authenticators=frozenset())
    assert wire.profile_json(planned, DEFAULT_PROFILE_ID, profile)["keyRestrictions"] == {**live, "isEnforced": False}


def test_no_restrictions_where_there_never_were_any() -> None:
    none: JsonObject = {"aaGuids": [], "enforcementType": "allow", "isEnforced": False}
    unset: JsonObject = {"aaGuids": None, "enforcementType": None}
    for live in (None, dict[str, JsonValue](), unset):
        profile = default_profile(keyRestrictions=live)
        assert wire.profile_json(fields(profile), DEFAULT_PROFILE_ID, profile)["keyRestrictions"] == none
    assert wire.profile_json(fields(default_profile()), None, None)["keyRestrictions"] == none


def test_restrictions_that_stay_are_sent_as_they_were_read() -> None:
    live: JsonObject = {"isEnforced": True, "enforcementType": "allow", "aaGuids": [OTHER, AAGUID.upper(), AAGUID]}
    profile = default_profile(keyRestrictions=live)
    planned = fields(profile, passkeyTypes=frozenset({"synced"}))
    sent = wire.profile_json(planned, DEFAULT_PROFILE_ID, profile)
    assert sent["keyRestrictions"] == live
    assert sent["passkeyTypes"] == "synced"


def test_restrictions_that_change_keep_what_is_new_in_them() -> None:
    live: JsonObject = {"isEnforced": True, "enforcementType": "allow", "aaGuids": [OTHER], "addedLater": True}
    profile = default_profile(keyRestrictions=live)
    planned = fields(profile, keyRestrictions__behavior="block", keyRestrictions__authenticators=frozenset({AAGUID}))
    assert wire.profile_json(planned, DEFAULT_PROFILE_ID, profile)["keyRestrictions"] == {
        "isEnforced": True,
        "enforcementType": "block",
        "aaGuids": [AAGUID],
        "addedLater": True,
    }


def test_a_profile_keeps_its_name_its_new_types_and_what_is_unknown() -> None:
    profile = default_profile(
        name=None, passkeyTypes="synced, hybrid,deviceBound", addedLater={"x": [1]}, **{"@odata.context": "x"}
    )
    planned = fields(profile, enforceAttestation=True)
    sent = wire.profile_json(planned, DEFAULT_PROFILE_ID, profile)
    assert sent == {
        "id": DEFAULT_PROFILE_ID,
        "name": None,
        "passkeyTypes": "synced, hybrid,deviceBound",
        "attestationEnforcement": "registrationOnly",
        "keyRestrictions": profile["keyRestrictions"],
        "addedLater": {"x": [1]},
    }
    wider = fields(profile, passkeyTypes=frozenset({"hybrid", "synced"}))
    assert wire.profile_json(wider, DEFAULT_PROFILE_ID, profile)["passkeyTypes"] == "synced,hybrid"


def test_a_profile_is_renamed() -> None:
    profile = default_profile(id=PROFILE, name="Old")
    assert wire.profile_json(fields(profile, name="New"), PROFILE, profile)["name"] == "New"


def test_a_new_profile_has_no_id() -> None:
    planned: Fields = {
        "name": "Keys",
        "passkeyTypes": frozenset({"deviceBound"}),
        "enforceAttestation": True,
        "keyRestrictions.behavior": "allow",
        "keyRestrictions.authenticators": frozenset({OTHER, AAGUID}),
    }
    sent = wire.profile_json(planned, None, None)
    assert sent == {
        "name": "Keys",
        "passkeyTypes": "deviceBound",
        "attestationEnforcement": "registrationOnly",
        "keyRestrictions": {"aaGuids": [OTHER, AAGUID], "enforcementType": "allow", "isEnforced": True},
    }
    assert wire.read_profile({"id": PROFILE, **sent}).fields == planned


def test_rows_survive_with_all_they_hold() -> None:
    row: JsonObject = {
        "@odata.type": "#microsoft.graph.passkeyAuthenticationMethodTarget",
        "id": GROUP,
        "targetType": "user",
        "isRegistrationRequired": True,
        "allowedPasskeyProfiles": [PROFILE.upper(), DEFAULT_PROFILE_ID],
        "addedLater": 1,
        "x@odata.context": "x",
    }
    bare = {key: value for key, value in row.items() if key != "x@odata.context"}
    assert wire.target_json(GROUP, frozenset({PROFILE, DEFAULT_PROFILE_ID}), row) == bare
    assert wire.target_json(GROUP, frozenset({PROFILE, OTHER}), row) == {
        **bare,
        "allowedPasskeyProfiles": [PROFILE.upper(), OTHER],
    }


def test_a_new_row_and_a_new_exclude() -> None:
    assert wire.target_json(GROUP, frozenset({PROFILE}), None) == {
        "id": GROUP,
        "targetType": "group",
        "isRegistrationRequired": False,
        "allowedPasskeyProfiles": [PROFILE],
    }
    assert wire.exclude_json(GROUP, None) == {"id": GROUP, "targetType": "group"}
    assert wire.exclude_json(GROUP, {"id": GROUP, "targetType": "user", "x": 1, "@odata.context": "x"}) == {
        "id": GROUP,
        "targetType": "user",
        "x": 1,
    }


def test_a_group_that_stands_twice_is_one_row_with_both() -> None:
    first: JsonObject = {"id": GROUP, "targetType": "group", "allowedPasskeyProfiles": [PROFILE], "x": 1}
    second: JsonObject = {"id": GROUP.upper(), "targetType": "group", "isRegistrationRequired": True}
    for rows in ([first, second], [second, first]):
        (read,) = of(Kind.TARGET, configuration(includeTargets=[*rows]))
        assert read.fields["profiles"] == frozenset({PROFILE})
        assert (read.original["isRegistrationRequired"], read.original["x"]) == (True, 1)
    third: JsonObject = {**second, "allowedPasskeyProfiles": [OTHER]}
    (read,) = of(Kind.TARGET, configuration(includeTargets=[first, third]))
    assert read.fields["profiles"] == frozenset({PROFILE, OTHER})
    assert len(of(Kind.EXCLUDE, configuration(excludeTargets=[{"id": GROUP}, {"id": GROUP.upper()}]))) == 1


def test_a_patch_has_whole_lists_and_never_the_legacy_properties() -> None:
    assert wire.patch() == {"@odata.type": wire.ODATA_TYPE}
    row: JsonObject = {"id": GROUP}
    body = wire.patch(settings={"state": "enabled"}, profiles=[], targets=iter([row]), excludes=())
    assert body == {
        "@odata.type": wire.ODATA_TYPE,
        "state": "enabled",
        "passkeyProfiles": [],
        "includeTargets": [{"id": GROUP}],
        "excludeTargets": [],
    }


def test_only_settings_that_change_are_sent() -> None:
    prior: Fields = {"state": "enabled", "allowSelfServiceSetup": True}
    assert wire.settings_json(prior, prior) == {}
    assert wire.settings_json(prior, {"state": "disabled", "allowSelfServiceSetup": False}) == {
        "state": "disabled",
        "isSelfServiceRegistrationAllowed": False,
    }


def test_a_set_is_needed_where_a_set_belongs() -> None:
    broken: Fields = {**fields(default_profile()), "passkeyTypes": None}
    assert wire.profile_json(broken, None, None)["passkeyTypes"] == ""


# The samples are Microsoft's documentation data and stay outside the project: without them there is nothing to run.
@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("fido2config-get-*.json")), ids=lambda path: path.stem)
def test_documented_answers_read_and_write_back_unchanged(sample: Path) -> None:
    document = json.loads(sample.read_text(encoding="utf-8"))
    objects = wire.read(document)
    assert objects[0].kind is Kind.PASSKEYS
    for each in objects:
        if each.kind is Kind.PROFILE and wire.has_profiles(document):
            assert wire.read_profile(wire.profile_json(each.fields, each.id, each.original)) == each
        if each.kind is Kind.TARGET and wire.has_profiles(document):
            profiles = each.fields["profiles"]
            assert isinstance(profiles, frozenset)
            assert wire.target_json(each.id, frozenset(map(str, profiles)), each.original) == each.original


@pytest.mark.parametrize(
    "odd",
    [
        {"passkeyProfiles": [{"id": "5f0c2c1e-7d0b-4a55-9a52-3f8e9b1f6c01", "name": "Keys"}]},
        {"includeTargets": [{"id": "all_users", "allowedPasskeyProfiles": [DEFAULT_PROFILE_ID]}]},
    ],
)
def test_profiles_without_a_default_one_are_not_taken_for_none(odd: JsonObject) -> None:
    document: JsonObject = {"state": "enabled", "includeTargets": [], "defaultPasskeyProfile": None, **odd}
    with pytest.raises(IncompleteRead):
        wire.read(document)
