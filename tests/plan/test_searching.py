"""The search for an order in which no moment harms anybody, where no course of whole stages is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from passkeyctl.insight.tenant_state import before
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.plan.operation import Family, Operation, Stage
from passkeyctl.plan.searching import safe_order
from passkeyctl.plan.steps import policy_steps
from tests.checks.reviews import updated
from tests.plan.direction_examples import some
from tests.plan.passkey_reference import DEFAULT
from tests.plan.test_courses import HERE, THERE, begins, demanding, ends, passkeys, standing_at

SAME = passkeys({}, {HERE: {DEFAULT}, THERE: {DEFAULT}})
OLD, NEW = (demanding(id, "s-keys", HERE) for id in ("p-old", "p-new"))
OLD_THERE, NEW_THERE = (demanding(id, "s-keys", THERE) for id in ("p-old-there", "p-new-there"))
COVER = ends(demanding("p-both", "s-keys", HERE, THERE))
"""Of these, `COVER` has to wait for the other two, though it harms nobody as the first."""
TO_THERE = updated(demanding("p-1", "s-keys", HERE), users__include__groups=some(THERE))
TO_HERE = updated(demanding("p-2", "s-keys", THERE), users__include__groups=some(HERE))


def harmless(number: int) -> ResourceChange:
    return updated(demanding(f"q-{number}", "s-keys", "g-other"), name=f"Q{number}")


def request(change: ResourceChange, **members: object) -> Operation:
    (found,) = policy_steps.operations([change])
    return replace(found, **members)  # type: ignore[arg-type]


def search(
    changes: tuple[ResourceChange, ...], *members: Mapping[str, object], **limits: int
) -> tuple[tuple[Operation, ...], tuple[int, ...] | None]:
    """What was listed, and the numbers of it in the order that was found."""
    listed = tuple(
        request(each, **(members[number] if number < len(members) else {})) for number, each in enumerate(changes)
    )
    found = safe_order(before(standing_at(SAME, changes)), listed, **limits)
    return listed, found if found is None else tuple(listed.index(each) for each in found)


def numbers(
    changes: tuple[ResourceChange, ...], *members: Mapping[str, object], **limits: int
) -> tuple[int, ...] | None:
    return search(changes, *members, **limits)[1]


def test_the_preferred_order_is_kept_where_it_harms_nobody() -> None:
    assert numbers((begins(NEW), harmless(1), ends(OLD))) == (0, 1, 2)
    assert numbers(()) == ()


def test_what_harms_is_put_off_to_the_end_and_the_rest_keeps_its_order() -> None:
    changes = (harmless(1), ends(OLD), ends(OLD_THERE), begins(NEW), begins(NEW_THERE), harmless(2))
    assert numbers(changes) == (0, 3, 4, 5, 1, 2)


@pytest.mark.parametrize(("stage", "is_first"), [(Stage.STRENGTHS, True), (Stage.DELETED_POLICIES, False)])
def test_what_has_its_place_by_what_must_be_there_stays(stage: Stage, is_first: bool) -> None:
    """Whatever it does to people: only what stands between is put in another order."""
    fixed, moved = (ends(OLD), begins(NEW), harmless(1)), (ends(OLD_THERE), begins(NEW_THERE))
    if is_first:
        assert numbers((*fixed, *moved), *[{"stage": stage}] * 3) == (0, 1, 2, 4, 3)
    else:
        assert numbers((*moved, *fixed), {}, {}, *[{"stage": stage}] * 3) == (1, 0, 2, 3, 4)


def test_where_all_has_its_place_nothing_moves() -> None:
    assert numbers((ends(OLD), begins(NEW)), *[{"stage": Stage.DELETED_POLICIES}] * 2) == (0, 1)


def test_each_moment_is_looked_at_once() -> None:
    """Two that harm are tried before the third, and again when all else is done: that is seven."""
    changes = (harmless(1), ends(OLD), ends(OLD_THERE), begins(NEW), begins(NEW_THERE))
    assert numbers(changes, moments=7) == (0, 3, 4, 1, 2)
    assert numbers(changes, moments=6) is None
    assert numbers((begins(NEW), ends(OLD)), moments=2) == (0, 1)
    assert numbers((begins(NEW), ends(OLD)), moments=1) is None


def test_it_turns_back_from_a_moment_that_leads_nowhere_and_never_goes_there_again() -> None:
    changes = (COVER, harmless(1), TO_THERE, TO_HERE)
    assert numbers(changes) == (1, 2, 3, 0)
    assert numbers((COVER, TO_THERE, TO_HERE), moments=6) == (1, 2, 0)
    assert numbers((COVER, TO_THERE, TO_HERE), moments=5) is None
    assert numbers(changes, moments=10, dead_ends=3) == (1, 2, 3, 0)
    assert numbers(changes, moments=9) is None
    assert numbers(changes, dead_ends=2) is None


@pytest.mark.parametrize(
    ("first", "second", "is_tied"),
    [
        ({}, {}, False),
        ({"family": Family.FIDO2}, {}, False),
        ({}, {"family": Family.FIDO2}, False),
        ({"family": Family.FIDO2}, {"family": Family.FIDO2}, True),
        (
            {"addresses": (Address(Kind.POLICY, "one"), Address(Kind.POLICY, "two"))},
            {"addresses": (Address(Kind.POLICY, "two"), Address(Kind.POLICY, "three"))},
            True,
        ),
    ],
)
def test_what_is_built_on_another_comes_after_it(
    first: Mapping[str, object], second: Mapping[str, object], is_tied: bool
) -> None:
    assert numbers((harmless(1), ends(OLD), begins(NEW)), {}, first, second) == (None if is_tied else (0, 2, 1))
    assert numbers((harmless(1), begins(NEW), ends(OLD)), {}, first, second) == (0, 1, 2)
