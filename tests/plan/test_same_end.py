"""Whether a new plan leads to the same end, and what somebody else has changed: object by object, put by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.fields import Fields
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan.operation import Expectation, Family, Fido2Shows, Gone, Operation, Present, Stage
from passkeyctl.plan.record.resumption import Left, Standing, Undertaken, strangers
from passkeyctl.plan.record.same_end import departures, moved
from passkeyctl.plan.saved.three_way import How, Moved, MovedField, Wish
from tests.checks.reviews import live, policy, profile, row, settings, strength
from tests.plan.stopped_runs import Stopped

KEYS, PILOT, FIRST = Address(Kind.STRENGTH, "keys"), Address(Kind.PROFILE, "pilot"), Address(Kind.POLICY, "first")
PASSKEYS = Address(Kind.PASSKEYS)
NEW_KEYS, NEW_PILOT = PendingId(KEYS), PendingId(PILOT)
IDS = {KEYS: "s-1", PILOT: "pr-2"}
ROW: Fields = {"profiles": frozenset({"pr-1"})}
BEFORE = (settings(), profile("pr-1"), row("g-1", "pr-1"), live(Kind.EXCLUDE, "g-out"))


def writing(expected: Expectation, *addresses: Address) -> Operation:
    return Operation(Stage.POLICIES, Family.POLICIES, addresses, "", "PATCH", "", None, (expected,))


def shows(**parts: object) -> Fido2Shows:
    """BEFORE, with a new profile and a row for it; some part of it otherwise."""
    whole: dict[str, object] = {
        "settings": {"state": "enabled"},
        "profiles": {"pr-1": profile("pr-1").fields, NEW_PILOT: profile("pr-2").fields},
        "targets": {"g-1": frozenset({"pr-1"}), "g-2": frozenset({NEW_PILOT})},
        "excludes": frozenset({"g-out", "g-new"}),
    }
    return Fido2Shows(**{**whole, **parts})  # type: ignore[arg-type]


def left(
    *operations: Operation, before: tuple[LiveObject, ...] = BEFORE[:1], standing: Standing = Standing.SETTLED
) -> Left:
    """A run that came to its end, or got nowhere."""
    there = frozenset((each.kind, each.id) for each in before)
    undertaken = tuple(Undertaken(each, standing) for each in operations)
    return replace(Stopped().left(), last=undertaken, before=PriorState(before, True, {}), there=there)


def changed_since(run: Left, *now: LiveObject) -> tuple[Moved, ...]:
    state = PriorState(now, True, {})
    return moved(run, strangers(run, state, IDS), state, IDS)


def test_what_was_made_by_now_and_goes_by_its_id_is_the_same_end() -> None:
    demanding: Fields = {**policy("p-1").fields, "grant.authenticationStrength": NEW_KEYS}
    run = left(
        writing(Present(Kind.STRENGTH, NEW_KEYS, strength("s-1").fields), KEYS),
        writing(Present(Kind.POLICY, "p-1", demanding), FIRST),
    )
    again = (
        writing(Present(Kind.STRENGTH, "s-1", strength("s-1").fields), KEYS),
        writing(Present(Kind.POLICY, "p-1", {**demanding, "grant.authenticationStrength": "s-1"}), FIRST),
    )
    assert departures(run, again, IDS) == ()
    assert departures(run, [each.operation for each in run.last], IDS) == ()
    assert departures(run, again, {}) == (str(KEYS), str(FIRST))


@pytest.mark.parametrize(
    ("parts", "is_same"),
    [
        ({}, True),
        ({"profiles": {"pr-1": profile("pr-1").fields, "pr-2": profile("pr-2").fields}}, True),
        ({"targets": {"g-1": frozenset({"pr-1"}), "g-2": frozenset({"pr-2"})}}, True),
        ({"targets": {"g-1": frozenset({"pr-1"}), "g-2": frozenset({"pr-1"})}}, False),
        ({"profiles": {"pr-1": profile("pr-1").fields, "pr-2": profile("pr-1").fields}}, False),
        ({"profiles": {"pr-1": profile("pr-1").fields}}, False),
        ({"settings": {"state": "disabled"}}, False),
        ({"excludes": frozenset({"g-out"})}, False),
        ({"has_profiles": False}, False),
    ],
)
def test_the_end_of_the_passkey_policy(parts: dict[str, object], is_same: bool) -> None:
    run, again = left(writing(shows(), PASSKEYS, PILOT)), writing(shows(**parts), PASSKEYS, PILOT)
    assert departures(run, [again], IDS) == (() if is_same else (str(PASSKEYS), str(PILOT)))


def test_a_policy_that_stays_is_not_one_that_goes() -> None:
    run = left(writing(Gone(Kind.POLICY, "p-1"), FIRST))
    assert departures(run, [writing(Gone(Kind.POLICY, "p-1"), FIRST)], {}) == ()
    assert departures(run, [writing(Present(Kind.POLICY, "p-1", {}), FIRST)], {}) == (str(FIRST),)


def test_every_request_that_writes_one_object_has_to_be_among_those_of_the_run() -> None:
    row_address = Address(Kind.TARGET, "g-2")
    run = left(writing(shows(), PASSKEYS))
    again = [writing(shows(), PASSKEYS, row_address), writing(shows(), PASSKEYS, PILOT)]
    assert departures(run, again, IDS) == (str(row_address), str(PILOT))


def test_only_where_it_ends_counts() -> None:
    run = left(writing(shows(), PASSKEYS))
    again = [writing(shows(excludes=frozenset()), PASSKEYS), writing(shows(), PASSKEYS)]
    assert departures(run, again, IDS) == ()
    assert departures(run, again[::-1], IDS) == (str(PASSKEYS),)


def test_what_we_made_and_somebody_deleted_goes_by_the_name_that_we_gave_it() -> None:
    fields = strength("s-1").fields
    (found,) = changed_since(left(writing(Present(Kind.STRENGTH, NEW_KEYS, fields), KEYS)))
    assert found == Moved(Kind.STRENGTH, "s-1", "Strength s-1", KEYS, How.DELETED, (), wish=Wish(KEYS, fields))


def test_what_was_to_go_and_somebody_changed_is_told_without_fields() -> None:
    run = left(writing(Gone(Kind.POLICY, "p-1"), FIRST), before=(policy("p-1"),), standing=Standing.NEVER_LEFT)
    now = replace(policy("p-1"), name="Renamed", fields={**policy("p-1").fields, "state": "disabled"})
    (found,) = changed_since(run, now)
    wish, fields = Wish(FIRST, policy("p-1").fields), (MovedField("state", "enabled", "disabled", "enabled", True),)
    assert found == Moved(Kind.POLICY, "p-1", "Renamed", FIRST, How.CHANGED, fields, wish=wish)
    settled = left(writing(Gone(Kind.POLICY, "p-1"), FIRST), before=(policy("p-1"),))
    assert changed_since(settled, now) == (
        Moved(Kind.POLICY, "p-1", "Renamed", FIRST, How.CHANGED, (), wish=Wish(FIRST, None)),
    )


AFTER = (*BEFORE, profile("pr-2"), row("g-2", "pr-2"), live(Kind.EXCLUDE, "g-new"))


def unlisted(kind: Kind, name: str) -> Address:
    return Address(kind, name, is_unlisted=True)


def as_it_was(live: LiveObject, how: How, ours: Fields | None, name: str = "") -> Moved:
    address = unlisted(live.kind, name or live.name)
    return Moved(live.kind, live.id, live.name, address, how, (), wish=Wish(address, ours))


def without(*gone: LiveObject) -> tuple[LiveObject, ...]:
    return tuple(each for each in AFTER if each not in gone)


def test_parts_of_the_passkey_policy_that_somebody_took_away() -> None:
    """One that was there before the run, and one that the run has made, of each kind."""
    run = left(writing(shows(), PASSKEYS), before=BEFORE)
    assert changed_since(run, *AFTER) == ()
    first, made = profile("pr-1"), profile("pr-2")
    assert changed_since(run, *without(first, made)) == (
        as_it_was(first, How.DELETED, first.fields),
        as_it_was(made, How.DELETED, made.fields, "pr-2"),
    )
    assert changed_since(run, *without(AFTER[2], AFTER[5])) == (
        as_it_was(AFTER[2], How.DELETED, ROW),
        as_it_was(AFTER[5], How.DELETED, {"profiles": frozenset({"pr-2"})}),
    )
    assert changed_since(run, *without(AFTER[3], AFTER[6])) == (
        as_it_was(AFTER[6], How.DELETED, {}),
        as_it_was(AFTER[3], How.DELETED, {}),
    )


def test_parts_of_the_passkey_policy_that_somebody_added() -> None:
    run = left(writing(shows(), PASSKEYS), before=BEFORE)
    added = profile("pr-3"), row("g-3", "pr-1"), live(Kind.EXCLUDE, "g-4")
    assert changed_since(run, *AFTER, *added[::-1]) == tuple(as_it_was(each, How.MADE, None) for each in added)


def test_parts_of_the_passkey_policy_that_were_to_go_and_came_back() -> None:
    run = left(writing(shows(targets={"g-2": frozenset({NEW_PILOT})}, excludes=frozenset()), PASSKEYS), before=BEFORE)
    assert changed_since(run, *without(AFTER[6])) == (
        as_it_was(AFTER[2], How.CHANGED, None),
        as_it_was(AFTER[3], How.CHANGED, None),
    )


def test_fields_of_the_passkey_policy_that_somebody_changed() -> None:
    run = left(writing(shows(), PASSKEYS), before=BEFORE)
    renamed = replace(profile("pr-2"), name="Ours", fields={**profile("pr-2").fields, "name": "Ours"})
    now = (settings("disabled"), profile("pr-1"), renamed, row("g-1", "pr-2"), *AFTER[5:], AFTER[3])
    off, name, given = changed_since(run, *now)
    assert off == Moved(
        Kind.PASSKEYS,
        "Fido2",
        "passkeys",
        PASSKEYS,
        How.CHANGED,
        (MovedField("state", "enabled", "disabled", "enabled", True),),
        wish=Wish(PASSKEYS, {"state": "enabled"}),
    )
    pilot, one = unlisted(Kind.PROFILE, "Ours"), unlisted(Kind.TARGET, "g-1")
    assert (name.address, name.name, name.wish) == (pilot, "Ours", Wish(pilot, profile("pr-2").fields))
    assert name.fields == (MovedField("name", None, "Ours", "Profile pr-2", True),)
    assert (given.address, given.wish) == (one, Wish(one, ROW))
    assert given.fields == (
        MovedField("profiles", frozenset({"pr-1"}), frozenset({"pr-2"}), frozenset({"pr-1"}), True),
    )
