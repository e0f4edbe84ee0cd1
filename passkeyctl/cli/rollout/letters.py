"""`rollout letters`: words for the people of a roll-out, as files; nothing is sent."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options

Stage = Annotated[
    str, typer.Option("--stage", help="As if this stage were reached. Left out: as the files want.", show_default=False)
]
Cohort = Annotated[
    list[str] | None,
    typer.Option(
        "--cohort",
        help="A group of passkeys.targets: its name, alias or id; may be repeated. Left out: all of them.",
        show_default=False,
    ),
]
KindOption = Annotated[
    list[str] | None,
    typer.Option("--kind", help="announcement, reminder, helpdesk or sheet; may be repeated.", show_default=False),
]
Form = Annotated[str, typer.Option("--format", help="md, html or eml.")]
Language = Annotated[str, typer.Option("--language", help="The language of the templates.")]
Templates = Annotated[
    str,
    typer.Option("--templates", help="A folder of templates that go before the shipped ones.", show_default=False),
]
EnforcedOn = Annotated[
    str,
    typer.Option("--enforced-on", help="The day a passkey is required, as 2026-12-01.", show_default=False),
]
Contact = Annotated[str, typer.Option("--contact", help="Whom to ask, as letters are to say it.", show_default=False)]
Person = Annotated[
    str,
    typer.Option("--person", help="A letter for this one member of the cohort (with --tenant).", show_default=False),
]
To = Annotated[str, typer.Option("--to", help="Whom mails are addressed to. Left out: nobody.", show_default=False)]
Out = Annotated[str, typer.Option("--out", help="The folder to write to.", show_default=False)]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace files that are there already.")]
Listing = Annotated[bool, typer.Option("--list", help="Name the templates, and where each comes from.")]
ExportTemplates = Annotated[
    str,
    typer.Option("--export-templates", help="Write the shipped templates to this folder.", show_default=False),
]
Tenant = Annotated[
    str,
    typer.Option(
        "--tenant",
        help="Read this tenant and its people as well: names, counts, a table of people. Left out: only files.",
        show_default=False,
    ),
]
AsOf = Annotated[
    str, typer.Option("--as-of", help="The day to count from, as 2026-11-23. Left out: today.", show_default=False)
]


def letters(
    paths: options.Paths = None,
    stage: Stage = "",
    cohort: Cohort = None,
    kind: KindOption = None,
    form: Form = "md",
    language: Language = "en",
    templates: Templates = "",
    enforced_on: EnforcedOn = "",
    contact: Contact = "",
    person: Person = "",
    to: To = "",
    out: Out = "",
    overwrite: Overwrite = False,
    listing: Listing = False,
    export_templates: ExportTemplates = "",
    tenant: Tenant = "",
    cloud: options.CloudOption = "",
    auth: options.Auth = "",
    client_id: options.ClientId = "",
    as_of: AsOf = "",
    refresh: options.Refresh = False,
    max_age: options.MaxAge = "24h",
) -> int:
    """Write announcements, reminders and texts for the helpdesk, from what the files allow whom. Sends nothing.

    \b
    Examples:
      passkeyctl rollout letters examples/pilot --out letters
      passkeyctl rollout letters --cohort PK-Pilot-Synced --format eml --out mails
      passkeyctl rollout letters --stage enforce --enforced-on 2026-12-01 --out letters
      passkeyctl rollout letters --kind sheet --format html --out .
      passkeyctl rollout letters --tenant sandbox examples/pilot --out letters
      passkeyctl rollout letters --export-templates my-templates
    """
    from passkeyctl.cli.arguments import duration_of
    from passkeyctl.cli.rollout.letter_files import export_shipped, list_templates, shelf_of
    from passkeyctl.cli.rollout.letter_writing import (
        Wanted,
        day_counted_from,
        day_required,
        form_of,
        kinds_of,
        write_letters,
    )

    if export_templates:
        return export_shipped(export_templates, overwrites=overwrite)
    shelf = shelf_of(templates, language)
    if listing:
        return list_templates(shelf)
    day = day_required(enforced_on)
    wanted = Wanted(
        shelf=shelf,
        form=form_of(form),
        kinds=kinds_of(kind or (), has_day=day is not None, is_for_one=bool(person)),
        stage=stage,
        cohorts=tuple(cohort or ()),
        enforced_on=day,
        contact=contact,
        person=person,
        to=to,
        out=out,
        overwrites=overwrite,
        today=day_counted_from(as_of),
    )
    if not tenant:
        return write_letters(wanted, paths, None, None)
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.people.reading_people import PeopleOptions
    from passkeyctl.graph.permissions import REPORT_SCOPES

    connection = ConnectionOptions(tenant, cloud, auth, client_id, also_asks=REPORT_SCOPES)
    return write_letters(wanted, paths, connection, PeopleOptions(refresh, duration_of(max_age, "--max-age")))
