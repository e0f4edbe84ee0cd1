"""From differences to deviations: each field, row and object on its own, and none left out."""

from __future__ import annotations

from passkeyctl.diagnostics import SourceRange
from passkeyctl.diff import Difference
from passkeyctl.drift.deviating import deviations_of, marked, not_compared, unnamed_inside
from passkeyctl.drift.deviation import CODES, Deviation, Sort
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.desired import Managed, Ownership
from passkeyctl.model.kinds import defaults
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan.saved.catalogue_pin import CatalogueDifference

ENTRY, LINE = SourceRange("a.yaml", 3), SourceRange("a.yaml", 5)
PILOT, STAFF = Address(Kind.POLICY, "pilot"), Address(Kind.EXCLUDE, "staff")
PREFIX = {"conditionalAccess": Managed(Ownership.PREFIX, "PK1")}


def stray(id: str, name: str) -> LiveObject:
    return LiveObject(Kind.POLICY, id, name, defaults(Kind.POLICY), {})


def tenant(*objects: LiveObject, unread: tuple[tuple[str, str], ...] = ()) -> PriorState:
    return PriorState(objects, has_profiles=True, fido2={}, unread_policies=unread)


def found(
    *changes: ResourceChange, drifted: tuple[LiveObject, ...] = (), prior: PriorState | None = None
) -> tuple[Deviation, ...]:
    return deviations_of(Difference(changes, drifted, drifted, ()), prior or tenant(*drifted), PREFIX)


def updated(*fields: FieldChange, left_out: tuple[tuple[str, str], ...] = ()) -> ResourceChange:
    return ResourceChange(PILOT, Action.UPDATE, "id-1", "PK1", None, None, fields, left_out, source=ENTRY)


def test_a_changed_field_has_the_line_that_writes_it() -> None:
    (state,) = found(updated(FieldChange("state", "disabled", "enabled", LINE)))
    assert state == Deviation(Sort.CHANGED, PILOT, "PK1", "state", "enabled", "disabled", "id-1")
    assert (state.source, state.place, state.code) == (LINE, "conditionalAccess.pilot.state", "DRF101")


def test_a_field_without_a_line_has_that_of_its_entry() -> None:
    (state,) = found(updated(FieldChange("state", "disabled", "enabled")))
    assert state.source == ENTRY


def test_a_field_that_only_begins_to_be_compared_is_no_difference() -> None:
    assert found(updated(FieldChange("state", "enabled", "enabled", LINE))) == ()


def test_what_is_left_out_counts_also_where_nothing_else_changes() -> None:
    left = ResourceChange(PILOT, Action.NO_OP, "id-1", "PK1", None, None, (), (("state", "disabled"),), source=ENTRY)
    (state,) = found(left)
    assert (state.sort, state.live, state.wanted, state.source) == (
        Sort.NOT_IN_FILE,
        "disabled",
        defaults(Kind.POLICY)["state"],
        ENTRY,
    )


def test_objects_and_rows_are_missing_or_unwanted_whole() -> None:
    made = ResourceChange(PILOT, Action.CREATE, PendingId(PILOT), "PK1", None, {}, (FieldChange("state", None, "x"),))
    row = ResourceChange(STAFF, Action.CREATE, "group", "Staff", None, {})
    gone = ResourceChange(PILOT, Action.DELETE, "id-1", "PK1", None, None, (FieldChange("state", "x", None),))
    assert found(made, row, gone) == (
        Deviation(Sort.MISSING, STAFF, "Staff", id="group"),
        Deviation(Sort.MISSING, PILOT, "PK1"),
        Deviation(Sort.UNWANTED, PILOT, "PK1", id="id-1"),
    )


def test_unlisted_objects_go_by_their_names_where_these_are_their_own() -> None:
    strays = (stray("a", "PK10"), stray("b", "PK11"), stray("c", "PK11"))
    assert [str(each.address) for each in found(drifted=strays)] == [
        'conditionalAccess["PK10"]',
        'conditionalAccess["b"]',
        'conditionalAccess["c"]',
    ]


def test_policies_that_are_unread_count_where_they_lie_inside() -> None:
    prior = tenant(unread=(("a", "PK15"), ("b", "Other"), ("c", "c")))
    assert [str(each.address) for each in found(prior=prior)] == ['conditionalAccess["PK15"]']
    assert [each.summary.split("`")[1] for each in not_compared(prior, PREFIX)] == ["Other", "c"]
    assert unnamed_inside(prior, PREFIX) == ("c",)
    listed = {"conditionalAccess": Managed(Ownership.LISTED)}
    assert unnamed_inside(prior, listed) == unnamed_inside(prior, {}) == ()


def test_only_the_field_is_marked_that_the_catalogue_changed() -> None:
    both = found(updated(FieldChange("state", "a", "b"), FieldChange("grant.require", "a", "b")))
    told = marked(both, [CatalogueDifference(PILOT, "state", "2026-11")])
    assert {each.path: each.is_of_catalogue for each in told} == {"state": True, "grant.require": False}


def test_each_sort_has_a_code_of_its_own() -> None:
    assert sorted(CODES.values()) == [f"DRF10{number}" for number in range(1, 6)]
    assert set(CODES) == set(Sort)
