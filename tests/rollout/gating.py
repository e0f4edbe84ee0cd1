"""Gates, stages and evidence as the tests of roll-outs need them."""

from __future__ import annotations

from datetime import UTC, datetime

from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.kinds import defaults
from passkeyctl.model.rollout import Gate, Rollout, Setting, Stage
from passkeyctl.model.values import Value
from passkeyctl.rollout.evidence import Entering
from passkeyctl.rollout.ladder import Answer, Measured
from tests.states import HERE

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
POLICY_ID = "11111111-0000-4000-8000-00000000aaaa"


def stage(name: str = "pilot", *gates: Gate, after: str = "", sets: bool = True, digest: str = "0123456789ab") -> Stage:
    settings = (Setting("conditionalAccess.office.state", "enabled", False, HERE),) if sets else ()
    return Stage(name, after, settings, gates, (), digest, HERE)


def ladder_of(*stages: Stage, wanted: str = "") -> Rollout:
    return Rollout(stages, wanted or stages[-1].name, HERE)


def policy(id: str = POLICY_ID, name: str = "Office 365", **fields: Value) -> Held:
    """`__` in a key stands for the dot in a path."""
    written = {key.replace("__", "."): value for key, value in fields.items()}
    return Held(Kind.POLICY, id, name, {**defaults(Kind.POLICY), "name": name, **written})


def entering(*held: Held, objects: tuple[Address, ...] = (), before: TenantState | None = None) -> Entering:
    after = TenantState(held)
    return Entering(before or after, after, objects)


def measured(gate: Gate, code: str, answer: Answer) -> Measured:
    return Measured(gate, code, answer, "", "")
