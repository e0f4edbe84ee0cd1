"""Who of a group needs a Temporary Access Pass to register a passkey, and who may be given one: a verdict for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from passkeyctl.insight.passkeys.access import Nesting
from passkeyctl.insight.readiness.registering import situation
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.crowds import EMPTY, Reach
from passkeyctl.model.passes import PassOnRecord, Usability
from passkeyctl.model.people import ONLY_WITH_A_LICENCE, Knowledge, KnownPeople, People, Person
from passkeyctl.model.roles import BUILT_IN_ROLES, PRIVILEGED

ORDINARY = frozenset(BUILT_IN_ROLES.values()) - PRIVILEGED
"""Roles of which it is known that they are not privileged; what a tenant's own role allows is not."""
LOST_KEY = "holds a passkey: a sign-in with the pass may ask for it; if it is lost, delete it first"


class Verdict(StrEnum):
    ISSUE = "issue"
    ISSUED = "issued by this run"
    HAS_PASS = "has a valid pass"
    HAS_METHOD = "has a method"
    NOT_ALLOWED = "not allowed a pass"
    BLOCKED = "a pass leads nowhere"
    EMERGENCY = "emergency account"
    PRIVILEGED = "privileged"
    DISABLED = "disabled"
    GUEST = "guest"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Invitation:
    """One person of the group. `warning` is what whoever hands over the pass has to know."""

    person: Person
    verdict: Verdict
    because: str
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom it is about. `also` are people named one by one: they get a pass whatever role or method they have."""

    group_id: str
    emergency: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Known:
    """What decides, of everybody at once, whichever way groups inside groups count."""

    members: Reach
    enabled: Reach
    guests: Reach
    privileged: Reach
    proves: Reach
    given: Reach
    registers: Reach
    passes: Reach
    holds: Reach


def invitations(invited: Invited, state: TenantState, known: KnownPeople) -> tuple[Invitation, ...]:
    """As if nobody had a pass: `with_passes` adds that. In order of sign-in names."""
    found = _known(invited.group_id, state, known.people)
    listed = known.roster.people(found.members.possibly)
    return tuple(_invitation(each, found, invited) for each in listed)


def with_passes(
    found: Iterable[Invitation],
    on_record: Mapping[str, PassOnRecord | str | None],
    *,
    replaces: frozenset[str] = frozenset(),
    issued: frozenset[str] = frozenset(),
) -> tuple[Invitation, ...]:
    """`on_record` says by id which pass there is, or why nobody knows; `issued` were given theirs by this run."""
    return tuple(
        _with_pass(each, on_record, replaces, issued) if each.verdict is Verdict.ISSUE else each for each in found
    )


def privileged(people: People) -> Reach:
    """Whoever holds a privileged role or may activate one, and administrators whose roles are not known."""
    if people.roles is None:
        return Reach(people.administrators, people.everyone)
    high = ordinary = EMPTY
    for id, holders in people.roles.items():
        if id in ORDINARY:
            ordinary |= holders.active | holders.eligible
        else:
            high |= holders.active | holders.eligible
    surely = high | (people.administrators - ordinary)
    is_open = people.eligibilities_unread and not _has_no_eligible_roles(people)
    return Reach(surely, people.everyone if is_open else surely)


def _has_no_eligible_roles(people: People) -> bool:
    """Roles to activate come with a licence: a tenant without it has none."""
    gaps = (each for each in people.gaps if each.part is Knowledge.ELIGIBILITIES)
    return any(ONLY_WITH_A_LICENCE in each.why for each in gaps)


def _known(group_id: str, state: TenantState, people: People) -> _Known:
    has_nested = any(each.has_nested for each in people.groups.values())
    worlds = [situation(None, state, people, each) for each in (Nesting if has_nested else (Nesting.COUNTS,))]
    return _Known(
        members=people.members(group_id),
        enabled=people.enabled,
        guests=people.guests | people.external,
        privileged=privileged(people),
        proves=_either(each.proves | each.ready for each in worlds),
        given=_either(each.given for each in worlds),
        registers=_either(each.registers for each in worlds),
        passes=_either(each.passes for each in worlds),
        holds=_either(each.holds for each in worlds),
    )


def _either(reaches: Iterable[Reach]) -> Reach:
    first, *rest = reaches
    for each in rest:
        first = first.either(each)
    return first


def _invitation(person: Person, known: _Known, invited: Invited) -> Invitation:
    verdict, because = _verdict(person, known, invited)
    is_warned = verdict is Verdict.ISSUE and person.ordinal in known.holds.possibly
    return Invitation(person, verdict, because, LOST_KEY if is_warned else "")


def _verdict(person: Person, known: _Known, invited: Invited) -> tuple[Verdict, str]:
    """What is certain and speaks against it comes first, then what nobody can tell."""
    is_named, place = person.id in invited.also, person.ordinal
    if known.enabled.of(place) is False:
        return Verdict.DISABLED, "the account is disabled"
    if known.guests.of(place):
        return Verdict.GUEST, "guests get no pass here: their own organisation signs them in"
    if person.id in invited.emergency and not is_named:
        return Verdict.EMERGENCY, "only with --also and this name"
    if known.privileged.of(place) and not is_named:
        return Verdict.PRIVILEGED, "holds a privileged role or may activate one: only with --also and this name"
    if known.proves.of(place) and not is_named:
        return Verdict.HAS_METHOD, "can prove who they are and register"
    if known.given.of(place) is False:
        return Verdict.NOT_ALLOWED, "the policy of the method doesn't reach them: a sign-in with a pass fails"
    if known.registers.of(place) is False:
        return Verdict.BLOCKED, "may not register a passkey"
    if known.passes.of(place) is False:
        return Verdict.BLOCKED, "a policy for registering takes no pass"
    doubt = _doubt(place, known, is_named=is_named)
    if doubt:
        return Verdict.UNKNOWN, doubt
    return Verdict.ISSUE, "named with --also" if is_named else "can't register a passkey with what they have"


def _doubt(place: int, known: _Known, *, is_named: bool) -> str:
    """Why nobody can tell; empty where everything is known."""
    doubts = (
        (known.members, "who is in the group could not be read"),
        (known.enabled, "whether the account is enabled is not said"),
        (known.guests, "whether it is a guest is not said"),
        (known.given, "whether the policy of the method reaches them is not known"),
        (known.registers, "whether they may register a passkey is not known"),
        (known.passes, "whether a pass is enough for registering is not known"),
    )
    of_others = (
        (known.privileged, "which roles they hold or may activate could not be read"),
        (known.proves, "what they have registered is not known"),
    )
    asked = doubts if is_named else (*of_others, *doubts)
    return next((why for reach, why in asked if reach.of(place) is None), "")


def _with_pass(
    found: Invitation,
    on_record: Mapping[str, PassOnRecord | str | None],
    replaces: frozenset[str],
    issued: frozenset[str],
) -> Invitation:
    id = found.person.id
    there = on_record.get(id, "whether a pass waits was not looked up")
    # A run may be taken up weeks later: what it made is then of no use to anybody any more.
    has_expired = isinstance(there, PassOnRecord) and there.usability == Usability.EXPIRED
    if id in issued and id not in replaces and not has_expired:
        return replace(found, verdict=Verdict.ISSUED, because="has theirs, nothing more to do")
    stands = None if isinstance(there, str) else there is not None and there.stands
    if stands is False:
        return found
    if id in replaces:
        return replace(found, because="in place of the pass that they have")
    if stands:
        return replace(found, verdict=Verdict.HAS_PASS, because="replaced only with --replace and this name")
    why = there if isinstance(there, str) else "whether their pass is still good is not said"
    return replace(found, verdict=Verdict.UNKNOWN, because=why)
