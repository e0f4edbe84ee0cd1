"""What an analysis of people costs, and how that grows: beside reading the census file once, and beside another tool.

Times are of the processor: on a machine that others use too, these repeat. The analysis runs on one core.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from passkeyctl.cli.remembered import Settings, keep
from passkeyctl.model.directory import Directory
from passkeyctl.plan.plan import Destination
from tests.bench.measure import Program, Run
from tests.bench.people import READ_AT
from tests.bench.people_plot import Measured, plot, table
from tests.bench.people_settings import prior_of
from tests.bench.tenant import DOMAIN, TENANT, Size, generate

if TYPE_CHECKING:
    from tests.bench.cases import Bench, Result

FLOOR = Path(__file__).parent / "floor_people.py"
SHORT, LONG = (10_000, 100_000), (10_000, 100_000, 1_000_000)
NETWORK = re.compile(r"\b(httpx|msgraph|kiota_\w+|azure|asyncio)\b")
SECONDS, MEBIBYTES, WHO_MILLISECONDS = 10, 1536, 300
"""What may at most be asked of one core for a million people, and for one of them."""


@dataclass(frozen=True, slots=True)
class Census:
    """A file of so many people, made once for all cases, where `--offline` looks for it."""

    count: int
    path: Path
    settings: Path
    filling: Run


def census(bench: Bench, count: int) -> Census:
    home = bench.file.parent / f"people-{count}"
    path = home / "passkeyctl" / "people" / f"{TENANT}.db"
    settings = home / "settings.json"
    if not path.exists():
        path.parent.mkdir(parents=True)
        run = bench.floor("-m", "tests.bench.people", str(path), str(count)).run()
        settings.write_text(json.dumps(generate(Size()).graph), encoding="utf-8")
        (home / "filled.json").write_text(json.dumps([run.seconds, run.cpu, run.mebibytes]), encoding="utf-8")
    seconds, cpu, mebibytes = json.loads((home / "filled.json").read_text(encoding="utf-8"))
    return Census(count, path, settings, Run(seconds, cpu, mebibytes, 0, ""))


def least(program: Program, runs: int) -> Run:
    """The run that was disturbed least."""
    return min((program.run() for _ in range(runs)), key=lambda each: each.cpu)


def measured(bench: Bench, count: int) -> Measured:
    kept = census(bench, count)
    runs = 2 if bench.is_short else 3
    ours = least(bench.floor("-m", "tests.bench.people_analysis", "impact", str(kept.path), str(kept.settings)), runs)
    floor = least(bench.floor(str(FLOOR), str(kept.path)), runs)
    size = kept.path.stat().st_size / (1 << 20)
    return Measured(count, ours.cpu, ours.mebibytes, floor.cpu, kept.filling.cpu, size)


def people(bench: Bench) -> Iterator[Result]:
    """Effective policy of everybody and the impact of a plan, for tenants of three sizes."""
    from tests.bench.cases import Result

    found = [measured(bench, count) for count in (SHORT if bench.is_short else LONG)]
    for each in found:
        note = f"{each.seconds:.2f} s of CPU against {each.floor:.2f} s; filling took {each.filling:.0f} s"
        name = f"{each.count:,} people: analysis against reading them"
        yield Result(name, each.seconds / each.floor, 25 if each.count < 100_000 else 12, "x", note)
        yield Result(f"{each.count:,} people: CPU", each.seconds, SECONDS, " s")
        yield Result(f"{each.count:,} people: peak memory", each.mebibytes, MEBIBYTES, " MiB")
    for smaller, larger in pairwise(found):
        times = larger.count / smaller.count
        grown = larger.seconds / smaller.seconds, larger.mebibytes / smaller.mebibytes
        for what, growth in zip(("time", "memory"), grown, strict=True):
            name = f"{larger.count:,} people: {what} against {smaller.count:,}"
            yield Result(name, growth, times * 1.2, "x")
    if bench.figures is not None:
        (bench.figures / "people.svg").write_text(plot(found), encoding="utf-8")
        (bench.figures / "people.md").write_text(table(found), encoding="utf-8")


def who(bench: Bench) -> Iterator[Result]:
    """One person from the cache, as a person would ask: the whole process."""
    from tests.bench.cases import Result

    count = (SHORT if bench.is_short else LONG)[-1]
    kept = census(bench, count)
    remember_settings(kept)
    ours = asking(bench, kept, "-m", "passkeyctl")
    ran, floor = (least(each, 5 if bench.is_short else 25) for each in (ours, bench.tool("--help")))
    note = f"{ran.cpu * 1000:.0f} ms of CPU against {floor.cpu * 1000:.0f} ms"
    yield Result(f"who, of {count:,} people, against --help", ran.cpu / floor.cpu, 2.5, "x", note)
    yield Result(f"who, of {count:,} people: CPU", ran.cpu * 1000, WHO_MILLISECONDS, " ms")
    yield Result(f"who, of {count:,} people: peak memory", ran.mebibytes, 60, " MiB")
    imports = asking(bench, kept, "-X", "importtime", "-m", "passkeyctl").run().said
    libraries = {found for line in imports.splitlines() if "import time:" in line for found in NETWORK.findall(line)}
    yield Result("who from the cache: libraries for the network", len(libraries), 0, "", is_count=True)


def remember_settings(kept: Census) -> None:
    """As a command leaves them behind for `--offline`."""
    where = Destination("global", TENANT, "Bench")
    graph = json.loads(kept.settings.read_bytes())
    keep(Settings(READ_AT, where, (), prior_of(graph), Directory()), kept.path)


def asking(bench: Bench, kept: Census, *python: str) -> Program:
    arguments = (bench.python, *python, "who", f"person0000100@{DOMAIN}", "--offline", "--tenant", TENANT)
    home = kept.path.parent.parent.parent
    return Program(arguments, {**bench.environ, "XDG_STATE_HOME": str(home)}, cwd=home)
