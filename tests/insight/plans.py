"""Generated plans for the passkey policy of generated tenants: the tenant as known, and as it is to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from passkeyctl.insight.tenant_state import TenantState, after
from passkeyctl.model.address import Address
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.state import LiveObject
from tests.insight.reference import Profile, Row, Tenant
from tests.insight.tenants import GROUPS, PROFILES, Known, prior, profiles_with, rows_with


@dataclass(frozen=True, slots=True)
class Planned:
    known: Known
    later: Tenant

    def changes(self) -> tuple[ResourceChange, ...]:
        return tuple(changes_between(prior(self.known.tenant).objects, prior(self.later).objects))

    def state(self) -> TenantState:
        return after(prior(self.known.tenant), self.changes())


def changes_between(earlier: tuple[LiveObject, ...], later: tuple[LiveObject, ...]) -> Iterator[ResourceChange]:
    was = {(each.kind, each.id): each for each in earlier}
    will = {(each.kind, each.id): each for each in later}
    for (kind, id), live in was.items():
        address = Address(kind, id, is_unlisted=True)
        planned = will.get((kind, id))
        if planned is None:
            yield ResourceChange(address, Action.DELETE, id, live.name, live, None)
        elif planned.fields != live.fields:
            fields = tuple(
                FieldChange(path, live.fields[path], value)
                for path, value in planned.fields.items()
                if live.fields[path] != value
            )
            yield ResourceChange(address, Action.UPDATE, id, live.name, live, planned.fields, fields)
    for (kind, id), planned in will.items():
        if (kind, id) not in was:
            yield ResourceChange(Address(kind, id), Action.CREATE, id, planned.name, None, planned.fields)


@st.composite
def plans(draw: st.DrawFn, known: st.SearchStrategy[Known]) -> Planned:
    start = draw(known)
    later = start.tenant
    for edit in draw(st.lists(st.sampled_from(EDITS), min_size=2, max_size=4)):
        later = edit(later, draw)
    if draw(st.booleans()):  # the way back: what one plan takes from people, the other gives them
        return Planned(replace(start, tenant=later), start.tenant)
    return Planned(start, later)


def _change_a_profile(tenant: Tenant, draw: st.DrawFn) -> Tenant:
    """In one respect, or wholly."""
    which = draw(st.integers(0, len(tenant.profiles) - 1))
    was = tenant.profiles[which]
    new = draw(profiles_with(was.id))
    path = draw(st.sampled_from(["types", "attestation", "models", "all"]))
    partly = {
        "types": replace(was, types=new.types),
        "attestation": replace(was, attestation=new.attestation),
        "models": replace(was, is_enforced=new.is_enforced, enforcement=new.enforcement, models=new.models),
    }
    return _with_profile(tenant, which, partly.get(path, new))


def _with_profile(tenant: Tenant, which: int, profile: Profile) -> Tenant:
    return replace(tenant, profiles=(*tenant.profiles[:which], profile, *tenant.profiles[which + 1 :]))


def _add_a_profile(tenant: Tenant, draw: st.DrawFn) -> Tenant:
    listed = {each.id for each in tenant.profiles}
    free = [each for each in PROFILES if each not in listed]
    if not free:
        return tenant
    return replace(tenant, profiles=(*tenant.profiles, draw(profiles_with(free[0]))))


def _drop_a_profile(tenant: Tenant, draw: st.DrawFn) -> Tenant:
    """Never the default one; rows that had no other go too, as Graph refuses a row without a profile."""
    if len(tenant.profiles) == 1:
        return tenant
    gone = draw(st.sampled_from([each.id for each in tenant.profiles[1:]]))
    rows = [Row(row.group, tuple(each for each in row.profiles if each != gone)) for row in tenant.rows]
    kept = tuple(each for each in tenant.profiles if each.id != gone)
    return replace(tenant, profiles=kept, rows=tuple(each for each in rows if each.profiles))


def _add_a_row(tenant: Tenant, draw: st.DrawFn) -> Tenant:
    return replace(tenant, rows=(*tenant.rows, draw(rows_with(tuple(each.id for each in tenant.profiles)))))


def _retarget_a_row(tenant: Tenant, draw: st.DrawFn) -> Tenant:
    if not tenant.rows:
        return tenant
    new = draw(rows_with(tuple(each.id for each in tenant.profiles)))
    return replace(tenant, rows=(Row(tenant.rows[0].group, new.profiles), *tenant.rows[1:]))


def _drop_a_row(tenant: Tenant, _: st.DrawFn) -> Tenant:
    return replace(tenant, rows=tenant.rows[1:])


def _change_the_excludes(tenant: Tenant, draw: st.DrawFn) -> Tenant:
    return replace(tenant, excludes=tuple(draw(st.lists(st.sampled_from(GROUPS), max_size=2, unique=True))))


def _switch(tenant: Tenant, draw: st.DrawFn) -> Tenant:
    return replace(tenant, state=draw(st.sampled_from(["enabled", "disabled"])), self_service=draw(st.booleans()))


Edit = Callable[[Tenant, st.DrawFn], Tenant]
EDITS: tuple[Edit, ...] = (
    *[_change_a_profile] * 4,
    *[_drop_a_row] * 2,
    *[_change_the_excludes] * 2,
    _retarget_a_row,
    _drop_a_profile,
    _add_a_row,
    _add_a_profile,
    _switch,
)
