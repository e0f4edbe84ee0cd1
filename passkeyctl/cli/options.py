"""The options that several commands share, each written once."""

from __future__ import annotations

from typing import Annotated

import typer

Paths = Annotated[
    list[str] | None,
    typer.Argument(help="Files or folders; without any: the current folder.", show_default=False),
]
Tenant = Annotated[
    str,
    typer.Option(
        "--tenant",
        help="`sandbox` for the rehearsal tenant, `sandbox:FILE` for another one. Left out: the tenant in the files.",
        show_default=False,
    ),
]
CloudOption = Annotated[
    str, typer.Option("--cloud", help="global, usgov, dod or china. Left out: as the files say.", show_default=False)
]
Auth = Annotated[
    str,
    typer.Option(
        "--auth",
        help="browser, device-code, cli, secret, certificate, managed-identity, workload, github, azure-pipelines or "
        "gitlab (PASSKEYCTL_AUTH).",
        show_default=False,
    ),
]
ClientId = Annotated[str, typer.Option("--client-id", help="The application to sign in as.", show_default=False)]
Override = Annotated[
    list[str] | None,
    typer.Option("--override", help='Let one code pass for this run: --override CODE="reason".', show_default=False),
]
Stage = Annotated[
    str,
    typer.Option(
        "--stage",
        metavar="NAME",
        help="The wanted stage of the roll-out, for this run. Left out: `rollout.stage` of the files, else the first.",
        show_default=False,
    ),
]
Prune = Annotated[bool, typer.Option("--prune", help="Delete what is inside the managed boundary and in no file.")]
NoBetaCheck = Annotated[
    bool,
    typer.Option("--no-beta-check", help="Don't compare the policies with the beta list, which shows all of them."),
]
ProveEqual = Annotated[
    bool,
    typer.Option("--prove-equal", help="Refuse the plan unless it leaves everybody's passkey access as it is."),
]
Impact = Annotated[
    bool,
    typer.Option("--impact", help="Read people and say who gains, who loses and who can't do what policies ask."),
]
ImpactCsv = Annotated[
    str,
    typer.Option("--impact-csv", help="Write everybody who is affected to a file (with --impact).", show_default=False),
]
MaxLosing = Annotated[
    str,
    typer.Option(
        "--max-losing",
        help="So many may lose their last method: a number, or a share such as 2%. Default: as in the files, else 0.",
        show_default=False,
    ),
]
MaxUnable = Annotated[
    str,
    typer.Option(
        "--max-unable",
        help="So many may be unable to satisfy a policy. Default: as in the files, else 0.",
        show_default=False,
    ),
]
FailOn = Annotated[str, typer.Option("--fail-on", help="error, warning or never: which findings refuse.")]
BaselineFile = Annotated[
    str,
    typer.Option(
        "--baseline",
        help="Report only what this file, which --write-baseline wrote, does not have yet.",
        show_default=False,
    ),
]
WriteBaseline = Annotated[
    str,
    typer.Option("--write-baseline", help="Write what is found to a file for --baseline.", show_default=False),
]
FailOnStanding = Annotated[
    bool, typer.Option("--fail-on-standing", help="Refuse also for what stands in the tenant already.")
]
AsOf = Annotated[
    str,
    typer.Option(
        "--as-of",
        help="Judge Microsoft's dated changes as of this day (2027-02-01) instead of today.",
        show_default=False,
    ),
]
Against = Annotated[
    str,
    typer.Option(
        "--against",
        help="Compare with a saved snapshot, or another tool's export, instead of a tenant.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Form = Annotated[
    str,
    typer.Option("--format", help="text, json, sarif, junit, github or markdown.", show_default="text"),
]
Report = Annotated[
    list[str] | None,
    typer.Option(
        "--report",
        metavar="FORM=FILE",
        help="Write a report, also where the run fails: html, markdown, json, sarif, junit, github or text; "
        "or `summary`, or `github` for the log.",
        show_default=False,
    ),
]
Redact = Annotated[
    bool,
    typer.Option("--redact", help="Print `<user 1>` for names of people, groups, applications and the tenant."),
]
ShowSources = Annotated[
    bool, typer.Option("--show-sources", help="Say for each value which line of which file it comes from.")
]
ShowRequests = Annotated[bool, typer.Option("--show-requests", help="Print the HTTP requests an apply would send.")]
Refresh = Annotated[bool, typer.Option("--refresh", help="Read people anew, however fresh what is kept of them is.")]
MaxAge = Annotated[
    str, typer.Option("--max-age", help="Read again what is kept of people and older than this: 30m, 24h, 7d.")
]
EvidenceFolder = Annotated[
    str,
    typer.Option(
        "--evidence",
        metavar="DIR",
        help="Put everything that an audit asks for into this folder, with a manifest of hashes.",
        show_default=False,
    ),
]
ApprovedBy = Annotated[
    str,
    typer.Option("--approved-by", metavar="NAME", help="Who approved, for --evidence: not proven.", show_default=False),
]
