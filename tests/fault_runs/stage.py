"""What every fault run is played on: the command line, the tenant behind its port, and the clock."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from passkeyctl.cli.places import state_folder
from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.defaults import POLICIES
from tests.fault_runs.boundaries import At, Strike
from tests.fault_runs.canonical import Snapshot, canonical
from tests.fault_runs.judging import Faultless, check_told, made
from tests.fault_runs.passing import Between
from tests.fault_runs.plans import Planned
from tests.fault_runs.receipts import check_receipt
from tests.fault_runs.rehearsal import Rehearsal
from tests.fault_runs.running import Ran, Time, ran
from tests.fault_runs.tenants import UNRELATED, settled_tenant
from tests.fault_runs.troubles import Mine

OVERRIDES = ("--override", "OPS907=rehearsed")
PLANS = Path(__file__).parent / "described"
MOST = 5
"""So often somebody takes a run up again at most."""
_SEND_AGAIN = re.compile(r"--send-again (\S+)")


@dataclass(frozen=True, slots=True)
class Known:
    """What is worked out once: the faultless run of each plan, and what an undo begins with."""

    faultless: dict[str, Faultless] = field(default_factory=dict)
    applied: dict[str, tuple[JsonObject, str, str]] = field(default_factory=dict)


@dataclass
class Stage:
    capture: pytest.CaptureFixture[str]
    tenant: Rehearsal
    time: Time
    between: Between
    known: Known
    folder: Path

    def begin(self, plan: Planned) -> None:
        """The tenant as it is before the plan."""
        if plan.undoes is None:
            self.tenant.begin(settled_tenant())
            return
        applied, receipt, _ = self._applied(plan.undoes)
        self.tenant.begin(applied, first_id=1000)
        (self.folder / "receipt.json").write_text(receipt, encoding="utf-8")

    def _applied(self, plan: str) -> tuple[JsonObject, str, str]:
        """The tenant that an undo begins in, the receipt that it undoes, and the receipt's digest."""
        if plan not in self.known.applied:
            self.tenant.begin(settled_tenant())
            done = ran(self.capture, "apply", "--json", "--auto-approve", *OVERRIDES, PLANS / f"{plan}.yaml")
            assert done.code == 0, done.err
            receipt = Path(str(done.document["receipt"])).read_text(encoding="utf-8")
            found = re.search(r'"digest": "(\w+)"', receipt)
            assert found is not None
            self.known.applied[plan] = (self.tenant.store.export(), receipt, found[1])
        return self.known.applied[plan]

    def start(self, plan: Planned, *, keeps_receipt: bool = True, is_alone: bool = True) -> Ran:
        """The run that the fault strikes; it tells the truth."""
        return self._run(*self._first(plan), keeps_receipt=keeps_receipt, is_alone=is_alone)

    def command(self, plan: Planned) -> tuple[str | Path, ...]:
        """The same for a process of its own."""
        return (*self._first(plan), "--json", "--auto-approve")

    def journals(self) -> Sequence[Path]:
        return sorted(state_folder().glob("applies/*/*/journal.jsonl"))

    def _first(self, plan: Planned) -> tuple[str | Path, ...]:
        if plan.undoes is None:
            return ("apply", *OVERRIDES, PLANS / f"{plan.name}.yaml")
        return ("undo", *OVERRIDES, self.folder / "receipt.json", "--digest", self._applied(plan.undoes)[2])

    def _run(self, *arguments: str | Path, keeps_receipt: bool = True, is_alone: bool = True) -> Ran:
        before, effects = self.tenant.snapshot(), len(self.tenant.effects)
        done = ran(self.capture, *arguments, "--json", "--auto-approve")
        check_told(done, self.tenant.effects[effects:])
        if keeps_receipt:
            check_receipt(done, before, self.tenant.snapshot() if is_alone else None)
        return done

    def take_up(self, plan: Planned, former: Ran | None, *, anew: bool = False, then: Strike | None = None) -> Ran:
        """Whatever struck is over; somebody goes on until nothing is left, or until they are told to stop.

        What was left open is resumed, or with `anew` the plan is made once more beside it; so is a plan of which
        nothing was written, and an undo, which is never resumed. `former` is None where the run was killed. `then`
        strikes whoever goes on first.
        """
        self.tenant.heal()
        self.tenant.strike_with(then)
        last, again = former, list[str]()
        for _ in range(MOST):
            if last is not None and last.code in (0, 4):
                break
            if anew or plan.undoes is not None or not self._can_resume(last):
                last = self._run(*self._first(plan))
            else:
                last = self._run("apply", "--resume", *again)
                again = [each for address in _SEND_AGAIN.findall(last.err) for each in ("--send-again", address)]
            self.tenant.heal()
        assert last is not None
        return last

    def _can_resume(self, former: Ran | None) -> bool:
        """A run that was killed is taken up as soon as its journal has a line."""
        if former is not None:
            return former.code == 5
        return any(b"\n" in each.read_bytes() for each in self.journals())

    @contextmanager
    def token(self, *, renews: bool) -> Iterator[None]:
        """A sign-in that gets a new token when the old one is refused, or the token of the environment."""
        with pytest.MonkeyPatch.context() as patch:
            if renews:
                patch.setattr("passkeyctl.cli.connection.open_credential", _renewing)
            yield

    def faultless(self, plan: Planned) -> Faultless:
        if plan.name not in self.known.faultless:
            self.begin(plan)
            done = self.start(plan)
            assert done.code == 0, done.err
            self.between.check(self.tenant.states)
            counts = self.tenant.schedule.counts
            self.known.faultless[plan.name] = Faultless(
                canonical(self.tenant.snapshot()),
                made(self.tenant.effects),
                (counts[At.READ_BEFORE], counts[At.WRITE], counts[At.READ]),
            )
        return self.known.faultless[plan.name]

    def check_theirs(self, theirs: Sequence[Mine]) -> None:
        with self.tenant.store.transaction() as tenant:
            lost = [each for each in theirs if not each.stands(tenant)]
        assert not lost, "somebody else's change was written over"

    def check_way(self, wanted: Faultless, theirs: Sequence[Mine] = ()) -> None:
        """It ends as planned, with nobody harmed on the way; what others have written aside, who ask nobody."""
        states = [_without_theirs(each) if theirs else each for each in (*self.tenant.states, self.tenant.snapshot())]
        assert canonical(states[-1]) == wanted.end
        self.between.check(states)


def _without_theirs(snapshot: Snapshot) -> Snapshot:
    policies = tuple({**each, "state": "enabled"} if each["id"] == UNRELATED else each for each in snapshot[POLICIES])
    return {**snapshot, POLICIES: policies}


@dataclass
class Renewing:
    """A sign-in that has another token every time."""

    hint: str = "sign in again"
    given: int = 0

    async def token(self, claims: str | None = None) -> str:  # noqa: ARG002 - nothing is claimed here
        self.given += 1
        return f"token {self.given}"

    async def close(self) -> None:
        return None


async def _renewing(*_: object, **__: object) -> Renewing:
    return Renewing()
