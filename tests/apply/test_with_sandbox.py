"""Plans carried out against the sandbox: faults on the way, lag, and every answer to Graph's open questions."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from passkeyctl.apply.events import Status
from passkeyctl.apply.executor import Waiting, execute
from passkeyctl.apply.outcome import Ledger
from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import SANDBOX
from passkeyctl.graph.reader import read_tenant
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.graph.writer import GraphTenant
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind, PendingId
from passkeyctl.model.fields import Fields
from passkeyctl.model.state import PriorState
from passkeyctl.plan import ordering
from passkeyctl.plan.operation import Operation
from passkeyctl.sandbox.behaviour import VARIANTS, Behaviour
from passkeyctl.sandbox.faults import FORBIDDEN, Drop, Fault, fails
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.transport import RecordedRequest, sandbox_transport
from tests.apply.plans import (
    FRESH_PROFILE,
    NEW_POLICY,
    NEW_STRENGTH,
    created,
    deleted,
    found,
    policy,
    profile,
    strength,
)
from tests.graph.connections import Clock
from tests.plan.passkey_pairs import Goal, changes, profile_json
from tests.plan.passkey_reference import DEFAULT
from tests.sandbox.tenants import GROUP, OTHER_GROUP, STRENGTH, small_tenant
from tests.sandbox.tenants import policy as policy_json

OLD_POLICY = "60000000-0000-4000-8000-000000000001"


def tenant_json() -> JsonObject:
    demands: JsonObject = {"operator": "OR", "builtInControls": [], "authenticationStrength": {"id": STRENGTH}}
    old = {**policy_json(displayName="Old", grantControls=demands), "id": OLD_POLICY}
    fido2: JsonObject = {
        "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
        "id": "Fido2",
        "state": "enabled",
        "isSelfServiceRegistrationAllowed": True,
        "isAttestationEnforced": False,
        "keyRestrictions": {"isEnforced": False, "enforcementType": "allow", "aaGuids": []},
        "defaultPasskeyProfile": DEFAULT,
        "passkeyProfiles": [profile_json(DEFAULT, profile("Default passkey profile"))],
        "includeTargets": [
            {
                "id": GROUP,
                "targetType": "group",
                "isRegistrationRequired": False,
                "allowedPasskeyProfiles": [DEFAULT],
            }
        ],
        "excludeTargets": [],
    }
    return {
        **small_tenant(),
        "conditionalAccessPolicies": [{"createdDateTime": "2026-03-02T09:14:22Z", **old}],
        "authenticationMethodConfigurations": [fido2],
    }


def wanted(state: PriorState) -> tuple[Operation, ...]:
    """All kinds of requests: creates, changes and deletes of everything that an apply writes."""
    settings: Fields = {"state": "enabled", "allowSelfServiceSetup": True}
    profiles = {DEFAULT: profile("Default passkey profile"), FRESH_PROFILE: profile("Pilot")}
    rows = {GROUP: frozenset({DEFAULT}), OTHER_GROUP: frozenset({FRESH_PROFILE})}
    uses_it = policy(
        "Require keys",
        **{
            "grant.controls": frozenset(),
            "grant.authenticationStrength": PendingId(NEW_STRENGTH),
            "state": "reportOnly",
        },
    )
    old = found(state, Kind.POLICY, OLD_POLICY)
    return ordering.operations(
        [
            *changes(state, Goal(settings, profiles, rows, frozenset())),
            created(NEW_STRENGTH, strength("Fresh keys")),
            created(NEW_POLICY, uses_it),
            deleted("old", old),
            deleted("old", found(state, Kind.STRENGTH, STRENGTH)),
        ],
        state,
    )


@dataclass
class Sandbox:
    store: Store
    clock: Clock
    requests: list[RecordedRequest]

    def apply(self, faults: Sequence[Fault] = ()) -> Ledger:
        return asyncio.run(self._apply(faults))

    async def _apply(self, faults: Sequence[Fault]) -> Ledger:
        transport = sandbox_transport(self.store, faults=faults, record=self.requests)
        settings = Settings(self.clock.timing, lambda: "call", ca_interval=0)
        async with GraphClient.connect(
            SANDBOX, StaticToken("sandbox"), settings, read_only=False, transport=transport
        ) as client:
            state = (await read_tenant(client, compare_beta=False)).state
            ledger = Ledger(wanted(state), lambda _event: None)
            await execute(GraphTenant(client), ledger, state, Waiting(lambda: self.clock.now, self.clock.sleep))
            return ledger

    @property
    def names(self) -> dict[str, list[str]]:
        """How often each name stands in the tenant, by where it was made."""
        with self.store.transaction() as tenant:
            collections = ("authenticationStrengthPolicies", "conditionalAccessPolicies")
            found = {each: [str(row["displayName"]) for row in tenant.rows(each)] for each in collections}
            (fido2,) = (row for row in tenant.rows("authenticationMethodConfigurations") if row["id"] == "Fido2")
        profiles = fido2["passkeyProfiles"]
        assert isinstance(profiles, list)
        return {**found, "profiles": [str(each["name"]) for each in profiles if isinstance(each, dict)]}


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    clock, numbers = Clock(), count(1)
    start = datetime(2026, 11, 23, 8, tzinfo=UTC)
    store = Store.open(
        tmp_path / "tenant.sqlite",
        clock=lambda: start + timedelta(seconds=clock.now),
        new_id=lambda: f"90000000-0000-4000-8000-{next(numbers):012d}",
    )
    store.load(tenant_json())
    yield Sandbox(store, clock, [])
    store.close()


DONE = {
    "authenticationStrengthPolicies": ["Fresh keys"],
    "conditionalAccessPolicies": ["Require keys"],
    "profiles": ["Default passkey profile", "Pilot"],
}


def own(names: dict[str, list[str]]) -> dict[str, list[str]]:
    built_in = {"Multifactor authentication", "Passwordless MFA", "Phishing-resistant MFA", "Phishing resistant MFA"}
    return {place: sorted(set(listed) - built_in) for place, listed in names.items()}


@pytest.mark.parametrize("behaviour", VARIANTS, ids=str)
def test_every_answer_to_the_open_questions_is_lived_with(sandbox: Sandbox, behaviour: Behaviour) -> None:
    sandbox.store.behaviour = behaviour
    ledger = sandbox.apply()
    assert ledger.is_complete
    assert own(sandbox.names) == DONE


@pytest.mark.parametrize("lag", [1, 4])
def test_a_tenant_that_lags_is_waited_for(sandbox: Sandbox, lag: int) -> None:
    sandbox.store.behaviour = Behaviour(lag=lag)
    assert sandbox.apply().is_complete
    assert own(sandbox.names) == DONE


WRITES = (
    ("POST", "authenticationStrengthPolicies$"),
    ("PATCH", "fido2$"),
    ("POST", "conditionalAccess/policies$"),
    ("PATCH", "conditionalAccess/policies/"),
    ("DELETE", "conditionalAccess/policies/"),
    ("DELETE", "authenticationStrengthPolicies/"),
)


@pytest.mark.parametrize(("method", "path"), WRITES, ids=lambda each: each)
@pytest.mark.parametrize("effect", [Drop.CONNECT, Drop.BEFORE, Drop.AFTER, fails(503)], ids=str)
def test_one_lost_request_makes_nothing_twice(sandbox: Sandbox, method: str, path: str, effect: Drop) -> None:
    """It is done, or it is said how far it came; either way each name stands there once."""
    ledger = sandbox.apply([Fault(method, path, 1, effect)])
    assert all(len(listed) == len(set(listed)) for listed in sandbox.names.values())
    if ledger.is_complete:
        assert own(sandbox.names) == DONE
    else:
        assert Status.NOT_VERIFIED in ledger.statuses
        assert ledger.has_written
    creates = method == "POST" or path == "fido2$"
    assert ledger.is_complete or (creates and effect not in (Drop.CONNECT, Drop.AFTER))


@pytest.mark.parametrize(("method", "path"), WRITES, ids=lambda each: each)
def test_a_refusal_ends_the_run_there(sandbox: Sandbox, method: str, path: str) -> None:
    ledger = sandbox.apply([Fault(method, path, 1, FORBIDDEN)])
    place = ledger.statuses.index(Status.FAILED)
    assert set(ledger.statuses[:place]) <= {Status.VERIFIED}
    assert set(ledger.statuses[place + 1 :]) <= {Status.SKIPPED}
    assert ledger.has_written == (place > 0)
    writes = [each for each in sandbox.requests if each.method != "GET"]
    assert len(writes) == place + 1
