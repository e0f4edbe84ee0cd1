"""CAP409, of the settings: what leaving resources out of "all resources" means since Microsoft changed it."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.authenticators.wording import quoted, value_of
from passkeyctl.checks.conditional_access.judged import judged_policies
from passkeyctl.checks.review import Review, address_of
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.tenant_state import Held
from passkeyctl.model.address import Kind
from passkeyctl.model.finding import Finding
from passkeyctl.model.reference import RefKind
from passkeyctl.rules.calendar import CALENDAR, Change, is_in_force

CODE = "CAP409"
ALL_RESOURCES = "All resources"


def resources_left_out(review: Review) -> Iterator[Finding]:
    """CAP409: sign-ins that ask for basic scopes only are met although their resource is left out."""
    for policy in judged_policies(review):
        excluded = members(policy.fields, "target.resources.exclude")
        if ALL_RESOURCES in members(policy.fields, "target.resources.include") and excluded:
            yield _finding(review, policy, excluded)


def _finding(review: Review, policy: Held, excluded: frozenset[str]) -> Finding:
    change = review.change_of(Kind.POLICY, policy.id)
    names = sorted(review.directory.name_of(RefKind.APPLICATION, each) or each for each in excluded)
    changed = CALENDAR[Change.RESOURCE_EXCLUSIONS_ENFORCED]
    when = "since" if is_in_force(Change.RESOURCE_EXCLUSIONS_ENFORCED, review.as_of) else "from"
    return verdict(
        review,
        CODE,
        Severity.WARNING,
        f"`{policy.name}` leaves {quoted(names)} out of all resources: {when} {changed.day} it also meets sign-ins"
        " that ask for basic scopes only",
        about=change,
        path="target.resources.exclude",
        address=address_of(change, Kind.POLICY, policy.name),
        detail=[changed.words],
        hint="expect prompts where there were none, watch it in report-only, or name the resources that are meant",
        value=value_of(names),
        affected="everybody it is for who uses these resources",
    )
