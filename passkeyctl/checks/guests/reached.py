"""Which policies meet people from other tenants, and which of their demands can be met here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.checks.conditional_access.judged import judged_policies
from passkeyctl.checks.review import Review
from passkeyctl.checks.strengths.demanding import Demanded, demanded_strengths
from passkeyctl.insight.kleene import every
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.policies.scope import WITHOUT_ACCOUNT
from passkeyctl.insight.tenant_state import Held
from passkeyctl.model.conditional_access import GUEST_TYPES
from passkeyctl.model.facts import CrossTenantTrust
from passkeyctl.model.fields import Fields
from passkeyctl.model.values import Guests

FROM_OTHER_TENANTS = frozenset(GUEST_TYPES) - WITHOUT_ACCOUNT - {"internalGuest"}
DONE_HERE = frozenset({"sms", "voice", "microsoftAuthenticatorPush", "softwareOath"})
"""Second factors that somebody from another tenant can do in this one (docs/graph-facts.md, S-25)."""
FOR_HOME = frozenset({"federatedSingleFactor", "federatedMultiFactor"})


@dataclass(frozen=True, slots=True)
class MetByGuests:
    """A policy that demands of guests what they can do in their home tenant only.

    `types` are the types of guests it meets, `tenants` the tenants they come from, None for all; `is_explicit`: it
    names guests.
    """

    policy: Held
    strength: Demanded
    types: frozenset[str]
    tenants: frozenset[str] | None
    is_explicit: bool


def demands_from_home(review: Review) -> Iterator[MetByGuests]:
    for strength in demanded_strengths(review):
        combinations = members(strength.strength.fields, "allowedCombinations")
        if any(set(each.split(",")) & (DONE_HERE | FOR_HOME) for each in combinations):
            continue
        for policy in strength.without_alternative:
            types, tenants = guests_met(policy.fields)
            if types:
                named = isinstance(policy.fields["users.include.guests"], Guests)
                yield MetByGuests(policy, strength, types, tenants, named)


def guests_met(policy: Fields) -> tuple[frozenset[str], frozenset[str] | None]:
    """The types of people from other tenants that a policy meets, and from which tenants; None: from any."""
    excluded = policy["users.exclude.guests"]
    left_out = _types(excluded) if isinstance(excluded, Guests) and excluded.tenants in (None, "all") else frozenset()
    if policy["users.include"] == "all":
        return FROM_OTHER_TENANTS - left_out, None
    included = policy["users.include.guests"]
    if not isinstance(included, Guests):
        return frozenset(), None
    tenants = included.tenants if isinstance(included.tenants, frozenset) else None
    return (_types(included) & FROM_OTHER_TENANTS) - left_out, tenants


def _types(guests: Guests) -> frozenset[str]:
    return frozenset(GUEST_TYPES) if guests.legacy else guests.types


def trust_of(review: Review) -> CrossTenantTrust | None:
    """What the tenant trusts; of files alone, what they expect of it. None: nobody knows."""
    if not review.is_of_files_alone:
        return review.facts.cross_tenant
    expectations = review.configuration.expectations
    default = expectations.cross_tenant_mfa
    partners = {id: each.value for id, each in expectations.cross_tenant_partners.items()}
    return CrossTenantTrust(None if default is None else default.value, partners)


def is_trusted(trust: CrossTenantTrust | None, met: MetByGuests) -> bool | None:
    """Whether what these guests do at home counts here; None: nobody knows of all of them."""
    if trust is None:
        return None
    return trust.default if met.tenants is None else every(trust.of(each) for each in met.tenants)


def untrusted(met: MetByGuests, trust: CrossTenantTrust) -> tuple[str, ...]:
    """The tenants whose guests are stuck; empty where it is all that nobody names."""
    return tuple(sorted(each for each in met.tenants or () if trust.of(each) is False))


def policies_for_all(review: Review) -> Iterator[Held]:
    yield from (each for each in judged_policies(review) if each.fields["users.include"] == "all")
