"""What the checks of `validate` cost on top of parsing, in CPU time of whole processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.largest import cpu

if TYPE_CHECKING:
    from tests.bench.cases import Bench, Result

FLOOR = Path(__file__).parent / "floor_parse.py"


def checks(bench: Bench) -> Iterator[Result]:
    """All static checks of 240 policies, against parsing the same file."""
    from tests.bench.cases import Result

    ours = bench.tool("validate", str(bench.file), "--fail-on", "never")
    found, least = cpu(ours, bench.runs), cpu(bench.floor(str(FLOOR), str(bench.file)), bench.runs)
    note = f"{found * 1000:.0f} ms of CPU against {least * 1000:.0f} ms"
    yield Result("checks of 240 policies: CPU beyond parsing", (found - least) * 1000, 300, " ms", note)
    yield Result("validate of 240 policies against parsing alone: CPU", found / least, 2.5, "x", note)
