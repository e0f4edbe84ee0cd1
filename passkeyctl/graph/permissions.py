"""Which permissions a command needs, and what is missing in a token before the first request is sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from passkeyctl.diagnostics import Diagnostic, error
from passkeyctl.graph.errors import needed
from passkeyctl.graph.paths import EndpointName, spec_of
from passkeyctl.graph.permission_rows import PASSES_WRITE, Needs
from passkeyctl.graph.tokens import TokenFacts
from passkeyctl.model.desired import Configuration
from passkeyctl.model.rollout import EmergencyTested, Failures, LastAdminGuard, Registered, Rollout, Soak

AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"

# What a person is asked to consent to (docs/graph-facts.md, "Permissions").
PLAN_SCOPES = (
    "Policy.Read.All",
    "Policy.Read.AuthenticationMethod",
    "Policy.Read.ConditionalAccess",  # authentication contexts: Policy.Read.All does not list them
    "Group.ReadBasic.All",
    "GroupMember.ReadBasic.All",
    "User.ReadBasic.All",
    "Application.Read.All",
    "RoleManagement.Read.Directory",
)
APPLY_SCOPES = (*PLAN_SCOPES, "Policy.ReadWrite.AuthenticationMethod", "Policy.ReadWrite.ConditionalAccess")
LICENCE_SCOPES = ("LicenseAssignment.Read.All",)
REPORT_SCOPES = ("AuditLog.Read.All", "UserAuthMethod-Passkey.Read.All")
"""Only for commands that read people: registered methods, and passkeys."""
LOG_SCOPES = ("AuditLog.Read.All", "Directory.Read.All")
"""For the logs that gates of a roll-out are measured by."""
PERSON_SCOPES = (*REPORT_SCOPES, "UserAuthMethod-TAP.Read.All")
"""For the command that looks at one person: whether a Temporary Access Pass waits for them, too."""
PASS_SCOPES = (*REPORT_SCOPES, "RoleEligibilitySchedule.Read.Directory", "UserAuthMethod-TAP.ReadWrite.All")
"""For issuing passes, and nothing else: no plan and no apply asks for it."""


def scopes_of(configuration: Configuration) -> tuple[str, ...]:
    """What the files themselves ask to be looked at, beside the usual: else it would stay unknown."""
    requires, expected, emergency = configuration.requires, configuration.expectations, configuration.emergency
    asked = (
        (LICENCE_SCOPES, bool((requires is not None and requires.licences) or expected.licences)),
        (("Policy.Read.DeviceConfiguration",), expected.requires_mfa_to_join is not None),
        (("UserAuthMethod-Passkey.Read.All",), emergency is not None and emergency.registered_method is not None),
        (("AuditLog.Read.All", "User.Read.All"), emergency is not None and emergency.last_tested_within is not None),
        (LOG_SCOPES, _asks_logs(configuration.rollout)),
        (("AuditLog.Read.All", "User.Read.All"), _has_gate(configuration.rollout, EmergencyTested)),
        (REPORT_SCOPES, _has_gate(configuration.rollout, Registered, Failures, LastAdminGuard)),
    )
    return tuple(dict.fromkeys(scope for scopes, is_asked in asked if is_asked for scope in scopes))


@dataclass(frozen=True, slots=True)
class GatesAsk:
    """What the gates of a roll-out are measured by."""

    ask_logs: bool
    ask_people: bool
    ask_emergency: bool


def gates_of(rollout: Rollout | None) -> GatesAsk:
    return GatesAsk(
        _asks_logs(rollout),
        _has_gate(rollout, Registered, Failures, LastAdminGuard),
        _has_gate(rollout, EmergencyTested),
    )


def _asks_logs(rollout: Rollout | None) -> bool:
    return _has_gate(rollout, Soak, Failures) or (rollout is not None and any(each.stops for each in rollout.stages))


def _has_gate(rollout: Rollout | None, *sorts: type) -> bool:
    stages = rollout.stages if rollout is not None else ()
    return any(isinstance(gate, sorts) for stage in stages for gate in stage.gates)


def needs_of(reads: Iterable[EndpointName], writes: Iterable[EndpointName] = ()) -> Needs:
    """Everything that these endpoints need, each row once."""
    rows = [row for name in reads for row in spec_of(name).reads]
    rows += [row for name in writes for row in spec_of(name).writes]
    return tuple(dict.fromkeys(rows))


def missing_permissions(facts: TokenFacts | None, needs: Needs) -> Diagnostic | None:
    """Says what the token lacks; None where nothing is missing, or where the token does not say."""
    if facts is None or not facts.granted:
        return None
    missing = tuple(row for row in needs if not facts.granted.intersection(row))
    if not missing:
        return None
    return error(
        "OPS903",
        f"the access token lacks {needed(missing)}",
        hint=_hint(facts),
        detail=(f"it has {', '.join(sorted(facts.granted))}",),
    )


def _hint(facts: TokenFacts) -> str:
    if facts.app_id == AZURE_CLI and facts.scopes:
        return (
            "the Azure CLI's own application may not manage policies for a person: "
            "choose --auth browser, or log az in as a service principal"
        )
    if facts.roles:
        return f"grant them to the application `{facts.subject}` and have an administrator consent"
    return "sign in with --auth browser and consent, or have an administrator consent"


_PLAN_READS = (
    EndpointName.FIDO2,
    EndpointName.STRENGTHS,
    EndpointName.POLICIES,
    EndpointName.GROUPS,
    EndpointName.GROUP_USERS,
)
PLAN_NEEDS = needs_of(_PLAN_READS)
"""What every plan needs; users, roles and applications are read only where files name them."""
PASS_NEEDS = (*PLAN_NEEDS, *PASSES_WRITE)
APPLY_NEEDS = needs_of(_PLAN_READS, (EndpointName.FIDO2, EndpointName.STRENGTHS, EndpointName.POLICIES))
