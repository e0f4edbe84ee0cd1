"""What was found about a plan: what blocks it, what will be asked, what stands already, what else is to be said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.plan.plan import Plan
from passkeyctl.render.diagnostic_lines import ROLES, place_lines
from passkeyctl.render.findings.not_checked import by_reason
from passkeyctl.render.lines import EMPTY, Line, Role, Span, hung, line

OPT_IN = "PRF111"
MOST_STANDING = 10
INDENT = 2
GRAVEST_FIRST = tuple(Severity)


def opt_in_lines(plan: Plan) -> tuple[Line, ...]:
    """The first thing to know: this can't be taken back."""
    found = [each.diagnostic for each in plan.findings if each.diagnostic.code == OPT_IN]
    return tuple(shown for each in found for shown in _headline(each, indent=0, with_severity=False))


def finding_lines(plan: Plan, overrides: Mapping[str, str]) -> tuple[Line, ...]:
    """Every section that has something in it, each after an empty line."""
    overridden = [each for each in plan.findings if is_overridden(each, overrides)]
    left = [each for each in plan.findings if not is_overridden(each, overrides)]
    sections = (
        ("Blocked by", Role.ERROR, _whole(_of(left, Weight.BLOCKS))),
        ("Will be asked", Role.WARNING, _whole(_of(left, Weight.ASKS))),
        ("Overridden for this run", Role.HEADING, _overridden(overridden, overrides)),
        ("Already so", Role.HEADING, _standing(_of(left, Weight.STANDING))),
        ("To know", Role.HEADING, _notices(_of(left, Weight.SAYS), plan.diagnostics)),
        ("Not checked", Role.MUTED, _not_checked(left)),
    )
    return tuple(shown for title, role, lines in sections for shown in _section(title, role, tuple(lines)))


def is_overridden(finding: Finding, overrides: Mapping[str, str]) -> bool:
    refuses = finding.weight in (Weight.BLOCKS, Weight.ASKS)
    return refuses and finding.can_override and finding.diagnostic.code in overrides


def _notices(findings: Iterable[Finding], diagnostics: Iterable[Diagnostic]) -> Iterator[Line]:
    said = (*findings, *(Finding(each, Weight.SAYS) for each in diagnostics))
    for each in sorted(said, key=lambda each: GRAVEST_FIRST.index(each.diagnostic.severity)):
        yield from _headline(each.diagnostic, indent=INDENT, is_unknown=each.is_unknown)
        yield from _rest(each.diagnostic, each.affected)


def _not_checked(findings: Iterable[Finding]) -> Iterator[Line]:
    """Briefly, by reason: what nobody looked at is not fine, and not worth a page either."""
    for each in by_reason(findings):
        hint = f" ({each.hint})" if each.hint else ""
        yield from line(f"because {each.reason}{hint}: {', '.join(each.codes)}", Role.MUTED, indent=INDENT)


def _rest(diagnostic: Diagnostic, affected: str = "") -> Iterator[Line]:
    """Everything that helps to decide."""
    yield from place_lines(diagnostic, indent=INDENT + 2)
    for each in diagnostic.detail:
        yield from line(each, indent=INDENT + 2)
    if affected:
        yield from line(f"affects: {affected}", indent=INDENT + 2)
    if diagnostic.hint:
        yield from line(f"hint: {diagnostic.hint}", indent=INDENT + 2)


def _of(findings: Iterable[Finding], weight: Weight) -> list[Finding]:
    return [each for each in findings if each.weight is weight]


def _section(title: str, role: Role, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return (EMPTY, *line(title, role), *lines) if lines else ()


def _headline(
    diagnostic: Diagnostic, *, indent: int, with_severity: bool = True, is_unknown: bool = False
) -> tuple[Line, ...]:
    """Without its severity where the heading says what it means for this plan."""
    severity = f"{diagnostic.severity}{', unknown' if is_unknown else ''}: " if with_severity else ""
    spans = [Span(f"{severity}{diagnostic.code} ", ROLES[diagnostic.severity]), Span(diagnostic.summary)]
    return hung(spans, first=indent, rest=indent + 2)


def _whole(findings: Iterable[Finding]) -> Iterator[Line]:
    for each in findings:
        yield from _headline(each.diagnostic, indent=INDENT, with_severity=False)
        yield from _rest(each.diagnostic, each.affected)
        if each.is_unknown:
            yield from line("nobody can tell: that is unknown, not violated", Role.MUTED, indent=INDENT + 2)
        if each.weight is Weight.BLOCKS and not each.can_override:
            yield from line("this can't be overridden", Role.MUTED, indent=INDENT + 2)


def _overridden(findings: Iterable[Finding], overrides: Mapping[str, str]) -> Iterator[Line]:
    for each in findings:
        yield from _headline(each.diagnostic, indent=INDENT, with_severity=False)
        yield from place_lines(each.diagnostic, indent=INDENT + 2)
        yield from line(f"reason: {overrides[each.diagnostic.code]}", indent=INDENT + 2)


def _standing(findings: list[Finding]) -> Iterator[Line]:
    """Briefly, since this plan neither causes nor worsens it; the JSON output has all of it."""
    for each in findings[:MOST_STANDING]:
        yield from _headline(each.diagnostic, indent=INDENT, is_unknown=each.is_unknown)
    left = len(findings) - MOST_STANDING
    if left > 0:
        yield from line(f"and {left} more (`--json` lists all)", Role.MUTED, indent=INDENT)
