"""What other tools exported, read as a snapshot: Graph's JSON in any wrapping, IntuneManagement, EntraExporter, CIPP,
Microsoft365DSC.

Every object becomes one that Graph could have answered, or a fault that names its file. Names without an id get made
ids; what can't be a name is among the snapshot's `placeholders`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from passkeyctl.diagnostics import Diagnostic, Severity, SourceRange, error, notice
from passkeyctl.foreign import schema
from passkeyctl.foreign.files import ForeignFile, content, foreign_files
from passkeyctl.foreign.gathering import Gathered, Gathering, compared, own_ids
from passkeyctl.foreign.methods import is_of_beta
from passkeyctl.foreign.powershell import powershell_pieces
from passkeyctl.foreign.references import References
from passkeyctl.foreign.text import CODE, decoded
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.snapshot.document import Content, Opened, Part, Snapshot

NEVER_TAKEN = ""
"""An import has no moment: its files may be of different days."""

_REFERRING = {Part.POLICIES: schema.POLICY, Part.METHODS_POLICY: schema.METHODS_POLICY}
_OWN = (Part.STRENGTHS, Part.POLICIES, Part.LOCATIONS, Part.CONTEXTS)
_DIRECTORY = (Part.GROUPS, Part.USERS, Part.SERVICE_PRINCIPALS, Part.ROLE_DEFINITIONS)
_CONFIGURATIONS = "authenticationMethodConfigurations"
NAMED_AT_MOST = 5


def read_foreign(paths: Sequence[Path]) -> Opened:
    """Never raises for what files hold: a broken one is a fault, and the rest is read."""
    gathering = Gathering()
    for found in foreign_files(paths):
        if isinstance(found, Diagnostic):
            gathering.faults.append(found)
        else:
            _read(gathering, found)
    snapshot, told = _snapshot(gathering)
    faults = (*gathering.faults, *told, *_skipped(gathering.others), *_nothing(paths, snapshot, gathering))
    return Opened(snapshot, faults)


def _read(gathering: Gathering, file: ForeignFile) -> None:
    raw = content(file)
    text = decoded(raw, file.label) if isinstance(raw, bytes) else raw
    if isinstance(text, Diagnostic):
        gathering.faults.append(text)
    elif file.key.lower().endswith(".ps1"):
        found, faults = powershell_pieces(text, file.label)
        gathering.faults.extend(faults)
        gathering.add_pieces(file, found)
    else:
        gathering.add_json(file, text)


def _snapshot(gathering: Gathering) -> tuple[Snapshot, tuple[Diagnostic, ...]]:
    directory = gathering.directory
    objects = gathering.united()
    references = References(directory, own_ids(objects))
    kept: dict[tuple[Part, str], Gathered] = {}
    told: list[Diagnostic] = []
    for each in (*objects, *_methods(gathering)):
        referring = _REFERRING.get(each.part)
        document = each.document if referring is None else references.resolved(each.document, referring, each.inlined)
        one = Gathered(each.part, document, each.file)
        first = kept.setdefault((one.part, one.id), one)
        if first is not one and compared(first.document) != compared(document):
            told.append(_doubled(first, one) if each.part in _OWN else _two_policies(first, one))
    parts: dict[Part, Content] = {part: held for part in _OWN if (held := _of(part, kept.values()))}
    methods = _methods_policy(kept.values(), told)
    if methods is not None:
        parts[Part.METHODS_POLICY] = (methods,)
        if is_of_beta(methods):
            parts[Part.METHODS_POLICY_BETA] = (methods,)
    if not parts:
        return Snapshot(NEVER_TAKEN, "import", {}), tuple(told)
    organizations = tuple(directory.organizations.values())
    if len(organizations) == 1:
        parts[Part.ORGANIZATION] = organizations
    parts.update({part: directory.content(part) for part in _DIRECTORY})
    names = directory.names_beside()
    snapshot = Snapshot(NEVER_TAKEN, "import", parts, names=names, placeholders=dict(references.placeholders))
    return snapshot, tuple(told)


def _of(part: Part, kept: Iterable[Gathered]) -> tuple[JsonObject, ...]:
    return tuple(each.document for each in kept if each.part is part)


def _methods(gathering: Gathering) -> Iterator[Gathered]:
    """Configurations that stand alone go through the same look-up of names, as policies of one configuration."""
    for each in gathering.methods:
        policy: JsonObject = {"id": f"configuration {each.document['id']}", _CONFIGURATIONS: [each.document]}
        yield Gathered(Part.METHODS_POLICY, policy, each.file)


def _methods_policy(kept: Iterable[Gathered], told: list[Diagnostic]) -> JsonObject | None:
    """The policy with the configurations that lay beside it; of two of one method, its own."""
    found = [each for each in kept if each.part is Part.METHODS_POLICY]
    if not found:
        return None
    whole = next((each.document for each in found if not each.id.startswith("configuration ")), None)
    by_id: dict[str, JsonValue] = {}
    for each in sorted(found, key=lambda each: each.document is not whole):
        listed = each.document.get(_CONFIGURATIONS)
        for configuration in listed if isinstance(listed, list) else []:
            assert isinstance(configuration, dict)
            first = by_id.setdefault(str(configuration["id"]).casefold(), configuration)
            if isinstance(first, dict) and compared(first) != compared(configuration):
                told.append(_two_methods(str(configuration["id"]), each.file))
    return {**(whole or {"id": "authenticationMethodsPolicy"}), _CONFIGURATIONS: [*by_id.values()]}


def _doubled(first: Gathered, second: Gathered) -> Diagnostic:
    name = second.document.get("displayName") or second.id
    return error(
        CODE,
        f"`{name}` has the id `{second.id}`, which `{first.file}` gives to another state of it or to something else",
        source=SourceRange(second.file),
        hint=f"the one in `{first.file}` is taken; export from one of the two only",
    )


def _two_policies(first: Gathered, second: Gathered) -> Diagnostic:
    return error(
        CODE,
        f"`{second.file}` has another state of the authentication methods policy than `{first.file}`",
        source=SourceRange(second.file),
        hint=f"the one in `{first.file}` is taken; export from one of the two only",
    )


def _two_methods(id: str, file: str) -> Diagnostic:
    return error(
        CODE,
        f"the authentication method `{id}` stands in two files, with two states",
        source=SourceRange(file),
        hint="the first is taken; export from one of the two only",
    )


def _skipped(others: Sequence[str]) -> Iterator[Diagnostic]:
    if others:
        more = len(others) - NAMED_AT_MOST
        said = "file that holds" if len(others) == 1 else "files that hold"
        yield notice(
            CODE,
            f"skipped {len(others)} {said} nothing of what is managed",
            detail=(*others[:NAMED_AT_MOST], *([f"and {more} more"] if more > 0 else [])),
        )


def _nothing(paths: Sequence[Path], snapshot: Snapshot, gathering: Gathering) -> Iterator[Diagnostic]:
    """An empty folder must not pass for an empty tenant; where files are broken that is said already."""
    if not snapshot.parts and not any(each.severity is Severity.ERROR for each in gathering.faults):
        named = ", ".join(f"`{each.as_posix()}`" for each in paths)
        yield error(
            CODE,
            f"{named or 'no path'} holds no policies, authentication strengths, named locations or methods",
            hint="name the folder that another tool exported to, or its files",
        )
