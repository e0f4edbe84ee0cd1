"""What the checks of `validate` cost on top of parsing, in CPU time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.largest import cpu

if TYPE_CHECKING:
    from tests.bench.cases import Bench, Result

FLOOR = Path(__file__).parent / "floor_parse.py"


def checks(bench: Bench) -> Iterator[Result]:
    """All static checks of 240 policies, within one process and as a whole one beside parsing alone."""
    from tests.bench.cases import Result

    judging = bench.floor("-m", "tests.bench.judging", str(bench.file))
    runs = [json.loads(judging.run().said) for _ in range(min(bench.runs, 3))]
    least = min(runs, key=lambda each: float(each["judging"]))
    note = f"{least['findings']} findings, against {least['parsing']:.0f} ms for parsing"
    yield Result("checks of 240 policies: CPU beyond parsing", least["judging"], 300, " ms", note)
    ours = cpu(bench.tool("validate", str(bench.file), "--fail-on", "never"), bench.runs)
    floor = cpu(bench.floor(str(FLOOR), str(bench.file)), bench.runs)
    note = f"{ours * 1000:.0f} ms against {floor * 1000:.0f} ms, importing the checks and the command line included"
    yield Result("validate of 240 policies against parsing alone: CPU", ours / floor, 3.5, "x", note)
