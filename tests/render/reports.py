"""Reports by hand: every weight, every fate of a finding, names that mean harm."""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.checks.verdict import unchecked
from passkeyctl.diagnostics import SourceRange, error, notice, warning
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.render.findings.report import Changed, Found, Report
from tests.render.plans import HOSTILE

FILE = "tenants/Zürich 1/pässkeys.yaml"

BLOCKED = Found(
    Finding(
        error(
            "CAP402",
            "`CA020 - Admins` demands a strength beside `mfa`",
            address="conditionalAccess.admins",
            source=SourceRange(FILE, 12, 5),
            detail=("the strength is `Phishing-resistant MFA`",),
            hint="take `mfa` out",
        ),
        Weight.BLOCKS,
        value="CA020 - Admins",
        affected="12 people",
    ),
    refuses=True,
)
SAID = Found(
    Finding(
        warning("CAP402", "another, 100% so", address="conditionalAccess.guests", source=SourceRange(FILE, 40)),
        Weight.SAYS,
        is_unknown=True,
        affected="unknown, because people were not read",
    )
)
UNPLACED = Found(Finding(warning("CAP402", "about the tenant"), Weight.STANDING))
OF_A_FILE = Found(Finding(notice("CAP402", "about a file", source=SourceRange(FILE)), Weight.SAYS))
PIPED = Found(Finding(warning("CAP402", "piped", source=SourceRange("<stdin>", 3, 1)), Weight.SAYS))
WAIVED = Found(
    Finding(error("CAP402", "waived", source=SourceRange(FILE, 50, 1)), Weight.BLOCKS),
    let_pass="waived until 2027-03-31: a partner's tool (security@contoso.example)",
)
PEOPLE = unchecked("CAP402", "people were not read", "`--impact` reads them")
UNREAD = Found(PEOPLE)
UNREAD_TOO = Found(replace(PEOPLE, diagnostic=replace(PEOPLE.diagnostic, code="CAP404")))

REPORT = Report("validate", 3, (SAID, BLOCKED, UNPLACED, OF_A_FILE, PIPED, WAIVED, UNREAD, UNREAD_TOO))
PLANNED = replace(
    REPORT, command="plan", changes=(Changed("create", "passkeys.profiles.synced", "Synced | passkeys `pilot`"),)
)
NOTHING = Report("validate", 0)
NO_CHANGES = Report("plan", 0, changes=())

WORST = f"{HOSTILE} ::error::x [a](https://evil.example) @octocat | `b | c` <img src=x> ]]> %0A www.evil.example"
HARM = Report(
    "plan",
    3,
    (
        Found(
            Finding(
                error(
                    "CAP402",
                    f"`{WORST}` and {WORST}",
                    address=f"conditionalAccess.{WORST}",
                    source=SourceRange(f"{WORST}.yaml", 1, 1),
                    detail=(WORST,),
                    hint=WORST,
                ),
                Weight.BLOCKS,
                affected=WORST,
                value=WORST,
            ),
            refuses=True,
        ),
        Found(Finding(error("CAP402", WORST), Weight.BLOCKS), let_pass=WORST),
    ),
    (Changed("update", WORST, WORST),),
)
