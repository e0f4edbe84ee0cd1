"""The one table of directions: every row is judged, written, asked about and proven as it says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.checks.registry import judge
from passkeyctl.insight.between.proof import Harm, check_path
from passkeyctl.insight.tenant_state import before
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.direction_rows import ROWS, Asks, Direction, Row
from passkeyctl.model.finding import Weight
from passkeyctl.model.shifts import Shift
from passkeyctl.model.state import LiveObject
from passkeyctl.plan.course import course
from passkeyctl.plan.courses import Course
from passkeyctl.plan.operation import Stage
from passkeyctl.plan.ordering import operations, ordered
from tests.checks.reviews import policy, review, strength, updated
from tests.plan.direction_examples import HERE, change_of, direction_of, example_of, in_tenant, some, state_with

EARLY = (Stage.WIDER_STRENGTHS, Stage.WIDER_METHODS, Stage.PASSKEY_PROFILES, Stage.PASSKEY_TARGETS)
LATE = (Stage.NARROWER_STRENGTHS, Stage.NARROWER_METHODS, Stage.NARROWER_PASSKEYS)
each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.kind} {row.words}")


@each_row
def test_the_example_goes_the_way_of_its_row(row: Row) -> None:
    assert direction_of(change_of(row.kind, example_of(row))) == row.direction


@each_row
def test_it_is_written_on_the_side_of_its_direction(row: Row) -> None:
    change = change_of(row.kind, example_of(row))
    stages = {each.stage for each in operations([change], state_with(change))}
    expected: tuple[Stage, ...]
    if row.kind is Kind.POLICY:
        expected = (Stage.LOOSER_POLICIES,) if row.direction is Direction.LOOSENS else (Stage.POLICIES,)
    else:
        expected = LATE if row.direction is Direction.TIGHTENS else EARLY
    assert stages <= set(expected)
    assert stages


FOR_EVERYBODY: dict[str, object] = {"users__include": "all"}
FOR_A_GROUP: dict[str, object] = {"users__include": "selected", "users__include__groups": some(HERE)}
FOR_A_ROLE: dict[str, object] = {"users__include": "selected", "users__include__roles": some("r-admin")}


def asked(row: Row, scope: dict[str, object]) -> list[Weight]:
    """Weights of what is said about the example, where the policies are for these people."""
    if row.kind is Kind.POLICY:
        judged = review(change_of(row.kind, example_of(row), **scope))  # type: ignore[arg-type]
    else:
        demanding = policy("p-9", grant__controls=frozenset(), grant__authenticationStrength="s-1", **scope)
        judged = review(change_of(row.kind, example_of(row)), unlisted=[demanding])
    found = [each for each in judge(judged) if each.diagnostic.code == "OPS907"]
    return [each.weight for each in found if each.weight in (Weight.ASKS, Weight.BLOCKS)]


@each_row
def test_it_is_asked_about_where_its_row_says_so(row: Row) -> None:
    everybody, group, role = (asked(row, each) for each in (FOR_EVERYBODY, FOR_A_GROUP, FOR_A_ROLE))
    match row.asks:
        case Asks.NEVER:
            assert (everybody, group, role) == ([], [], [])
        case Asks.ALWAYS:
            assert [set(each) for each in (everybody, group, role)] == [{Weight.ASKS}] * 3
        case Asks.REFUSED:
            assert all(Weight.BLOCKS in each for each in (everybody, group, role))
        case Asks.FOR_ALL:
            assert Weight.ASKS in everybody
            assert is_for_everybody_itself(row) or group == []
        case Asks.FOR_ROLES:
            assert Weight.ASKS in role
            assert group == []


def is_for_everybody_itself(row: Row) -> bool:
    """The example brings everybody in, whoever was in it before."""
    return row.paths == ("users.include",)


DEMANDS_NOTHING = ("session", "lifetime", "self-service", "attestation")
"""Whatever becomes of these, whoever gets in before still does, and nobody else."""
IDLE = (Shift.RISES, Shift.FALLS)
"""Of a policy's state: nothing is demanded either way."""
STRENGTHS = {
    "s-keys": some("fido2"),
    "s-pass": some("temporaryAccessPassOneTime", "temporaryAccessPassMultiUse"),
}
directed = pytest.mark.parametrize(
    "row",
    [each for each in ROWS if each.direction is not Direction.NEITHER],
    ids=lambda row: f"{row.kind} {row.words}",
)


def demanding(id: str, strength: str, state: str) -> LiveObject:
    scope = {"users__include": "all", "users__exclude__groups": frozenset()}
    grant = {"grant__controls": frozenset(), "grant__authenticationStrength": strength}
    return in_tenant(policy(id, state=state, **scope, **grant))


def partner(row: Row, change: ResourceChange) -> ResourceChange:
    """The change whose place before or after this one decides.

    Beside a policy it is another one that demands what this one demands now, or will: one of the two always does.
    Beside passkeys it is a policy that begins to demand what is given, or lets go of what is taken.
    """
    gives = row.direction is Direction.LOOSENS
    if row.kind is not Kind.POLICY:
        needed = {Kind.STRENGTH: "s-1", Kind.TEMPORARY_ACCESS_PASS: "s-pass"}.get(row.kind, "s-keys")
        stands = demanding("p-2", needed, "reportOnly" if gives else "enabled")
        return updated(stands, state="enabled" if gives else "reportOnly")
    fields = change.prior_fields if gives else change.planned
    assert fields is not None
    twin = in_tenant(policy("p-2"))
    was = LiveObject(Kind.POLICY, "p-2", "Policy p-2", {**fields, "name": "Policy p-2"}, twin.original)
    return updated(was, state="reportOnly") if not gives else begins(was)


def begins(enforced: LiveObject) -> ResourceChange:
    watched = replace(enforced, fields={**enforced.fields, "state": "reportOnly"})
    return updated(watched, state=str(enforced.fields["state"]))


def harmless(row: Row) -> bool:
    return row.what in DEMANDS_NOTHING or (row.kind is Kind.POLICY and row.what == "state" and row.shift in IDLE)


@directed
def test_no_harm_comes_of_the_order_and_some_of_its_reverse(row: Row) -> None:
    change = change_of(row.kind, example_of(row))
    other = partner(row, change)
    assert other.live is not None
    strengths = (in_tenant(strength(id, allowedCombinations=each)) for id, each in STRENGTHS.items())
    prior = state_with(change, other.live, *strengths)
    found = ordered([change, other], prior)
    assert (found.course, found.proof.harms, found.proof.unclear) == (Course.TIGHTENING_FIRST, (), ())
    assert len(found.operations) == 2
    reverse = check_path(course(before(prior), found.operations[::-1]))
    assert bool(reverse.harms) is not harmless(row)
    if row.kind is Kind.POLICY:
        assert {each.harm for each in reverse.harms} <= {Harm.LET_IN}
