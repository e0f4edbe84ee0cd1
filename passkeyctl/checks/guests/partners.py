"""GST702: technicians of partners come in as service providers, which "all users" includes."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.guests.reached import policies_for_all
from passkeyctl.checks.review import Review, address_of
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.model.address import Kind
from passkeyctl.model.conditional_access import grant_requirements
from passkeyctl.model.fields import Fields
from passkeyctl.model.finding import Finding
from passkeyctl.model.values import Guests

CODE = "GST702"
PARTNERS = "serviceProvider"
LEGACY_CLIENTS = frozenset({"exchangeActiveSync", "easSupported", "other"})
"""Nobody administers a tenant with these."""


def partners_caught(review: Review) -> Iterator[Finding]:
    """GST702: a policy for everybody that neither leaves partners out nor says anything about them."""
    for policy in policies_for_all(review):
        if not _is_about_administering(policy.fields) or _is_said(policy.fields):
            continue
        change = review.change_of(Kind.POLICY, policy.id)
        yield verdict(
            review,
            CODE,
            Severity.WARNING,
            f"`{policy.name}` is for all users, partner technicians (GDAP) included",
            about=change,
            path="users.include",
            address=address_of(change, Kind.POLICY, policy.name),
            detail=["they have no account here, so they can register nothing and be in no group that is excluded"],
            hint="exclude `guests: {types: [serviceProvider], tenants: all}`, or the tenants of your partners",
            value=PARTNERS,
            affected="technicians of partners, if the tenant has any",
        )


def _is_about_administering(policy: Fields) -> bool:
    clients = members(policy, "conditions.clientApps")
    is_for_resources = bool(members(policy, "target.resources.include") - {"None"})
    return is_for_resources and grant_requirements(policy) > 0 and not (clients and clients <= LEGACY_CLIENTS)


def _is_said(policy: Fields) -> bool:
    """Also where only the technicians of some tenants are left out: somebody thought of them."""
    excluded = policy["users.exclude.guests"]
    return isinstance(excluded, Guests) and (excluded.legacy or PARTNERS in excluded.types)
