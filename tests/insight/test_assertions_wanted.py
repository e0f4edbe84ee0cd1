"""Whom an assertion makes a plan read: nobody where the settings alone settle it."""

from __future__ import annotations

from passkeyctl.insight.impact.wanted import joined, wanted_by_assertions
from passkeyctl.insight.tenant_state import before
from passkeyctl.model.assertions import Asserted
from passkeyctl.model.desired import Assertion
from passkeyctl.model.people import PeopleWanted
from passkeyctl.model.state import LiveObject
from tests.checks.reviews import HERE, profile, row
from tests.states import prior

OPEN = profile("open")
STRICT = profile("strict", passkeyTypes=frozenset({"deviceBound"}))
BY_ROLE = Asserted(Assertion(HERE, "passkeys.assert", forbids_synced=True), roles=frozenset({"r-1"}))
BY_NAME = Asserted(
    Assertion(HERE, "passkeys.assert", forbids_synced=True), frozenset({"g-2"}), users=frozenset({"u-1"})
)


def wanted(*asserted: Asserted, stands: tuple[LiveObject, ...]) -> PeopleWanted:
    state = before(prior(OPEN, STRICT, *stands))
    return wanted_by_assertions(state, state, asserted)


def test_nobody_is_read_for_what_holds_whoever_is_where() -> None:
    assert wanted(BY_ROLE, stands=(row("g-1", "strict"),)) == PeopleWanted()


def test_nobody_is_read_for_what_is_broken_whoever_is_where() -> None:
    assert wanted(BY_ROLE, stands=(row("all_users", "open"),)) == PeopleWanted()


def test_else_the_rows_are_read_and_those_whom_it_is_for() -> None:
    assert wanted(BY_ROLE, stands=(row("g-1", "open"),)) == PeopleWanted(groups=frozenset({"g-1"}), roles=True)
    assert wanted(BY_NAME, stands=(row("g-1", "open"),)) == PeopleWanted(
        groups=frozenset({"g-1", "g-2"}), users=frozenset({"u-1"})
    )


def test_it_joins_what_the_changes_want() -> None:
    one = PeopleWanted(groups=frozenset({"a"}), keys_of=frozenset({"a"}), keys_of_everyone=True)
    other = PeopleWanted(
        groups=frozenset({"b"}),
        roles=True,
        users=frozenset({"u"}),
        keys_of_roles=frozenset({"r"}),
        keys_of_users=frozenset({"u"}),
    )
    assert joined(one, other) == PeopleWanted(
        groups=frozenset({"a", "b"}),
        roles=True,
        keys_of=frozenset({"a"}),
        keys_of_everyone=True,
        users=frozenset({"u"}),
        keys_of_roles=frozenset({"r"}),
        keys_of_users=frozenset({"u"}),
    )
