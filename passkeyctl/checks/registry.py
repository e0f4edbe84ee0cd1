"""All checks, in the order in which they are reported; those that can start from the files alone are named again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from passkeyctl.checks import (
    conditional_access,
    emergency,
    identities,
    impact,
    locations,
    methods,
    profiles,
    requirements,
    strengths,
)
from passkeyctl.checks.review import Review
from passkeyctl.model.finding import Finding

CHECKS: tuple[Callable[[Review], Iterator[Finding]], ...] = (
    requirements.requirements_met,
    profiles.opting_in,
    emergency.enough_accounts,
    emergency.excluded_from_policies,
    emergency.kept_out_of_excludes,
    identities.dangling_ids,
    identities.same_name_another_group,
    identities.looks_renamed,
    identities.another_policy,
    identities.untouchable,
    profiles.deleted_while_targeted,
    profiles.rows_without_profile,
    profiles.switched_on_for_everyone,
    impact.keys_fall_out,
    impact.asked_before,
    methods.values_that_clash,
    methods.one_sitting,
    methods.asked_before,
    conditional_access.strength_beside_mfa,
    conditional_access.one_kind_of_everything,
    conditional_access.exclusions_taken_away,
    impact.cannot_satisfy,
    conditional_access.new_policy_in_force,
    conditional_access.user_action_in_report_only,
    conditional_access.beside_every_time,
    conditional_access.asked_before,
    strengths.opened_for_a_moment,
    strengths.deleted_while_demanded,
    locations.deleted_while_named,
    locations.asked_before,
    identities.inside_the_boundary,
)


FROM_FILES: frozenset[Callable[[Review], Iterator[Finding]]] = frozenset(
    {
        conditional_access.user_action_in_report_only,
    }
)
"""What `validate` runs; the others compare with the tenant, or ask about people."""


def judge(review: Review) -> tuple[Finding, ...]:
    checks = (each for each in CHECKS if not review.is_of_files_alone or each in FROM_FILES)
    return tuple(finding for check in checks for finding in check(review))
