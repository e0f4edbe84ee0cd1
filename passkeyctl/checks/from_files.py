"""The checks that can start from the files alone: what `validate` runs, in the order of `registry.CHECKS`.

A module of its own, so that `validate` imports no more than it runs.
"""

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
from passkeyctl.checks.conditional_access import resource_exclusions, session_controls, together
from passkeyctl.checks.emergency import accounts as emergency_accounts
from passkeyctl.checks.emergency import files as emergency_files
from passkeyctl.checks.guests import own_passkeys, partners, trust
from passkeyctl.checks.operation import kerberos
from passkeyctl.checks.profiles import attestation, effective, excludes, openness, references, size
from passkeyctl.checks.registration import (
    campaign,
    devices,
    guards,
    loops,
    method_values,
    passes,
    rehearsing,
    self_service,
)
from passkeyctl.checks.review import Review
from passkeyctl.checks.strengths import device_bound, models
from passkeyctl.model.finding import Finding

FROM_FILES: tuple[Callable[[Review], Iterator[Finding]], ...] = (
    emergency_accounts.enough_accounts,
    emergency_files.excluded_by_name,
    kerberos.evidence_of_kerberos,
    excludes.emergency_group_excluded,
    references.profiles_not_described,
    effective.assertions_kept,
    effective.looser_than_the_strictest,
    attestation.windows_hello_with_attestation,
    attestation.authenticator_with_attestation,
    openness.open_to_windows_hello,
    size.many_profiles,
    size.near_the_size_limit,
    unknown_models.unknown_models,
    families.incomplete_families,
    attested.not_attestable,
    classes.wrong_class,
    certification.weak_models,
    unattested.lists_without_attestation,
    siblings.missing_siblings,
    method_values.one_sitting,
    loops.registration_loop,
    guards.user_action_in_report_only,
    rehearsing.rehearsals_without_results,
    devices.device_requirements,
    guards.registration_under_conditions,
    self_service.self_service_off,
    campaign.silent_campaign,
    passes.kinds_of_pass,
    passes.pass_for_privileged,
    session_controls.beside_every_time,
    together.no_shared_combination,
    models.models_nobody_may_use,
    device_bound.any_passkey_for_privileged,
    resource_exclusions.resources_left_out,
    own_passkeys.guests_with_passkeys,
    partners.partners_caught,
    trust.guests_without_trust,
)


def judge_files(review: Review) -> tuple[Finding, ...]:
    return tuple(finding for check in FROM_FILES for finding in check(review))
