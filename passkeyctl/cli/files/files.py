"""The files of a run, read once, with everything that is wrong with them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from passkeyctl.cli.console import say, show_diagnostics
from passkeyctl.config.load import Loaded, load
from passkeyctl.diagnostics import Diagnostic, error, has_errors
from passkeyctl.errors import UserFault
from passkeyctl.model.desired import Configuration


def read_files(paths: Sequence[str] | None, stand_ins: frozenset[str] = frozenset(), *, stage: str = "") -> Loaded:
    """Skipped documents are named, so that a forgotten `apiVersion` is noticed."""
    loaded = load(tuple(paths or ()), cwd=Path.cwd(), stdin=sys.stdin.buffer, stand_ins=stand_ins, stage=stage)
    for each in loaded.skipped:
        say(f"skipped: {each}")
    return loaded


def configuration_of(paths: Sequence[str] | None, *, redact: bool = False, stage: str = "") -> Configuration:
    """The configuration, or every fault at once. Warnings are shown and stop nothing."""
    return understood(paths, redact=redact, stage=stage)[0]


def understood(
    paths: Sequence[str] | None, stand_ins: frozenset[str] = frozenset(), *, redact: bool = False, stage: str = ""
) -> tuple[Configuration, tuple[Diagnostic, ...]]:
    """As `configuration_of`, with the warnings that were shown."""
    loaded = read_files(paths, stand_ins, stage=stage)
    if redact and loaded.diagnostics:
        from passkeyctl.cli.redacting import redacted_loading

        loaded = loaded._replace(diagnostics=redacted_loading(loaded.diagnostics, loaded.configuration))
    if loaded.configuration is None:
        raise UserFault(loaded.diagnostics if has_errors(loaded.diagnostics) else [_only_tests(loaded)])
    if loaded.diagnostics:
        show_diagnostics(loaded.diagnostics)
    return loaded.configuration, loaded.diagnostics


def _only_tests(loaded: Loaded) -> Diagnostic:
    """Nothing is wrong, and nothing is described."""
    return error(
        "OPS901",
        "there are policy tests here, and no configuration",
        source=loaded.tests[0].source if loaded.tests else None,
        hint="name the files of the configuration; `passkeyctl test` runs the tests",
    )
