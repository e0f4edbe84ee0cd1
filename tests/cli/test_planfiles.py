"""A plan that was saved: applied as it was approved, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from passkeyctl.cli.arguments import apply_line
from passkeyctl.errors import PlanFileRejected
from passkeyctl.json_types import JsonObject
from passkeyctl.plan.saved.plan_document import digest_of
from passkeyctl.plan.saved.planfile import KIND, is_plan_file, load_plan_file
from passkeyctl.sandbox.defaults import GROUPS, STRENGTHS
from passkeyctl.sandbox.jsonread import objects
from passkeyctl.sandbox.store import Store
from tests.cli.conftest import Live, opened
from tests.cli.running import SMALL, Cli


@pytest.fixture
def saved(cli: Cli, small: Path, sandbox: str, tmp_path: Path) -> Path:
    path = tmp_path / "review.json"
    assert cli("plan", sandbox, small, "--out", path).code == 0
    return path


def digest(path: Path) -> str:
    return str(json.loads(path.read_text(encoding="utf-8"))["digest"])


def rewrite(path: Path, change: Callable[[JsonObject], None], *, sign: bool = False) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    if sign:
        document["digest"] = digest_of(document)
    path.write_text(json.dumps(document), encoding="utf-8")


def test_exactly_that_plan_is_applied(cli: Cli, saved: Path, small: Path, sandbox: str) -> None:
    small.write_text("apiVersion: something else\n", encoding="utf-8")  # the plan carries its files
    ran = cli("apply", sandbox, "--auto-approve", saved, "--digest", digest(saved).upper())
    assert ran.code == 0
    assert "Applied: 2 verified." in ran.out
    small.write_text(SMALL, encoding="utf-8")
    assert cli("plan", sandbox, "--exit-code", small).code == 0
    again = cli("apply", sandbox, "--auto-approve", saved, "--digest", digest(saved))
    assert again.code == 4  # there is nothing left that was approved


def test_a_plan_carries_the_ranges_of_its_locations(cli: Cli, small: Path, sandbox: str, tmp_path: Path) -> None:
    head = SMALL.partition("authenticationStrengths:\n")[0].replace("authenticationStrengths", "namedLocations")
    small.write_text(head + "namedLocations:\n  lab: {name: Lab, ipRangesFrom: lab.txt}\n", encoding="utf-8")
    ranges, plan = small.with_name("lab.txt"), tmp_path / "ranges.json"
    ranges.write_text("# the lab\n192.0.2.0/25\n", encoding="utf-8")
    assert cli("plan", sandbox, small, "--out", plan).code == 0
    ranges.write_text("192.0.2.0/26\n", encoding="utf-8")
    assert "the files beside the plan" in cli("apply", sandbox, "--auto-approve", plan, small).err
    ranges.unlink()
    ran = cli("apply", sandbox, "--auto-approve", plan, "--digest", digest(plan))
    assert (ran.code, "192.0.2.0/25" in ran.out) == (0, True)


def test_the_line_that_is_printed_applies_it(cli: Cli, small: Path, state: Path, tmp_path: Path) -> None:
    out = tmp_path / "a plan für später.json"
    ran = cli("plan", f"--tenant=sandbox:{state}", small, "--out", out)
    line = ran.err.rpartition("apply it with: ")[2].strip()
    assert line == apply_line(str(out), f"sandbox:{state}", digest(out))
    assert f"--tenant 'sandbox:{state}'" in line or f"--tenant sandbox:{state}" in line


def test_the_same_files_beside_it_bind_an_approval_too(cli: Cli, saved: Path, small: Path, sandbox: str) -> None:
    other = small.with_name("other.yaml")
    other.write_text(SMALL.replace("Keys only", "Keys"), encoding="utf-8")
    refused = cli("apply", sandbox, "--auto-approve", saved, other)
    assert (refused.code, refused.out) == (4, "")
    assert "the files beside the plan are not those it was made from" in refused.err
    assert cli("apply", sandbox, "--auto-approve", saved, small).code == 0


@pytest.mark.parametrize("option", ["--prune", "--no-beta-check"])
def test_files_vouch_for_no_option_that_the_plan_was_made_with(
    cli: Cli, small: Path, sandbox: str, tmp_path: Path, option: str
) -> None:
    plan = tmp_path / "made-otherwise.json"
    assert cli("plan", sandbox, small, option, "--out", plan).code == 0
    refused = cli("apply", sandbox, "--auto-approve", plan, small)
    assert (refused.code, refused.out) == (4, "")
    assert "made with other options" in refused.err


def test_files_vouch_for_no_override_that_the_plan_was_made_with(
    cli: Cli, sandbox: str, tmp_path: Path, store: Store
) -> None:
    file, plan = tmp_path / "delete.yaml", tmp_path / "delete.json"
    gone = "conditionalAccess: {old: {name: CA003 - All users - Require multifactor authentication, ensure: absent}}"
    head = "apiVersion: passkeyctl/v1\ntenant: {domain: contoso.onmicrosoft.com}\n"
    file.write_text(f"{head}emergencyAccess: {{group: SG-EmergencyAccess}}\n{gone}\n", encoding="utf-8")
    assert cli("plan", sandbox, file, "--override", "OPS907=planned", "--out", plan).code == 0
    before = store.export()
    assert cli("apply", sandbox, "--auto-approve", plan, file).code == 3
    assert store.export() == before


def test_without_a_digest(cli: Cli, saved: Path, sandbox: str, store: Store) -> None:
    before = store.export()
    ran = cli("apply", sandbox, "--auto-approve", saved)
    assert (ran.code, ran.out) == (64, "")
    assert "hint: add --digest" in ran.err
    wrong = cli("apply", sandbox, "--auto-approve", saved, "--digest", "0" * 64)
    assert (wrong.code, wrong.out) == (4, "")
    assert "OPS904 the plan file is not the one that was approved" in wrong.err
    assert store.export() == before


def change_a_file(document: JsonObject) -> None:
    (file,) = objects(document["files"])
    file["text"] = str(file["text"]).replace("fido2", "windowsHelloForBusiness")


def change_a_request(document: JsonObject) -> None:
    objects(document["operations"])[0]["path"] = "/groups"


def later(document: JsonObject) -> None:
    document["expires"] = "2099-01-01T00:00:00+00:00"


def longer(document: JsonObject) -> None:
    document["valid_for_seconds"] = 10**9


def another_digest(document: JsonObject) -> None:
    document["digest"] = "0" * 64


def another_format(document: JsonObject) -> None:
    document["format_version"] = "9.0"


def without_files(document: JsonObject) -> None:
    del document["files"]


def expired(document: JsonObject) -> None:
    made = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2)
    document["created"], document["expires"] = made.isoformat(), (made + timedelta(days=1)).isoformat()


def from_the_future(document: JsonObject) -> None:
    made = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    document["created"], document["expires"] = made.isoformat(), (made + timedelta(days=1)).isoformat()


def no_date(document: JsonObject) -> None:
    document["created"] = "yesterday"


EDITS: dict[str, tuple[Callable[[JsonObject], None], str]] = {
    "a file": (change_a_file, "was altered after it was made"),
    "a request": (change_a_request, "was altered after it was made"),
    "the expiry": (later, "was altered after it was made"),
    "the lifetime": (longer, "was altered after it was made"),
    "the digest": (another_digest, "was altered after it was made"),
    "the format": (another_format, "has the format `9.0`, this version of passkeyctl"),
    "expired": (expired, "the plan file expired at"),
    "from the future": (from_the_future, "date can't be right"),
    "no date": (no_date, "date can't be right"),
}


@pytest.mark.parametrize(("change", "words"), EDITS.values(), ids=EDITS)
def test_an_edited_plan_is_refused(
    cli: Cli,
    saved: Path,
    sandbox: str,
    store: Store,
    change: Callable[[JsonObject], None],
    words: str,
) -> None:
    approved, before = digest(saved), store.export()
    rewrite(saved, change)
    ran = cli("apply", sandbox, "--auto-approve", saved, "--digest", approved)
    assert (ran.code, ran.out) == (4, "")
    assert "error: OPS904 " in ran.err
    assert words in ran.err
    assert store.export() == before


SIGNED: dict[str, tuple[Callable[[JsonObject], None], str]] = {
    "a file": (change_a_file, "would send other requests now"),
    "a request": (change_a_request, "would send other requests now"),
    "a part": (without_files, "lacks something it must hold"),
}


@pytest.mark.parametrize(("change", "words"), SIGNED.values(), ids=SIGNED)
def test_whoever_edits_it_can_sign_it_and_still_sends_nothing_else(
    cli: Cli,
    saved: Path,
    sandbox: str,
    store: Store,
    change: Callable[[JsonObject], None],
    words: str,
) -> None:
    approved, before = digest(saved), store.export()
    rewrite(saved, change, sign=True)
    bound = cli("apply", sandbox, "--auto-approve", saved, "--digest", approved)
    assert bound.code == 4
    unbound = cli("apply", sandbox, "--auto-approve", saved, "--digest", digest(saved))
    assert unbound.code == 4
    assert words in unbound.err
    assert store.export() == before


@pytest.mark.parametrize("length", [60, 400, -1])
def test_a_plan_that_was_cut_off(cli: Cli, saved: Path, sandbox: str, length: int) -> None:
    text = saved.read_text(encoding="utf-8").rstrip("\n")
    saved.write_text(text[:length], encoding="utf-8")
    ran = cli("apply", sandbox, "--auto-approve", saved)
    assert (ran.code, ran.out) == (4, "")
    assert "the plan file is not whole" in ran.err


HOSTILE = {
    "deep": '{"kind": "passkeyctl plan file", "x": ' + "[" * 100_000,
    "half a character": '{"kind": "passkeyctl plan file", "format_version": "1.0", "x": "\\ud800"}',
    "a list": '[{"kind": "passkeyctl plan file"}]',
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_nobody_saved(text: str) -> None:
    with pytest.raises(PlanFileRejected):
        load_plan_file(text, now=datetime.now(UTC))


def test_a_lifetime_without_end(saved: Path) -> None:
    def endless(document: JsonObject) -> None:
        document["valid_for_seconds"] = 10**30

    rewrite(saved, endless, sign=True)
    with pytest.raises(PlanFileRejected, match="was altered"):
        load_plan_file(saved.read_text(encoding="utf-8"), now=datetime.now(UTC))


def test_a_byte_order_mark_changes_nothing(cli: Cli, saved: Path, sandbox: str) -> None:
    saved.write_text(saved.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert cli("apply", sandbox, "--auto-approve", saved, "--digest", digest_with_mark(saved)).code == 0


def digest_with_mark(path: Path) -> str:
    text = path.read_text(encoding="utf-8-sig")
    assert is_plan_file("\ufeff" + text)
    return str(json.loads(text)["digest"])


def test_only_the_clock_changes_a_plan_file(cli: Cli, small: Path, sandbox: str, saved: Path) -> None:
    again = saved.with_name("again.json")
    assert cli("plan", sandbox, small, "--out", again).code == 0
    first, second = saved.read_text(encoding="utf-8").splitlines(), again.read_text(encoding="utf-8").splitlines()
    different = [line for line, other in zip(first, second, strict=True) if line != other]
    assert all(line.lstrip().startswith(('"created"', '"expires"')) for line in different)
    assert first[1].strip() == f'"kind": "{KIND}",'


def test_a_tenant_that_changed_since(cli: Cli, saved: Path, sandbox: str, store: Store) -> None:
    with store.transaction() as tenant:
        strength = next(each for each in tenant.rows(STRENGTHS) if each["policyType"] == "builtIn")
        own = {**strength, "id": "aaaaaaaa-0000-4000-8000-000000000002", "policyType": "custom"}
        tenant.put(STRENGTHS, {**own, "displayName": "Keys only", "allowedCombinations": ["fido2"]})
        tenant.save()
    before = store.export()
    ran = cli("apply", sandbox, "--auto-approve", saved, "--digest", digest(saved))
    assert ran.code == 4
    assert "has changed since the plan was made" in ran.err
    assert store.export() == before


def test_another_sandbox_is_another_tenant_only_where_its_id_differs(
    cli: Cli, saved: Path, tmp_path: Path, seeded: Path
) -> None:
    other = tmp_path / "other.db"
    other_store = opened(other)
    document = opened(seeded).export()
    (organization,) = objects(document["organization"])
    organization["id"] = "bbbbbbbb-0000-4000-8000-000000000001"
    document[GROUPS] = []
    other_store.seed(document)
    other_store.close()
    ran = cli("apply", f"--tenant=sandbox:{other}", "--auto-approve", saved, "--digest", digest(saved))
    assert (ran.code, ran.out) == (4, "")
    assert "OPS904 the plan was made for `Contoso` (`829888e2-" in ran.err
    assert "`bbbbbbbb-0000-4000-8000-000000000001`" in ran.err


def test_a_plan_of_the_sandbox_asks_no_tenant_anything(cli: Cli, saved: Path, live: Live, sandbox: str) -> None:
    url = live()
    ran = cli("apply", "--auto-approve", saved, "--digest", digest(saved))
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.splitlines() == [
        f"error: OPS904 the plan was made for `Contoso` at `sandbox`, this is `{url}`",
        "  hint: add --tenant sandbox",
    ]
    back = saved.with_name("live.json")
    assert cli("plan", saved.with_name("small.yaml"), "--out", back).code == 0
    ran = cli("apply", sandbox, "--auto-approve", back, "--digest", digest(back))
    assert (ran.code, ran.out) == (4, "")
    assert f"at `{url}`, this is `sandbox`" in ran.err


def test_what_was_decided_with_the_plan_is_not_decided_again(cli: Cli, saved: Path, sandbox: str) -> None:
    for option in ("--prune", "--no-beta-check"):
        ran = cli("apply", sandbox, "--auto-approve", option, saved, "--digest", digest(saved))
        assert (ran.code, ran.out) == (64, "")
        assert f"the plan was made without `{option}`" in ran.err


def test_out_replaces_a_plan_and_nothing_else(cli: Cli, saved: Path, small: Path, sandbox: str) -> None:
    assert cli("plan", sandbox, small, "--out", saved).code == 0
    ran = cli("plan", sandbox, small, "--out", small)
    assert (ran.code, ran.out) == (64, "")
    assert "is there already and is no saved plan" in ran.err
    assert small.read_text(encoding="utf-8") == SMALL


def test_a_folder_that_is_not_there(cli: Cli, small: Path, sandbox: str, tmp_path: Path) -> None:
    for options in ([], ["--json"]):
        ran = cli("plan", sandbox, small, *options, "--out", tmp_path / "nowhere" / "plan.json")
        assert ran.code == 1
        assert f"hint: there is no folder `{tmp_path / 'nowhere'}`" in ran.err
        if options:
            assert ran.json()["kind"] == "error"
