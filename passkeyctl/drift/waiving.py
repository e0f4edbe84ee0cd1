"""Waivers laid over deviations: what is let pass until its day, and what is wrong with the waivers themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.drift.accepted import Known, is_accepted, plain_text
from passkeyctl.drift.deviation import Deviation
from passkeyctl.model.desired import Waiver
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.kinds import field_of
from passkeyctl.rules.rule import ABOUT_WAIVERS
from passkeyctl.rules.table import BY_CODE


@dataclass(frozen=True, slots=True)
class LetPass:
    """`findings` are about the waivers."""

    deviations: tuple[Deviation, ...]
    findings: tuple[Finding, ...] = ()


def laid_over(deviations: Iterable[Deviation], waivers: Iterable[Waiver], as_of: date, known: Known) -> LetPass:
    """Each deviation with the waiver in force that covers it, if any."""
    found = tuple(deviations)
    ours = [each for each in waivers if BY_CODE[each.rule].is_of_drift]
    in_force = [each for each in ours if each.expires >= as_of]
    covered = tuple(
        replace(each, waiver=next((waiver for waiver in in_force if covers(waiver, each, known)), None))
        for each in found
    )
    return LetPass(covered, tuple(said for each in ours for said in _about(each, found, as_of, known)))


def covers(waiver: Waiver, deviation: Deviation, known: Known) -> bool:
    """Whether this is the deviation that the waiver means, its date aside."""
    if not _is_about(waiver, deviation):
        return False
    if not deviation.path:
        return True
    if not waiver.accepts:
        return waiver.at == str(deviation.address)
    return is_accepted(deviation.address.kind, deviation.path, deviation.live, waiver.accepts, known)


def _is_about(waiver: Waiver, deviation: Deviation) -> bool:
    return waiver.rule == deviation.code and waiver.at in (deviation.place, str(deviation.address))


def _about(waiver: Waiver, found: Sequence[Deviation], as_of: date, known: Known) -> Iterator[Finding]:
    """None decides anything: what no waiver covers counts as drift."""
    meant = [each for each in found if _is_about(waiver, each)]
    covered = [each for each in meant if covers(waiver, each, known)]
    if waiver.expires < as_of:
        summary = f"the waiver of `{waiver.rule}` at `{waiver.at}` expired on {waiver.expires}"
        hint = f"decide which side is right, or ask `{waiver.owner}` for a new date" if covered else "take it out"
        yield _said(waiver, "expired", summary, hint)
    elif covered:
        return
    elif meant:
        values = ", ".join(dict.fromkeys(f"`{_value(each, known)}`" for each in meant))
        summary = (
            f"the waiver of `{waiver.rule}` at `{waiver.at}` accepts `{', '.join(waiver.accepts)}`, and the tenant has "
            + values
        )
        yield _said(
            waiver, f"does not accept {values}", summary, "look at who changed it; then accept that, or mend it"
        )
    else:
        summary = f"the waiver of `{waiver.rule}` at `{waiver.at}` covers nothing"
        yield _said(waiver, "unused", summary, "take it out, so that it lets nothing pass later")


def _value(deviation: Deviation, known: Known) -> str:
    if not deviation.path:
        return deviation.sort.value
    return plain_text(field_of(deviation.address.kind, deviation.path), deviation.live, known)


def _said(waiver: Waiver, what: str, summary: str, hint: str) -> Finding:
    detail = (f"its reason: {waiver.reason}", f"its owner: {waiver.owner}")
    diagnostic = Diagnostic(Severity.WARNING, ABOUT_WAIVERS, summary, detail, waiver.at, waiver.source, hint)
    return Finding(diagnostic, Weight.SAYS, value=f"{waiver.rule} until {waiver.expires} {what}")
