"""The documents keep up with the code: links lead somewhere, tables say what the code does, examples are understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
import yaml

from passkeyctl.cli.failing import FORMAT as error
from passkeyctl.cli.formats import Format
from passkeyctl.cli.reports.targets import Form
from passkeyctl.config.load import load_texts
from passkeyctl.diagnostics import Severity
from passkeyctl.errors import ExitCode
from passkeyctl.graph.paths import SPECS
from passkeyctl.model.desired import SourceText
from passkeyctl.render.diagnostics_json import FORMAT as validation
from passkeyctl.render.doctor.doctor_json import FORMAT as doctor
from passkeyctl.render.doctor.grant_json import FORMAT as permissions
from passkeyctl.render.document_schemas import DOCUMENTS as printed_documents
from passkeyctl.render.drift.deviation_json import FORMAT as drift
from passkeyctl.render.people.readiness_json import FORMAT as readiness
from passkeyctl.render.plan_json import FORMAT as plan
from passkeyctl.render.records.evidence_lines import FORMAT as evidence
from passkeyctl.render.records.history_json import FORMAT as history
from passkeyctl.render.records.outcome_json import FORMAT as apply
from passkeyctl.render.rules.rule_json import FORMAT as explanation
from passkeyctl.rules.calendar import CALENDAR
from passkeyctl.sandbox.behaviour import Behaviour

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SOURCES = sorted((ROOT / "passkeyctl").rglob("*.py"))
STATUSES = ("documented", "seen in another client", "assumed", "measured")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S), re.M)


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def rows(text: str) -> Iterator[list[str]]:
    """Cells of every table row, without heads and rules."""
    for line in text.splitlines():
        if line.startswith("|") and not re.match(r"\|\s*(-|id\b|code\b)", line):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def fenced(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            assert target.startswith("https://"), target
            continue
        name, _, fragment = target.partition("#")
        found = (document.parent / name).resolve() if name else document
        assert found.exists(), target
        if fragment:
            assert fragment in {anchor(each) for each in headings(found.read_text(encoding="utf-8"))}, target


def test_what_the_code_refers_to_in_the_documents_is_there() -> None:
    texts = [*(path.read_text(encoding="utf-8") for path in SOURCES), text_of("CONTRIBUTING.md")]
    found = {each for text in texts for each in re.findall(r'(docs/[\w-]+\.md)`?, "([^"]+)"', text)}
    assert ("docs/graph-facts.md", "Canonical form") in found
    missing = [each for each in sorted(found) if each[1].lower() not in map(str.lower, headings(text_of(each[0])))]
    assert missing == []


def test_every_document_that_the_code_names_exists() -> None:
    named = {each for path in SOURCES for each in re.findall(r"docs/[\w-]+\.md", path.read_text(encoding="utf-8"))}
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_the_exit_codes_are_the_documented_ones() -> None:
    listed = [int(cells[0]) for cells in rows(text_of("docs/exit-codes.md"))]
    assert listed == sorted(ExitCode)


def test_every_fact_has_an_id_of_its_own_a_status_and_what_the_code_does() -> None:
    facts = [cells for cells in rows(text_of("docs/graph-facts.md")) if re.fullmatch(r"[PMSCLDTKE]-\d\d", cells[0])]
    assert len(facts) > 80
    assert len({cells[0] for cells in facts}) == len(facts)
    for cells in facts:
        assert len(cells) == 5, cells[0]
        assert all(part.strip().startswith(STATUSES) for part in re.split(r"[;,]| and ", cells[2]) if part.strip()), (
            cells
        )
        assert cells[4], cells[0]
        assert cells[3] or cells[2] == "assumed", f"{cells[0]} says who says so"


def test_every_date_of_the_calendar_has_its_row() -> None:
    facts = {cells[0]: cells[1] for cells in rows(text_of("docs/graph-facts.md"))}
    assert {each for each in facts if each.startswith("E-")} == {each.fact for each in CALENDAR.values()}
    for dated in CALENDAR.values():
        said = facts[dated.fact]
        assert str(dated.day.year) in said, dated.fact
        assert f"{dated.day:%B}" in said or not dated.is_firm, dated.fact


def test_facts_refer_to_facts_that_exist() -> None:
    text = text_of("docs/graph-facts.md") + text_of("docs/sandbox.md")
    known = {cells[0] for cells in rows(text_of("docs/graph-facts.md"))}
    assert set(re.findall(r"\b[PMSCLDTKEO]-\d\d\b", text)) <= known


def test_the_switches_of_the_sandbox_are_the_documented_ones() -> None:
    hints = get_type_hints(Behaviour)
    variants = {name: set(get_args(hint)) for name, hint in hints.items() if "Literal" in str(hint)}
    cells = [each for each in rows(text_of("docs/sandbox.md")) if each[0].strip("`") in hints]
    assert {each[0].strip("`"): set(re.findall(r"`(\w+)`", each[1])) for each in cells} == variants
    others = set(re.findall(r"`(\w+)`", text_of("docs/sandbox.md").partition("More switches")[2]))
    assert others == set(hints) - set(variants)


def test_the_permissions_are_those_of_the_addresses() -> None:
    text = text_of("docs/permissions.md")
    named = set(re.findall(r"`([A-Z]\w+(?:\.\w+){1,2})`", text)) - {"Policy.Read.ConditionalAccess"}
    known = {each for spec in SPECS for needs in (*spec.reads, *spec.writes) for each in needs}
    assert named <= known


@pytest.mark.parametrize("example", fenced(text_of("docs/concepts.md"), "yaml"))
def test_an_example_is_understood(example: str) -> None:
    """Fragments are completed with the section they need; what is written must be without a fault."""
    if "extends: ../baseline.yaml" in example:
        below = SourceText("baseline.yaml", text_of("examples/msp/baseline.yaml"))
        loaded = load_texts([SourceText("tenants/wingtip.yaml", example), below])
        assert [each for each in loaded.diagnostics if each.severity is Severity.ERROR] == []
        return
    document = yaml.safe_load(example)
    document.setdefault("apiVersion", "passkeyctl/v1")
    document.pop("include", None)
    if document.get("manage", {}).get("passkeys") == "all":
        document["passkeys"] = {"targets": [], "exclude": []}
    loaded = load_texts([SourceText("example.yaml", yaml.safe_dump(document))])
    assert [each for each in loaded.diagnostics if each.severity is Severity.ERROR] == []


def test_the_forms_and_their_versions_are_the_documented_ones() -> None:
    text = text_of("docs/formats.md")
    assert [cells[0].strip("`") for cells in rows(text.partition("## What")[0])][1:] == [*Format]
    printed = {
        "validation": validation,
        "plan": plan,
        "explanation": explanation,
        "error": error,
        "apply": apply,
        "drift": drift,
        "readiness": readiness,
        "doctor": doctor,
        "permissions": permissions,
        "evidence": evidence,
        "history": history,
    }
    assert dict(re.findall(r"`kind: (\w+)` \(([\d.]+)\)", text)) == printed
    reports = [cells[0].strip("`") for cells in rows(text.partition("## Reports")[2].partition("## Schemas")[0])]
    without_file = [Form.SUMMARY.value, Form.GITHUB.value]
    assert reports[1:] == [*(f"{each}=FILE" for each in Form if each is not Form.SUMMARY), *without_file]
    assert all(f"`{each}`" in text.partition("## Schemas")[2] for each in printed_documents if each != "plan")
