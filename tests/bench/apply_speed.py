"""How long an apply of policies takes where Graph's limit holds: one Conditional Access request a second.

The bound is what cannot be avoided: one list before, each write, two lists after. Nothing else runs beside the writes
of policies on purpose. The proof of the order (`insight/between`) walks the states in the one order in which requests
are sent, and two families written at the same time would have as many orders as there are ways to interleave them;
what it would gain is the fraction of a second that a request outside the limit takes. Reading is different: lists of
other families, names and facts are asked for together with the lists that wait for their second.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from passkeyctl.sandbox.app import create_app
from passkeyctl.sandbox.places import identity_of
from passkeyctl.sandbox.seed import company
from passkeyctl.sandbox.store import Store
from tests.bench.measure import Program, Run

if TYPE_CHECKING:
    from tests.bench.cases import Bench, Result

DOMAIN = "contoso.onmicrosoft.com"
IDENTITY = identity_of(None, DOMAIN, "")
PACED = ("/identity/conditionalAccess/policies", "/identity/conditionalAccess/namedLocations")
PLANNING = 2
"""The list of policies, and the same from beta: v1.0 has left some out."""

HEAD = f"""\
apiVersion: passkeyctl/v1
tenant: {{id: {IDENTITY.tenant_id}}}
catalogue: "2026-11"
manage: {{conditionalAccess: listed}}
emergencyAccess:
  group: SG-EmergencyAccess
  accounts: [bg1@{DOMAIN}, bg2@{DOMAIN}]
conditionalAccess:
"""
POLICY = """\
  p{number}:
    name: SP{number:03} Speed
    state: reportOnly
    users: {{include: {{groups: [PK-Pilot]}}, exclude: {{groups: [SG-EmergencyAccess]}}}}
    target: {{resources: {{include: [Office 365]}}}}
    grant: {{controls: [mfa]}}
    session: {{signInFrequency: {frequency}}}
"""


@dataclass(frozen=True, slots=True)
class Came:
    """A request that counts against the limit: when it came, when its answer left, how it was answered."""

    start: float
    end: float
    method: str
    status: int


@dataclass(slots=True)
class Watched:
    """The sandbox with a notebook before it."""

    inner: ASGIApp
    paced: list[Came] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start, status = time.monotonic(), 0

        async def noted(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        await self.inner(scope, receive, noted)
        if any(each in scope["path"] for each in PACED):
            self.paced.append(Came(start, time.monotonic(), scope["method"], status))


@dataclass(frozen=True, slots=True)
class Measured:
    """One apply of `count` changes: its paced requests in two parts, and how long the second and the whole took.

    `free_seconds` is the same apply with the limit off, in the same minute: Python's start, and everything else that
    is no waiting.
    """

    count: int
    planning: int
    writing: int
    refused: int
    writing_seconds: float
    seconds: float
    free_seconds: float

    @property
    def least(self) -> int:
        """Seconds: the list before, the writes, two lists after."""
        return self.count + 3

    @property
    def bound(self) -> float:
        return 1.15 * self.least + (0 if self.count >= 20 else 1)


def measured(count: int, came: list[Came], run: Run, free: Run) -> Measured:
    """Writing begins with the list that is read just before the first write."""
    first = next(place for place, each in enumerate(came) if each.method != "GET") - 1
    writing = came[first:]
    refused = sum(each.status == 429 for each in came)
    return Measured(count, first, len(writing), refused, writing[-1].end - writing[0].start, run.seconds, free.seconds)


def speed(bench: Bench) -> Iterator[Result]:
    for count in (2,) if bench.is_short else (1, 5, 20, 40):
        yield from results(apply_of(count, bench))


def results(found: Measured) -> Iterator[Result]:
    from tests.bench.cases import Result

    who = f"apply of {found.count} policies, one request a second"
    yield Result(f"{who}: 429", found.refused, 0, "", is_count=True)
    yield Result(f"{who}: planning", found.planning, PLANNING, "", is_count=True)
    yield Result(f"{who}: writing", found.writing, found.least, "", is_count=True)
    note = f"at least {found.least} s by the limit"
    yield Result(f"{who}: writing takes", found.writing_seconds, found.bound, " s", note)
    waits = found.seconds - found.free_seconds
    note = f"the whole process: {found.seconds:.1f} s, without the limit {found.free_seconds:.1f} s"
    yield Result(f"{who}: the limit adds", waits, found.bound, " s", note)
    if found.count >= 20:
        # So many leave room for Python's start and for planning, on a machine that does nothing else.
        yield Result(f"{who}: whole process", found.seconds, found.bound, " s", note)


def apply_of(count: int, bench: Bench) -> Measured:
    """The policies are made without the limit, then each of them is changed with it."""
    folder = Path(tempfile.mkdtemp())
    try:
        with served(folder) as (store, watched, url):
            environ = {**bench.environ, "PASSKEYCTL_GRAPH_URL": url, "PASSKEYCTL_ACCESS_TOKEN": "opaque"}
            tool = (bench.python, "-m", "passkeyctl", "apply", "--auto-approve", "--override", "OPS907=measuring")
            made, changed = (written(folder, count, frequency) for frequency in ("4h", "3h"))
            Program((*tool, str(made)), {**environ, "PASSKEYCTL_CA_INTERVAL": "0"}).run()
            store.behaviour = replace(store.behaviour, throttle=True)
            watched.paced.clear()
            run, came = Program((*tool, str(changed)), environ).run(), [*watched.paced]
            store.behaviour = replace(store.behaviour, throttle=False)
            free = Program((*tool, str(made)), {**environ, "PASSKEYCTL_CA_INTERVAL": "0"}).run()
            return measured(count, came, run, free)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def written(folder: Path, count: int, frequency: str) -> Path:
    path = folder / f"{frequency}.yaml"
    policies = (POLICY.format(number=number, frequency=frequency) for number in range(1, count + 1))
    path.write_text(HEAD + "".join(policies), encoding="utf-8")
    return path


@contextmanager
def served(folder: Path) -> Iterator[tuple[Store, Watched, str]]:
    """The rehearsal tenant on a port of its own."""
    store = Store.open(folder / "tenant.db", clock=lambda: datetime.now(UTC), new_id=lambda: str(uuid.uuid4()))
    store.seed(company(IDENTITY.tenant_id, IDENTITY.domain))
    watched = Watched(create_app(store))
    config = uvicorn.Config(watched, port=0, log_config=None, log_level="critical", ws="none", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield store, watched, f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
        store.close()
