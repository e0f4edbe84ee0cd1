"""What an apply writes down while it runs, line by line, and what may be concluded from it afterwards.

A line is on disk before a request leaves, and one after its answer: whatever ends the run, the lines tell which
requests may have had an effect. A receipt is made of these lines and of nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from passkeyctl.json_types import JsonObject, JsonValue, list_in, number_in, object_in
from passkeyctl.plan.destination import Destination

FORMAT = "1.0"


class Outcome(StrEnum):
    """How a run ended. Only OPEN can be resumed; so can a run without an end."""

    DONE = "done"
    OPEN = "open"
    NOTHING_WRITTEN = "nothing written"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who wrote, as far as this machine knows: `account` from the token, `user` and `host` from the system.

    `reported` is what the environment of a CI run says of itself; nobody has proven it.
    """

    account: str
    user: str
    host: str
    reported: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Begun:
    """The first line: what will be carried out, and what stood before.

    `plan` is what a plan file holds (files, options, overrides with their reasons, operations, digest): enough to plan
    again. `before` are the objects that the operations touch, as Graph gave them (`wire.moment`). `undoes` is the run
    that this one takes back.
    """

    run: str
    at: str
    tool_version: str
    actor: Actor
    destination: Destination
    digest: str
    plan: JsonObject
    before: JsonObject
    undoes: str | None = None


@dataclass(frozen=True, slots=True)
class Resumed:
    """Another process goes on: `operations` (as `operation_json` gives them) are numbered anew from zero.

    `overrides` are those that count from here on, with their reasons.
    """

    at: str
    actor: Actor
    operations: tuple[JsonValue, ...]
    overrides: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reached:
    """Operation `operation` (its place in the last list of operations) reached `status` (`apply.events.Status`).

    `created` maps addresses to the ids that Graph gave. `requests` are Graph's ids of the requests, for its support.
    """

    at: str
    operation: int
    status: str
    detail: tuple[str, ...] = ()
    created: Mapping[str, str] = field(default_factory=dict)
    requests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """The last line. `after` is what the tenant showed last of the same objects, and of those that were created."""

    at: str
    outcome: Outcome
    after: JsonObject
    reasons: tuple[str, ...] = ()


Entry: TypeAlias = "Begun | Resumed | Reached | Ended"


def entry_json(entry: Entry) -> JsonObject:
    match entry:
        case Begun():
            return _begun_json(entry)
        case Resumed():
            return {
                "entry": "resumed",
                "at": entry.at,
                "actor": _actor_json(entry.actor),
                "operations": [*entry.operations],
                "overrides": {**entry.overrides},
            }
        case Reached():
            return {
                "entry": "reached",
                "at": entry.at,
                "operation": entry.operation,
                "status": entry.status,
                "detail": [*entry.detail],
                "created": {**entry.created},
                "requests": [*entry.requests],
            }
        case Ended():
            return {
                "entry": "ended",
                "at": entry.at,
                "outcome": entry.outcome.value,
                "reasons": [*entry.reasons],
                "after": entry.after,
            }


def _begun_json(begun: Begun) -> JsonObject:
    return {
        "entry": "begun",
        "format_version": FORMAT,
        "run": begun.run,
        "at": begun.at,
        "tool_version": begun.tool_version,
        "actor": _actor_json(begun.actor),
        "destination": _destination_json(begun.destination),
        "digest": begun.digest,
        "undoes": begun.undoes,
        "before": begun.before,
        "plan": begun.plan,
    }


def entry_of(line: JsonObject) -> Entry:
    """Raises KeyError, TypeError or ValueError where it is no line of a journal."""
    match line["entry"]:
        case "begun":
            return _begun(line)
        case "resumed":
            overrides = {code: str(reason) for code, reason in object_in(line.get("overrides", {})).items()}
            return Resumed(
                str(line["at"]), _actor(object_in(line["actor"])), tuple(list_in(line["operations"])), overrides
            )
        case "reached":
            return Reached(
                str(line["at"]),
                number_in(line["operation"]),
                str(line["status"]),
                _texts(line["detail"]),
                {key: str(value) for key, value in object_in(line["created"]).items()},
                _texts(line["requests"]),
            )
        case "ended":
            outcome = Outcome(str(line["outcome"]))
            return Ended(str(line["at"]), outcome, object_in(line["after"]), _texts(line["reasons"]))
        case other:
            raise ValueError(other)


def _begun(line: JsonObject) -> Begun:
    if str(line["format_version"]).split(".")[0] != FORMAT.split(".")[0]:
        raise ValueError(line["format_version"])
    place = object_in(line["destination"])
    undoes = line["undoes"]
    return Begun(
        str(line["run"]),
        str(line["at"]),
        str(line["tool_version"]),
        _actor(object_in(line["actor"])),
        Destination(str(place["endpoint"]), str(place["tenant_id"]), str(place["tenant_name"])),
        str(line["digest"]),
        object_in(line["plan"]),
        object_in(line["before"]),
        None if undoes is None else str(undoes),
    )


def _destination_json(destination: Destination) -> JsonObject:
    return {
        "endpoint": destination.endpoint,
        "tenant_id": destination.tenant_id,
        "tenant_name": destination.tenant_name,
    }


def _actor_json(actor: Actor) -> JsonObject:
    return {"account": actor.account, "user": actor.user, "host": actor.host, "reported": {**actor.reported}}


def _actor(document: JsonObject) -> Actor:
    reported = {key: str(value) for key, value in object_in(document["reported"]).items()}
    return Actor(str(document["account"]), str(document["user"]), str(document["host"]), reported)


def _texts(value: JsonValue) -> tuple[str, ...]:
    return tuple(str(each) for each in list_in(value))
