"""Which letters there are, and when people are reminded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Kind(StrEnum):
    ANNOUNCEMENT = "announcement"
    REMINDER = "reminder"
    HELPDESK = "helpdesk"
    SHEET = "sheet"

    @property
    def is_for_helpdesk(self) -> bool:
        """One for all cohorts; the others are written for each."""
        return self in (Kind.HELPDESK, Kind.SHEET)

    @property
    def template(self) -> str:
        return f"{self.value}.md.j2"


CADENCE = (60, 45, 30, 15, 7, 1)
"""Days before passkeys are required, as Microsoft advises
(https://learn.microsoft.com/entra/identity/authentication/how-to-deploy-phishing-resistant-passwordless-authentication).
"""
WITH_CONTACT = CADENCE[-3:]
"""The last reminders say whom to ask."""


@dataclass(frozen=True, slots=True)
class Reminder:
    days: int
    send_on: date


def reminders(enforced_on: date) -> Iterator[Reminder]:
    yield from (Reminder(days, enforced_on - timedelta(days=days)) for days in CADENCE)
