"""What to say about a name that stands for nothing, or for more than one thing."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.diagnostics import Diagnostic, SourceRange, error
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.directory import DirectoryObject
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.state import LiveObject

OWN_KINDS = {RefKind.STRENGTH: Kind.STRENGTH, RefKind.PROFILE: Kind.PROFILE}
"""References to resources that the files themselves may describe, and that every run reads."""

READ_ON_DEMAND = {RefKind.LOCATION: Kind.LOCATION, RefKind.CONTEXT: Kind.CONTEXT}
"""The files may describe these too; where they don't, only names are looked up."""


def no_such(
    reference: Reference, address: Address, source: SourceRange, candidates: Iterable[LiveObject]
) -> Diagnostic:
    listed = sorted(f"`{each.name}` is `{each.id}`" for each in candidates)
    several = sum(f"`{reference.name}` is" in each for each in listed) > 1
    section = {**OWN_KINDS, **READ_ON_DEMAND}[reference.kind]
    return error(
        "CAP401",
        f"{reference.kind} `{reference.written}` " + ("is ambiguous" if several else "is not known"),
        address=str(address),
        source=reference.source or source,
        detail=listed,
        hint="write its id" if several else f"describe it under `{section}`, or correct the name",
    )


def other_capitals(
    reference: Reference, candidates: Iterable[DirectoryObject], address: Address, source: SourceRange
) -> Diagnostic:
    return error(
        "CAP401",
        f"there is no {reference.kind} called `{reference.name}`, spelled just so",
        address=str(address),
        source=source,
        detail=sorted(f"`{each.name}` is `{each.id}`" for each in candidates),
        hint="write the name with the tenant's capitals",
    )


def unresolved(
    reference: Reference,
    candidates: tuple[DirectoryObject, ...],
    usable: list[DirectoryObject],
    address: Address,
    source: SourceRange,
) -> Diagnostic:
    if len(usable) > 1:
        summary = f"{len(usable)} objects are called `{reference.name}` ({reference.kind})"
        hint = "write the id of the one that is meant, or rename one"
    elif candidates:
        summary = f"`{reference.name}` is a {candidates[0].detail or 'group that is no security group'}"
        hint = "only security groups are found by name: write its id if it is meant"
    else:
        summary = f"there is no {reference.kind} called `{reference.name}`"
        hint = _how_to_make(reference)
    detail = [f"`{each.id}`" + (f" ({each.detail})" if each.detail else "") for each in candidates]
    return error("CAP401", summary, address=str(address), source=source, detail=sorted(detail), hint=hint)


def _how_to_make(reference: Reference) -> str:
    if reference.kind is RefKind.GROUP:
        nickname = "".join(each for each in reference.name or "" if each.isalnum() or each in "-_")
        return (
            "correct the name, or create it first: "
            f"az ad group create --display-name '{reference.name}' --mail-nickname '{nickname}'"
        )
    if reference.kind in READ_ON_DEMAND:
        return f"correct the name, describe it under `{READ_ON_DEMAND[reference.kind]}`, or write the id"
    return "correct the name, or write the id"


def not_there(reference: Reference, address: Address, source: SourceRange) -> Diagnostic:
    return error(
        "CAP401",
        f"the {reference.kind} `{reference.id}` is not in the tenant",
        address=str(address),
        source=reference.source or source,
        hint="correct the id under `emergencyAccess`",
    )


def called_otherwise(reference: Reference, live: DirectoryObject, address: Address, source: SourceRange) -> Diagnostic:
    return error(
        "CAP401",
        f"the {reference.kind} `{reference.id}` is called `{live.name}`, not `{reference.name}`",
        address=str(address),
        source=reference.source or source,
        hint="correct the name, or take the id out if another object is meant",
    )


def removed(reference: Reference, by: Address, address: Address, source: SourceRange) -> Diagnostic:
    return error(
        "CAP401",
        f"{reference.kind} `{reference.written}` is removed by `{by}`",
        address=str(address),
        source=reference.source or source,
        hint="refer to another one, or keep it",
    )
