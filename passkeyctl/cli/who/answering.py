"""From a question about one person to what is printed, and the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from passkeyctl.authenticators.catalogue import Catalogue, load
from passkeyctl.cli.console import show, write_out
from passkeyctl.cli.places import has_files
from passkeyctl.cli.who.sign_in import SignInWords
from passkeyctl.cli.who.states import Known
from passkeyctl.diagnostics import SourceRange
from passkeyctl.errors import ExitCode, PasskeyctlError, UsageError
from passkeyctl.insight.person.person import person_view, what_if
from passkeyctl.model.desired import Configuration, Tenant
from passkeyctl.render.people.who_report import Models, WhoReport, names_in, redacted


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line, but for where to look. `oldest` is how old what is kept may be; None: the tenant is asked."""

    user: str
    sign_in: SignInWords
    asks_graph: bool
    as_json: bool
    as_markdown: bool
    redact: bool
    oldest: timedelta | None = None


def answer(
    asked: Asked,
    paths: Sequence[str] | None,
    tenant: str,
    cloud: str,
    auth: str,
    client_id: str,
) -> ExitCode:
    _check(asked)
    configuration = _configuration(paths, tenant, redact=asked.redact)
    try:
        report = _report(asked, _looked_up(asked, configuration, tenant, cloud, auth, client_id))
    except PasskeyctlError as fault:
        if not asked.redact:
            raise
        from passkeyctl.cli.redacting import redacted_search

        raise redacted_search(fault, configuration) from None
    _print(redacted(report) if asked.redact else report, configuration, asked)
    is_contradicted = report.comparison is not None and bool(report.comparison.disagreements)
    return ExitCode.CHANGES if is_contradicted else ExitCode.DONE


def _looked_up(asked: Asked, configuration: Configuration, tenant: str, cloud: str, auth: str, client_id: str) -> Known:
    if asked.oldest is not None:
        from passkeyctl.cli.who.offline import look_back, say_what_is_old

        known = look_back(asked.user, configuration, tenant)
        say_what_is_old(known, asked.oldest)
        return known
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.loop import run_async
    from passkeyctl.cli.who.reading import look
    from passkeyctl.graph.permissions import PERSON_SCOPES

    connection = ConnectionOptions(tenant, cloud, auth, client_id, asked.redact, also_asks=PERSON_SCOPES)
    return run_async(look(asked.user, asked.sign_in, configuration, connection, asks_graph=asked.asks_graph))


def _check(asked: Asked) -> None:
    if asked.as_json and asked.as_markdown:
        raise UsageError("--json and --markdown are two forms", hint="choose one")
    if asked.asks_graph and asked.oldest is not None:
        raise UsageError("--compare-graph asks Graph, and --offline nobody", hint="leave one of them out")


def _configuration(paths: Sequence[str] | None, tenant: str, *, redact: bool) -> Configuration:
    """The named files; without any those of the current folder, if there are some; else just the tenant."""
    if paths or has_files(Path.cwd()):
        from passkeyctl.cli.files.files import configuration_of

        return configuration_of(paths, redact=redact)
    return tenant_alone(tenant)


def tenant_alone(tenant: str) -> Configuration:
    """No files: just which tenant is meant."""
    is_sandbox = tenant.startswith("sandbox")
    domain = tenant if "." in tenant and not is_sandbox else None
    described = Tenant(
        None if domain or is_sandbox else tenant.lower() or None, domain, "", None, SourceRange("--tenant")
    )
    return Configuration(described, {}, (), None, {}, None, {}, ())


def _report(asked: Asked, known: Known) -> WhoReport:
    view = person_view(known.person, known.before, known.after, known.people, is_emergency=known.is_emergency)
    names = names_in(known.directory, known.before, known.after)
    report = WhoReport(known.destination, view, names, known.changes > 0, known.changes, read_at=known.read_at)
    if not asked.sign_in.are_said and not asked.asks_graph:
        return report
    sign_in = asked.sign_in.sign_in(known.directory, known.before, known.after)
    found = what_if(known.person, known.before, known.after, known.people, sign_in)
    ours = tuple(each.before for each in found.policies if each.before is not None)
    if known.graphs is None:
        return replace(report, what_if=found)
    from passkeyctl.insight.person.graph_comparison import compared

    return replace(report, what_if=found, comparison=compared(ours, known.graphs))


def _print(report: WhoReport, configuration: Configuration, asked: Asked) -> None:
    catalogue = load(configuration.catalogue)
    assert isinstance(catalogue, Catalogue)  # the files were refused otherwise
    models = Models(catalogue, configuration.house_authenticators)
    if asked.as_json:
        from passkeyctl.render.json_text import json_text
        from passkeyctl.render.people.who_json import who_json

        write_out(json_text(who_json(report, models)))
    elif asked.as_markdown:
        from passkeyctl.render.people.who_markdown import who_markdown

        write_out(who_markdown(report, models))
    else:
        from passkeyctl.render.people.who_lines import who_lines

        show(who_lines(report, models))
