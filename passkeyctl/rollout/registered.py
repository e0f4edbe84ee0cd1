"""Gates about what people of a group have registered (ROL101, ROL102)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from shlex import quote

from passkeyctl.insight.passkeys.access import Access, Nesting, access
from passkeyctl.insight.policies.grants import Ability
from passkeyctl.insight.policies.methods import SECOND_FACTORS, is_known
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.crowds import EMPTY, NONE, Crowd, Reach
from passkeyctl.model.people import KnownPeople, People
from passkeyctl.model.reference import Reference
from passkeyctl.model.rollout import Having, Registered, code_of
from passkeyctl.rollout.evidence import Entering, Evidence, Source
from passkeyctl.rollout.ladder import Answer, Measured
from passkeyctl.rollout.measuring import PERCENT, answer_of, names_of, people_words, reaches, share_down, unknown

READ_PEOPLE = "`passkeyctl rollout status --refresh` reads people anew and says what is missing"
HINTS = {
    Having.PASSKEY: "`passkeyctl rollout invite {group}` gives passes to those who need one to register",
    Having.AUTHENTICATOR: "those who are missing register one of these models",
    Having.SECOND_METHOD: "those who are missing register another method beside the one that they have",
}


def registered(gate: Registered, evidence: Evidence, entering: Entering) -> Measured:
    """Judged by what the passkey policy accepts once the stage is entered, whether or not nested groups count there."""
    demanded = f"at least {gate.at_least}" + ("" if gate.at_least.is_share else f" {_noun(gate.at_least.number)}")
    if evidence.people is None:
        why = evidence.unread.get(Source.PEOPLE, f"{Source.PEOPLE} was not read")
        return unknown(gate, demanded, why, hint=READ_PEOPLE)
    people, id = evidence.people.people, group_id(gate.group, evidence)
    if id is None:
        return unknown(gate, demanded, f"the group `{gate.group.written}` is not in the tenant")
    if id not in people.groups:
        why = evidence.unread.get(Source.PEOPLE, f"who is in `{gate.group.written}` was not read")
        return unknown(gate, demanded, why, hint=READ_PEOPLE)
    meant = people.members(id) & people.enabled
    return _measured(gate, demanded, _Counts.of(meant, having(gate, entering.after, people)), evidence.people)


def group_id(group: Reference, evidence: Evidence) -> str | None:
    return group.id or evidence.group_ids.get(group.written) or evidence.group_ids.get(group.name or "")


def having(gate: Registered, state: TenantState, people: People) -> Reach:
    """Who has what the gate asks for, in both worlds of `Nesting`."""
    measure = _MEASURES[gate.having]
    found = [measure(gate, state, people, access(state, people, each)) for each in Nesting]
    return found[0].either(found[1])


def _passkey(_gate: Registered, _state: TenantState, _people: People, allowed: Access) -> Reach:
    return allowed.with_key


def _authenticator(gate: Registered, state: TenantState, people: People, allowed: Access) -> Reach:
    return Ability(state, people, allowed).keys(gate.aaguids) if gate.aaguids else NONE


def _second_method(_gate: Registered, _state: TenantState, people: People, allowed: Access) -> Reach:
    """Two passkeys of one model look like one: whoever has one of a model may have two."""
    accepted = tuple(allowed.accepted.values())
    words = tuple(people.registered.get(each, EMPTY) for each in SECOND_FACTORS)
    strange = tuple(who for word, who in people.registered.items() if not is_known(word))
    unread = people.keys_unread & allowed.with_key.possibly
    surely = _at_least_two((*words, *(each.surely for each in accepted)))
    twice = tuple(each.possibly for each in accepted)
    maybe = (*words, *strange, *twice, *twice, unread, unread, people.unreported, people.unreported)
    return Reach(surely, _at_least_two(maybe))


def _at_least_two(methods: Iterable[Crowd]) -> Crowd:
    once, twice = EMPTY, EMPTY
    for each in methods:
        twice |= once & each
        once |= each
    return twice


_MEASURES: dict[Having, Callable[[Registered, TenantState, People, Access], Reach]] = {
    Having.PASSKEY: _passkey,
    Having.AUTHENTICATOR: _authenticator,
    Having.SECOND_METHOD: _second_method,
}


@dataclass(frozen=True, slots=True)
class _Counts:
    """`lowest` and `highest` are how many have it and of how many, in the worst and the best that may be so.

    Whether somebody is counted at all may be open: in the worst case those without it are counted, in the best those
    with it.
    """

    lowest: tuple[int, int]
    highest: tuple[int, int]
    missing: Crowd
    is_anybody: bool
    is_somebody: bool

    @classmethod
    def of(cls, meant: Reach, have: Reach) -> _Counts:
        without = meant.possibly - have.surely
        sure = len(meant.surely & have.surely)
        best = len(meant.possibly & have.possibly)
        return cls(
            (sure, sure + len(without)),
            (best, len(meant.surely | (meant.possibly & have.possibly))),
            without,
            bool(meant.possibly),
            bool(meant.surely),
        )


def _measured(gate: Registered, demanded: str, counts: _Counts, known: KnownPeople) -> Measured:
    if not counts.is_anybody:
        return unknown(gate, demanded, f"`{gate.group.written}` has nobody whose account is enabled", value="0 people")
    opens = counts.is_somebody and reaches(gate.at_least, *counts.lowest)
    shuts = counts.is_somebody and not reaches(gate.at_least, *counts.highest)
    answer = answer_of(opens, shuts)
    have, total = counts.lowest
    share = share_down(have, total)
    return Measured(
        gate,
        code_of(gate),
        answer,
        f"{have} of {people_words(total)}, {share}%",
        demanded,
        number=float(share if gate.at_least.is_share else have),
        unit=PERCENT if gate.at_least.is_share else "people",
        why=_why(counts) if answer is Answer.UNKNOWN else "",
        missing=names_of(known, counts.missing),
        hint="" if answer is Answer.OPEN else HINTS[gate.having].format(group=quote(gate.group.written)),
    )


def _why(counts: _Counts) -> str:
    if not counts.is_somebody:
        return "whether anybody is counted is open: Graph does not say whose account is enabled"
    have, total = counts.highest
    return f"of some nobody can tell: it may be {have} of {people_words(total)}"


def _noun(count: int) -> str:
    return "person" if count == 1 else "people"
