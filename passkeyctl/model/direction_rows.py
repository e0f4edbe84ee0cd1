"""The one table of directions: which way each sort of change goes, and what is asked about it.

The order of an apply, the questions before it and docs/concepts.md, "Directions", all go by these rows; what has no row
counts as both. Locations and contexts have none: which way they go depends on the policies that look at them
(`plan/location_directions.py`, `plan/context_steps.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Flag, StrEnum, auto

from passkeyctl.model import shifts
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.shifts import Measure, Shift


class Direction(Flag):
    NEITHER = 0
    LOOSENS = auto()
    TIGHTENS = auto()


BOTH = Direction.LOOSENS | Direction.TIGHTENS
LOOSENS, TIGHTENS, NEITHER = Direction.LOOSENS, Direction.TIGHTENS, Direction.NEITHER


class Asks(StrEnum):
    """When a change of this sort is asked about before an apply (OPS907), as the table says it."""

    NEVER = "no"
    ALWAYS = "yes"
    REFUSED = "refused, by name"
    FOR_ALL = "where it is in force for all users"
    FOR_ROLES = "where it protects privileged roles"


@dataclass(frozen=True, slots=True)
class Row:
    """One sort of change. A path that ends in a dot stands for all below it; `what` and `words` are for people."""

    kind: Kind
    paths: tuple[str, ...]
    measure: Measure
    shift: Shift
    direction: Direction
    what: str
    words: str
    asks: Asks = Asks.NEVER

    def is_about(self, path: str) -> bool:
        return any(path == each or (each.endswith(".") and path.startswith(each)) for each in self.paths)


GAINS, LOSES, BEGINS, ENDS, RISES, FALLS = (
    Shift.GAINS, Shift.LOSES, Shift.BEGINS, Shift.ENDS, Shift.RISES, Shift.FALLS
)  # fmt: skip
NO, YES, REFUSED, FOR_ALL, FOR_ROLES = (
    Asks.NEVER, Asks.ALWAYS, Asks.REFUSED, Asks.FOR_ALL, Asks.FOR_ROLES
)  # fmt: skip

TARGETS = ("target.resources.include", "target.userActions", "target.authenticationContexts")
MEMBERS_OF_SCOPE = ("users.include.", "workloadIdentities.include")
EXCLUSIONS = (
    "users.exclude.",
    "workloadIdentities.exclude",
    "target.resources.exclude",
    "conditions.platforms.exclude",
    "conditions.locations.exclude",
)
CONDITIONS = (
    "conditions.platforms.include",
    "conditions.locations.include",
    "conditions.clientApps",
    "conditions.deviceFilter",
    "conditions.signInRisk",
    "conditions.userRisk",
    "conditions.servicePrincipalRisk",
    "conditions.insiderRisk",
    "conditions.authenticationFlows",
)
FILTERS_OF_SCOPE = ("target.resources.filter", "workloadIdentities.filter")
"""They widen or narrow the scope, depending on what else is included."""
PERSISTENT = "session.persistentBrowser"
SESSION = (
    "session.signInFrequency",
    "session.cloudAppSecurity",
    "session.appEnforcedRestrictions",
    "session.tokenProtection",
    "session.disableResilienceDefaults",
)
THERE = "there"
"""An exclude has no fields: it is there, or not."""
GRANT = "grant"
"""All of `grant.` together: an operator means nothing without what it stands between."""


def _rows(
    kind: Kind,
    what: str,
    measure: Measure,
    paths: tuple[str, ...],
    *ways: tuple[Shift, Direction, str, Asks],
) -> tuple[Row, ...]:
    return tuple(
        Row(kind, paths, measure, shift, direction, what, words, asks) for shift, direction, words, asks in ways
    )


POLICY_ROWS: tuple[Row, ...] = (
    *_rows(
        Kind.POLICY, "state", shifts.into_force, ("state",),
        (BEGINS, TIGHTENS, "a policy is put in force", FOR_ALL),
        (ENDS, LOOSENS, "a policy leaves force", FOR_ROLES),
        (RISES, TIGHTENS, "a policy that is off is watched in report-only", NO),
        (FALLS, LOOSENS, "a policy that is watched is switched off", NO),
    ),
    *_rows(
        Kind.POLICY, "users", shifts.in_people, ("users.include",),
        (GAINS, TIGHTENS, "a policy is for everybody", FOR_ALL),
        (LOSES, LOOSENS, "a policy is for nobody any more", FOR_ROLES),
    ),
    *_rows(
        Kind.POLICY, "users and workload identities", shifts.in_members, MEMBERS_OF_SCOPE,
        (GAINS, TIGHTENS, "an include is added", NO),
        (LOSES, LOOSENS, "an include is removed", FOR_ROLES),
    ),
    *_rows(
        Kind.POLICY, "target", shifts.in_members, TARGETS,
        (GAINS, TIGHTENS, "a target is added", FOR_ALL),
        (LOSES, LOOSENS, "a target is removed", FOR_ROLES),
    ),
    *_rows(
        Kind.POLICY, "excludes", shifts.in_members, EXCLUSIONS,
        (GAINS, LOOSENS, "an exclude is added", FOR_ROLES),
        (LOSES, TIGHTENS, "an exclude is removed", REFUSED),
    ),
    *_rows(
        Kind.POLICY, "conditions", shifts.as_condition, CONDITIONS,
        (BEGINS, LOOSENS, "a condition is added", FOR_ROLES),
        (ENDS, TIGHTENS, "a condition is removed", FOR_ALL),
        (GAINS, TIGHTENS, "a condition is met more often", FOR_ALL),
        (LOSES, LOOSENS, "a condition is met less often", FOR_ROLES),
    ),
    *_rows(
        Kind.POLICY, "grant", shifts.in_requirements, (GRANT,),
        (BEGINS, TIGHTENS, "something is demanded, or all is blocked", FOR_ALL),
        (ENDS, LOOSENS, "nothing is demanded, or nothing blocked, any more", FOR_ROLES),
        (GAINS, TIGHTENS, "one requirement more of all, or one fewer to choose from", FOR_ALL),
        (LOSES, LOOSENS, "one requirement fewer of all, or one more to choose from", FOR_ROLES),
        (RISES, TIGHTENS, "all requirements instead of one", FOR_ALL),
        (FALLS, LOOSENS, "one requirement instead of all", FOR_ROLES),
    ),
    *_rows(
        Kind.POLICY, "session", shifts.by_presence, SESSION,
        (BEGINS, TIGHTENS, "a session control is added", NO),
        (ENDS, LOOSENS, "a session control is removed", FOR_ROLES),
    ),
    *_rows(
        Kind.POLICY, "session", shifts.along("always", None, "never"), (PERSISTENT,),
        (RISES, TIGHTENS, "a browser stays signed in less", NO),
        (FALLS, LOOSENS, "a browser stays signed in more", FOR_ROLES),
    ),
    Row(Kind.POLICY, ("name",), shifts.differing, Shift.TURNS, NEITHER, "name", "a policy is renamed", NO),
)  # fmt: skip

STRENGTH_ROWS: tuple[Row, ...] = (
    *_rows(
        Kind.STRENGTH, "combinations", shifts.in_members, ("allowedCombinations",),
        (GAINS, LOOSENS, "a strength takes one combination more", FOR_ROLES),
        (LOSES, TIGHTENS, "a strength takes one combination fewer", FOR_ALL),
    ),
    *_rows(
        Kind.STRENGTH, "limits", shifts.in_limits, ("limits",),
        (BEGINS, TIGHTENS, "a strength limits a combination to some keys or certificates", FOR_ALL),
        (ENDS, LOOSENS, "a strength limits a combination no more", FOR_ROLES),
        (GAINS, LOOSENS, "a strength takes one key more", FOR_ROLES),
        (LOSES, TIGHTENS, "a strength takes one key fewer", FOR_ALL),
    ),
)  # fmt: skip

PASSKEY_ROWS: tuple[Row, ...] = (
    *_rows(
        Kind.PASSKEYS, "state", shifts.along("disabled", "enabled"), ("state",),
        (RISES, LOOSENS, "passkeys are switched on", NO),
        (FALLS, TIGHTENS, "passkeys are switched off", YES),
    ),
    *_rows(
        Kind.PASSKEYS, "self-service", shifts.by_presence, ("allowSelfServiceSetup",),
        (BEGINS, LOOSENS, "people may set up passkeys themselves", NO),
        (ENDS, TIGHTENS, "people may no longer set up passkeys themselves", YES),
    ),
    *_rows(
        Kind.PROFILE, "types", shifts.in_types, ("passkeyTypes",),
        (GAINS, LOOSENS, "a profile takes one type more", NO),
        (LOSES, TIGHTENS, "a profile takes one type fewer", YES),
    ),
    *_rows(
        Kind.PROFILE, "attestation", shifts.in_attestation, ("enforceAttestation",),
        (GAINS, LOOSENS, "a profile asks for no attestation any more", NO),
        (LOSES, TIGHTENS, "a profile asks for attestation", YES),
    ),
    *_rows(
        Kind.PROFILE, "keys", shifts.in_models, ("keyRestrictions",),
        (GAINS, LOOSENS, "a profile takes one model more: allowed, or no longer blocked", NO),
        (LOSES, TIGHTENS, "a profile takes one model fewer: blocked, or no longer allowed", YES),
    ),
    *_rows(
        Kind.TARGET, "rows", shifts.in_members, ("profiles",),
        (GAINS, LOOSENS, "a row, or a profile in a row, is added", NO),
        (LOSES, TIGHTENS, "a row, or a profile in a row, is removed", YES),
    ),
    *_rows(
        Kind.EXCLUDE, "excludes", shifts.by_presence, (THERE,),
        (BEGINS, TIGHTENS, "a group is excluded from passkeys", YES),
        (ENDS, LOOSENS, "a group is no longer excluded from passkeys", NO),
    ),
)  # fmt: skip

PASS_ROWS: tuple[Row, ...] = (
    *_rows(
        Kind.TEMPORARY_ACCESS_PASS, "state", shifts.along("disabled", "enabled"), ("state",),
        (RISES, LOOSENS, "Temporary Access Pass is switched on", NO),
        (FALLS, TIGHTENS, "Temporary Access Pass is switched off", YES),
    ),
    *_rows(
        Kind.TEMPORARY_ACCESS_PASS, "targets", shifts.in_givers, ("targets", "targets.users",),
        (GAINS, LOOSENS, "more people may be given a pass", NO),
        (LOSES, TIGHTENS, "fewer people may be given a pass", YES),
    ),
    *_rows(
        Kind.TEMPORARY_ACCESS_PASS, "excludes", shifts.in_members, ("exclude", "exclude.users",),
        (GAINS, TIGHTENS, "somebody is excluded from passes", YES),
        (LOSES, LOOSENS, "somebody is no longer excluded from passes", NO),
    ),
    *_rows(
        Kind.TEMPORARY_ACCESS_PASS, "use", shifts.by_presence, ("oneTimeUse",),
        (BEGINS, TIGHTENS, "a pass is good for one sign-in only", NO),
        (ENDS, LOOSENS, "a pass is good for several sign-ins", NO),
    ),
    *_rows(
        Kind.TEMPORARY_ACCESS_PASS, "lifetime", shifts.by_size, ("defaultLifetime", "maximumLifetime",),
        (RISES, LOOSENS, "a pass may live longer", NO),
        (FALLS, TIGHTENS, "a pass may live less long", NO),
    ),
    *_rows(
        Kind.TEMPORARY_ACCESS_PASS, "lifetime", shifts.by_size, ("minimumLifetime",),
        (RISES, TIGHTENS, "a pass must live longer", NO),
        (FALLS, LOOSENS, "a pass may live shorter", NO),
    ),
    Row(Kind.TEMPORARY_ACCESS_PASS, ("length",), shifts.differing, Shift.TURNS, NEITHER,
        "length", "a pass has another number of characters, which bars nobody"),
)  # fmt: skip

ROWS: tuple[Row, ...] = (*POLICY_ROWS, *STRENGTH_ROWS, *PASSKEY_ROWS, *PASS_ROWS)


def rows_about(kind: Kind, path: str) -> tuple[Row, ...]:
    return tuple(each for each in ROWS if each.kind is kind and each.is_about(path))


def direction_at(kind: Kind, prior: Fields, planned: Fields, path: str) -> Direction:
    """Of one field; what no row speaks of, or what can't be compared, counts as both."""
    about = rows_about(kind, path)
    if not about:
        return BOTH if prior[path] != planned[path] else NEITHER
    moved = shifts.NONE.union(*(each.measure(prior, planned, path) for each in about))
    found = {each.shift: each.direction for each in about if each.shift in moved}
    direction = NEITHER if moved <= found.keys() else BOTH
    for each in found.values():
        direction |= each
    return direction


def direction_over(kind: Kind, prior: Fields, planned: Fields, paths: Iterable[str]) -> Direction:
    direction = NEITHER
    for path in paths:
        direction |= direction_at(kind, prior, planned, path)
    return direction


def asks_at(kind: Kind, prior: Fields, planned: Fields, path: str) -> frozenset[Asks]:
    direction = direction_at(kind, prior, planned, path)
    return frozenset(each.asks for each in rows_about(kind, path) if each.direction & direction)
