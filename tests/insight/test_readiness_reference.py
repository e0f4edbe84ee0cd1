"""Everybody's status agrees with that of one person after the other, in every truth that fits what is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.insight.readiness.readiness import Audience, Readiness, Scope, Status, readiness
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import Crowd
from passkeyctl.model.kinds import defaults
from passkeyctl.model.people import People
from tests.insight.meanings import AAGUIDS
from tests.insight.readiness_reference import PLATFORM, PROVING, Facts, status
from tests.insight.reference import Tenant, is_in
from tests.insight.tenants import GROUPS, Known, known_in_part, known_whole

GATE, ASKED = "11111111-0000-4000-8000-0000000057e9", "22222222-0000-4000-8000-0000000057e9"
MODELS = frozenset(AAGUIDS[:2])
WORDS = (*PROVING, PLATFORM, "email")


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds the passkey policy: registered methods, whom passes reach, a policy for registering."""

    methods: dict[int, frozenset[str]]
    unreported: frozenset[int]
    pass_state: str
    pass_group: str
    gate_group: str
    gate_takes_pass: bool
    asks_for_models: bool

    def people(self, known: Known) -> People:
        count = known.tenant.count
        listed = {who: words for who, words in self.methods.items() if who < count and who not in self.unreported}
        words = {each: Crowd.of(who for who, held in listed.items() if each in held) for each in WORDS}
        unreported = Crowd.of(each for each in self.unreported if each < count)
        found = known.people()
        return replace(found, registered={**found.registered, **words}, unreported=unreported)

    def state(self, known: Known) -> TenantState:
        modes = {"fido2", "windowsHelloForBusiness", *({"temporaryAccessPassOneTime"} if self.gate_takes_pass else ())}
        gate = self._policy("gate", GATE, **{"users.include.groups": frozenset({self.gate_group})})
        user_action = {"target.userActions": frozenset({"Register security information"})}
        found = known.state()
        return replace(
            found,
            objects=(
                *found.objects,
                self._pass(),
                _strength(GATE, frozenset(modes)),
                _strength(ASKED, frozenset({"fido2"}), MODELS),
                replace(gate, fields={**gate.fields, **user_action}),
            ),
        )

    def audience(self) -> Audience:
        if not self.asks_for_models:
            return Audience()
        return Audience(Scope.POLICY, "asked", "asked", self._policy("asked", ASKED, **{"users.include": "all"}))

    def truths(self, known: Known, person: int, nested: bool) -> Iterator[tuple[Tenant, Facts]]:
        listed = self.methods.get(person, frozenset())
        some = [frozenset[str](), frozenset({PROVING[0]}), frozenset({PLATFORM})]
        for tenant in known.truths(person, nested):
            for methods in some if person in self.unreported else [listed]:
                facts = Facts(
                    methods=methods,
                    has_pass=self.pass_state == "enabled" and is_in(tenant, person, self.pass_group, nested),
                    is_in_gate=self._is_in_gate(known, tenant, person),
                    gate_takes_pass=self.gate_takes_pass,
                    models=MODELS if self.asks_for_models else None,
                )
                yield tenant, facts
                if self.asks_for_models and person in tenant.guests:  # whatever they have in their own tenant
                    yield tenant, replace(facts, is_ready_elsewhere=True)

    def _is_in_gate(self, known: Known, truth: Tenant, person: int) -> bool:
        """Nested members count for Conditional Access in either world."""
        if self.gate_group in known.unread_groups:
            return is_in(truth, person, self.gate_group, nested=True)
        return is_in(known.tenant, person, self.gate_group, nested=True)

    def _policy(self, id: str, strength: str, **given: object) -> Held:
        chosen = {"grant.authenticationStrength": strength, "state": "enabled", **given}
        return Held(Kind.POLICY, id, id, {**defaults(Kind.POLICY), **chosen})  # type: ignore[dict-item]

    def _pass(self) -> Held:
        fields = {**defaults(Kind.TEMPORARY_ACCESS_PASS), "state": self.pass_state}
        return Held(Kind.TEMPORARY_ACCESS_PASS, "pass", "", {**fields, "targets": frozenset({self.pass_group})})


def _strength(id: str, modes: frozenset[str], aaguids: frozenset[str] = frozenset()) -> Held:
    chosen = {"allowedCombinations": modes, "fido2.allowedAAGUIDs": aaguids}
    return Held(Kind.STRENGTH, id, id, {**defaults(Kind.STRENGTH), **chosen})


persons = st.integers(0, 3)
around = st.builds(
    Around,
    methods=st.dictionaries(persons, st.frozensets(st.sampled_from(WORDS), max_size=2)),
    unreported=st.frozensets(persons, max_size=1),
    pass_state=st.sampled_from(["enabled", "enabled", "disabled"]),
    pass_group=st.sampled_from(GROUPS),
    gate_group=st.sampled_from(GROUPS),
    gate_takes_pass=st.booleans(),
    asks_for_models=st.booleans(),
)


@settings(max_examples=200, deadline=None)
@given(known_whole(), around)
def test_what_is_known_whole_has_the_status_found_by_hand(known: Known, around: Around) -> None:
    around = replace(around, unreported=frozenset())
    found = readiness(around.audience(), around.state(known), around.people(known))
    for person in range(known.tenant.count):
        by_hand = statuses(known, around, person)
        if person in known.disabled:
            assert (found.of(person), person in found.disabled) == (None, True)
        else:
            assert found.of(person) == (by_hand.pop() if len(by_hand) == 1 else Status.UNKNOWN)
    check_partition(found, known)


@settings(max_examples=150, deadline=None)
@given(known_in_part(), around)
def test_a_status_is_given_only_where_every_truth_has_it(known: Known, around: Around) -> None:
    found = readiness(around.audience(), around.state(known), around.people(known))
    for person in set(range(known.tenant.count)) - known.disabled:
        by_hand = statuses(known, around, person)
        told = found.of(person)
        assert told is Status.UNKNOWN or by_hand == {told}
        assert all(person in found.may_be[Status(each)] for each in by_hand)
    check_partition(found, known)


def statuses(known: Known, around: Around, person: int) -> set[str]:
    """All that may be true of somebody, in both worlds of nesting."""
    return {
        status(tenant, person, facts, nested)
        for nested in (True, False)
        for tenant, facts in around.truths(known, person, nested)
    }


def check_partition(found: Readiness, known: Known) -> None:
    """Everybody has one status and at least one reason; nobody has two."""
    enabled = [each for each in range(known.tenant.count) if each not in known.disabled]
    assert sum(len(who) for who in found.by_status.values()) == len(found.counted) == len(enabled)
    for each, who in found.by_status.items():
        named = Crowd()
        for because in found.because[each]:
            named |= because.who
        assert named == who
