"""Whole processes, timed in pairs: the same minute's noise falls on both sides of a ratio."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.spawning import Ended, spawned


@dataclass(frozen=True, slots=True)
class Run:
    """One process: wall and CPU time, peak memory in MiB (0 where the system doesn't tell), exit code, what it said."""

    seconds: float
    cpu: float
    mebibytes: float
    code: int
    said: str


@dataclass(frozen=True, slots=True)
class Program:
    """A command line with its surroundings; `expects` is the exit code that counts as having worked."""

    arguments: tuple[str, ...]
    environ: Mapping[str, str]
    expects: int = 0
    cwd: Path | None = None

    def run(self) -> Run:
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "output"
            ended = self._ended(output)
            said = output.read_bytes().decode("utf-8", "replace")
        if ended.code != self.expects:
            sys.stderr.write(said)
            raise RuntimeError(f"{' '.join(self.arguments)} ended with {ended.code}, not {self.expects}")
        return Run(ended.seconds, ended.cpu, ended.mebibytes, ended.code, said)

    def _ended(self, output: Path) -> Ended:
        if sys.platform != "win32":
            return spawned(self.arguments, self.environ, self.cwd, output)
        start = time.perf_counter()
        with output.open("wb") as stream:
            code = subprocess.call(
                self.arguments,
                env=dict(self.environ),
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
            )
        return Ended(code, time.perf_counter() - start, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Paired:
    """`ratio` is the median of the ratios of pairs; times are medians in milliseconds."""

    ratio: float
    ours: float
    floor: float


def paired(ours: Program, floor: Program, runs: int) -> Paired:
    """Both programs in turn; the first pair only warms the page cache and the compiled files."""
    ours.run()
    floor.run()
    pairs = [(ours.run().seconds, floor.run().seconds) for _ in range(runs)]
    return Paired(
        statistics.median(one / other for one, other in pairs),
        statistics.median(one for one, _ in pairs) * 1000,
        statistics.median(other for _, other in pairs) * 1000,
    )


def waves(spans: Sequence[tuple[float, float]]) -> int:
    """How many groups of overlapping spans there are: round trips that waited for one another."""
    count, until = 0, float("-inf")
    for start, end in sorted(spans):
        if start >= until:
            count += 1
        until = max(until, end)
    return count
