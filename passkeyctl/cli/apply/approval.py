"""Getting a yes: what blocks can't be approved, what must be asked is asked one by one, then the whole."""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import replace

from passkeyctl.cli.console import say
from passkeyctl.cli.plan.planning import Verdict
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.plan.plan import Destination, Plan, is_refused, open_findings
from passkeyctl.render.lines import visible


def approve(plan: Plan, verdict: Verdict, *, asks: bool) -> bool:
    """Whether this plan may be carried out. Without `asks` only overrides can answer."""
    standing = open_findings(plan, verdict.overrides)
    blocked = [each for each in standing if each.weight is Weight.BLOCKS]
    if blocked or (standing and not asks):
        _refuse(standing, undoes=plan.undoes is not None)
        return False
    rest = replace(plan, findings=tuple(each for each in plan.findings if each not in standing))
    if is_refused(rest, verdict.overrides, verdict.fail_on, fail_on_standing=verdict.fail_on_standing):
        say(
            "refused: a finding reaches --fail-on, or stands already and --fail-on-standing is set; nothing was written"
        )
        return False
    if not asks:
        return True
    return all(_answered(each, plan.destination) for each in standing) and _confirmed(plan.destination)


def _refuse(standing: tuple[Finding, ...], *, undoes: bool) -> None:
    codes = sorted({each.diagnostic.code for each in standing})
    passable = sorted({each.diagnostic.code for each in standing if each.can_override})
    say(f"refused: {', '.join(codes)}; nothing was written")
    if passable == codes:
        say("hint: " + " ".join(f'--override {code}="reason"' for code in passable))
    else:
        kept = ", ".join(code for code in codes if code not in passable)
        way_out = "leave what it is about as it is: --leave ADDRESS" if undoes else "change the files"
        say(f"hint: {kept} can't be overridden: {way_out}; docs/checks.md says more")


def _answered(finding: Finding, destination: Destination) -> bool:
    """The most serious need the tenant's name, so that no habit of typing yes answers them."""
    wanted = _name_to_type(destination) if finding.is_grave else "yes"
    return typed(f"{finding.diagnostic.code}: {finding.diagnostic.summary}?", wanted)


def _confirmed(destination: Destination) -> bool:
    return typed(f"Apply these changes to `{_name_to_type(destination)}` ({destination.endpoint})?", "yes")


def _name_to_type(destination: Destination) -> str:
    """The name as it can be seen and typed; a tenant whose name could not be read has its id."""
    return _plain(visible(destination.tenant_name)) or destination.tenant_id or "this tenant"


def typed(question: str, wanted: str) -> bool:
    sys.stderr.write(f"{visible(question)}\n  type `{wanted}` to go on: ")
    sys.stderr.flush()
    try:
        answer = sys.stdin.readline()
    except KeyboardInterrupt:
        say("")
        raise
    if not answer:
        say("")  # the end of the input leaves the cursor behind the question
    if _plain(answer) == wanted:
        return True
    say("not approved: nothing was written")
    return False


def _plain(text: str) -> str:
    """One spelling of letters with marks, and of blanks: what looks equal is equal."""
    return " ".join(unicodedata.normalize("NFC", text).split())
