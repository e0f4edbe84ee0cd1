"""A receipt for people: who wrote what, how far it came, what it changed, and how to go on or back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.state import PriorState
from passkeyctl.plan.moments import changes_between
from passkeyctl.plan.record.journal import Actor, Outcome
from passkeyctl.plan.record.receipt import Receipt, Segment, Step
from passkeyctl.render.change_lines import change_lines
from passkeyctl.render.fact_lines import fact_lines, moment, named
from passkeyctl.render.json_text import json_lines
from passkeyctl.render.lines import EMPTY, Line, Role, Span, hung, line
from passkeyctl.render.records.outcome_lines import ROLES
from passkeyctl.render.value_text import Words

Fact = tuple[str, Sequence[Span]]
DETAIL = 15
UNTOUCHED = ("pending", "skipped", "failed")
"""What has certainly written nothing."""

OUTCOMES = {
    Outcome.DONE: ("done: everything was written and seen", Role.CREATE),
    Outcome.OPEN: ("open: something was not written, or not seen", Role.WARNING),
    Outcome.NOTHING_WRITTEN: ("nothing was written", Role.MUTED),
    Outcome.SUPERSEDED: ("superseded: a later apply went on from what it left", Role.MUTED),
    None: ("cut off: it has no end", Role.ERROR),
}


@dataclass(frozen=True, slots=True)
class ReceiptFile:
    """A receipt, or a journal, that was read offline. `is_torn`: the last line of the journal was not written whole.

    `document` is the receipt as it lies on disk, or what the journal comes to.
    """

    name: str
    receipt: Receipt
    document: JsonObject
    words: Words
    is_journal: bool = False
    is_torn: bool = False

    @property
    def digest(self) -> str:
        return str(self.document["digest"])

    @property
    def changes(self) -> tuple[ResourceChange, ...]:
        return changes_of(self.receipt)


def changes_of(receipt: Receipt) -> tuple[ResourceChange, ...]:
    """What the tenant showed afterwards beside what it showed before, by the addresses of the plan."""
    before, after = receipt.before, receipt.after
    known = _addresses(receipt)
    changes = changes_between(_filled(before, after), after)
    return tuple(replace(each, address=known.get((each.address.kind, each.id), each.address)) for each in changes)


def _filled(before: PriorState, after: PriorState) -> PriorState:
    """A kind of which nothing was there before the first was made is known to have been empty of what was touched."""
    return replace(before, unread_kinds=before.unread_kinds & after.unread_kinds)


def _addresses(receipt: Receipt) -> dict[tuple[Kind, str], Address]:
    """By what the plan touches, and by what it made."""
    found: dict[tuple[Kind, str], Address] = {}
    touches = receipt.plan.get("touches")
    for each in touches if isinstance(touches, list) else ():
        if isinstance(each, dict):
            found[Kind(str(each["kind"])), str(each["id"])] = Address.parse(str(each["address"]))
    for text, id in receipt.created.items():
        address = Address.parse(text)
        found[address.kind, id] = address
    return found


def receipt_lines(file: ReceiptFile, *, show_requests: bool = False) -> tuple[Line, ...]:
    return (
        *fact_lines(_facts(file)),
        EMPTY,
        *_operations(file.receipt, show_requests=show_requests),
        *_changed(file),
        *_next(file),
    )


def _facts(file: ReceiptFile) -> Iterator[Fact]:
    receipt = file.receipt
    where, begun = receipt.destination, receipt.begun
    yield "journal" if file.is_journal else "receipt", (Span(file.name, Role.HEADING),)
    yield "run", (Span(receipt.run),)
    yield "digest", (Span(file.digest),)
    yield "for", named(where.tenant_name, where.tenant_id)
    yield "at", (Span(where.endpoint),)
    for number, segment in enumerate(receipt.segments):
        yield from _segment(segment, is_first=number == 0)
    yield "by", (Span(f"passkeyctl {begun.tool_version}"),)
    yield "plan digest", (Span(begun.digest),)
    if receipt.undoes is not None:
        yield "takes back", (Span(receipt.undoes),)
    for number, (code, reason) in enumerate(receipt.overrides.items()):
        yield "" if number else "overrides", (Span(f"{code}: {reason}"),)
    yield from _outcome(file)


def _segment(segment: Segment, *, is_first: bool) -> Iterator[Fact]:
    yield "begun" if is_first else "taken up", (Span(moment(segment.at)),)
    yield "who", (Span(who(segment.actor)),)
    for key, value in sorted(segment.actor.reported.items()):
        yield "", (Span(f"{key}: {value}", Role.MUTED), Span(" (as the CI run says)", Role.MUTED))


def who(actor: Actor) -> str:
    place = f"{actor.user or 'somebody'} on {actor.host or 'a machine without a name'}"
    return f"{actor.account} ({place})" if actor.account else place


def _outcome(file: ReceiptFile) -> Iterator[Fact]:
    ended = file.receipt.ended
    if ended is not None:
        yield "ended", (Span(moment(ended.at)),)
    words, role = OUTCOMES[file.receipt.outcome]
    yield "outcome", (Span(words, role),)
    for reason in ended.reasons if ended is not None else ():
        yield "", (Span(reason),)
    if file.is_torn:
        yield "", (Span("the last line of the journal was not written whole and does not count", Role.WARNING),)


def _operations(receipt: Receipt, *, show_requests: bool) -> Iterator[Line]:
    yield from line(f"Requests ({len(receipt.steps)})", Role.HEADING)
    for step in receipt.steps:
        yield from _step(step, show_requests=show_requests)


def _step(step: Step, *, show_requests: bool) -> Iterator[Line]:
    summary = Span(str(step.operation.get("summary")))
    yield from hung([Span(f"{step.status:<12} ", ROLES.get(step.status, Role.MUTED)), summary], first=2, rest=DETAIL)
    for words in step.detail:
        yield from line(words, Role.MUTED, indent=DETAIL)
    for address, id in step.created.items():
        yield from line(f"{address} is {id}", Role.MUTED, indent=DETAIL)
    if show_requests:
        yield from _request(step)
    for request in step.requests:
        yield from line(f"request {request}", Role.MUTED, indent=DETAIL)


def _request(step: Step) -> Iterator[Line]:
    """Not broken, so that it can be copied."""
    yield (Span(" " * DETAIL), Span(f"{step.operation.get('method')} {step.operation.get('path')}", Role.NOTICE))
    body = step.operation.get("body")
    yield from ((Span(" " * DETAIL), Span(each)) for each in (json_lines(body) if body is not None else ()))
    if step.at:
        yield from line(f"at {moment(step.at)}", Role.MUTED, indent=DETAIL)


def _changed(file: ReceiptFile) -> Iterator[Line]:
    """Nothing where the run has not read what came of it."""
    yield EMPTY
    if file.receipt.ended is None:
        yield from line("What it changed is not known: the run has not read it.", Role.HEADING)
    elif not file.changes:
        yield from line("Nothing changed.", Role.HEADING)
    else:
        yield from line("What changed", Role.HEADING)
        for each in file.changes:
            yield from change_lines(each, file.words)


def _next(file: ReceiptFile) -> Iterator[Line]:
    receipt = file.receipt
    if receipt.can_be_resumed:
        yield EMPTY
        yield from line("to go on:    passkeyctl apply --resume")
    if any(each.status not in UNTOUCHED for each in receipt.steps):
        yield from () if receipt.can_be_resumed else (EMPTY,)
        yield (Span(f"to undo it:  passkeyctl undo {file.name} --digest {file.digest}"),)
