"""Whatever a file holds, `load` answers with diagnostics whose places are inside it."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.config.documents import content
from passkeyctl.config.load import Loaded, load_texts
from passkeyctl.config.source import decode
from passkeyctl.diagnostics import Severity
from passkeyctl.model.desired import SourceText

EXAMPLES = [
    path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[2] / "examples").rglob("*.yaml"))
]
SNIPPETS = [
    *("on", "no", "null", "~", "[]", "{}", "''", "1", "2026-11-01", "*x", "&x ", "<<: *x", "!append ", "!!str "),
    *("\t", "\n", ": ", "- ", "? ", "[", "]", "{", "}", "|\n", ">\n", "#", "---\n", "...\n", "%YAML 1.1\n"),
    *("${x}", "\ufeff", "\x00", "\x85", "\u2028", "é", "😀", "everyone", "absent", "all", "none", "include"),
    "00000000-0000-0000-0000-000000000000",
]


def _check(answer: Loaded, text: str) -> None:
    is_broken = any(each.severity is Severity.ERROR for each in answer.diagnostics)
    assert is_broken is (answer.configuration is None and not answer.tests)
    lines = text.splitlines() or [""]
    for each in answer.diagnostics:
        assert each.source is not None
        assert each.source.file == "test.yaml"
        assert 0 <= each.source.line <= len(lines)
        if each.source.line:
            assert 1 <= each.source.column <= len(lines[each.source.line - 1]) + 1, each


@settings(max_examples=150, deadline=None)
@given(st.text())
def test_any_text(text: str) -> None:
    _check(load_texts([SourceText("test.yaml", text)]), text)
    content(SourceText("test.yaml", text), is_named=False)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*SNIPPETS, "passkeys:", "  profiles:", "  targets:", " ", "groups:", "a:"])))
def test_any_mixture_of_yaml(parts: list[str]) -> None:
    text = "apiVersion: passkeyctl/v1\n" + "".join(parts)
    _check(load_texts([SourceText("test.yaml", text)]), text)


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_any_slip_in_an_example(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(EXAMPLES))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 30))
        text = text[:at] + data.draw(st.sampled_from(["", *SNIPPETS])) + text[at + cut :]
    _check(load_texts([SourceText("test.yaml", text)]), text)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_value_where_another_was(data: st.DataObject) -> None:
    """Slips that keep the YAML valid reach further than those that break it."""
    lines = data.draw(st.sampled_from(EXAMPLES)).split("\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    key, colon, _ = lines[at].partition(":")
    lines[at] = f"{key}{colon} {data.draw(st.sampled_from(SNIPPETS))}"
    text = "\n".join(lines)
    _check(load_texts([SourceText("test.yaml", text)]), text)


@settings(max_examples=100, deadline=None)
@given(st.binary(), st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00"]))
def test_any_bytes(body: bytes, mark: bytes) -> None:
    answer = decode(mark + body, "test.yaml")

    if isinstance(answer, str):
        assert not answer.startswith("\x00\x00\xfe\xff")
    else:
        assert answer.source is not None
        assert answer.source.line >= 1
        assert answer.source.column >= 1
