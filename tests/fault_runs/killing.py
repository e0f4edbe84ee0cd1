"""Starting applies in processes that are then killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from passkeyctl.json_types import JsonObject

ROOT = Path(__file__).parent.parent.parent


@dataclass
class Mortal:
    """The process of `killed.py`. `pid` is that of the child that runs now."""

    process: subprocess.Popen[str]
    pid: int = 0

    def run(self, arguments: Sequence[str | Path], out: Path, *, line: int = 0, moment: str = "") -> int:
        """What the child ended with: an exit code, or minus the signal."""
        task: JsonObject = {
            "arguments": [str(each) for each in arguments],
            "environ": dict(os.environ),
            "out": str(out),
            "line": line,
            "moment": moment,
        }
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        self.pid = int(str(self._told()["pid"]))
        return int(str(self._told()["status"]))

    def _told(self) -> JsonObject:
        stream: IO[str] | None = self.process.stderr
        assert stream is not None
        line = stream.readline()
        assert line.startswith("{"), line + stream.read()
        found = json.loads(line)
        assert isinstance(found, dict)
        return found


@contextmanager
def mortal() -> Iterator[Mortal]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fault_runs.killed"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        yield Mortal(process)
    finally:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.close()
        process.stderr.close()
        process.wait()
