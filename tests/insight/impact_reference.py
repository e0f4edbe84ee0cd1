"""What a plan does to one person, of whom everything is known: slow, and right by reading it.

Written with nothing of `insight/`. Which passkey somebody may use is asked of `tests/insight/reference.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.insight.meanings import ANOTHER_MODEL
from tests.insight.reference import (
    Passkey,
    Tenant,
    has_working_key,
    is_excluded,
    may_set_up,
    profiles_of,
    registers,
    signs_in,
    takes,
)

Question = tuple[str, object]
Types = Mapping[str, frozenset[str]]
"""Which types of passkey a model is made in."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One person's tenant before and after, whether their account is enabled, and has another method than passkeys."""

    earlier: Tenant
    later: Tenant
    person: int
    is_enabled: bool
    has_other_method: bool


def effect(plan: Plan, nested: bool) -> Iterator[tuple[Question, bool]]:
    """Nobody counts whose account is disabled."""
    for question, holds in _effect(plan, nested):
        yield question, plan.is_enabled and holds


def _effect(plan: Plan, nested: bool) -> Iterator[tuple[Question, bool]]:
    person, earlier, later = plan.person, plan.earlier, plan.later
    lost = lost_keys(plan, nested)
    alone = bool(lost) and not has_working_key(later, person, nested)
    yield ("total", "lose_keys"), bool(lost)
    yield ("total", "no_other_passkey"), alone
    yield ("total", "no_other_method"), alone and not plan.has_other_method
    could, can = (may_set_up(each, person, nested) for each in (earlier, later))
    yield ("total", "gain_access"), can and not could
    yield ("total", "lose_access"), could and not can
    for profile in earlier.profiles:
        accepted = any(takes(profile, key) for key in lost)
        reached = profile.id in {each.id for each in profiles_of(earlier, person, nested)}
        yield ("lost profile", profile.id), accepted and reached
    for name, state in (("before", earlier), ("after", later)):
        works = has_working_key(state, person, nested)
        is_reached = any(True for _ in profiles_of(state, person, nested))
        yield (name, "excluded"), is_excluded(state, person, nested)
        yield (name, "hold_accepted"), works
        yield (name, "hold_only_refused"), bool(state.keys[person]) and not works
        yield (name, "reached_by_no_profile"), person not in state.guests and not is_reached


def lost_keys(plan: Plan, nested: bool) -> list[Passkey]:
    return [
        key
        for key in plan.earlier.keys[plan.person]
        if signs_in(plan.earlier, plan.person, key, nested) and not signs_in(plan.later, plan.person, key, nested)
    ]


def sorts(plan: Plan, nested: bool, types: Types) -> Iterator[tuple[Question, bool]]:
    """The same of what people may register, for one idea of which models are made in which types."""
    for sort in ("synced", "device_bound", "unattested"):
        could, can = (
            plan.is_enabled and any(registers(each, plan.person, key, nested) for key in of_sort(each, sort, types))
            for each in (plan.earlier, plan.later)
        )
        yield ("before", f"may_register_{sort}"), could
        yield ("after", f"may_register_{sort}"), can
        if sort != "device_bound":
            yield ("total", f"may_register_{sort}"), can and not could


def of_sort(tenant: Tenant, sort: str, types: Types) -> Iterator[Passkey]:
    models = {model.lower() for profile in tenant.profiles for model in profile.models}
    for model in sorted(models | {ANOTHER_MODEL}):
        made_in = types.get(model, frozenset({"synced", "deviceBound"}))
        if "synced" in made_in and sort != "device_bound":
            yield Passkey(model, "synced", False)
        if "deviceBound" in made_in and sort != "synced":
            yield Passkey(model, "deviceBound", sort == "device_bound")
