"""What a run that did not come to its end has left, and whether anybody else has been at it since.

Each operation's line in the journal holds what must read back after it. Object by object that is the whole trail:
as it stood before, and as each request of ours leaves it. What reads as none of these was changed by somebody else.
Planning the same files against `before` would give the same trail only while every name in them still means the
same, and an undo has no files: what was written down when it was sent needs neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from passkeyctl.errors import JournalRejected
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan.operation import Expectation, Family, Fido2Shows, Gone, Operation, Present
from passkeyctl.plan.record.journal import Reached, Resumed
from passkeyctl.plan.record.operation_json import operation_of
from passkeyctl.plan.record.receipt import Receipt, Segment
from passkeyctl.plan.steps.passkey_steps import policy_of
from passkeyctl.plan.verify import new_ids, unmet, with_ids

Object = tuple[Kind, str]
"""What is written as one: a live object, or the whole FIDO2 configuration, which goes as `FIDO2`."""

FIDO2: Object = (Kind.PASSKEYS, "")
NOTHING = PriorState((), has_profiles=False, fido2={})


class Standing(Enum):
    """What is known of a request whose answer nobody waits for any more.

    TORN: its line was being written. A request leaves only once its line is whole, so that it has hardly left; it is
    looked for all the same.
    """

    SETTLED = "settled"
    IN_DOUBT = "in doubt"
    TORN = "torn"
    NEVER_LEFT = "never left"


_STANDING = {
    "verified": Standing.SETTLED,
    "sending": Standing.IN_DOUBT,
    "sent": Standing.IN_DOUBT,
    "unknown": Standing.IN_DOUBT,
    "not verified": Standing.IN_DOUBT,
}
"""By the last status that was put down; whatever else a line says, the request never left or was refused."""


@dataclass(frozen=True, slots=True, eq=False)
class Undertaken:
    """One operation of a run; `is_answered`: Graph said yes to it, so that it shows sooner or later."""

    operation: Operation
    standing: Standing
    is_answered: bool = False

    @property
    def is_open(self) -> bool:
        return self.standing in (Standing.IN_DOUBT, Standing.TORN)

    @property
    def makes_something(self) -> bool:
        """Whether sending it twice would make two: a limit of a strength is a child without an address of its own."""
        return bool(self.operation.creates) or (
            self.operation.method == "POST" and self.operation.path.endswith("/combinationConfigurations")
        )


@dataclass(frozen=True, slots=True)
class Left:
    """`former` was sent before the run was last taken up again, and had been looked into by then.

    `before` are the objects that the run writes, as they stood; `there` is everything that was there then.
    """

    receipt: Receipt
    former: tuple[Undertaken, ...]
    last: tuple[Undertaken, ...]
    before: PriorState
    there: frozenset[Object]
    is_torn: bool = False
    created: Mapping[Address, str] = field(default_factory=dict)

    @property
    def settled(self) -> int:
        return sum(each.standing is Standing.SETTLED for each in self.last)

    @property
    def open(self) -> tuple[Undertaken, ...]:
        """What has to be looked for in the tenant."""
        return tuple(each for each in self.last if each.is_open)

    @property
    def families(self) -> frozenset[Family]:
        return frozenset(each.operation.family for each in (*self.former, *self.last))


def left_of(receipt: Receipt, *, is_torn: bool = False) -> Left:
    """Raises JournalRejected where an operation can't be read, as one that another version has written."""
    try:
        *former, last = (_undertaken(receipt, number) for number in range(len(receipt.segments)))
        created = {Address.parse(address): id for address, id in receipt.created.items()}
        before = receipt.before
        there = frozenset((*_listed(receipt.plan), *((each.kind, each.id) for each in before.objects)))
    except (KeyError, TypeError, ValueError) as fault:
        raise JournalRejected(
            f"the run `{receipt.run}` was made by another version of passkeyctl: it can't be taken up again",
            hint="`passkeyctl apply` reads what the tenant holds now, and plans anew",
        ) from fault
    # What never left before a run was taken up again is among what was planned then, or is not wanted any more.
    sent = tuple(each for segment in former for each in segment if each.standing is not Standing.NEVER_LEFT)
    return Left(receipt, sent, _with_torn(last) if is_torn else last, before, there, is_torn, created)


def _listed(plan: JsonObject) -> Iterator[Object]:
    """Everything that was read for the plan."""
    listed = plan.get("objects")
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict):
            yield Kind(str(each["kind"])), str(each["id"])


def _undertaken(receipt: Receipt, number: int) -> tuple[Undertaken, ...]:
    segment: Segment = receipt.segments[number]
    answered = _answered(receipt, number)
    return tuple(
        Undertaken(operation_of(step.operation), _STANDING.get(step.status, Standing.NEVER_LEFT), place in answered)
        for place, step in enumerate(segment.steps)
    )


def _answered(receipt: Receipt, number: int) -> frozenset[int]:
    found, segment = set(), 0
    for entry in receipt.entries:
        segment += isinstance(entry, Resumed)
        if isinstance(entry, Reached) and segment == number and entry.status in ("sent", "verified"):
            found.add(entry.operation)
    return frozenset(found)


def _with_torn(listed: tuple[Undertaken, ...]) -> tuple[Undertaken, ...]:
    """The first of each family that had no line yet: one of them may be what the torn line was about."""
    found: list[Undertaken] = []
    families: set[Family] = set()
    for each in listed:
        is_next = each.standing is Standing.NEVER_LEFT and each.operation.family not in families
        if is_next:
            families.add(each.operation.family)
        found.append(Undertaken(each.operation, Standing.TORN) if is_next else each)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Trail:
    """What one object showed or was to show, in this order; it can't be further back than `seen`.

    `addresses` are those of the operations that write it.
    """

    states: tuple[Expectation, ...]
    seen: int = 0
    reached: int = 0
    addresses: tuple[Address, ...] = ()

    @property
    def goal(self) -> Expectation:
        return self.states[-1]

    @property
    def ours(self) -> Expectation:
        """The last that we may have brought about; what stood before, where nothing left."""
        return self.states[self.reached]

    def is_on(self, state: PriorState, ids: Mapping[Address, str]) -> bool:
        """Whether the object reads as one of these; what was seen once is not undone by us."""
        return any(not unmet(each, state, ids) for each in self.states[self.seen :])

    def shows(self, expected: Expectation, state: PriorState, ids: Mapping[Address, str]) -> bool:
        """Whether this reads back, or what came after it on the same object."""
        place = next(number for number, each in enumerate(self.states) if each is expected)
        return any(not unmet(each, state, ids) for each in self.states[place:])


def trails(left: Left, ids: Mapping[Address, str]) -> dict[Object, Trail]:
    """Of everything that the run writes."""
    found: dict[Object, Trail] = {}
    for each in (*left.former, *left.last):
        for expected in each.operation.expects:
            key = object_of(expected, ids)
            known = found.get(key) or Trail((_before(key, left.before),))
            place = len(known.states)
            found[key] = Trail(
                (*known.states, expected),
                place if each.standing is Standing.SETTLED else known.seen,
                known.reached if each.standing is Standing.NEVER_LEFT else place,
                tuple(dict.fromkeys((*known.addresses, *each.operation.addresses))),
            )
    return found


def object_of(expected: Expectation, ids: Mapping[Address, str]) -> Object:
    return FIDO2 if isinstance(expected, Fido2Shows) else (expected.kind, with_ids(expected.id, ids))


def _before(key: Object, before: PriorState) -> Expectation:
    if key == FIDO2:
        policy = policy_of(before)
        return Fido2Shows(
            policy.settings, policy.profiles, policy.targets, policy.excludes, has_profiles=before.has_profiles
        )
    kind, id = key
    live = before.by_id(kind, id)
    return Present(kind, id, live.fields) if live is not None else Gone(kind, id)


def ids_of(left: Left, now: PriorState) -> dict[Address, str]:
    """What was created goes by these ids: as Graph gave them, or found by name among what was not there before."""
    known = dict(left.created)
    since = replace(now, objects=_since(left, now))
    for each in (*left.former, *left.last):
        known.update(new_ids(each.operation.expects, since, known, NOTHING))
    return known


def _since(left: Left, now: PriorState) -> tuple[LiveObject, ...]:
    return tuple(each for each in now.objects if (each.kind, each.id) not in left.there)


def twins(left: Left, now: PriorState, ids: Mapping[Address, str]) -> tuple[tuple[Address, tuple[str, ...]], ...]:
    """Ids that share the name of something we may have made: which of them is ours can't be told."""
    found = []
    for address, kind, name in _made(each.operation for each in left.open):
        if address in ids:
            continue
        equal = tuple(each.id for each in _since(left, now) if (each.kind, each.name) == (kind, name))
        if len(equal) > 1:
            found.append((address, equal))
    return tuple(found)


def _made(operations: Iterable[Operation]) -> Iterator[tuple[Address, Kind, str]]:
    for operation in operations:
        for each in operation.expects:
            if isinstance(each, Present) and isinstance(each.id, PendingId):
                yield each.id.address, each.kind, str(each.fields["name"])
            elif isinstance(each, Fido2Shows):
                for id, fields in each.profiles.items():
                    if isinstance(id, PendingId) and id.address in operation.creates:
                        yield id.address, Kind.PROFILE, str(fields["name"])


def not_shown(left: Left, now: PriorState, ids: Mapping[Address, str]) -> tuple[Undertaken, ...]:
    """What was sent, or may have been, and does not read back."""
    known = trails(left, ids)
    return tuple(
        each
        for each in left.open
        if not all(known[object_of(expected, ids)].shows(expected, now, ids) for expected in each.operation.expects)
    )


def strangers(left: Left, now: PriorState, ids: Mapping[Address, str]) -> dict[Object, Trail]:
    """What somebody else has changed: it reads neither as before, nor as any request of ours leaves it."""
    return {key: each for key, each in trails(left, ids).items() if not each.is_on(now, ids)}
