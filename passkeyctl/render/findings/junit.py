"""JUnit XML, as CI systems read it: suites of cases, each passed, failed, broken or skipped."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from passkeyctl.render.lines import visible


class Outcome(StrEnum):
    """FAILED: what was expected is not so. ERROR: it could not be found out for a fault. SKIPPED: it was not looked."""

    PASSED = "passed"
    FAILED = "failure"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that was judged. `message` is one line, `text` the rest; `line` 0 is the whole file.

    Of what passed only `text` is shown, as what the case had to say.
    """

    name: str
    classname: str = ""
    file: str = ""
    line: int = 0
    outcome: Outcome = Outcome.PASSED
    message: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Suite:
    name: str
    cases: tuple[Case, ...] = ()

    def count(self, outcome: Outcome) -> int:
        return sum(each.outcome is outcome for each in self.cases)


def junit_xml(suites: Iterable[Suite]) -> str:
    """The whole document; no times and no host, so that two runs give the same bytes."""
    listed = tuple(suites)
    return "".join(f"{line}\n" for line in _document(listed))


def _document(suites: tuple[Suite, ...]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f"<testsuites{_counts(suites)}>"
    for suite in suites:
        yield f"  <testsuite{_attributes({'name': suite.name})}{_counts((suite,))}>"
        for case in suite.cases:
            yield from _case(case)
        yield "  </testsuite>"
    yield "</testsuites>"


def _counts(suites: tuple[Suite, ...]) -> str:
    counted = {
        "tests": sum(len(each.cases) for each in suites),
        "failures": sum(each.count(Outcome.FAILED) for each in suites),
        "errors": sum(each.count(Outcome.ERROR) for each in suites),
        "skipped": sum(each.count(Outcome.SKIPPED) for each in suites),
    }
    return "".join(f' {name}="{count}"' for name, count in counted.items())


def _case(case: Case) -> Iterator[str]:
    named = {"name": case.name, "classname": case.classname, "file": case.file, "line": str(case.line or "")}
    start = f"    <testcase{_attributes({key: value for key, value in named.items() if value})}"
    if case.outcome is Outcome.PASSED and not case.text:
        yield f"{start}/>"
        return
    yield f"{start}>"
    if case.outcome is Outcome.PASSED:
        yield f"      <system-out>{_text(case.text)}</system-out>"
    else:
        yield _outcome(case)
    yield "    </testcase>"


def _outcome(case: Case) -> str:
    start = f"      <{case.outcome}{_attributes({'message': case.message})}"
    return f"{start}>{_text(case.text)}</{case.outcome}>" if case.text else f"{start}/>"


def _text(text: str) -> str:
    return "\n".join(html.escape(visible(each), quote=False) for each in text.split("\n"))


def _attributes(named: dict[str, str]) -> str:
    """What XML can't hold (control characters, halves of surrogate pairs) stands as a JSON escape."""
    return "".join(f' {name}="{html.escape(visible(value))}"' for name, value in named.items())
