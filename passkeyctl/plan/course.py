"""The states that a tenant goes through while operations are carried out, one after each request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import defaults
from passkeyctl.model.passkeys import OPT_IN
from passkeyctl.plan.operation import Expectation, Fido2Shows, Gone, Operation, Present

FIDO2_KINDS = (Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE)


def course(before: TenantState, operations: Iterable[Operation]) -> tuple[TenantState, ...]:
    """`before` first, then what each request leaves behind; what is created goes by its `PendingId`."""
    found = [before]
    for operation in operations:
        state = found[-1]
        for expectation in operation.expects:
            state = _after(state, expectation)
        found.append(state)
    return tuple(found)


def _after(state: TenantState, expectation: Expectation) -> TenantState:
    match expectation:
        case Gone(kind, id):
            return _without(state, kind, id)
        case Present(kind, id, fields):
            return _with(state, kind, id, fields)
        case Fido2Shows():
            kept = tuple(each for each in state.objects if each.kind not in FIDO2_KINDS)
            return replace(state, objects=(*kept, *_fido2(state, expectation)))


def _without(state: TenantState, kind: Kind, id: str) -> TenantState:
    return replace(state, objects=tuple(each for each in state.objects if (each.kind, each.id) != (kind, id)))


def _with(state: TenantState, kind: Kind, id: str, fields: Fields) -> TenantState:
    known = state.by_id(kind, id)
    made = Held(kind, id, _name(fields, known), fields)
    if known is None:
        return replace(state, objects=(*state.objects, made))
    return replace(state, objects=tuple(made if each is known else each for each in state.objects))


def _name(fields: Fields, known: Held | None) -> str:
    return str(fields.get("name") or (known.name if known is not None else ""))


def _fido2(state: TenantState, shown: Fido2Shows) -> Iterator[Held]:
    settings = next(each for each in state.objects if each.kind is Kind.PASSKEYS)
    opted_in = settings.fields[OPT_IN] is True or shown.has_profiles
    yield replace(settings, fields={**settings.fields, **shown.settings, OPT_IN: opted_in})
    for id, fields in shown.profiles.items():
        yield Held(Kind.PROFILE, id, _name(fields, state.by_id(Kind.PROFILE, id)), fields)
    for id, profiles in shown.targets.items():
        row = state.by_id(Kind.TARGET, id)
        fields = {**(row.fields if row is not None else defaults(Kind.TARGET)), "profiles": profiles}
        yield Held(Kind.TARGET, id, row.name if row is not None else id, fields)
    for id in sorted(shown.excludes):
        yield state.by_id(Kind.EXCLUDE, id) or Held(Kind.EXCLUDE, id, id, {})
