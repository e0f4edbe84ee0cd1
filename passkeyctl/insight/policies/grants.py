"""Who could satisfy what a Conditional Access policy demands, with what they have registered now.

A passkey counts only where the passkey policy still accepts it. Devices, certificates, other identity providers and
what people from other tenants registered at home are not read: where only these could do, a person is possible, never
sure, and never out either (docs/graph-facts.md, "Methods and modes").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce

from passkeyctl.insight.passkeys.acceptance import accepts, members
from passkeyctl.insight.passkeys.access import Access
from passkeyctl.insight.policies.methods import (
    FIDO2,
    PASSWORD,
    SECOND_FACTORS,
    TEMPORARY_ACCESS_PASS,
    UNSEEN_MODES,
    is_known,
    modes_of,
    words_for,
)
from passkeyctl.insight.policies.temporary_access import passes_that_count, valid_passes
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.conditional_access import GRANT_CONTROLS
from passkeyctl.model.crowds import EMPTY, NONE, Reach, union
from passkeyctl.model.fields import Fields
from passkeyctl.model.people import KeyModel, People
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS


def able(policy: Fields, state: TenantState, people: People, access: Access) -> Reach:
    """Who could satisfy the grant of one policy; for many policies, ask one `Ability`."""
    return Ability(state, people, access).of(policy)


class Ability:
    """Who could satisfy grants in one state of a tenant; each strength is judged once.

    `of` keeps in mind that anybody may hold a certificate or come from another identity provider, so that hardly
    anybody is ever surely unable; `by_report` leaves these two out, for tenants that do not use them. Of people who
    are described nothing is left out that they hold.
    """

    def __init__(self, state: TenantState, people: People, access: Access) -> None:
        self._state = state
        self._people = people
        self._access = access
        self._anybody = Reach.unknown(people.everyone)
        self._everybody = Reach.exactly(people.everyone)
        strange = union(Reach.exactly(who) for word, who in people.registered.items() if not is_known(word))
        # Methods of a kind that is not known here, and what guests have at home, may be good for anything.
        self._unseen_at_all = Reach(EMPTY, (strange | people.external).possibly)
        self._found: dict[tuple[str, bool], Reach] = {}

    def of(self, policy: Fields) -> Reach:
        return self._grant(policy, counts_unseen=not self._people.is_described)

    def by_report(self, policy: Fields) -> Reach:
        return self._grant(policy, counts_unseen=False)

    def strength(self, id: str, *, counts_unseen: bool = True) -> Reach:
        """Who could satisfy an authentication strength; one that was not read may demand anything."""
        if (id, counts_unseen) not in self._found:
            self._found[id, counts_unseen] = self._judged(id, counts_unseen)
        return self._found[id, counts_unseen]

    def mfa(self, *, counts_unseen: bool = True) -> Reach:
        """Who could satisfy the control `mfa`."""
        key = ("mfa", counts_unseen)
        if key not in self._found:
            seen = self._people.with_method(*SECOND_FACTORS) | self._access.with_key | self._passes()
            self._found[key] = seen | self._unseen_at_all | (self._anybody if counts_unseen else NONE)
        return self._found[key]

    def keys(self, aaguids: frozenset[str]) -> Reach:
        """Who has a passkey that is accepted and of one of these models (lower case); without models, of any."""
        return self._keys(aaguids)

    def _grant(self, policy: Fields, *, counts_unseen: bool) -> Reach:
        if "block" in members(policy, "grant.controls"):
            return NONE
        demands = [*self._demands(policy, counts_unseen)]
        if not demands:
            return self._everybody
        return _all(demands) if policy["grant.require"] == "all" else union(demands)

    def _demands(self, policy: Fields, counts_unseen: bool) -> Iterator[Reach]:
        strength = policy["grant.authenticationStrength"]
        if isinstance(strength, str):
            yield self.strength(strength, counts_unseen=counts_unseen)
        for control in sorted(members(policy, "grant.controls")):
            # Of devices, applications and changes of a password nobody reads who could.
            yield self.mfa(counts_unseen=counts_unseen) if control == "mfa" else self._anybody
        if members(policy, "grant.termsOfUse"):
            yield self._everybody
        if members(policy, "grant.customControls"):
            yield self._anybody

    def _judged(self, id: str, counts_unseen: bool) -> Reach:
        held = self._state.by_id(Kind.STRENGTH, id)
        if held is None:
            return self._anybody
        combinations = sorted(members(held.fields, "allowedCombinations"))
        keys = self._keys(frozenset(each.lower() for each in members(held.fields, "fido2.allowedAAGUIDs")))
        ways = (self._combination(frozenset(each.split(",")), keys, counts_unseen) for each in combinations)
        return union((*ways, self._unseen_at_all))

    def _combination(self, modes: frozenset[str], keys: Reach, counts_unseen: bool) -> Reach:
        if modes == {PASSWORD}:
            # That everybody has a password is a guess, good enough beside a second factor only.
            return self._anybody
        return _all(keys if each == FIDO2 else self._mode(each, counts_unseen) for each in modes)

    def _mode(self, mode: str, counts_unseen: bool) -> Reach:
        if mode == PASSWORD:
            return self._everybody
        if mode in UNSEEN_MODES:
            return self._anybody if counts_unseen else NONE
        if mode in modes_of(TEMPORARY_ACCESS_PASS):
            return self._passes(mode)
        words = words_for(mode)
        return self._people.with_method(*words) if words else self._anybody

    def _passes(self, *modes: str) -> Reach:
        """Without a mode, of any."""
        return passes_that_count(self._state, self._people) | valid_passes(self._state, self._people, *modes)

    def _keys(self, aaguids: frozenset[str]) -> Reach:
        """Who has a passkey that is accepted and of one of these models; without models, of any."""
        if not aaguids:
            return self._access.with_key
        accepted = self._access.accepted
        named = union(reach for key, reach in accepted.items() if key.aaguid in aaguids)
        nameless = union(reach for key, reach in accepted.items() if key.aaguid is None)
        hidden = nameless.possibly | (self._access.with_key.possibly & self._people.keys_unread)
        return named | Reach(EMPTY, hidden & self._may_use(aaguids).possibly)

    def _may_use(self, aaguids: frozenset[str]) -> Reach:
        """Whom profiles reach that may accept one of these models."""
        models = [KeyModel(each, None, None) for each in sorted(aaguids)]
        return union(
            each.reach
            for each in self._access.profiles
            if each.fields is None or any(accepts(each.fields, model) is not False for model in models)
        )


def _all(reaches: Iterable[Reach]) -> Reach:
    return reduce(Reach.__and__, reaches)


def requirement_words(policy: Fields, state: TenantState) -> str:
    """What the grant demands, such as `Phishing-resistant MFA` or `mfa or compliantDevice`."""
    controls = members(policy, "grant.controls")
    known = [each for each in GRANT_CONTROLS if each in controls]
    demands = [*_strength_words(policy, state), *known, *sorted(controls - set(known))]
    for path, words in (("grant.termsOfUse", "terms of use"), ("grant.customControls", "a custom control")):
        demands += [words] if members(policy, path) else []
    if "block" in controls or not demands:
        return "block" if demands else "session controls only"
    return (" and " if policy["grant.require"] == "all" else " or ").join(demands)


def _strength_words(policy: Fields, state: TenantState) -> Iterator[str]:
    id = policy["grant.authenticationStrength"]
    if isinstance(id, str):
        held = state.by_id(Kind.STRENGTH, id)
        yield held.name if held is not None else BUILT_IN_STRENGTHS.get(id, f"the authentication strength {id}")
