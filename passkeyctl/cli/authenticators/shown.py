"""What `authenticators list`, `search`, `show` and `expand` print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from passkeyctl.authenticators.catalogue import Catalogue, HouseAliases, expand, load, name_of, newest
from passkeyctl.authenticators.entries import CERTIFIED, Attestable, Authenticator, PasskeyType
from passkeyctl.authenticators.faults import diagnose
from passkeyctl.authenticators.index import vendor_word
from passkeyctl.authenticators.outcomes import Expansion
from passkeyctl.authenticators.search import Found, Near, search
from passkeyctl.authenticators.sources import sources
from passkeyctl.authenticators.status import MdsModel, MdsUpdate, entry_of, known_status, list_name
from passkeyctl.cli.authenticators.model_list import newer_list
from passkeyctl.cli.console import say, show, write_out
from passkeyctl.cli.places import has_files
from passkeyctl.errors import ExitCode, UsageError, UserFault
from passkeyctl.json_types import JsonValue
from passkeyctl.render.authenticators.authenticator_json import document, entry_json, newer_json, status_json
from passkeyctl.render.authenticators.authenticator_lines import detail_lines, newer_lines, origin_lines, table_lines
from passkeyctl.render.json_text import json_text
from passkeyctl.render.lines import EMPTY, Line, line


class Wanted(NamedTuple):
    """What `list` is narrowed to; empty: not."""

    family: str = ""
    vendor: str = ""
    passkey_type: str = ""
    is_attestable: bool = False
    is_certified: bool = False


def show_list(wanted: Wanted, *, as_json: bool) -> ExitCode:
    catalogue, update = newest(), newer_list()
    _check(wanted, catalogue)
    entries = [each for each in catalogue.entries if _is_wanted(each, wanted, catalogue, update)]
    if as_json:
        rows: list[JsonValue] = [entry_json(each, catalogue, update) for each in entries]
        write_out(json_text(document("list", catalogue, update, authenticators=rows)))
    elif entries:
        show(table_lines(entries, catalogue, update))
        show([*origin_lines(catalogue, update), *line(_models(len(entries)))])
    else:
        say("no model of the catalogue fits")
    return ExitCode.DONE


def _check(wanted: Wanted, catalogue: Catalogue) -> None:
    """A word that no model bears is a slip, not an empty answer."""
    known = {
        "--family": (wanted.family, {each.family for each in catalogue.entries}),
        "--vendor": (vendor_word(wanted.vendor), {vendor_word(each.vendor) for each in catalogue.entries}),
        "--type": (wanted.passkey_type, {each.value for each in PasskeyType}),
    }
    for option, (word, words) in known.items():
        if word and word not in words:
            from passkeyctl.authenticators.suggestions import similar_names

            near = _makers(word, catalogue) if option == "--vendor" else ()
            near = near or (similar_names(word, words) if option != "--type" else tuple(PasskeyType))
            hint = f"did you mean {' or '.join(near)}?" if near else "`passkeyctl authenticators search` finds models"
            raise UsageError(f"no model of the catalogue has `{option} {word}`", hint=hint)


def _makers(word: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Who takes the name of a product for its maker: `yubikey` is Yubico's."""
    found = {vendor_word(each.vendor) for each in catalogue.entries if each.family.startswith(f"{word}-")}
    return tuple(sorted(found))


def _is_wanted(entry: Authenticator, wanted: Wanted, catalogue: Catalogue, update: MdsUpdate | None) -> bool:
    standing = known_status(entry.aaguid, catalogue, update)
    return (
        (not wanted.family or entry.family == wanted.family)
        and (not wanted.vendor or vendor_word(entry.vendor) == vendor_word(wanted.vendor))
        and (not wanted.passkey_type or entry.passkey_type == wanted.passkey_type)
        and (not wanted.is_attestable or entry.attestable in (Attestable.YES, Attestable.IN_APP))
        and (not wanted.is_certified or (standing is not None and standing.status in CERTIFIED))
    )


def show_found(words: Iterable[str], *, as_json: bool) -> ExitCode:
    catalogue, update = newest(), newer_list()
    asked = [part for each in words for part in each.split()]
    found = search(asked, catalogue, update)
    if as_json:
        rows: list[JsonValue] = [entry_json(each, catalogue, update) for each in found.entries]
        near: list[JsonValue] = [
            {"name": each.name, "aaguid": each.aaguid or None, "digits_apart": each.digits or None}
            for each in found.near
        ]
        content = {"authenticators": rows, "only_in_update": newer_json(found.newer), "near": near}
        write_out(json_text(document("search", catalogue, update, **content)))
    elif not found.entries and not found.newer:
        say(f"nothing fits{_near(found.near)}{_fewer(asked)}")
    else:
        show(_found_lines(found, catalogue, update))
    return ExitCode.DONE


def _found_lines(found: Found, catalogue: Catalogue, update: MdsUpdate | None) -> Iterator[Line]:
    if found.entries:
        yield from table_lines(found.entries, catalogue, update)
    if found.entries and found.newer:
        yield EMPTY
    yield from newer_lines(found.newer, update)
    yield from origin_lines(catalogue, update)


def _near(near: Sequence[Near]) -> str:
    if not near:
        return ""
    if not near[0].aaguid:
        return "; did you mean " + " or ".join(f"`{each.name}`" for each in near) + "?"
    rows = (f"\n  `{each.aaguid}` {each.name}: {_digits(each.digits)}" for each in near)
    return "; nearest:" + "".join(rows) + "\ncompare each digit: two real models may differ in one"


def _fewer(words: Sequence[str]) -> str:
    """One AAGUID is sold in several shapes, which no list tells apart."""
    hint = "\n  hint: leave words out: no list has the colour of a key, or its plug (A, C, nano)"
    return hint if len(words) > 1 else ""


def _digits(count: int) -> str:
    return "one digit differs" if count == 1 else f"{count} digits differ"


def show_one(name: str, *, as_json: bool) -> ExitCode:
    catalogue, update = newest(), newer_list()
    expansion = _expanded(name, catalogue, {})
    entries = [found for each in expansion.aaguids if (found := entry_of(each, catalogue)) is not None]
    newer = update.models.get(expansion.aaguids[0]) if update is not None and not entries else None
    if not entries and newer is None:
        say(f"no list has `{expansion.aaguids[0]}`{_near(search([expansion.aaguids[0]], catalogue, update).near)}")
        return ExitCode.FAILED
    if as_json:
        rows: list[JsonValue] = [entry_json(each, catalogue, update) for each in entries]
        content = {"authenticators": rows, "only_in_update": newer_json([newer] if newer else [])}
        write_out(json_text(document("show", catalogue, update, name=name, **content)))
    else:
        show(_one_lines(entries, newer, catalogue, update))
    return ExitCode.DONE


def _one_lines(
    entries: Sequence[Authenticator], newer: MdsModel | None, catalogue: Catalogue, update: MdsUpdate | None
) -> Iterator[Line]:
    if newer is not None:
        yield from newer_lines([newer], update)
    elif len(entries) == 1:
        (entry,) = entries
        standing = known_status(entry.aaguid, catalogue, update)
        names = [each.name for each in catalogue.names.values() if entry.aaguid in each.aaguids]
        if standing is not None:
            yield from detail_lines(entry, standing, names, sources())
        return
    else:
        yield from table_lines(entries, catalogue, update)
    yield from origin_lines(catalogue, update)


def show_expansion(name: str, paths: Sequence[str] | None, *, as_json: bool) -> ExitCode:
    catalogue, house = _of_files(paths)
    update = newer_list()
    found = _expanded(name, catalogue, house)
    if as_json:
        members: list[JsonValue] = [
            {"aaguid": each, "alias": name_of(each, catalogue), "status": status_json(each, catalogue, update)}
            for each in found.aaguids
        ]
        content = {"name": name, "name_kind": found.kind.value, "members": members}
        write_out(json_text(document("expand", catalogue, update, **content)))
    else:
        for each in found.aaguids:
            standing = known_status(each, catalogue, update)
            shown = standing.name if standing is not None else "in no list"
            write_out(f"{each}  {shown}{' (REVOKED)' if standing and standing.status == 'revoked' else ''}\n")
        later = list_name(update.number) if update is not None else list_name(catalogue.mds_number)
        say(f"`{name}` ({found.kind.value}): {_aaguids(len(found.aaguids))}, catalogue {catalogue.date}, {later}")
    return ExitCode.DONE


def _of_files(paths: Sequence[str] | None) -> tuple[Catalogue, HouseAliases]:
    """The catalogue and the aliases of files; those of the current folder where it holds any."""
    if not paths and not has_files(Path.cwd()):
        return newest(), {}
    from passkeyctl.cli.files.files import configuration_of

    configuration = configuration_of(paths)
    catalogue = load(configuration.catalogue)
    assert isinstance(catalogue, Catalogue)  # the files were refused otherwise
    return catalogue, configuration.house_authenticators


def _expanded(name: str, catalogue: Catalogue, house: HouseAliases) -> Expansion:
    found = expand(name, catalogue, house)
    if not isinstance(found, Expansion):
        raise UserFault([diagnose(found)])
    return found


def _models(count: int) -> str:
    return "1 model" if count == 1 else f"{count} models"


def _aaguids(count: int) -> str:
    return "1 AAGUID" if count == 1 else f"{count} AAGUIDs"
