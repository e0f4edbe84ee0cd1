"""Starting programs from a small process: on Linux a peak of memory counts what the parent held at the start."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

_SMALL = """
import json, os, subprocess, sys, time
for line in sys.stdin:
    asked = json.loads(line)
    with open(asked["output"], "wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            asked["arguments"], env=asked["environ"], cwd=asked["cwd"],
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    code, cpu = os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime
    print(json.dumps([code, seconds, cpu, usage.ru_maxrss]), flush=True)
"""
UNITS = 1 << 20 if sys.platform == "darwin" else 1 << 10


class Ended(NamedTuple):
    code: int
    seconds: float
    cpu: float
    mebibytes: float


def spawned(arguments: tuple[str, ...], environ: Mapping[str, str], cwd: Path | None, output: Path) -> Ended:
    """Run to its end with its output in a file. Not for Windows, which knows no `wait4`."""
    small = _small()
    assert small.stdin is not None
    assert small.stdout is not None
    asked = {
        "arguments": arguments,
        "environ": dict(environ),
        "cwd": str(cwd) if cwd is not None else None,
        "output": str(output),
    }
    small.stdin.write(json.dumps(asked) + "\n")
    small.stdin.flush()
    code, seconds, cpu, peak = json.loads(small.stdout.readline())
    return Ended(code, seconds, cpu, peak / UNITS)


@cache
def _small() -> subprocess.Popen[str]:
    started = subprocess.Popen(
        (sys.executable, "-I", "-S", "-c", _SMALL), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(started.communicate)
    return started
