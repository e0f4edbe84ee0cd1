"""`drift --accept`, end to end: somebody changes the tenant, and the file is made to say so."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from passkeyctl.sandbox.store import Store
from passkeyctl.wire import endpoints
from tests.cli.portal import Portal, portal_of
from tests.cli.running import Cli, Ran

GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
CA001, CA002, CA003, CA005, CA007 = (
    "conditionalAccess.ca001-all-users-block-legacy-authentication",
    "conditionalAccess.ca002-administrators-require-multifactor-authentication",
    "conditionalAccess.ca003-all-users-require-multifactor-authentication",
    "conditionalAccess.ca005-all-users-sign-in-daily-on-unmanaged-devices",
    "conditionalAccess.ca007-all-users-multifactor-authentication-for-risky-sign",
)

Drift: TypeAlias = "Callable[..., Ran]"


@pytest.fixture
def portal(store: Store) -> Portal:
    return portal_of(store)


@pytest.fixture
def policy(portal: Portal) -> Callable[[str], dict[str, Any]]:
    """A policy as Graph has it, by the start of its name."""

    def found(name: str) -> dict[str, Any]:
        (only,) = (each for each in portal("GET", endpoints.POLICIES)["value"] if each["displayName"].startswith(name))
        return dict(only)

    return found


@pytest.fixture
def files(cli: Cli, sandbox: str, tmp_path: Path) -> Path:
    """What an export of the tenant says, with a comment of somebody's own beside most lines."""
    path = tmp_path / "tenant.yaml"
    assert cli("export", sandbox, f"--out={path}").code == 0
    lines = path.read_text(encoding="utf-8").split("\n")
    marked = [f"{each}  # mine" if each.endswith(("enabled", "reportOnly", "all")) else each for each in lines]
    path.write_text("\n".join(marked), encoding="utf-8")
    return path


@pytest.fixture
def drift(cli: Cli, sandbox: str, files: Path) -> Drift:
    def run(*arguments: str) -> Ran:
        return cli("drift", sandbox, files, *arguments)

    return run


def changes(before: str, after: str) -> list[str]:
    """The lines that differ, with their signs."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [each for each in lines if not each.startswith(("---", "+++", "@@"))]


def test_a_state_that_was_changed_in_the_portal_is_written_and_no_other_byte(
    portal: Portal, policy: Callable[[str], dict[str, Any]], files: Path, drift: Drift
) -> None:
    before = files.read_bytes()
    portal("PATCH", endpoints.policy(policy("CA005")["id"]), {"state": "disabled"})
    ran = drift("--accept", f"{CA005}.state")
    assert ran.code == 0
    assert files.read_bytes() == before.replace(
        b"unmanaged devices\n    state: reportOnly  # mine", b"unmanaged devices\n    state: disabled  # mine"
    )
    line = before[: before.index(b"unmanaged devices\n")].count(b"\n") + 2
    assert f"{files}:{line}  {CA005}.state" in ran.out
    assert "reportOnly -> disabled" in ran.out
    assert drift().code == 0


def test_line_ends_and_the_byte_order_mark_of_windows_stay(
    portal: Portal, policy: Callable[[str], dict[str, Any]], files: Path, drift: Drift
) -> None:
    before = b"\xef\xbb\xbf" + files.read_bytes().replace(b"\n", b"\r\n")
    files.write_bytes(before)
    conditions = {**policy("CA007")["conditions"], "clientAppTypes": ["browser", "other"]}
    portal("PATCH", endpoints.policy(policy("CA007")["id"]), {"conditions": conditions})
    assert drift("--accept", CA007).code == 0
    after = files.read_bytes()
    assert after == before.replace(
        b"{signInRisk: [medium, high]}", b"{clientApps: [browser, other], signInRisk: [medium, high]}"
    )
    assert drift().code == 0


def test_everything_at_once_is_written_and_what_it_takes_from_people_is_named(
    portal: Portal, policy: Callable[[str], dict[str, Any]], files: Path, drift: Drift
) -> None:
    before = files.read_text(encoding="utf-8")
    first, risky = policy("CA001"), policy("CA007")
    users = first["conditions"]["users"]
    changed = {**users, "includeUsers": [], "includeGroups": users["excludeGroups"], "excludeGroups": []}
    portal("PATCH", endpoints.policy(first["id"]), {"conditions": {**first["conditions"], "users": changed}})
    grant = {"operator": "AND", "builtInControls": ["mfa", "compliantDevice"]}
    portal("PATCH", endpoints.policy(risky["id"]), {"grantControls": grant, "sessionControls": None})
    ran = drift("--accept", "all")
    assert ran.code == 0
    assert changes(before, files.read_text(encoding="utf-8")) == [
        "-      include: all  # mine",
        "+      include: {groups: [SG-EmergencyAccess]}  # mine",
        "-        groups:",
        "-          - f7f96572-f98a-554f-93a4-52a649b81902  # SG-EmergencyAccess",
        "+        groups: []",
        "-    grant: {controls: [mfa]}",
        "-    session: {signInFrequency: everyTime}",
        "+    grant: {require: all, controls: [mfa, compliantDevice]}",
    ]
    lost = "warning: SG-EmergencyAccess was left out by the file and is not left out any more"
    assert f"{lost} ({CA001}.users.exclude.groups)" in ran.out
    assert "wrote " in ran.out
    assert "; 0 left." in ran.out
    assert drift().code == 0


def test_that_emergency_access_is_no_longer_left_out_is_said_by_that_word(
    portal: Portal, policy: Callable[[str], dict[str, Any]], files: Path, drift: Drift
) -> None:
    text = files.read_text(encoding="utf-8").replace("# emergencyAccess:\n#   group:", "emergencyAccess:\n  group:")
    files.write_text(text, encoding="utf-8")
    first = policy("CA003")
    users = {**first["conditions"]["users"], "excludeGroups": []}
    portal("PATCH", endpoints.policy(first["id"]), {"conditions": {**first["conditions"], "users": users}})
    ran = drift("--accept", f"{CA003}.users.exclude.groups")
    assert ran.code == 0
    assert "warning: emergency access, SG-EmergencyAccess, was left out by the file" in ran.out


def test_members_of_a_list_that_stay_keep_their_lines(
    portal: Portal, policy: Callable[[str], dict[str, Any]], files: Path, drift: Drift
) -> None:
    before = files.read_text(encoding="utf-8")
    admins = policy("CA002")
    roles = admins["conditions"]["users"]["includeRoles"]
    kept = [each for each in roles if each != GLOBAL_ADMINISTRATOR]
    users = {**admins["conditions"]["users"], "includeRoles": kept}
    portal("PATCH", endpoints.policy(admins["id"]), {"conditions": {**admins["conditions"], "users": users}})
    assert drift("--accept", CA002).code == 0
    assert changes(before, files.read_text(encoding="utf-8")) == ["-          - Global Administrator"]
    assert drift().code == 0


def test_an_entry_is_taken_out_only_by_its_own_name(
    portal: Portal, policy: Callable[[str], dict[str, Any]], files: Path, drift: Drift
) -> None:
    before = files.read_text(encoding="utf-8")
    portal("DELETE", endpoints.policy(policy("CA005")["id"]))
    ran = drift("--accept", "all")
    assert ran.code == 2
    assert f"use `--accept {CA005}`" in ran.out
    assert files.read_text(encoding="utf-8") == before
    ran = drift("--accept", CA005)
    assert ran.code == 0
    assert 'CA005 - All users - Sign in daily on unmanaged devices": taken out of the file' in ran.out
    assert CA005.partition(".")[2] not in files.read_text(encoding="utf-8")
    assert "CA006" in files.read_text(encoding="utf-8")
    assert drift().code == 0


def test_what_lies_inside_the_boundary_and_in_no_file_becomes_an_entry(
    portal: Portal, policy: Callable[[str], dict[str, Any]], files: Path, drift: Drift
) -> None:
    text = files.read_text(encoding="utf-8")
    files.write_text(text.replace("conditionalAccess: listed", 'conditionalAccess: {prefix: "CA0"}'), encoding="utf-8")
    users = {"includeUsers": ["All"], "excludeGroups": policy("CA007")["conditions"]["users"]["excludeGroups"]}
    conditions = {"users": users, "applications": {"includeApplications": ["All"]}, "clientAppTypes": ["all"]}
    grant = {"operator": "OR", "builtInControls": ["mfa"]}
    body = {"displayName": "CA008 - Somebody's own", "state": "disabled", "conditions": conditions}
    portal("POST", endpoints.POLICIES, {**body, "grantControls": grant})
    assert drift().code == 2
    ran = drift("--accept", 'conditionalAccess["CA008 - Somebody\'s own"]')
    assert ran.code == 0
    assert changes(text, files.read_text(encoding="utf-8")) == [
        "-  conditionalAccess: listed",
        '+  conditionalAccess: {prefix: "CA0"}',
        "+  ca008-somebody-s-own:",
        "+    name: CA008 - Somebody's own",
        "+    state: disabled",
        "+    users:",
        "+      include: all",
        "+      exclude:",
        "+        groups:",
        "+          - f7f96572-f98a-554f-93a4-52a649b81902  # SG-EmergencyAccess",
        "+    target: {resources: {include: [All resources]}}",
        "+    grant: {controls: [mfa]}",
    ]
    assert drift().code == 0


def test_rows_of_a_whole_list_join_it_and_leave_it(portal: Portal, files: Path, drift: Drift) -> None:
    text = files.read_text(encoding="utf-8").replace("passkeys: listed", "passkeys: all")
    files.write_text(text, encoding="utf-8")
    fido2 = portal("GET", endpoints.FIDO2)
    group = {"targetType": "group", "id": "d11ec19d-cac5-5c1e-ba80-f2a6820819dd"}
    portal("PATCH", endpoints.FIDO2, {"@odata.type": fido2["@odata.type"], "excludeTargets": [group]})
    assert drift().code == 2
    assert drift("--accept", "all").code == 0
    assert changes(text, files.read_text(encoding="utf-8")) == [
        "-  exclude: []",
        "+  exclude:",
        "+    - d11ec19d-cac5-5c1e-ba80-f2a6820819dd  # PK-Pilot-DeviceBound",
    ]
    assert drift().code == 0
    portal("PATCH", endpoints.FIDO2, {"@odata.type": fido2["@odata.type"], "excludeTargets": []})
    ran = drift("--accept", "all")
    assert ran.code == 0
    assert "warning:" in ran.out
    assert "PK-Pilot-DeviceBound" not in files.read_text(encoding="utf-8")
    assert drift().code == 0


def test_what_is_named_wrongly_changes_nothing(
    portal: Portal, policy: Callable[[str], dict[str, Any]], files: Path, drift: Drift
) -> None:
    before = files.read_bytes()
    portal("PATCH", endpoints.policy(policy("CA005")["id"]), {"state": "disabled"})
    ran = drift("--accept", f"{CA005}.stat")
    assert ran.code == 1
    assert f"did you mean `{CA005}.state`?" in ran.err
    for other in ("--json", "--evidence=there", "--approved-by=me", "--exit-zero-on-drift"):
        assert drift("--accept", "all", other).code == 64
    assert drift("--accept", "all", "--redact").code == 64
    assert files.read_bytes() == before


def test_nothing_to_accept_is_no_fault(drift: Drift) -> None:
    ran = drift("--accept", "all")
    assert ran.code == 0
    assert "there is nothing to accept" in ran.err


def test_what_a_snapshot_holds_is_accepted_like_what_the_tenant_has(
    cli: Cli,
    sandbox: str,
    portal: Portal,
    policy: Callable[[str], dict[str, Any]],
    files: Path,
    tmp_path: Path,
) -> None:
    portal("PATCH", endpoints.policy(policy("CA005")["id"]), {"state": "disabled"})
    snapshot = tmp_path / "contoso.snapshot"
    assert cli("snapshot", "save", sandbox, snapshot, files).code == 0
    assert cli("drift", "--against", snapshot, files, "--accept", f"{CA005}.state").code == 0
    assert "state: disabled  # mine" in files.read_text(encoding="utf-8")
    assert cli("drift", "--against", snapshot, files).code == 0


def test_what_another_place_makes_possible_is_accepted_with_it(portal: Portal, files: Path, drift: Drift) -> None:
    """A pass that lives for 20 minutes is a fault as long as an hour is the shortest life of one."""
    lives = "temporaryAccessPass:\n  defaultLifetime: 1h\n  minimumLifetime: 1h\n"
    files.write_text(
        'apiVersion: passkeyctl/v1\ntenant: {domain: contoso.onmicrosoft.com}\ncatalogue: "2026-11"\n'
        f"emergencyAccess: {{group: SG-EmergencyAccess}}\n{lives}",
        encoding="utf-8",
    )
    change = {"defaultLifetimeInMinutes": 20, "minimumLifetimeInMinutes": 15}
    kind = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"
    portal("PATCH", endpoints.TEMPORARY_ACCESS_PASS, {"@odata.type": kind, **change})
    alone = drift("--accept", "temporaryAccessPass.defaultLifetime")
    assert alone.code == 1
    assert lives in files.read_text(encoding="utf-8")
    drift("--accept", "all")
    assert "  defaultLifetime: 20m\n  minimumLifetime: 15m\n" in files.read_text(encoding="utf-8")
