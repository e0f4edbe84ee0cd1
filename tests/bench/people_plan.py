"""A plan that does a bit of everything to the people of the benchmark's tenant."""

from __future__ import annotations

from collections.abc import Mapping

from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.kinds import defaults
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import Value
from tests.bench.policies import an_id
from tests.bench.tenant import AAGUIDS


def changes(prior: PriorState) -> tuple[ResourceChange, ...]:
    """Profiles narrow and widen, a row moves, a group is excluded, a strength shrinks, ten policies are enforced."""
    profile = {number: an_id("profile", f"profile-{number}") for number in range(1, 10)}
    group = an_id("group", "SG-Bench-030")
    made = [
        update(prior, Kind.PROFILE, profile[1], passkeyTypes=frozenset({"deviceBound"})),
        update(prior, Kind.PROFILE, profile[2], passkeyTypes=frozenset({"deviceBound", "synced"})),
        update(prior, Kind.PROFILE, profile[3], **{"keyRestrictions.authenticators": frozenset(AAGUIDS[:3])}),
        update(prior, Kind.TARGET, an_id("group", "SG-Bench-001"), profiles=frozenset({profile[5], profile[4]})),
        ResourceChange(
            Address(Kind.EXCLUDE, "SG-Bench-030"), Action.CREATE, group, "SG-Bench-030", None, defaults(Kind.EXCLUDE)
        ),
        update(
            prior, Kind.STRENGTH, an_id("strength", "strength-4"), **{"fido2.allowedAAGUIDs": frozenset(AAGUIDS[:2])}
        ),
    ]
    waiting = [each for each in prior.of(Kind.POLICY) if each.fields["state"] == "reportOnly"]
    return (*made, *(update(prior, Kind.POLICY, each.id, state="enabled") for each in waiting[:10]))


def update(prior: PriorState, kind: Kind, id: str, **fields: Value) -> ResourceChange:
    live = prior.by_id(kind, id)
    assert isinstance(live, LiveObject), (kind, id)
    planned: Mapping[str, Value] = {**live.fields, **fields}
    assert planned != live.fields
    return ResourceChange(Address(kind, live.name), Action.UPDATE, live.id, live.name, live, planned)
