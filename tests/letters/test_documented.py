"""docs/letters.md says what templates may use: all of it, by the names it has."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from jinja2 import meta
from jinja2.sandbox import SandboxedEnvironment

from passkeyctl.letters.choices import Choice, Choices, Sort
from passkeyctl.letters.kinds import CADENCE, Kind
from passkeyctl.letters.merging import COLUMNS
from passkeyctl.letters.paths import Demand, WayIn
from passkeyctl.letters.templates import shipped_templates
from passkeyctl.letters.writing import Cohort, Form, Passkey, Recipient, StageName

DOCUMENT = (Path(__file__).parent.parent.parent / "docs" / "letters.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([\w.]+)`", DOCUMENT))
PASSED_ALONG = {"day", "resources", "choice", "each", "most_models"}
"""Variables that one template sets for another."""


@pytest.mark.parametrize("told", [StageName, Cohort, Choices, Choice, WayIn, Demand, Recipient, Passkey])
def test_every_field_is_documented(told: type) -> None:
    assert {each.name for each in fields(told)} - NAMED == set()


def test_every_word_is_documented() -> None:
    words = {*(each.value for kind in (Kind, Form, Sort) for each in kind), *COLUMNS}
    assert words - NAMED == set()
    listed = ", ".join(str(each) for each in CADENCE[:-1])
    assert f"{listed} and {CADENCE[-1]} day before" in DOCUMENT


def test_templates_use_nothing_else() -> None:
    environment = SandboxedEnvironment()
    environment.filters |= {"day": str, "resources": str}
    used = set().union(
        *(meta.find_undeclared_variables(environment.parse(each)) for each in shipped_templates().values())
    )
    assert used - NAMED - PASSED_ALONG == set()
