"""What a run that was cut off has left, by its journal and by what the tenant shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.errors import JournalRejected
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.state import PriorState
from passkeyctl.plan.record.journal import Begun
from passkeyctl.plan.record.operation_json import kept_operations
from passkeyctl.plan.record.resumption import Left, Standing, ids_of, left_of, not_shown, strangers, twins
from passkeyctl.plan.record.same_end import departures, moved, undone
from passkeyctl.plan.saved.three_way import How
from tests.apply.plans import (
    CHANGED_POLICY,
    FOREIGN_POLICY,
    NEW_POLICY,
    NEW_STRENGTH,
    OLD_POLICY,
    content,
    everything,
    stored,
    strength,
)
from tests.plan.passkey_reference import GROUPS, rows
from tests.plan.stopped_runs import Stopped

COUNT = len(everything(content().state()))


def place(words: str, stopped: Stopped) -> int:
    return next(number for number, each in enumerate(stopped.operations) if words in each.summary)


def open_words(left: Left, now: PriorState) -> list[str]:
    return [each.operation.summary for each in not_shown(left, now, ids_of(left, now))]


def strange(stopped: Stopped) -> list[tuple[Kind, str]]:
    left, now = stopped.left(), stopped.now
    return list(strangers(left, now, ids_of(left, now)))


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("pending", Standing.NEVER_LEFT),
        ("failed", Standing.NEVER_LEFT),
        ("skipped", Standing.NEVER_LEFT),
        ("sending", Standing.IN_DOUBT),
        ("sent", Standing.IN_DOUBT),
        ("unknown", Standing.IN_DOUBT),
        ("not verified", Standing.IN_DOUBT),
        ("verified", Standing.SETTLED),
    ],
)
def test_the_last_line_says_where_a_request_stands(status: str, standing: Standing) -> None:
    stopped = Stopped()
    if status != "pending":
        stopped.reach(0, "sending")
        stopped.reach(0, status)
    left = stopped.left()
    assert left.last[0].standing is standing
    assert left.last[0].is_answered == (status in ("sent", "verified"))
    assert {each.standing for each in left.last[1:]} == {Standing.NEVER_LEFT}


def test_that_graph_said_yes_is_known_whatever_came_then() -> None:
    stopped = Stopped()
    for status in ("sending", "sent", "not verified"):
        stopped.reach(2, status)
    stopped.reach(3, "sending")
    stopped.reach(3, "unknown")
    assert [each.is_answered for each in stopped.left().last[2:4]] == [True, False]


def test_of_a_torn_line_the_next_request_of_each_family_is_looked_for() -> None:
    stopped = Stopped()
    stopped.carry_out(0)
    torn = [each.operation.summary for each in stopped.left(is_torn=True).last if each.standing is Standing.TORN]
    assert torn == [
        "add and loosen passkey profiles",
        "create Conditional Access policy `Require keys`",
        "delete authentication strength `Old keys`",
    ]
    assert [each for each in stopped.left().last if each.standing is Standing.TORN] == []


@pytest.mark.parametrize("count", range(COUNT + 1))
def test_wherever_it_stops_nobody_else_has_been_there(count: int) -> None:
    stopped = Stopped()
    stopped.carry_out(*range(count))
    assert strange(stopped) == []
    assert open_words(stopped.left(), stopped.now) == []
    assert stopped.left().settled == count


@pytest.mark.parametrize("number", range(COUNT))
def test_what_took_effect_unseen_is_found(number: int) -> None:
    stopped = Stopped()
    stopped.carry_out(*range(number))
    stopped.reach(number, "sending")
    summary = stopped.operations[number].summary
    assert open_words(stopped.left(), stopped.now) == [summary]
    stopped.carry_out(number, verified=False)
    assert open_words(stopped.left(), stopped.now) == []
    assert strange(stopped) == []
    left = stopped.left()
    assert ids_of(left, stopped.now) == stopped.ids


def test_what_a_later_write_of_the_same_object_took_over_is_found() -> None:
    """A policy that is gone need not show that it was taken out of force."""
    stopped = Stopped()
    stopped.carry_out(*range(COUNT - 1))
    stopped.reach(place("take out of force", stopped), "sent")
    assert open_words(stopped.left(), stopped.now) == []


def test_two_that_might_be_ours_are_both_named() -> None:
    stopped = Stopped()
    stopped.reach(0, "sending")
    for number in (1, 2):
        id = f"f0000000-0000-4000-8000-00000000000{number}"
        stopped.tenant.now.strengths[id] = stored(Kind.STRENGTH, id, strength("Keys"))
    left, now = stopped.left(), stopped.now
    ids = ids_of(left, now)
    assert ids == {}
    ((address, found),) = twins(left, now, ids)
    assert address == NEW_STRENGTH
    assert found == ("f0000000-0000-4000-8000-000000000001", "f0000000-0000-4000-8000-000000000002")


def test_one_of_that_name_that_was_there_before_is_not_taken_for_ours() -> None:
    """Also where the run does not write it."""
    started = content()
    id = "f0000000-0000-4000-8000-000000000001"
    started.strengths[id] = stored(Kind.STRENGTH, id, strength("Keys"))
    stopped = Stopped()
    stopped.tenant.now = started
    stopped.__post_init__()
    stopped.entries = stopped.entries[1:]
    stopped.reach(0, "sending")
    left, now = stopped.left(), stopped.now
    assert ids_of(left, now) == {}
    assert open_words(left, now) == ["create authentication strength `Keys`"]
    assert twins(left, now, {}) == ()


def change(stopped: Stopped, id: str, **members: object) -> None:
    rows_of = stopped.tenant.now.policies
    rows_of[id] = {**rows_of[id], **members}  # type: ignore[dict-item]


def test_what_somebody_else_changed_is_told_with_all_three_values() -> None:
    stopped = Stopped()
    number = place("`Changed`", stopped)
    stopped.carry_out(*range(number + 1))
    change(stopped, CHANGED_POLICY, state="disabled")
    assert strange(stopped) == [(Kind.POLICY, CHANGED_POLICY)]
    left, now = stopped.left(), stopped.now
    ids = ids_of(left, now)
    (found,) = moved(left, strangers(left, now, ids), now, ids)
    assert (found.how, found.name, str(found.address)) == (How.CHANGED, "Changed", "conditionalAccess.changed")
    (field,) = found.fields
    assert (field.path, field.before, field.wanted, field.now) == ("state", "enabled", "enabled", "disabled")
    assert field.is_wanted


def test_what_was_seen_and_is_as_before_again_was_taken_back_by_somebody() -> None:
    stopped = Stopped()
    number = place("`Changed`", stopped)
    was = stopped.tenant.now.policies[CHANGED_POLICY]
    stopped.carry_out(*range(number + 1))
    stopped.tenant.now.policies[CHANGED_POLICY] = was
    assert strange(stopped) == [(Kind.POLICY, CHANGED_POLICY)]
    left, now = stopped.left(), stopped.now
    ids = ids_of(left, now)
    (found,) = moved(left, strangers(left, now, ids), now, ids)
    (field,) = found.fields
    assert (field.path, field.before, field.now) == ("users.exclude.groups", frozenset(), frozenset())
    assert field.wanted == frozenset(GROUPS)


def test_what_was_only_sent_may_still_be_as_before() -> None:
    stopped = Stopped()
    number = place("`Changed`", stopped)
    stopped.carry_out(*range(number))
    stopped.reach(number, "sent")
    assert strange(stopped) == []


def test_what_is_still_to_be_written_counts_too() -> None:
    stopped = Stopped()
    del stopped.tenant.now.policies[OLD_POLICY]
    assert strange(stopped) == []  # it was to go
    change(stopped, CHANGED_POLICY, state="disabled")
    assert strange(stopped) == [(Kind.POLICY, CHANGED_POLICY)]
    del stopped.tenant.now.policies[CHANGED_POLICY]
    left, now = stopped.left(), stopped.now
    (found,) = moved(left, strangers(left, now, {}), now, {})
    assert (found.how, found.id, found.fields) == (How.DELETED, CHANGED_POLICY, ())


def test_what_the_run_does_not_write_may_move() -> None:
    stopped = Stopped()
    change(stopped, FOREIGN_POLICY, state="disabled")
    assert strange(stopped) == []


def test_a_row_in_the_passkey_policy_that_nobody_of_us_made() -> None:
    stopped = Stopped()
    stopped.carry_out(0, 1)
    listed = rows(stopped.tenant.now.fido2["includeTargets"])
    row: JsonObject = {**listed[0], "id": GROUPS[2]}
    stopped.tenant.now.fido2 = {**stopped.tenant.now.fido2, "includeTargets": [*listed, row]}
    assert strange(stopped) == [(Kind.PASSKEYS, "")]
    left, now = stopped.left(), stopped.now
    ids = ids_of(left, now)
    (found,) = moved(left, strangers(left, now, ids), now, ids)
    assert (found.kind, found.id, found.how) == (Kind.TARGET, GROUPS[2], How.MADE)


def test_a_profile_that_somebody_changed_after_us() -> None:
    stopped = Stopped()
    stopped.carry_out(0, 1, 2)
    listed = rows(stopped.tenant.now.fido2["passkeyProfiles"])
    tighter = [{**each, "attestationEnforcement": "registrationOnly"} for each in listed]
    stopped.tenant.now.fido2 = {**stopped.tenant.now.fido2, "passkeyProfiles": [listed[0], tighter[1]]}
    left, now = stopped.left(), stopped.now
    ids = ids_of(left, now)
    (found,) = moved(left, strangers(left, now, ids), now, ids)
    assert (found.kind, found.name, found.how) == (Kind.PROFILE, "Pilot", How.CHANGED)
    (field,) = found.fields
    assert (field.path, field.before, field.wanted, field.now) == ("enforceAttestation", None, False, True)


def test_something_of_that_name_that_somebody_else_made_while_ours_never_left() -> None:
    stopped = Stopped()
    id = "f0000000-0000-4000-8000-000000000001"
    made = {**strength("Keys"), "allowedCombinations": frozenset({"password,sms"})}
    stopped.tenant.now.strengths[id] = stored(Kind.STRENGTH, id, made)
    assert strange(stopped) == [(Kind.STRENGTH, id)]
    left, now = stopped.left(), stopped.now
    ids = ids_of(left, now)
    (found,) = moved(left, strangers(left, now, ids), now, ids)
    assert (found.how, str(found.address)) == (How.MADE, str(NEW_STRENGTH))


def test_a_plan_of_what_is_left_leads_to_the_same_end() -> None:
    stopped = Stopped()
    stopped.carry_out(0, 1)
    left, now = stopped.left(), stopped.now
    assert departures(left, [each.operation for each in left.last[2:]], ids_of(left, now)) == ()


def test_a_plan_that_leads_elsewhere_is_told() -> None:
    stopped = Stopped()
    left = stopped.left()
    other = content()
    other.policies[CHANGED_POLICY] = {**other.policies[CHANGED_POLICY], "state": "disabled"}
    assert departures(left, everything(other.state()), {}) == ("conditionalAccess.changed",)


def test_a_plan_that_leaves_something_undone_is_told() -> None:
    stopped = Stopped()
    stopped.carry_out(0, 1)
    left, now = stopped.left(), stopped.now
    planned = [each.operation for each in left.last[2:] if NEW_POLICY not in each.operation.addresses]
    assert undone(left, planned, now, ids_of(left, now)) == (str(NEW_POLICY),)
    assert undone(left, [each.operation for each in left.last[2:]], now, ids_of(left, now)) == ()


def test_what_reads_as_it_was_to_be_left_needs_no_request() -> None:
    stopped = Stopped()
    stopped.carry_out(*range(COUNT))
    left, now = stopped.left(), stopped.now
    assert undone(left, (), now, ids_of(left, now)) == ()


def test_a_plan_that_writes_something_else_is_told() -> None:
    stopped = Stopped()
    some = [each for each in stopped.operations if NEW_POLICY not in each.addresses]
    begun = stopped.entries[0]
    assert isinstance(begun, Begun)
    stopped.entries[0] = replace(begun, plan={"operations": kept_operations(some)})
    assert departures(stopped.left(), stopped.operations, {}) == (str(NEW_POLICY),)


def test_a_run_that_was_taken_up_again_has_one_trail() -> None:
    stopped = Stopped()
    stopped.carry_out(0, 1)
    stopped.reach(2, "sending")
    first = stopped.operations
    stopped.resume(first[2:])
    left = stopped.left()
    assert [each.operation.summary for each in left.former] == [each.summary for each in first[:3]]
    assert [each.standing for each in left.last] == [Standing.NEVER_LEFT] * (COUNT - 2)
    assert left.created == stopped.ids
    stopped.carry_out(*range(COUNT - 2))
    assert strange(stopped) == []
    assert open_words(stopped.left(), stopped.now) == []
    assert stopped.left().settled == COUNT - 2


def test_a_journal_of_another_version_is_refused() -> None:
    stopped = Stopped()
    begun = stopped.entries[0]
    assert isinstance(begun, Begun)
    stopped.entries[0] = replace(begun, plan={"operations": [{"method": "PATCH"}]})
    with pytest.raises(JournalRejected, match="another version"):
        stopped.left()


def test_addresses_of_what_was_made_are_kept() -> None:
    stopped = Stopped()
    stopped.carry_out(0)
    assert stopped.left().created == {Address(Kind.STRENGTH, "keys"): stopped.ids[NEW_STRENGTH]}
    assert left_of(stopped.left().receipt).created == stopped.left().created
