"""What was found, the gravest first; whatever was let pass, or could not be looked at, says so."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.diagnostics import Severity
from passkeyctl.model.address import Kind
from passkeyctl.model.finding import Weight
from passkeyctl.render.findings.report import Found, words_of
from passkeyctl.render.page.filters import Choice, filters, tallied
from passkeyctl.render.page.frame import Part
from passkeyctl.render.page.markup import badge, code, facts, paragraphs, place, prose, text

LIST = "findings-list"
TONES = {Severity.ERROR: "bad", Severity.WARNING: "warn", Severity.NOTICE: "plain"}
STATES = {
    "refuses": "refuses the run",
    "asks": "is asked before it is applied",
    "says": "to know",
    "standing": "already so",
    "let-pass": "let pass",
    "unchecked": "not checked",
}
KINDS = tuple(sorted((each.value for each in Kind), key=len, reverse=True))


def findings_part(found: Iterable[Found], title: str = "Findings") -> Part:
    listed = sorted(found, key=_gravity)
    if not listed:
        return Part("findings", title, "")
    choices = (
        Choice("severity", "Severity", tallied((each.diagnostic.severity.value for each in listed), _severities())),
        Choice("state", "What it means", tallied(map(state_of, listed), STATES)),
        Choice("code", "Code", tallied(each.diagnostic.code for each in listed if each.diagnostic.code)),
        Choice("kind", "Kind", tallied(kind for each in listed if (kind := kind_of(each.diagnostic.address)))),
    )
    form = filters(LIST, "findings", len(listed), choices) if len(listed) > 1 else ""
    rows = "".join(map(_finding, listed))
    return Part("findings", title, f'{form}<ul class="cards" id="{LIST}">{rows}</ul>', len(listed))


def _severities() -> dict[str, str]:
    return {each.value: each.value for each in Severity}


def _gravity(found: Found) -> tuple[int, int]:
    return tuple(STATES).index(state_of(found)), tuple(Severity).index(found.diagnostic.severity)


def state_of(found: Found) -> str:
    if found.let_pass:
        return "let-pass"
    if found.is_unchecked:
        return "unchecked"
    if found.finding.weight is Weight.ASKS:
        return "asks"
    if found.refuses:
        return "refuses"
    return "standing" if found.finding.weight is Weight.STANDING else "says"


def kind_of(address: str) -> str:
    """The kind at the start of an address or of a place in one; "" where it is about something else."""
    return next((each for each in KINDS if address == each or address.startswith((f"{each}.", f"{each}["))), "")


def _finding(found: Found) -> str:
    diagnostic, state = found.diagnostic, state_of(found)
    fact = facts(
        severity=diagnostic.severity.value, code=diagnostic.code, kind=kind_of(diagnostic.address), state=state
    )
    unknown = ", nobody can tell" if found.finding.is_unknown else ""
    head = (
        badge(diagnostic.severity.value, TONES[diagnostic.severity]),
        code(diagnostic.code) if diagnostic.code else "",
        badge(f"{STATES[state]}{unknown}", "bad" if state == "refuses" else "plain"),
    )
    where = filter(None, (code(diagnostic.address) if diagnostic.address else "", place(diagnostic.source)))
    let_pass = f'<p class="soft">{text(found.let_pass)}</p>' if found.let_pass else ""
    return (
        f'<li{fact}><div class="head">{" ".join(filter(None, head))}</div>'
        f'<p class="said">{prose(diagnostic.summary)}</p>{paragraphs([" · ".join(where)])}'
        f"{paragraphs(map(prose, words_of(found)[1:]))}{let_pass}</li>\n"
    )
