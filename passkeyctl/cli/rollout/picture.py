"""`rollout show`: the whole ladder, in the terminal or as a page of HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from passkeyctl.cli import options

if TYPE_CHECKING:
    from passkeyctl.cli.rollout.measuring import Measuring
    from passkeyctl.model.rollout import Rollout

PAGE = "picture of a roll-out"

Html = Annotated[str, typer.Option("--html", help="Write one page to this file instead.", show_default=False)]
Ascii = Annotated[bool, typer.Option("--ascii", help="Draw with ASCII only.")]
Tenant = Annotated[
    str,
    typer.Option(
        "--tenant",
        help="Read this tenant and show how each stage stands in it. Left out: only files are read.",
        show_default=False,
    ),
]


def show(
    paths: options.Paths = None,
    tenant: Tenant = "",
    cloud: options.CloudOption = "",
    auth: options.Auth = "",
    client_id: options.ClientId = "",
    stage: options.Stage = "",
    html: Html = "",
    as_json: options.AsJson = False,
    is_ascii: Ascii = False,
    refresh: options.Refresh = False,
    max_age: options.MaxAge = "24h",
    redact: options.Redact = False,
) -> int:
    """Draw the stages of a roll-out as a ladder: what each sets, and which gates are before it. Changes nothing.

    Without --tenant nothing is read but files. With it, each stage shows how it stands in the tenant.

    \b
    Examples:
      passkeyctl rollout show examples/pilot
      passkeyctl rollout show --tenant sandbox examples/pilot
      passkeyctl rollout show --html ladder.html
    """
    from passkeyctl.cli.arguments import duration_of
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.people.reading_people import PeopleOptions
    from passkeyctl.cli.rollout.measuring import files_of, measure
    from passkeyctl.errors import UsageError

    if html and as_json:
        raise UsageError("--html and --json are two pictures", hint="ask for one after the other")
    people = PeopleOptions(refresh, duration_of(max_age, "--max-age"))
    configuration, rollout = files_of(paths, stage=stage, redact=redact)
    found = None
    if tenant:
        connection = ConnectionOptions(tenant, cloud, auth, client_id, redact)
        found = measure(configuration, connection, people, stage=stage)
    if html:
        _write(html, rollout, found, configuration.tenant.domain if configuration.tenant is not None else None)
    elif as_json:
        _print_json(rollout, found)
    else:
        _draw(rollout, found, is_ascii=is_ascii)
    return 0


def _draw(rollout: Rollout, found: Measuring | None, *, is_ascii: bool) -> None:
    import sys

    from passkeyctl.cli.console import show as show_lines
    from passkeyctl.render.rollout.ladder_picture import picture_lines

    ladder = found.ladder if found is not None else None
    show_lines(picture_lines(rollout, ladder, is_ascii=is_ascii or not _has_boxes(sys.stdout.encoding)), sys.stdout)


def _has_boxes(encoding: str | None) -> bool:
    try:
        "│├┤┌┐└┘─".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _print_json(rollout: Rollout, found: Measuring | None) -> None:
    from passkeyctl.cli.console import write_out
    from passkeyctl.render.json_text import json_text
    from passkeyctl.render.rollout.rollout_json import described_json, status_json

    document = (
        described_json(rollout)
        if found is None
        else status_json(
            rollout, found.ladder, found.destination, kind="rollout", exit_code=0, reasons=(), next_steps=()
        )
    )
    write_out(json_text(document))


def _write(path: str, rollout: Rollout, found: Measuring | None, domain: str | None) -> None:
    from pathlib import Path

    from passkeyctl.cli.atomic import replace_file
    from passkeyctl.cli.console import say
    from passkeyctl.cli.kept import remember
    from passkeyctl.render.rollout.ladder_html import ladder_html

    page = ladder_html(rollout, found.ladder, found.place) if found is not None else ladder_html(rollout, None)
    replace_file(Path(path), page)
    if found is not None:
        # It names people who are missing: `purge` is to know where it lies.
        remember(Path(path), PAGE, found.destination.tenant_id, domain)
    say(f"wrote {path}")
