"""EMG505: whoever applies, and the last Global Administrator, can still sign in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.checks.review import Review
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.facts import Fact, Operator, SignedIn, TenantFacts
from passkeyctl.model.finding import Weight
from passkeyctl.model.people import KeyModel, KnownPeople, People
from passkeyctl.model.roles import GLOBAL_ADMINISTRATOR
from passkeyctl.model.state import LiveObject
from tests.checks.emergency.cases import KEY
from tests.checks.reviews import created, deleted, found, policy, profile, review, row, strength, updated
from tests.people import people, person, roster

ADA = SignedIn(person(0).id, "ada@contoso.example", is_person=True)
PASSKEYS_ONLY = strength("s-1")
OPEN = (profile("pr-1"), row("all_users", "pr-1"), PASSKEYS_ONLY)
ASKS = {"grant__authenticationStrength": "s-1", "grant__controls": frozenset()}
ENFORCING = updated(policy("p-1", state="reportOnly", **ASKS), state="enabled")


def _review(
    *changes: ResourceChange,
    keys: tuple[KeyModel, ...] | None = (),
    groups: frozenset[str] | None = frozenset(),
    operator: SignedIn | None = ADA,
    unlisted: tuple[LiveObject, ...] = OPEN,
    known: People | None = None,
    roles: frozenset[str] | None = frozenset(),
) -> Review:
    made = review(*changes, unlisted=unlisted)
    facts = TenantFacts(
        operator=Operator(operator, groups, roles) if operator is not None else None,
        passkeys={ADA.id: keys} if keys is not None else {},
        unread={} if operator is not None and keys is not None else {Fact.OPERATOR: "403"},
        wanted=frozenset({Fact.OPERATOR}),
    )
    shown = KnownPeople(known, roster(len(known.everyone))) if known is not None else None
    return replace(made, facts=facts, known_people=shown)


def _own(judged: Review) -> list[tuple[Weight, bool]]:
    """Without what is said of Global Administrators."""
    return [
        (each.weight, each.can_override)
        for each in found(judged, "EMG505")
        if "who is signed in" in each.diagnostic.summary
    ]


def test_somebody_without_a_key_does_not_lock_themselves_out() -> None:
    assert _own(_review(ENFORCING)) == [(Weight.BLOCKS, False)]
    assert _own(_review(ENFORCING, keys=(KEY,))) == []


def test_a_block_for_everybody_locks_them_out_whatever_they_hold() -> None:
    blocking = created(policy("p-1", grant__controls=frozenset({"block"})))
    assert _own(_review(blocking, keys=(KEY,))) == [(Weight.BLOCKS, False)]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"users__exclude__users": frozenset({ADA.id})}, id="left out by name"),
        pytest.param({"users__exclude__groups": frozenset({"g-ops"})}, id="left out by a group"),
        pytest.param({"users__include": "selected", "users__include__groups": frozenset({"g-else"})}, id="not meant"),
        pytest.param({"conditions__platforms__include": frozenset({"android"})}, id="on some platforms only"),
        pytest.param({"target__resources__include": frozenset({"Office 365"})}, id="for other resources"),
        pytest.param({"state": "reportOnly", "session__persistentBrowser": "never"}, id="not enforced"),
    ],
)
def test_a_policy_that_leaves_a_way_is_fine(fields: dict[str, object]) -> None:
    enforcing = updated(policy("p-1", **{**ASKS, "state": "reportOnly"}), **{"state": "enabled", **fields})
    assert _own(_review(enforcing, groups=frozenset({"g-ops"}))) == []


def test_a_role_that_they_hold_puts_them_in_scope() -> None:
    admins = {"users__include": "selected", "users__include__roles": frozenset({GLOBAL_ADMINISTRATOR})}
    enforcing = updated(policy("p-1", state="reportOnly", **ASKS, **admins), state="enabled")
    held = _review(enforcing, roles=frozenset({GLOBAL_ADMINISTRATOR}))
    assert _own(held) == [(Weight.BLOCKS, False)]
    assert _own(_review(enforcing)) == [(Weight.UNCHECKED, False)]


def test_what_stopped_them_before_is_not_this_plan_s_doing() -> None:
    standing = policy("p-1", **ASKS)
    assert _own(_review(updated(standing, session__persistentBrowser="never"))) == []


def test_what_is_not_known_is_said_and_stops_nothing() -> None:
    assert _own(_review(ENFORCING, keys=None)) == [(Weight.UNCHECKED, False)]
    unknown = created(policy("p-1"))
    assert _own(_review(unknown)) == [(Weight.UNCHECKED, False)]
    assert _own(_review(unknown, known=people(1, ids=[0], registered={"softwareOneTimePasscode": [0]}))) == []


def test_nobody_in_particular_is_signed_in() -> None:
    pipeline = SignedIn("app", "pipeline", is_person=False)
    assert _own(_review(ENFORCING, operator=pipeline)) == []
    silent = found(_review(ENFORCING, operator=None), "EMG505", "who is signed in isn't known")
    assert [each.weight for each in silent] == [Weight.UNCHECKED]
    assert found(replace(_review(ENFORCING), facts=TenantFacts()), "EMG505") == []


def test_the_last_global_administrator_keeps_a_way_in() -> None:
    roles = {GLOBAL_ADMINISTRATOR: [0, 1]}
    everybody = people(2, roles=roles, groups={"g-emergency": []})
    judged = _review(ENFORCING, known=everybody)
    assert [(each.weight, each.can_override) for each in found(judged, "EMG505", "no Global")] == [
        (Weight.BLOCKS, False)
    ]
    with_key = people(2, roles=roles, groups={"g-emergency": []}, keys={KEY: [1]})
    assert found(_review(ENFORCING, known=with_key), "EMG505", "no Global") == []
    left_out = people(2, roles=roles, groups={"g-emergency": [1]})
    assert found(_review(ENFORCING, known=left_out), "EMG505", "no Global") == []
    off = people(2, roles=roles, groups={"g-emergency": [1]}, disabled=[1])
    assert len(found(_review(ENFORCING, known=off), "EMG505", "no Global")) == 1


def test_where_roles_were_not_read_nobody_can_tell() -> None:
    blind = replace(people(2), roles=None)
    assert [each.weight for each in found(_review(ENFORCING, known=blind), "EMG505", "holds which role")] == [
        Weight.UNCHECKED
    ]
    assert [each.weight for each in found(_review(ENFORCING), "EMG505", "people were not read")] == [Weight.UNCHECKED]


def test_a_policy_that_goes_stops_nobody() -> None:
    assert _own(_review(deleted(policy("p-1", **ASKS)))) == []


def test_a_doubt_of_before_is_not_said_again_and_a_certainty_is() -> None:
    doubtful = policy("p-1")
    touching = updated(doubtful, session__persistentBrowser="never")
    assert _own(_review(touching)) == []
    blocking = updated(doubtful, grant__controls=frozenset({"block"}))
    assert _own(_review(blocking)) == [(Weight.BLOCKS, False)]


def test_somebody_whose_methods_graph_does_not_report_may_have_one() -> None:
    unreported = people(1, ids=[0], unreported=[0])
    assert _own(_review(created(policy("p-1")), known=unreported)) == [(Weight.UNCHECKED, False)]


def test_where_no_global_administrator_could_sign_in_before_this_plan_takes_nothing() -> None:
    everybody = people(2, roles={GLOBAL_ADMINISTRATOR: [0, 1]}, groups={"g-emergency": []})
    standing = updated(policy("p-1", **ASKS), session__persistentBrowser="never")
    assert found(_review(standing, known=everybody), "EMG505", "no Global") == []


def test_a_global_administrator_of_whom_it_is_not_known_is_not_counted_as_shut_out() -> None:
    unread = people(1, roles={GLOBAL_ADMINISTRATOR: [0]}, groups={"g-emergency": []}, keys_unread=[0])
    assert found(_review(ENFORCING, known=unread), "EMG505", "no Global") == []
