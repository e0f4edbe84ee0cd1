"""The command line as a fault run uses it: its own code from the arguments on, with a clock that costs nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from types import SimpleNamespace

import pytest

from passkeyctl.cli.app import run
from passkeyctl.json_types import JsonObject
from tests.fault_runs.rehearsal import START


@dataclass
class Time:
    """Waiting takes no time and is counted; `jump` is by how much somebody has set the wall clock."""

    waited: float = 0.0
    jump: timedelta = timedelta(0)

    def monotonic(self) -> float:
        return self.waited

    async def sleep(self, seconds: float) -> None:
        self.waited += seconds
        await asyncio.sleep(0)

    def now(self, tz: tzinfo | None = None) -> datetime:
        return (START + timedelta(seconds=self.waited) + self.jump).astimezone(tz)


@contextmanager
def fast(time: Time) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("passkeyctl.cli.pace.time", SimpleNamespace(monotonic=time.monotonic))
        patch.setattr("passkeyctl.cli.pace.asyncio", SimpleNamespace(sleep=time.sleep))
        patch.setattr("passkeyctl.cli.clock.datetime", time)
        yield


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def document(self) -> JsonObject:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


def ran(capture: pytest.CaptureFixture[str], *arguments: str | Path) -> Ran:
    capture.readouterr()
    code = run([str(each) for each in arguments])
    said = capture.readouterr()
    assert "Traceback" not in said.err, said.err
    assert "internal error" not in said.err, said.err
    return Ran(int(code), said.out, said.err)
