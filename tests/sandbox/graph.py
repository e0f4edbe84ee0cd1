"""A synchronous client of a sandbox for the tests, with a clock that stands still and ids that count."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.faults import Fault
from passkeyctl.sandbox.jsonread import as_object, as_text, objects
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.transport import RecordedRequest, sandbox_transport

FIDO2 = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/fido2"
TAP = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"
ROOT = "/policies/authenticationMethodsPolicy"
STRENGTHS = "/policies/authenticationStrengthPolicies"
POLICIES = "/identity/conditionalAccess/policies"
LOCATIONS = "/identity/conditionalAccess/namedLocations"
CONTEXTS = "/identity/conditionalAccess/authenticationContextClassReferences"
DEFAULT_PROFILE = "00000000-0000-0000-0000-000000000001"


@dataclass
class Clock:
    moment: datetime = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **amount: float) -> None:
        self.moment += timedelta(**amount)


@dataclass
class Ids:
    count: int = 0

    def __call__(self) -> str:
        self.count += 1
        return f"00000000-aaaa-4000-8000-{self.count:012d}"


@dataclass
class Graph:
    """Sends one request at a time; asserts the status unless told to expect another."""

    store: Store
    clock: Clock
    faults: Sequence[Fault] = ()
    record: list[RecordedRequest] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.transport = sandbox_transport(self.store, faults=self.faults, record=self.record)

    def send(
        self,
        method: str,
        path: str,
        body: JsonValue | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        version: str = "v1.0",
    ) -> httpx.Response:
        sent = {"Authorization": "Bearer anything", **(headers or {})}
        url = path if path.startswith("https:") else f"https://graph.microsoft.com/{version}{path}"

        async def one() -> httpx.Response:
            client = httpx.AsyncClient(transport=self.transport)
            if body is None:
                return await client.request(method, url, headers=sent)
            return await client.request(method, url, headers=sent, json=body)

        return asyncio.run(one())

    def get(self, path: str, *, headers: Mapping[str, str] | None = None, version: str = "v1.0") -> JsonObject:
        answer = self.send("GET", path, headers=headers, version=version)
        assert answer.status_code == 200, answer.text
        return as_object(answer.json())

    def values(self, path: str, *, headers: Mapping[str, str] | None = None, version: str = "v1.0") -> list[JsonObject]:
        return objects(self.get(path, headers=headers, version=version)["value"])

    def create(self, path: str, body: JsonValue, *, status: int = 201) -> JsonObject:
        answer = self.send("POST", path, body)
        assert answer.status_code == status, answer.text
        return as_object(answer.json())

    def patch(self, path: str, body: JsonValue, *, status: int = 204) -> None:
        answer = self.send("PATCH", path, body)
        assert answer.status_code == status, answer.text

    def delete(self, path: str) -> None:
        answer = self.send("DELETE", path)
        assert answer.status_code == 204, answer.text

    def refused(
        self, method: str, path: str, body: JsonValue | None = None, *, status: int = 400, version: str = "v1.0"
    ) -> str:
        """The message of the error that has to come: the inner one where there is one."""
        answer = self.send(method, path, body, version=version)
        assert answer.status_code == status, answer.text
        error = as_object(as_object(answer.json())["error"])
        inner = as_object(error["innerError"])
        return as_text(inner.get("message", error["message"]))


def open_store(
    path: Path, clock: Clock, document: JsonObject | None = None, behaviour: Behaviour | None = None
) -> Store:
    store = Store.open(path, clock=clock, new_id=Ids())
    store.load({} if document is None else document)
    if behaviour is not None:
        store.behaviour = behaviour
    return store
