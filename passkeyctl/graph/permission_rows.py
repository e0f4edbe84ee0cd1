"""Which permissions each group of addresses needs (docs/graph-facts.md, "Permissions")."""

from __future__ import annotations

from typing import TypeAlias

Needs: TypeAlias = tuple[tuple[str, ...], ...]
"""All rows are needed, of each row any one."""

METHODS_READ: Needs = (
    ("Policy.Read.AuthenticationMethod", "Policy.Read.All", "Policy.ReadWrite.AuthenticationMethod"),
)
METHODS_WRITE: Needs = (("Policy.ReadWrite.AuthenticationMethod",),)
STRENGTHS_READ: Needs = (
    (
        "Policy.Read.AuthenticationMethod",
        "Policy.Read.All",
        "Policy.ReadWrite.ConditionalAccess",
        "Policy.ReadWrite.AuthenticationMethod",
    ),
)
STRENGTHS_WRITE: Needs = (("Policy.ReadWrite.ConditionalAccess", "Policy.ReadWrite.AuthenticationMethod"),)
POLICIES_READ: Needs = (("Policy.Read.All",),)
LOCATIONS_WRITE: Needs = (("Policy.Read.All",), ("Policy.ReadWrite.ConditionalAccess",))
POLICIES_WRITE: Needs = (*LOCATIONS_WRITE, ("Application.Read.All",))
CONTEXTS_READ: Needs = (
    (
        "AuthenticationContext.Read.All",
        "AuthenticationContext.ReadWrite.All",
        "Policy.Read.ConditionalAccess",
        "Policy.ReadWrite.ConditionalAccess",
    ),
)
CONTEXTS_WRITE: Needs = (("AuthenticationContext.ReadWrite.All", "Policy.ReadWrite.ConditionalAccess"),)
GROUPS_READ: Needs = (("Group.ReadBasic.All", "Group.Read.All"),)
MEMBERS_READ: Needs = (("GroupMember.ReadBasic.All", "GroupMember.Read.All"),)
ROLES_READ: Needs = (("RoleManagement.Read.Directory",),)
REPORT_READ: Needs = (("AuditLog.Read.All",),)
USERS_READ: Needs = (("User.ReadBasic.All", "User.Read.All"),)
PASSKEYS_READ: Needs = (("UserAuthMethod-Passkey.Read.All", "UserAuthenticationMethod.Read.All"),)
PASSES_WRITE: Needs = (("UserAuthMethod-TAP.ReadWrite.All", "UserAuthenticationMethod.ReadWrite.All"),)
PASSES_READ: Needs = (("UserAuthMethod-TAP.Read.All", "UserAuthenticationMethod.Read.All", *PASSES_WRITE[0]),)
APPLICATIONS_READ: Needs = (("Application.Read.All",),)
ASSIGNMENTS_READ: Needs = (("RoleManagement.Read.Directory", "Directory.Read.All"),)
ELIGIBILITIES_READ: Needs = (("RoleEligibilitySchedule.Read.Directory", "RoleManagement.Read.Directory"),)
DIRECTORY_READ: Needs = (("Directory.Read.All",),)
ORGANIZATION_READ: Needs = (("Organization.Read.All", "Directory.Read.All"),)
LICENCES_READ: Needs = (("LicenseAssignment.Read.All", "Organization.Read.All", "Directory.Read.All"),)
WHAT_IF_READ: Needs = (("Policy.Read.ConditionalAccess",),)
DEVICES_READ: Needs = (("Policy.Read.DeviceConfiguration",),)
FEDERATION_READ: Needs = (("Domain-InternalFederation.Read.All", "Domain.Read.All"),)
AUDITS_READ: Needs = (("AuditLog.Read.All",), ("Directory.Read.All",))
SIGN_INS_READ: Needs = (
    *AUDITS_READ,
    ("Policy.Read.All", "Policy.Read.ConditionalAccess", "Policy.ReadWrite.ConditionalAccess"),
)
"""Without the last row the log is given, but what policies did to a sign-in is left out of it."""
