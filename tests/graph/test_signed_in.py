"""Who an access token is for, and which permissions files ask for beside the usual ones."""

from __future__ import annotations

from passkeyctl.config.load import load_texts
from passkeyctl.graph.permissions import scopes_of
from passkeyctl.graph.tokens import read_token
from passkeyctl.model.desired import SourceText
from passkeyctl.model.facts import SignedIn
from tests.graph.jwts import jwt


def _signed_in(**claims: object) -> SignedIn | None:
    facts = read_token(jwt(**claims))
    return facts.signed_in if facts is not None else None


def test_a_person_has_scopes_and_an_application_has_roles() -> None:
    person = _signed_in(oid="AAAA", upn="ada@contoso.com", scp="Policy.Read.All User.Read")
    assert person == SignedIn("aaaa", "ada@contoso.com", True, frozenset({"Policy.Read.All", "User.Read"}))
    application = _signed_in(oid="b", app_displayname="pipeline", roles=["Policy.Read.All"])
    assert application == SignedIn("b", "pipeline", False, frozenset({"Policy.Read.All"}))


def test_a_token_that_does_not_say_is_of_nobody() -> None:
    assert _signed_in(upn="ada@contoso.com", scp="Policy.Read.All") is None
    assert _signed_in(oid="a") is None


def _scopes(text: str) -> set[str]:
    loaded = load_texts([SourceText("tenant.yaml", f"apiVersion: passkeyctl/v1\n{text}")])
    assert loaded.configuration is not None, loaded.diagnostics
    return set(scopes_of(loaded.configuration))


def test_files_ask_for_what_they_want_looked_at() -> None:
    assert _scopes("emergencyAccess: {group: G}") == set()
    rules = "{registeredMethod: fido2, lastTestedWithin: 90d}"
    assert _scopes(f"emergencyAccess: {{group: G, require: {rules}}}") == {
        "UserAuthMethod-Passkey.Read.All",
        "AuditLog.Read.All",
        "User.Read.All",
    }
    assert _scopes("requires: {licences: [X]}") == {"LicenseAssignment.Read.All"}
    assert _scopes("expect: {licences: [X], deviceSettings: {requireMfaToRegisterOrJoin: false}}") == {
        "LicenseAssignment.Read.All",
        "Policy.Read.DeviceConfiguration",
    }


def _scopes_of_stage(rest: str) -> set[str]:
    stages = f"[{{name: pilot}}, {{name: enforce, {rest}}}]"
    return _scopes(f"temporaryAccessPass: {{state: enabled}}\nrollout: {{stages: {stages}}}")


def test_a_roll_out_asks_for_what_its_gates_are_measured_by() -> None:
    logs, people = {"AuditLog.Read.All", "Directory.Read.All"}, {"AuditLog.Read.All", "UserAuthMethod-Passkey.Read.All"}
    assert _scopes_of_stage("gate: {approvals: 2}") == set()
    assert _scopes_of_stage("gate: {soak: 7d}") == logs
    assert _scopes_of_stage("gate: {registeredPasskey: {group: G, atLeast: 95%}}") == people
    assert _scopes_of_stage("gate: {lastAdminGuard: true}") == people
    assert _scopes_of_stage("gate: {emergencyAccessTested: true}") == {"AuditLog.Read.All", "User.Read.All"}
