"""A sandbox that somebody else has written to, held against files."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from passkeyctl.apply.drifting import read_drift
from passkeyctl.apply.gate_sources import GateSources
from passkeyctl.config.load import load
from passkeyctl.drift.deviation import Deviation, Drift
from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import SANDBOX
from passkeyctl.graph.pacing import Timing
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Organization
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.plan import PlanOptions
from passkeyctl.rollout.standing import Touch
from passkeyctl.sandbox.audit_log import ANOTHER
from passkeyctl.sandbox.faults import Fault
from passkeyctl.sandbox.log import AUDITS, Record, moment
from passkeyctl.sandbox.seed import company
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.tenant import Tenant
from passkeyctl.sandbox.transport import RecordedRequest, sandbox_transport

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TENANT_ID = "5b1f3a60-7f0e-4f7e-9a55-2f6a3b0c1d2e"
HEAD = f"""\
apiVersion: passkeyctl/v1
tenant: {{id: {TENANT_ID}}}
"""
SOMEBODY = f"{ANOTHER.account}@contoso.onmicrosoft.com"


@dataclass
class Drifting:
    """A sandbox whose clock is `now`, and what it was asked."""

    folder: Path
    now: datetime = NOON
    record: list[RecordedRequest] = field(default_factory=list)

    def __post_init__(self) -> None:
        ids = (f"d0000000-0000-4000-8000-{number:012d}" for number in itertools.count(1))
        self.store = Store.open(self.folder / "tenant.db", clock=lambda: self.now, new_id=lambda: next(ids))
        self.store.seed(company(TENANT_ID, "contoso.onmicrosoft.com"))

    def rows(self, collection: str) -> list[dict[str, Any]]:
        with self.store.transaction() as tenant:
            return [dict(each) for each in tenant.rows(collection)]

    def policy(self, id: str) -> dict[str, Any]:
        return next(each for each in self.rows("conditionalAccessPolicies") if each["id"] == id)

    def method(self, id: str) -> dict[str, Any]:
        return next(each for each in self.rows("authenticationMethodConfigurations") if each["id"] == id)

    def unlogged(self, policy_id: str, **members: JsonValue) -> None:
        """A policy that became another one without a record of it."""
        with self.store.transaction() as tenant:
            tenant.put("conditionalAccessPolicies", {**self.policy_in(tenant, policy_id), **members})
            tenant.save()

    @staticmethod
    def policy_in(tenant: Tenant, id: str) -> JsonObject:
        return next(each for each in tenant.rows("conditionalAccessPolicies") if each["id"] == id)

    def logged(self, **members: JsonValue) -> None:
        """One more record in the audit log, of this moment."""
        at = moment(self.now)
        record: JsonObject = {
            "id": f"made {at}",
            "result": "success",
            "activityDisplayName": "Update conditional access policy",
            "activityDateTime": at,
            "loggedByService": "Conditional Access",
            "initiatedBy": {
                "user": {"userPrincipalName": "mallory@contoso.com", "ipAddress": "198.51.100.9"},
                "app": None,
            },
            "targetResources": [],
            **members,
        }
        with self.store.transaction() as tenant:
            tenant.log.append(AUDITS, [Record(at, str(record["id"]), record)])

    def wait(self, **length: float) -> None:
        self.now += timedelta(**length)

    def by_somebody(self, method: str, path: str, body: JsonObject | None = None) -> JsonObject:
        """Written in the admin centre, by a person who is not the sandbox's own operator."""
        with self.store.transaction() as tenant:
            tenant.set_setting("operator", ANOTHER.initiated_by(tenant))
        return self.write(method, path, body)

    def write(self, method: str, path: str, body: JsonObject | None = None) -> JsonObject:
        async def sent() -> JsonObject:
            async with self.client(read_only=False) as client:
                reply = await client.send(method, path, body)
                return reply.body if isinstance(reply.body, dict) else {}

        return asyncio.run(sent())

    def drift(
        self,
        text: str,
        *,
        audit: bool = True,
        faults: Sequence[Fault] = (),
        touched: Mapping[str, Touch] | None = None,
        options: PlanOptions | None = None,
    ) -> Drift:
        """What these files and this tenant come to, read whole."""
        configuration = self.configuration(text)

        async def read() -> Drift:
            async with self.client(faults=faults) as client:
                return await read_drift(
                    client,
                    configuration,
                    options or PlanOptions(),
                    this_tenant,
                    gates=GateSources(clock=lambda: self.now),
                    as_of=self.now.date(),
                    touched=lambda _: touched or {},
                    audit=audit,
                )

        return asyncio.run(read())

    def configuration(self, text: str) -> Configuration:
        self.folder.joinpath("desired.yaml").write_text(HEAD + text, encoding="utf-8")
        loaded = load([], cwd=self.folder)
        assert loaded.configuration is not None, loaded.diagnostics
        return loaded.configuration

    def client(self, *, read_only: bool = True, faults: Sequence[Fault] = ()) -> GraphClient:
        timing = Timing(jitter=lambda: 0.0, monotonic=lambda: 0.0, sleep=_no_pause)
        settings = Settings(timing, lambda: "00000000-0000-0000-0000-000000000000", ca_interval=0.0)
        transport = sandbox_transport(self.store, record=self.record, faults=faults)
        return GraphClient.connect(SANDBOX, StaticToken("sandbox"), settings, read_only=read_only, transport=transport)


async def _no_pause(seconds: float) -> None:
    assert seconds >= 0


async def this_tenant(organization: Organization | None) -> Destination:
    assert organization is not None
    return Destination("sandbox", organization.id, organization.display_name)


def only(drift: Drift) -> Deviation:
    (found,) = drift.deviations
    return found
