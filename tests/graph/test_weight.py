"""What is imported when: the SDK and azure-identity are the largest part of a run's start."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("azure", "httpx", "kiota_abstractions", "kiota_http", "msal", "msgraph", "msgraph_core")
CLIENT = """
import asyncio, httpx
from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import Cloud, endpoint_of
from passkeyctl.graph.credentials import Prompting, SignIn, Way, open_credential
from passkeyctl.graph.pacing import Timing
from passkeyctl.graph.paths import EndpointName

async def main():
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json={"value": []}))
    environ = {"PASSKEYCTL_ACCESS_TOKEN": "t"}
    tokens = await open_credential(
        SignIn(Way.TOKEN), Cloud.GLOBAL, (), environ, Prompting(print), now=lambda: 0.0
    )
    settings = Settings(Timing(lambda: 0.0), lambda: "call")
    endpoint = endpoint_of(Cloud.GLOBAL)
    async with GraphClient.connect(endpoint, tokens, settings, read_only=True, transport=transport) as client:
        for name in (EndpointName.STRENGTHS, EndpointName.POLICIES, EndpointName.GROUPS):
            assert await client.read_all(name) == []

asyncio.run(main())
"""


def imported_by(program: str) -> set[str]:
    listing = "import sys; print(*(name for name, module in sys.modules.items() if module is not None))"
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"{program}\n{listing}"], capture_output=True, text=True, check=True
    )
    return set(result.stdout.split())


@pytest.mark.parametrize("module", ["clouds", "credentials", "paths", "permissions", "tokens", "reply", "errors"])
def test_deciding_needs_no_network_library(module: str) -> None:
    tops = {name.partition(".")[0] for name in imported_by(f"import passkeyctl.graph.{module}")}
    assert tops.isdisjoint({*HEAVY, "asyncio"})


def test_a_token_at_hand_needs_neither_azure_identity_nor_a_model() -> None:
    modules = imported_by(CLIENT)
    assert "msgraph" in modules
    assert not {name for name in modules if name.startswith(("azure.identity", "msal"))}
    assert len([name for name in modules if name.startswith("msgraph.generated.models")]) < 10
