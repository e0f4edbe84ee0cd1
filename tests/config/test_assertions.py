"""`passkeys.assert` and `assert.effective` in files."""

from __future__ import annotations

import pytest

from passkeyctl.config.role_sets import RECOMMENDED_ADMINS
from passkeyctl.model.desired import Assertion
from tests.config import compositions, texts

KEY = "2fc0579f-8113-47ea-b116-bb5a8db9202a"


def only(body: str) -> Assertion:
    (assertion,) = texts.configuration(body).assertions
    return assertion


def faults(body: str) -> list[str]:
    return [each.summary for each in texts.loaded(body).diagnostics]


def test_an_assertion_beside_the_profiles() -> None:
    found = only(f"""\
        groups: {{admins: {{name: SG-Admin-Accounts}}}}
        passkeys:
          assert:
            - for: {{groups: [admins], roles: [Global Administrator], users: [ada@contoso.com]}}
              effective: {{synced: false, unattested: false, authenticators: [{KEY}]}}
    """)
    assert [each.name for each in found.groups] == ["SG-Admin-Accounts"]
    assert [each.name for each in found.roles] == ["Global Administrator"]
    assert [each.name for each in found.users] == ["ada@contoso.com"]
    assert (found.forbids_synced, found.forbids_unattested) == (True, True)
    assert found.authenticators == frozenset({KEY})
    assert (found.address, str(found.source)) == ("passkeys.assert", "test.yaml:6:7")
    assert not found.is_for_everyone


def test_an_assertion_in_files_that_describe_no_passkeys() -> None:
    body = "assert: {effective: [{for: {everyone: true}, effective: {synced: false}}]}"
    found = only(body)
    assert (found.address, found.is_for_everyone) == ("assert.effective", True)
    assert (found.forbids_synced, found.forbids_unattested, found.authenticators) == (True, False, None)
    assert texts.configuration(body).entries == ()


def test_roles_of_a_set() -> None:
    found = only("""\
        passkeys:
          assert:
            - {for: {roles: "@microsoft-recommended-admin-roles"}, effective: {synced: false}}
    """)
    assert [each.id for each in found.roles] == [each.id for each in RECOMMENDED_ADMINS]


@pytest.mark.parametrize(
    ("assertion", "summary"),
    [
        ("{for: {everyone: false}, effective: {synced: false}}", "`everyone: false` says nothing"),
        ("{for: {everyone: true}, effective: {synced: true}}", "`synced: true` says nothing"),
        ("{for: {everyone: true}, effective: {unattested: true}}", "`unattested: true` says nothing"),
        (
            "{for: {everyone: true}, effective: {authenticators: []}}",
            "`authenticators: []` would forbid every passkey",
        ),
        ("{for: {}, effective: {synced: false}}", "`passkeys.assert.for` is empty"),
        ("{for: {everyone: true}, effective: {}}", "`passkeys.assert.effective` is empty"),
        ("{for: {everyone: true}}", "`passkeys.assert` lacks `effective`"),
        ("{effective: {synced: false}}", "`passkeys.assert` lacks `for`"),
    ],
)
def test_what_says_nothing_is_refused(assertion: str, summary: str) -> None:
    assert faults(f"passkeys:\n  assert:\n    - {assertion}\n") == [summary]


@pytest.mark.parametrize("whom", ["{groups: []}", "{roles: []}", "{users: []}", "{groups: [], roles: [], users: []}"])
def test_what_is_asserted_of_nobody_is_refused(whom: str) -> None:
    body = f"assert: {{effective: [{{for: {whom}, effective: {{synced: false}}}}]}}\n"
    assert "this is asserted of nobody" in faults(body)


def test_an_unknown_model_is_told() -> None:
    body = "passkeys: {assert: [{for: {everyone: true}, effective: {authenticators: [yubikey-99]}}]}"
    ((code, summary),) = [(each.code, each.summary) for each in texts.loaded(body).diagnostics]
    assert code == "AAG202"
    assert "yubikey-99" in summary


def test_the_assertions_of_all_files_count() -> None:
    found = compositions.configuration(
        baseline=f"""\
            {compositions.EMERGENCY}
            passkeys: {{assert: [{{for: {{everyone: true}}, effective: {{synced: false}}}}]}}
        """,
        tenant="""\
            extends: baseline.yaml
            passkeys: {assert: [{for: {groups: [Staff]}, effective: {unattested: false}}]}
            assert: {effective: [{for: {users: [ada@contoso.com]}, effective: {synced: false}}]}
        """,
    )
    assert [(each.address, each.source.file) for each in found.assertions] == [
        ("passkeys.assert", "baseline.yaml"),
        ("passkeys.assert", "tenant.yaml"),
        ("assert.effective", "tenant.yaml"),
    ]


def test_an_overlay_over_two_files_of_a_baseline_changes_the_joined_lists() -> None:
    effective = "assert: {{effective: [{{for: {{groups: [{}]}}, effective: {{synced: false}}}}]}}"
    found = compositions.configuration(
        baseline=f"{compositions.EMERGENCY}include: [more_baseline.yaml]\n" + effective.format("One"),
        more_baseline=effective.format("Two"),
        tenant="""\
            extends: baseline.yaml
            overlay: {assert: {effective: !append [{for: {groups: [Three]}, effective: {synced: false}}]}}
        """,
    )
    assert [each.groups[0].name for each in found.assertions] == ["One", "Two", "Three"]
