"""No name can do anything in any form: what is written has the same structure as with a harmless name."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from passkeyctl.cli.console import say
from passkeyctl.cli.reporting import report_of_drift
from passkeyctl.errors import ExitCode
from passkeyctl.render.csv_text import csv_text
from passkeyctl.render.drift.deviation_json import drift_json
from passkeyctl.render.drift.deviation_lines import deviation_lines
from passkeyctl.render.findings.file_uris import Folders
from passkeyctl.render.findings.findings_junit import findings_suite
from passkeyctl.render.findings.findings_markdown import findings_markdown
from passkeyctl.render.findings.github_annotations import github_annotations
from passkeyctl.render.findings.junit import junit_xml
from passkeyctl.render.findings.report import Report
from passkeyctl.render.findings.sarif import sarif_json
from passkeyctl.render.json_text import json_text
from passkeyctl.render.lines import line
from passkeyctl.render.markdown_parts import marker
from passkeyctl.render.page.pages import page_of_drift, page_of_plan, page_of_report
from passkeyctl.render.plain import plain_text
from passkeyctl.render.plan_json import plan_json
from passkeyctl.render.records.event_json import event_line
from passkeyctl.render.rollout.ladder_html import ladder_html
from passkeyctl.render.terminal import coloured_text
from passkeyctl.render.text import plan_lines
from tests.render import drifts, plans
from tests.render.documents import faults
from tests.render.hostile import HARMLESS, NAMES, drift, plan, report, rollout
from tests.render.test_sarif import published

HERE = Folders(PurePosixPath("/builds/contoso"), PurePosixPath("/builds/contoso"))
ANY = st.text(st.one_of(st.characters(), st.sampled_from("<>&\"'`|\\[]()#*_~@:%\n\r\x1b\u202e")), max_size=40)
OURS = re.compile(r"</?details>|<details open>|</?summary>|<br>|<!-- -->|<!-- passkeyctl: [\w ./-]+ -->")
LINES = re.compile(r"\x1b\[[0-9;]*m")

Maker = Callable[[str], Report]


def of_drift(name: str) -> Report:
    return report_of_drift(drift(name), ExitCode.CHANGES, (), drifts.drift_view(), drifts.CONFIGURATION)


REPORTS: tuple[Maker, ...] = (report, of_drift)


def is_shown(text: str) -> bool:
    """Nothing that moves a cursor, turns the direction of text or can't be seen; lines end with a line feed."""
    return all((each.isprintable() and each not in "\u2800\u3164") or each in "\n\u3000" for each in text)


# --- text


@pytest.mark.parametrize("name", NAMES)
def test_text_moves_no_cursor(name: str) -> None:
    made = plan(name)
    for lines in (plan_lines(made, plans.view()), deviation_lines(drift(name), drifts.drift_view())):
        assert is_shown(plain_text(lines))
        assert is_shown(LINES.sub("", coloured_text(lines)))


COMMANDS = ("##vso[task.setvariable variable=x]y", "##[add-mask]x", "##teamcity[x]", f"{'x ' * 31}::add-mask::x ::a::b")


@pytest.mark.parametrize("name", [*NAMES, *COMMANDS])
def test_a_pipeline_that_reads_the_log_obeys_no_name(name: str) -> None:
    """Azure Pipelines and GitHub look for `##` anywhere in a line, and GitHub for `::` where one starts."""
    made, drifted = plan(name), drift(name)
    texts = (
        plain_text(plan_lines(made, plans.view())),
        plain_text(deviation_lines(drifted, drifts.drift_view())),
        plain_text((*line(name), *line(f"a {name}", indent=2))),
        json_text(plan_json(made, overrides={}, exit_code=0, reasons=())),
        json_text(drift_json(drifted, drifts.drift_view(), exit_code=2, reasons=["drift"])),
        event_line({"event": name}),
        csv_text(["name"], [[name]]),
        *(findings_markdown(maker(name), HERE) for maker in REPORTS),
        *(junit_xml([findings_suite(maker(name), HERE)]) for maker in REPORTS),
        *(json_text(sarif_json(maker(name), HERE)) for maker in REPORTS),
        *(github_annotations(maker(name), HERE) for maker in REPORTS),
    )
    for text in texts:
        assert not re.search(r"##\w*\[", text)
    for text in texts[:3]:
        assert not re.search(r"^\s*::", text, re.M)


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_said_beside_the_output_is_no_command_either(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    say(f"signed in as\n{name}\n::error::x")
    assert not re.search(r"##\w*\[|^\s*::", capsys.readouterr().err, re.M)


def test_the_names_are_hostile_and_the_test_sees_it() -> None:
    assert len(set(NAMES)) > 25
    assert sum(not is_shown(each) for each in NAMES) > 4
    assert any("[click](javascript" in str(each.content) for each in tokens("[click](javascript:x)"))
    assert elements("<p>a</p>") != elements("<p><b>a</b></p>")


# --- Markdown


def tokens(text: str) -> list[Token]:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)


def flat(found: Iterable[Token]) -> list[Token]:
    return [inner for each in found for inner in (each, *flat(each.children or ()))]


def skeleton(text: str) -> list[str]:
    """Blocks and rows, what is code and what is not; words aside."""
    kept = [each for each in flat(tokens(text)) if each.type not in ("text", "code_inline", "html_inline", "inline")]
    return [f"{each.type} {each.tag}" for each in kept if each.type not in ("softbreak", "text_special")]


def obeys_nothing(text: str) -> None:
    found = flat(tokens(text))
    assert not {each.type for each in found} & {"link_open", "image", "fence", "code_block", "heading_open h1"}
    for each in found:
        if each.type in ("html_inline", "html_block"):
            assert OURS.sub("", re.sub(r"(<summary>)[^<>]*(</summary>)", r"\1\2", each.content)).strip() == "", each
        elif each.type == "text":
            assert not re.search(r"@\w|https?://|www\.\w|[#!]\d|GH-\d", each.content), each


@pytest.mark.parametrize("made", REPORTS, ids=["plan", "drift"])
@pytest.mark.parametrize("name", NAMES)
def test_markdown_shows_and_obeys_nothing(name: str, made: Maker) -> None:
    text = findings_markdown(made(name), HERE)
    assert is_shown(text)
    obeys_nothing(text)
    assert skeleton(text) == skeleton(findings_markdown(made(HARMLESS), HERE))


@pytest.mark.parametrize("name", NAMES)
def test_no_name_ends_the_marker(name: str) -> None:
    line = marker("plan", f"{name} 0123456789ab")
    assert re.fullmatch(r"<!-- passkeyctl: [A-Za-z0-9._/ -]+ -->", line)
    assert "--" not in line.removeprefix("<!--").removesuffix("-->")


# --- for programs


@pytest.mark.parametrize("name", NAMES)
def test_json_keeps_to_its_schema(name: str) -> None:
    for document in (
        plan_json(plan(name), overrides={}, exit_code=0, reasons=()),
        drift_json(drift(name), drifts.drift_view(), exit_code=2, reasons=["drift"]),
    ):
        text = json_text(document)
        assert is_shown(text)
        assert json.loads(text) == json.loads(json.dumps(document))
        assert faults(document) == []


@pytest.mark.parametrize("made", REPORTS, ids=["plan", "drift"])
@pytest.mark.parametrize("name", NAMES)
def test_sarif_is_valid(name: str, made: Maker) -> None:
    text = json_text(sarif_json(made(name), HERE))
    assert is_shown(text)
    document = json.loads(text)
    published().validate(document)
    (run,) = document["runs"]
    for each in run["results"]:
        assert not re.search(r"(?<!\\)\](?=\()", each["message"]["text"])
        for place in each["locations"]:
            assert re.fullmatch(
                r"[\w./~!$&'()*+,;=@%-]+", place["physicalLocation"]["artifactLocation"]["uri"], re.ASCII
            )


def shape(element: ET.Element) -> object:
    return element.tag, sorted(element.attrib), [shape(each) for each in element]


@pytest.mark.parametrize("made", REPORTS, ids=["plan", "drift"])
@pytest.mark.parametrize("name", NAMES)
def test_junit_has_the_same_elements(name: str, made: Maker) -> None:
    text = junit_xml([findings_suite(made(name), HERE)])
    assert is_shown(text)
    assert shape(ET.fromstring(text)) == shape(ET.fromstring(junit_xml([findings_suite(made(HARMLESS), HERE)])))


@pytest.mark.parametrize("made", REPORTS, ids=["plan", "drift"])
@pytest.mark.parametrize("name", NAMES)
def test_annotations_begin_no_other_command(name: str, made: Maker) -> None:
    text = github_annotations(made(name), HERE)
    assert is_shown(text)
    lines = text.splitlines()
    assert len(lines) == len(github_annotations(made(HARMLESS), HERE).splitlines())
    assert lines == text.split("\n")[:-1]
    for each in lines:
        assert re.match(r"::(error|warning|notice) ((file|line|col|title)=[^,:]*,?)+::", each), each


# --- HTML


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.said: list[str] = []
        self.links: list[str] = []
        self._raw = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(sorted(name for name, _ in attrs))))
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "xlink:href")]
        self._raw = tag if tag in ("script", "style") else ""

    def handle_endtag(self, tag: str) -> None:
        self.found.append((f"/{tag}", ()))
        self._raw = ""

    def handle_comment(self, data: str) -> None:
        self.found.append((f"comment {bool(data)}", ()))

    def handle_data(self, data: str) -> None:
        if self._raw:
            self.said.append(data)


def elements(page: str) -> tuple[list[tuple[str, tuple[str, ...]]], list[str], list[str]]:
    parser = _Elements()
    parser.feed(page)
    parser.close()
    return parser.found, parser.said, [each for each in parser.links if not each.startswith("#")]


PAGES: dict[str, Callable[[str], str]] = {
    "ladder": lambda name: ladder_html(*rollout(name), name),
    "plan": lambda name: page_of_plan(plan(name), plans.view(), report(name)),
    "drift": lambda name: page_of_drift(drift(name), of_drift(name)),
    "report": lambda name: page_of_report(report(name)),
}


@pytest.mark.parametrize("made", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_the_same_elements_attributes_and_scripts(name: str, made: Callable[[str], str]) -> None:
    page = made(name)
    assert is_shown(page)
    found, said, links = elements(page)
    assert not [each for _, names in found for each in names if each.startswith("on") or each == "srcdoc"]
    assert all(re.match(r"https://|mailto:|$", each) for each in links)
    harmless = elements(made(HARMLESS))
    assert [tag for tag, _ in found if tag in ("script", "style", "img", "svg", "a", "iframe")] == [
        tag for tag, _ in harmless[0] if tag in ("script", "style", "img", "svg", "a", "iframe")
    ]
    assert (said, links) == harmless[1:]
    assert {tag for tag, _ in found} == {tag for tag, _ in harmless[0]}


# --- any name at all


@settings(max_examples=25)
@given(ANY)
def test_any_name(name: str) -> None:
    for made in REPORTS:
        text = findings_markdown(made(name), HERE)
        assert is_shown(text)
        obeys_nothing(text)
        assert shape(ET.fromstring(junit_xml([findings_suite(made(name), HERE)])))
        published().validate(json.loads(json_text(sarif_json(made(name), HERE))))
    for page in PAGES.values():
        assert is_shown(page(name))
