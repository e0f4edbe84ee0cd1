"""Sign-in to what is on premises needs evidence, since Graph can't tell (HYB801).

Source: https://learn.microsoft.com/entra/identity/authentication/howto-authentication-passwordless-security-key-on-premises
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.model.expectations import ExpectedKerberos
from passkeyctl.model.finding import Finding


def evidence_of_kerberos(review: Review) -> Iterator[Finding]:
    """HYB801: it is required, and nobody wrote down that it works, or not since the keys were exchanged."""
    expected = review.configuration.expectations.kerberos
    if expected is None or not expected.is_required:
        return
    for words, hint, value in _doubts(expected, review.as_of):
        yield verdict(
            review,
            "HYB801",
            Severity.WARNING,
            words,
            address="expect.entraKerberos",
            source=expected.source,
            is_touched=bool(review.active),
            hint=hint,
            value=value,
            affected=f"people of {', '.join(expected.domains)}" if expected.domains else "",
        )


def _doubts(expected: ExpectedKerberos, as_of: date) -> Iterator[tuple[str, str, str]]:
    look = "see on a pilot computer that a key opens a file share, and write `evidence` and the day under `checked`"
    checked, rotated = expected.checked, expected.rotated
    if expected.evidence is None and checked is None:
        yield "sign-in to what is on premises is required, and nobody wrote down that it works", look, "no evidence"
    elif checked is not None and rotated is not None and checked < rotated:
        words = f"it was last seen that sign-in on premises works on {checked}, before the keys were exchanged"
        yield f"{words} on {rotated}", look, str(checked)
    elif checked is None and rotated is not None:
        yield f"it isn't said whether sign-in on premises was tried since the keys changed on {rotated}", look, "no day"
    if checked is not None and checked > as_of:
        words = f"the day on which sign-in on premises was seen to work, {checked}, is still to come"
        yield words, "write the day on which somebody saw it", str(checked)
