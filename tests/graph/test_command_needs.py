"""What a command needs for the files at hand, and what a token has beyond that."""

from __future__ import annotations

from pathlib import Path

import pytest

from passkeyctl.config.load import load
from passkeyctl.graph import permissions
from passkeyctl.graph.command_needs import Asked, excess_of, missing_of, needs_of_command, roles_for
from passkeyctl.graph.permissions import PLAN_SCOPES, scopes_of
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.model.needs_of_commands import Use, Weight
from passkeyctl.needs import SOMETIMES_READ, kinds_needed, references_of

NOTHING = Asked(frozenset(Kind) - SOMETIMES_READ)
HEAD = "apiVersion: passkeyctl/v1\ntenant: {domain: contoso.onmicrosoft.com}\n"


def configured(folder: Path, text: str) -> Configuration:
    file = folder / "files.yaml"
    file.write_text(HEAD + text, encoding="utf-8")
    loaded = load([str(file)], cwd=folder)
    assert loaded.configuration is not None, loaded.diagnostics
    return loaded.configuration


def asked(folder: Path, text: str) -> Asked:
    configuration = configured(folder, text)
    return Asked(kinds_needed(configuration), references_of(configuration), configuration)


STRENGTH = "authenticationStrengths:\n  keys: {name: Keys only, allowedCombinations: [fido2]}\n"
EMERGENCY = "emergencyAccess: {group: SG-EmergencyAccess}\n"
POLICY = """\
conditionalAccess:
  admins:
    name: Admins
    state: enabled
    users: {include: {roles: [Global Administrator]}, exclude: {groups: [SG-EmergencyAccess]}}
    target: {resources: {include: [Office 365]}}
    grant: {authenticationStrength: keys}
"""


def least(use: Use, of: Asked, *weights: Weight) -> set[str]:
    return {each.least for each in needs_of_command(use, of) if each.weight in (weights or tuple(Weight))}


@pytest.mark.parametrize("use", list(Use))
def test_whoever_has_all_that_is_needed_misses_nothing(use: Use) -> None:
    granted = frozenset(each.least for each in needs_of_command(use, NOTHING))
    assert missing_of(needs_of_command(use, NOTHING), granted) == ()
    assert excess_of(granted, (use,), NOTHING) == ()


@pytest.mark.parametrize("use", [each for each in Use if not each.writes])
def test_a_command_that_reads_needs_nothing_that_writes(use: Use) -> None:
    assert [each for each in needs_of_command(use, NOTHING) if each.writes or "ReadWrite" in each.least] == []


def test_what_ends_a_run_is_what_a_plan_refuses_to_go_without() -> None:
    required = [each.any_of for each in needs_of_command(Use.PLAN, NOTHING) if each.weight is Weight.REQUIRED]
    assert set(required) == set(permissions.PLAN_NEEDS)
    required = [each.any_of for each in needs_of_command(Use.APPLY, NOTHING) if each.weight is Weight.REQUIRED]
    assert set(required) == set(permissions.APPLY_NEEDS)
    required = [each.any_of for each in needs_of_command(Use.INVITE, NOTHING) if each.weight is Weight.REQUIRED]
    assert set(required) == set(permissions.PASS_NEEDS)


def test_files_that_name_no_role_need_no_permission_for_roles(tmp_path: Path) -> None:
    without = asked(tmp_path, STRENGTH)
    assert "RoleManagement.Read.Directory" not in least(Use.PLAN, without)
    assert "Domain-InternalFederation.Read.All" not in least(Use.PLAN, without)
    with_roles = asked(tmp_path, STRENGTH + EMERGENCY + POLICY)
    assert "RoleManagement.Read.Directory" in least(Use.PLAN, with_roles, Weight.REQUIRED)
    assert "Domain-InternalFederation.Read.All" in least(Use.PLAN, with_roles, Weight.HELPFUL)


def test_an_object_by_id_can_be_looked_up_with_the_directory_only(tmp_path: Path) -> None:
    by_id = asked(tmp_path, "emergencyAccess: {group: 11111111-2222-3333-4444-555555555555}\n")
    assert "Directory.Read.All" in least(Use.PLAN, by_id, Weight.REQUIRED)
    assert "Directory.Read.All" not in least(Use.PLAN, asked(tmp_path, EMERGENCY), Weight.REQUIRED)


def test_what_files_ask_for_weighs_more_than_what_a_rule_would_like(tmp_path: Path) -> None:
    assert "LicenseAssignment.Read.All" in least(Use.PLAN, NOTHING, Weight.HELPFUL)
    files = asked(tmp_path, STRENGTH + "requires: {licences: [AAD_PREMIUM]}\n")
    assert "LicenseAssignment.Read.All" in least(Use.PLAN, files, Weight.ASKED)
    assert files.configuration is not None
    assert "LicenseAssignment.Read.All" in scopes_of(files.configuration)


def test_the_last_sign_in_of_emergency_accounts_takes_two(tmp_path: Path) -> None:
    files = asked(tmp_path, "emergencyAccess: {group: SG-EmergencyAccess, require: {lastTestedWithin: 90d}}\n")
    assert {"AuditLog.Read.All", "User.Read.All"} <= least(Use.PLAN, files, Weight.ASKED)
    assert "AuditLog.Read.All" not in least(Use.PLAN, asked(tmp_path, EMERGENCY))


def test_contexts_are_needed_where_files_describe_them(tmp_path: Path) -> None:
    files = asked(tmp_path, "authenticationContexts:\n  c1: {name: Secrets}\n")
    assert "AuthenticationContext.Read.All" in least(Use.PLAN, files, Weight.REQUIRED)
    assert "AuthenticationContext.ReadWrite.All" in least(Use.APPLY, files, Weight.REQUIRED)
    assert "AuthenticationContext.Read.All" not in least(Use.PLAN, NOTHING)


def test_drift_only_asks_who_did_it() -> None:
    assert {"AuditLog.Read.All", "Directory.Read.All"} <= least(Use.DRIFT, NOTHING, Weight.ASKED)
    assert least(Use.DRIFT, NOTHING, Weight.REQUIRED) == least(Use.PLAN, NOTHING, Weight.REQUIRED)


def test_what_a_lack_leads_to_is_said_of_each() -> None:
    for use in Use:
        for each in needs_of_command(use, NOTHING):
            assert each.purpose
            assert each.without
            assert len({*each.any_of}) == len(each.any_of) >= 1


@pytest.mark.parametrize(
    "permission",
    [
        "Directory.ReadWrite.All",
        "User.ReadWrite",
        "User.ReadWrite.All",
        "Group.ReadWrite.All",
        "UserAuthenticationMethod.ReadWrite.All",
        "Policy.ReadWrite.SecurityDefaults",
        "Policy.ReadWrite.CrossTenantAccess",
        "RoleManagement.ReadWrite.Directory",
    ],
)
@pytest.mark.parametrize("use", list(Use))
def test_what_no_command_ever_needs_is_much_too_wide_for_each(permission: str, use: Use) -> None:
    (found,) = excess_of([*PLAN_SCOPES, permission], (use,), NOTHING)
    assert (found.permission, found.is_never) == (permission, True)


def test_a_reader_that_could_write_has_too_much_and_a_writer_has_not() -> None:
    granted = [*PLAN_SCOPES, "Policy.ReadWrite.ConditionalAccess", "openid", "profile"]
    (found,) = excess_of(granted, (Use.PLAN,), NOTHING)
    assert (found.permission, found.is_never) == ("Policy.ReadWrite.ConditionalAccess", False)
    assert found.why == "`plan` only reads"
    assert excess_of(granted, (Use.PLAN, Use.APPLY), NOTHING) == ()
    (pass_maker,) = excess_of(["UserAuthMethod-TAP.ReadWrite.All"], (Use.APPLY,), NOTHING)
    assert pass_maker.why == "`apply` can do without it"
    assert excess_of(["UserAuthMethod-TAP.ReadWrite.All"], (Use.INVITE,), NOTHING) == ()


def test_roles_are_asked_for_what_the_files_write(tmp_path: Path) -> None:
    strengths = asked(tmp_path, STRENGTH)
    assert [each.any_of[0] for each in roles_for(Use.PLAN, strengths)] == ["Global Reader"]
    assert [each.any_of[0] for each in roles_for(Use.APPLY, strengths)] == [
        "Global Reader",
        "Conditional Access Administrator",
    ]
    both = asked(tmp_path, STRENGTH + "temporaryAccessPass: {state: enabled}\n")
    assert "Authentication Policy Administrator" in [each.any_of[0] for each in roles_for(Use.APPLY, both)]
    assert "Authentication Administrator" in [each.any_of[0] for each in roles_for(Use.INVITE, both)]
