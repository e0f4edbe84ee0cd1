"""Waivers laid over findings: what is let pass, and what is wrong with the waivers themselves (OPS906)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.model.desired import Waiver
from passkeyctl.model.finding import Finding, Suppressed, Weight
from passkeyctl.rules.rule import ABOUT_WAIVERS, Mode
from passkeyctl.rules.table import BY_CODE

TOLD_ON_LOADING = frozenset({"REG603"})
"""Rules that are told while files are read as well, where no waiver is looked at."""

ABOUT_PEOPLE = frozenset(
    {
        "PRF105",
        "PRF106",
        "PRF110",
        "STR303",
        "CAP403",
        "CAP409",
        "CAP410",
        "CAP411",
        "EMG506",
        "REG602",
        "REG604",
        "REG606",
        "GST703",
    }
)
"""Rules that may find more, or something at all, once people are read."""


@dataclass(frozen=True, slots=True)
class Judged:
    """`findings_left` no waiver covers; `own` are about the waivers."""

    findings_left: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...] = ()
    own: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What counts."""
        return (*self.findings_left, *self.own)


def judged(review: Review, found: Iterable[Finding]) -> Judged:
    """What checks found, with the waivers of the files laid over it."""
    return waived(
        found,
        review.configuration.waivers,
        review.as_of,
        is_of_files_alone=review.is_of_files_alone,
        has_people=review.has_people,
    )


def waived(
    findings: Iterable[Finding],
    waivers: Iterable[Waiver],
    as_of: date,
    *,
    is_of_files_alone: bool = False,
    has_people: bool = True,
) -> Judged:
    """What is left of the findings on that day. A waiver never covers what asks, nor what was not checked.

    Waivers of drift mean nothing where something is planned: `drift` tells what is wrong with them.
    """
    listed = tuple(findings)
    known = tuple(each for each in waivers if not BY_CODE[each.rule].is_of_drift)
    in_force = [each for each in known if each.expires >= as_of]
    left: list[Finding] = []
    suppressed: list[Suppressed] = []
    for finding in listed:
        waiver = next((each for each in in_force if covers(each, finding)), None)
        if waiver is None:
            left.append(finding)
        else:
            suppressed.append(Suppressed(finding, waiver))
    judging = _Judging(listed, as_of, is_of_files_alone, has_people)
    own = tuple(said for each in known for said in judging.about(each))
    return Judged(tuple(left), tuple(suppressed), own)


def covers(waiver: Waiver, finding: Finding) -> bool:
    """Whether this is a finding that the waiver means, its date aside."""
    return _is_about(waiver, finding) and (not waiver.accepts or _is_accepted(waiver, finding.value))


def _is_about(waiver: Waiver, finding: Finding) -> bool:
    """But for the value. What must be asked is a question of one run; what was not checked is no finding."""
    return (
        waiver.rule == finding.diagnostic.code
        and BY_CODE[waiver.rule].can_be_waived
        and waiver.at in ("", finding.diagnostic.address)
        and finding.weight not in (Weight.ASKS, Weight.UNCHECKED)
    )


def _is_accepted(waiver: Waiver, value: str) -> bool:
    """As lists: in any order, with any blanks and capitals."""
    return _members([value]) == _members(waiver.accepts)


def _members(texts: Iterable[str]) -> frozenset[str]:
    parts = (part for text in texts for part in text.split(","))
    return frozenset(folded for part in parts if (folded := re.sub(r"\s+", " ", part).strip().casefold()))


@dataclass(frozen=True, slots=True)
class _Judging:
    """Looks at one waiver after the other, beside everything that was found."""

    findings: tuple[Finding, ...]
    as_of: date
    is_of_files_alone: bool
    has_people: bool

    def about(self, waiver: Waiver) -> Iterator[Finding]:
        covered = [each for each in self.findings if covers(waiver, each)]
        if waiver.expires < self.as_of:
            yield self._expired(waiver, covered)
        elif not covered:
            others = [each for each in self.findings if _is_about(waiver, each)]
            if others:
                yield _other_value(waiver, others)
            elif self._would_be_known(waiver.rule):
                yield self._unused(waiver)

    def _expired(self, waiver: Waiver, covered: list[Finding]) -> Finding:
        """An error while something hangs on it; of files alone nobody can tell whether something does."""
        summary = f"the waiver of `{waiver.rule}`{_where(waiver)} expired on {waiver.expires}"
        if not covered and not self.is_of_files_alone:
            return _said(Severity.WARNING, waiver, "expired", summary, "nothing hangs on it any more: take it out")
        hint = f"mend what it was for, or ask `{waiver.owner}` for a new date"
        weight = Weight.STANDING if covered and all(each.weight is Weight.STANDING for each in covered) else None
        return _said(Severity.ERROR, waiver, "expired", summary, hint, weight or Weight.BLOCKS)

    def _would_be_known(self, rule: str) -> bool:
        """Whether the rule has been judged to its end, so that finding nothing means something."""
        if rule in TOLD_ON_LOADING or (self.is_of_files_alone and BY_CODE[rule].mode is not Mode.FILES):
            return False
        if rule in ABOUT_PEOPLE and not self.has_people:
            return False
        return not any(each.diagnostic.code == rule and each.is_unknown for each in self.findings)

    def _unused(self, waiver: Waiver) -> Finding:
        asked = [each for each in self.findings if each.diagnostic.code == waiver.rule and each.weight is Weight.ASKS]
        summary = f"the waiver of `{waiver.rule}`{_where(waiver)} covers nothing"
        if asked:
            hint = f'what must be asked can\'t be waived: say yes when asked, or `--override {waiver.rule}="reason"`'
            return _said(Severity.WARNING, waiver, "unused", summary, hint)
        return _said(Severity.WARNING, waiver, "unused", summary, "take it out, so that it lets nothing pass later")


def _other_value(waiver: Waiver, others: list[Finding]) -> Finding:
    found = ", ".join(dict.fromkeys(f"`{each.value}`" if each.value else "no value" for each in others))
    summary = (
        f"the waiver of `{waiver.rule}`{_where(waiver)} accepts `{', '.join(waiver.accepts)}`, and what was found is "
        + found
    )
    hint = "look at what changed; then accept that value, or mend it"
    return _said(Severity.WARNING, waiver, f"does not accept {found}", summary, hint)


def _where(waiver: Waiver) -> str:
    return f" at `{waiver.at}`" if waiver.at else ""


def _said(
    severity: Severity, waiver: Waiver, what: str, summary: str, hint: str, weight: Weight = Weight.SAYS
) -> Finding:
    """Its value tells it from what is said of other waivers of that day, and of this one on another."""
    detail = (f"its reason: {waiver.reason}", f"its owner: {waiver.owner}")
    diagnostic = Diagnostic(severity, ABOUT_WAIVERS, summary, detail, waiver.at, waiver.source, hint)
    value = f"{waiver.rule} until {waiver.expires} {what}"
    return Finding(diagnostic, weight, can_override=weight is Weight.BLOCKS, value=value)
