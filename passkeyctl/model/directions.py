"""Which way a change goes: whether it lets more through than before, less, or both.

The words are docs/concepts.md, "Directions"; the table is `model/direction_rows.py`.
"""

from __future__ import annotations

from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.direction_rows import BOTH as BOTH
from passkeyctl.model.direction_rows import GRANT, NEITHER, THERE, Asks, asks_at, direction_over
from passkeyctl.model.direction_rows import Direction as Direction
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import defaults

PASS_PATHS = tuple(path for path in defaults(Kind.TEMPORARY_ACCESS_PASS) if path != "state")
PROFILE_PATHS = ("passkeyTypes", "enforceAttestation", "keyRestrictions")
STRENGTH_PATHS = ("allowedCombinations", "limits")


def of_policy(change: ResourceChange) -> Direction:
    """All field changes of a policy together; they are one PATCH, so nothing stands between before and after.

    What enforces nothing demands nothing: where only one of before and after is in force, that alone decides.
    """
    state = change.changed("state")
    if state is not None and "enabled" in (state.prior, state.planned):
        return Direction.TIGHTENS if state.planned == "enabled" else Direction.LOOSENS
    direction = NEITHER
    for each in change.changes:
        if not each.path.startswith("grant."):
            values = {each.path: each.prior}, {each.path: each.planned}
            direction |= direction_over(Kind.POLICY, *values, [each.path])
    if change.live is not None and change.planned is not None and _has_grants(change):
        direction |= of_grant(change.live.fields, change.planned)
    return direction


def _has_grants(change: ResourceChange) -> bool:
    return any(each.path.startswith("grant.") for each in change.changes)


def of_grant(prior: Fields, planned: Fields) -> Direction:
    return direction_over(Kind.POLICY, prior, planned, [GRANT])


def of_strength(prior: Fields, planned: Fields) -> Direction:
    return direction_over(Kind.STRENGTH, prior, planned, STRENGTH_PATHS)


def of_profile(prior: Fields, planned: Fields) -> Direction:
    return direction_over(Kind.PROFILE, prior, planned, PROFILE_PATHS)


def of_row(prior: Fields | None, planned: Fields | None) -> Direction:
    """None: there is no such row."""
    none = defaults(Kind.TARGET)
    return direction_over(Kind.TARGET, prior or none, planned or none, ["profiles"])


def of_exclude(*, was_there: bool, is_there: bool) -> Direction:
    return direction_over(Kind.EXCLUDE, {THERE: was_there}, {THERE: is_there}, [THERE])


def of_settings(prior: Fields, planned: Fields) -> Direction:
    """Of the passkey method; while it is off it lets nothing through, whatever else is set."""
    return _of_method(Kind.PASSKEYS, prior, planned, ("allowSelfServiceSetup",))


def of_pass(prior: Fields, planned: Fields, paths: tuple[str, ...] = PASS_PATHS) -> Direction:
    return _of_method(Kind.TEMPORARY_ACCESS_PASS, prior, planned, paths)


def _of_method(kind: Kind, prior: Fields, planned: Fields, paths: tuple[str, ...]) -> Direction:
    if "disabled" in (prior["state"], planned["state"]):
        return direction_over(kind, prior, planned, ["state"])
    return direction_over(kind, prior, planned, paths)


def asks_of_policy(change: ResourceChange) -> frozenset[Asks]:
    """What the table says about asking, of every field that changes."""
    if change.live is None or change.planned is None:
        return frozenset({Asks.ALWAYS} if change.planned is None else ())
    paths = {GRANT if each.path.startswith("grant.") else each.path for each in change.changes}
    asked = (asks_at(Kind.POLICY, change.live.fields, change.planned, each) for each in sorted(paths))
    return frozenset().union(*asked)
