"""The logs of the sandbox, read as Graph's: the counts are those of the rows, whatever the pages and the faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import SANDBOX
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.reports.changes import read_changes
from passkeyctl.graph.reports.last_sign_ins import read_last_sign_ins
from passkeyctl.graph.reports.sign_ins import read_sign_ins
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.observed import Changed, Changes, SignIns
from passkeyctl.rollout.standing import AUDIT_LOG, Spoken, standing_of
from passkeyctl.sandbox.advance import Wishes, advance
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.faults import FORBIDDEN, Fault, throttled
from passkeyctl.sandbox.jsonread import as_text, objects
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.transport import sandbox_transport
from passkeyctl.wire import passkeys, policies
from tests.graph.connections import Clock, run
from tests.sandbox.companies import BARE, KEYED, OFFICE, SAFE_1, firm, passkey_rule, rule

START = datetime(2026, 11, 23, 8, tzinfo=UTC)
WATCHED, FORCED = (f"70000000-0000-4000-8000-00000000000{each}" for each in (1, 2))
NOBODY = "20000000-0000-4000-8000-00000000000f"
LOG = "/auditLogs/signIns"


class Days:
    """A tenant in which days have passed, and a client that reads it."""

    def __init__(self, folder: Path, days: int) -> None:
        self.clock = Clock(now=0.0)
        numbers = count(1)
        self.store = Store.open(
            folder / "tenant.sqlite",
            clock=lambda: START + timedelta(seconds=self.clock.now),
            new_id=lambda: f"90000000-0000-4000-8000-{next(numbers):012d}",
        )
        watched = {**passkey_rule("enabledForReportingButNotEnforced"), "id": WATCHED}
        self.store.load(firm(watched, {**rule("Forced", "enabled", OFFICE, "mfa"), "id": FORCED}))
        advance(self.store, days, Wishes(trouble=0.3, drill=True, number=7))
        self.now = START + timedelta(days=days)

    def client(self, *faults: Fault) -> GraphClient:
        transport = sandbox_transport(self.store, faults=faults)
        settings = Settings(self.clock.timing, lambda: "call")
        return GraphClient.connect(SANDBOX, StaticToken("sandbox"), settings, read_only=True, transport=transport)

    def sign_ins(self, days: int, *faults: Fault) -> SignIns:
        async def use() -> SignIns:
            async with self.client(*faults) as client:
                asked = frozenset({WATCHED, FORCED})
                return await read_sign_ins(client, asked, since=self.now - timedelta(days=days), until=self.now)

        return run(use())

    def changes(self, days: int) -> Changes:
        async def use() -> Changes:
            async with self.client() as client:
                return await read_changes(client, since=self.now - timedelta(days=days))

        return run(use())

    def rows(self) -> list[JsonObject]:
        async def use() -> list[JsonObject]:
            async with self.client() as client:
                return await client.read_all(EndpointName.SIGN_INS)

        return run(use())


@pytest.fixture
def days(tmp_path: Path) -> Iterator[Days]:
    made = Days(tmp_path, 4)
    yield made
    made.store.close()


def counted(rows: list[JsonObject], policy: str, *words: str) -> Counter[str]:
    return Counter(
        as_text(row["userId"])
        for row in rows
        for applied in objects(row["appliedConditionalAccessPolicies"])
        if applied["id"] == policy and applied["result"] in words
    )


def test_the_counts_are_those_of_the_rows(days: Days) -> None:
    rows, found = days.rows(), days.sign_ins(10)
    assert (found.read, found.truncated) == (len(rows), "")
    watched, forced = found.report_only[WATCHED], found.enforced[FORCED]
    words = ("reportOnlySuccess", "reportOnlyFailure", "reportOnlyInterrupted")
    assert watched.applied == counted(rows, WATCHED, *words)
    assert watched.failed == counted(rows, WATCHED, "reportOnlyFailure")
    assert watched.interrupted == counted(rows, WATCHED, "reportOnlyInterrupted")
    assert forced.applied == counted(rows, FORCED, "success", "failure")
    assert forced.failed == counted(rows, FORCED, "failure")
    assert (watched.unknown, forced.unknown) == (0, 0)
    assert watched.applied
    assert forced.failed
    assert BARE in {**watched.failed, **watched.interrupted}
    assert len(watched.days) == 5  # from eight in the morning of the first
    assert sum(each.applied for each in watched.days.values()) == sum(watched.applied.values())


def test_a_shorter_time_has_fewer_sign_ins_and_small_pages_the_same(days: Days) -> None:
    short, whole = days.sign_ins(1), days.sign_ins(4)
    assert 0 < short.read < whole.read
    days.store.behaviour = Behaviour(page_size=5, report_throttle=5)
    assert days.sign_ins(4) == whole
    assert days.sign_ins(4, Fault("GET", LOG, 2, throttled(30))) == whole


def test_a_page_that_is_refused_is_no_shorter_log(days: Days) -> None:
    days.store.behaviour = Behaviour(page_size=5)
    found = days.sign_ins(4, Fault("GET", LOG, 2, FORBIDDEN))
    assert "page 2 failed" in found.truncated
    assert found.read == 5


def test_a_tenant_without_a_licence_has_no_log_to_read(days: Days) -> None:
    days.store.behaviour = Behaviour(licence="free")
    assert days.sign_ins(4).truncated == "Graph gives the sign-in log only to tenants with Entra ID P1"


def test_a_change_of_the_passkeys_shows_in_the_audit_log_and_ends_their_standing(days: Days) -> None:
    quiet = days.changes(10)
    assert (quiet.changes, quiet.truncated) == ((), "")
    assert quiet.now == days.now

    async def write() -> JsonObject:
        settings = Settings(days.clock.timing, lambda: "call", ca_interval=0.0)
        transport = sandbox_transport(days.store)
        async with GraphClient.connect(
            SANDBOX, StaticToken("sandbox"), settings, read_only=False, transport=transport
        ) as client:
            path = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/fido2"
            kind = "#microsoft.graph.fido2AuthenticationMethodConfiguration"
            await client.send("PATCH", path, {"@odata.type": kind, "isSelfServiceRegistrationAllowed": False})
            await client.send("PATCH", f"/identity/conditionalAccess/policies/{WATCHED}", {"state": "enabled"})
            policy = await client.read(EndpointName.POLICY, {"id": WATCHED})
            return {"policy": policy, "fido2": await client.read(EndpointName.FIDO2)}

    now = run(write())
    found = days.changes(10)
    assert sorted(each.sort for each in found.changes) == sorted([Changed.POLICIES, Changed.METHODS])
    assert {each.by.partition("@")[0] for each in found.changes} == {"operator"}
    policy, fido2 = now["policy"], now["fido2"]
    assert isinstance(policy, dict)
    assert isinstance(fido2, dict)
    method = next(each for each in passkeys.read(fido2) if each.kind is Kind.PASSKEYS)
    objects_now = {Address(Kind.POLICY, "watched"): policies.read(policy), Address(Kind.PASSKEYS): method}
    stand = standing_of(objects_now, Spoken(found))
    assert {each.since for each in stand.values()} == {days.now}
    assert stand[Address(Kind.PASSKEYS)].told_by == AUDIT_LOG
    before = standing_of({Address(Kind.PASSKEYS): method}, Spoken(quiet))[Address(Kind.PASSKEYS)]
    assert before.since is None or before.since < days.now


def test_last_sign_ins_of_accounts(days: Days) -> None:
    async def use(*ids: str) -> object:
        async with days.client() as client:
            return await read_last_sign_ins(client, ids)

    found = run(use(SAFE_1, KEYED))
    assert isinstance(found, dict)
    assert all(START <= each <= days.now for each in found.values())
    refused = run(use(SAFE_1, NOBODY))
    assert isinstance(refused, str)
    assert f"/users/{NOBODY}" in refused
    assert run(use()) == {}
