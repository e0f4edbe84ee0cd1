"""Every rule has a page, every page holds what it says, and docs/checks.md is made of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from passkeyctl.cli.files.judging import judged_files
from passkeyctl.config.load import Loaded, load_texts
from passkeyctl.diagnostics import Diagnostic, Severity, has_errors
from passkeyctl.model.desired import SourceText
from passkeyctl.model.finding import Weight
from passkeyctl.model.rollout import STOP_CODE, code_of
from passkeyctl.render.rules.rule_markdown import index_markdown, page_markdown
from passkeyctl.rules.page import load_page
from passkeyctl.rules.rule import Mode, Rule
from passkeyctl.rules.table import BY_CODE, RULES
from tests.states import TODAY

ROOT = Path(__file__).parent.parent
CODE = re.compile(r'"((?:PRF|AAG|STR|CAP|EMG|REG|GST|HYB|OPS|ROL)\d{3})"')
GENERATE = "passkeyctl explain --markdown --out docs"
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def loaded(example: str) -> Loaded:
    """A fragment needs nothing but the mark of a file of ours, at its end so that lines keep their numbers."""
    text = example if "apiVersion:" in example else f"{example}\napiVersion: passkeyctl/v1\n"
    return load_texts([SourceText("example.yaml", text)])


def is_yaml(example: str) -> bool:
    """Where a file alone shows nothing, comment lines say how it comes about."""
    return any(line.strip() and not line.strip().startswith("#") for line in example.splitlines())


def found_in(found: Loaded) -> tuple[Diagnostic, ...]:
    """What `validate` prints."""
    if found.configuration is None:
        return found.diagnostics
    findings = judged_files(found.configuration, TODAY).findings
    return (*found.diagnostics, *(each.diagnostic for each in findings if each.weight is not Weight.UNCHECKED))


def codes_of_rollout(found: Loaded) -> set[str]:
    """The codes of the gates and the stops of all stages."""
    assert found.configuration is not None
    assert found.configuration.rollout is not None
    stages = found.configuration.rollout.stages
    stops = {STOP_CODE for stage in stages if stage.stops}
    return stops | {code_of(gate) for stage in stages for gate in stage.gates}


def test_every_code_that_is_printed_is_a_rule() -> None:
    sources = sorted((ROOT / "passkeyctl").rglob("*.py"))
    printed = {each for path in sources for each in CODE.findall(path.read_text(encoding="utf-8"))}
    assert printed <= set(BY_CODE)


def test_no_page_is_without_its_rule() -> None:
    pages = {each.stem for each in (ROOT / "passkeyctl" / "rules" / "pages").glob("*.toml")}
    assert pages <= set(BY_CODE)


@each_rule
def test_the_example_shows_what_the_rule_finds(rule: Rule) -> None:
    example = load_page(rule.code).example
    if not is_yaml(example):
        assert rule.mode is not Mode.FILES, "a rule about files alone shows a file"
        return
    found = loaded(example)
    if rule.mode in (Mode.TENANT, Mode.DRIFT) or rule.is_of_rollout:
        assert [each for each in found.diagnostics if each.severity is Severity.ERROR] == []
        assert not rule.is_of_rollout or rule.code in codes_of_rollout(found)
    else:
        printed = found_in(found)
        assert rule.code in {each.code for each in printed}
        assert [each for each in printed if each.severity not in BY_CODE[each.code].severities] == []
        others = [each.summary for each in found.diagnostics if each.code != rule.code]
        assert not has_errors(each for each in found.diagnostics if each.code != rule.code), others


@each_rule
def test_sources_are_links_or_rows_that_exist(rule: Rule) -> None:
    for source in load_page(rule.code).sources:
        if source.startswith("https://"):
            assert not re.search(r"\s", source), source
            continue
        row = re.fullmatch(r"(docs/[\w-]+\.md)((?:,? [A-Z]-\d\d)*)(?:, \"([^\"]+)\")?", source)
        assert row is not None, f"neither a link nor a row of a document: {source}"
        text = (ROOT / row[1]).read_text(encoding="utf-8")
        assert all(f"\n| {each} |" in text for each in re.findall(r"[A-Z]-\d\d", row[2])), source
        assert row[3] is None or f"# {row[3]}\n" in text, source


@each_rule
def test_texts_are_plain(rule: Rule) -> None:
    """They are printed as they are and as Markdown: outside of backticks nothing looks like a tag or a cell."""
    page = load_page(rule.code)
    for text in (rule.title, page.what, page.why, page.remedy, page.dated, page.unknown, page.waiver):
        assert text.count("`") % 2 == 0, text
        assert not re.search(r"[<>|]", re.sub(r"`[^`]*`", "", text)), text


@each_rule
def test_the_document_of_a_rule_is_current(rule: Rule) -> None:
    path = ROOT / "docs" / "checks" / f"{rule.code}.md"
    assert path.read_text(encoding="utf-8") == page_markdown(rule, load_page(rule.code)), f"run: {GENERATE}"


def test_the_index_is_current_and_no_document_is_left_over() -> None:
    assert (ROOT / "docs" / "checks.md").read_text(encoding="utf-8") == index_markdown(), f"run: {GENERATE}"
    assert {each.stem for each in (ROOT / "docs" / "checks").iterdir()} == set(BY_CODE), f"run: {GENERATE}"
