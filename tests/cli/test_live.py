"""Against an endpoint on a port, with things going wrong before and in the middle."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from passkeyctl.apply.events import Event, Listener, Status
from passkeyctl.cli.apply.approval import approve
from passkeyctl.cli.plan.planning import Verdict
from passkeyctl.json_types import JsonObject
from passkeyctl.plan.plan import Plan
from passkeyctl.sandbox.defaults import METHODS as METHODS_HELD
from passkeyctl.sandbox.defaults import POLICIES as POLICIES_HELD
from passkeyctl.sandbox.defaults import STRENGTHS as STRENGTHS_HELD
from passkeyctl.sandbox.faults import (
    CONNECT_FAILS,
    DROP_AFTER,
    DROP_BEFORE,
    EXPIRED_TOKEN,
    FORBIDDEN,
    THROTTLED,
    Fault,
    fails,
    throttled,
)
from passkeyctl.sandbox.jsonread import objects
from passkeyctl.sandbox.store import Store
from tests.cli.conftest import IDENTITY, FastClock, Live
from tests.cli.running import DOMAIN, Cli
from tests.graph.jwts import TENANT, application, person

ROLES = (
    "Policy.Read.All",
    "Policy.ReadWrite.ConditionalAccess",
    "Policy.ReadWrite.AuthenticationMethod",
    "Group.Read.All",
    "GroupMember.Read.All",
    "User.Read.All",
    "Application.Read.All",
    "RoleManagement.Read.Directory",
)
ALWAYS = 999
FIDO2 = "fido2$"
STRENGTHS = "authenticationStrengthPolicies$"
POLICIES = "v1.0/identity/conditionalAccess/policies$"


def names(store: Store, collection: str) -> list[str]:
    return sorted(str(each["displayName"]) for each in objects(store.export()[collection]))


def pilot_is_there_once(store: Store, cli: Cli, pilot: Path) -> None:
    """Everything that the pilot describes, and nothing twice."""
    assert cli("plan", "--exit-code", pilot).code == 0
    policies = names(store, POLICIES_HELD)
    assert len(policies) == len(set(policies)) == 9
    strengths = names(store, STRENGTHS_HELD)
    assert len(strengths) == len(set(strengths))
    assert {"Passkeys FTW", "Bootstrap and recovery"} < set(strengths)
    profiles = objects(_fido2(store)["passkeyProfiles"])
    assert len(profiles) == 3


def _fido2(store: Store) -> JsonObject:
    return next(each for each in objects(store.export()[METHODS_HELD]) if each["id"] == "Fido2")


def test_the_same_plan_as_in_process_and_nothing_left_afterwards(
    cli: Cli, live: Live, sandbox: str, store: Store, pilot: Path
) -> None:
    inside = cli("plan", sandbox, pilot)
    url = live()
    outside = cli("plan", pilot)
    assert outside.out.splitlines()[2:] == inside.out.splitlines()[2:]
    assert outside.out.splitlines()[1].startswith(f"endpoint  {url}")
    assert outside.err == (
        f"signed in with the token in PASSKEYCTL_ACCESS_TOKEN; it does not say for whom, endpoint `{url}`; "
        "read-only: this command can't write\n"
    )
    assert cli("apply", "--auto-approve", pilot).code == 0
    pilot_is_there_once(store, cli, pilot)


def test_an_expired_token_before_anything(cli: Cli, live: Live, pilot: Path, store: Store) -> None:
    before = store.export()
    live([Fault("*", ".", 1, EXPIRED_TOKEN, ALWAYS)])
    ran = cli("apply", "--auto-approve", pilot)
    assert (ran.code, ran.out) == (1, "")
    assert "error: the access token was not accepted for `" in ran.err
    assert "hint: get a new one and set PASSKEYCTL_ACCESS_TOKEN again" in ran.err
    assert store.export() == before


def test_a_token_that_expires_in_the_middle(cli: Cli, live: Live, pilot: Path, store: Store) -> None:
    live([Fault("PATCH", FIDO2, 2, EXPIRED_TOKEN, ALWAYS)])
    ran = cli("apply", "--auto-approve", pilot)
    assert ran.code == 5
    assert "failed: target passkey profiles" in ran.err
    assert "Stopped: 4 verified, 1 failed, 4 skipped." in ran.out
    assert "the access token was not accepted" in ran.out
    live()
    assert cli("apply", "--auto-approve", pilot).code == 0
    pilot_is_there_once(store, cli, pilot)


def test_a_token_that_expires_between_a_write_and_its_reading(cli: Cli, live: Live, pilot: Path, store: Store) -> None:
    live([Fault("GET", STRENGTHS, 3, EXPIRED_TOKEN, ALWAYS)])
    ran = cli("apply", "--auto-approve", pilot)
    assert ran.code == 5
    assert "not verified" in ran.out
    live()
    assert cli("apply", "--auto-approve", pilot).code == 0
    pilot_is_there_once(store, cli, pilot)


def test_a_missing_permission_before_anything(cli: Cli, live: Live, pilot: Path) -> None:
    live([Fault("GET", FIDO2, 1, FORBIDDEN, ALWAYS)])
    ran = cli("plan", "--json", pilot)
    assert ran.code == 1
    document = ran.json()
    assert (document["kind"], document["reasons"]) == ("error", ["failed"])
    (found,) = objects(document["diagnostics"])
    assert found["code"] == "OPS903"
    assert "`Policy.Read.AuthenticationMethod`" in str(found["summary"])


def test_a_missing_permission_at_the_first_write_writes_nothing(
    cli: Cli, live: Live, pilot: Path, store: Store
) -> None:
    before = store.export()
    live([Fault("POST", STRENGTHS, 1, FORBIDDEN, ALWAYS)])
    ran = cli("apply", "--auto-approve", pilot)
    assert ran.code == 1
    assert "it needs `Policy.ReadWrite.ConditionalAccess`" in " ".join(ran.out.split())
    assert "Stopped: 1 failed, 8 skipped." in ran.out
    assert store.export() == before


def test_a_missing_permission_in_the_middle(cli: Cli, live: Live, pilot: Path, store: Store) -> None:
    live([Fault("POST", POLICIES, 1, FORBIDDEN, ALWAYS)])
    ran = cli("apply", "--auto-approve", "--json", pilot)
    assert ran.code == 5
    document = ran.json()
    assert (document["kind"], document["exit_code"], document["reasons"]) == ("apply", 5, ["open"])
    statuses = [each["status"] for each in objects(document["operations"])]
    assert statuses == ["verified"] * 6 + ["failed", "skipped", "skipped"]
    assert "`Policy.ReadWrite.ConditionalAccess`" in str(objects(document["operations"])[6]["detail"])
    live()
    assert cli("apply", "--auto-approve", pilot).code == 0
    pilot_is_there_once(store, cli, pilot)


def test_what_the_token_lacks_is_said_before_the_first_request(cli: Cli, live: Live, pilot: Path) -> None:
    live([Fault("*", ".", 1, fails(500), ALWAYS)], token=application("Policy.Read.All", tid=IDENTITY.tenant_id))
    ran = cli("apply", "--auto-approve", pilot)
    assert ran.code == 1
    assert "error: OPS903 the access token lacks `" in ran.err
    assert "`Policy.ReadWrite.ConditionalAccess`" in ran.err
    assert "signed in as `passkeyctl-ci`" in ran.err


def test_a_storm_of_throttling_passes_or_ends_with_a_word(
    cli: Cli, live: Live, fast: FastClock, pilot: Path, store: Store
) -> None:
    before = store.export()
    live([Fault("GET", POLICIES, 1, THROTTLED, 3)])
    assert cli("plan", pilot).code == 0
    assert fast.now > 7
    live([Fault("*", ".", 1, throttled(20), ALWAYS)])
    ran = cli("apply", "--auto-approve", pilot)
    assert (ran.code, ran.out) == (1, "")
    assert "as one request too many" in ran.err
    assert "wait a minute and run again" in ran.err
    assert store.export() == before


def test_throttling_in_the_middle_is_waited_for(cli: Cli, live: Live, fast: FastClock, pilot: Path) -> None:
    live([Fault("POST", POLICIES, 1, throttled(25), 2)])
    assert cli("apply", "--auto-approve", pilot).code == 0
    assert fast.now >= 50


CUT = {
    "a strength before": Fault("POST", STRENGTHS, 1, DROP_BEFORE),
    "a strength after": Fault("POST", STRENGTHS, 2, DROP_AFTER),
    "new profiles before": Fault("PATCH", FIDO2, 1, DROP_BEFORE),
    "new profiles after": Fault("PATCH", FIDO2, 1, DROP_AFTER),
    "targets after": Fault("PATCH", FIDO2, 2, DROP_AFTER),
    "a policy before": Fault("POST", POLICIES, 1, DROP_BEFORE),
    "a policy after": Fault("POST", POLICIES, 2, DROP_AFTER),
    "a policy fails": Fault("POST", POLICIES, 1, fails(504)),
    "never connected": Fault("POST", POLICIES, 1, CONNECT_FAILS),
}


@pytest.mark.parametrize("fault", CUT.values(), ids=CUT)
def test_a_connection_that_is_cut_doubles_nothing(
    cli: Cli, live: Live, pilot: Path, store: Store, fault: Fault
) -> None:
    live([fault])
    first = cli("apply", "--auto-approve", pilot)
    assert first.code in (0, 5), first.err
    assert ("Applied: 9 verified." in first.out) == (first.code == 0)
    live()
    assert cli("apply", "--auto-approve", pilot).code == 0
    pilot_is_there_once(store, cli, pilot)


def test_an_answer_that_was_lost_after_the_write_is_found_by_reading(
    cli: Cli, live: Live, pilot: Path, store: Store
) -> None:
    live([Fault("POST", POLICIES, 1, DROP_AFTER)])
    ran = cli("apply", "--auto-approve", pilot)
    assert ran.code == 0
    assert "unknown: create Conditional Access policy" in ran.err
    pilot_is_there_once(store, cli, pilot)


def test_nobody_answers(cli: Cli, monkeypatch: pytest.MonkeyPatch, fast: FastClock, pilot: Path) -> None:
    monkeypatch.setenv("PASSKEYCTL_GRAPH_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("PASSKEYCTL_ACCESS_TOKEN", "opaque")
    ran = cli("plan", pilot)
    assert (ran.code, ran.out) == (1, "")
    assert "error: no answer to `" in ran.err
    assert fast.now < 60


TOKENS = {"person": person(scp=" ".join(ROLES)), "application": application(*ROLES)}


@pytest.mark.parametrize("tenant", [DOMAIN, IDENTITY.tenant_id])
@pytest.mark.parametrize("token", TOKENS.values(), ids=TOKENS)
def test_another_tenant_by_the_token(cli: Cli, live: Live, small: Path, store: Store, token: str, tenant: str) -> None:
    key = "id" if tenant == IDENTITY.tenant_id else "domain"
    text = small.read_text(encoding="utf-8").replace(f"domain: {DOMAIN}", f"{key}: {tenant}")
    small.write_text(text, encoding="utf-8")
    before = store.export()
    live(token=token)
    ran = cli("apply", "--auto-approve", small)
    assert (ran.code, ran.out) == (1, "")
    assert "error: OPS902 the " in ran.err
    assert f"`{TENANT}`" in ran.err
    assert store.export() == before


OTHERS = {
    "another domain": "tenant: {domain: fabrikam.onmicrosoft.com}",
    "another id": "tenant: {id: 0d5a6f3e-3a7e-4b7e-9d2e-6a1c2b3d4e5f}",
}


@pytest.mark.parametrize("tenant", OTHERS.values(), ids=OTHERS)
def test_another_tenant_behind_an_opaque_token(cli: Cli, live: Live, small: Path, store: Store, tenant: str) -> None:
    text = small.read_text(encoding="utf-8").replace("tenant: {domain: contoso.onmicrosoft.com}", tenant)
    small.write_text(text, encoding="utf-8")
    before = store.export()
    live()
    ran = cli("apply", "--auto-approve", small)
    assert (ran.code, ran.out) == (1, "")
    assert "OPS902 the files are for" in ran.err
    assert store.export() == before


def test_an_id_in_another_case_is_the_same_tenant(cli: Cli, live: Live, small: Path) -> None:
    text = small.read_text(encoding="utf-8").replace(
        "tenant: {domain: contoso.onmicrosoft.com}", f"tenant: {{id: {IDENTITY.tenant_id.upper()}}}"
    )
    small.write_text(text, encoding="utf-8")
    live(token=application(*ROLES, tid=IDENTITY.tenant_id))
    ran = cli("plan", small)
    assert ran.code == 0, ran.err
    assert f"signed in as `passkeyctl-ci` to tenant `{IDENTITY.tenant_id}`" in ran.err


def test_another_cloud(cli: Cli, live: Live, small: Path) -> None:
    live(token=application(*ROLES, tid=IDENTITY.tenant_id))
    ran = cli("plan", "--cloud", "usgov", small)
    assert (ran.code, ran.out) == (1, "")
    assert "OPS902 the files are for cloud `usgov`, but you are signed in to cloud `global`" in ran.err
    text = small.read_text(encoding="utf-8").replace("onmicrosoft.com}", "onmicrosoft.com, cloud: china}")
    small.write_text(text, encoding="utf-8")
    ran = cli("plan", "--cloud", "dod", small)
    assert (ran.code, ran.out) == (1, "")
    assert "OPS902 the files are for cloud `china`, the command line says `dod`" in ran.err
    assert cli("plan", "--cloud", "mars", small).code == 64


def test_somebody_else_writes_between_plan_and_apply(cli: Cli, live: Live, pilot: Path, store: Store) -> None:
    """The second reading of an apply finds another name than the first: nothing is sent."""
    url = live()
    assert url
    ran = _with_another_writer(cli, store, pilot)
    assert ran == 4


def _with_another_writer(cli: Cli, store: Store, pilot: Path) -> int:
    before = names(store, POLICIES_HELD)
    with pytest.MonkeyPatch.context() as patch:

        def approved_late(plan: Plan, verdict: Verdict, *, asks: bool) -> bool:
            with store.transaction() as tenant:
                tenant.put(POLICIES_HELD, {**tenant.rows(POLICIES_HELD)[0], "displayName": "Renamed meanwhile"})
                tenant.save()
            return approve(plan, verdict, asks=asks)

        patch.setattr("passkeyctl.cli.apply.enacting.approve", approved_late)
        ran = cli("apply", "--auto-approve", pilot)
    assert "OPS904 the tenant has changed since the plan was made; nothing was written" in ran.err
    assert '"Renamed meanwhile"' in ran.err
    assert len(names(store, POLICIES_HELD)) == len(before)
    return ran.code


def test_a_fault_of_ours_after_the_first_write_hides_nothing(
    cli: Cli, live: Live, pilot: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def breaking(*_shown: object) -> Iterator[Listener]:
        def listen(event: Event) -> None:
            if event.status is Status.VERIFIED:
                raise RuntimeError("a fault of ours")

        yield listen

    live()
    with monkeypatch.context() as patch:
        patch.setattr("passkeyctl.cli.apply.enacting.progress", breaking)
        ran = cli("apply", "--auto-approve", "--json", pilot)
    assert ran.code == 5
    assert "error: internal error: RuntimeError: a fault of ours (listen, line " in ran.err
    document = ran.json()
    assert document["reasons"] == ["open", "failed"]
    assert [each["status"] for each in objects(document["operations"])][:3] == ["verified", "sent", "pending"]
    assert cli("apply", "--auto-approve", pilot).code == 0
    pilot_is_there_once(store, cli, pilot)


def test_a_fault_of_ours_before_the_first_write(cli: Cli, live: Live, pilot: Path, store: Store) -> None:
    before = store.export()
    live()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("passkeyctl.cli.apply.enacting.check_unchanged", None)
        ran = cli("apply", "--auto-approve", pilot)
    assert ran.code == 1
    assert "error: internal error: TypeError: 'NoneType' object is not callable" in ran.err
    assert "hint: this is a fault of passkeyctl; run with PASSKEYCTL_DEBUG=1" in ran.err
    assert store.export() == before
