"""`$batch`: up to twenty requests in one, each with its own status."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.calls import Answer, bad_request
from passkeyctl.sandbox.gateway import Gateway, Incoming
from passkeyctl.sandbox.jsonread import as_object, as_text, texts

_MOST = 20
_KNOWN = frozenset({"id", "method", "url", "headers", "body", "dependsOn"})
_METHODS = frozenset({"GET", "POST", "PATCH", "PUT", "DELETE"})


def answer_batch(gateway: Gateway, incoming: Incoming, version: str) -> Answer:
    """Answer every request; the answers come in reverse order, so that nobody relies on the order."""
    requests = _read(incoming.content)
    answered: dict[str, int] = {}
    responses: list[JsonValue] = []
    for request in requests:
        key = as_text(request["id"])
        if any(answered[each] >= 400 for each in texts(request.get("dependsOn"))):
            answer = _failed_dependency()
        else:
            answer = gateway.answer(_incoming(request, incoming, version))
        answered[key] = answer.status
        responses.append(_response(key, answer))
    return Answer(200, {"responses": responses[::-1]})


def _read(content: bytes) -> list[JsonObject]:
    try:
        body: JsonValue = json.loads(content)
    except ValueError as fault:
        raise bad_request("Unable to read JSON request payload.") from fault
    if not isinstance(body, dict) or set(body) != {"requests"} or not isinstance(body["requests"], list):
        raise bad_request("Invalid batch payload format.")
    requests = body["requests"]
    if not requests:
        raise bad_request("Invalid batch payload format.")
    if len(requests) > _MOST:
        raise bad_request(f"Number of batch request steps exceeds the maximum value of {_MOST}.")
    seen: set[str] = set()
    return [_checked(each, seen) for each in requests]


def _checked(request: JsonValue, seen: set[str]) -> JsonObject:
    if not isinstance(request, dict) or not set(request) <= _KNOWN:
        raise bad_request("Invalid batch payload format.")
    key, method, url = (request.get(name) for name in ("id", "method", "url"))
    if not isinstance(key, str) or not key or key in seen:
        raise bad_request("Every request of a batch needs an id of its own.")
    if method not in _METHODS or not isinstance(url, str) or url.startswith(("http:", "https:")):
        raise bad_request(f"Invalid method or url in batch request '{key}'.")
    if "$batch" in url:
        raise bad_request("A batch may not hold another batch.")
    depends = request.get("dependsOn", [])
    if not isinstance(depends, list) or not all(each in seen for each in depends):
        raise bad_request(f"Request '{key}' depends on a request that doesn't stand before it.")
    if "body" in request and "content-type" not in _headers(request):
        raise bad_request(f"Request '{key}' has a body and no Content-Type header.")
    seen.add(key)
    return request


def _headers(request: JsonObject) -> Mapping[str, str]:
    given = request.get("headers") or {}
    return {name.lower(): as_text(value) for name, value in as_object(given).items()}


def _incoming(request: JsonObject, outer: Incoming, version: str) -> Incoming:
    path, _, query = as_text(request["url"]).partition("?")
    headers = {"authorization": outer.headers.get("authorization", ""), **_headers(request)}
    content = json.dumps(request["body"]).encode() if "body" in request else b""
    return Incoming(
        as_text(request["method"]),
        f"{version}/{unquote(path).strip('/')}",
        dict(parse_qsl(query, keep_blank_values=True)),
        headers,
        content,
        outer.origin,
    )


def _response(key: str, answer: Answer) -> JsonObject:
    headers: JsonObject = {"Content-Type": "application/json", **answer.headers}
    response: JsonObject = {"id": key, "status": answer.status, "headers": headers}
    if answer.text is not None:
        response["body"] = answer.text
        headers["Content-Type"] = "text/plain"
    elif answer.body is not None:
        response["body"] = answer.body
    return response


def _failed_dependency() -> Answer:
    error: JsonObject = {"code": "FailedDependency", "message": "A request that this one depends on failed."}
    return Answer(424, {"error": error})
