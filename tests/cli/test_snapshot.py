"""Snapshots from the command line: save, compare, plan against, rehearse on a copy, share."""

from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.faults import FORBIDDEN, Fault
from passkeyctl.sandbox.store import Store
from passkeyctl.snapshot.document import Part, Snapshot, Unread
from passkeyctl.snapshot.file import load_snapshot, snapshot_text
from tests.cli.conftest import Live, opened
from tests.cli.running import DOMAIN, Cli, Ran


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "contoso.snapshot"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file lies in the current folder."""
    folder = tmp_path / "of-another-tenant"
    folder.mkdir()
    monkeypatch.chdir(folder)


def loaded(file: Path) -> Snapshot:
    return load_snapshot(file.read_bytes(), file.name)


def changed(file: Path, **parts: tuple[JsonObject, ...] | Unread | None) -> Path:
    """Another snapshot beside it; None takes a part out."""
    before = loaded(file)
    kept = {**before.parts, **{Part(name): content for name, content in parts.items()}}
    whole = {part: content for part, content in kept.items() if content is not None}
    other = file.with_suffix(".changed")
    after = Snapshot(before.taken_at, before.endpoint, whole, before.members, before.names, False, before.memberships)
    other.write_text(snapshot_text(after), encoding="utf-8")
    return other


@pytest.fixture
def saved(cli: Cli, sandbox: str, file: Path, pilot: Path) -> Path:
    ran = cli("snapshot", "save", file, pilot, sandbox)
    assert (ran.code, ran.err) == (0, "")
    return file


def test_saving_says_what_was_read_and_where_it_is(cli: Cli, sandbox: str, file: Path) -> None:
    ran = cli("snapshot", "save", file, sandbox)
    assert ran.code == 0
    assert ran.out.startswith(f"saved {file}\n")
    assert "\n  Conditional Access policies: 7\n" in ran.out
    assert "unread" not in ran.out
    assert loaded(file).endpoint == "sandbox"
    assert (datetime.now(UTC) - datetime.fromisoformat(loaded(file).taken_at)).total_seconds() < 60


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights elsewhere")
def test_only_the_owner_can_read_it(saved: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


def test_nothing_is_replaced_unasked(cli: Cli, sandbox: str, saved: Path, tmp_path: Path) -> None:
    before = saved.read_bytes()
    refused = cli("snapshot", "save", saved, sandbox)
    assert refused.code == 64
    assert "is there already" in refused.err
    assert saved.read_bytes() == before
    assert cli("snapshot", "save", saved, sandbox, "--overwrite").code == 0
    other = tmp_path / "notes.txt"
    other.write_text("mine", encoding="utf-8")
    assert cli("snapshot", "save", other, sandbox, "--overwrite").code == 64
    assert other.read_text(encoding="utf-8") == "mine"


def _without_destination(ran: Ran) -> JsonObject:
    """Nor what hangs on facts that no snapshot holds, such as the keys and sign-ins of emergency accounts."""
    document = ran.json()
    assert document.pop("destination")
    findings = document["findings"]
    assert isinstance(findings, list)
    known = [each for each in findings if isinstance(each, dict) and each["weight"] != "unchecked"]
    return {**document, "findings": [each for each in known if each["code"] not in ("EMG503", "EMG506")]}


def test_a_plan_against_it_is_the_plan_against_the_tenant(cli: Cli, sandbox: str, saved: Path, pilot: Path) -> None:
    live = cli("plan", "--json", sandbox, pilot)
    against = cli("plan", "--json", "--against", saved, pilot)
    assert (against.code, _without_destination(against)) == (live.code, _without_destination(live))
    assert against.json()["summary"]["create"]  # type: ignore[index, call-overload]


def test_a_plan_against_it_never_looks_live(cli: Cli, saved: Path, pilot: Path, sandbox: str, tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    ran = cli("plan", "--against", saved, pilot, "--out", out)
    assert f"endpoint  snapshot of {loaded(saved).taken_at}" in ran.out
    assert "nothing can apply it" in ran.err
    applied = cli("apply", out, sandbox, "--auto-approve", "--digest", json.loads(out.read_text("utf-8"))["digest"])
    assert applied.code == 4
    assert "snapshot of" in applied.err


def test_a_snapshot_is_read_and_nothing_else(cli: Cli, saved: Path, pilot: Path, sandbox: str) -> None:
    ran = cli("plan", "--against", saved, sandbox, pilot)
    assert ran.code == 64
    assert "leave --tenant" in ran.err


def test_a_part_that_is_unread_stops_a_plan_that_needs_it(cli: Cli, saved: Path, pilot: Path) -> None:
    why = "`GET /identity/conditionalAccess/policies` is not permitted"
    ran = cli("plan", "--against", changed(saved, conditionalAccessPolicies=Unread(403, why)), pilot)
    assert ran.code == 1
    assert "the snapshot does not hold it: 403 when it was taken" in ran.err.replace("\n  ", " ")
    assert ran.out == ""


def test_a_part_that_a_plan_does_not_need_may_be_unread(cli: Cli, saved: Path, small: Path) -> None:
    for content in (Unread(403, "no"), None):
        other = changed(saved, authenticationContextClassReferences=content, namedLocations=content)
        ran = cli("plan", "--against", other, small)
        assert "Plan: 2 to create." in ran.out


def test_an_unread_list_of_beta_stops_a_plan_and_a_missing_one_is_said(cli: Cli, saved: Path, small: Path) -> None:
    refused = cli("plan", "--against", changed(saved, conditionalAccessPolicyIdsBeta=Unread(403, "no")), small)
    assert refused.code == 1
    none = cli("plan", "--against", changed(saved, conditionalAccessPolicyIdsBeta=Unread(404, "no")), small)
    assert "could not be compared with beta" in none.out


def test_a_name_that_was_not_looked_up_is_not_called_missing(cli: Cli, saved: Path, tmp_path: Path) -> None:
    text = f"""\
apiVersion: passkeyctl/v1
tenant: {{domain: {DOMAIN}}}
manage: {{passkeys: listed}}
passkeys: {{exclude: [Sales]}}
"""
    written = tmp_path / "sales.yaml"
    written.write_text(text, encoding="utf-8")
    ran = cli("plan", "--against", saved, written)
    assert ran.code == 1
    assert "CAP401" in ran.err
    assert "not looked up when it was taken" in ran.err.replace("\n ", "")
    assert "passkeyctl snapshot save FILE yourfiles.yaml" in ran.err.replace("\n    ", " ")


def test_files_of_another_tenant_are_refused(cli: Cli, saved: Path, small: Path) -> None:
    small.write_text(small.read_text("utf-8").replace(DOMAIN, "fabrikam.example"), encoding="utf-8")
    ran = cli("plan", "--against", saved, small)
    assert ran.code == 1
    assert "OPS902" in ran.err
    assert "the snapshot is of" in ran.err


def test_files_without_a_tenant_will_do(cli: Cli, saved: Path, small: Path) -> None:
    small.write_text(small.read_text("utf-8").replace(f"tenant: {{domain: {DOMAIN}}}\n", ""), encoding="utf-8")
    assert "Plan: 2 to create." in cli("plan", "--against", saved, small).out


@pytest.mark.parametrize("content", ["", "{}", '{"kind":"passkeyctl snapshot","format_version":"9"}'])
def test_what_is_no_snapshot_is_said_to_be_none(cli: Cli, tmp_path: Path, small: Path, content: str) -> None:
    other = tmp_path / "other"
    other.write_text(content, encoding="utf-8")
    for ran in (
        cli("plan", "--against", other, small),
        cli("snapshot", "diff", other, other),
        cli("sandbox", "seed", "--from", other),
        cli("snapshot", "sanitize", other, tmp_path / "out"),
    ):
        assert ran.code in (1, 64)
        assert ran.err
        assert not ran.out.startswith("Nothing")
    assert not (tmp_path / "out").exists()


def test_half_a_snapshot_is_refused_everywhere(cli: Cli, saved: Path, small: Path, tmp_path: Path) -> None:
    saved.write_bytes(saved.read_bytes()[:-2000])
    for ran in (
        cli("plan", "--against", saved, small),
        cli("snapshot", "diff", saved, saved),
        cli("sandbox", "seed", "--from", saved),
        cli("snapshot", "sanitize", saved, tmp_path / "out"),
    ):
        assert (ran.code, ran.out) == (1, "")
        assert "is not whole" in ran.err


def test_what_changed_is_shown_field_by_field(cli: Cli, saved: Path) -> None:
    policies = loaded(saved).read(Part.POLICIES)
    first = {**policies[0], "state": "disabled", "modifiedDateTime": "2026-12-01T00:00:00Z"}
    listed = loaded(saved).read(Part.POLICY_IDS_BETA)
    kept = tuple(each for each in listed if each["id"] != policies[1]["id"])
    other = changed(saved, conditionalAccessPolicies=(first, *policies[2:]), conditionalAccessPolicyIdsBeta=kept)
    ran = cli("snapshot", "diff", saved, other, "--exit-code")
    assert ran.code == 2
    assert f'~ conditionalAccess["{policies[0]["displayName"]}"]' in ran.out
    assert "-> disabled" in ran.out
    assert f'- conditionalAccess["{str(policies[1]["displayName"])[:22]}' in ran.out
    assert "0 added, 1 changed, 1 removed." in ran.out
    document = cli("snapshot", "diff", other, saved, "--json").json()
    assert [each["action"] for each in _objects(document["changes"])] == ["changed", "added"]
    assert [each["path"] for each in _objects(_objects(document["changes"])[0]["fields"])] == ["state"]


def _objects(value: JsonValue) -> list[JsonObject]:
    assert isinstance(value, list)
    return [each for each in value if isinstance(each, dict)]


def test_what_is_spelled_otherwise_is_no_change(cli: Cli, saved: Path) -> None:
    policies = loaded(saved).read(Part.POLICIES)
    spelled = tuple({**each, "id": str(each["id"]).upper(), "@odata.etag": "x"} for each in policies[::-1])
    ran = cli("snapshot", "diff", saved, changed(saved, conditionalAccessPolicies=spelled), "--exit-code")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "Nothing changed.")


def test_two_tenants_and_a_sanitised_one_are_told_apart(cli: Cli, saved: Path, tmp_path: Path) -> None:
    organization = {**loaded(saved).read(Part.ORGANIZATION)[0], "id": "7a7a7a7a-0000-4000-8000-000000000001"}
    ran = cli("snapshot", "diff", saved, changed(saved, organization=(organization,)))
    assert "warning   these are two tenants, not two moments of one" in ran.out
    shared = tmp_path / "shared.snapshot"
    assert cli("snapshot", "sanitize", saved, shared).code == 0
    document = cli("snapshot", "diff", saved, shared, "--json").json()
    assert document["doubts"] == ["one of them is sanitised: its names and ids are others"]
    assert cli("snapshot", "diff", saved, saved, "--json").json()["doubts"] == []


def test_what_can_not_be_compared_is_said(cli: Cli, saved: Path) -> None:
    other = changed(saved, conditionalAccessPolicies=Unread(403, "no"), namedLocations=())
    ran = cli("snapshot", "diff", saved, other)
    assert "not compared: conditionalAccess: unread in the second" in ran.out
    assert "0 added, 0 changed, 3 removed." in ran.out
    document = cli("snapshot", "diff", other, other, "--json").json()
    assert document["not_compared"] == [{"kind": "conditionalAccess", "unread_in": "both"}]


def test_policies_that_only_beta_shows_are_not_called_unchanged(cli: Cli, saved: Path) -> None:
    ran = cli("snapshot", "diff", saved, changed(saved, conditionalAccessPolicyIdsBeta=Unread(403, "no")))
    assert "not compared: policies that only beta shows: unread in the second" in ran.out
    assert ran.out.splitlines()[-1] == "Nothing changed in what can be compared."
    absent = cli("snapshot", "diff", saved, changed(saved, conditionalAccessPolicyIdsBeta=Unread(404, "no")))
    assert absent.out.splitlines()[-1] == "Nothing changed."


def test_members_that_were_refused_are_said(cli: Cli, live: Live, store: Store, file: Path, tmp_path: Path) -> None:
    assert store.seeded
    live([Fault("*", "transitiveMembers", 1, FORBIDDEN, 999)])
    ran = cli("snapshot", "save", file)
    assert ran.code == 1
    assert "unread: who is in `SG-EmergencyAccess`" in ran.out
    copied = cli("sandbox", "seed", "--from", file, f"--tenant=sandbox:{tmp_path / 'copy.db'}")
    assert "may be missing in the copy: `SG-EmergencyAccess`" in copied.err


def test_a_copy_says_what_could_not_be_looked_up(cli: Cli, saved: Path, tmp_path: Path) -> None:
    other = changed(saved, groups=Unread(403, "no"))
    ran = cli("sandbox", "seed", "--from", other, f"--tenant=sandbox:{tmp_path / 'copy.db'}")
    assert ran.code == 0
    assert "could not be read, so there are none in the copy: groups" in ran.err


def test_an_export_of_a_snapshot_says_that_beta_was_refused(cli: Cli, saved: Path) -> None:
    said = "whether there are policies that only beta shows was not found out"
    assert said in cli("export", "--from", changed(saved, conditionalAccessPolicyIdsBeta=Unread(403, "no"))).err
    assert said not in cli("export", "--from", saved).err


def test_a_copy_gives_the_same_snapshot_again(cli: Cli, saved: Path, pilot: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.snapshot"
    assert cli("sandbox", "seed", "--from", saved).code == 0
    assert cli("snapshot", "save", again, pilot, "--tenant=sandbox").code == 0
    first, second = loaded(saved), loaded(again)
    for part in Part:
        assert second.parts[part] == first.parts[part], part
    assert (second.members, second.memberships) == (first.members, first.memberships)


def test_an_apply_can_be_rehearsed_on_a_copy(cli: Cli, saved: Path, pilot: Path, state: Path, sandbox: str) -> None:
    copy = f"--tenant=sandbox:{state.with_suffix('.copy')}"
    assert cli("sandbox", "seed", "--from", saved, copy).code == 0
    before = cli("plan", "--json", sandbox, pilot)
    assert _without_destination(cli("plan", "--json", copy, pilot)) == _without_destination(before)
    assert cli("apply", copy, pilot, "--auto-approve").code == 0
    assert "No changes." in cli("plan", copy, pilot).out
    assert cli("plan", "--json", sandbox, pilot).out == before.out


def test_a_copy_is_found_by_files_that_name_the_domain_alone(cli: Cli, saved: Path, small: Path) -> None:
    organization: JsonObject = {
        **loaded(saved).read(Part.ORGANIZATION)[0],
        "id": "7a7a7a7a-0000-4000-8000-000000000001",
    }
    other = changed(saved, organization=(organization,))
    assert cli("sandbox", "seed", "--from", other).code == 0
    ran = cli("plan", "--tenant=sandbox", small)
    assert "(7a7a7a7a-0000-4000-8000-000000000001)" in ran.out
    assert "new rehearsal tenant" not in ran.err


def test_files_that_lie_in_the_current_folder_do_not_say_whose_copy_it_is(
    cli: Cli, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "other.yaml").write_text("apiVersion: passkeyctl/v1\ntenant: {domain: fabrikam.example}\n")
    monkeypatch.chdir(folder)
    assert cli("sandbox", "seed", "--from", saved).code == 0
    assert cli("sandbox", "seed", "--from", saved, "other.yaml").code == 1


def test_a_copy_of_half_a_tenant_is_refused(cli: Cli, saved: Path, state: Path, sandbox: str) -> None:
    before = state.read_bytes()
    ran = cli("sandbox", "seed", "--from", changed(saved, conditionalAccessPolicies=Unread(403, "no")), sandbox)
    assert ran.code == 1
    assert "Conditional Access policies could not be read" in ran.err.replace("\n  ", " ")
    assert state.read_bytes() == before


def test_a_copy_for_files_of_another_tenant_is_refused(cli: Cli, saved: Path, small: Path) -> None:
    small.write_text(small.read_text("utf-8").replace(DOMAIN, "fabrikam.example"), encoding="utf-8")
    ran = cli("sandbox", "seed", small, "--from", saved)
    assert ran.code == 1
    assert "OPS902" in ran.err


def test_switches_go_with_a_copy(cli: Cli, saved: Path, tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    assert cli("sandbox", "seed", "--from", saved, f"--tenant=sandbox:{path}", "--set", "lag=2").code == 0
    store = opened(path)
    assert store.behaviour.lag == 2
    store.close()


def test_a_preview_policy_stays_one_that_only_beta_shows(cli: Cli, saved: Path, small: Path) -> None:
    hidden: JsonObject = {"id": "7b7b7b7b-0000-4000-8000-000000000001", "displayName": "Agents"}
    listed = (*loaded(saved).read(Part.POLICY_IDS_BETA), hidden)
    other = changed(saved, conditionalAccessPolicyIdsBeta=listed)
    assert '"Agents"' in cli("plan", "--against", other, small).out
    assert cli("sandbox", "seed", "--from", other).code == 0
    assert '"Agents"' in cli("plan", "--tenant=sandbox", small).out


def test_a_sanitised_snapshot_says_so_and_holds_no_name(cli: Cli, saved: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared.snapshot"
    ran = cli("snapshot", "sanitize", saved, shared)
    assert ran.code == 0
    assert "sanitised" in ran.out
    text = shared.read_text("utf-8").lower()
    assert "contoso" not in text
    assert "sg-emergencyaccess" not in text
    assert loaded(shared).is_sanitised
    assert cli("snapshot", "sanitize", saved, shared).code == 64
    assert cli("snapshot", "sanitize", saved, saved, "--overwrite").code == 64
    assert not loaded(saved).is_sanitised


def test_a_plan_against_a_sanitised_one_has_the_same_shape(cli: Cli, saved: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared.snapshot"
    assert cli("snapshot", "sanitize", saved, shared).code == 0
    shapes = []
    for snapshot in (saved, shared):
        files = tmp_path / f"{snapshot.name}.yaml"
        assert cli("export", "--from", snapshot, "--out", files).code == 0
        assert "No changes." in cli("plan", "--against", snapshot, files).out
        files.write_text(files.read_text("utf-8").replace("state: enabled", "state: disabled"), encoding="utf-8")
        changes = _objects(cli("plan", "--against", snapshot, files, "--json").json()["changes"])
        shapes.append([[str(field["path"]) for field in _objects(each["changes"])] for each in changes])
    assert sorted(shapes[0]) == sorted(shapes[1])
    assert any(shapes[0])


def test_two_sanitised_ones_of_the_same_have_nothing_in_common(cli: Cli, saved: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for each in (one, two):
        assert cli("snapshot", "sanitize", saved, each).code == 0
    assert loaded(one).read(Part.ORGANIZATION) != loaded(two).read(Part.ORGANIZATION)


def test_what_is_unread_is_said_and_the_file_is_written_whole(
    cli: Cli, file: Path, store: Store, sandbox: str, small: Path
) -> None:
    """Policies that use preview features make v1.0 refuse the whole list, where the switch says so."""
    with store.transaction() as tenant:
        row = dict(tenant.rows("conditionalAccessPolicies")[0])
        row["conditions"] = {**row["conditions"], "times": {"all": True}}  # type: ignore[dict-item]
        tenant.put("conditionalAccessPolicies", row)
        tenant.save()
    store.behaviour = store.behaviour.but(preview_policies="refused")
    ran = cli("snapshot", "save", file, sandbox)
    assert ran.code == 1
    assert "unread: Conditional Access policies: 400" in ran.out
    assert not loaded(file).is_read(Part.POLICIES)
    assert loaded(file).is_read(Part.STRENGTHS)
    assert cli("plan", "--against", file, small).code == 1


def test_a_list_that_v1_refuses_leaves_the_rest_to_an_export(cli: Cli, store: Store, sandbox: str) -> None:
    """One policy with preview features makes v1.0 refuse the whole list; everything else is exported."""
    with store.transaction() as tenant:
        row = dict(tenant.rows("conditionalAccessPolicies")[0])
        row["conditions"] = {**row["conditions"], "times": {"all": True}}  # type: ignore[dict-item]
        tenant.put("conditionalAccessPolicies", row)
        tenant.save()
    store.behaviour = store.behaviour.but(preview_policies="refused")
    live = cli("export", sandbox)
    assert live.code == 1
    assert "not read: conditionalAccess (400 BadRequest)" in live.err
    assert "namedLocations:\n" in live.out
    assert cli("export", sandbox, "--only", "namedLocations").code == 0
