"""The FIDO2 configuration in up to four PATCHes: what loosens, who is targeted, what narrows, what is deleted.

Each PATCH carries whole collections (Graph replaces them), so each step is worked out as a whole state, and the next
is only sent once the tenant shows it. docs/concepts.md, "Order of writing", says why no step shuts anybody out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import OPT_IN
from passkeyctl.model.profile_content import accepts_all_of
from passkeyctl.model.state import PriorState
from passkeyctl.plan.operation import Family, Fido2Shows, Operation, Stage
from passkeyctl.wire import endpoints
from passkeyctl.wire import passkeys as wire
from passkeyctl.wire.canonical import bare


@dataclass(frozen=True, slots=True)
class Policy:
    """The configuration at one moment, keyed by id."""

    settings: Fields
    profiles: Mapping[str, Fields]
    targets: Mapping[str, frozenset[str]]
    excludes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Step:
    stage: Stage
    summary: str
    before: Policy
    after: Policy


def operations(changes: Iterable[ResourceChange], prior: PriorState) -> tuple[Operation, ...]:
    """At most four PATCHes; none where nothing in the configuration changes."""
    concerned = [each for each in changes if each.address.kind in (*_KINDS,) and each.action is not Action.NO_OP]
    start = policy_of(prior)
    goal = _goal(start, concerned)
    opting_in = not prior.has_profiles and (_needs_profiles(start, goal) or _asks_for_profiles(concerned))
    if start == goal and not opting_in:
        return ()
    steps = _steps(start, goal, opting_in=opting_in)
    return tuple(_operation(step, concerned, prior, has_profiles=prior.has_profiles or opting_in) for step in steps)


def _needs_profiles(start: Policy, goal: Policy) -> bool:
    """Settings and excludes alone don't."""
    return (start.profiles, start.targets) != (goal.profiles, goal.targets)


def _asks_for_profiles(changes: Iterable[ResourceChange]) -> bool:
    return any(each.changed(OPT_IN) is not None for each in changes)


_KINDS = (Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE)


def policy_of(prior: PriorState) -> Policy:
    return Policy(
        settings=_sent(prior.of(Kind.PASSKEYS)[0].fields),
        profiles={each.id: each.fields for each in prior.of(Kind.PROFILE)},
        targets={each.id: _ids(each.fields["profiles"]) for each in prior.of(Kind.TARGET)},
        excludes=frozenset(each.id for each in prior.of(Kind.EXCLUDE)),
    )


def _goal(start: Policy, changes: Iterable[ResourceChange]) -> Policy:
    settings, excludes = start.settings, set(start.excludes)
    profiles, targets = dict(start.profiles), dict(start.targets)
    for each in changes:
        match each.address.kind, each.planned:
            case Kind.PASSKEYS, dict() as fields:
                settings = _sent(fields)
            case Kind.PROFILE, None:
                profiles.pop(each.id)
            case Kind.PROFILE, dict() as fields:
                profiles[each.id] = fields
            case Kind.TARGET, None:
                targets.pop(each.id)
            case Kind.TARGET, dict() as fields:
                targets[each.id] = _ids(fields["profiles"])
            case Kind.EXCLUDE, None:
                excludes.discard(each.id)
            case _:
                excludes.add(each.id)
    return Policy(settings, profiles, targets, frozenset(excludes))


def _sent(settings: Fields) -> Fields:
    """Opting in is no member of Graph's: it happens with the first profiles that are sent."""
    return {path: value for path, value in settings.items() if path != OPT_IN}


def _ids(value: object) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset()


def _steps(start: Policy, goal: Policy, *, opting_in: bool) -> tuple[Step, ...]:
    """The states on the way; what switches the method on goes with the last step, when all is in place."""
    switches_on = _is_off(start) and not _is_off(goal)
    looser = _with_looser_profiles(start, goal)
    wider = _with_wider_targets(looser, goal)
    kept = {id: fields for id, fields in wider.profiles.items() if id not in goal.profiles}
    settings = start.settings if switches_on else goal.settings
    narrow = replace(goal, profiles={**goal.profiles, **kept}, settings=settings)
    states = (
        (Stage.PASSKEY_PROFILES, "add and loosen passkey profiles", looser),
        (Stage.PASSKEY_TARGETS, "target passkey profiles", wider),
        (_narrowing_stage(wider, narrow), _narrowing_summary(wider, narrow), narrow),
        (Stage.DELETED_PROFILES, "delete passkey profiles", replace(goal, settings=settings)),
    )
    steps: list[Step] = []
    current = start
    for number, (stage, summary, state) in enumerate(states):
        if state != current or (opting_in and number == 0):
            steps.append(Step(stage, summary if state != current else _OPTING_IN, current, state))
            current = state
    if switches_on:
        steps = _switched_on(steps, start, goal)
    return tuple(_while_off(steps) if _is_off(start) else steps)


_OPTING_IN = "opt in to passkey profiles"


def _is_off(policy: Policy) -> bool:
    return policy.settings["state"] == "disabled"


def _narrowing_stage(wider: Policy, narrow: Policy) -> Stage:
    if not _gives(wider, narrow):
        return Stage.NARROWER_PASSKEYS
    return Stage.CHANGED_PASSKEYS if _gives(narrow, wider) else Stage.PASSKEY_TARGETS


def _gives(before: Policy, after: Policy) -> bool:
    """Whether anybody may sign in or register afterwards with what was not accepted before."""
    if _is_off(after):
        return False
    if before.excludes - after.excludes:
        return True
    if after.settings["allowSelfServiceSetup"] and not before.settings["allowSelfServiceSetup"]:
        return True
    return any(
        not any(accepts_all_of(held, after.profiles[id]) for held in _held(before, group))
        for group, profiles in after.targets.items()
        for id in profiles
        if id in after.profiles
    )


def _held(policy: Policy, group: str) -> tuple[Fields, ...]:
    return tuple(policy.profiles[id] for id in policy.targets.get(group, ()) if id in policy.profiles)


def _narrowing_summary(wider: Policy, narrow: Policy) -> str:
    only_settings = replace(wider, settings=narrow.settings) == narrow
    return "change the passkey settings" if only_settings else "narrow the passkey policy"


def _switched_on(steps: list[Step], start: Policy, goal: Policy) -> list[Step]:
    if not steps:
        return [Step(Stage.PASSKEY_TARGETS, "change the passkey settings", start, goal)]
    return [*steps[:-1], replace(steps[-1], after=goal)]


def _while_off(steps: Iterable[Step]) -> list[Step]:
    """Nobody uses a method that is off: all of it is in place, and on, before policies may demand it."""
    early = {Stage.PASSKEY_PROFILES: Stage.PASSKEY_PROFILES}
    return [replace(step, stage=early.get(step.stage, Stage.PASSKEY_TARGETS)) for step in steps]


def _with_looser_profiles(start: Policy, goal: Policy) -> Policy:
    """New profiles, and those that only become looser and that nobody is about to lose."""
    let_go = {
        profile
        for group, profiles in start.targets.items()
        for profile in profiles - goal.targets.get(group, frozenset())
    }
    profiles = dict(start.profiles)
    for id, fields in goal.profiles.items():
        is_new = id not in start.profiles
        is_looser = not is_new and id not in let_go and accepts_all_of(fields, start.profiles[id])
        if is_new or (is_looser and not _takes_from_people(start, goal)):
            profiles[id] = fields
    return replace(start, profiles=profiles)


def _takes_from_people(start: Policy, goal: Policy) -> bool:
    """Whoever is about to be excluded, or to lose the method or setting it up, must not gain anything on the way."""
    loses_setup = start.settings["allowSelfServiceSetup"] and not goal.settings["allowSelfServiceSetup"]
    return bool(goal.excludes - start.excludes) or (_is_off(goal) and not _is_off(start)) or bool(loses_setup)


def _with_wider_targets(looser: Policy, goal: Policy) -> Policy:
    """Targets gain the profiles that accept nothing now that they will not accept in the end."""
    if _takes_from_people(looser, goal):
        return looser
    settled = {id for id, fields in goal.profiles.items() if accepts_all_of(fields, looser.profiles[id])}
    targets = dict(looser.targets)
    for group, profiles in goal.targets.items():
        gained = (profiles & settled) | targets.get(group, frozenset())
        if gained:
            targets[group] = gained
    narrows = targets != goal.targets or any(looser.profiles[id] != fields for id, fields in goal.profiles.items())
    excludes = looser.excludes if narrows else looser.excludes & goal.excludes
    return replace(looser, targets=targets, excludes=excludes)


def _operation(step: Step, changes: Iterable[ResourceChange], prior: PriorState, *, has_profiles: bool) -> Operation:
    fresh = tuple(
        id.address for id in step.after.profiles if isinstance(id, PendingId) and id not in step.before.profiles
    )
    return Operation(
        stage=step.stage,
        family=Family.FIDO2,
        addresses=_addresses(step, changes, opting_in=_is_opting_in(step, prior)),
        summary=step.summary,
        method="PATCH",
        path=endpoints.FIDO2,
        body=_body(step, prior),
        expects=(_shows(step.after, has_profiles=has_profiles),),
        creates=fresh,
    )


def _shows(policy: Policy, *, has_profiles: bool) -> Fido2Shows:
    return Fido2Shows(policy.settings, policy.profiles, policy.targets, policy.excludes, has_profiles)


def _is_opting_in(step: Step, prior: PriorState) -> bool:
    return not prior.has_profiles and step.stage is Stage.PASSKEY_PROFILES


def _addresses(step: Step, changes: Iterable[ResourceChange], *, opting_in: bool) -> tuple[Address, ...]:
    """The resources that this step changes."""
    before, after = step.before, step.after

    def is_touched(change: ResourceChange) -> bool:
        match change.address.kind:
            case Kind.PASSKEYS:
                return before.settings != after.settings or (opting_in and change.changed(OPT_IN) is not None)
            case Kind.PROFILE:
                return before.profiles.get(change.id) != after.profiles.get(change.id)
            case Kind.TARGET:
                return before.targets.get(change.id) != after.targets.get(change.id)
            case _:
                return (change.id in before.excludes) != (change.id in after.excludes)

    return tuple(each.address for each in changes if is_touched(each))


def _body(step: Step, prior: PriorState) -> JsonObject:
    before, after = step.before, step.after
    opting_in = _is_opting_in(step, prior)
    return wire.patch(
        settings=wire.settings_json(before.settings, after.settings),
        profiles=_profiles(step, prior) if opting_in or before.profiles != after.profiles else None,
        targets=_targets(step, prior) if opting_in or before.targets != after.targets else None,
        excludes=_excludes(step, prior) if before.excludes != after.excludes else None,
    )


def _profiles(step: Step, prior: PriorState) -> list[JsonObject]:
    """A profile that this very step makes is sent without id: Graph gives it one."""
    rows = []
    for id, fields in step.after.profiles.items():
        live = prior.by_id(Kind.PROFILE, id)
        is_new = isinstance(id, PendingId) and id not in step.before.profiles
        untouched = live is not None and (live.fields == fields and prior.has_profiles)
        original = live.original if live is not None else None
        if untouched and original is not None:
            rows.append(bare(original))
        else:
            rows.append(wire.profile_json(fields, None if is_new else id, original))
    return rows


def _targets(step: Step, prior: PriorState) -> list[JsonObject]:
    rows = []
    for id, profiles in step.after.targets.items():
        live = prior.by_id(Kind.TARGET, id)
        rows.append(wire.target_json(id, profiles, live.original if live is not None else None))
    return rows


def _excludes(step: Step, prior: PriorState) -> list[JsonObject]:
    found = {each.id: each.original for each in prior.of(Kind.EXCLUDE)}
    return [wire.exclude_json(id, found.get(id)) for id in sorted(step.after.excludes)]
