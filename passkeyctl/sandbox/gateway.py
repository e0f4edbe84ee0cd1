"""The life of one request: token, faults, limits, the route's function, and the answer in Graph's envelope."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.audit_log import ANOTHER, record_changes
from passkeyctl.sandbox.calls import NOT_SENT, Answer, Call, Refusal, bad_request
from passkeyctl.sandbox.faults import ConnectionDropped, Drop, Effect, Fault, Faults, FaultSchedule, Interferes, Refuse
from passkeyctl.sandbox.jsonread import as_text, texts
from passkeyctl.sandbox.routing import Limit, match
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.tenant import Tenant

_CA_PAUSE = timedelta(seconds=1)
_WINDOW = timedelta(seconds=10)
_VERSIONS = ("v1.0", "beta")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request as it came: `path` is decoded and begins with the version."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes
    origin: str


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of a request in the tenant, whatever its sender was told of it."""

    incoming: Incoming
    answer: Answer


Watcher: TypeAlias = Callable[[Handled], None]


class Gateway:
    """Answers requests over one store. Keeps nothing between requests but the count of faults and requests."""

    def __init__(self, store: Store, faults: Sequence[Fault] | Faults = (), watcher: Watcher | None = None) -> None:
        self.store = store
        self._faults: Faults = FaultSchedule(faults) if isinstance(faults, Sequence) else faults
        self._watcher = watcher
        self._count = 0

    def answer(self, incoming: Incoming) -> Answer:
        """The answer to any request, errors included; raises only `ConnectionDropped`."""
        self._count += 1
        request_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"sandbox request {self._count}"))
        client_id = incoming.headers.get("client-request-id", request_id)
        try:
            answer = self._decide(incoming)
        except Refusal as refusal:
            answer = _error(refusal, self.store.now(), request_id, client_id)
        headers = {"request-id": request_id, "client-request-id": client_id, **answer.headers}
        return replace(answer, headers=headers)

    def _decide(self, incoming: Incoming) -> Answer:
        effect = self._faults.next(incoming.method, incoming.path)
        self._before(effect)
        _check_token(incoming)
        answer = self._handled(incoming)
        if self._watcher is not None:
            self._watcher(Handled(incoming, answer))
        self._after(effect)
        return answer

    def _before(self, effect: Effect | None) -> None:
        match effect:
            case Drop.BEFORE | Drop.CONNECT:
                raise ConnectionDropped(effect)
            case Refuse(after=False):
                raise _refusal(effect)
            case Interferes(after=False):
                self._interfere(effect)

    def _after(self, effect: Effect | None) -> None:
        match effect:
            case Drop.AFTER:
                raise ConnectionDropped(effect)
            case Refuse(after=True):
                raise _refusal(effect)
            case Interferes(after=True):
                self._interfere(effect)

    def _interfere(self, effect: Interferes) -> None:
        with self.store.transaction() as tenant:
            effect.write(tenant)
            record_changes(tenant, ANOTHER)
            tenant.save()

    def _handled(self, incoming: Incoming) -> Answer:
        version, _, path = incoming.path.strip("/").partition("/")
        if version not in _VERSIONS:
            raise bad_request(f"Invalid version: {version}")
        if path.lower() == "$batch" and incoming.method == "POST":
            from passkeyctl.sandbox.batch import answer_batch

            return answer_batch(self, incoming, version)
        return self._route(incoming, version, path)

    def _route(self, incoming: Incoming, version: str, path: str) -> Answer:
        from passkeyctl.sandbox.routes import ROUTES

        route, respond, keys = match(ROUTES, incoming.method, path)
        body = _body(incoming)
        call = Call(incoming.method, version, path, incoming.query, incoming.headers, body, incoming.origin, keys)
        with self.store.transaction() as tenant:
            try:
                _count_against(route.limit, tenant)
                answer = respond(call, tenant)
            except Refusal as refusal:
                # Leave the block in the ordinary way: the reads that this request counted stay counted.
                refused = refusal
            else:
                record_changes(tenant)
                tenant.save()
                return answer
        raise refused


def _refusal(effect: Refuse) -> Refusal:
    return Refusal(effect.status, effect.code, effect.message, retry_after=effect.retry_after)


def _check_token(incoming: Incoming) -> None:
    scheme, _, token = incoming.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Refusal(401, "InvalidAuthenticationToken", "Access token is empty.")


def _body(incoming: Incoming) -> JsonValue | object:
    if incoming.method not in ("POST", "PATCH", "PUT") or not incoming.content:
        return NOT_SENT
    kind = incoming.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise Refusal(415, "UnsupportedMediaType", f"The content type '{kind}' is not supported.")
    try:
        parsed: JsonValue = json.loads(incoming.content)
    except ValueError as fault:
        raise bad_request("Unable to read JSON request payload.") from fault
    return parsed


def _count_against(limit: Limit, tenant: Tenant) -> None:
    behaviour = tenant.behaviour
    if limit is Limit.CONDITIONAL_ACCESS and behaviour.throttle:
        _pause_between(tenant)
    if limit is Limit.DIRECTORY and behaviour.directory_throttle:
        _window(tenant, limit, behaviour.directory_throttle)
    if limit is Limit.REPORTS and behaviour.report_throttle:
        _window(tenant, limit, behaviour.report_throttle)


def _pause_between(tenant: Tenant) -> None:
    now, last = tenant.clock(), tenant.setting("last:conditionalAccess")
    if last is not None and now - datetime.fromisoformat(as_text(last)) < _CA_PAUSE:
        raise Refusal(429, "TooManyRequests", "Too many requests")
    tenant.set_setting("last:conditionalAccess", now.isoformat())


def _window(tenant: Tenant, limit: Limit, most: int) -> None:
    now, key = tenant.clock(), f"recent:{limit}"
    recent = [each for each in texts(tenant.setting(key)) if now - datetime.fromisoformat(each) < _WINDOW]
    if len(recent) >= most:
        free = datetime.fromisoformat(recent[0]) + _WINDOW - now
        raise Refusal(429, "TooManyRequests", "Too many requests", retry_after=max(1, -(-free // timedelta(seconds=1))))
    tenant.set_setting(key, [*recent, now.isoformat()])


def _error(refusal: Refusal, now: datetime, request_id: str, client_id: str) -> Answer:
    inner: JsonObject = {
        "date": now.strftime("%Y-%m-%dT%H:%M:%S"),
        "request-id": request_id,
        "client-request-id": client_id,
    }
    if refusal.inner:
        inner = {"message": refusal.inner, **inner}
    headers = {} if refusal.retry_after is None else {"Retry-After": str(refusal.retry_after)}
    body: JsonObject = {"error": {"code": refusal.code, "message": refusal.message, "innerError": inner}}
    return Answer(refusal.status, body, headers=headers)
