"""Temporary Access Passes of people: reading whether there is one, and making one.

The address that makes them stands outside of the table in `graph/paths.py`, so that no plan can name it, and only a
connection that was opened for it lets such a request leave.

https://learn.microsoft.com/graph/api/authentication-post-temporaryaccesspassmethods
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from passkeyctl.errors import PasskeyctlError, Unreachable
from passkeyctl.graph import permission_rows as rows
from passkeyctl.graph.batch import LARGEST, BatchRequest
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.errors import needed
from passkeyctl.graph.pacing import Window
from passkeyctl.graph.paths import EndpointName, EndpointSpec, spec_of
from passkeyctl.graph.reply import Reply
from passkeyctl.graph.reports.rows import rows_of
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.passes import Pass, PassOnRecord, PassTerms, Secret

ISSUING = EndpointSpec(
    EndpointName.USER_PASSES, ("POST",), spec_of(EndpointName.USER_PASSES).path, (), rows.PASSES_WRITE
)
VALUE = "temporaryAccessPass"


class PassLost(PasskeyctlError):
    """A pass may have been made, but its value did not come: it can only be replaced."""

    def __init__(self, is_there: bool | None) -> None:
        what = {
            True: "was made, but its value was lost on the way",
            False: "was not made: the answer was lost, and none is there",
            None: "may have been made: the answer was lost, and whether one is there can't be read",
        }[is_there]
        hint = "run it again" if is_there is False else "run it again with `--replace` and the sign-in name"
        super().__init__(f"the pass {what}", hint=hint)
        self.is_there = is_there


async def read_passes(
    client: GraphClient,
    user_ids: Sequence[str],
    window: Window,
    progress: Callable[[int, int], None] | None = None,
) -> Mapping[str, PassOnRecord | str | None]:
    """By id: the pass that is on record, None where there is none, or why that is not known."""
    found: dict[str, PassOnRecord | str | None] = {}
    waiting = list(user_ids)
    while waiting:
        some = [waiting.pop(0) for _ in range(window.free(min(LARGEST, len(waiting))))]
        async with window.room(len(some)):
            replies = await client.batch([_request(each) for each in some])
        found |= {id: _answer(reply) for id, reply in zip(some, replies, strict=True)}
        if progress is not None:
            progress(len(found), len(user_ids))
    return found


async def issue_pass(client: GraphClient, user_id: str, terms: PassTerms, window: Window) -> Pass:
    """One pass for one person, in place of the one that they may have. It is asked for once.

    Where the answer is lost, `PassLost` says whether a pass is there now: nobody can know its value.
    """
    try:
        async with window.room():
            reply = await client.issue(ISSUING, {"id": user_id}, _body(terms))
    except Unreachable as lost:
        if not lost.maybe_received:
            raise
        raise PassLost(await _is_there(client, user_id, window)) from None
    body = reply.body if isinstance(reply.body, dict) else {}
    value = body.get(VALUE)
    if not isinstance(value, str) or not value:
        raise PassLost(True)
    return Pass(pass_on_record(body), Secret(value))


def pass_on_record(row: JsonObject) -> PassOnRecord:
    minutes, usable, once = row.get("lifetimeInMinutes"), row.get("isUsable"), row.get("isUsableOnce")
    return PassOnRecord(
        id=str(row.get("id") or ""),
        usability=str(row.get("methodUsabilityReason") or ""),
        is_usable=usable if isinstance(usable, bool) else None,
        created=_moment(row.get("createdDateTime")),
        starts=_moment(row.get("startDateTime")),
        lifetime_minutes=minutes if isinstance(minutes, int) else None,
        is_one_time=once if isinstance(once, bool) else None,
    )


def _request(user_id: str) -> BatchRequest:
    return BatchRequest(EndpointName.USER_PASSES, {"id": user_id}, may_be_refused=True, may_be_unknown=True)


def _answer(reply: Reply) -> PassOnRecord | str | None:
    if reply.status == 403:
        return f"whether a pass waits may not be read: it needs {needed(rows.PASSES_READ)}"
    if not reply.is_success:
        return f"whether a pass waits could not be read: Graph answered {reply.status}"
    listed = [pass_on_record(each) for each in rows_of(reply.body)]
    # One that may still be good counts, whatever stands beside it.
    return next((each for each in listed if each.stands is not False), listed[0] if listed else None)


async def _is_there(client: GraphClient, user_id: str, window: Window) -> bool | None:
    try:
        found = (await read_passes(client, [user_id], window))[user_id]
    except PasskeyctlError:
        return None
    if isinstance(found, str):
        return None
    return found is not None and found.stands is not False


def _body(terms: PassTerms) -> JsonObject:
    body: JsonObject = {"lifetimeInMinutes": terms.lifetime_minutes, "isUsableOnce": terms.is_one_time}
    if terms.starts is not None:
        body["startDateTime"] = terms.starts.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return body


def _moment(value: JsonValue) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
