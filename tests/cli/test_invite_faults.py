"""`rollout invite` when things go wrong: throttling, lost answers, refusals, a full disk."""

from __future__ import annotations

import errno
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from passkeyctl.cli.rollout import pass_takers
from passkeyctl.cli.rollout.invite_runs import only_one
from passkeyctl.cli.rollout.pass_takers import PassCommand, PassTable
from passkeyctl.errors import OutputFailed
from passkeyctl.model.passes import Pass, PassOnRecord, Secret
from passkeyctl.model.people import Person
from passkeyctl.plan.destination import Destination
from passkeyctl.sandbox.faults import DROP_AFTER, DROP_BEFORE, FORBIDDEN, Fault, fails, throttled
from passkeyctl.sandbox.jsonread import as_text, objects
from passkeyctl.sandbox.store import Store
from tests.cli.conftest import IDENTITY, FastClock, Live
from tests.cli.inviting import (
    GROUP,
    POST,
    holders,
    outcomes,
    rows,
    tenant_with_passes,
)
from tests.cli.running import Cli
from tests.graph.jwts import application


@pytest.fixture
def file(tmp_path: Path, store: Store) -> Path:
    return tenant_with_passes(store, tmp_path)


def test_throttling_is_waited_for(
    cli: Cli, live: Live, fast: FastClock, file: Path, store: Store, tmp_path: Path
) -> None:
    live([Fault("POST", POST, 2, throttled(7), times=2)])
    out = tmp_path / "p.csv"
    assert cli("rollout", "invite", GROUP, "--out", out, "--yes", file).code == 0
    assert fast.now >= 14
    assert {each["signInName"] for each in rows(out)} == holders(store)


@pytest.mark.parametrize(
    ("effect", "outcome", "is_there"),
    [(DROP_AFTER, "lost", True), (DROP_BEFORE, "refused", False), (fails(503, after=True), "lost", True)],
)
def test_a_pass_whose_answer_is_lost_is_not_asked_for_again(
    cli: Cli, live: Live, file: Path, store: Store, tmp_path: Path, effect: object, outcome: str, is_there: bool
) -> None:
    live([Fault("POST", POST, 1, effect)])  # type: ignore[arg-type]
    out = tmp_path / "p.csv"
    ran = cli("rollout", "invite", GROUP, "--out", out, "--yes", "--json", file)
    lost = [as_text(each["sign_in_name"]) for each in objects(ran.json()["people"]) if each["outcome"] == outcome]
    assert ran.code == 5
    assert len(lost) == 1
    assert (lost[0] in holders(store)) is is_there
    assert lost[0] not in {each["signInName"] for each in rows(out)}
    again = cli("rollout", "invite", GROUP, "--out", out, "--yes", "--resume", "--replace", lost[0], file)
    assert again.code == 0
    assert {each["signInName"] for each in rows(out)} == holders(store)


def test_a_refusal_of_all_ends_the_run(cli: Cli, live: Live, file: Path, store: Store, tmp_path: Path) -> None:
    live([Fault("POST", POST, 1, FORBIDDEN, times=99)])
    ran = cli("rollout", "invite", GROUP, "--out", tmp_path / "p.csv", "--yes", "--json", file)
    assert ran.code == 1
    assert "UserAuthMethod-TAP.ReadWrite.All" in ran.err
    assert set(outcomes(ran.json())) == {"open"}
    assert not holders(store)


def test_a_full_disk_loses_one_pass_at_most_and_says_whose(
    cli: Cli, sandbox: str, file: Path, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, written = tmp_path / "p.csv", 0
    whole = pass_takers._append

    def full(descriptor: int, row: bytes) -> None:
        nonlocal written
        written += 1
        if written == 4:  # the head and two passes fit
            raise OSError(errno.ENOSPC, "No space left on device")
        whole(descriptor, row)

    monkeypatch.setattr(pass_takers, "_append", full)
    ran = cli("rollout", "invite", GROUP, sandbox, "--out", out, "--yes", "--json", file)
    lost = [as_text(each["sign_in_name"]) for each in objects(ran.json()["people"]) if each["outcome"] == "lost"]
    assert ran.code == 5
    assert outcomes(ran.json()).count("issued") == 2
    assert len(lost) == 1
    assert holders(store) == {*lost, *(each["signInName"] for each in rows(out))}
    resumed = cli("rollout", "invite", GROUP, sandbox, "--out", out, "--yes", "--resume", file)
    assert resumed.code == 0
    assert "its value is lost" in " ".join(resumed.out.split())
    assert holders(store) == {*lost, *(each["signInName"] for each in rows(out))}


READING = (
    *("Policy.Read.All", "Policy.Read.AuthenticationMethod", "Group.ReadBasic.All", "GroupMember.ReadBasic.All"),
    *("User.ReadBasic.All", "AuditLog.Read.All", "UserAuthMethod-Passkey.Read.All", "RoleManagement.Read.Directory"),
)


def test_the_permission_is_looked_for_before_the_first_request(
    cli: Cli, live: Live, file: Path, store: Store, tmp_path: Path
) -> None:
    live(token=application(*READING, tid=IDENTITY.tenant_id))
    out = tmp_path / "p.csv"
    refused = cli("rollout", "invite", GROUP, "--out", out, "--yes", file)
    assert refused.code == 1
    assert "OPS903" in refused.err
    assert "`UserAuthMethod-TAP.ReadWrite.All`" in refused.err
    assert "people are kept" not in refused.err
    assert not out.exists()
    # Looking needs nothing that writes.
    assert cli("rollout", "invite", GROUP, "--dry-run", file).code == 0
    live(token=application(*READING, "UserAuthMethod-TAP.ReadWrite.All", tid=IDENTITY.tenant_id))
    assert cli("rollout", "invite", GROUP, "--out", out, "--yes", file).code == 0
    assert len(holders(store)) == 13


def test_two_runs_at_once_make_no_pass_twice(cli: Cli, sandbox: str, file: Path, store: Store, tmp_path: Path) -> None:
    """Of two passes of one person only the second opens anything."""
    out = tmp_path / "p.csv"
    with only_one(Destination("sandbox", IDENTITY.tenant_id, "")):
        second = cli("rollout", "invite", GROUP, sandbox, "--out", out, "--yes", file)
        assert second.code == 1
        assert "another run is making passes" in second.err
        assert cli("rollout", "invite", GROUP, sandbox, "--dry-run", file).code == 0
    assert not holders(store)
    assert not out.exists()
    assert cli("rollout", "invite", GROUP, sandbox, "--out", out, "--yes", file).code == 0


def test_emergency_accounts_that_are_gone_are_not_taken_for_none(
    cli: Cli, sandbox: str, file: Path, store: Store, tmp_path: Path
) -> None:
    with store.transaction() as tenant:
        group = next(each for each in tenant.rows("groups") if each["displayName"] == "SG-EmergencyAccess")
        tenant.put("groups", {**group, "members": []})
        tenant.save()
    ran = cli("rollout", "invite", GROUP, sandbox, "--out", tmp_path / "p.csv", "--yes", file)
    assert ran.code == 1
    assert "none of the emergency accounts" in ran.err
    assert not holders(store)


def test_a_command_that_fails_over_a_line_does_not_show_its_pass(
    cli: Cli, sandbox: str, file: Path, store: Store, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.jsonl"
    shows = f"import sys; t = sys.stdin.read(); open({str(kept)!r}, 'w').write(t); sys.exit('bad lines: ' + t)"
    ran = cli("rollout", "invite", GROUP, sandbox, "--to-command", f'"{sys.executable}" -c "{shows}"', "--yes", file)
    passes = [each.split('"temporaryAccessPass": "')[1][:8] for each in kept.read_text().splitlines()]
    assert ran.code == 5
    assert len(passes) == len(holders(store)) == 13
    assert "bad lines: " in ran.err
    assert ran.err.count("<hidden>") == 13
    assert not [each for each in passes if each in ran.out + ran.err]


PERSON = Person(0, "00000000-0000-4000-8000-000000000001", "ada@contoso.com", "Ada \ud800")
GIVEN = Pass(PassOnRecord("1", created=datetime(2026, 11, 23, tzinfo=UTC), lifetime_minutes=60), Secret("Pa55word"))


def test_a_command_that_is_content_too_early_is_doubted() -> None:
    """What waits in the pipe of a process that is gone was read by nobody."""
    reads_one = PassCommand(f'"{sys.executable}" -c "import sys; sys.stdin.buffer.raw.read(1)"')
    reads_one.put(PERSON, GIVEN)
    reads_one._process.wait()
    with pytest.raises(OutputFailed, match="ended before it took every pass"):
        reads_one.put(PERSON, GIVEN)
    assert "ended before the last pass" in reads_one.close()


def test_a_name_that_can_not_be_written_does_not_cost_the_pass(tmp_path: Path) -> None:
    table = PassTable(tmp_path / "p.csv", resumes=False)
    table.put(PERSON, GIVEN)
    assert table.close() == ""
    assert [(each["name"], each["temporaryAccessPass"]) for each in rows(tmp_path / "p.csv")] == [
        (r"Ada \ud800", "Pa55word")
    ]
