"""A tenant's state -> YAML files on which a plan says that nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from passkeyctl.config.schema import API_VERSION
from passkeyctl.export.entries import Writing
from passkeyctl.export.head import head
from passkeyctl.export.local_ids import local_ids
from passkeyctl.export.nodes import Mapped, Pair, comment_lines, document
from passkeyctl.export.options import SECTIONS, ExportedFile, ExportNames, ExportOptions
from passkeyctl.export.passkeys import passkeys
from passkeyctl.export.policies import policy
from passkeyctl.export.referring import Referring
from passkeyctl.export.sections import context, location, method, strength
from passkeyctl.export.wording import Wording
from passkeyctl.model.address import Kind
from passkeyctl.model.locations import COUNTRY, IP
from passkeyctl.model.state import LiveObject, PriorState

__all__ = ["ExportNames", "ExportOptions", "ExportedFile", "export_files"]

KINDS = {
    "authenticationStrengths": (Kind.STRENGTH, "strength"),
    "namedLocations": (Kind.LOCATION, "location"),
    "authenticationContexts": (Kind.CONTEXT, "context"),
    "conditionalAccess": (Kind.POLICY, "policy"),
}
SINGLE = {"temporaryAccessPass": Kind.TEMPORARY_ACCESS_PASS, "registrationCampaign": Kind.CAMPAIGN}
HEAD = "tenant.yaml"
FILE_NAMES = {
    "passkeys": "passkeys.yaml",
    "temporaryAccessPass": "temporary-access-pass.yaml",
    "registrationCampaign": "registration-campaign.yaml",
    "authenticationStrengths": "authentication-strengths.yaml",
    "namedLocations": "named-locations.yaml",
    "authenticationContexts": "authentication-contexts.yaml",
    "conditionalAccess": "conditional-access.yaml",
}


class Section(NamedTuple):
    """One section's lines, and the text files that it names. `is_said`: not all of it is comments."""

    name: str
    lines: tuple[str, ...]
    files: tuple[ExportedFile, ...] = ()
    is_said: bool = True


def export_files(state: PriorState, names: ExportNames, options: ExportOptions) -> tuple[ExportedFile, ...]:
    """The same state, names and options give the same bytes."""
    referring = Referring(state, names, options, _local_ids(state, options))
    writing = Writing(state, options, Wording(referring, options.catalogue))
    sections = [each for name in SECTIONS if (each := _section(name, writing)) is not None]
    said = [each.name for each in sections if each.is_said]
    first = tuple(head(options, state, names, said, _used(referring.variables.declared, sections)))
    beside = [file for each in sections for file in each.files]
    if options.is_split:
        apart = [ExportedFile(FILE_NAMES[each.name], _file(each)) for each in sections]
        return (ExportedFile(HEAD, _text(first)), *apart, *beside)
    lines = [*first, *(line for each in sections for line in ("", *each.lines))]
    return (ExportedFile(options.file, _text(lines)), *beside)


def _used(declared: Mapping[str, Mapped], sections: Iterable[Section]) -> Mapping[str, Mapped]:
    """Without the variables of fields that turned out to be beyond words."""
    written = "\n".join(line for each in sections for line in each.lines)
    return {name: node for name, node in declared.items() if f"${{{name}}}" in written}


def _file(section: Section) -> str:
    return _text((f"apiVersion: {API_VERSION}", "", *section.lines))


def _text(lines: list[str] | tuple[str, ...]) -> str:
    return "\n".join(lines) + "\n"


def chosen(state: PriorState, options: ExportOptions, section: str) -> tuple[LiveObject, ...]:
    """The objects of a section of named objects that the export is asked for, in the order of the file."""
    kind, _ = KINDS[section]
    wanted = (each for each in state.of(kind) if not each.is_built_in and options.wants_object(each.name))
    if kind is Kind.CONTEXT:
        return tuple(sorted(wanted, key=lambda each: (len(each.id), each.id)))
    return tuple(sorted(wanted, key=lambda each: (each.name.casefold(), each.name, each.id)))


def _local_ids(state: PriorState, options: ExportOptions) -> Mapping[Kind, Mapping[str, str]]:
    """Of what the files describe; the names are given out among all objects, so that a choice changes none."""
    found: dict[Kind, Mapping[str, str]] = {}
    for section, (kind, word) in KINDS.items():
        if not options.wants(section) or section in options.not_read:
            continue
        every = local_ids([each for each in state.of(kind) if not each.is_built_in], word)
        described = (each for each in chosen(state, options, section) if _is_said(each))
        found[kind] = {each.id: each.id if kind is Kind.CONTEXT else every[each.id] for each in described}
    if options.wants("passkeys"):
        own = [each for each in state.of(Kind.PROFILE) if not each.is_built_in]
        built_in = {each.id: "default" for each in state.of(Kind.PROFILE) if each.is_built_in}
        found[Kind.PROFILE] = {**local_ids(own, "profile"), **built_in}
    return found


def _section(name: str, writing: Writing) -> Section | None:
    options, state = writing.options, writing.state
    if not options.wants(name) or name in options.not_read:
        return None
    if name == "passkeys":
        return Section(name, tuple(document([passkeys(writing)]))) if state.of(Kind.PASSKEYS) else None
    if name in SINGLE:
        lines = tuple(document([method(each, writing) for each in state.of(SINGLE[name])]))
        return Section(name, lines) if lines else None
    return _objects(name, writing)


Described: TypeAlias = "tuple[Pair, ExportedFile | None]"


def _objects(name: str, writing: Writing) -> Section | None:
    """A section of named objects, each an entry of its own with a blank line before it."""
    kind, _ = KINDS[name]
    objects = chosen(writing.state, writing.options, name)
    described = [_entry(each, writing) for each in objects if _is_said(each)]
    unsaid = [*(_unknown_type(each) for each in objects if not _is_said(each)), *_unread(name, writing)]
    lines: list[str] = []
    if described:
        lines.append(f"{name}:")
        for number, (pair, _) in enumerate(described):
            lines += [*([""] if number and kind is Kind.POLICY else []), *document([pair], 2)]
    lines += comment_lines(unsaid)
    files = tuple(file for _, file in described if file is not None)
    return Section(name, tuple(lines), files, is_said=bool(described)) if lines else None


def _entry(live: LiveObject, writing: Writing) -> Described:
    if live.kind is Kind.CONTEXT:
        return context(live, writing), None
    local = writing.wording.referring.local_ids[live.kind][live.id]
    if live.kind is Kind.LOCATION:
        return location(local, live, writing)
    make: Callable[[str, LiveObject, Writing], Pair] = policy if live.kind is Kind.POLICY else strength
    return make(local, live, writing), None


def _is_said(live: LiveObject) -> bool:
    return live.kind is not Kind.LOCATION or live.fields["type"] in (IP, COUNTRY)


def _unknown_type(live: LiveObject) -> str:
    kind = live.fields["type"] or "unknown"
    return f"not managed by this version: the named location {live.name} ({live.id}), whose type is {kind}"


def _unread(name: str, writing: Writing) -> Iterator[str]:
    """What only beta shows: it exists, and is left alone."""
    if name != "conditionalAccess":
        return
    for id, policy_name in writing.state.unread_policies:
        if writing.options.wants_object(policy_name):
            yield f"not in this file: {policy_name} ({id}) uses preview features that v1.0 does not show"
