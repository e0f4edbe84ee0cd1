"""Whether the tenant shows what was written."""

from __future__ import annotations

import pytest

from passkeyctl.model.address import Kind
from passkeyctl.model.state import PriorState
from passkeyctl.model.values import Guests
from passkeyctl.plan.operation import Gone, Present
from passkeyctl.plan.verify import unmet
from tests.checks.reviews import policy

TYPES = frozenset({"internalGuest"})


def missing(shown: Guests | None, wanted: Guests | None) -> tuple[str, ...]:
    live = policy(users__include__guests=shown)
    expected = Present(Kind.POLICY, live.id, {**live.fields, "users.include.guests": wanted})
    return unmet(expected, PriorState((live,), True, {}), {})


@pytest.mark.parametrize(
    ("shown", "wanted", "is_met"),
    [
        (Guests(TYPES, "all"), Guests(TYPES), True),
        (Guests(TYPES), Guests(TYPES), True),
        (Guests(TYPES, frozenset({"t"})), Guests(TYPES), False),
        (Guests(TYPES), Guests(TYPES, "all"), False),
        (Guests(frozenset({"serviceProvider"}), "all"), Guests(TYPES), False),
        (Guests(TYPES, "all", legacy=True), Guests(TYPES), False),
        (Guests(TYPES, "all"), Guests(TYPES, frozenset({"t"})), False),
        (None, Guests(TYPES), False),
        (Guests(TYPES), None, False),
    ],
)
def test_guests_without_a_word_on_tenants_come_back_as_those_of_all(
    shown: Guests | None, wanted: Guests | None, is_met: bool
) -> None:
    assert missing(shown, wanted) == (() if is_met else ("`Policy p-1`: `users.include.guests`",))


def test_what_is_deleted_must_be_gone() -> None:
    live = policy()
    assert unmet(Gone(Kind.POLICY, live.id), PriorState((live,), True, {}), {}) == ("`p-1` is still there",)
    assert unmet(Gone(Kind.POLICY, live.id), PriorState((), True, {}), {}) == ()
