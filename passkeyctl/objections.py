"""What stands against a change: too little is said, or it can't be done to what the tenant holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from passkeyctl.diagnostics import Diagnostic, error, warning
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.conditional_access import grant_requirements
from passkeyctl.model.fields import Fields
from passkeyctl.model.locations import COUNTRY, IP
from passkeyctl.model.methods import MANAGED_BY_MICROSOFT
from passkeyctl.model.state import PriorState
from passkeyctl.resolve import ResolvedEntry
from passkeyctl.wire.unsafe import unsafe_members

NEEDED: Mapping[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.PROFILE: (("passkeyTypes",), ("enforceAttestation",), ("keyRestrictions",)),
    Kind.STRENGTH: (("allowedCombinations",),),
    Kind.LOCATION: (("ipRanges", "countries"),),
    Kind.CONTEXT: (),
    Kind.POLICY: (("users", "workloadIdentities"), ("target",), ("grant", "session")),
}
"""What a new resource must say: one key of each group."""


def incomplete(entry: ResolvedEntry) -> tuple[Diagnostic, ...]:
    if entry.entry.is_absent:
        return ()
    missing = [
        group
        for group in NEEDED.get(entry.address.kind, ())
        if not any(path == start or path.startswith(start + ".") for path in entry.values for start in group)
    ]
    key = "id" if entry.address.kind is Kind.CONTEXT else "name"
    nameless = entry.entry.name is None and entry.address.kind in NEEDED
    return tuple(
        error(
            "OPS901",
            f"a new entry must say {' or '.join(f'`{each}`' for each in group)}",
            address=str(entry.address),
            source=entry.entry.source,
            hint=f"nothing of this {key} is in the tenant, so it would be created: complete it, or correct the {key}",
        )
        for group in [*missing, *([("name",)] if nameless else [])]
    )


def unclear(entry: ResolvedEntry, change: ResourceChange) -> tuple[Diagnostic, ...]:
    """What can't be decided, or done, by what the entry says of this object."""
    match change.address.kind:
        case Kind.POLICY:
            return _undecided(entry, change)
        case Kind.LOCATION:
            return tuple(_of_another_kind(entry, change))
        case Kind.CAMPAIGN if change.live is not None and change.planned is not None:
            return tuple(_of_campaign(entry, change, change.live.fields, change.planned))
        case _:
            return ()


def _of_another_kind(entry: ResolvedEntry, change: ResourceChange) -> Iterator[Diagnostic]:
    wanted, live = entry.values.get("type"), change.live
    if live is None or wanted is None or wanted == live.fields["type"]:
        return
    words = {IP: "of IP ranges", COUNTRY: "of countries"}
    yield error(
        "OPS907",
        f"`{live.name}` is a location {words.get(str(live.fields['type']), 'of an unknown kind')} in the tenant, "
        f"and one {words[str(wanted)]} in the file",
        address=str(change.address),
        source=entry.sources.get("type", entry.entry.source),
        hint="a location stays what it was created as: describe the new one under another name",
    )


def _of_campaign(entry: ResolvedEntry, change: ResourceChange, live: Fields, planned: Fields) -> Iterator[Diagnostic]:
    address = str(change.address)
    if "method" in entry.values and planned["method"] != entry.values["method"] and not asks_anybody(planned):
        yield warning(
            "OPS901",
            "`method` has no effect: the campaign asks nobody",
            source=entry.sources["method"],
            address=address,
            hint="list under `include` who is asked, or take `method` out",
        )
    written = [path for path in MANAGED_BY_MICROSOFT if path in entry.values]
    if planned["state"] == "microsoftManaged":
        if "state" not in entry.values and written:  # beside the state itself, reading the file has said so
            yield warning(
                "OPS901",
                f"`{written[0]}` has no effect: the campaign's state is `microsoftManaged` in the tenant",
                source=entry.sources[written[0]],
                address=address,
                hint=f"write `state: enabled`, or take `{written[0]}` out",
            )
    elif live["state"] == "microsoftManaged":
        said = ("method", "snoozeDays") if asks_anybody(planned) else ("snoozeDays",)
        missing = [path for path in said if path not in entry.values]
        if planned["state"] == "enabled" and missing:
            yield error(
                "OPS901",
                f"the campaign does not say {' and '.join(f'`{path}`' for path in missing)}, "
                "which Microsoft has chosen until now",
                source=entry.sources.get("state", entry.entry.source),
                address=address,
                hint="write what is wanted: nothing of the tenant's own is there to keep",
            )
    elif "limitSnoozes" in entry.values and live["limitSnoozes"] is None:
        yield error(
            "CAP401",
            "`limitSnoozes` could not be read, so whether it differs is not known",
            source=entry.sources["limitSnoozes"],
            address=address,
            hint="only Graph's beta has it: take it out where beta can't be read",
        )


def asks_anybody(campaign: Fields) -> bool:
    return bool(campaign["include"] or campaign["include.users"])


def _undecided(entry: ResolvedEntry, change: ResourceChange) -> tuple[Diagnostic, ...]:
    """Between fewer than two requirements an operator means nothing; from two on it decides, so it must be written."""
    planned = change.planned
    if change.address.kind is not Kind.POLICY or planned is None or "grant.require" in entry.values:
        return ()
    had_two = change.live is not None and grant_requirements(change.live.fields) >= 2
    controls = planned["grant.controls"]
    clashes = isinstance(controls, frozenset) and "mfa" in controls and planned["grant.authenticationStrength"]
    if had_two or clashes or grant_requirements(planned) < 2:  # what clashes is CAP402, which says what to do
        return ()
    return (
        error(
            "OPS901",
            "the grant has several requirements and does not say whether all or one of them must be met",
            address=str(change.address),
            source=entry.entry.source,
            hint="write `require: all` or `require: one` under `grant`",
        ),
    )


def unsafe(change: ResourceChange, prior: PriorState) -> Iterable[Diagnostic]:
    for member in unsafe_members(change, prior):
        yield error(
            "OPS907",
            f"`{member}` of `{change.name}` holds what this version can't read, and the change would write it anew",
            address=str(change.address),
            source=change.source,
            hint="make this change in the admin centre, or take it out of the files",
        )


def not_pruned(prior: PriorState) -> Diagnostic:
    return warning(
        "OPS907",
        "`--prune` deletes nothing, because not every policy can be read",
        detail=sorted(f"`{name}` is `{id}`" for id, name in prior.unread_policies),
        hint="delete by name with `ensure: absent` what must go",
    )
