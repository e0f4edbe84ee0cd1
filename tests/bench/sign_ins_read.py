"""Reads pages of sign-ins from a folder through the client, as from Graph, and asks a gate what they come to.

python -m tests.bench.sign_ins_read FOLDER
"""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

import httpx

from passkeyctl.diagnostics import SourceRange
from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import Endpoint
from passkeyctl.graph.pacing import Timing
from passkeyctl.graph.reports.sign_ins import read_sign_ins
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.observed import SignIns, Standing
from passkeyctl.model.rollout import Failures, Stage, Threshold
from passkeyctl.rollout.evidence import Entering, Evidence
from passkeyctl.rollout.gates import ask
from passkeyctl.rollout.ladder import Measured
from passkeyctl.wire import policies
from tests.bench.sign_ins import POLICY_IDS, START, WANTED

HOST = "https://graph.example"
ENDPOINT = Endpoint("url", HOST, HOST)
OVER = timedelta(days=7)
NOW = START + OVER
NOWHERE = SourceRange("passkeys.yaml", 1, 1)
GATE = Failures("pilot", Threshold(5, is_share=True), OVER, NOWHERE)


class Pages(httpx.AsyncBaseTransport):
    """One file after the other, with the address of the next one."""

    def __init__(self, folder: Path) -> None:
        self._paths = sorted(folder.glob("*.json"))
        self.asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path, self.asked = self._paths[self.asked], self.asked + 1
        link = f'"@odata.nextLink":"{HOST}/v1.0/auditLogs/signIns?$skiptoken={self.asked}"'
        end = f",{link}}}" if self.asked < len(self._paths) else "}"
        headers = {"content-type": "application/json"}
        return httpx.Response(200, headers=headers, content=path.read_bytes() + end.encode(), request=request)


async def read(folder: Path) -> SignIns:
    settings = Settings(Timing(jitter=lambda: 0.0), lambda: "call", report_window=0.0)
    async with GraphClient.connect(
        ENDPOINT, StaticToken("token"), settings, read_only=True, transport=Pages(folder)
    ) as client:
        return await read_sign_ins(client, frozenset({POLICY_IDS[WANTED]}), since=START, until=NOW)


def judged(found: SignIns) -> Measured:
    live = policies.read(policy())
    tenant = TenantState((Held(live.kind, live.id, live.name, live.fields),))
    address = Address(Kind.POLICY, "pilot")
    evidence = Evidence(
        NOW, policy_ids={"pilot": live.id}, sign_ins=found, standing={address: Standing(START, is_exact=True)}
    )
    stage = Stage("everybody", "pilot", (), (GATE,), (), "0" * 12, NOWHERE)
    return ask(GATE, stage, evidence, Entering(tenant, tenant, (address,)), ())


def policy() -> JsonObject:
    return {
        "id": POLICY_IDS[WANTED],
        "displayName": "CA000",
        "state": "enabledForReportingButNotEnforced",
        "conditions": {
            "clientAppTypes": ["all"],
            "users": {"includeUsers": ["All"]},
            "applications": {"includeApplications": ["All"]},
        },
        "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
    }


def main(folder: str) -> None:
    found = asyncio.run(read(Path(folder)))
    answer = judged(found)
    sys.stdout.write(f"{found.read} {found.truncated or 'whole'}: {answer.answer} {answer.value} {answer.why}\n")


if __name__ == "__main__":
    main(sys.argv[1])
