"""Beside `effective-passkey` 0.3.0 from PyPI, in an environment of its own: the same tenant, whole processes.

Theirs: `analyze FOLDER --format json`. It reads four JSON files, works out for each person which profiles apply and
what they may register at the weakest, runs its rules over that, and writes one file. It gets no Conditional Access.
Ours: `people_analysis table`. It reads the census file and the passkey policy, works out which profiles reach whom,
what everybody may register and whether their passkeys sign in, all of it if members of nested groups count and if they
don't, and writes a row for each person. Shown besides: `people_analysis impact`, which theirs has nothing like.
Filling the census is left out, as exporting is on their side; what it takes is shown.
"""

from __future__ import annotations

import json
import subprocess
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Pair:
    """One tenant: our table and theirs, the impact of a plan, and what filling the census took."""

    count: int
    ours: Run
    theirs: Run
    impact: Run
    filling: Run


@dataclass(frozen=True, slots=True)
class Starts:
    """Seconds of CPU until either has everything imported."""

    ours: float
    theirs: float


def beside(bench: Bench) -> Iterator[Result]:
    """Not in the short form: it needs PyPI."""
    from tests.bench.cases import Result

    if bench.is_short:
        return
    tool = installed(bench.file.parent / "effective-passkey", bench)
    if tool is None:
        yield Result(f"{PACKAGE}: SKIPPED, it could not be installed from PyPI", 0, 0, "")
        return
    importing = bench.floor("-c", "import tests.bench.people_analysis")
    starts = Starts(*(least(each, RUNS).cpu for each in (importing, Program((str(tool), "--version"), bench.environ))))
    pairs = []
    for count in COUNTS:
        pairs.append(pair(bench, census(bench, count), tool))
        yield from results(pairs[-1], starts)
    if bench.figures is not None:
        (bench.figures / "beside.md").write_text(table(pairs, starts), encoding="utf-8")


def installed(folder: Path, bench: Bench) -> Path | None:
    """The command, or None where there is no way to PyPI."""
    venv.create(folder, with_pip=True)
    scripts = next(each for each in (folder / "Scripts", folder / "bin") if each.is_dir())
    asked = [str(scripts / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE]
    found = subprocess.run(asked, env=dict(bench.environ), capture_output=True, check=False)
    return scripts / "effective-passkey" if found.returncode == 0 else None


def pair(bench: Bench, kept: Census, tool: Path) -> Pair:
    home = kept.path.parent.parent.parent
    export, rows, report = home / "export", home / "table.csv", home / "report"
    bench.floor("-m", "tests.bench.people_export", str(export), str(kept.count)).run()
    arguments = (str(tool), "analyze", str(export), "-o", str(report), "--format", "json", "-q")
    theirs = least(Program(arguments, bench.environ), RUNS)
    ours = least(bench.floor(*ANALYSIS, "table", str(kept.path), str(kept.settings), str(rows)), RUNS)
    impact = least(bench.floor(*ANALYSIS, "impact", str(kept.path), str(kept.settings)), RUNS)
    check(json.loads(ours.said), rows, report / "result.json")
    return Pair(kept.count, ours, theirs, impact, kept.filling)


def check(said: dict[str, int], table: Path, report: Path) -> None:
    """Both were asked about the same people; theirs are those of the report, ours those of groups too."""
    counted = json.loads(report.read_text(encoding="utf-8"))["summary"]["users"]
    rows = len(table.read_text(encoding="utf-8").splitlines()) - 1
    if rows != said["everyone"] or not counted <= rows <= counted * 1.05:
        raise RuntimeError(f"{rows} rows against {counted} people of theirs")


def results(found: Pair, starts: Starts) -> Iterator[Result]:
    from tests.bench.cases import Result

    ours, theirs = found.ours, found.theirs
    who = f"{found.count:,} people:"
    note = f"{ours.cpu:.2f} s of CPU against {theirs.cpu:.2f} s; filling the census took {found.filling.cpu:.1f} s"
    # Of ten thousand people most of our time is Python's start.
    gate = 0.1 if found.count > COUNTS[0] else 0.25
    yield Result(f"{who} whole process against {PACKAGE}", ours.cpu / theirs.cpu, gate, "x", note)
    ratio = (ours.cpu - starts.ours) / (theirs.cpu - starts.theirs)
    note = f"starting takes {starts.ours * 1000:.0f} ms and {starts.theirs * 1000:.0f} ms"
    yield Result(f"{who} analysis against {PACKAGE}", ratio, 0.1, "x", note)
    note = f"{ours.mebibytes:.0f} MiB against {theirs.mebibytes:.0f} MiB"
    yield Result(f"{who} memory against {PACKAGE}", ours.mebibytes / theirs.mebibytes, 0.5, "x", note)
    note = f"{found.impact.cpu:.2f} s of CPU"
    yield Result(f"{who} impact of a plan against its analyze", found.impact.cpu / theirs.cpu, 1, "x", note)


def table(pairs: Sequence[Pair], starts: Starts) -> str:
    head = "| whole process | CPU | of that starting | peak memory |\n|---|---|---|---|\n"
    rows = (
        f"| {each.count:,} people, {name} | {run.cpu:.2f} s | {start:.2f} s | {run.mebibytes:.0f} MiB |\n"
        for each in pairs
        for name, run, start in (
            ("`effective-passkey analyze --format json`", each.theirs, starts.theirs),
            ("`people_analysis table`", each.ours, starts.ours),
            ("`people_analysis impact`", each.impact, starts.ours),
        )
    )
    return head + "".join(rows)
