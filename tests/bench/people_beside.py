"""Beside `effective-passkey` 0.3.0 from PyPI, in an environment of its own: the same tenant, whole processes.

Theirs: `analyze FOLDER --format json`. It reads four JSON files, works out for each person which profiles apply and
what they may register at the weakest, runs its rules over that, and writes one file. It gets no Conditional Access.
Ours: `people_analysis table`. It reads the census file and the passkey policy, works out which profiles reach whom,
what everybody may register and whether their passkeys sign in, all of it if members of nested groups count and if they
don't, and writes a row for each person. Shown besides: `people_analysis impact`, which theirs has nothing like.
"""

from __future__ import annotations

import json
import subprocess
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.measure import Program, Run
from tests.bench.people_cases import Census, census, least

if TYPE_CHECKING:
    from tests.bench.cases import Bench, Result

PACKAGE = "effective-passkey==0.3.0"
COUNTS = (10_000, 100_000)
ANALYSIS = ("-m", "tests.bench.people_analysis")
RUNS = 5


def beside(bench: Bench) -> Iterator[Result]:
    """Not in the short form: it needs PyPI."""
    from tests.bench.cases import Result

    if bench.is_short:
        return
    tool = installed(bench.file.parent / "effective-passkey", bench)
    if tool is None:
        yield Result(f"{PACKAGE}: SKIPPED, it could not be installed from PyPI", 0, 0, "")
        return
    starting = bench.floor("-c", "import tests.bench.people_analysis"), Program((str(tool), "--version"), bench.environ)
    start, their_start = (least(each, RUNS).cpu for each in starting)
    for count in COUNTS:
        kept = census(bench, count)
        ours, theirs = ran(bench, kept, tool)
        note = f"{ours.cpu:.2f} s of CPU against {theirs.cpu:.2f} s; filling the census took {kept.filling.cpu:.1f} s"
        gate = 0.1 if count > COUNTS[0] else 0.2
        yield Result(f"{count:,} people: whole process against {PACKAGE}", ours.cpu / theirs.cpu, gate, "x", note)
        ratio = (ours.cpu - start) / (theirs.cpu - their_start)
        note = f"starting takes {start * 1000:.0f} ms and {their_start * 1000:.0f} ms"
        yield Result(f"{count:,} people: analysis against {PACKAGE}", ratio, 0.1, "x", note)
        note = f"{ours.mebibytes:.0f} MiB against {theirs.mebibytes:.0f} MiB"
        name = f"{count:,} people: memory against {PACKAGE}"
        yield Result(name, ours.mebibytes / theirs.mebibytes, 0.5, "x", note)
        planned = least(bench.floor(*ANALYSIS, "impact", str(kept.path), str(kept.settings)), RUNS)
        name = f"{count:,} people: impact of a plan against its analyze"
        yield Result(name, planned.cpu / theirs.cpu, 1, "x", f"{planned.cpu:.2f} s of CPU")


def installed(folder: Path, bench: Bench) -> Path | None:
    """The command, or None where there is no way to PyPI."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    asked = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE]
    found = subprocess.run(asked, env=dict(bench.environ), capture_output=True, check=False)
    return folder / "bin" / "effective-passkey" if found.returncode == 0 else None


def ran(bench: Bench, kept: Census, tool: Path) -> tuple[Run, Run]:
    home = kept.path.parent.parent.parent
    export, table = home / "export", home / "table.csv"
    bench.floor("-m", "tests.bench.people_export", str(export), str(kept.count)).run()
    theirs = Program(
        (str(tool), "analyze", str(export), "-o", str(home / "report"), "--format", "json", "-q"), bench.environ
    )
    ours = bench.floor(*ANALYSIS, "table", str(kept.path), str(kept.settings), str(table))
    found = least(ours, RUNS), least(theirs, RUNS)
    check(json.loads(found[0].said), table, home / "report" / "result.json")
    return found


def check(ours: dict[str, int], table: Path, report: Path) -> None:
    """Both were asked about the same people."""
    counted = json.loads(report.read_text(encoding="utf-8"))["summary"]["users"]
    rows = len(table.read_text(encoding="utf-8").splitlines()) - 1
    if rows != ours["everyone"] or not counted <= rows <= counted * 1.05:
        raise RuntimeError(f"{rows} rows against {counted} people of theirs")
