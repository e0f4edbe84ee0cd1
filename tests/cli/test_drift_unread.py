"""`drift` where something can't be read: an error or a doubt that is said, and agreement in no form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.defaults import POLICIES
from passkeyctl.sandbox.faults import FORBIDDEN, Fault, fails
from passkeyctl.sandbox.store import Store
from tests.cli.conftest import Live
from tests.cli.drifting import FILE, REHEARSAL, SOMEBODY, STATE, Drifting, by_place
from tests.cli.rolling import SHORT
from tests.cli.running import Cli, Ran

ALWAYS = 999
AUDITS = "auditLogs/directoryAudits"
AGREEMENT = re.compile(r"no.drift|nothing was found|passed", re.IGNORECASE)
FORMS = ("text", "json", "markdown", "sarif", "junit", "github")
AGENTS: JsonObject = {"includeAgents": ["All"]}
UNREADABLE = {
    "the policies": "conditionalAccess/policies$",
    "the strengths": "authenticationStrengthPolicies$",
    "the policies of beta": "beta/identity/conditionalAccess/policies$",
    "a group by its name": "v1.0/groups$",
    "the tenant itself": "v1.0/organization$",
}


@pytest.fixture
def drifting(cli: Cli, store: Store, state: Path, monkeypatch: pytest.MonkeyPatch) -> Drifting:
    monkeypatch.chdir(state.parent)
    file, sandbox = Path("files.yaml"), f"--tenant=sandbox:{state.name}"
    file.write_text(FILE, encoding="utf-8")
    assert cli("apply", "--auto-approve", sandbox, file).code == 0
    return Drifting(cli, store, sandbox, file)


def every_form(drifting: Drifting, *more: str) -> Iterator[Ran]:
    for form in FORMS:
        yield drifting.cli("drift", "--format", form, *more, drifting.file)


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_can_not_be_read_is_an_error_in_every_form(drifting: Drifting, live: Live, name: str) -> None:
    live([Fault("GET", UNREADABLE[name], 1, fails(500), ALWAYS)])
    report = Path("drift.md")
    for ran in every_form(drifting, f"--report=markdown={report}"):
        assert ran.code == 1
        assert not AGREEMENT.search(ran.out + ran.err)
        assert not AGREEMENT.search(report.read_text(encoding="utf-8"))


def test_an_audit_log_that_may_not_be_read_fails_nothing_and_is_said(drifting: Drifting, live: Live) -> None:
    drifting.disabled()
    live([Fault("GET", AUDITS, 1, FORBIDDEN, ALWAYS)])
    ran = drifting.cli("drift", drifting.file)
    assert ran.code == 2
    assert "audit log  not read: " in ran.out
    assert "AuditLog.Read.All" in ran.out
    assert SOMEBODY not in ran.out
    assert "since, by    not known: " in ran.out
    (deviation,) = by_place(drifting.cli("drift", "--json", drifting.file)).values()
    attribution = deviation["attribution"]
    assert isinstance(attribution, dict)
    assert attribution["certainty"] == "unknown"
    assert "AuditLog.Read.All" in str(attribution["why"])


def test_an_audit_log_that_breaks_off_names_nobody_for_sure(drifting: Drifting, live: Live) -> None:
    drifting.disabled()
    live([Fault("GET", AUDITS, 2, fails(500), ALWAYS)])
    ran = drifting.cli("drift", drifting.file)
    assert ran.code == 2
    assert "audit log  " in ran.out
    assert "read back to" not in ran.out
    assert "since, by    not known: " in ran.out


def test_a_reading_says_that_it_can_not_write(drifting: Drifting, live: Live) -> None:
    live()
    ran = drifting.cli("drift", drifting.file)
    assert ran.code == 0
    assert "read-only: this command can't write" in ran.err


def preview_policy(drifting: Drifting, name: str) -> None:
    """v1.0 leaves out a policy that uses preview features."""
    with drifting.store.transaction() as tenant:
        row = dict(tenant.rows(POLICIES)[0])
        conditions = row["conditions"]
        assert isinstance(conditions, dict)
        changed = {**conditions, "agents": AGENTS}
        row |= {"id": "abcdef12-aaaa-4bbb-8ccc-abcdef123456", "displayName": name, "conditions": changed}
        tenant.put(POLICIES, row)
        tenant.save()


def test_a_policy_that_only_beta_lists_outside_the_boundary(drifting: Drifting) -> None:
    preview_policy(drifting, "Agents")
    for form in FORMS:
        ran = drifting.drift("--format", form)
        assert ran.code == 0
        assert "Agents" in ran.out
        assert not AGREEMENT.search(ran.out)
    document = drifting.drift("--json").json()
    assert document["result"] == "not-all-read"
    assert drifting.drift("--no-beta-check", "--json").json()["result"] == "no-drift"


def test_a_part_of_a_managed_policy_that_only_beta_shows(drifting: Drifting) -> None:
    """Somebody has added to it what no file can write: nobody can say whether that is meant."""
    with drifting.store.transaction() as tenant:
        row = next(each for each in tenant.rows(POLICIES) if each["displayName"] == REHEARSAL)
        conditions = row["conditions"]
        assert isinstance(conditions, dict)
    drifting.by_somebody(POLICIES, REHEARSAL, conditions={**conditions, "agents": AGENTS})
    drifting.store.behaviour = drifting.store.behaviour.but(preview_policies="cut")
    for form in FORMS:
        ran = drifting.drift("--format", form)
        assert ran.code == 1
        assert "agents" in ran.out
        assert not AGREEMENT.search(ran.out)
    assert "### passkeyctl drift: not everything could be read\n" in drifting.drift("--format", "markdown").out
    document = drifting.drift("--json").json()
    assert (document["result"], document["reasons"]) == ("not-all-read", ["failed"])
    drifting.disabled()
    assert drifting.drift("--json").json()["reasons"] == ["drift", "failed"]
    assert drifting.drift("--exit-zero-on-drift").code == 1


def test_a_policy_that_only_beta_lists_inside_the_boundary(drifting: Drifting) -> None:
    preview_policy(drifting, "PK999 - Agents")
    for form in FORMS:
        ran = drifting.drift("--format", form)
        assert ran.code in (1, 2)
        assert "PK999 - Agents" in ran.out + ran.err
        assert not AGREEMENT.search(ran.out)


def test_a_stage_that_is_held_is_not_compared_and_is_named(drifting: Drifting) -> None:
    drifting.file.write_text(SHORT, encoding="utf-8")
    assert drifting.cli("apply", "--auto-approve", drifting.sandbox, drifting.file).code == 0
    assert drifting.drift().code == 0
    ran = drifting.drift("--stage", "enforce")
    assert ran.code == 0
    assert "stages     compared up to `look`; `enforce` is wanted\n" in ran.out
    assert "No drift up to stage `look`: 1 entry compared.\n" in ran.out
    assert 'not compared: what "enforce" sets, because a gate of the roll-out holds it' in ran.out


def test_what_a_stage_sets_is_what_the_tenant_is_held_against(drifting: Drifting) -> None:
    drifting.file.write_text(SHORT, encoding="utf-8")
    assert drifting.cli("apply", "--auto-approve", drifting.sandbox, drifting.file).code == 0
    drifting.by_somebody(POLICIES, "PK900 - Rehearsal - Office 365", state="enabled")
    ran = drifting.drift("--json")
    assert ran.code == 2
    assert (by_place(ran)[STATE]["wanted"], by_place(ran)[STATE]["live"]) == ("reportOnly", "enabled")
