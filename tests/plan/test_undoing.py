"""An undo brings back what stood before, and leaves alone what others have changed since."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.apply.requests import request_body
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.passkeys import OPT_IN
from passkeyctl.model.state import PriorState
from passkeyctl.plan.steps import passkey_steps
from passkeyctl.plan.undo.coming_back import Bin
from passkeyctl.plan.undo.traces import Applied, traced
from passkeyctl.plan.undo.undoing import Undoing, Why, undo
from passkeyctl.plan.verify import new_ids
from tests.plan.passkey_pairs import Case, cases, changes, state_of
from tests.plan.passkey_reference import patched
from tests.plan.undone import nameable, touches

FRESH_IDS = (f"c0000000-0000-4000-8000-{number:012d}" for number in count(1))


class Applying:
    """One apply of the passkey policy in memory, carried out up to `steps` requests."""

    def __init__(self, start: JsonObject, wanted: tuple[ResourceChange, ...], steps: int | None = None) -> None:
        self.start = self.end = start
        self.wanted = wanted
        self.operations = passkey_steps.operations(wanted, state_of(start))
        self.sent = self.operations[:steps]
        self.ids: dict[Address, str] = {}
        for operation in self.sent:
            body = request_body(operation, self.ids)
            assert body is not None
            before, self.end = self.end, patched(self.end, body, FRESH_IDS)
            self.ids |= new_ids(operation.expects, state_of(self.end), self.ids, state_of(before))

    @property
    def applied(self) -> Applied:
        is_settled = len(self.sent) == len(self.operations)
        before, after = state_of(self.start), state_of(self.end)
        return traced(touches(self.wanted), self.ids, before, self.sent, after, is_settled=is_settled)

    @property
    def moved(self) -> bool:
        return bool(self.sent) and self.applied.has_opted_in is False

    def undone(self, now: JsonObject | None = None) -> Undoing:
        return undo(self.applied, state_of(now if now is not None else self.end), Bin())


def same_but_for_opting_in(state: PriorState) -> frozenset[object]:
    kept = tuple(
        replace(each, fields={path: value for path, value in each.fields.items() if path != OPT_IN} | {OPT_IN: True})
        if each.kind is Kind.PASSKEYS
        else each
        for each in state.objects
    )
    return frozenset(nameable(replace(state, objects=kept)))


@given(cases())
@settings(max_examples=150, deadline=None)
def test_an_undone_apply_leaves_what_stood_before(case: Case) -> None:
    start = state_of(case.document)
    apply = Applying(case.document, changes(start, case.goal))
    undoing = apply.undone()
    back = Applying(apply.end, undoing.changes)
    assert same_but_for_opting_in(state_of(back.end)) == same_but_for_opting_in(start)
    assert [each.why for each in undoing.kept] == ([Why.FOR_GOOD] if apply.applied.has_opted_in else [])


@given(cases(), st.integers(0, 4))
@settings(max_examples=150, deadline=None)
def test_so_does_one_that_was_cut_off(case: Case, steps: int) -> None:
    start = state_of(case.document)
    apply = Applying(case.document, changes(start, case.goal), steps)
    back = Applying(apply.end, apply.undone().changes)
    assert same_but_for_opting_in(state_of(back.end)) == same_but_for_opting_in(start)


@given(cases())
@settings(max_examples=100, deadline=None)
def test_undoing_an_undo_applies_again(case: Case) -> None:
    apply = Applying(case.document, changes(state_of(case.document), case.goal))
    back = Applying(apply.end, apply.undone().changes)
    again = Applying(back.end, back.undone().changes)
    assert nameable(state_of(again.end)) == nameable(state_of(apply.end))


@given(cases())
@settings(max_examples=100, deadline=None)
def test_a_second_undo_has_nothing_to_do(case: Case) -> None:
    apply = Applying(case.document, changes(state_of(case.document), case.goal))
    back = Applying(apply.end, apply.undone().changes)
    assert apply.undone(back.end).changes == ()
