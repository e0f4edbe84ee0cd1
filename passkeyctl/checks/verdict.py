"""From what a check found to what it means for the plan: the one place where blocking is decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.checks.review import Review, place_of
from passkeyctl.diagnostics import Diagnostic, Severity, SourceRange
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.rules.table import BY_CODE


def verdict(
    review: Review,
    code: str,
    severity: Severity,
    summary: str,
    *,
    about: ResourceChange | None = None,
    path: str = "",
    address: str = "",
    source: SourceRange | None = None,
    is_touched: bool | None = None,
    is_unknown: bool = False,
    detail: Iterable[str] = (),
    hint: str = "",
    value: str = "",
    affected: str = "",
) -> Finding:
    """A finding, weighed as docs/concepts.md says ("What refuses a plan").

    `about` is the change of the object that is judged, None for one that no file lists; `path` its field. `is_touched`
    says whether this plan causes or worsens it; left out: whether `about` changes anything.
    """
    touched = _is_active(about) if is_touched is None else is_touched
    touched = touched or review.is_of_files_alone
    diagnostic = Diagnostic(
        severity,
        code,
        summary,
        tuple(detail),
        address or (str(about.address) if about is not None else ""),
        source or place_of(about, path),
        hint,
    )
    can_override = is_unknown or not BY_CODE[code].is_promise
    weight = _weight(severity, is_touched=touched)
    return Finding(
        diagnostic,
        weight,
        can_override=can_override and weight is Weight.BLOCKS,
        is_unknown=is_unknown,
        value=value,
        affected=affected,
    )


def _is_active(change: ResourceChange | None) -> bool:
    return change is not None and change.action is not Action.NO_OP


def _weight(severity: Severity, *, is_touched: bool) -> Weight:
    if not is_touched:
        return Weight.STANDING
    return Weight.BLOCKS if severity is Severity.ERROR else Weight.SAYS


def unchecked(code: str, because: str, hint: str = "") -> Finding:
    """What the rule is about could not be looked at, and this plan does not make it worse."""
    diagnostic = Diagnostic(Severity.NOTICE, code, f"not checked, because {because}", hint=hint)
    return Finding(diagnostic, Weight.UNCHECKED, is_unknown=True, affected=f"unknown, because {because}")


PEOPLE_UNREAD = "people were not read"


def read_them(review: Review) -> str:
    """What to do about it, in the words of the command that is run: `validate` reads nobody."""
    return f"`{with_impact(review)}` reads them"


def with_impact(review: Review) -> str:
    return "plan --impact" if review.is_of_files_alone else "--impact"


def without_people(review: Review, code: str) -> Iterator[Finding]:
    """Said once for each rule about people where nobody asked who is affected."""
    if review.known_people is None:
        yield unchecked(code, PEOPLE_UNREAD, read_them(review))
