"""What one object showed and was to show, put by hand: where a tenant may stand, and what of it is ours."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.errors import JournalRejected
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.state import PriorState
from passkeyctl.plan.operation import Gone, Present
from passkeyctl.plan.record.journal import Begun
from passkeyctl.plan.record.receipt import receipt_of
from passkeyctl.plan.record.resumption import Standing, Undertaken, left_of, not_shown, strangers, twins
from passkeyctl.plan.record.same_end import undone
from tests.checks.reviews import policy, profile, strength
from tests.plan.stopped_runs import Stopped
from tests.plan.test_same_end import (
    BEFORE,
    FIRST,
    IDS,
    KEYS,
    NEW_KEYS,
    PASSKEYS,
    PILOT,
    left,
    shows,
    writing,
)

SECOND = Address(Kind.POLICY, "second")


def holding(*objects: object, has_profiles: bool = True) -> PriorState:
    return PriorState(objects, has_profiles, {})  # type: ignore[arg-type]


def test_a_tenant_without_passkey_profiles_stands_as_before_until_it_has_them() -> None:
    run = left(writing(shows(), PASSKEYS), before=BEFORE, standing=Standing.IN_DOUBT)
    legacy = replace(run, before=holding(*BEFORE, has_profiles=False))
    assert strangers(legacy, legacy.before, {}) == {}
    assert strangers(run, run.before, {}) == {}
    assert list(strangers(run, legacy.before, {})) == [(Kind.PASSKEYS, "")]


def test_each_of_the_things_that_share_a_name_is_looked_at() -> None:
    keys, others = (Address(Kind.STRENGTH, id) for id in ("keys", "others"))
    made = [
        writing(Present(Kind.STRENGTH, PendingId(address), strength(address.local).fields), address)
        for address in (keys, others)
    ]
    run = left(*(replace(each, creates=each.addresses) for each in made), standing=Standing.IN_DOUBT)
    first, second = (replace(strength("others"), id=id) for id in ("s-1", "s-2"))
    now = holding(strength("keys"), first, second)
    assert twins(run, now, {keys: "keys"}) == ((others, ("s-1", "s-2")),)
    assert twins(run, now, {keys: "keys", others: "s-1"}) == ()
    assert twins(run, holding(strength("keys"), first), {}) == ()


def test_profiles_of_one_name_are_twins_where_the_request_makes_one() -> None:
    run = left(replace(writing(shows(), PASSKEYS), creates=(PILOT,)), before=BEFORE, standing=Standing.IN_DOUBT)
    twin = replace(profile("pr-2"), id="pr-3")
    now = holding(*BEFORE, profile("pr-2"), twin)
    assert twins(run, now, {}) == ((PILOT, ("pr-2", "pr-3")),)
    later = left(writing(shows(), PASSKEYS), before=BEFORE, standing=Standing.IN_DOUBT)
    assert twins(later, now, {}) == ()


def test_a_run_that_was_taken_up_twice_knows_what_graph_said_yes_to_each_time() -> None:
    stopped = Stopped()
    everything = stopped.operations
    stopped.reach(0, "sent")
    stopped.resume(everything[1:])
    stopped.reach(1, "sent")
    stopped.resume(everything[2:])
    stopped.reach(2, "sending")
    stopped.reach(2, "sent")
    stopped.reach(3, "sending")
    run = stopped.left()
    assert [(each.operation.summary, each.is_answered) for each in run.former] == [
        (everything[0].summary, True),
        (everything[2].summary, True),
    ]
    assert [each.is_answered for each in run.last] == [False, False, True, False, False, False]
    assert [each.standing for each in run.last[2:4]] == [Standing.IN_DOUBT, Standing.IN_DOUBT]


def test_only_a_last_line_that_was_cut_leaves_something_torn() -> None:
    stopped = Stopped()
    receipt = receipt_of(stopped.entries)
    assert (left_of(receipt).is_torn, left_of(receipt).open) == (False, ())
    torn = left_of(receipt, is_torn=True)
    assert torn.is_torn
    assert {each.standing for each in torn.open} == {Standing.TORN}


def test_a_journal_of_another_version_says_what_to_do() -> None:
    stopped = Stopped()
    begun = stopped.entries[0]
    assert isinstance(begun, Begun)
    stopped.entries[0] = replace(begun, plan={"operations": [{"method": "PATCH"}]})
    with pytest.raises(JournalRejected) as fault:
        stopped.left()
    assert fault.value.hint == "`passkeyctl apply` reads what the tenant holds now, and plans anew"


def test_what_was_seen_can_not_be_as_before_and_what_never_left_may() -> None:
    first = Present(Kind.POLICY, "p-1", {**policy().fields, "state": "reportOnly"})
    last = Present(Kind.POLICY, "p-1", {**policy().fields, "state": "disabled"})
    shown = [holding(replace(policy(), fields=each.fields)) for each in (policy(), first, last)]
    key = (Kind.POLICY, "p-1")
    for standings, strange in (
        ((Standing.SETTLED, Standing.NEVER_LEFT), [True, False, False]),
        ((Standing.SETTLED, Standing.SETTLED), [True, True, False]),
        ((Standing.IN_DOUBT, Standing.IN_DOUBT), [False, False, False]),
    ):
        run = left(before=(policy(),))
        requests = (writing(first, FIRST), writing(last, SECOND))
        run = replace(run, last=tuple(map(Undertaken, requests, standings)))
        assert [key in strangers(run, each, {}) for each in shown] == strange
        ours = strangers(run, holding(), {})[key]
        assert ours.addresses == (FIRST, SECOND)
        assert ours.goal == last
        assert ours.ours == (first if standings[1] is Standing.NEVER_LEFT else last)


def test_nothing_of_ours_is_in_the_tenant_where_nothing_left() -> None:
    run = left(writing(Gone(Kind.POLICY, "p-1"), FIRST), before=(policy(),), standing=Standing.NEVER_LEFT)
    changed = holding(replace(policy(), name="Moved", fields={**policy().fields, "name": "Moved"}))
    (trail,) = strangers(run, changed, {}).values()
    assert trail.ours == Present(Kind.POLICY, "p-1", policy().fields)


def test_what_neither_reads_as_it_was_to_nor_is_written_is_undone() -> None:
    """A plan that leaves it out would end well with something missing."""
    made, changed = Present(Kind.STRENGTH, NEW_KEYS, strength("s-1").fields), Gone(Kind.POLICY, "p-1")
    run = left(
        writing(made, KEYS), writing(changed, FIRST, SECOND), writing(shows(), PASSKEYS), before=(*BEFORE, policy())
    )
    whole = (strength("s-1"), *BEFORE, profile("pr-2"))
    again = [writing(shows(), PASSKEYS)]
    assert undone(run, again, holding(*whole), IDS) == ()
    assert undone(run, again, holding(*whole, policy()), IDS) == (str(FIRST), str(SECOND))
    assert undone(run, again, holding(*whole[1:], policy()), IDS) == (str(KEYS), str(FIRST), str(SECOND))
    assert undone(run, [*again, writing(changed, FIRST)], holding(*whole, policy()), IDS) == ()
    assert undone(run, (), holding(*whole), IDS) == (str(PASSKEYS),)
    by_id = Present(Kind.STRENGTH, "s-1", strength("s-1").fields)
    assert undone(run, [*again, writing(by_id, KEYS)], holding(*whole[1:]), IDS) == ()


def test_a_request_is_still_looked_for_until_all_that_it_was_to_do_shows() -> None:
    both = replace(
        writing(Gone(Kind.POLICY, "p-1"), FIRST), expects=(Gone(Kind.POLICY, "p-1"), Gone(Kind.POLICY, "p-2"))
    )
    run = left(both, before=(policy("p-1"), policy("p-2")), standing=Standing.IN_DOUBT)
    assert not_shown(run, holding(policy("p-2")), {}) == run.last
    assert not_shown(run, holding(), {}) == ()
