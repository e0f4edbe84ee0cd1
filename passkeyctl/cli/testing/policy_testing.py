"""From files with policy tests to what is printed, and the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from passkeyctl.authenticators.catalogue import Catalogue, load
from passkeyctl.cli.console import say, show, write_out
from passkeyctl.cli.files.files import read_files
from passkeyctl.cli.testing.ground import Ground
from passkeyctl.diagnostics import Diagnostic, has_errors, in_reading_order
from passkeyctl.errors import ExitCode, PasskeyctlError, UsageError, UserFault
from passkeyctl.insight.policy_tests.judging import judged
from passkeyctl.insight.policy_tests.resolving import resolved_tests
from passkeyctl.model.desired import Configuration
from passkeyctl.model.policy_tests import PolicyTest
from passkeyctl.render.people.who_report import Models, names_in
from passkeyctl.render.people.who_words import WhoWords
from passkeyctl.render.policy_test_report import PolicyTestReport


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line, but for the connection. `oldest` is None unless what is kept is to be taken."""

    against: str
    oldest: timedelta | None
    words: str
    as_json: bool
    junit: str


@dataclass(frozen=True, slots=True)
class Where:
    """Which tenant, and how to sign in."""

    tenant: str
    cloud: str
    auth: str
    client_id: str


def run_tests(asked: Asked, paths: Sequence[str] | None, where: Where) -> ExitCode:
    _check(asked, where)
    loaded = read_files(paths)
    if has_errors(loaded.diagnostics):
        raise UserFault(loaded.diagnostics)
    tests = _chosen(loaded.tests, asked.words, paths)
    ground = _ground(asked, where, loaded.configuration, tests)
    found: list[Diagnostic] = []
    resolved = resolved_tests(tests, ground.state, ground.naming, ground.find, found)
    if found:
        raise UserFault(in_reading_order(found))
    for notice in ground.notices:
        say(notice)
    results = tuple(judged(each, ground.state) for each in resolved)
    _print(PolicyTestReport(results, ground.tenant, ground.judged, _words(ground, loaded.configuration)), asked)
    return ExitCode.DONE if all(each.passes for each in results) else ExitCode.REFUSED


def _check(asked: Asked, where: Where) -> None:
    if asked.against and (asked.oldest is not None or where.tenant):
        other = "--offline" if asked.oldest is not None else "--tenant"
        raise UsageError(f"--against takes a file, and {other} a tenant", hint="leave one of them out")


def _chosen(tests: tuple[PolicyTest, ...], words: str, paths: Sequence[str] | None) -> tuple[PolicyTest, ...]:
    named = ", ".join(f"`{each}`" for each in paths or (".",))
    if not tests:
        raise PasskeyctlError(
            f"there are no policy tests in {named}",
            hint="they stand in documents with `kind: PolicyTest`, such as `passkeys.test.yaml`: docs/testing.md",
        )
    wanted = words.casefold().split()
    chosen = tuple(each for each in tests if all(word in each.name.casefold() for word in wanted))
    if not chosen:
        raise PasskeyctlError(
            f"none of the {len(tests)} policy tests has `{words}` in its name", hint="shorten it, or leave --filter out"
        )
    return chosen


def _ground(asked: Asked, where: Where, configuration: Configuration | None, tests: tuple[PolicyTest, ...]) -> Ground:
    if asked.against:
        from passkeyctl.cli.testing.snapshot import snapshot_ground

        return snapshot_ground(asked.against, configuration)
    if asked.oldest is not None:
        from passkeyctl.cli.testing.kept import kept_ground

        return kept_ground(configuration, where.tenant, asked.oldest)
    if where.tenant:
        from passkeyctl.cli.connection import ConnectionOptions
        from passkeyctl.cli.loop import run_async
        from passkeyctl.cli.testing.live import live_ground
        from passkeyctl.graph.permissions import PERSON_SCOPES

        connection = ConnectionOptions(where.tenant, where.cloud, where.auth, where.client_id, also_asks=PERSON_SCOPES)
        return run_async(live_ground(configuration, connection, tests))
    if configuration is None:
        raise PasskeyctlError(
            "there are policy tests here, and nothing that they could be about",
            hint="name the files of the configuration too, or add --against SNAPSHOT, --offline or --tenant",
        )
    from passkeyctl.cli.testing.files import files_ground

    return files_ground(configuration)


def _words(ground: Ground, configuration: Configuration | None) -> WhoWords:
    catalogue = load(configuration.catalogue if configuration is not None else None)
    assert isinstance(catalogue, Catalogue)  # the files were refused otherwise
    house = configuration.house_authenticators if configuration is not None else {}
    return WhoWords(names_in(ground.directory, ground.state), Models(catalogue, house))


def _print(report: PolicyTestReport, asked: Asked) -> None:
    if asked.junit:
        from passkeyctl.cli.atomic import replace_file
        from passkeyctl.render.findings.junit import junit_xml
        from passkeyctl.render.policy_test_suites import suites

        replace_file(Path(asked.junit), junit_xml(suites(report)))
    if asked.as_json:
        from passkeyctl.render.json_text import json_text
        from passkeyctl.render.policy_test_json import policy_tests_json

        write_out(json_text(policy_tests_json(report)))
    else:
        from passkeyctl.render.policy_test_lines import policy_test_lines

        show(policy_test_lines(report))
