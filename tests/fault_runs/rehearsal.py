"""The tenant of the fault runs behind its port: reset for each run, watched during it."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.app import create_app
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.gateway import Handled
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.tenant import Tenant
from tests.fault_runs.boundaries import Schedule, Strike, is_write
from tests.fault_runs.canonical import SETTINGS, Snapshot
from tests.fault_runs.serving import Port

START = datetime(2026, 11, 23, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Effect:
    """A write that the tenant carried out, whether its sender was told or not; `made` is the id of what is new."""

    method: str
    path: str
    body: JsonValue
    made: str


@dataclass
class Rehearsal:
    """`states` are the settings before the run and after every write, those of other people included."""

    store: Store
    port: Port
    passed: Callable[[], float]
    schedule: Schedule = field(default_factory=Schedule)
    effects: list[Effect] = field(default_factory=list)
    states: list[Snapshot] = field(default_factory=list)

    @classmethod
    def behind(cls, port: Port, passed: Callable[[], float]) -> Rehearsal:
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        numbers = count(1)
        store = Store.within(
            connection,
            clock=lambda: START + timedelta(seconds=passed()),
            new_id=lambda: f"90000000-0000-4000-8000-{next(numbers):012d}",
        )
        return cls(store, port, passed)

    def begin(self, tenant: JsonObject, first_id: int = 1) -> None:
        """A run from the beginning; ids begin anew too, so that equal runs have equal ids."""
        numbers = count(first_id)
        self.store.new_id = lambda: f"90000000-0000-4000-8000-{next(numbers):012d}"
        self.store.behaviour = Behaviour()
        self.store.load(tenant)
        self.effects, self.states = [], [self.snapshot()]
        self.strike_with(None)

    def strike_with(self, strike: Strike | None) -> None:
        """What is sent from now on meets this fault, or none."""
        self.schedule = Schedule(strike)
        self.port.app = create_app(self.store, self.schedule, self._handled)

    def heal(self) -> None:
        """Whatever struck is over, and every replica has caught up."""
        self.store.behaviour = Behaviour()
        self.strike_with(None)

    def snapshot(self) -> Snapshot:
        with self.store.transaction() as tenant:
            return {each: tuple(tenant.rows(each)) for each in SETTINGS}

    def interfere(self, write: Callable[[Tenant], None]) -> None:
        with self.store.transaction() as tenant:
            write(tenant)
            tenant.save()

    def wait_for(self, effects: int) -> None:
        """The tenant carries out what has arrived, also when nobody waits for the answer any more."""
        until = time.monotonic() + 10
        while len(self.effects) < effects and time.monotonic() < until:
            time.sleep(0.01)
        assert len(self.effects) == effects, "the tenant has not carried out what has arrived"

    def _handled(self, handled: Handled) -> None:
        incoming = handled.incoming
        if not is_write(incoming.method, incoming.path):
            return
        body: JsonValue = json.loads(incoming.content) if incoming.content else None
        answer = handled.answer.body
        made = str(answer.get("id", "")) if isinstance(answer, dict) and incoming.method == "POST" else ""
        self.effects.append(Effect(incoming.method, incoming.path, body, made))
        self.states.append(self.snapshot())
