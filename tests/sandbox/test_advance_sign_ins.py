"""What each policy came to when people of the sandbox signed in."""

from __future__ import annotations

import pytest

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.advance import Wishes, advance
from passkeyctl.sandbox.jsonread import as_text, part
from passkeyctl.sandbox.people import locked_out
from tests.sandbox.companies import (
    BARE,
    GONE,
    KEYED,
    LOG,
    OFFICE,
    PUSH,
    SAFE_1,
    WATCHED,
    firm,
    passkey_rule,
    passkeys,
    results,
    rule,
    user,
)
from tests.sandbox.conftest import MakeGraph
from tests.sandbox.graph import DEFAULT_PROFILE
from tests.sandbox.tenants import row


def test_report_only_tells_what_would_have_happened(make_graph: MakeGraph) -> None:
    block = rule("No", WATCHED, OFFICE, "block")
    off = rule("Off", "disabled", OFFICE, "block")
    graph = make_graph(firm(passkey_rule(WATCHED), block, off, methods=passkeys(includeTargets=[])))
    (day,) = advance(graph.store, 1)
    assert (day.failed, day.watched) == (0, day.sign_ins)
    keyed = make_graph(firm(passkey_rule(WATCHED), block, off))
    advance(keyed.store, 1)
    assert results(keyed, KEYED, "Passkeys") == {"reportOnlySuccess"}
    assert results(keyed, BARE, "Passkeys") == {"reportOnlyInterrupted"}
    assert results(keyed, KEYED, "No") == {"reportOnlyFailure"}
    assert results(keyed, KEYED, "Off") == {"notEnabled"}
    assert {each["conditionalAccessStatus"] for each in keyed.values(LOG)} == {"notApplied"}


def test_what_is_enforced_fails_for_whoever_cannot_meet_it(make_graph: MakeGraph) -> None:
    graph = make_graph(firm(passkey_rule("enabled"), methods=passkeys(includeTargets=[row(KEYED, DEFAULT_PROFILE)])))
    with graph.store.transaction() as tenant:
        out = set(locked_out(tenant))
    (day,) = advance(graph.store, 1)
    failures = graph.values(f"{LOG}?$filter=conditionalAccessStatus eq 'failure'")
    failed = {as_text(each["userPrincipalName"]) for each in failures}
    assert failed == out
    assert day.failed == len(out) == 4
    assert results(graph, BARE, "Passkeys") == {"failure"}
    assert results(graph, KEYED, "Passkeys") == {"success"}
    (one,) = graph.values(f"{LOG}?$filter=userId eq '{BARE}'")
    assert part(one, "status")["errorCode"] == 50076


@pytest.mark.parametrize(("state", "result"), [("enabled", "failure"), (WATCHED, "reportOnlyFailure")])
def test_trouble_strikes_those_who_rely_on_a_device(make_graph: MakeGraph, state: str, result: str) -> None:
    graph = make_graph(firm(passkey_rule(state), methods=passkeys(isSelfServiceRegistrationAllowed=False)))
    advance(graph.store, 3, Wishes(trouble=1.0))
    assert results(graph, KEYED, "Passkeys") == {result}
    failed = {as_text(each["userId"]) for each in graph.values(LOG) if part(each, "status")["errorCode"] == 500121}
    assert failed == ({KEYED} if state == "enabled" else set())
    calm = make_graph(firm(passkey_rule(state)))
    advance(calm.store, 3)
    assert results(calm, KEYED, "Passkeys") == {"success" if state == "enabled" else "reportOnlySuccess"}


def test_two_factors_without_a_device_stand_through_trouble(make_graph: MakeGraph) -> None:
    graph = make_graph(firm(rule("Two factors", "enabled", OFFICE, "mfa")))
    advance(graph.store, 3, Wishes(trouble=1.0))
    assert results(graph, KEYED, "Two factors") == {"success"}


def test_emergency_accounts_sign_in_only_for_a_drill(make_graph: MakeGraph) -> None:
    tested: JsonObject = {"lastSignInDateTime": "2026-10-05T07:30:00Z"}
    document = firm(passkey_rule("enabled"))
    document["users"] = [user(SAFE_1, signInActivity=tested), user(KEYED), user(GONE, accountEnabled=False)]
    graph = make_graph(document)
    activity = f"/users/{SAFE_1}?$select=id,signInActivity"
    advance(graph.store, 5)
    assert graph.get(activity)["signInActivity"] == tested
    advance(graph.store, 2, Wishes(drill=True))
    assert part(graph.get(activity), "signInActivity") == {
        "lastSignInDateTime": "2026-11-29T20:00:00Z",
        "lastSuccessfulSignInDateTime": "2026-11-29T20:00:00Z",
    }
    (drill,) = graph.values(f"{LOG}?$filter=userId eq '{SAFE_1}'")
    assert drill["appDisplayName"] == "Azure Portal"
    assert graph.get(f"/users/{GONE}?$select=signInActivity")["signInActivity"] is None


def test_the_last_sign_in_is_the_newest_of_the_log(make_graph: MakeGraph) -> None:
    graph = make_graph(firm(passkey_rule("enabled"), methods=passkeys(includeTargets=[])))
    advance(graph.store, 2)
    for id in (PUSH, BARE):
        newest = graph.values(f"{LOG}?$filter=userId eq '{id}'")[0]["createdDateTime"]
        assert graph.get(f"/users/{id}?$select=signInActivity")["signInActivity"] == {"lastSignInDateTime": newest}
