"""The receipt of a run: who sent what, from where, how far it came, and what stood before and after.

It is worked out from the lines of the journal and holds them, so that it can say nothing that they do not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from passkeyctl import __version__
from passkeyctl.errors import ReceiptRejected
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.state import PriorState
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.record.journal import Actor, Begun, Ended, Entry, Outcome, Reached, Resumed, entry_json, entry_of
from passkeyctl.wire.moment import moment_state

KIND = "passkeyctl receipt"
FORMAT = "1.0"
PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Step:
    """One operation, as `operation_json` gave it, and how far it came; `at` is empty where nothing happened to it.

    `created` and `requests` are all that its lines told.
    """

    operation: JsonObject
    status: str = PENDING
    detail: tuple[str, ...] = ()
    at: str = ""
    created: Mapping[str, str] = field(default_factory=dict)
    requests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """What one process sent: the first, and one more for each time the run was taken up again."""

    at: str
    actor: Actor
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """`ended` is None where the run was cut off, or taken up again and cut off."""

    entries: tuple[Entry, ...]
    begun: Begun
    segments: tuple[Segment, ...]
    ended: Ended | None

    @property
    def run(self) -> str:
        return self.begun.run

    @property
    def undoes(self) -> str | None:
        return self.begun.undoes

    @property
    def destination(self) -> Destination:
        return self.begun.destination

    @property
    def plan(self) -> JsonObject:
        """The document that a plan file holds."""
        return self.begun.plan

    @property
    def outcome(self) -> Outcome | None:
        return self.ended.outcome if self.ended is not None else None

    @property
    def can_be_resumed(self) -> bool:
        return self.outcome in (None, Outcome.OPEN)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Of all segments, in the order of their sending; what was taken up again is not told twice."""
        *former, last = self.segments
        sent = tuple(each for segment in former for each in segment.steps if each.at and each.status != "skipped")
        return (*sent, *last.steps)

    @property
    def created(self) -> Mapping[str, str]:
        """Ids by address, of everything that this run has made."""
        return {
            address: id for segment in self.segments for each in segment.steps for address, id in each.created.items()
        }

    @property
    def overrides(self) -> Mapping[str, str]:
        """With their reasons, whenever they were given."""
        given = self.begun.plan.get("overrides")
        found = {code: str(reason) for code, reason in given.items()} if isinstance(given, dict) else {}
        for entry in self.entries:
            found.update(entry.overrides if isinstance(entry, Resumed) else {})
        return found

    @property
    def before(self) -> PriorState:
        """What the operations touch, as it stood; kinds that they don't touch are unread."""
        return moment_state(self.begun.before)

    @property
    def after(self) -> PriorState:
        """The same as the tenant showed it last; nothing is read where the run has no end."""
        return moment_state(self.ended.after if self.ended is not None else {})


def receipt_of(entries: Iterable[Entry]) -> Receipt:
    """Raises ReceiptRejected where these are not the lines of one run."""
    listed = tuple(entries)
    if not listed or not isinstance(listed[0], Begun):
        raise _rejected("the run has no beginning")
    begun = listed[0]
    segments, ended = [Segment(begun.at, begun.actor, _steps(begun.plan.get("operations")))], None
    for entry in listed[1:]:
        match entry:
            case Begun():
                raise _rejected("the run begins twice")
            case Resumed():
                segments.append(Segment(entry.at, entry.actor, _steps([*entry.operations])))
                ended = None
            case Reached():
                segments[-1] = _reached(segments[-1], entry)
            case Ended():
                ended = entry
    return Receipt(listed, begun, tuple(segments), ended)


def _steps(operations: JsonValue) -> tuple[Step, ...]:
    listed = operations if isinstance(operations, list) else []
    return tuple(Step(each) for each in listed if isinstance(each, dict))


def _reached(segment: Segment, entry: Reached) -> Segment:
    if not 0 <= entry.operation < len(segment.steps):
        raise _rejected(f"there is no operation {entry.operation}")
    steps = list(segment.steps)
    known = steps[entry.operation]
    steps[entry.operation] = replace(
        known,
        status=entry.status,
        detail=entry.detail,
        at=entry.at,
        created={**known.created, **entry.created},
        requests=tuple(dict.fromkeys((*known.requests, *entry.requests))),
    )
    return replace(segment, steps=tuple(steps))


def receipt_json(receipt: Receipt) -> JsonObject:
    """For readers, what the lines come to; `journal` are the lines, from which `load_receipt` makes it anew."""
    begun, ended = receipt.begun, receipt.ended
    document: JsonObject = {
        "kind": KIND,
        "format_version": FORMAT,
        "tool_version": __version__,
        "run": begun.run,
        "undoes": begun.undoes,
        "begun": begun.at,
        "ended": ended.at if ended is not None else None,
        "outcome": ended.outcome.value if ended is not None else None,
        "reasons": [*ended.reasons] if ended is not None else [],
        "plan_digest": begun.digest,
        "created": {**receipt.created},
        "operations": [_step_json(each) for each in receipt.steps],
        "journal": [entry_json(each) for each in receipt.entries],
    }
    # The kind stands first, so that a file that was cut off is still known for what it was.
    return {"kind": KIND, "digest": _digest(document), **document}


def _step_json(step: Step) -> JsonObject:
    return {
        "summary": step.operation.get("summary"),
        "addresses": step.operation.get("addresses"),
        "method": step.operation.get("method"),
        "path": step.operation.get("path"),
        "status": step.status,
        "at": step.at or None,
        "detail": [*step.detail],
        "created": {**step.created},
        "requests": [*step.requests],
    }


def receipt_digest(receipt: Receipt) -> str:
    """What an approval of taking it back is bound to."""
    return str(receipt_json(receipt)["digest"])


def receipt_text(receipt: Receipt) -> str:
    return json.dumps(receipt_json(receipt), indent=1, ensure_ascii=False) + "\n"


def is_receipt(text: str) -> bool:
    """By its beginning: a receipt quotes a plan file's kind further on."""
    start = text.lstrip("\ufeff \t\r\n")
    return start.startswith("{") and f'"kind": "{KIND}"' in start[:200]


def load_receipt(text: str) -> Receipt:
    """Raises ReceiptRejected where the file is altered, not whole, or of another version."""
    document = _document(text)
    lines = document.get("journal")
    try:
        entries = [entry_of(each) for each in lines if isinstance(each, dict)] if isinstance(lines, list) else []
    except (KeyError, TypeError, ValueError) as fault:
        raise _rejected("the receipt lacks something it must hold") from fault
    return receipt_of(entries)


def _document(text: str) -> JsonObject:
    try:
        document = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as fault:
        raise _rejected("the receipt is not whole: it can't be read as JSON") from fault
    if not isinstance(document, dict) or document.get("kind") != KIND:
        raise _rejected("this is no receipt")
    if str(document.get("format_version")).split(".")[0] != FORMAT.split(".")[0]:
        raise _rejected(f"the receipt has the format `{document.get('format_version')}`, this version reads `{FORMAT}`")
    if document.get("digest") != _digest(document):
        raise _rejected("the receipt was altered after it was made")
    return document


def _digest(document: Mapping[str, JsonValue]) -> str:
    """SHA-256 over the document in one spelling, itself left out: it finds accidents."""
    kept = {key: value for key, value in document.items() if key != "digest"}
    spelled = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(spelled.encode(errors="surrogatepass")).hexdigest()


def _rejected(summary: str) -> ReceiptRejected:
    return ReceiptRejected(
        summary, hint="every apply keeps its receipt on the machine that it ran on, and prints where"
    )
