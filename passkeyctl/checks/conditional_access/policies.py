"""Conditional Access: what Entra would refuse, what takes an exclusion away, what should be watched first."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review, ask
from passkeyctl.diagnostics import error
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.conditional_access import GUEST_TYPES, TARGET_KINDS
from passkeyctl.model.direction_rows import Asks
from passkeyctl.model.directions import Direction, asks_of_policy, of_policy, of_strength
from passkeyctl.model.fields import Fields, Shape
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.kinds import field_of
from passkeyctl.model.reference import RefKind
from passkeyctl.model.values import FilterRule, Guests


def strength_beside_mfa(review: Review) -> Iterator[Finding]:
    """CAP402: Entra refuses an authentication strength beside `mfa` (error 1108)."""
    for change, planned in review.listed_policies():
        controls = planned["grant.controls"]
        both = isinstance(controls, frozenset) and "mfa" in controls and planned["grant.authenticationStrength"]
        if both and change.action is not Action.NO_OP:
            diagnostic = error(
                "CAP402",
                "`mfa` and an authentication strength can't stand in one policy",
                address=str(change.address),
                source=change.source,
                hint="write `controls: []` beside the strength, or take the strength out",
            )
            yield Finding(diagnostic, Weight.BLOCKS)


def new_policy_in_force(review: Review) -> Iterator[Finding]:
    """CAP408: a new policy on resources is watched in report-only before it demands anything.

    One that comes back from the recycle bin is not new: it was in force until it was deleted.
    """
    for change in review.active_of(Kind.POLICY):
        planned = change.planned
        if change.action is not Action.CREATE or planned is None or change.restores is not None:
            continue
        if planned["state"] == "enabled" and not planned["target.userActions"]:
            diagnostic = error(
                "CAP408",
                f"the new policy `{change.name}` starts as enabled",
                address=str(change.address),
                source=change.source,
                hint='start with `state: reportOnly`, or `--override CAP408="reason"`',
            )
            yield Finding(diagnostic, Weight.BLOCKS, can_override=True)


def one_kind_of_everything(review: Review) -> Iterator[Finding]:
    """OPS901: Entra knows policies for people or for workload identities, and with one kind of target."""
    for change in review.active_of(Kind.POLICY):
        if change.planned is None:
            continue
        for what, groups in KINDS_THAT_EXCLUDE_EACH_OTHER.items():
            present = [group for group in groups if _is_written(change.planned, group)]
            if len(present) > 1:
                diagnostic = error(
                    "OPS901",
                    f"the policy would have two kinds of {what}: {' and '.join(f'`{each}`' for each in present)}",
                    address=str(change.address),
                    source=change.source,
                    hint="keep one of them, and take the other out of `unmanaged`",
                )
                yield Finding(diagnostic, Weight.BLOCKS)


KINDS_THAT_EXCLUDE_EACH_OTHER = {"subject": ("users.include", "workloadIdentities.include"), "target": TARGET_KINDS}


def _is_written(fields: Fields, group: str) -> bool:
    return any(
        value not in (None, frozenset(), "selected", "none")
        for path, value in fields.items()
        if (path == group or path.startswith(group + ".")) and ".exclude" not in path
    )


def exclusions_taken_away(review: Review) -> Iterator[Finding]:
    """OPS907: a member leaves an exclude list, by name."""
    for change in review.active_of(Kind.POLICY):
        if change.action is not Action.UPDATE:
            continue
        for each in change.changes:
            field = field_of(Kind.POLICY, each.path)
            leaving = _leaving(each) if field.is_exclusion or field.shape is Shape.FILTER else ()
            if leaving:
                named = [_named(review, field.refers_to, member) for member in leaving]
                yield _exclusion_finding(change, each, named)


def _exclusion_finding(change: ResourceChange, field: FieldChange, named: list[str]) -> Finding:
    diagnostic = error(
        "OPS907",
        f"{', '.join(sorted(named))} would no longer be excluded from `{change.name}`",
        address=str(change.address),
        source=field.source or change.source,
        detail=(f"`{field.path}` loses {len(named)}",),
        hint=f'write it under `{field.path}`, put `{field.path}` under `unmanaged`, or `--override OPS907="reason"`',
    )
    return Finding(diagnostic, Weight.BLOCKS, can_override=True)


def _leaving(change: FieldChange) -> tuple[str, ...]:
    prior, planned = change.prior, change.planned
    if isinstance(prior, frozenset) and isinstance(planned, frozenset):
        return tuple(sorted(str(each) for each in prior - planned))
    if isinstance(prior, Guests):
        return _guests_leaving(prior, planned if isinstance(planned, Guests) else Guests())
    if isinstance(prior, FilterRule) and prior.mode == "exclude":
        return (f"what matches {prior.rule}",)
    return ()


def _guests_leaving(prior: Guests, planned: Guests) -> tuple[str, ...]:
    """The older word for guests means those of every kind and every tenant."""
    before = frozenset(GUEST_TYPES) if prior.legacy else prior.types
    after = frozenset(GUEST_TYPES) if planned.legacy else planned.types
    types = sorted(before - after)
    if planned.legacy or not before & after:
        return tuple(types)
    return (*types, *_tenants_leaving(None if prior.legacy else prior.tenants, planned.tenants))


def _tenants_leaving(prior: str | frozenset[str] | None, planned: str | frozenset[str] | None) -> tuple[str, ...]:
    """Guests without a word on tenants are those of all tenants."""
    if not isinstance(planned, frozenset):
        return ()
    if not isinstance(prior, frozenset):
        return ("guests of all other tenants",)
    return tuple(f"guests of {each}" for each in sorted(prior - planned))


def _named(review: Review, kind: RefKind | None, member: str) -> str:
    return review.name(kind, member) if kind is not None else f"`{member}`"


def asked_before(review: Review) -> Iterator[Finding]:
    """OPS907: changes that take something from people or can't be taken back are asked one by one."""
    for change in review.active_of(Kind.POLICY):
        if change.action is Action.DELETE:
            yield ask(change, f"delete the policy `{change.name}`")
        elif _comes_to_everybody(change):
            yield ask(change, f"enforce `{change.name}` for all users", is_grave=True)
        elif _demands_more_of_everybody(change):
            yield ask(change, f"make `{change.name}`, which is enforced for all users, stricter", is_grave=True)
        if change.action is not Action.DELETE and _loosens_for_roles(change):
            yield ask(change, f"loosen `{change.name}`, which protects privileged roles")
    for change in review.active_of(Kind.STRENGTH):
        if change.action is Action.DELETE:
            yield ask(change, f"delete the authentication strength `{change.name}`", detail=review.unknown_uses())
        elif Direction.LOOSENS in _of_strength(change) and (protecting := _protecting_roles(review, change.id)):
            yield ask(change, f"loosen `{change.name}`, with which {', '.join(protecting)} protects privileged roles")
        if Direction.TIGHTENS in _of_strength(change) and (enforcing := _enforcing(review, change.id)):
            yield ask(change, f"narrow `{change.name}`, which {', '.join(enforcing)} enforces for all users")


def _comes_to_everybody(change: ResourceChange) -> bool:
    planned = change.planned
    if planned is None or planned["state"] != "enabled" or planned["users.include"] != "all":
        return False
    prior = change.prior_fields
    return not prior or prior["state"] != "enabled" or prior["users.include"] != "all"


def _demands_more_of_everybody(change: ResourceChange) -> bool:
    """Another grant for a policy that everybody is under, or more sign-ins, takes as much as enforcing a new one."""
    prior, planned = change.prior_fields, change.planned
    if not prior or planned is None or prior["state"] != "enabled" or planned["state"] != "enabled":
        return False
    return planned["users.include"] == "all" and Asks.FOR_ALL in asks_of_policy(change)


def _loosens_for_roles(change: ResourceChange) -> bool:
    """Whether it names them, or just begins to leave them out."""
    if change.live is None or change.live.fields["state"] != "enabled":
        return False
    exempt = change.changed("users.exclude.roles")
    if exempt is not None and _gains(exempt):
        return True
    return bool(change.live.fields["users.include.roles"]) and Direction.LOOSENS in of_policy(change)


def _gains(change: FieldChange) -> bool:
    prior, planned = change.prior, change.planned
    return isinstance(prior, frozenset) and isinstance(planned, frozenset) and bool(planned - prior)


def _of_strength(change: ResourceChange) -> Direction:
    if change.live is None or change.planned is None:
        return Direction.NEITHER
    return of_strength(change.live.fields, change.planned)


def _enforcing(review: Review, strength: str) -> list[str]:
    """The policies that demand it of everybody."""
    return [
        f"`{live.name}`"
        for live in review.prior.of(Kind.POLICY)
        if live.fields["grant.authenticationStrength"] == strength
        and live.fields["state"] == "enabled"
        and live.fields["users.include"] == "all"
    ]


def _protecting_roles(review: Review, strength: str) -> list[str]:
    """The policies in the tenant that demand it of privileged roles."""
    return [
        f"`{live.name}`"
        for live in review.prior.of(Kind.POLICY)
        if live.fields["grant.authenticationStrength"] == strength
        and live.fields["state"] == "enabled"
        and live.fields["users.include.roles"]
    ]
