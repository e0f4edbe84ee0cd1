"""A deviation as a finding, for the forms that other programs read."""

from __future__ import annotations

from datetime import datetime

from passkeyctl.diagnostics import Diagnostic, Severity, SourceRange
from passkeyctl.drift.deviation import Deviation
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.render.drift.deviation_values import accepted_text, sentence, titled
from passkeyctl.render.drift.deviation_words import DriftView, attribution_words, keeping, undoing, undoing_first
from passkeyctl.render.value_text import Words


def finding_of(deviation: Deviation, at: datetime, view: DriftView, words: Words, start: SourceRange | None) -> Finding:
    """`start` is the place of what stands in no file. The address is the whole place: it tells fields apart."""
    name = titled(deviation, words)
    known = (f"{label or 'also'}: {text}" for label, text in attribution_words(deviation, at))
    keep, undo = " ".join(keeping(deviation, view)), f"`{undoing(deviation, view)}`"
    undo = ", then ".join(filter(None, (undoing_first(deviation), undo)))
    return Finding(
        Diagnostic(
            Severity.WARNING,
            deviation.code,
            sentence(deviation, words),
            (*((f"name: {name}",) if name else ()), *known),
            deviation.place,
            deviation.source or start,
            f"keep it: `{keep}`; undo it: {undo}",
        ),
        Weight.SAYS,
        value=accepted_text(deviation, words),
    )
