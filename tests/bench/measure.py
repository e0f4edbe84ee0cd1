"""Whole processes, timed in pairs: the same minute's noise falls on both sides of a ratio."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


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
        with tempfile.TemporaryFile() as output:
            start = time.perf_counter()
            process = subprocess.Popen(
                self.arguments,
                env=dict(self.environ),
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            code, cpu, mebibytes = waited_for(process)
            seconds = time.perf_counter() - start
            output.seek(0)
            said = output.read().decode("utf-8", "replace")
        if code != self.expects:
            sys.stderr.write(said)
            raise RuntimeError(f"{' '.join(self.arguments)} ended with {code}, not {self.expects}")
        return Run(seconds, cpu, mebibytes, code, said)


def waited_for(process: subprocess.Popen[bytes]) -> tuple[int, float, float]:
    if sys.platform == "win32":
        return process.wait(), 0.0, 0.0
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit


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
