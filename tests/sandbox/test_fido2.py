from __future__ import annotations

import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.jsonread import as_text, objects
from tests.sandbox.conftest import MakeGraph
from tests.sandbox.graph import DEFAULT_PROFILE, FIDO2, Graph
from tests.sandbox.tenants import GROUP, KEY, OTHER_GROUP, fido2, profile, row, small_tenant

DEFAULT = profile("Default passkey profile", id=DEFAULT_PROFILE, passkeyTypes="deviceBound,synced")
MINE = "60000000-0000-4000-8000-000000000001"
LEGACY: JsonObject = {
    "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
    "id": "Fido2",
    "state": "enabled",
    "isSelfServiceRegistrationAllowed": True,
    "isAttestationEnforced": True,
    "defaultPasskeyProfile": None,
    "keyRestrictions": {"isEnforced": True, "enforcementType": "allow", "aaGuids": [KEY]},
    "includeTargets": [{"id": "all_users", "targetType": "group", "allowedPasskeyProfiles": []}],
    "excludeTargets": [],
    "passkeyProfiles": [],
}


def unopted() -> JsonObject:
    return {**small_tenant(), "authenticationMethodConfigurations": [LEGACY]}


def profiles_of(graph: Graph) -> list[JsonObject]:
    return objects(graph.get(FIDO2)["passkeyProfiles"])


def test_a_fresh_tenant_is_migrated_and_switched_off(graph: Graph) -> None:
    read = graph.get(FIDO2.replace("fido2", "FIDO2"))
    assert read == {
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#authenticationMethodConfigurations/$entity",
        "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
        "id": "Fido2",
        "state": "disabled",
        "isSelfServiceRegistrationAllowed": True,
        "isAttestationEnforced": False,
        "defaultPasskeyProfile": DEFAULT_PROFILE,
        "keyRestrictions": {"isEnforced": False, "enforcementType": "allow", "aaGuids": []},
        "includeTargets": [
            {
                "targetType": "group",
                "id": "all_users",
                "isRegistrationRequired": False,
                "allowedPasskeyProfiles": [DEFAULT_PROFILE],
            }
        ],
        "includeTargets@odata.context": (
            "https://graph.microsoft.com/v1.0/$metadata#policies/authenticationMethodsPolicy/"
            "authenticationMethodConfigurations('Fido2')/"
            "microsoft.graph.fido2AuthenticationMethodConfiguration/includeTargets"
        ),
        "excludeTargets": [],
        "passkeyProfiles": [DEFAULT],
    }


def test_members_left_out_of_a_patch_stay(graph: Graph) -> None:
    before = graph.get(FIDO2)
    graph.patch(FIDO2, fido2(state="enabled"))
    assert graph.get(FIDO2) == {**before, "state": "enabled"}


@pytest.mark.parametrize("kind", [None, "#microsoft.graph.smsAuthenticationMethodConfiguration"])
def test_the_type_must_be_named(graph: Graph, kind: str | None) -> None:
    body: JsonObject = {"state": "enabled"} if kind is None else {"@odata.type": kind, "state": "enabled"}
    assert "@odata.type" in graph.refused("PATCH", FIDO2, body)


def test_a_profile_left_out_is_deleted(graph: Graph) -> None:
    graph.patch(FIDO2, fido2(passkeyProfiles=[DEFAULT, profile("Keys"), profile("Phones")]))
    first, keys, phones = profiles_of(graph)
    graph.patch(FIDO2, fido2(passkeyProfiles=[first, phones]))
    assert profiles_of(graph) == [first, phones]
    assert [first["id"], keys["name"], phones["name"]] == [DEFAULT_PROFILE, "Keys", "Phones"]


def test_a_profile_without_an_id_gets_one(graph: Graph) -> None:
    graph.patch(FIDO2, fido2(passkeyProfiles=[DEFAULT, profile("Keys")]))
    assert profiles_of(graph)[1]["id"] == "00000000-aaaa-4000-8000-000000000001"


@pytest.mark.parametrize(("switch", "kept"), [("kept", True), ("replaced", False)])
def test_an_id_chosen_by_the_client(make_graph: MakeGraph, switch: str, kept: bool) -> None:
    graph = make_graph(behaviour=Behaviour().but(profile_ids=switch))
    graph.patch(FIDO2, fido2(passkeyProfiles=[DEFAULT, profile("Keys", id=MINE)]))
    assert (profiles_of(graph)[1]["id"] == MINE) is kept


def test_a_replaced_id_cannot_be_targeted_in_the_same_request(graph: Graph) -> None:
    body = fido2(passkeyProfiles=[DEFAULT, profile("Keys", id=MINE)], includeTargets=[row(GROUP, MINE)])
    assert graph.refused("PATCH", FIDO2, body) == f"Passkey profile '{MINE}' does not exist."
    assert profiles_of(graph) == [DEFAULT]


@pytest.mark.parametrize(
    ("profiles", "message"),
    [
        ([profile("Keys")], "The default passkey profile cannot be deleted."),
        ([], "The default passkey profile cannot be deleted."),
        ([{**DEFAULT, "name": "Basis"}], "The default passkey profile cannot be renamed."),
        ([DEFAULT, DEFAULT], "Passkey profile ids must be unique."),
        ([DEFAULT, profile(" ")], "Passkey profile name cannot be empty."),
        ([DEFAULT, profile("Keys", id="keys")], "'keys' is not a valid passkey profile id."),
        (
            [DEFAULT, profile("Keys", keyRestrictions={"isEnforced": True, "aaGuids": ["yubikey"]})],
            "'yubikey' is not a valid AAGUID.",
        ),
        ([DEFAULT, *(profile(f"P{each}") for each in range(10))], "No more than 10 passkey profiles are allowed."),
        ([DEFAULT, {"name": "Keys"}], "'passkeyProfiles[1].attestationEnforcement': is required"),
        (
            [DEFAULT, profile("Keys", passkeyTypes="synced,hybrid")],
            "'passkeyProfiles[1].passkeyTypes': 'hybrid' is no value of passkeyTypes",
        ),
        (
            [DEFAULT, profile("Keys", passkeyTypes=["synced"])],
            "'passkeyProfiles[1].passkeyTypes': expected one string with values of passkeyTypes",
        ),
        (
            [DEFAULT, profile("Keys", attestationEnforcement="unknownFutureValue")],
            "'passkeyProfiles[1].attestationEnforcement': 'unknownFutureValue' is no value of attestationEnforcement",
        ),
        (
            [DEFAULT, profile("Keys", colour="red")],
            "'passkeyProfiles[1].colour': type passkeyProfile has no such property",
        ),
        (None, "'passkeyProfiles': may not be null"),
    ],
)
def test_profiles_that_are_refused(graph: Graph, profiles: JsonValue, message: str) -> None:
    assert graph.refused("PATCH", FIDO2, fido2(passkeyProfiles=profiles)) == message
    assert profiles_of(graph) == [DEFAULT]


def test_equal_names_by_the_switch(make_graph: MakeGraph) -> None:
    twins = fido2(passkeyProfiles=[DEFAULT, profile("Keys"), profile("keys")])
    make_graph().patch(FIDO2, twins)
    strict = make_graph(behaviour=Behaviour(equal_profile_names="refused"))
    assert strict.refused("PATCH", FIDO2, twins) == "Passkey profile names must be unique."


def test_the_flags_come_back_in_order_and_without_blanks(graph: Graph) -> None:
    graph.patch(FIDO2, fido2(passkeyProfiles=[DEFAULT, profile("Keys", passkeyTypes="synced, deviceBound")]))
    assert profiles_of(graph)[1]["passkeyTypes"] == "deviceBound,synced"


def test_the_legacy_fields_mirror_the_default_profile(graph: Graph) -> None:
    restrictions: JsonObject = {"isEnforced": True, "enforcementType": "allow", "aaGuids": [KEY, KEY]}
    changed = {**DEFAULT, "attestationEnforcement": "registrationOnly", "keyRestrictions": restrictions}
    graph.patch(FIDO2, fido2(passkeyProfiles=[changed]))
    read = graph.get(FIDO2)
    assert (read["isAttestationEnforced"], read["keyRestrictions"]) == (True, restrictions)
    graph.patch(FIDO2, fido2(isAttestationEnforced=False, keyRestrictions={"isEnforced": False}))
    assert profiles_of(graph) == [DEFAULT]


def test_profiles_win_over_legacy_fields_in_one_request(graph: Graph) -> None:
    graph.patch(FIDO2, fido2(isAttestationEnforced=True, passkeyProfiles=[DEFAULT]))
    assert graph.get(FIDO2)["isAttestationEnforced"] is False


def test_targets_are_replaced_whole_and_filled_in(graph: Graph) -> None:
    graph.patch(FIDO2, fido2(includeTargets=[{"id": GROUP, "allowedPasskeyProfiles": [DEFAULT_PROFILE]}]))
    assert graph.get(FIDO2)["includeTargets"] == [
        {
            "targetType": "group",
            "isRegistrationRequired": False,
            "allowedPasskeyProfiles": [DEFAULT_PROFILE],
            "id": GROUP,
        }
    ]
    graph.patch(FIDO2, fido2(includeTargets=[], excludeTargets=[{"id": OTHER_GROUP, "targetType": "group"}]))
    read = graph.get(FIDO2)
    assert read["includeTargets"] == []
    assert read["excludeTargets"] == [{"targetType": "group", "id": OTHER_GROUP}]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row(GROUP)], "Include conditions are missing passkey profile targets"),
        ([row(GROUP, MINE)], f"Passkey profile '{MINE}' does not exist."),
        ([row(MINE, DEFAULT_PROFILE)], f"Target '{MINE}' does not exist in the directory."),
        (
            [row(GROUP, DEFAULT_PROFILE), row(GROUP.upper(), DEFAULT_PROFILE)],
            f"Target '{GROUP}' is given more than once.",
        ),
        ([{"targetType": "group"}], "'includeTargets[0].id': is required"),
        ([row(GROUP, "default")], "'includeTargets[0].allowedPasskeyProfiles[0]': expected Guid, found 'default'"),
        (None, "'includeTargets': may not be null"),
    ],
)
def test_targets_that_are_refused(graph: Graph, rows: JsonValue, message: str) -> None:
    answer = graph.send("PATCH", FIDO2, fido2(includeTargets=rows))
    assert answer.json()["error"]["code"] == "badRequest"
    assert answer.json()["error"]["innerError"]["message"] == message


def with_keys_targeted(graph: Graph) -> str:
    graph.patch(FIDO2, fido2(passkeyProfiles=[DEFAULT, profile("Keys")]))
    keys = as_text(profiles_of(graph)[1]["id"])
    both = [row(GROUP, keys), row(OTHER_GROUP, DEFAULT_PROFILE, keys)]
    graph.patch(FIDO2, fido2(includeTargets=[*both]))
    return keys


def test_a_targeted_profile_cannot_be_deleted(graph: Graph) -> None:
    with_keys_targeted(graph)
    message = graph.refused("PATCH", FIDO2, fido2(passkeyProfiles=[DEFAULT]))
    assert message == "A passkey profile that is assigned to a target cannot be deleted."
    assert len(profiles_of(graph)) == 2


def test_a_targeted_profile_goes_from_its_rows_where_deleting_cascades(make_graph: MakeGraph) -> None:
    graph = make_graph(behaviour=Behaviour(targeted_profile_deletion="cascades"))
    with_keys_targeted(graph)
    graph.patch(FIDO2, fido2(passkeyProfiles=[DEFAULT]))
    rows = objects(graph.get(FIDO2)["includeTargets"])
    assert [(each["id"], each["allowedPasskeyProfiles"]) for each in rows] == [(OTHER_GROUP, [DEFAULT_PROFILE])]


def test_a_profile_and_its_rows_go_in_one_request(graph: Graph) -> None:
    with_keys_targeted(graph)
    graph.patch(FIDO2, fido2(passkeyProfiles=[DEFAULT], includeTargets=[row(GROUP, DEFAULT_PROFILE)]))
    assert profiles_of(graph) == [DEFAULT]


def test_a_policy_that_is_too_large(graph: Graph) -> None:
    many = [f"00000000-0000-4000-9000-{each:012d}" for each in range(700)]
    big = profile("Big", keyRestrictions={"isEnforced": True, "enforcementType": "allow", "aaGuids": [*many]})
    message = graph.refused("PATCH", FIDO2, fido2(passkeyProfiles=[DEFAULT, big]))
    assert message.startswith("Persistence of policy failed with error: Policy size is larger than allowed by ")
    assert message.endswith(" bytes. Please change your targeting to fewer groups or settings and try again.")


def test_the_default_profile_of_the_tenant_cannot_be_chosen(graph: Graph) -> None:
    message = graph.refused("PATCH", FIDO2, fido2(defaultPasskeyProfile=None))
    assert message == "The default passkey profile cannot be changed."


def test_an_unopted_tenant_keeps_its_old_shape(make_graph: MakeGraph) -> None:
    graph = make_graph(unopted())
    graph.patch(FIDO2, fido2(isAttestationEnforced=False, includeTargets=[{"id": GROUP}]))
    read = graph.get(FIDO2)
    assert (read["defaultPasskeyProfile"], read["passkeyProfiles"]) == (None, [])
    assert objects(read["includeTargets"])[0]["allowedPasskeyProfiles"] == []
    assert read["isAttestationEnforced"] is False


def test_opting_in_needs_the_default_profile_on_every_row(make_graph: MakeGraph) -> None:
    graph = make_graph(unopted())
    alone = fido2(passkeyProfiles=[DEFAULT])
    assert graph.refused("PATCH", FIDO2, alone) == "Include conditions are missing passkey profile targets"
    graph.patch(FIDO2, fido2(passkeyProfiles=[DEFAULT], includeTargets=[row("all_users", DEFAULT_PROFILE)]))
    read = graph.get(FIDO2)
    assert read["defaultPasskeyProfile"] == DEFAULT_PROFILE
    assert read["isAttestationEnforced"] is False
    assert graph.refused("PATCH", FIDO2, fido2(passkeyProfiles=[])) == "The default passkey profile cannot be deleted."


def test_the_other_methods_are_there_and_deleting_is_not_offered(graph: Graph) -> None:
    listed = graph.values(FIDO2.removesuffix("/fido2"))
    assert [each["id"] for each in listed] == [
        "Fido2",
        "TemporaryAccessPass",
        "MicrosoftAuthenticator",
        "Sms",
        "SoftwareOath",
        "Voice",
    ]
    graph.refused("DELETE", FIDO2, status=405)
    graph.refused("GET", FIDO2.replace("fido2", "carrierPigeon"), status=404)


def test_a_very_old_tenant_has_no_profile_members_at_all(make_graph: MakeGraph) -> None:
    ancient = {name: value for name, value in LEGACY.items() if "Profile" not in name and name != "@odata.type"}
    graph = make_graph({**small_tenant(), "authenticationMethodConfigurations": [ancient]})
    graph.patch(FIDO2, fido2(keyRestrictions={"isEnforced": False}))
    read = graph.get(FIDO2)
    assert "passkeyProfiles" not in read
    assert read["keyRestrictions"] == {"isEnforced": False, "enforcementType": "allow", "aaGuids": []}
    graph.patch(FIDO2, fido2(keyRestrictions=None, state="disabled"))
    assert graph.get(FIDO2)["keyRestrictions"] is None


def test_what_was_given_out_is_taken_back(make_graph: MakeGraph) -> None:
    newer: JsonObject = {**DEFAULT, "backupEligibility": "any"}
    targeted: JsonObject = {**row("all_users", DEFAULT_PROFILE), "deadline": "2027-01-31"}
    configuration = {**LEGACY, "defaultPasskeyProfile": DEFAULT_PROFILE, "passkeyProfiles": [newer]}
    configuration["includeTargets"] = [targeted]
    graph = make_graph({**small_tenant(), "authenticationMethodConfigurations": [configuration]})
    graph.patch(FIDO2, fido2(passkeyProfiles=[{**newer, "passkeyTypes": "synced"}], includeTargets=[targeted]))
    read = graph.get(FIDO2)
    assert objects(read["passkeyProfiles"])[0]["backupEligibility"] == "any"
    assert objects(read["includeTargets"])[0]["deadline"] == "2027-01-31"
    of_another = profile("Another", backupEligibility="any")
    assert "no such property" in graph.refused("PATCH", FIDO2, fido2(passkeyProfiles=[newer, of_another]))
