"""Which live object an entry means: by id, by name, by a former name, or none yet. There is no state file."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from passkeyctl.diagnostics import Diagnostic, error, notice
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.desired import Entry
from passkeyctl.model.state import LiveObject, PriorState

NAMED_KINDS = (Kind.PROFILE, Kind.STRENGTH, Kind.LOCATION, Kind.POLICY)
SINGLE_KINDS = (Kind.TEMPORARY_ACCESS_PASS, Kind.CAMPAIGN)
"""There is exactly one in each tenant: it is never created and never deleted."""

DEFAULT_PROFILE = Address(Kind.PROFILE, "default")

WORDS = {
    Kind.PROFILE: "passkey profile",
    Kind.TEMPORARY_ACCESS_PASS: "Temporary Access Pass policy",
    Kind.CAMPAIGN: "registration campaign",
    Kind.STRENGTH: "authentication strength",
    Kind.LOCATION: "named location",
    Kind.CONTEXT: "authentication context",
    Kind.POLICY: "Conditional Access policy",
}


@dataclass(frozen=True, slots=True)
class Identities:
    """The live object behind each entry with a name; an address that is not here has none and will be created."""

    live: Mapping[Address, LiveObject]
    diagnostics: tuple[Diagnostic, ...]


def exact(name: str) -> str:
    """Names are compared as people see them: composed and decomposed letters are the same, capitals are not."""
    return unicodedata.normalize("NFC", name)


def folded(name: str) -> str:
    """Case and spaces taken away, for "looks renamed" only; identity itself is exact."""
    return "".join(exact(name).casefold().split())


def identify(entries: Sequence[Entry], prior: PriorState) -> Identities:
    """Match every entry but those of the passkey policy's rows; two entries that mean one object are an error."""
    live: dict[Address, LiveObject] = {}
    found: list[Diagnostic] = []
    called = _by_name(prior)
    for entry in entries:
        if entry.address.kind not in (*NAMED_KINDS, *SINGLE_KINDS, Kind.CONTEXT):
            continue
        match = _match(entry, prior, called)
        if isinstance(match, LiveObject):
            live[entry.address] = match
        else:
            found.extend(match)
    return Identities(live, (*found, *_claimed_twice(live, entries)))


_Called: TypeAlias = Mapping[tuple[Kind, str], Sequence[LiveObject]]


def _by_name(prior: PriorState) -> _Called:
    """Once for all entries: going through all objects for each would be their product."""
    called: dict[tuple[Kind, str], list[LiveObject]] = {}
    for each in prior.objects:
        called.setdefault((each.kind, exact(each.name)), []).append(each)
    return called


def _match(entry: Entry, prior: PriorState, called: _Called) -> LiveObject | tuple[Diagnostic, ...]:
    candidates = prior.of(entry.address.kind)
    if entry.address.kind in prior.unread_kinds:
        return (_not_found(entry, "is described, and was not read from the tenant"),)
    if entry.address.kind in SINGLE_KINDS:
        return next(iter(candidates), (_not_found(entry, "could not be found in the tenant"),))
    if entry.address.kind is Kind.CONTEXT:
        return next((each for each in candidates if each.id == entry.address.local), ())
    if entry.address == DEFAULT_PROFILE:
        return _default_profile(entry, candidates)
    if entry.id is not None:
        return _by_id(entry, candidates, prior)
    named = _named(entry, [entry.name] if entry.name is not None else [], called)
    former = tuple(each for each in _named(entry, entry.formerly, called) if each not in named)
    if unread := _unread(entry, prior):
        return unread
    if len(named) > 1 or len(former) > 1:
        return (_ambiguous(entry, named if len(named) > 1 else former),)
    if named and former:
        return (_both_names(entry, named[0], former[0]),)
    return next(iter((*named, *former)), ())


def _not_found(entry: Entry, what: str) -> Diagnostic:
    return error(
        "CAP401",
        f"the {WORDS[entry.address.kind]} {what}",
        address=str(entry.address),
        source=entry.source,
        hint="read it in the admin centre; take it out of the files if this tenant has none",
    )


def _default_profile(entry: Entry, candidates: Sequence[LiveObject]) -> LiveObject | tuple[Diagnostic, ...]:
    live = next((each for each in candidates if each.is_built_in), None)
    if live is None:
        return (
            error(
                "CAP401",
                "the tenant has passkey profiles but no default profile",
                address=str(entry.address),
                source=entry.source,
                hint="read the FIDO2 configuration in the admin centre: this is not a state that Graph documents",
            ),
        )
    return live


def _by_id(entry: Entry, candidates: Sequence[LiveObject], prior: PriorState) -> LiveObject | tuple[Diagnostic, ...]:
    found = next((each for each in candidates if each.id == entry.id), None)
    if found is not None:
        return found
    unread = any(id == entry.id for id, _ in prior.unread_policies) and entry.address.kind is Kind.POLICY
    if entry.is_absent and not unread:
        return ()
    return (
        error(
            "CAP401",
            f"there is no {WORDS[entry.address.kind]} with the id `{entry.id}`"
            if not unread
            else f"the policy `{entry.id}` uses preview features and can't be read through v1.0",
            address=str(entry.address),
            source=entry.source,
            hint="take `id` out to find it by name" if not unread else "manage it in the admin centre",
        ),
    )


def _named(entry: Entry, names: Iterable[str], called: _Called) -> tuple[LiveObject, ...]:
    wanted = dict.fromkeys(map(exact, names))
    return tuple(each for name in wanted for each in called.get((entry.address.kind, name), ()))


def _ambiguous(entry: Entry, found: Sequence[LiveObject]) -> Diagnostic:
    return error(
        "CAP401",
        f"{len(found)} objects of this kind are called `{found[0].name}`",
        address=str(entry.address),
        source=entry.source,
        detail=sorted(f"`{each.id}`" for each in found),
        hint="write `id:` with the one that is meant",
    )


def _both_names(entry: Entry, new: LiveObject, old: LiveObject) -> Diagnostic:
    return error(
        "CAP401",
        f"both `{new.name}` and its former name `{old.name}` stand in the tenant",
        address=str(entry.address),
        source=entry.source,
        detail=(f"`{new.name}` is `{new.id}`", f"`{old.name}` is `{old.id}`"),
        hint="take `formerly` out, or write `id:` with the one that is meant",
    )


def _unread(entry: Entry, prior: PriorState) -> tuple[Diagnostic, ...]:
    """A policy that only beta lists exists: creating it again would double it, and another of its name is not it."""
    if entry.address.kind is not Kind.POLICY:
        return ()
    wanted = {exact(name) for name in (entry.name, *entry.formerly) if name is not None}
    return tuple(
        error(
            "CAP401",
            f"the policy `{name}` uses preview features and can't be read through v1.0",
            address=str(entry.address),
            source=entry.source,
            hint=f"it exists (`{id}`) and is left alone: take the entry out and manage it in the admin centre",
        )
        for id, name in prior.unread_policies
        if exact(name) in wanted
    )


def _claimed_twice(live: Mapping[Address, LiveObject], entries: Sequence[Entry]) -> tuple[Diagnostic, ...]:
    claims: dict[tuple[Kind, str], list[Entry]] = {}
    for entry in entries:
        if entry.address in live:
            claims.setdefault((entry.address.kind, live[entry.address].id), []).append(entry)
    return tuple(
        error(
            "CAP401",
            f"`{entries[0].address}` and `{entries[1].address}` mean the same object",
            address=str(entries[1].address),
            source=entries[1].source,
            detail=(f"it is `{id}`",),
            hint="keep one of the two entries",
        )
        for (_, id), entries in claims.items()
        if len(entries) > 1
    )


def is_default_profile(live: LiveObject) -> bool:
    return live.kind is Kind.PROFILE and live.is_built_in


def names_that_differ(entries: Iterable[Entry], identities: Identities) -> tuple[Diagnostic, ...]:
    """The default profile can't be renamed: its name in a file is documentation."""
    return tuple(
        notice(
            "OPS907",
            f"the default profile is called `{identities.live[entry.address].name}` in the tenant",
            address=str(entry.address),
            source=entry.source,
            hint="its name can't be changed: write it as it is, or leave it out",
        )
        for entry in entries
        if entry.address in identities.live
        and is_default_profile(identities.live[entry.address])
        and entry.name
        and exact(entry.name) != exact(identities.live[entry.address].name)
    )
