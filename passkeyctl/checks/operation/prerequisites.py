"""What a tenant must have for policies to be taken and to have an effect (OPS905)."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import unchecked, verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.facts_wanted import comes_into_being
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.facts import Fact
from passkeyctl.model.finding import Finding

CODE = "OPS905"
PREMIUM = frozenset({"aad_premium", "aad_premium_p2"})
"""Service plans of Entra ID P1 and P2, in lower case."""

OLD_LIMIT, LIMIT = 195, 240
"""Policies of a tenant in any state (docs/graph-facts.md, C-36)."""

MIGRATED = "migrationComplete"
ABOUT_METHODS = (Kind.STRENGTH, Kind.CAMPAIGN, Kind.TEMPORARY_ACCESS_PASS)


def licensed(review: Review) -> Iterator[Finding]:
    """Without Entra ID P1 a policy is refused, or has no effect."""
    coming = _coming(review)
    if not coming or Fact.LICENCES not in review.facts.wanted:
        return
    if review.facts.licences is None:
        yield unchecked(CODE, review.facts.why(Fact.LICENCES), "it takes LicenseAssignment.Read.All")
    elif not PREMIUM & {each.casefold() for each in review.facts.licences}:
        yield verdict(
            review,
            CODE,
            Severity.ERROR,
            "Conditional Access needs Entra ID P1, and the tenant has no licence with it",
            about=coming[0],
            is_touched=True,
            hint="license the people whom the policies are for",
            value="no Entra ID P1",
            affected=_policies(coming),
        )


def security_defaults_off(review: Review) -> Iterator[Finding]:
    """Security defaults and policies in force exclude each other."""
    coming = _coming(review)
    if not coming or Fact.SECURITY_DEFAULTS not in review.facts.wanted or _says_so_already(review):
        return
    found = review.facts.security_defaults
    if found is None:
        yield unchecked(CODE, review.facts.why(Fact.SECURITY_DEFAULTS))
    elif found:
        in_force = [each for each in coming if each.planned is not None and each.planned["state"] == "enabled"]
        yield verdict(
            review,
            CODE,
            Severity.ERROR if in_force else Severity.WARNING,
            "security defaults are on: Graph takes no policy in force beside them",
            about=(in_force or coming)[0],
            is_touched=True,
            hint="switch them off under Properties of the tenant in the admin centre, once policies stand in for them",
            value="security defaults on",
            affected=_policies(in_force or coming),
        )


def _says_so_already(review: Review) -> bool:
    """Where the files say how they must stand, that is the finding."""
    requires = review.configuration.requires
    return (
        requires is not None and requires.security_defaults is not None
    ) or review.configuration.expectations.security_defaults is not None


def _coming(review: Review) -> list[ResourceChange]:
    """Policies that come to be in force, or in report-only."""
    found = (each for each in review.active_of(Kind.POLICY) if comes_into_being(each))
    return [each for each in found if each.planned is not None and each.planned["state"] != "disabled"]


def _policies(coming: list[ResourceChange]) -> str:
    return f"{len(coming)} polic{'y' if len(coming) == 1 else 'ies'}"


def migrated(review: Review) -> Iterator[Finding]:
    """Until the move to the authentication methods policy is done, the old settings decide as well."""
    touched = [each for kind in ABOUT_METHODS for each in review.active_of(kind)]
    touched += [each for each in review.active_of(Kind.POLICY) if _demands_a_strength(each)]
    if not touched or Fact.METHODS not in review.facts.wanted:
        return
    if review.configuration.expectations.migration_state is not None:
        return
    found = review.facts.migration_state
    if found is None:
        yield unchecked(CODE, review.facts.why(Fact.METHODS))
    elif found != MIGRATED:
        yield verdict(
            review,
            CODE,
            Severity.WARNING,
            f"the move to the authentication methods policy is not done: it stands at `{found}`",
            about=touched[0],
            is_touched=True,
            hint="finish it: until then the old settings for multifactor authentication and password reset decide too",
            value=found,
        )


def _demands_a_strength(change: ResourceChange) -> bool:
    return change.planned is not None and change.planned["grant.authenticationStrength"] is not None


def room_for_policies(review: Review) -> Iterator[Finding]:
    """A tenant takes so many policies and no more, whatever their state is."""
    changing = review.active_of(Kind.POLICY)
    created = [each for each in changing if each.action is Action.CREATE]
    count = len(review.after.of(Kind.POLICY)) + len(review.prior.unread_policies)
    if not changing or count <= OLD_LIMIT:
        return
    words = "more than Graph takes" if count > LIMIT else "close to what Graph takes"
    yield verdict(
        review,
        CODE,
        Severity.WARNING,
        f"the tenant {'would have' if created else 'has'} {count} Conditional Access policies, {words}",
        about=created[-1] if created else None,
        is_touched=bool(created),
        detail=[f"the limit is {LIMIT}; some tenants still have {OLD_LIMIT}"],
        hint="delete policies that are off, or let one policy do what several do",
        value=str(count),
    )
