"""Whatever a tenant and its baseline hold, `load_texts` answers with diagnostics at places inside of them."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.config.load import load_texts
from passkeyctl.diagnostics import Severity
from passkeyctl.model.desired import SourceText

MSP = Path(__file__).resolve().parents[2] / "examples" / "msp"
FILES = {
    "wingtip/tenant.yaml": (MSP / "wingtip" / "tenant.yaml").read_text(encoding="utf-8"),
    "baseline.yaml": (MSP / "baseline.yaml").read_text(encoding="utf-8"),
}
SNIPPETS = [
    *("!append ", "!remove ", "!remove", "!x ", "${stage}", "${", "$${", "${a}", "}", "${adminKeys}", "@", "&a ", "*a"),
    *("<<: *a", "<<: {state: enabled}", "variables: {}", "overlay: {}", "extends: baseline.yaml", "kind: Baseline\n"),
    *("- ", ": ", "[", "]", "{", "}", "\n", "  ", "null", "~", "observe", "---\n", "include: [baseline.yaml]\n"),
    *("{type: string}", "{type: flag, default: true}", "oneOf", "default", "required: true", "enforce: enabled"),
]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_slip(data: st.DataObject) -> None:
    files = dict(FILES)
    for _ in range(data.draw(st.integers(1, 4))):
        name = data.draw(st.sampled_from(sorted(files)))
        text = files[name]
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 25))
        files[name] = text[:at] + data.draw(st.sampled_from(["", *SNIPPETS])) + text[at + cut :]
    answer = load_texts([SourceText(name, text) for name, text in files.items()])
    assert (answer.configuration is None) == any(each.severity is Severity.ERROR for each in answer.diagnostics)
    for each in answer.diagnostics:
        assert each.source is not None
        lines = files[each.source.file].splitlines() or [""]
        assert 0 <= each.source.line <= len(lines)
        if each.source.line:
            assert 1 <= each.source.column <= len(lines[each.source.line - 1]) + 1, each
        assert all(origin.place.file in files for origin in each.source.via)
