"""All checks of a plan, in the order in which they are reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from passkeyctl.checks.authenticators import (
    attested,
    certification,
    classes,
    families,
    siblings,
    unattested,
    unknown_models,
)
from passkeyctl.checks.conditional_access import (
    locations,
    observed,
    policies,
    resource_exclusions,
    roles,
    session_controls,
    together,
)
from passkeyctl.checks.emergency import accounts as emergency_accounts
from passkeyctl.checks.emergency import files as emergency_files
from passkeyctl.checks.emergency import group as emergency_group
from passkeyctl.checks.emergency import keys as emergency_keys
from passkeyctl.checks.emergency import operator, tested
from passkeyctl.checks.emergency import policies as emergency_policies
from passkeyctl.checks.from_files import judge_files
from passkeyctl.checks.guests import own_passkeys, partners, trust
from passkeyctl.checks.operation import (
    expectations,
    identities,
    impact,
    kerberos,
    limits,
    order,
    permissions,
    prerequisites,
    requirements,
)
from passkeyctl.checks.profiles import (
    asking,
    attestation,
    effective,
    excludes,
    openness,
    references,
    size,
    unattested_holders,
)
from passkeyctl.checks.registration import (
    campaign,
    devices,
    guards,
    loops,
    managed,
    method_values,
    passes,
    people,
    rehearsing,
    self_service,
)
from passkeyctl.checks.review import Review
from passkeyctl.checks.strengths import course, device_bound, elsewhere, federated, models
from passkeyctl.checks.strengths import methods as strength_methods
from passkeyctl.model.finding import Finding

CHECKS: tuple[Callable[[Review], Iterator[Finding]], ...] = (
    requirements.requirements_met,
    asking.opting_in,
    emergency_accounts.enough_accounts,
    emergency_policies.excluded_from_policies,
    emergency_files.excluded_by_name,
    emergency_keys.keys_still_accepted,
    emergency_group.closed_group,
    operator.operator_keeps_access,
    operator.last_global_administrator,
    tested.tried_lately,
    tested.more_than_one_key,
    expectations.expectations_met,
    expectations.expected_groups,
    prerequisites.licensed,
    prerequisites.security_defaults_off,
    prerequisites.migrated,
    prerequisites.room_for_policies,
    kerberos.evidence_of_kerberos,
    permissions.no_more_than_needed,
    excludes.kept_out_of_excludes,
    excludes.people_in_excludes,
    identities.dangling_ids,
    identities.dangling_already,
    identities.same_name_another_group,
    identities.looks_renamed,
    identities.another_policy,
    identities.untouchable,
    excludes.emergency_group_excluded,
    references.profiles_not_described,
    references.deleted_while_targeted,
    references.rows_without_profile,
    effective.assertions_kept,
    effective.looser_than_the_strictest,
    attestation.synced_with_attestation,
    attestation.windows_hello_with_attestation,
    attestation.authenticator_with_attestation,
    openness.open_to_windows_hello,
    openness.admits_nobody,
    size.many_profiles,
    size.near_the_size_limit,
    unknown_models.unknown_models,
    families.incomplete_families,
    attested.not_attestable,
    classes.wrong_class,
    certification.weak_models,
    unattested.lists_without_attestation,
    siblings.missing_siblings,
    asking.switched_on_for_everyone,
    impact.keys_fall_out,
    unattested_holders.unattested_keys_remain,
    impact.asked_before,
    method_values.values_that_clash,
    method_values.one_sitting,
    method_values.asked_before,
    policies.strength_beside_mfa,
    policies.one_kind_of_everything,
    policies.exclusions_taken_away,
    impact.cannot_satisfy,
    policies.new_policy_in_force,
    loops.registration_loop,
    guards.user_action_in_report_only,
    rehearsing.rehearsals_without_results,
    guards.joining_beside_device_setting,
    devices.device_requirements,
    guards.registration_under_conditions,
    self_service.self_service_off,
    people.no_way_in,
    campaign.silent_campaign,
    managed.campaign_of_somebody_else,
    people.phones_without_profile,
    passes.kinds_of_pass,
    passes.pass_for_privileged,
    session_controls.beside_every_time,
    together.no_shared_combination,
    models.models_nobody_may_use,
    device_bound.any_passkey_for_privileged,
    strength_methods.dead_combinations,
    elsewhere.used_by_others,
    federated.factors_from_elsewhere,
    observed.enforced_unwatched,
    resource_exclusions.resources_left_out,
    roles.outside_policies_by_role,
    own_passkeys.guests_with_passkeys,
    partners.partners_caught,
    trust.guests_without_trust,
    policies.asked_before,
    course.opened_for_a_moment,
    course.deleted_while_demanded,
    locations.deleted_while_named,
    locations.asked_before,
    order.safe_at_every_step,
    identities.inside_the_boundary,
    limits.beyond_limits,
)


def judge(review: Review) -> tuple[Finding, ...]:
    if review.is_of_files_alone:
        return judge_files(review)
    return tuple(finding for check in CHECKS for finding in check(review))
