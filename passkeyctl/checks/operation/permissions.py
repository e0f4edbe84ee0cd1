"""A token that may do far more than a plan needs (OPS903); one that may do less is refused before anything is read."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.model.finding import Finding

FAR_TOO_WIDE = frozenset(
    {
        "AppRoleAssignment.ReadWrite.All",
        "Application.ReadWrite.All",
        "Directory.AccessAsUser.All",
        "Directory.ReadWrite.All",
        "Group.ReadWrite.All",
        "GroupMember.ReadWrite.All",
        "Policy.ReadWrite.CrossTenantAccess",
        "Policy.ReadWrite.SecurityDefaults",
        "RoleManagement.ReadWrite.Directory",
        "User.ReadWrite.All",
        "UserAuthenticationMethod.ReadWrite.All",
    }
)
"""Each of them is enough to take over accounts, or to undo what a plan protects; no command needs one."""


def no_more_than_needed(review: Review) -> Iterator[Finding]:
    signed_in = review.facts.signed_in
    excess = sorted(FAR_TOO_WIDE & signed_in.granted) if signed_in is not None else []
    if signed_in is None or not excess:
        return
    yield verdict(
        review,
        "OPS903",
        Severity.WARNING,
        f"the access token of `{signed_in.name}` may do much more than the tool ever needs",
        is_touched=False,
        detail=[f"`{each}`" for each in excess],
        hint="sign in with an application of its own that has just what docs/permissions.md lists",
        value=", ".join(excess),
    )
