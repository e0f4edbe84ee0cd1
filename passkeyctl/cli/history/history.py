"""`history`: what runs against a tenant came to, as this machine knows it; asks no tenant."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options
from passkeyctl.errors import ExitCode

Since = Annotated[
    str, typer.Option("--since", help="Only what ended so recently: 12h, 30d. Left out: all.", show_default=False)
]
Html = Annotated[
    str, typer.Option("--html", metavar="FILE", help="Write a page with the same to this file.", show_default=False)
]
OfTenant = Annotated[
    str,
    typer.Option(
        "--tenant", help="The tenant's id or a domain, or `sandbox`. Left out: as the files say.", show_default=False
    ),
]


def history(
    paths: options.Paths = None,
    tenant: OfTenant = "",
    cloud: options.CloudOption = "",
    since: Since = "",
    as_json: options.AsJson = False,
    html: Html = "",
) -> int:
    """List the plans, applies, undos, drifts and readiness of a tenant, with how they went. Asks no tenant.

    \b
    Examples:
      passkeyctl history --tenant sandbox examples/pilot
      passkeyctl history --since 30d
      passkeyctl history --tenant contoso.onmicrosoft.com --html history.html
      passkeyctl history tenants/contoso --json
    """
    from passkeyctl.cli.arguments import duration_of
    from passkeyctl.cli.clock import now
    from passkeyctl.cli.console import say, show, write_out
    from passkeyctl.cli.history.listing import check_page, history_of, write_page
    from passkeyctl.cli.history.subject import subject_of

    if html:
        check_page(html)
    first = now() - duration_of(since, "--since") if since else None
    found = history_of(subject_of(paths, tenant, cloud), first, since)
    code = ExitCode.FAILED if found.notices else ExitCode.DONE
    for each in found.notices:
        say(f"error: this is not all: {each}")
    if html:
        write_page(found, html)
    if as_json:
        from passkeyctl.render.json_text import json_text
        from passkeyctl.render.records.history_json import history_json

        write_out(json_text(history_json(found, int(code))))
    else:
        from passkeyctl.render.records.history_lines import history_lines

        show(history_lines(found))
    return code
