"""One plan, one drift, one roll-out in which everything that somebody else named has the same name."""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.cli.reporting import report_of_plan
from passkeyctl.diagnostics import Severity, SourceRange, error
from passkeyctl.drift.deviation import Drift
from passkeyctl.errors import ExitCode
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.directory import Directory
from passkeyctl.model.finding import Finding, Suppressed, Weight
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.rollout import Registered, Rollout, Setting, Soak, Stage
from passkeyctl.plan.plan import Plan
from passkeyctl.render.findings.report import Found, Report, Step
from passkeyctl.rollout.ladder import Answer, Ladder, Measured, Rung, Standing
from tests.render import drifts, plans, reports
from tests.render.test_ladder_pictures import GATE, SOAK

HARMLESS = "Pilot"
NAMES = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "<!-- x --> --> <!--",
    "&lt;b&gt; &amp; &#60;",
    "</summary></details><details open>",
    "[click](javascript:alert(1)) ![x](https://evil.example/x.png)",
    "<https://evil.example> https://evil.example www.evil.example",
    "**bold** _it_ ~~no~~ `code` | cell | `a",
    "`a\\` | \\| b",
    "# heading\n- list\n1. list\n> quote\n\n    code\n```\nfence",
    "| a | b |\n|---|---|\n| c | d |",
    "@octocat @team/name #1 GH-1 owner/name#2 !3",
    ":tada: $x^2$ [^1]: note",
    "\x1b[2J\x1b]0;owned\x07 \x9b31m \x08\x08\x7f",
    "\u202eevil\u202c \u2066x\u2069 \u200b\u200d\ufeff\U000e0041",
    "line\r\nbreak\u2028and\u2029more\x0b\x0c\x85",
    "::error::owned\n::set-output name=x::y\n##[error]x",
    "%0A::error::x %0D %25",
    "##vso[task.setvariable variable=x]y",
    "]]> <![CDATA[ x ]]> <?xml version='1.0'?> <!DOCTYPE x [<!ENTITY a 'b'>]>",
    "\x00\x01\ufffe\uffff\ud800",
    "{{ 7 * 7 }} {% raw %} ${{ github.token }} $(id) `id`",
    "  leading and trailing  ",
    "\u3164\u2800",
    "../../etc/passwd:1,title=x",
    '=HYPERLINK("https://evil.example";"x")',
    "[bold red]markup[/] [link=https://evil.example]x[/link]",
    "e\u0301\u0335" * 30,
    "名" * 90,
)


def plan(name: str) -> Plan:
    named = plans.plan_of(
        plans.create(Kind.PROFILE, "synced", name, {"passkeyTypes": frozenset({"synced"})}),
        plans.update("pilot", plans.policy(name), {"users.include.groups": frozenset({plans.LOST})}),
        plans.delete(plans.policy(name, "0ca00001-7f0b-4a55-9a3e-9f6a1f5c2d10")),
        name=name,
    )
    waived = Finding(error("CAP402", f"`{name}` is waived", detail=(name,)), Weight.BLOCKS, affected=name)
    return replace(
        named,
        directory=Directory(names={(RefKind.GROUP, plans.LOST): name}),
        findings=(
            Finding(error("OPS907", f"delete `{name}`", detail=(name,), hint=name), Weight.ASKS, affected=name),
            Finding(error("CAP402", name, address=f"conditionalAccess.{name}"), Weight.STANDING, value=name),
        ),
        suppressed=(Suppressed(waived, replace(drifts.WAIVER, reason=name, owner=name)),),
        unlisted=(plans.live(Kind.PROFILE, plans.OLD, name, {}),),
        ladder=rollout(name)[1],
    )


def drift(name: str) -> Drift:
    by = replace(drifts.BY_SOMEBODY, by=name, address=name, activity=name)
    address = Address(Kind.POLICY, name, is_unlisted=True)
    return drifts.drift_of(
        replace(drifts.STATE, name=name, attribution=by, path="name", wanted="PK020", live=name),
        replace(drifts.UNLISTED, address=address, name=name, attribution=by),
        name=name,
    )


def rollout(name: str) -> tuple[Rollout, Ladder]:
    names = [f"{name}{number}" for number in range(len(Standing))]
    gate: Registered = replace(GATE, group=Reference(RefKind.GROUP, name))
    soak: Soak = SOAK
    here = SourceRange("passkeys.yaml", 3, 1)
    stages = tuple(
        Stage(each, after, (Setting("a.b", name, False, here),), (gate, soak), (), "0123456789ab", here, name)
        for each, after in zip(names, ("", *names), strict=False)
    )
    closed = Measured(gate, "ROL101", Answer.CLOSED, name, "at least 90%", 1.0, "%", name, (name, name), name, name)
    rungs = tuple(
        Rung(each, standing, (closed,) if standing is Standing.HELD else ())
        for each, standing in zip(stages, Standing, strict=True)
    )
    return Rollout(stages, names[2], here), Ladder(rungs, names[2], tuple(names[:2]))


def report(name: str) -> Report:
    """With a step of an apply, a place in a file and a reason, each of which has the name."""
    made = report_of_plan(plan(name), (), ExitCode.OPEN, {}, Severity.ERROR, fail_on_standing=False)
    placed = replace(reports.BLOCKED.finding.diagnostic, summary=name, source=SourceRange(f"{name}.yaml", 1, 1))
    found = Found(replace(reports.BLOCKED.finding, diagnostic=placed), refuses=True)
    return replace(
        made,
        command="apply",
        found=(found, *made.found),
        steps=(Step("verified", f"create `{name}`", True), Step("failed", f"delete `{name}`", False, (name,))),
        about=name,
        said=(name,),
    )
