"""Files to cohorts to letters, as tests need them."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from pathlib import Path

from passkeyctl.authenticators.catalogue import newest
from passkeyctl.config.load import load
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.letters.assuming import described
from passkeyctl.letters.kinds import Kind
from passkeyctl.letters.paths import Path as Way
from passkeyctl.letters.paths import cohort_path
from passkeyctl.letters.templates import Shelf, Templates
from passkeyctl.letters.writing import Cohort, Form, Letter, Occasion, Recipient, StageName, Writing, cohort_of
from passkeyctl.model.desired import Configuration

FOLDER = Path(__file__).parent
GOLDEN = FOLDER / "golden"
PILOT = (FOLDER / "pilot.yaml").read_text(encoding="utf-8")
COHORTS = ("PK-Pilot-DeviceBound", "PK-Pilot-Synced", "PK-Pilot-Windows")
OCCASION = Occasion(
    organisation="Contoso",
    stage=StageName("observe", "The policy watches and stops nobody."),
    enforced_on=date(2026, 12, 31),
    contact="extension 4711, helpdesk@contoso.com",
    not_before=date(2026, 11, 23),
)


@cache
def configuration_of(text: str) -> Configuration:
    loaded = load(("-",), cwd=FOLDER, stdin=io.BytesIO(text.encode()))
    assert loaded.configuration is not None, loaded.diagnostics
    return loaded.configuration


@cache
def state_of(text: str) -> TenantState:
    return described(configuration_of(text)).state


@cache
def way(text: str, group: str) -> Way:
    return cohort_path(state_of(text), group, newest().entries)


def cohorts(text: str = PILOT, *names: str) -> tuple[Cohort, ...]:
    return tuple(cohort_of(each, way(text, each), {}) for each in names or COHORTS)


def written(
    *kinds: Kind,
    form: Form = Form.MARKDOWN,
    about: tuple[Cohort, ...] | None = None,
    occasion: Occasion = OCCASION,
    shelf: Shelf | None = None,
    person: Recipient | None = None,
    to: str = "",
) -> dict[str, str]:
    found = letters(*kinds, form=form, about=about, occasion=occasion, shelf=shelf, person=person, to=to)
    return {each.file: each.text for each in found}


def letters(
    *kinds: Kind,
    form: Form,
    about: tuple[Cohort, ...] | None,
    occasion: Occasion,
    shelf: Shelf | None,
    person: Recipient | None = None,
    to: str = "",
) -> tuple[Letter, ...]:
    writing = Writing(Templates(shelf or Shelf()), form, occasion)
    return tuple(writing.letters(kinds, about if about is not None else cohorts(), person, to))


def goldens() -> dict[str, str]:
    """Whole letters that are kept beside the tests; `python -m tests.letters.letters` writes them anew."""
    return {
        **written(Kind.ANNOUNCEMENT, Kind.HELPDESK, Kind.SHEET),
        **written(Kind.REMINDER, about=cohorts(PILOT, "PK-Pilot-DeviceBound")),
        **written(Kind.SHEET, form=Form.HTML),
        **written(Kind.ANNOUNCEMENT, form=Form.MAIL, about=cohorts(PILOT, "PK-Pilot-Synced")),
    }


if __name__ == "__main__":
    for name, text in goldens().items():
        (GOLDEN / name).write_bytes(text.encode())
