"""Why people have the status that they have: facts about them, by what can be said of whole sets at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from passkeyctl.insight.policies.methods import TEMPORARY_ACCESS_PASS
from passkeyctl.insight.readiness.phone_only import only_phones
from passkeyctl.insight.readiness.registering import PLATFORM_KEYS, Situation, passkeys_that_count
from passkeyctl.insight.readiness.status import Audience, Because, Status
from passkeyctl.insight.readiness.unknown import what_is_open
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import EMPTY, Crowd, Reach
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import People


@dataclass(frozen=True, slots=True)
class Judged:
    """Everything that a status was decided by; `worlds` and `parted` have one entry for each world of `Nesting`."""

    audience: Audience
    state: TenantState
    people: People
    meant: Reach
    worlds: tuple[Situation, ...]
    parted: tuple[Mapping[Status, Reach], ...]
    by_status: Mapping[Status, Crowd]


def reasons(judged: Judged) -> Mapping[Status, tuple[Because, ...]]:
    """Somebody may have several; everybody has one."""
    facts = {
        Status.READY: _ready(judged),
        Status.CAN_REGISTER: _can_register(judged),
        Status.NEEDS_PASS: _needs_pass(judged),
        Status.NEEDS_KEY: _needs_key(judged),
        Status.BLOCKED: _blocked(judged),
        Status.UNKNOWN: what_is_open(
            judged.state, judged.people, judged.meant, judged.worlds, judged.parted, judged.audience.policy
        ),
    }
    return {status: tuple(_within(judged.by_status[status], found)) for status, found in facts.items()}


def _within(who: Crowd, facts: Iterable[Because]) -> Iterator[Because]:
    left = who
    for each in facts:
        among = each.who & who
        if among:
            left -= among
            yield Because(each.word, among, each.subject)
    if left:
        yield Because("other", left)


def _ready(judged: Judged) -> Iterator[Because]:
    if judged.audience.policy is not None:
        yield Because("satisfiesPolicy", judged.people.everyone)
        return
    yield Because("acceptedPasskey", _in_every([each.access.with_key.surely for each in judged.worlds]))
    yield Because("platformKey", judged.people.with_method(*PLATFORM_KEYS).surely)


def _can_register(judged: Judged) -> Iterator[Because]:
    phone = only_phones(judged.people)
    yield Because("provesWithMethod", judged.people.everyone - phone)
    yield Because("provesByPhoneOnly", phone)


def _needs_pass(judged: Judged) -> Iterator[Because]:
    yield from _what_is_lacking(judged, judged.people.everyone)


def _what_is_lacking(judged: Judged, among: Crowd) -> Iterator[Because]:
    """Why people can't register with what they have: nothing to prove who they are, or nothing that a policy takes."""
    on_record = judged.people.registered.get(TEMPORARY_ACCESS_PASS, EMPTY)
    has_factor = _in_any([each.has_factor.possibly for each in judged.worlds])
    yield Because("noMethod", among - has_factor - on_record)
    yield Because("passOnRecord", (among & on_record) - has_factor)
    for number, gate in enumerate(judged.worlds[0].gates):
        held_back = _in_any([among - each.gates[number].lets.possibly for each in judged.worlds])
        yield Because("methodNotEnough", held_back & has_factor, gate.policy.name)


def _needs_key(judged: Judged) -> Iterator[Because]:
    accepted = _in_any([each.access.with_key.possibly for each in judged.worlds])
    yield Because("passkeyRefused", judged.people.everyone - accepted)
    yield Because("passkeyNotInPolicy", accepted)
    yield Because("needsPassToo", judged.people.everyone - _in_any([each.proves.possibly for each in judged.worlds]))


def _blocked(judged: Judged) -> Iterator[Because]:
    people, worlds = judged.people, judged.worlds
    settings = judged.state.fields(Kind.PASSKEYS)
    if settings is not None and settings["state"] == "disabled":
        yield Because("methodOff", people.everyone)
        return
    excluded = _in_any([each.access.excluded.surely for each in worlds])
    for row in judged.state.of(Kind.EXCLUDE):
        inside = people.everyone if row.id == EVERYONE else people.members(row.id).surely
        yield Because("excluded", excluded & inside, row.id)
    guests = people.guests.surely
    yield Because("guest", guests)
    reached = _in_any([each.access.reached.possibly for each in worlds]) - guests
    yield Because("noProfile", people.everyone - reached - excluded - guests)
    if settings is not None and settings["allowSelfServiceSetup"] is False:
        yield Because("selfServiceOff", reached)
    else:
        yield Because(_why_none(judged), reached - _in_any([each.registers.possibly for each in worlds]))
    yield from _no_way_to_prove(judged, reached)


def _why_none(judged: Judged) -> str:
    """Which of two reasons there is for people with a profile to register no passkey that counts."""
    if judged.audience.policy is None:
        return "nothingAdmitted"
    counting = passkeys_that_count(judged.audience.policy, judged.state, judged.worlds[0].access)
    return "nothingAdmittedCounts" if any(True for _ in counting) else "passkeyNotEnough"


def _no_way_to_prove(judged: Judged, reached: Crowd) -> Iterator[Because]:
    """Nothing to prove who they are with, and no pass that would do."""
    worlds = judged.worlds
    stuck = reached - _in_any([each.proves.possibly | each.passes.possibly for each in worlds])
    yield from _what_is_lacking(judged, stuck)
    given = _in_any([each.given.possibly for each in worlds])
    fields = judged.state.fields(Kind.TEMPORARY_ACCESS_PASS)
    is_off = fields is not None and fields["state"] == "disabled"
    yield Because("passOff" if is_off else "passOutside", stuck - given)
    for number, gate in enumerate(worlds[0].gates):
        lets = _in_any([each.gates[number].with_pass.possibly for each in worlds])
        yield Because("registeringRefused", stuck & given - lets, gate.policy.name)


def _in_any(crowds: Iterable[Crowd]) -> Crowd:
    found = EMPTY
    for each in crowds:
        found |= each
    return found


def _in_every(crowds: list[Crowd]) -> Crowd:
    found = crowds[0]
    for each in crowds[1:]:
        found &= each
    return found
