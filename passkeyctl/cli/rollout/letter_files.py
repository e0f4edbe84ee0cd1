"""Folders of templates: reading the user's own, writing the shipped ones."""

from __future__ import annotations

import re
from pathlib import Path

from passkeyctl.cli.console import say, write_out
from passkeyctl.cli.files.new_files import write_files
from passkeyctl.errors import ExitCode, PasskeyctlError, UsageError
from passkeyctl.letters.templates import ENDING, ENGLISH, OF_THE_PACKAGE, PAGE, Shelf, shipped_templates

LARGEST = 1_000_000
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def shelf_of(folder: str, language: str) -> Shelf:
    """The templates of a run; a language that nobody has words for is an error."""
    if not _LANGUAGE.fullmatch(language):
        raise UsageError(f"`--language {language}` is no language", hint="write it like en, nb or pt-BR")
    shelf = Shelf(language, _own(Path(folder)) if folder else {}, Path(folder).as_posix() if folder else "")
    has_flat = any("/" not in path and path != PAGE for path in shelf.own)
    if language not in shelf.languages and not (has_flat and language != ENGLISH):
        known = ", ".join(f"`{each}`" for each in sorted(shelf.languages))
        raise UsageError(
            f"there are no templates for `{language}`, only for {known}",
            hint=f"put them into a folder `{language}` of --templates; --export-templates writes some to start from",
        )
    for path in sorted(shelf.own):
        if _is_unknown(path):
            say(f"notice: {shelf.place}/{path} replaces no template of the package: only others can include it")
    return shelf


def _own(folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        raise UsageError(f"there is no folder `{folder}`", hint="--export-templates DIR writes templates to start from")
    return {path.relative_to(folder).as_posix(): _text(path) for path in sorted(folder.rglob(f"*{ENDING}"))}


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise PasskeyctlError(f"`{path}` is too large for a template", hint="choose another folder for --templates")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PasskeyctlError(f"`{path}` is not UTF-8", hint="save it as UTF-8") from error
    except OSError as error:
        raise PasskeyctlError(
            f"`{path}` can't be read: {error.strerror or error}", hint="look at its rights"
        ) from error


def _is_unknown(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name not in {each.rpartition("/")[2] for each in shipped_templates()}


def list_templates(shelf: Shelf) -> int:
    """One line each: its name, and the file that it comes from."""
    names = sorted({path.rpartition("/")[2] for path in shipped_templates()})
    width = max(map(len, names))
    for name in names:
        found = shelf.find(name)
        write_out(f"{name:{width}}  {found[1] if found else OF_THE_PACKAGE}\n")
    return ExitCode.DONE


def export_shipped(folder: str, *, overwrites: bool) -> int:
    texts = shipped_templates()
    write_files(Path(folder), texts, overwrites=overwrites)
    say(f"wrote {len(texts)} templates to {folder}: keep those that you change, and delete the others")
    return ExitCode.DONE
