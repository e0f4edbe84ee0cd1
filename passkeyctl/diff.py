"""Desired against prior: one pure pass that says what every listed resource becomes.

What is not written is not changed; what is not listed is not touched, except where `manage` says the list is whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.identity import SINGLE_KINDS, Identities, exact, is_default_profile
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.conditional_access import grant_requirements, is_for_workloads
from passkeyctl.model.desired import Managed, Ownership
from passkeyctl.model.fields import Field, Fields
from passkeyctl.model.kinds import FIELDS, canonical, defaults
from passkeyctl.model.methods import MANAGED_BY_MICROSOFT
from passkeyctl.model.passkeys import OPT_IN
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import Guests, Value
from passkeyctl.objections import NEEDED, asks_anybody, incomplete, not_pruned, unclear, unsafe
from passkeyctl.resolve import ResolvedEntry
from passkeyctl.wire.methods import stored_campaign

SECTIONS = {
    Kind.PROFILE: "passkeys",
    Kind.TARGET: "passkeys",
    Kind.EXCLUDE: "passkeys",
    Kind.STRENGTH: "authenticationStrengths",
    Kind.LOCATION: "namedLocations",
    Kind.CONTEXT: "authenticationContexts",
    Kind.POLICY: "conditionalAccess",
}
ROWS = (Kind.TARGET, Kind.EXCLUDE)
ALWAYS_THERE = (Kind.PASSKEYS, *SINGLE_KINDS)


@dataclass(frozen=True, slots=True)
class Difference:
    """All resources that the files list or that leave because of `manage`; `unlisted` live ones are only shown.

    `drifted` are unlisted objects inside a boundary (`manage: {prefix: …}`, profiles under `passkeys: all`).
    """

    changes: tuple[ResourceChange, ...]
    unlisted: tuple[LiveObject, ...]
    drifted: tuple[LiveObject, ...]
    diagnostics: tuple[Diagnostic, ...]


def diff(
    entries: Iterable[ResolvedEntry],
    identities: Identities,
    prior: PriorState,
    manage: Mapping[str, Managed],
    *,
    prune: bool = False,
) -> Difference:
    listed = [(entry, _live_of(entry, identities, prior)) for entry in entries]
    changes = [change for entry, live in listed if (change := _change(entry, live)) is not None]
    taken = {(live.kind, live.id) for _, live in listed if live is not None}
    rest = [each for each in prior.objects if each.kind not in ALWAYS_THERE and (each.kind, each.id) not in taken]
    removed = [each for each in rest if _leaves_by_silence(each, manage)]
    drifted = [each for each in rest if _is_inside_boundary(each, manage)]
    is_complete = not prior.unread_policies
    gone = [*removed, *(drifted if prune and is_complete else ())]
    changes.extend(_deletion(unlisted_address(each, prior), each) for each in gone)
    misunderstood = {each.address for each in identities.diagnostics if each.severity is Severity.ERROR}
    created = [entry for entry, live in listed if live is None and str(entry.address) not in misunderstood]
    return Difference(
        changes=tuple(sorted(changes, key=lambda each: each.address.sort_key)),
        unlisted=tuple(each for each in rest if each not in gone),
        drifted=tuple(each for each in drifted if each not in gone),
        diagnostics=(
            *(fault for entry in created for fault in incomplete(entry)),
            *(fault for change in changes for fault in unsafe(change, prior)),
            *(fault for entry, change in _with_changes(listed, changes) for fault in unclear(entry, change)),
            *(() if is_complete or not prune or not drifted else (not_pruned(prior),)),
        ),
    )


def _with_changes(
    listed: Iterable[tuple[ResolvedEntry, LiveObject | None]], changes: Iterable[ResourceChange]
) -> Iterable[tuple[ResolvedEntry, ResourceChange]]:
    by_address = {change.address: change for change in changes}
    return ((entry, by_address[entry.address]) for entry, _ in listed if entry.address in by_address)


def unlisted_address(live: LiveObject, prior: PriorState) -> Address:
    """By name, where only one object has it."""
    is_unique = sum(each.name == live.name for each in prior.of(live.kind)) == 1
    return Address(live.kind, live.name if live.name and is_unique else live.id, is_unlisted=True)


def _live_of(entry: ResolvedEntry, identities: Identities, prior: PriorState) -> LiveObject | None:
    kind = entry.address.kind
    if kind is Kind.PASSKEYS:
        return prior.of(kind)[0]
    if kind in ROWS:
        return prior.by_id(kind, entry.group_id or "")
    return identities.live.get(entry.address)


def _leaves_by_silence(live: LiveObject, manage: Mapping[str, Managed]) -> bool:
    """Only the rows of whole lists; objects are never deleted because a file is silent."""
    section = manage.get("passkeys")
    return live.kind in ROWS and section is not None and section.ownership is Ownership.ALL


def _is_inside_boundary(live: LiveObject, manage: Mapping[str, Managed]) -> bool:
    section = manage.get(SECTIONS[live.kind])
    if section is None or live.is_built_in or live.kind in ROWS:
        return False
    if live.kind is Kind.PROFILE:
        return section.ownership is Ownership.ALL
    return section.ownership is Ownership.PREFIX and exact(live.name).startswith(exact(section.prefix))


def _change(entry: ResolvedEntry, live: LiveObject | None) -> ResourceChange | None:
    if entry.entry.is_absent:
        return _deletion(entry.address, live, entry) if live is not None else None
    return _creation(entry) if live is None else _update(entry, live)


def _deletion(address: Address, live: LiveObject, entry: ResolvedEntry | None = None) -> ResourceChange:
    changes = tuple(
        FieldChange(field.path, live.fields[field.path], field.default)
        for field in FIELDS[live.kind]
        if live.fields[field.path] != field.default
    )
    return ResourceChange(
        address,
        Action.DELETE,
        live.id,
        live.name,
        live,
        None,
        changes,
        note=entry.entry.note if entry else "",
        source=entry.entry.source if entry else None,
    )


def _creation(entry: ResolvedEntry) -> ResourceChange:
    kind = entry.address.kind
    start = defaults(kind)
    planned = canonical(kind, {**start, **_written(entry, None)})
    id = _id_of_new(entry)
    return ResourceChange(
        entry.address,
        Action.CREATE,
        id or "",
        entry.entry.name or entry.address.local,
        None,
        planned,
        _field_changes(entry, start, planned, FIELDS[kind], is_new=True),
        note=entry.entry.note,
        source=entry.entry.source,
    )


def _id_of_new(entry: ResolvedEntry) -> str | None:
    """A row has its group's id, a context its key; any other id is the tenant's to give."""
    match entry.address.kind:
        case Kind.TARGET | Kind.EXCLUDE:
            return entry.group_id
        case Kind.CONTEXT:
            return entry.address.local
        case _:
            return PendingId(entry.address)


def _update(entry: ResolvedEntry, live: LiveObject) -> ResourceChange:
    kind = entry.address.kind
    is_given_back = kind is Kind.CAMPAIGN and live.fields["state"] == "microsoftManaged"
    start = stored_campaign(live.original) if is_given_back else live.fields
    planned = canonical(kind, {**start, **_written(entry, live)})
    silent = frozenset(_says_nothing(entry, live, planned))
    changes = _field_changes(entry, live.fields, planned, FIELDS[kind], is_new=False)
    changes = tuple(each for each in changes if each.path not in silent)
    return ResourceChange(
        entry.address,
        Action.UPDATE if changes else Action.NO_OP,
        live.id,
        live.name,
        live,
        planned,
        changes,
        not_in_file=tuple(each for each in _not_in_file(entry, live) if each[0] not in silent),
        note=entry.entry.note,
        source=entry.entry.source,
    )


OPERATOR = "grant.require"


def _says_nothing(entry: ResolvedEntry, live: LiveObject, planned: Fields) -> Iterable[str]:
    """What is no change of its own, as it begins or ceases to mean something with a change beside it."""
    if live.kind is Kind.CAMPAIGN and planned["state"] == "microsoftManaged":
        yield from MANAGED_BY_MICROSOFT
    elif _is_taken_over(entry, live.fields, planned):
        yield from (path for path in MANAGED_BY_MICROSOFT if path not in entry.values)  # as Microsoft has left it
    elif live.kind is Kind.CAMPAIGN and not asks_anybody(planned):
        yield "method"
    if live.kind is not Kind.POLICY:
        return
    if planned[OPERATOR] != live.fields[OPERATOR] and _is_idle_operator(live, planned):
        yield OPERATOR
    if {planned["users.include"], live.fields["users.include"]} == {"none", "selected"} and is_for_workloads(planned):
        # Graph wants `None` among the users of a policy for workload identities.
        yield "users.include"


def _is_idle_operator(live: LiveObject, planned: Fields) -> bool:
    """It joins fewer than two requirements, now or until now: what it will join is the change."""
    return min(grant_requirements(planned), grant_requirements(live.fields)) < 2


def _written(entry: ResolvedEntry, live: LiveObject | None) -> Fields:
    """What the entry says, in the spelling of the live object where both mean the same."""
    values = {path: value for path, value in entry.values.items() if path != "name"}
    name = entry.entry.name
    if name is not None and entry.address.kind in NEEDED and not _keeps_its_name(entry, name, live):
        values["name"] = name
    return {path: _as_live(value, live.fields[path]) if live else value for path, value in values.items()}


def _keeps_its_name(entry: ResolvedEntry, name: str, live: LiveObject | None) -> bool:
    """The default profile can't be renamed: its `name` is documentation and never sent."""
    if live is None:
        return False
    return is_default_profile(live) or exact(live.name) == exact(name) or "name" in entry.entry.unmanaged


def _as_live(value: Value, live: Value) -> Value:
    same = isinstance(value, Guests) and isinstance(live, Guests) and value.means_the_same_as(live)
    return live if same else value


def _field_changes(
    entry: ResolvedEntry, prior: Fields, planned: Fields, fields: Iterable[Field], *, is_new: bool
) -> tuple[FieldChange, ...]:
    """Of a new resource all that is written is shown, even the default; so is what Microsoft has chosen until now."""
    return tuple(
        FieldChange(field.path, prior[field.path], planned[field.path], entry.sources.get(field.path))
        for field in fields
        if planned[field.path] != prior[field.path]
        or (is_new and _is_worth_showing(field, entry))
        or (field.path in MANAGED_BY_MICROSOFT and field.path in entry.values and _is_taken_over(entry, prior, planned))
    )


def _is_taken_over(entry: ResolvedEntry, prior: Fields, planned: Fields) -> bool:
    """Until now Microsoft has decided this, and what the tenant showed of it was not compared."""
    if entry.address.kind is not Kind.CAMPAIGN:
        return False
    return prior["state"] == "microsoftManaged" and planned["state"] != "microsoftManaged"


def _is_worth_showing(field: Field, entry: ResolvedEntry) -> bool:
    """`state` always, since a policy that leaves it out becomes report-only; that no key is refused is worth a line.

    What joins two requirements decides who gets in.

    Cleared siblings of a choice never.
    """
    if field.path == "state" or (field.path == "keyRestrictions.behavior" and field.path in entry.values):
        return True
    if field.path == OPERATOR:
        return grant_requirements({**defaults(Kind.POLICY), **entry.values}) > 1
    return field.path in entry.values and entry.values[field.path] not in (None, frozenset()) and field.default is False


def _not_in_file(entry: ResolvedEntry, live: LiveObject) -> tuple[tuple[str, Value], ...]:
    written = {*entry.values, "name"}
    owned_elsewhere = entry.entry.unmanaged
    return tuple(
        (field.path, live.fields[field.path])
        for field in FIELDS[live.kind]
        if field.path not in written
        and live.fields[field.path] not in (field.default, *field.untouched)
        and not any(field.is_under(prefix) for prefix in owned_elsewhere)
        and not _is_implied(field, entry)
    )


def _is_implied(field: Field, entry: ResolvedEntry) -> bool:
    """`keyRestrictions: none` says all there is to say; an operator means nothing without what it joins."""
    if field.path in ("type", OPT_IN):  # of a location, the other keys say it; opting in is nobody's to miss
        return True
    if field.path == OPERATOR:
        return grant_requirements({**defaults(Kind.POLICY), **entry.values}) == 1
    return field.path == "keyRestrictions.authenticators" and entry.values.get("keyRestrictions.behavior") == "none"
