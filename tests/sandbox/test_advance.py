"""Days that pass: who registers what, who signs in, and what each policy came to."""

from __future__ import annotations

import pytest

from passkeyctl.errors import PasskeyctlError
from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.advance import DayPassed, Wishes, advance
from passkeyctl.sandbox.authenticators import (
    AUTHENTICATOR_ANDROID,
    AUTHENTICATOR_IOS,
    GOOGLE,
    ICLOUD,
    WINDOWS_HELLO,
    YUBIKEYS,
)
from passkeyctl.sandbox.defaults import METHODS
from passkeyctl.sandbox.jsonread import as_object, as_text, objects, texts
from passkeyctl.sandbox.seed import company
from passkeyctl.sandbox.seed_groups import group_id
from tests.sandbox.companies import (
    BARE,
    GONE,
    GUEST,
    KEYED,
    LOG,
    PHONE,
    PILOT,
    PUSH,
    REGISTRATION,
    SAFE_1,
    WATCHED,
    firm,
    passkey_rule,
    passkeys,
    people,
    profile,
    results,
    rule,
    user,
)
from tests.sandbox.conftest import MakeGraph
from tests.sandbox.graph import DEFAULT_PROFILE, Graph
from tests.sandbox.tenants import row

TENANT = "11111111-2222-4333-8444-555555555555"
UNHEARD_OF = "2fc0579f-8113-47ea-b116-bb5a8db9202a"  # a model that nobody in the sandbox owns
DOMAIN = "contoso.onmicrosoft.com"
REPORT = "/reports/authenticationMethods/userRegistrationDetails"


def keys(graph: Graph, id: str) -> list[str]:
    return [as_text(each["aaGuid"]) for each in graph.values(f"/users/{id}/authentication/fido2Methods")]


def everything(graph: Graph) -> tuple[JsonObject, list[JsonObject]]:
    return graph.store.export(), graph.values(LOG)


def test_time_passes_in_the_tenant(make_graph: MakeGraph) -> None:
    graph = make_graph(firm())
    passed = advance(graph.store, 3)
    assert [each.day.isoformat() for each in passed] == ["2026-11-24", "2026-11-25", "2026-11-26"]
    assert graph.send("GET", "/organization").headers["date"] == "Thu, 26 Nov 2026 08:00:00 GMT"
    moments = [as_text(each["createdDateTime"]) for each in graph.values(LOG)]
    assert moments == sorted(moments, reverse=True)
    assert "2026-11-23T08:00:00Z" <= moments[-1] < moments[0] < "2026-11-26T08:00:00Z"


def test_those_with_two_factors_register_within_two_weeks(make_graph: MakeGraph) -> None:
    graph = make_graph(firm())
    passed = advance(graph.store, 14)
    assert [(each.meant, each.stuck) for each in passed] == [(4, 1)] * 14
    assert [each.holding for each in passed] == sorted(each.holding for each in passed)
    assert (passed[-1].holding, sum(each.registered for each in passed)) == (3, 2)
    for id, count in ((KEYED, 1), (PUSH, 1), (PHONE, 1), (BARE, 0), (GUEST, 0), (GONE, 0), (SAFE_1, 1)):
        assert len(keys(graph, id)) == count
    report = graph.get(f"{REPORT}/{PUSH}")
    assert texts(report["methodsRegistered"])[0].startswith("passKey")
    assert texts(report["methodsRegistered"])[1:] == ["microsoftAuthenticatorPush"]
    assert (report["isPasswordlessCapable"], report["isMfaCapable"]) == (True, True)
    (held,) = graph.values(f"/users/{PUSH}/authentication/fido2Methods")
    assert report["lastUpdatedDateTime"] == held["createdDateTime"]
    assert "2026-11-23T08:00:00Z" <= as_text(held["createdDateTime"]) < "2026-12-07T08:00:00Z"


@pytest.mark.parametrize(
    "changes",
    [{"state": "disabled"}, {"includeTargets": []}, {"excludeTargets": [{"id": PILOT, "targetType": "group"}]}],
)
def test_nobody_registers_what_is_for_nobody(make_graph: MakeGraph, changes: JsonObject) -> None:
    graph = make_graph(firm(methods=passkeys(**changes)))
    passed = advance(graph.store, 14)
    assert {(each.meant, each.holding, each.registered, each.stuck) for each in passed} == {(0, 0, 0, 0)}
    assert keys(graph, PUSH) == []


def test_nobody_registers_where_that_is_switched_off(make_graph: MakeGraph) -> None:
    graph = make_graph(firm(methods=passkeys(isSelfServiceRegistrationAllowed=False)))
    assert (advance(graph.store, 14)[-1].stuck, keys(graph, PUSH)) == (3, [])


def restricted(*aaguids: str) -> JsonObject:
    return {"isEnforced": True, "enforcementType": "allow", "aaGuids": [*aaguids]}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"passkeyTypes": "synced"}, {ICLOUD.aaguid, GOOGLE.aaguid}),
        (
            {"passkeyTypes": "deviceBound", "attestationEnforcement": "registrationOnly"},
            {AUTHENTICATOR_IOS.aaguid, AUTHENTICATOR_ANDROID.aaguid, YUBIKEYS[0].aaguid, YUBIKEYS[1].aaguid},
        ),
        ({"keyRestrictions": restricted(WINDOWS_HELLO.aaguid)}, {WINDOWS_HELLO.aaguid}),
        ({"keyRestrictions": restricted(WINDOWS_HELLO.aaguid), "attestationEnforcement": "registrationOnly"}, set()),
        ({"keyRestrictions": restricted(UNHEARD_OF)}, {UNHEARD_OF}),
    ],
)
def test_people_register_what_their_profile_takes(
    make_graph: MakeGraph, changes: JsonObject, expected: set[str]
) -> None:
    graph = make_graph(firm(methods=passkeys(passkeyProfiles=[profile(**changes)])))
    advance(graph.store, 14)
    found = {*keys(graph, PUSH), *keys(graph, PHONE)}
    assert found <= expected
    assert bool(found) is bool(expected)


def test_the_profiles_of_all_rows_that_reach_somebody_count(make_graph: MakeGraph) -> None:
    other = "10000000-0000-4000-8000-0000000000aa"
    synced = profile(id=other, name="Synced", passkeyTypes="synced")
    bound = profile(keyRestrictions=restricted(UNHEARD_OF))
    methods = passkeys(
        passkeyProfiles=[bound, synced],
        includeTargets=[row(PILOT, DEFAULT_PROFILE), {**row(PUSH, other), "targetType": "user"}],
    )
    graph = make_graph(firm(methods=methods))
    advance(graph.store, 14)
    assert set(keys(graph, PUSH)) <= {ICLOUD.aaguid, GOOGLE.aaguid}
    assert keys(graph, PHONE) == [UNHEARD_OF]


def with_pass(*policies: JsonObject, once: bool) -> JsonObject:
    """Everybody without a method has a pass that is good for an hour."""
    given: JsonObject = {
        "id": "p",
        "startDateTime": "2026-11-23T08:00:00Z",
        "lifetimeInMinutes": 60,
        "isUsableOnce": once,
        "isUsable": True,
        "methodUsabilityReason": "EnabledByPolicy",
    }
    rest = [each for each in people() if as_object(each)["id"] != BARE]
    document = firm(*policies, users=[*rest, user(BARE, passes=[given])])
    on: JsonObject = {"id": "TemporaryAccessPass", "state": "enabled", "includeTargets": [{"id": "all_users"}]}
    document[METHODS] = [passkeys(), on]
    return document


@pytest.mark.parametrize(("once", "reason"), [(True, "OneTimeUsed"), (False, "Expired")])
def test_who_has_a_pass_registers_at_once(make_graph: MakeGraph, once: bool, reason: str) -> None:
    graph = make_graph(with_pass(once=once))
    assert advance(graph.store, 1)[0].stuck == 0
    (held,) = graph.values(f"/users/{BARE}/authentication/fido2Methods")
    assert "2026-11-23T08:00:00Z" <= as_text(held["createdDateTime"]) < "2026-11-23T09:00:00Z"
    (given,) = graph.values(f"/users/{BARE}/authentication/temporaryAccessPassMethods")
    assert given["methodUsabilityReason"] == reason


def test_a_pass_for_later_is_used_later(make_graph: MakeGraph) -> None:
    document = with_pass(once=True)
    (given,) = objects(objects(document["users"])[-1]["passes"])
    given["startDateTime"] = "2026-11-24T10:00:00Z"
    graph = make_graph(document)
    assert [each.stuck for each in advance(graph.store, 3)] == [1, 0, 0]
    (held,) = graph.values(f"/users/{BARE}/authentication/fido2Methods")
    assert "2026-11-24T10:00:00Z" <= as_text(held["createdDateTime"]) < "2026-11-24T10:10:00Z"


def test_a_pass_that_is_over_helps_nobody(make_graph: MakeGraph) -> None:
    graph = make_graph(with_pass(once=False))
    graph.clock.forward(hours=2)
    assert (advance(graph.store, 1)[0].stuck, keys(graph, BARE)) == (1, [])


def test_a_policy_on_registering_decides_who_has_a_way_in(make_graph: MakeGraph) -> None:
    strength: JsonObject = {
        "id": "50000000-0000-4000-8000-000000000001",
        "policyType": "custom",
        "displayName": "Bootstrap",
        "allowedCombinations": ["temporaryAccessPassOneTime", "temporaryAccessPassMultiUse", "fido2"],
        "combinationConfigurations": [],
    }
    gate = rule("Register", "enabled", REGISTRATION, strength=as_text(strength["id"]))
    graph = make_graph({**with_pass(gate, once=True), "authenticationStrengthPolicies": [strength]})
    last = advance(graph.store, 14)[-1]
    assert (last.stuck, last.holding) == (2, 2)
    assert (len(keys(graph, BARE)), keys(graph, PUSH), keys(graph, PHONE)) == (1, [], [])
    document = with_pass({**gate, "state": WATCHED}, once=True)
    watched = make_graph({**document, "authenticationStrengthPolicies": [strength]})
    assert advance(watched.store, 14)[-1].stuck == 0
    assert results(watched, PUSH, "Register") == {"reportOnlyNotApplied"}
    assert results(graph, PUSH, "Register") == {"notApplied"}


def test_the_same_days_come_out_the_same(make_graph: MakeGraph) -> None:
    document = firm(passkey_rule(WATCHED))
    at_once, in_parts, other = (make_graph(document) for _ in range(3))
    ten = advance(at_once.store, 10, Wishes(trouble=0.2))
    five = advance(in_parts.store, 5, Wishes(trouble=0.2))
    assert ten == (*five, *advance(in_parts.store, 5, Wishes(trouble=0.2)))
    state, log = everything(at_once)
    again, log_again = everything(in_parts)
    assert state == again
    assert [{**each, "id": "", "correlationId": ""} for each in log] == [
        {**each, "id": "", "correlationId": ""} for each in log_again
    ]
    advance(other.store, 10, Wishes(trouble=0.2, number=7))
    assert everything(other)[1] != log


def test_reset_takes_the_days_back(make_graph: MakeGraph) -> None:
    graph = make_graph(firm())
    before = graph.store.export()
    first = advance(graph.store, 4)
    graph.store.reset()
    assert (graph.store.export(), graph.values(LOG)) == (before, [])
    assert advance(graph.store, 4) == first


@pytest.mark.parametrize(("days", "trouble"), [(0, 0.0), (366, 0.0), (1, 1.5), (1, -0.1)])
def test_what_makes_no_sense_is_refused(graph: Graph, days: int, trouble: float) -> None:
    with pytest.raises(PasskeyctlError):
        advance(graph.store, days, Wishes(trouble))


def piloted(graph: Graph, group: str) -> tuple[DayPassed, ...]:
    """The seeded company with passkeys for one of its groups, for a month."""
    document = company(TENANT, DOMAIN)
    methods = objects(document[METHODS])
    target = row(group_id(TENANT, group), DEFAULT_PROFILE)
    document[METHODS] = [{**methods[0], "state": "enabled", "includeTargets": [target]}, *methods[1:]]
    graph.store.seed(document)
    return advance(graph.store, 30)


def test_a_pilot_of_a_company_reaches_nine_in_ten_in_ten_days(graph: Graph) -> None:
    passed = piloted(graph, "PK-Workforce")
    able = passed[0].meant - passed[0].stuck
    assert passed[2].holding / able < 0.75
    assert 0.85 <= passed[9].holding / able <= 0.97
    assert passed[13].holding == able
    assert sum(each.sign_ins for each in passed) > 10_000
    page = graph.get(f"{LOG}?$top=1000")
    assert len(objects(page["value"])) == 1000
    assert "@odata.nextLink" in page


def test_what_is_older_than_a_month_is_forgotten(make_graph: MakeGraph) -> None:
    graph = make_graph(firm())
    advance(graph.store, 40)
    moments = [as_text(each["createdDateTime"]) for each in graph.values(f"{LOG}?$orderby=createdDateTime asc")]
    assert moments[0] >= "2026-12-03T08:00:00Z"
