"""Which way a change of Temporary Access Pass goes: who may be given one, and how much one can do."""

from __future__ import annotations

from passkeyctl.model.directions import BOTH, Direction
from passkeyctl.model.fields import Fields
from passkeyctl.model.methods import EVERYONE_WORD
from passkeyctl.model.values import Value

TARGETS = ("targets", "targets.users")
EXCLUDES = ("exclude", "exclude.users")
LOOSENING_WITH_SIZE = {"defaultLifetime": True, "maximumLifetime": True, "minimumLifetime": False}
"""Whether a longer time lets more happen: a longer shortest time does not."""


def of_pass(prior: Fields, planned: Fields) -> Direction:
    """While it is off it lets nothing through, whatever else is set."""
    was_on, is_on = prior["state"] != "disabled", planned["state"] != "disabled"
    if was_on != is_on:
        return Direction.LOOSENS if is_on else Direction.TIGHTENS
    if not is_on:
        return Direction.NEITHER
    return of_targets(prior, planned) | of_excludes(prior, planned) | of_strength(prior, planned)


def of_targets(prior: Fields, planned: Fields) -> Direction:
    had_all, has_all = (EVERYONE_WORD in _set(fields["targets"]) for fields in (prior, planned))
    if had_all or has_all:
        return _rising(had_all, has_all)
    return _growing(prior, planned, TARGETS, Direction.LOOSENS)


def of_excludes(prior: Fields, planned: Fields) -> Direction:
    return _growing(prior, planned, EXCLUDES, Direction.TIGHTENS)


def of_strength(prior: Fields, planned: Fields) -> Direction:
    """A pass that may be used again, or for longer, does more. Its length in characters bars nobody."""
    direction = _rising(not prior["oneTimeUse"], not planned["oneTimeUse"])
    for path, is_looser in LOOSENING_WITH_SIZE.items():
        before, after = (_minutes(fields[path]) for fields in (prior, planned))
        direction |= _rising(before, after) if is_looser else _rising(after, before)
    return direction


def with_targets_of_both(prior: Fields, planned: Fields) -> Fields | None:
    """The state in which all those before and all those after are targeted; None where more than that changes.

    Were anything else written with it, somebody might get what neither before nor after allows.
    """
    if of_excludes(prior, planned) or of_strength(prior, planned):
        return None
    return {**planned, **{path: _set(prior[path]) | _set(planned[path]) for path in TARGETS}}


def lost_targets(prior: Fields, planned: Fields) -> dict[str, frozenset[str]]:
    """Who is no longer targeted, by the field that named them; nobody where everyone is."""
    if EVERYONE_WORD in _set(planned["targets"]):
        return {}
    return {path: lost for path in TARGETS if (lost := _set(prior[path]) - _set(planned[path]))}


def new_excludes(prior: Fields, planned: Fields) -> dict[str, frozenset[str]]:
    return {path: new for path in EXCLUDES if (new := _set(planned[path]) - _set(prior[path]))}


def _set(value: Value) -> frozenset[str]:
    return frozenset(str(each) for each in value) if isinstance(value, frozenset) else frozenset()


def _minutes(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _rising(before: int, after: int) -> Direction:
    if before == after:
        return Direction.NEITHER
    return Direction.LOOSENS if after > before else Direction.TIGHTENS


def _growing(prior: Fields, planned: Fields, paths: tuple[str, ...], when_growing: Direction) -> Direction:
    direction = Direction.NEITHER
    for path in paths:
        before, after = _set(prior[path]), _set(planned[path])
        direction |= when_growing if after - before else Direction.NEITHER
        direction |= BOTH ^ when_growing if before - after else Direction.NEITHER
    return direction
