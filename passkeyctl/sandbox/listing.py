"""Lists: `$filter`, `$select`, `$top`, `$skip`, `$count` and pages with `@odata.nextLink`."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.calls import Answer, Call, Refusal, bad_request
from passkeyctl.sandbox.filters import parse_filter
from passkeyctl.sandbox.tenant import Tenant

_PAGING = frozenset({"$top", "$skiptoken"})
SEARCHED = frozenset({"$filter", "$select", "$count"}) | _PAGING
MAX_TOP = 999


@dataclass(frozen=True, slots=True)
class Listing:
    """What one collection offers to a reader.

    `default` are the members given without `$select` (None: all); `properties` those that may be filtered and
    selected; `page` the server's page size; `is_directory` whether the rules of directory objects hold; `most` how many
    may be asked for in one page.
    """

    context: str
    type_name: str
    properties: tuple[str, ...]
    options: frozenset[str] = SEARCHED
    default: tuple[str, ...] | None = None
    page: int | None = None
    is_directory: bool = False
    most: int = MAX_TOP


def answer_list(
    call: Call,
    tenant: Tenant,
    listing: Listing,
    rows: Sequence[JsonObject],
    render: Callable[[JsonObject], JsonObject] = dict,
) -> Answer:
    """One page of these rows: filtered as stored, rendered, cut to the selected members."""
    refuse_options(call, listing.options)
    chosen = _filtered(call, listing, rows)
    names = selected(call, listing)
    start, size = window(call, tenant, listing)
    body: JsonObject = {"@odata.context": call.context + listing.context + projection(call, names)}
    if call.query.get("$count") == "true" and (call.is_eventual or not listing.is_directory):
        body["@odata.count"] = len(chosen)
    end = len(chosen) if size is None else start + size
    if end < len(chosen):
        body["@odata.nextLink"] = next_link(call, end)
    body["value"] = [cut(render(row), names) for row in chosen[start:end]]
    return Answer(200, body)


def answer_one(call: Call, listing: Listing, rendered: JsonObject) -> Answer:
    refuse_options(call, frozenset({"$select"}))
    names = selected(call, listing)
    body: JsonObject = {"@odata.context": f"{call.context}{listing.context}{projection(call, names)}/$entity"}
    return Answer(200, {**body, **cut(rendered, names)})


def selected(call: Call, listing: Listing) -> tuple[str, ...] | None:
    """The members to give, None for all; an unknown one is refused."""
    if "$select" not in call.query:
        return listing.default
    known = {each.lower(): each for each in listing.properties}
    names = []
    for word in call.query["$select"].split(","):
        name = known.get(word.strip().lower())
        if name is None:
            raise bad_request(
                f"Could not find a property named '{word.strip()}' on type 'microsoft.graph.{listing.type_name}'."
            )
        names.append(name)
    return tuple(names)


def refuse_options(call: Call, allowed: frozenset[str]) -> None:
    for option in call.query:
        if option.startswith("$") and option not in allowed:
            raise bad_request(f"The query option '{option}' is not supported on this resource.")


def _filtered(call: Call, listing: Listing, rows: Sequence[JsonObject]) -> Sequence[JsonObject]:
    source = call.query.get("$filter")
    if source is None:
        return rows
    asked = parse_filter(source, (*listing.properties, "@odata.type"))
    if asked.is_advanced and listing.is_directory and not (call.is_eventual and call.query.get("$count") == "true"):
        raise Refusal(
            400,
            "Request_UnsupportedQuery",
            "Operator is not supported without the header ConsistencyLevel: eventual and $count=true.",
        )
    return [row for row in rows if asked.matches(row)]


def cut(row: JsonObject, names: tuple[str, ...] | None) -> JsonObject:
    if names is None:
        return row
    annotations = {name: value for name, value in row.items() if name == "@odata.type"}
    return {**annotations, **{name: row[name] for name in names if name in row}}


def projection(call: Call, names: tuple[str, ...] | None) -> str:
    return f"({','.join(names)})" if names is not None and "$select" in call.query else ""


def window(call: Call, tenant: Tenant, listing: Listing) -> tuple[int, int | None]:
    top = _number(call, "$top")
    if top is not None and not 1 <= top <= listing.most:
        raise bad_request(f"Invalid page size specified: '{top}'. Must be between 1 and {listing.most} inclusive.")
    token = call.query.get("$skiptoken")
    start = (_number(call, "$skip") or 0) if token is None else _read_token(token)
    sizes = [each for each in (top or listing.page, tenant.behaviour.page_size) if each is not None]
    return start, min(sizes, default=None)


def _number(call: Call, option: str) -> int | None:
    word = call.query.get(option)
    if word is None:
        return None
    if not word.isdecimal():
        raise bad_request(f"Invalid value '{word}' for {option} query option found.")
    return int(word)


def next_link(call: Call, start: int) -> str:
    kept = [(name, value) for name, value in call.query.items() if name not in ("$skiptoken", "$skip")]
    token = base64.urlsafe_b64encode(f"from:{start}".encode()).decode()
    query = urlencode([*kept, ("$skiptoken", token)], safe="$,()'", quote_via=quote)
    return f"{call.origin}/{call.version}/{quote(call.path)}?{query}"


def _read_token(token: str) -> int:
    try:
        word, _, start = base64.urlsafe_b64decode(token).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        word, start = "", ""
    if word != "from" or not start.isdecimal():
        raise bad_request("Skip token is invalid.")
    return int(start)
