"""A loopback Graph with canned answers, as fast as one asyncio process can be: its cost must not count.

Not the product's sandbox: it validates nothing. It answers what a plan and a small apply ask, counts requests, and can
wait before each answer and refuse more than one Conditional Access request a second.

`POST /control` sets `latency` (seconds) and `ca_limit`, and forgets what was counted; `GET /control` tells it.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from passkeyctl.json_types import JsonObject, JsonValue

Answer = tuple[int, bytes]
QUOTED = re.compile(r"'((?:[^']|'')*)'")
NO_CONTENT: Answer = (204, b"")
POLICIES = "/identity/conditionalAccess/policies"
PACED = (POLICIES, "/identity/conditionalAccess/namedLocations")
NAMED = {"/groups": "groups", "/users": "users", "/servicePrincipals": "applications"}
WHOLE = {
    "/policies/authenticationStrengthPolicies": "strengths",
    POLICIES: "policies",
    "/identity/conditionalAccess/namedLocations": "locations",
    "/roleManagement/directory/roleDefinitions": "roles",
    "/directoryRoleTemplates": "roles",
    "/organization": "organization",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One HTTP request: when it came and when its answer left, in seconds, and how it was answered."""

    start: float
    end: float
    method: str
    target: str
    status: int


@dataclass(slots=True)
class Emulator:
    """`graph` is what `tests.bench.tenant` makes; canned lists are encoded once."""

    graph: dict[str, JsonValue]
    latency: float = 0.0
    ca_limit: bool = False
    seen: list[Seen] = field(default_factory=list)
    _canned: dict[str, bytes] = field(default_factory=dict)
    _ca_free: float = 0.0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                start = time.monotonic()
                method, target, length = parse_head(head)
                body = await reader.readexactly(length) if length else b""
                status, content = await self.answer(method, target, body)
                if not target.startswith("/control"):
                    self.seen.append(Seen(start, time.monotonic(), method, target, status))
                writer.write(encoded(status, content))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def answer(self, method: str, target: str, body: bytes) -> Answer:
        if target.startswith("/control"):
            return self.control(method, body)
        if self.latency:
            await asyncio.sleep(self.latency)
        if unquote(target.partition("?")[0]).endswith("/$batch"):
            return self.batch(target.split("/")[1], json.loads(body))
        return self.one(method, target, json.loads(body) if body else {})

    def control(self, method: str, body: bytes) -> Answer:
        if method == "POST":
            wanted = json.loads(body)
            self.latency, self.ca_limit = wanted.get("latency", 0.0), wanted.get("ca_limit", False)
            self.seen.clear()
        rows = [[each.start, each.end, each.method, each.target, each.status] for each in self.seen]
        return 200, json.dumps({"requests": rows}).encode()

    def batch(self, version: str, document: JsonObject) -> Answer:
        answers: list[JsonValue] = []
        requests = document["requests"]
        assert isinstance(requests, list)
        for each in requests:
            assert isinstance(each, dict)
            inner = each.get("body")
            status, content = self.one(str(each["method"]), f"/{version}{each['url']}", inner or {})
            answers.append({"id": each["id"], "status": status, "headers": {}, "body": json.loads(content or b"null")})
        return 200, json.dumps({"responses": answers}).encode()

    def one(self, method: str, target: str, body: JsonValue) -> Answer:
        path, _, query = target.partition("?")
        version, path = path.split("/")[1], "/" + "/".join(path.split("/")[2:])
        path, query = unquote(path).removesuffix("/"), unquote(query.replace("+", " "))
        if path.startswith(PACED) and not self.has_turn():
            return error(429, "TooManyRequests")
        if method == "PATCH" and isinstance(body, dict):
            return self.patch(path, body)
        if path == "/directoryObjects/getByIds" and isinstance(body, dict):
            return self.by_ids(body["ids"])
        return self.read(version, path, query)

    def has_turn(self) -> bool:
        if not self.ca_limit:
            return True
        now = time.monotonic()
        # A turn may come a little early: clients count from when they sent, this counts from when it arrives.
        if now < self._ca_free - 0.05:
            return False
        self._ca_free = now + 1.0
        return True

    def read(self, version: str, path: str, query: str) -> Answer:
        if path.lower().endswith("/authenticationmethodconfigurations/fido2"):
            return 200, self.cached("fido2", lambda: self.graph["fido2"])
        if path == POLICIES and version == "beta" and "$select" in query:
            return 200, self.cached("policy ids", self.policy_ids)
        if "/transitiveMembers" in path:
            return listing(self.graph["users"])
        if "/transitiveMemberOf" in path:
            return listing(list[JsonValue](self.objects("groups")[:1]))
        if path in NAMED and "$filter" in query:
            return listing(list[JsonValue](matching(self.objects(NAMED[path]), query)))
        if path in WHOLE:
            return 200, self.cached(path, lambda: {"value": self.graph[WHOLE[path]]})
        parent, _, key = path.rpartition("/")
        known = {**NAMED, **WHOLE}.get(parent, "")
        found = [each for each in self.objects(known) if key in (each["id"], each.get("userPrincipalName"))]
        return (200, json.dumps(found[0]).encode()) if found else error(404, "Request_ResourceNotFound")

    def cached(self, key: str, make: Callable[[], JsonValue]) -> bytes:
        if key not in self._canned:
            self._canned[key] = json.dumps(make()).encode()
        return self._canned[key]

    def objects(self, key: str) -> list[JsonObject]:
        rows = self.graph.get(key, [])
        return [each for each in rows if isinstance(each, dict)] if isinstance(rows, list) else []

    def policy_ids(self) -> JsonValue:
        return {"value": [{key: each[key] for key in ("id", "displayName")} for each in self.objects("policies")]}

    def by_ids(self, ids: JsonValue) -> Answer:
        wanted = set(ids) if isinstance(ids, list) else set()
        everything = (each for key in NAMED.values() for each in self.objects(key))
        return listing([each for each in everything if each["id"] in wanted])

    def patch(self, path: str, body: JsonObject) -> Answer:
        key = path.rpartition("/")[2]
        for policy in self.objects("policies"):
            if policy["id"] == key:
                merge(policy, body)
                self._canned.clear()
                return NO_CONTENT
        return error(404, "ResourceNotFound")


def parse_head(head: bytes) -> tuple[str, str, int]:
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    lengths = [line.partition(":")[2] for line in lines if line.lower().startswith("content-length:")]
    return method, target, int(lengths[0]) if lengths else 0


def encoded(status: int, content: bytes) -> bytes:
    head = f"HTTP/1.1 {status} Answer\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


def listing(rows: JsonValue) -> Answer:
    return 200, json.dumps({"value": rows}).encode()


def error(status: int, code: str) -> Answer:
    return status, json.dumps({"error": {"code": code, "message": code, "innerError": {}}}).encode()


def matching(rows: list[JsonObject], query: str) -> list[JsonObject]:
    """Rows that hold one of the quoted texts of the filter: every filter asked here is a list of names or ids."""
    wanted = {text.replace("''", "'") for text in QUOTED.findall(query)}
    return [each for each in rows if wanted & {str(value) for value in each.values()}]


def merge(target: JsonObject, change: JsonObject) -> None:
    for key, value in change.items():
        inner = target.get(key)
        if isinstance(inner, dict) and isinstance(value, dict):
            merge(inner, value)
        else:
            target[key] = value


async def run(graph: dict[str, JsonValue]) -> None:
    server = await asyncio.start_server(Emulator(graph).serve, "127.0.0.1", 0, limit=1 << 20)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(run(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
