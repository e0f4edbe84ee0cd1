"""Objects one by one: what goes back, what comes back and how, and why something stays."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.change import Action
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import defaults
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan.ordering import operations
from passkeyctl.plan.saved.plan_document import Touch
from passkeyctl.plan.undo.coming_back import Bin
from passkeyctl.plan.undo.hanging_together import together
from passkeyctl.plan.undo.traces import Applied, Lost, Trace, traced
from passkeyctl.plan.undo.undoing import Undoing, Why, undo
from tests.apply.plans import policy, profile, strength

ID, OTHER = "11111111-aaaa-4000-8000-000000000001", "11111111-aaaa-4000-8000-000000000002"
KEYS = "22222222-aaaa-4000-8000-000000000001"
GROUP = "33333333-aaaa-4000-8000-000000000001"
PILOT, STRENGTH = Address(Kind.POLICY, "pilot"), Address(Kind.STRENGTH, "keys")
OFFICE, CONTEXT = Address(Kind.LOCATION, "office"), Address(Kind.CONTEXT, "c1")
NEEDS_KEYS: Fields = {"grant.controls": frozenset(), "grant.authenticationStrength": KEYS}


def live(kind: Kind, id: str, fields: Fields, *, is_built_in: bool = False) -> LiveObject:
    return LiveObject(kind, id, str(fields.get("name") or id), fields, {}, is_built_in)


def tenant(*objects: LiveObject) -> PriorState:
    return PriorState(objects, has_profiles=True, fido2={})


def trace(address: Address, id: str, before: Fields | None, *left: Fields | None) -> Trace:
    return Trace(address.kind, id, address, before, left)


def undone(traces: Iterable[Trace], now: PriorState, bin: Bin = Bin(), lost: Iterable[Lost] = ()) -> Undoing:  # noqa: B008
    return undo(Applied(tuple(traces), tuple(lost)), now, bin)


def summary(undoing: Undoing) -> list[tuple[str, str]]:
    return [(each.action.value, str(each.address)) for each in undoing.changes]


def reasons(undoing: Undoing) -> list[tuple[Why, str]]:
    return [(each.why, each.path) for each in undoing.kept]


WAS = policy("Pilot")
RESTED = policy("Pilot", state="reportOnly")


def test_each_field_goes_back_by_itself() -> None:
    left = policy("Pilot", state="reportOnly", **{"conditions.clientApps": frozenset({"browser"})})
    now = {**left, "conditions.clientApps": frozenset({"other"})}
    found = undone([trace(PILOT, ID, WAS, left)], tenant(live(Kind.POLICY, ID, now)))
    assert [(each.path, each.prior, each.planned) for each in found.changes[0].changes] == [
        ("state", "reportOnly", "enabled")
    ]
    (kept,) = found.kept
    assert (kept.why, kept.path) == (Why.CHANGED, "conditions.clientApps")
    assert (kept.before, kept.left, kept.now) == (
        frozenset({"all"}),
        frozenset({"browser"}),
        frozenset({"other"}),
    )


def test_what_others_have_changed_beside_it_is_not_looked_at() -> None:
    left = policy("Pilot", state="reportOnly")
    now = {**left, "session.persistentBrowser": "never"}
    found = undone([trace(PILOT, ID, WAS, left)], tenant(live(Kind.POLICY, ID, now)))
    assert found.changes[0].planned == {**WAS, "session.persistentBrowser": "never"}
    assert found.kept == ()


def test_fields_that_say_one_thing_stay_together() -> None:
    """Half of a grant would be one that nobody ever wanted."""
    left = policy("Pilot", **NEEDS_KEYS)
    now = {**left, "grant.authenticationStrength": OTHER}
    objects = live(Kind.POLICY, ID, now), live(Kind.STRENGTH, OTHER, strength("Others"))
    found = undone([trace(PILOT, ID, WAS, left)], tenant(*objects))
    assert found.changes == ()
    assert reasons(found) == [
        (Why.CHANGED, "grant.authenticationStrength"),
        (Why.HANGS_TOGETHER, "grant.controls"),
    ]


@pytest.mark.parametrize(
    ("kind", "path", "also"),
    [
        (Kind.PROFILE, "keyRestrictions.behavior", "keyRestrictions.authenticators"),
        (Kind.STRENGTH, "x509", "allowedCombinations"),
        (Kind.CAMPAIGN, "state", "snoozeDays"),
        (Kind.POLICY, "users.include", "users.include.groups"),
        (Kind.POLICY, "target.userActions", "target.resources.include"),
        (Kind.POLICY, "conditions.locations.exclude", "conditions.locations.include"),
    ],
)
def test_some_fields_hang_together(kind: Kind, path: str, also: str) -> None:
    assert also in together(kind, [path])


@pytest.mark.parametrize("path", ["name", "state", "users.exclude.groups", "target.resources.exclude"])
def test_others_stand_alone(path: str) -> None:
    assert together(Kind.POLICY, [path]) == {path}


def test_what_has_gone_back_already_is_left_alone() -> None:
    found = undone([trace(PILOT, ID, WAS, RESTED)], tenant(live(Kind.POLICY, ID, WAS)))
    assert (found.changes, found.kept, found.already) == ((), (), (PILOT,))


def test_what_somebody_has_deleted_stays_deleted() -> None:
    found = undone([trace(PILOT, ID, WAS, RESTED)], tenant())
    assert (summary(found), reasons(found)) == ([], [(Why.GONE, "")])


def test_what_the_apply_never_touched_is_no_matter_of_an_undo() -> None:
    found = undone([trace(PILOT, ID, WAS)], tenant())
    assert (found.changes, found.kept, found.already) == ((), (), ())


def test_what_the_apply_made_is_deleted() -> None:
    found = undone([trace(PILOT, ID, None, WAS)], tenant(live(Kind.POLICY, ID, WAS)))
    assert summary(found) == [("delete", "conditionalAccess.pilot")]


def test_unless_somebody_has_changed_it() -> None:
    now = {**WAS, "state": "disabled"}
    found = undone([trace(PILOT, ID, None, WAS)], tenant(live(Kind.POLICY, ID, now)))
    assert (summary(found), reasons(found)) == ([], [(Why.CHANGED, "state")])


def test_unless_somebody_needs_it_by_now() -> None:
    needing = policy("Theirs", **NEEDS_KEYS)
    now = tenant(live(Kind.STRENGTH, KEYS, strength("Keys")), live(Kind.POLICY, OTHER, needing))
    found = undone([trace(STRENGTH, KEYS, None, strength("Keys"))], now)
    (kept,) = found.kept
    assert (found.changes, kept.why, kept.users) == ((), Why.USED, ("Theirs",))


def test_the_default_profile_is_never_deleted() -> None:
    default = live(Kind.PROFILE, DEFAULT_PROFILE_ID, profile("Default"), is_built_in=True)
    made = trace(Address(Kind.PROFILE, "default"), DEFAULT_PROFILE_ID, None, profile("Default"))
    assert undone([made], tenant(default)).changes == ()


def test_a_deleted_policy_is_restored_and_then_changed() -> None:
    deleted = live(Kind.POLICY, ID, RESTED)
    found = undone([trace(PILOT, ID, WAS, None)], tenant(), Bin({(Kind.POLICY, ID): deleted}))
    (change,) = found.changes
    assert (change.action, change.id, change.restores, change.planned) == (Action.CREATE, ID, deleted, WAS)
    sent = operations(found.changes, tenant(*FIDO2))
    assert [(each.method, each.path.rpartition("conditionalAccess")[2], each.body) for each in sent] == [
        ("POST", f"/deletedItems/policies/{ID}/restore", None),
        ("PATCH", f"/policies/{ID}", {"state": "enabled"}),
    ]


FIDO2 = (live(Kind.PASSKEYS, "Fido2", {"state": "disabled", "allowSelfServiceSetup": True, "optIn": True}),)


def test_a_location_gets_its_trust_back_after_it_was_restored() -> None:
    was: Fields = {**defaults(Kind.LOCATION), "name": "Office", "type": "ip", "ipRanges": frozenset({"192.0.2.0/24"})}
    deleted = live(Kind.LOCATION, ID, {**was, "trusted": False})
    trusted = {**was, "trusted": True}
    found = undone([trace(OFFICE, ID, trusted, None)], tenant(), Bin({(Kind.LOCATION, ID): deleted}))
    sent = operations(found.changes, tenant(*FIDO2))
    assert [each.summary for each in sent] == ["restore named location `Office`", "update named location `Office`"]
    assert sent[0].path == f"/identity/conditionalAccess/deletedItems/namedLocations/{ID}/restore"
    assert sent[0].creates == ()


def test_somebody_who_has_restored_it_gets_the_rest() -> None:
    found = undone([trace(PILOT, ID, WAS, None)], tenant(live(Kind.POLICY, ID, RESTED)))
    assert [each.path for each in found.changes[0].changes] == ["state"]


def test_what_was_restored_changed_and_deleted_once_more_stays_deleted() -> None:
    other = live(Kind.POLICY, ID, policy("Pilot", state="disabled"))
    found = undone([trace(PILOT, ID, WAS, None)], tenant(), Bin({(Kind.POLICY, ID): other}))
    assert (summary(found), reasons(found)) == ([], [(Why.GONE, "")])


@pytest.mark.parametrize(
    ("bin", "said"),
    [
        (Bin(), "made anew, since the recycle bin has it no more: its id is another one"),
        (Bin(why_not="nobody may look"), "made anew, since nobody may look: its id is another one"),
    ],
)
def test_without_the_recycle_bin_a_policy_is_made_anew(bin: Bin, said: str) -> None:
    (change,) = undone([trace(PILOT, ID, WAS, None)], tenant(), bin).changes
    assert (change.id, change.restores, change.note) == (PendingId(PILOT), None, said)


def test_a_strength_comes_back_under_another_id_wherever_it_is_named() -> None:
    needing = policy("Pilot", **NEEDS_KEYS)
    traces = [trace(PILOT, ID, needing, WAS), trace(STRENGTH, KEYS, strength("Keys"), None)]
    found = undone(traces, tenant(live(Kind.POLICY, ID, WAS)))
    assert summary(found) == [("create", "authenticationStrengths.keys"), ("update", "conditionalAccess.pilot")]
    planned = found.changes[1].planned
    assert planned is not None
    assert type(planned["grant.authenticationStrength"]) is PendingId


def test_a_policy_that_names_what_comes_back_otherwise_is_made_anew() -> None:
    """Restored, it would name for a moment what is not there."""
    needing = policy("Pilot", state="reportOnly", **NEEDS_KEYS)
    traces = [trace(PILOT, ID, needing, None), trace(STRENGTH, KEYS, strength("Keys"), None)]
    found = undone(traces, tenant(), Bin({(Kind.POLICY, ID): live(Kind.POLICY, ID, needing)}))
    assert [each.restores for each in found.changes] == [None, None]


def test_what_was_made_anew_by_an_undo_before_is_not_made_again() -> None:
    needing = policy("Pilot", **NEEDS_KEYS)
    traces = [trace(PILOT, ID, needing, WAS), trace(STRENGTH, KEYS, strength("Keys"), None)]
    now = tenant(live(Kind.POLICY, ID, WAS), live(Kind.STRENGTH, OTHER, strength("Keys")))
    found = undone(traces, now)
    assert summary(found) == [("update", "conditionalAccess.pilot")]
    assert found.changes[0].planned == {**needing, "grant.authenticationStrength": OTHER}
    assert found.already == (STRENGTH,)


def test_two_that_could_be_it_are_none() -> None:
    twins = [live(Kind.STRENGTH, id, strength("Keys")) for id in (ID, OTHER)]
    assert summary(undone([trace(STRENGTH, KEYS, strength("Keys"), None)], tenant(*twins))) == [
        ("create", "authenticationStrengths.keys")
    ]


@pytest.mark.parametrize("left", [(WAS,), (None,)], ids=["changed", "deleted"])
def test_what_needs_something_that_is_gone_stays_as_it_is(left: tuple[Fields | None, ...]) -> None:
    needing = policy("Pilot", **NEEDS_KEYS)
    there = [live(Kind.POLICY, ID, each) for each in left if each is not None]
    found = undone([trace(PILOT, ID, needing, *left)], tenant(*there))
    assert found.changes == ()
    assert {each.why for each in found.kept} <= {Why.NEEDS, Why.HANGS_TOGETHER}
    assert KEYS in {need for each in found.kept for need in each.needs}


def test_a_context_comes_back_under_its_own_id() -> None:
    was: Fields = {**defaults(Kind.CONTEXT), "name": "Admin work", "published": True}
    (change,) = undone([trace(CONTEXT, "c1", was, None)], tenant()).changes
    assert (change.id, change.planned, change.note) == ("c1", was, "")


def test_a_create_that_nobody_has_seen_is_said_where_something_has_its_name() -> None:
    lost = Lost(Kind.STRENGTH, STRENGTH, "Keys")
    there = tenant(live(Kind.STRENGTH, KEYS, strength("Keys")))
    assert reasons(undone([], there, lost=[lost])) == [(Why.LOST, "")]
    assert reasons(undone([], tenant(), lost=[lost])) == []


def traced_of(shown: PriorState, *, is_settled: bool) -> tuple[Fields | None, ...]:
    """One policy that was to be put in report-only, by a request that left."""
    before, now = tenant(live(Kind.POLICY, ID, WAS), *FIDO2), tenant(live(Kind.POLICY, ID, RESTED))
    change = undone([trace(PILOT, ID, RESTED, WAS)], before).changes
    touch = Touch(Kind.POLICY, ID, PILOT, ("state",))
    assert change[0].planned == now.objects[0].fields
    found = traced([touch], {}, before, operations(change, before), shown, is_settled=is_settled)
    return found.traces[0].left


def test_what_a_run_in_doubt_has_sent_may_show_later() -> None:
    shown = tenant(live(Kind.POLICY, ID, WAS))
    assert traced_of(shown, is_settled=False) == (WAS, RESTED)


def test_what_a_run_that_ended_well_has_left_is_what_the_tenant_showed() -> None:
    shown = tenant(live(Kind.POLICY, ID, RESTED))
    assert traced_of(shown, is_settled=True) == (RESTED,)


def test_a_group_in_a_row_is_no_matter_of_ids() -> None:
    target = Address(Kind.TARGET, "pilot")
    was: Fields = {"profiles": frozenset({DEFAULT_PROFILE_ID})}
    default = live(Kind.PROFILE, DEFAULT_PROFILE_ID, profile("Default"), is_built_in=True)
    (change,) = undone([trace(target, GROUP, was, None)], tenant(default)).changes
    assert (change.action, change.id, change.planned) == (Action.CREATE, GROUP, was)
