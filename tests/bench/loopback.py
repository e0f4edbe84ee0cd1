"""The emulator as a process of its own, and what it counted."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote
from urllib.request import Request, urlopen

from tests.bench.measure import waves


@dataclass(frozen=True, slots=True)
class Counted:
    """What a program asked: HTTP requests, round trips, those that wrote, those refused with 429."""

    requests: int
    round_trips: int
    writes: int
    refused: int
    listed: tuple[str, ...]


class Loopback:
    """`with Loopback(tenant.json) as graph:` has a Graph at `graph.url` until the block ends."""

    def __init__(self, tenant: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.emulator", str(tenant)], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.url = f"http://127.0.0.1:{self._process.stdout.readline().strip()}"

    def __enter__(self) -> Loopback:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._process.terminate()
        self._process.communicate()

    def reset(self, *, latency_ms: int = 0, ca_limit: bool = False) -> None:
        body = json.dumps({"latency": latency_ms / 1000, "ca_limit": ca_limit}).encode()
        with urlopen(Request(f"{self.url}/control", body, method="POST")) as answer:
            answer.read()

    def counted(self) -> Counted:
        with urlopen(f"{self.url}/control") as answer:
            rows = json.load(answer)["requests"]
        return Counted(
            len(rows),
            waves([(start, end) for start, end, *_ in rows]),
            sum(
                method in ("PATCH", "DELETE") or (method == "POST" and is_write(target))
                for _, _, method, target, _ in rows
            ),
            sum(status == 429 for *_, status in rows),
            tuple(f"{method} {target}" for _, _, method, target, _ in rows),
        )


def is_write(target: str) -> bool:
    return not unquote(target.partition("?")[0]).endswith(("/$batch", "/getByIds"))
