"""What reports of one run are made of: each part is worked out only where a report wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # A report brings findings and the state of a tenant with it, which take longer to load than `--help` may.
    from passkeyctl.json_types import JsonObject
    from passkeyctl.render.findings.report import Report
    from passkeyctl.render.lines import Line


@dataclass(frozen=True, slots=True)
class Material:
    """`report` gives Markdown, SARIF, JUnit and annotations; `document` is what `--json` prints, `page` the HTML."""

    report: Report
    document: Callable[[], JsonObject]
    page: Callable[[], str]
    lines: Callable[[], Iterable[Line]]
