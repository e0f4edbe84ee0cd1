"""The summary of an evidence folder, in Markdown: what changed, what the files promise, what is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Assertion
from passkeyctl.model.fields import Fields
from passkeyctl.plan.plan import Plan
from passkeyctl.plan.record.receipt import Receipt, Step
from passkeyctl.render.fact_lines import moment
from passkeyctl.render.markdown_text import escaped, with_code
from passkeyctl.render.naming import names_of
from passkeyctl.render.records.evidence_sentences import Telling
from passkeyctl.render.records.receipt_lines import OUTCOMES, changes_of
from passkeyctl.render.value_text import PlanView, Words

CODE = "PRF105"
"""By which a promise is said to be broken, or not to be known."""

VERIFIED = "verified"


def planned_summary(plan: Plan, view: PlanView, assertions: Sequence[Assertion]) -> str:
    """Before anything is written."""
    told = Telling(Words(view, names_of(plan)), strengths_of(plan))
    sentences = tuple(told.sentences(plan.changes))
    lines = ["# What the plan would change", "", *_place(plan), "", *(_listed(sentences) or ["Nothing."])]
    return _text([*lines, *_promises(plan, assertions)])


def applied_summary(plan: Plan, receipt: Receipt, words: Words, assertions: Sequence[Assertion]) -> str:
    """What the tenant showed afterwards beside what it showed before: nothing that was only sent."""
    at = moment(receipt.ended.at if receipt.ended is not None else receipt.segments[-1].at)
    told = Telling(words, {**strengths_of(plan), **_strengths_after(receipt)}, at)
    changed = tuple(told.sentences(changes_of(receipt))) if receipt.ended is not None else ()
    outcome = OUTCOMES[receipt.outcome][0]
    lines = ["# What was changed", "", *_place(plan), "", f"Run {receipt.run}: {outcome}.", ""]
    nothing = "Nothing that this run touched stands otherwise than before."
    if receipt.ended is None:
        nothing = "The run was cut off: what it changed is told by its requests and by the tenant."
    lines += _listed(changed) or [nothing]
    return _text([*lines, *_open(receipt.segments[-1].steps), *_promises(plan, assertions)])


def strengths_of(plan: Plan) -> dict[str, Fields]:
    """As they are, and as the plan makes them."""
    found = {each.id: each.fields for each in plan.prior.of(Kind.STRENGTH)}
    planned = (each for each in plan.changes if each.address.kind is Kind.STRENGTH)
    return found | {each.id: each.planned for each in planned if each.planned is not None}


def _strengths_after(receipt: Receipt) -> dict[str, Fields]:
    return {each.id: each.fields for each in receipt.after.of(Kind.STRENGTH)}


def _place(plan: Plan) -> Iterator[str]:
    where = plan.destination
    named = f"{escaped(where.tenant_name)} ({escaped(where.tenant_id)})" if where.tenant_name else where.tenant_id
    yield f"Tenant: {named} at {escaped(where.endpoint)}"


def _open(steps: Iterable[Step]) -> Iterator[str]:
    left = [each for each in steps if each.status != VERIFIED]
    if left:
        yield from ("", "## What is open", "")
        for each in left:
            why = f": {with_code('; '.join(each.detail))}" if each.detail else ""
            yield f"- {with_code(str(each.operation.get('summary')))} ({escaped(each.status)}){why}"


def _promises(plan: Plan, assertions: Sequence[Assertion]) -> Iterator[str]:
    """One sentence for each `assert` of the files, as the plan found it."""
    if not assertions:
        return
    yield from ("", "## What the files promise of people (`assert`), as this plan found it", "")
    for each in assertions:
        yield f"- {escaped(each.address)} ({_whom(each)} may register {_ruled_out(each)}): {_verdict(plan, each)}."


def _whom(assertion: Assertion) -> str:
    named = [escaped(each.written) for each in (*assertion.groups, *assertion.roles, *assertion.users)]
    return "people" if assertion.is_for_everyone else f"people of {', '.join(named)}"


def _ruled_out(assertion: Assertion) -> str:
    found = ["no synced passkeys"] if assertion.forbids_synced else []
    found += ["none without attestation"] if assertion.forbids_unattested else []
    if assertion.authenticators is not None:
        found.append(f"only {len(assertion.authenticators)} models by their AAGUIDs")
    return ", ".join(found) or "what they like"


def _verdict(plan: Plan, assertion: Assertion) -> str:
    waived = tuple(each.finding for each in plan.suppressed)
    for each in (*plan.findings, *waived):
        told = each.diagnostic
        if told.code == CODE and (told.address, told.source) == (assertion.address, assertion.source):
            if each.is_unknown:
                return f"whether it holds could not be told: {with_code(told.summary)}"
            let_pass = " (a waiver or the baseline lets it pass)" if each in waived else ""
            return f"broken{let_pass}: {with_code(told.summary)}"
    return "it holds with the settings of this plan"


def _listed(sentences: Iterable[str]) -> list[str]:
    return [f"- {each}" for each in sentences]


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
