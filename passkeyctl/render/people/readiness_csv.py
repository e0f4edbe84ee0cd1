"""Readiness as a table of people, for mail merge."""

from __future__ import annotations

from passkeyctl.render.csv_text import csv_text
from passkeyctl.render.people.readiness_view import ReadinessView, ReasonTexts, person_rows

COLUMNS = ("signInName", "name", "id", "status", "reasons", "methods", "isAdministrator")
DISABLED = "disabled"
NOT_KNOWN = "not known"


def readiness_csv(view: ReadinessView) -> str:
    """One row for each person; those whose accounts are disabled are not counted, and say so."""
    texts = ReasonTexts(view)
    return csv_text(
        COLUMNS,
        (
            (
                row.person.sign_in_name,
                row.person.name,
                row.person.id,
                row.status or DISABLED,
                texts.of(row),
                NOT_KNOWN if row.methods is None else "; ".join(row.methods),
                "yes" if row.is_administrator else "no",
            )
            for row in person_rows(view, view.everybody)
        ),
    )
