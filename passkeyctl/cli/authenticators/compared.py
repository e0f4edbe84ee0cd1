"""What `authenticators diff` prints: another catalogue, and what it would change for files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from passkeyctl.authenticators.catalogue import Catalogue, load, name_of
from passkeyctl.authenticators.difference import (
    FieldDifference,
    NameDifference,
    field_differences,
    name_differences,
    new_entries,
)
from passkeyctl.authenticators.faults import diagnose_catalogue
from passkeyctl.cli.console import show, write_out
from passkeyctl.cli.files.files import configuration_of
from passkeyctl.config.load import by_catalogue
from passkeyctl.errors import ExitCode, UsageError, UserFault
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.render.authenticators.authenticator_json import document, entry_json
from passkeyctl.render.authenticators.authenticator_lines import table_lines
from passkeyctl.render.json_text import json_text
from passkeyctl.render.lines import EMPTY, Line, Role, line


def show_difference(old: str, new: str, paths: Sequence[str] | None, *, as_json: bool) -> ExitCode:
    earlier, later = _catalogue(old), _catalogue(new)
    if earlier.date > later.date:
        raise UsageError(f"`{old}` is later than `{new}`", hint="name the earlier catalogue first")
    fields = _of_files(paths, earlier, later) if paths else None
    if as_json:
        added: list[JsonValue] = [entry_json(each, later, None) for each in new_entries(earlier, later)]
        names: list[JsonValue] = [
            {"name": each.name, "added": [*each.added], "removed": [*each.removed]}
            for each in name_differences(earlier, later)
        ]
        dates: JsonObject = {"old": earlier.date, "new": later.date}
        content: JsonObject = {**dates, "new_models": added, "names": names, "fields": _fields_json(fields)}
        write_out(json_text(document("diff", later, None, **content)))
    elif fields is not None:
        show(_file_lines(fields, earlier, later))
    else:
        show(_catalogue_lines(earlier, later))
    return ExitCode.DONE


def _catalogue(date: str) -> Catalogue:
    found = load(date)
    if not isinstance(found, Catalogue):
        raise UserFault([diagnose_catalogue(found)])
    return found


def _of_files(paths: Sequence[str], earlier: Catalogue, later: Catalogue) -> tuple[FieldDifference, ...]:
    files = configuration_of(paths).files
    old, new = by_catalogue(files, earlier.date), by_catalogue(files, later.date)
    return field_differences(old, new) if old is not None and new is not None else ()


def _fields_json(fields: Iterable[FieldDifference] | None) -> JsonValue:
    if fields is None:
        return None
    return [
        {
            "address": each.address,
            "path": each.path,
            "source": str(each.source),
            "added": [*each.added],
            "removed": [*each.removed],
        }
        for each in fields
    ]


def _file_lines(fields: Sequence[FieldDifference], earlier: Catalogue, later: Catalogue) -> Iterator[Line]:
    if not fields:
        yield from line(f'`catalogue: "{later.date}"` in place of "{earlier.date}" changes nothing in these files')
        return
    for each in fields:
        yield from line(f"{each.address}: {each.path}", Role.HEADING)
        yield from line(f"at {each.source}", Role.MUTED, indent=2)
        yield from _members(each.added, each.removed, earlier, later)
    yield EMPTY
    count = "1 list" if len(fields) == 1 else f"{len(fields)} lists"
    yield from line(f"{count} would change from {earlier.date} to {later.date}", Role.HEADING)


def _catalogue_lines(earlier: Catalogue, later: Catalogue) -> Iterator[Line]:
    entries, names = new_entries(earlier, later), name_differences(earlier, later)
    if not entries:
        yield from line(f"nothing changed from {earlier.date} to {later.date}")
        return
    yield from table_lines(entries, later, None)
    for each in names:
        yield EMPTY
        yield from _name_lines(each, earlier, later)


def _name_lines(name: NameDifference, earlier: Catalogue, later: Catalogue) -> Iterator[Line]:
    yield from line(name.name, Role.HEADING)
    yield from _members(name.added, name.removed, earlier, later)


def _members(added: Iterable[str], removed: Iterable[str], earlier: Catalogue, later: Catalogue) -> Iterator[Line]:
    for sign, members, role, catalogue in (("+", added, Role.CREATE, later), ("-", removed, Role.DELETE, earlier)):
        for each in members:
            yield from line(f"{sign} {each}  {name_of(each, catalogue) or ''}".rstrip(), role, indent=2)
