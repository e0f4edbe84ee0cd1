"""What records tell of values: JSON inside of texts, numbers for words, parts of objects, shapes that nobody knows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind
from passkeyctl.model.observed import Change, Changed, Property
from passkeyctl.model.state import PriorState
from passkeyctl.wire import locations, methods, passkeys, policies, strengths
from passkeyctl.wire.audit_objects import told_by
from passkeyctl.wire.audit_values import paired, read_properties, rows_over
from passkeyctl.wire.audits import read_change

AT = datetime(2026, 11, 1, tzinfo=UTC)
POLICY, STRENGTH, PLACE = (f"{number}0000000-0000-4000-8000-000000000001" for number in (1, 2, 3))
LIMIT = "40000000-0000-4000-8000-000000000001"
DEFAULT, OTHER = "00000000-0000-0000-0000-000000000001", "50000000-0000-4000-8000-000000000001"
KEY = "2fc0579f-8113-47ea-b116-bb5a8db9202a"


def profile(id: str, **members: JsonValue) -> JsonObject:
    unrestricted: JsonObject = {"isEnforced": False, "enforcementType": "allow", "aaGuids": []}
    named: JsonObject = {"id": id, "name": f"P{id[0]}", "keyRestrictions": unrestricted}
    return {**named, "passkeyTypes": "deviceBound", "attestationEnforcement": "disabled", **members}


def tenant(*profiles: JsonObject) -> PriorState:
    fido2: JsonObject = {
        "id": "Fido2",
        "state": "enabled",
        "defaultPasskeyProfile": DEFAULT,
        "passkeyProfiles": [*(profiles or (profile(DEFAULT),))],
        "includeTargets": [{"id": "all_users", "targetType": "group", "allowedPasskeyProfiles": [DEFAULT]}],
        "excludeTargets": [],
    }
    policy: JsonObject = {
        "id": POLICY,
        "displayName": "P",
        "state": "enabled",
        "conditions": {"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]}},
        "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
        "sessionControls": None,
    }
    limit: JsonObject = {
        "@odata.type": "#microsoft.graph.fido2CombinationConfiguration",
        "id": LIMIT,
        "allowedAAGUIDs": [KEY],
        "appliesToCombinations": ["fido2"],
    }
    strength: JsonObject = {
        "id": STRENGTH,
        "displayName": "S",
        "policyType": "custom",
        "allowedCombinations": ["fido2"],
        "combinationConfigurations": [limit],
    }
    place: JsonObject = {
        "@odata.type": "#microsoft.graph.ipNamedLocation",
        "id": PLACE,
        "displayName": "L",
        "ipRanges": ["192.0.2.0/24"],
        "isTrusted": True,
    }
    pass_: JsonObject = {"id": "TemporaryAccessPass", "state": "enabled", "includeTargets": [], "isUsableOnce": True}
    campaign: JsonObject = {"state": "enabled", "includeTargets": [], "snoozeDurationInDays": 3}
    root: JsonObject = {"registrationEnforcement": {"authenticationMethodsRegistrationCampaign": campaign}}
    objects = (
        *passkeys.read(fido2),
        policies.read(policy),
        strengths.read(strength),
        locations.read(place),
        methods.read_temporary_access_pass(pass_),
        methods.read_campaign(root, None),
    )
    return PriorState(objects, has_profiles=True, fido2=fido2)


def change(sort: Changed, before: JsonValue, after: JsonValue, *ids: str, name: str = "Settings") -> Change:
    return Change(sort, AT, frozenset(ids), "Update", properties=(Property(name, before, after),))


def moved(sort: Changed, before: JsonValue, after: JsonValue, *ids: str, name: str = "Settings") -> dict[str, object]:
    """Each field that a record shows as another one, by its kind, id and path."""
    found: dict[str, object] = {}
    for each in told_by(change(sort, before, after, *ids, name=name), tenant()).shown:
        place = f"{each.kind.value} {each.id[0]}"
        if each.before is None or each.after is None:
            found[place] = (each.before is not None, each.after is not None)
            continue
        paths = [path for path in each.after if each.before.get(path) != each.after[path]]
        found.update({f"{place} {path}": (each.before[path], each.after[path]) for path in paths})
    return found


def test_values_are_taken_out_of_their_texts_and_numbers_become_words() -> None:
    told = {
        "passkeyProfiles": [{"passkeyTypes": 3, "attestationEnforcement": 0, "keyRestrictions": {"enforcementType": 1}}]
    }
    values: JsonObject = {"displayName": "X", "oldValue": None, "newValue": json.dumps(told)}
    assert read_properties([{"modifiedProperties": [values, "stray"]}, "stray"]) == (
        Property(
            "X",
            None,
            {
                "passkeyProfiles": [
                    {
                        "passkeyTypes": "deviceBound,synced",
                        "attestationEnforcement": "disabled",
                        "keyRestrictions": {"enforcementType": "block"},
                    }
                ]
            },
        ),
    )


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('"enabled"', "enabled"),
        ("enabled", "enabled"),
        ("", ""),
        ("7", 7),
        ('{"passkeyTypes":9}', {"passkeyTypes": 9}),
        ("[" * 5000, "[" * 5000),
        ("[" * 40 + "]" * 40, "[" * 40 + "]" * 40),
        ('{"a":NaN', '{"a":NaN'),
    ],
)
def test_texts_that_are_no_json_stay_what_they_are(text: str, read: JsonValue) -> None:
    (found,) = read_properties([{"modifiedProperties": [{"displayName": 3, "oldValue": text, "newValue": text}]}])
    assert found == Property("", read, read)


@pytest.mark.parametrize(
    ("sort", "before", "after", "ids", "name", "expected"),
    [
        (
            Changed.POLICIES,
            {"state": "disabled"},
            {"state": "enabled"},
            (POLICY,),
            "X",
            {"conditionalAccess 1 state": ("disabled", "enabled")},
        ),
        (
            Changed.POLICIES,
            "disabled",
            "enabled",
            (POLICY,),
            "state",
            {"conditionalAccess 1 state": ("disabled", "enabled")},
        ),
        (Changed.POLICIES, {"state": "disabled"}, {"state": "enabled"}, (), "X", {}),
        (
            Changed.POLICIES,
            {"id": POLICY, "state": "disabled"},
            {"state": "enabled"},
            (),
            "X",
            {"conditionalAccess 1 state": ("disabled", "enabled")},
        ),
        (Changed.POLICIES, None, {"state": "enabled"}, (POLICY,), "X", {"conditionalAccess 1": (False, True)}),
        (Changed.POLICIES, {"displayName": "gone"}, None, (PLACE,), "X", {"conditionalAccess 3": (True, False)}),
        (
            Changed.POLICIES,
            {"conditions": {"users": {"excludeGroups": ["g"]}}},
            {"conditions": {"users": {}}},
            (POLICY,),
            "X",
            {"conditionalAccess 1 users.exclude.groups": (frozenset({"g"}), frozenset())},
        ),
        (Changed.POLICIES, {"state": 3}, {"state": "enabled"}, (POLICY,), "X", {}),
        (Changed.POLICIES, "a", "b", (POLICY,), "Included Updated Properties", {}),
        (
            Changed.LOCATIONS,
            {"isTrusted": False},
            {"isTrusted": True},
            (PLACE,),
            "X",
            {"namedLocations 3 trusted": (False, True)},
        ),
        (
            Changed.STRENGTHS,
            [{"id": LIMIT, "allowedAAGUIDs": []}],
            [{"id": LIMIT, "allowedAAGUIDs": [KEY]}],
            (STRENGTH,),
            "X",
            {"authenticationStrengths 2 fido2.allowedAAGUIDs": (frozenset(), frozenset({KEY}))},
        ),
        (
            Changed.STRENGTHS,
            {"id": LIMIT, "appliesToCombinations": ["fido2"], "allowedAAGUIDs": []},
            {"id": LIMIT, "appliesToCombinations": ["fido2"], "allowedAAGUIDs": [KEY]},
            (LIMIT,),
            "X",
            {"authenticationStrengths 2 fido2.allowedAAGUIDs": (frozenset(), frozenset({KEY}))},
        ),
        (
            Changed.METHODS,
            {"passkeyProfiles": [{"passkeyTypes": "synced"}]},
            {"passkeyProfiles": [{"passkeyTypes": "deviceBound"}]},
            ("authenticationmethodspolicy",),
            "X",
            {"passkeys.profiles 0 passkeyTypes": (frozenset({"synced"}), frozenset({"deviceBound"}))},
        ),
        (Changed.METHODS, {"state": "disabled"}, {"state": "enabled"}, (), "X", {}),
        (
            Changed.METHODS,
            {"id": "Fido2", "state": "disabled"},
            {"id": "Fido2", "state": "enabled"},
            (),
            "X",
            {"passkeys F state": ("disabled", "enabled")},
        ),
        (Changed.METHODS, {"id": "Sms", "state": "disabled"}, {"id": "Sms", "state": "enabled"}, (), "X", {}),
        (
            Changed.METHODS,
            {"isUsableOnce": False},
            {"isUsableOnce": True},
            (),
            "X",
            {"temporaryAccessPass t oneTimeUse": (False, True)},
        ),
        (
            Changed.METHODS,
            {"authenticationMethodConfigurations": [{"id": "Fido2", "state": "disabled"}]},
            {"authenticationMethodConfigurations": [{"id": "Fido2", "state": "enabled"}]},
            (),
            "X",
            {"passkeys F state": ("disabled", "enabled")},
        ),
        (
            Changed.METHODS,
            {"registrationEnforcement": {"authenticationMethodsRegistrationCampaign": {"snoozeDurationInDays": 1}}},
            {"registrationEnforcement": {"authenticationMethodsRegistrationCampaign": {"snoozeDurationInDays": 3}}},
            (),
            "X",
            {"registrationCampaign r snoozeDays": (1, 3)},
        ),
        (Changed.METHODS, [], [{"id": OTHER}], (), "excludeTargets", {}),
        (
            Changed.METHODS,
            {"id": "Fido2", "excludeTargets": []},
            {"id": "Fido2", "excludeTargets": [{"id": OTHER}]},
            (),
            "X",
            {"passkeys.exclude 5": (False, True)},
        ),
    ],
)
def test_what_a_record_shows(
    sort: Changed, before: JsonValue, after: JsonValue, ids: tuple[str, ...], name: str, expected: dict[str, object]
) -> None:
    assert moved(sort, before, after, *ids, name=name) == expected


def test_rows_that_can_not_be_told_apart_show_nothing() -> None:
    before: JsonValue = {"passkeyProfiles": [{"passkeyTypes": "synced"}]}
    after: JsonValue = {"passkeyProfiles": [{"passkeyTypes": "deviceBound"}]}
    told = told_by(change(Changed.METHODS, before, after), tenant(profile(DEFAULT), profile(OTHER)))
    assert (told.shown, told.is_whole) == ((), False)


def test_a_record_of_another_method_is_about_nothing_else() -> None:
    before: JsonValue = {"id": "Sms", "state": "disabled"}
    after: JsonValue = {"id": "Sms", "state": "enabled"}
    assert told_by(change(Changed.METHODS, before, after), tenant()).is_whole
    assert not told_by(Change(Changed.METHODS, AT, frozenset(), "Update"), tenant()).is_whole


def test_what_one_side_leaves_out_it_has_not() -> None:
    assert paired({"a": {"b": 1}, "state": "x"}, {"c": [2]}) == (
        {"a": {"b": 1}, "state": "x", "c": None},
        {"a": {"b": None}, "state": "x", "c": [2]},
    )
    assert paired({"a": None}, {"a": {"b": 1}}) == ({"a": None}, {"a": {"b": 1}})


def test_rows_that_a_record_is_silent_about_stay() -> None:
    live: JsonValue = [{"id": "A", "x": 1}, {"id": "B", "x": 2}]
    assert rows_over(live, ([{"id": "b", "x": 1}], [{"id": "b", "x": 2}])) == (
        [{"id": "A", "x": 1}, {"id": "b", "x": 1}],
        [{"id": "A", "x": 1}, {"id": "b", "x": 2}],
    )


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_published_shape_of_records_is_read(number: int) -> None:
    """Records as the pages of Microsoft Graph and tenants show them, shortened."""
    record: JsonObject = json.loads((Path(__file__).parent / "audit_records.json").read_text(encoding="utf-8"))[number]
    found = read_change(record, with_properties=True)
    assert found is not None
    assert (found.by, found.address, len(found.properties)) == [
        ("adele@contoso.com", "198.51.100.4", 1),
        ("adele@contoso.com", "198.51.100.4", 1),
        ("passkeyctl", "", 0),
    ][number]
    assert found.properties == () or isinstance(found.properties[0].after, dict)


ANY_KEY = st.sampled_from(
    [
        "id",
        "state",
        "displayName",
        "conditions",
        "users",
        "passkeyProfiles",
        "passkeyTypes",
        "includeTargets",
        "ipRanges",
        "combinationConfigurations",
        "allowedAAGUIDs",
        "registrationEnforcement",
        "authenticationMethodConfigurations",
        "authenticationMethodsRegistrationCampaign",
        "keyRestrictions",
        "grantControls",
        "appliesToCombinations",
        "isUsableOnce",
    ]
)
ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-1, 4)
    | st.sampled_from(["", "Fido2", POLICY, LIMIT, DEFAULT, "all_users"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_KEY, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(Changed),
    ANY_JSON,
    ANY_JSON,
    st.sampled_from([(), (POLICY,), (STRENGTH,), (PLACE,), ("x", "y")]),
    st.sampled_from(["X", "state", "conditions", "passkeyProfiles", "registrationEnforcement"]),
)
def test_no_shape_of_a_value_breaks_the_reading(
    sort: Changed, before: JsonValue, after: JsonValue, ids: tuple[str, ...], name: str
) -> None:
    values: JsonObject = {"displayName": name, "oldValue": json.dumps(before), "newValue": json.dumps(after)}
    targets: JsonValue = [{"id": each, "modifiedProperties": [values]} for each in ids or ("",)]
    found = told_by(Change(sort, AT, frozenset(ids), "Update", properties=read_properties(targets)), tenant())
    assert {each.kind for each in found.shown} <= set(Kind)
    if before == after:
        assert found.shown == ()
