"""Gates about people agree with judging one person after the other, in every truth that fits what is known."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.model.crowds import EMPTY, Crowd, Reach
from passkeyctl.model.people import KnownPeople, People
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.rollout import Having, Registered, Threshold
from passkeyctl.rollout.evidence import Entering, Evidence
from passkeyctl.rollout.gates import ask
from passkeyctl.rollout.ladder import Answer, Measured
from tests.insight.meanings import AAGUIDS
from tests.insight.reference import Tenant, is_in, signs_in
from tests.insight.tenants import GROUPS, Known, known_in_part, known_whole, model
from tests.people import roster
from tests.rollout.gating import NOW, stage
from tests.rollout.reference import UNKNOWN, Way, registered
from tests.states import HERE

PROVING = ("mobilePhone", "windowsHelloForBusiness")
STRANGE = "addedByGraphLater"
WORTHLESS = "email"


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of people beside their passkeys, by ordinal."""

    methods: dict[int, frozenset[str]]
    unreported: frozenset[int]
    state_unsaid: frozenset[int]

    def people(self, known: Known) -> People:
        found = known.people()
        listed = {who: words for who, words in self.methods.items() if who < known.tenant.count}
        words = {
            each: Crowd.of(who for who, held in listed.items() if each in held and who not in self.unreported)
            for each in (*PROVING, STRANGE, WORTHLESS)
        }
        unsaid = Crowd.of(each for each in self.state_unsaid if each < known.tenant.count)
        return replace(
            found,
            enabled=Reach(found.enabled.surely - unsaid, found.enabled.possibly | unsaid),
            registered={**found.registered, **{each: who for each, who in words.items() if who != EMPTY}},
            unreported=Crowd.of(each for each in self.unreported if each < known.tenant.count),
        )


def arounds() -> st.SearchStrategy[Around]:
    words = st.frozensets(st.sampled_from((*PROVING, STRANGE, WORTHLESS)), max_size=3)
    some = st.frozensets(st.integers(0, 3), max_size=1)
    return st.builds(Around, st.dictionaries(st.integers(0, 3), words, max_size=4), some, some)


def gates() -> st.SearchStrategy[Registered]:
    return st.builds(
        Registered,
        st.sampled_from(Having),
        st.sampled_from(GROUPS).map(lambda id: Reference(RefKind.GROUP, id, id=id)),
        st.builds(Threshold, st.sampled_from((0, 1, 34, 50, 67, 100)), st.just(True))
        | st.builds(Threshold, st.integers(1, 3), st.just(False)),
        st.just(HERE),
        st.just(frozenset(AAGUIDS[:2])),
    )


def without_doubles(known: Known) -> Known:
    """People hold one passkey of a model at most as far as it was read: two of one look like one."""
    keys = {who: tuple({model(each): each for each in held}.values()) for who, held in known.tenant.keys.items()}
    return replace(known, tenant=replace(known.tenant, keys=keys))


def having(gate: Registered, around: Around, person: int, truth: Tenant, nested: bool) -> set[bool]:
    """Whether a person has it, in a truth of their passkeys; what nobody can tell of the rest is both."""
    accepted = [each for each in truth.keys[person] if signs_in(truth, person, each, nested)]
    if gate.having is Having.PASSKEY:
        return {bool(accepted)}
    if gate.having is Having.AUTHENTICATOR:
        return {any(each.aaguid in gate.aaguids for each in accepted)}
    if person in around.unreported:
        return {True, len(accepted) >= 2}
    words = around.methods.get(person, frozenset())
    sure = len(words & set(PROVING)) + len(accepted)
    maybe = sure + (STRANGE in words) + len(accepted)
    return {sure >= 2, maybe >= 2}


def ways(gate: Registered, known: Known, around: Around, person: int) -> set[Way]:
    assert gate.group.id is not None
    is_member = is_in(known.tenant, person, gate.group.id, nested=True)
    unsaid = person in around.state_unsaid
    counted = {True, False} if is_member and unsaid else {is_member and person not in known.disabled}
    has = {
        answer
        for nested in (True, False)
        for truth in known.truths(person, nested)
        for answer in having(gate, around, person, truth, nested)
    }
    return {Way(each, answer) for each in counted for answer in has}


def asked(gate: Registered, known: Known, people: People) -> Measured:
    evidence = Evidence(NOW, KnownPeople(people, roster(known.tenant.count)))
    state = known.state()
    return ask(gate, stage(), evidence, Entering(state, state, ()), ())


@settings(max_examples=150, deadline=None)
@given(known_whole() | known_in_part(), arounds(), gates())
def test_a_gate_agrees_with_one_person_after_the_other(known: Known, around: Around, gate: Registered) -> None:
    known = without_doubles(known)
    found = asked(gate, known, around.people(known))
    if gate.group.id in known.unread_groups:
        assert found.answer is Answer.UNKNOWN
        return
    people = [ways(gate, known, around, each) for each in range(known.tenant.count)]
    assert found.answer.value == registered(people, gate.at_least.number, gate.at_least.is_share)
    named = {f"person{each}@contoso.com" for each in range(len(people)) if Way(True, False) in people[each]}
    if found.answer.value != UNKNOWN or named:
        assert set(found.missing) == named


@settings(max_examples=100, deadline=None)
@given(known_whole(), st.frozensets(st.integers(0, 3), max_size=2), arounds(), gates())
def test_reading_more_never_shuts_what_is_open(
    known: Known, unread: frozenset[int], around: Around, gate: Registered
) -> None:
    """Nor opens what surely fails: whatever was known before stays so."""
    known = without_doubles(known)
    some_unread = replace(known, unread_keys=frozenset(each for each in unread if each in known.tenant.keys))
    less = asked(gate, some_unread, around.people(some_unread)).answer
    said = replace(around, state_unsaid=frozenset(), unreported=frozenset())
    for more in (asked(gate, known, around.people(known)), asked(gate, some_unread, said.people(some_unread))):
        assert less in (Answer.UNKNOWN, more.answer)


@settings(max_examples=60, deadline=None)
@given(known_whole(), gates(), st.data())
def test_one_more_who_has_it_never_shuts_it(known: Known, gate: Registered, choices: st.DataObject) -> None:
    """A passkey more makes no gate about passkeys close."""
    known = without_doubles(known)
    around = Around({}, frozenset(), frozenset())
    person = choices.draw(st.integers(0, known.tenant.count - 1))
    others = [key for keys in known.tenant.keys.values() for key in keys]
    if not others:
        return
    keys = {**known.tenant.keys, person: (*known.tenant.keys.get(person, ()), choices.draw(st.sampled_from(others)))}
    richer = without_doubles(replace(known, tenant=replace(known.tenant, keys=keys)))
    if asked(gate, known, around.people(known)).answer is Answer.OPEN:
        assert asked(gate, richer, around.people(richer)).answer is Answer.OPEN
