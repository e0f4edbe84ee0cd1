"""Do the files load, and what do they say of the tenant and the cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from passkeyctl.diagnostics import Severity
from passkeyctl.errors import PasskeyctlError
from passkeyctl.render.doctor.doctor_view import Check, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from passkeyctl.cli.doctor.question import Question
    from passkeyctl.diagnostics import Diagnostic
    from passkeyctl.model.desired import Configuration

FILES = "files"
SHOWN = 5


def read(question: Question) -> tuple[Check, Configuration | None]:
    """The check, and what could be understood."""
    from passkeyctl.cli.files.files import read_files

    try:
        loaded = read_files(question.paths)
    except PasskeyctlError as fault:
        return _failed(fault.diagnostics()), None
    found = loaded.diagnostics
    if question.redact and found:
        from passkeyctl.cli.redacting import redacted_loading

        found = redacted_loading(found, loaded.configuration)
    if loaded.configuration is not None:
        return _loaded(loaded.configuration, found), loaded.configuration
    if not found:
        return Check(FILES, Verdict.FAILED, "there are policy tests here, and no configuration",
                     "name the files of the configuration"), None  # fmt: skip
    return _failed(found), None


def _loaded(configuration: Configuration, warnings: Iterable[Diagnostic]) -> Check:
    count, files = len(configuration.entries), len([each for each in configuration.files if not each.builtin])
    entries = f"{count} {'entry' if count == 1 else 'entries'} in {files} {'file' if files == 1 else 'files'}"
    said = tuple(_words(each) for each in warnings)
    if said:
        return Check(FILES, Verdict.WARNING, f"{entries}, with warnings", "`passkeyctl validate` says more", said)
    if not configuration.entries:
        return Check(FILES, Verdict.WARNING, f"{entries}: nothing is described", "describe something to be managed")
    return Check(FILES, Verdict.OK, entries)


def _failed(found: Iterable[Diagnostic]) -> Check:
    errors = [each for each in found if each.severity is Severity.ERROR]
    first, count = tuple(_words(each) for each in errors[:SHOWN]), len(errors)
    seen = f"{count} {'error' if count == 1 else 'errors'}: no command can use these files"
    more = (f"and {count - SHOWN} more",) if count > SHOWN else ()
    return Check(FILES, Verdict.FAILED, seen, "`passkeyctl validate` says more", (*first, *more))


def _words(diagnostic: Diagnostic) -> str:
    place = f"{diagnostic.source}: " if diagnostic.source is not None else ""
    return f"{place}{diagnostic.code + ' ' if diagnostic.code else ''}{diagnostic.summary}"
