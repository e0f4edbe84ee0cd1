"""Files judged by themselves, as `validate` does it: text in, findings out."""

from __future__ import annotations

from datetime import date
from textwrap import dedent

from passkeyctl.checks.files import review_of_files
from passkeyctl.checks.registry import judge
from passkeyctl.checks.review import Review
from passkeyctl.config.load import load_texts
from passkeyctl.model.desired import Configuration, SourceText
from passkeyctl.model.finding import Finding
from tests.states import TODAY

FILE = "tenant.yaml"
MARK = "apiVersion: passkeyctl/v1"


def configuration_of(yaml_text: str) -> Configuration:
    """What a file says that must load; `apiVersion` need not be written, and lines keep their numbers."""
    text = dedent(yaml_text)
    loaded = load_texts([SourceText(FILE, text if "apiVersion:" in text else f"{text}\n{MARK}\n")])
    assert loaded.configuration is not None, "\n".join(each.summary for each in loaded.diagnostics)
    return loaded.configuration


def review_of(yaml_text: str, as_of: date = TODAY) -> Review:
    return review_of_files(configuration_of(yaml_text), as_of)


def judged(yaml_text: str, as_of: date = TODAY) -> tuple[Finding, ...]:
    return judge(review_of(yaml_text, as_of))


def codes(yaml_text: str, as_of: date = TODAY) -> list[str]:
    """The codes of all findings, in the order of the report."""
    return [each.diagnostic.code for each in judged(yaml_text, as_of)]


def found_in(yaml_text: str, code: str, as_of: date = TODAY) -> list[Finding]:
    return [each for each in judged(yaml_text, as_of) if each.diagnostic.code == code]
