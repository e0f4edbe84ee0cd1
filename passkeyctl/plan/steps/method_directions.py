"""Whom a change of Temporary Access Pass is about: who joins, who leaves, who is excluded."""

from __future__ import annotations

from passkeyctl.model.directions import PASS_PATHS, of_pass
from passkeyctl.model.fields import Fields
from passkeyctl.model.methods import EVERYONE_WORD
from passkeyctl.model.values import Value

TARGETS = ("targets", "targets.users")
EXCLUDES = ("exclude", "exclude.users")
REST = tuple(path for path in PASS_PATHS if path not in TARGETS)


def with_targets_of_both(prior: Fields, planned: Fields) -> Fields | None:
    """The state in which all those before and all those after are targeted; None where more than that changes.

    Were anything else written with it, somebody might get what neither before nor after allows.
    """
    if of_pass(prior, planned, REST):
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
