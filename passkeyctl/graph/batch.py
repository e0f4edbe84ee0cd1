"""Several reads in one request, as Graph's `$batch` takes them (https://learn.microsoft.com/graph/json-batching)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kiota_abstractions.method import Method as HttpMethod
from kiota_abstractions.request_information import RequestInformation

from passkeyctl.errors import IncompleteRead
from passkeyctl.graph.builders import Query, Sdk, prepare, request_for
from passkeyctl.graph.pacing import retry_after
from passkeyctl.graph.paths import EndpointName, EndpointSpec, is_reading, spec_of
from passkeyctl.graph.reply import Reply
from passkeyctl.json_types import JsonObject, JsonValue

LARGEST = 20


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """One read: a GET, or with `body` one of the POST requests that read.

    With `may_be_refused` a 403 comes back as a reply: what it would say is welcome, not needed. With `may_be_unknown`
    so does a 400, as Graph answers where a tenant or a cloud lacks the feature.
    """

    endpoint: EndpointName
    params: Mapping[str, str] = field(default_factory=dict)
    query: Query = field(default_factory=dict)
    body: JsonObject | None = None
    may_be_refused: bool = False
    may_be_unknown: bool = False

    @property
    def is_answered_by(self) -> frozenset[int]:
        """Refusals that are an answer: nothing there, and where it may be so, no permission or no such feature."""
        found = {404, *([403] if self.may_be_refused else []), *([400] if self.may_be_unknown else [])}
        return frozenset(found)

    @property
    def method(self) -> str:
        return "GET" if self.body is None else "POST"

    @property
    def spec(self) -> EndpointSpec:
        spec = spec_of(self.endpoint)
        if not is_reading(spec, self.method) or spec.paced or spec.version != "v1.0":
            # Conditional Access counts each request of a batch: there is nothing to win, and its limiter sees one.
            raise ValueError(f"{self.endpoint} can't be read in a batch")
        return spec

    @property
    def call(self) -> str:
        return f"{self.method} {self.spec.filled(self.params)}"


def chunks(requests: Sequence[BatchRequest]) -> tuple[Mapping[str, BatchRequest], ...]:
    """Numbered from 1 throughout, in parts that Graph accepts."""
    numbered = [(str(number), request) for number, request in enumerate(requests, start=1)]
    return tuple(dict(numbered[start : start + LARGEST]) for start in range(0, len(numbered), LARGEST))


def batch_request(sdk: Sdk, part: Mapping[str, BatchRequest]) -> RequestInformation:
    request = RequestInformation(HttpMethod.POST, "{+baseurl}/$batch", {})
    prepare(request, {"requests": [_entry(sdk, id, each) for id, each in part.items()]})
    return request


def replies_of(part: Mapping[str, BatchRequest], batch: Reply) -> dict[str, Reply]:
    """The replies by id; a request without a reply makes the read incomplete."""
    entries = batch.body.get("responses") if isinstance(batch.body, dict) else None
    found = dict(_reply(entry) for entry in entries if isinstance(entry, dict)) if isinstance(entries, list) else {}
    missing = [each.call for id, each in part.items() if id not in found]
    if missing:
        raise IncompleteRead(
            f"Graph left {len(missing)} of {len(part)} requests of a batch unanswered",
            hint="run again",
            detail=(f"no answer to `{call}`" for call in missing),
        )
    return {id: found[id] for id in part}


def longest_wait(replies: Iterable[Reply]) -> float | None:
    """The longest `Retry-After` among them; None where nobody named one."""
    asked = (retry_after(reply.headers) for reply in replies)
    return max((each for each in asked if each is not None), default=None)


def _entry(sdk: Sdk, id: str, each: BatchRequest) -> JsonObject:
    request = request_for(sdk, each.spec, each.method, each.params, each.query, each.body)
    request.path_parameters["baseurl"] = ""
    headers: JsonObject = dict(request.request_headers or {})
    # The names of query options, as the SDK's middleware decodes them for a request on its own.
    entry: JsonObject = {"id": id, "method": each.method, "url": request.url.replace("%24", "$"), "headers": headers}
    return entry if each.body is None else {**entry, "body": each.body}


def _reply(entry: JsonObject) -> tuple[str, Reply]:
    status, headers, body = entry.get("status"), entry.get("headers"), entry.get("body")
    named = headers if isinstance(headers, dict) else {}
    return str(entry.get("id")), Reply(
        status if isinstance(status, int) else 0, body, {name.lower(): _text(value) for name, value in named.items()}
    )


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else str(value)
