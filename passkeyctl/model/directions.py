"""Which way a change goes: whether it lets more through than before, less, or both.

The words are docs/concepts.md, "Order of writing". What can't be judged counts as both.
"""

from __future__ import annotations

from enum import Flag, auto

from passkeyctl.model.change import FieldChange, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.values import Value


class Direction(Flag):
    NEITHER = 0
    LOOSENS = auto()
    TIGHTENS = auto()


BOTH = Direction.LOOSENS | Direction.TIGHTENS
STATE_STRICTNESS = {"disabled": 0, "reportOnly": 1, "enabled": 2}
SCOPES = ("users.include.", "workloadIdentities.include", "target.resources.include", "target.userActions",
          "target.authenticationContexts")  # fmt: skip
FILTERS_OF_SCOPE = ("target.resources.filter", "workloadIdentities.filter")
"""They widen or narrow the scope, depending on what else is included."""
PERSISTENCE_STRICTNESS: dict[Value, int] = {"always": 0, None: 1, "never": 2}
NO_CONDITION: tuple[Value, ...] = (frozenset(), frozenset({"all"}))


def of_policy(change: ResourceChange) -> Direction:
    """All field changes of a policy together; they are one PATCH, so nothing stands between before and after.

    What enforces nothing demands nothing: where only one of before and after is in force, that alone decides.
    """
    state = change.changed("state")
    if state is not None and "enabled" in (state.prior, state.planned):
        return Direction.TIGHTENS if state.planned == "enabled" else Direction.LOOSENS
    direction = Direction.NEITHER
    for each in change.changes:
        direction |= of_policy_field(each)
    grants = [each for each in change.changes if each.path.startswith("grant.")]
    if grants and change.live is not None and change.planned is not None:
        direction |= of_grant(change.live.fields, change.planned)
    return direction


def of_policy_field(change: FieldChange) -> Direction:
    path, prior, planned = change.path, change.prior, change.planned
    if path == "name" or path.startswith("grant."):
        return Direction.NEITHER
    if path == "state":
        return _rising(STATE_STRICTNESS.get(str(prior)), STATE_STRICTNESS.get(str(planned)))
    if path == "users.include":
        return {"all": Direction.TIGHTENS, "selected": BOTH}.get(str(planned), Direction.LOOSENS)
    if ".exclude" in path:
        return _growing(prior, planned, Direction.LOOSENS)
    if path.startswith(SCOPES):
        return _growing(prior, planned, Direction.TIGHTENS)
    if path in FILTERS_OF_SCOPE:
        return BOTH
    if path == "session.persistentBrowser":
        return _rising(PERSISTENCE_STRICTNESS.get(prior), PERSISTENCE_STRICTNESS.get(planned))
    if path.startswith("session."):
        return _appearing(prior, planned, Direction.TIGHTENS)
    return of_condition(prior, planned)


def of_condition(prior: Value, planned: Value) -> Direction:
    """A condition narrows when the policy applies: the more it names, the stricter, but none at all is strictest."""
    if not isinstance(prior, frozenset) or not isinstance(planned, frozenset):
        return _appearing(prior, planned, Direction.LOOSENS)
    if planned in NO_CONDITION:
        return Direction.NEITHER if prior in NO_CONDITION else Direction.TIGHTENS
    if prior in NO_CONDITION:
        return Direction.LOOSENS
    return _growing(prior, planned, Direction.TIGHTENS)


def of_grant(prior: Fields, planned: Fields) -> Direction:
    before, after = _requirements(prior), _requirements(planned)
    if before == after:
        return _rising(prior["grant.require"] == "all", planned["grant.require"] == "all")
    if not before or not after:
        return Direction.TIGHTENS if after else Direction.LOOSENS
    if "block" in before | after:
        return Direction.TIGHTENS if "block" in after else Direction.LOOSENS
    operators = {_operator(prior, before), _operator(planned, after)} - {None}
    if operators == {"all"}:
        return _growing(before, after, Direction.TIGHTENS)
    if operators == {"one"}:
        return _growing(before, after, Direction.LOOSENS)
    return BOTH


def _requirements(fields: Fields) -> frozenset[str]:
    found = [fields[f"grant.{key}"] for key in ("controls", "termsOfUse", "customControls")]
    names = {str(member) for each in found if isinstance(each, frozenset) for member in each}
    strength = fields["grant.authenticationStrength"]
    return frozenset(names | ({str(strength)} if strength is not None else set()))


def _operator(fields: Fields, requirements: frozenset[str]) -> Value:
    """A single requirement goes with either operator."""
    return fields["grant.require"] if len(requirements) > 1 else None


def _rising(prior: int | None, planned: int | None) -> Direction:
    if prior is None or planned is None:
        return BOTH
    if prior == planned:
        return Direction.NEITHER
    return Direction.TIGHTENS if planned > prior else Direction.LOOSENS


def _growing(prior: Value, planned: Value, when_growing: Direction) -> Direction:
    if not isinstance(prior, frozenset) or not isinstance(planned, frozenset):
        return _appearing(prior, planned, when_growing)
    direction = Direction.NEITHER
    if planned - prior:
        direction |= when_growing
    if prior - planned:
        direction |= BOTH ^ when_growing
    return direction


def _appearing(prior: Value, planned: Value, when_appearing: Direction) -> Direction:
    if prior == planned:
        return Direction.NEITHER
    if not prior:
        return when_appearing
    return BOTH ^ when_appearing if not planned else BOTH
