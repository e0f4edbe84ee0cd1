"""Getting a yes: what blocks can't be approved, what must be asked is asked one by one, then the whole."""

from __future__ import annotations

import sys

from passkeyctl.cli.console import say
from passkeyctl.cli.planning import Verdict
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.plan.plan import Plan, is_refused, open_findings


def approve(plan: Plan, verdict: Verdict, *, asks: bool) -> bool:
    """Whether this plan may be carried out. Without `asks` only overrides can answer."""
    standing = open_findings(plan, verdict.overrides)
    blocked = [each for each in standing if each.weight is Weight.BLOCKS]
    if blocked or (standing and not asks):
        _refuse(standing)
        return False
    if not standing and is_refused(plan, verdict.overrides, verdict.fail_on, fail_on_standing=verdict.fail_on_standing):
        say("refused: a finding reaches --fail-on")
        return False
    if not asks:
        return True
    return all(_answered(each, plan) for each in standing) and _confirmed(plan)


def _refuse(standing: tuple[Finding, ...]) -> None:
    codes = sorted({each.diagnostic.code for each in standing})
    passable = sorted({each.diagnostic.code for each in standing if each.can_override})
    say(f"refused: {', '.join(codes)}; nothing was written")
    if passable == codes:
        say("hint: " + " ".join(f'--override {code}="reason"' for code in passable))


def _answered(finding: Finding, plan: Plan) -> bool:
    """The most serious need the tenant's name, so that no habit of typing yes answers them."""
    wanted = plan.destination.tenant_name if finding.is_grave else "yes"
    question = f"{finding.diagnostic.code}: {finding.diagnostic.summary}?"
    return _typed(f"{question}\n  type `{wanted}` to go on: ", wanted)


def _confirmed(plan: Plan) -> bool:
    where = f"`{plan.destination.tenant_name}` ({plan.destination.endpoint})"
    return _typed(f"Apply these changes to {where}?\n  type `yes` to go on: ", "yes")


def _typed(question: str, wanted: str) -> bool:
    sys.stderr.write(question)
    sys.stderr.flush()
    if sys.stdin.readline().strip() == wanted:
        return True
    say("not approved: nothing was written")
    return False
