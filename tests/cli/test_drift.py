"""`drift`: what differs, who did it and since when, and that nothing that was not read looks like agreement."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from passkeyctl.sandbox.defaults import POLICIES
from passkeyctl.sandbox.store import Store
from tests.cli.drifting import FILE, REHEARSAL, SOMEBODY, STATE, Drifting, by_place
from tests.cli.running import Cli

NO_DRIFT = re.compile("no.drift", re.IGNORECASE)


@pytest.fixture
def drifting(cli: Cli, store: Store, state: Path, monkeypatch: pytest.MonkeyPatch) -> Drifting:
    monkeypatch.chdir(state.parent)
    file, sandbox = Path("files.yaml"), f"--tenant=sandbox:{state.name}"
    file.write_text(FILE, encoding="utf-8")
    assert cli("apply", "--auto-approve", sandbox, file).code == 0
    return Drifting(cli, store, sandbox, file)


def test_a_tenant_as_the_files_say(drifting: Drifting) -> None:
    ran = drifting.drift()
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "No drift: 2 entries compared."
    document = drifting.drift("--json").json()
    assert (document["kind"], document["format_version"], document["exit_code"]) == ("drift", "1.0", 0)
    assert (document["result"], document["reasons"], document["deviations"]) == ("no-drift", [], [])


def test_what_somebody_changed_is_said_with_their_name(drifting: Drifting) -> None:
    drifting.disabled()
    ran = drifting.drift()
    assert ran.code == 2
    assert f'conditionalAccess.rehearsal  "{REHEARSAL}"' in ran.out
    assert "file says    reportOnly  (files.yaml:11:5)\n" in ran.out
    assert "tenant has   disabled" in ran.out
    assert f"by           {SOMEBODY}, from 192.0.2.77" in ran.out
    assert 'told by      the audit log: "Update conditional access policy"' in ran.out
    assert "Drift: 1 deviation in 1 object." in ran.out
    (deviation,) = by_place(drifting.drift("--json")).values()
    assert deviation["place"] == STATE
    attribution = deviation["attribution"]
    assert isinstance(attribution, dict)
    assert (attribution["certainty"], attribution["by"], attribution["address"]) == ("field", SOMEBODY, "192.0.2.77")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(attribution["at"]))


def test_each_sort_has_its_code(drifting: Drifting) -> None:
    drifting.disabled()
    drifting.without_keys()
    drifting.copied("PK901 - Emergency fix")
    found = by_place(drifting.drift("--json"))
    assert {place: (each["code"], each["sort"]) for place, each in found.items()} == {
        "authenticationStrengths.keys": ("DRF102", "missing"),
        STATE: ("DRF101", "changed"),
        'conditionalAccess["PK901 - Emergency fix"]': ("DRF105", "unlisted"),
    }
    text = drifting.drift().out
    assert "--prune" in text
    assert "Not managed: outside of what these files manage, doesn't count" in text
    assert "CA001 - All users - Block legacy authentication" in text


def test_a_key_that_the_file_leaves_out_counts(drifting: Drifting) -> None:
    with drifting.store.transaction() as tenant:
        row = next(each for each in tenant.rows(POLICIES) if each["displayName"] == REHEARSAL)
        conditions = row["conditions"]
        assert isinstance(conditions, dict)
    drifting.by_somebody(POLICIES, REHEARSAL, conditions={**conditions, "signInRiskLevels": ["high"]})
    ran = drifting.drift("--json")
    (deviation,) = by_place(ran).values()
    assert (ran.code, deviation["code"], deviation["live"]) == (2, "DRF104", ["high"])
    assert deviation["undo_first"] == f"write `{deviation['path']}` into the entry"


def test_an_apply_undoes_it(drifting: Drifting) -> None:
    drifting.disabled()
    assert drifting.cli("apply", "--auto-approve", drifting.sandbox, drifting.file).code == 0
    assert drifting.drift().code == 0


def test_a_job_that_opens_an_issue_ends_well_and_is_told_why(drifting: Drifting) -> None:
    drifting.disabled()
    ran = drifting.drift("--exit-zero-on-drift", "--json")
    assert (ran.code, ran.json()["exit_code"], ran.json()["reasons"]) == (0, 0, ["drift"])
    assert ran.json()["result"] == "drift"
    assert "notice: there is drift, and --exit-zero-on-drift makes the exit code 0\n" in ran.err
    markdown = drifting.drift("--exit-zero-on-drift", "--format", "markdown")
    assert (markdown.code, NO_DRIFT.search(markdown.out)) == (0, None)
    assert markdown.out.startswith("### passkeyctl drift: there is drift\n")


def test_the_flag_says_nothing_where_there_is_no_drift(drifting: Drifting) -> None:
    assert "--exit-zero-on-drift" not in drifting.drift("--exit-zero-on-drift").err


def test_without_the_audit_log_nobody_is_named_and_it_says_why(drifting: Drifting) -> None:
    drifting.disabled()
    ran = drifting.drift("--no-audit")
    assert ran.code == 2
    assert SOMEBODY not in ran.out
    assert "audit log  not read: the audit log was not asked (--no-audit)" in ran.out
    (deviation,) = by_place(drifting.drift("--no-audit", "--json")).values()
    attribution = deviation["attribution"]
    assert isinstance(attribution, dict)
    assert attribution["certainty"] != "field"
    assert attribution["why"] == "the audit log was not asked (--no-audit)"


def test_the_beta_check_that_is_left_out_is_said(drifting: Drifting) -> None:
    ran = drifting.drift("--no-beta-check")
    assert ran.code == 0
    assert "the list of all policies was not compared with beta" in ran.out
    assert "the list of all policies was not compared with beta" not in drifting.drift().out


def test_a_snapshot_holds_no_audit_log(drifting: Drifting, tmp_path: Path) -> None:
    drifting.disabled()
    snapshot = tmp_path / "contoso.snapshot"
    assert drifting.cli("snapshot", "save", drifting.sandbox, snapshot, drifting.file).code == 0
    ran = drifting.cli("drift", "--against", snapshot, drifting.file)
    assert ran.code == 2
    assert "read from a file, no tenant was asked" in " ".join(ran.out.split())
    assert "not known: a snapshot holds no audit log" in ran.out
    assert SOMEBODY not in ran.out
    assert f"--against{snapshot}--accept" in "".join(ran.out.split())


def test_a_snapshot_and_a_tenant_are_two_things(drifting: Drifting, tmp_path: Path) -> None:
    snapshot = tmp_path / "contoso.snapshot"
    assert drifting.cli("snapshot", "save", drifting.sandbox, snapshot, drifting.file).code == 0
    assert drifting.drift("--against", snapshot).code == 64


def test_a_waiver_lets_it_pass_until_its_day(drifting: Drifting) -> None:
    drifting.disabled()
    drifting.waived_until("2999-12-31")
    ran = drifting.drift()
    assert ran.code == 0
    assert "Waived (1), doesn't count" in ran.out
    assert "until 2999-12-31 by security@contoso.example" in ran.out
    assert "a plan still shows this, and an apply still" in ran.out
    assert ran.out.splitlines()[-1] == "No drift but what is waived (1): 2 entries compared."
    document = drifting.drift("--json").json()
    assert isinstance(document["summary"], dict)
    assert {key: value for key, value in document["summary"].items() if value} == {
        "compared": 2,
        "waived": 1,
        "compared_with_beta": True,
    }
    later = drifting.drift("--as-of", "3000-01-01")
    assert later.code == 2
    assert "expired on 2999-12-31" in " ".join(later.out.split())


def test_another_value_is_another_drift(drifting: Drifting) -> None:
    drifting.by_somebody(POLICIES, REHEARSAL, state="enabled")
    drifting.waived_until("2999-12-31")
    ran = drifting.drift()
    assert ran.code == 2
    assert "Drift: 1 deviation in 1 object." in ran.out
    assert "waived until" not in ran.out


def test_names_of_people_stay_at_home(drifting: Drifting) -> None:
    drifting.disabled()
    for arguments in ((), ("--json",), ("--format", "markdown"), ("--format", "sarif"), ("--format", "github")):
        ran = drifting.drift("--redact", *arguments)
        assert ran.code == 2
        for name in (SOMEBODY, "192.0.2.77", "Contoso", "SG-EmergencyAccess"):
            assert name not in ran.out


@pytest.mark.parametrize("form", ["sarif", "junit", "github", "markdown", "json"])
def test_every_form_tells_the_drift(drifting: Drifting, form: str) -> None:
    drifting.disabled()
    ran = drifting.drift("--format", form)
    assert ran.code == 2
    assert "DRF101" in ran.out
    assert SOMEBODY in ran.out.replace("@<!-- -->", "@")
    assert not NO_DRIFT.search(ran.out)


def test_reports_stand_beside_the_text(drifting: Drifting, tmp_path: Path) -> None:
    drifting.disabled()
    wanted = {form: tmp_path / f"drift.{form}" for form in ("markdown", "json", "sarif", "junit", "github", "text")}
    ran = drifting.drift(*(f"--report={form}={path}" for form, path in wanted.items()))
    assert ran.code == 2
    assert wanted["text"].read_text(encoding="utf-8").splitlines()[4:] == ran.out.splitlines()[4:]
    for path in wanted.values():
        assert "DRF101" in path.read_text(encoding="utf-8")


def test_a_run_that_fails_leaves_reports_that_say_so(drifting: Drifting, tmp_path: Path) -> None:
    report = tmp_path / "drift.md"
    drifting.file.write_text(FILE.replace("reportOnly", "reportSometimes"), encoding="utf-8")
    ran = drifting.drift(f"--report=markdown={report}")
    assert ran.code == 1
    text = report.read_text(encoding="utf-8")
    assert not NO_DRIFT.search(text)
    assert "reportSometimes" in text


def test_files_that_list_nothing_agree_with_nothing(drifting: Drifting) -> None:
    drifting.file.write_text("\n".join(FILE.splitlines()[:3]) + "\n", encoding="utf-8")
    for arguments in ((), ("--json",), ("--format", "markdown"), ("--format", "junit"), ("--format", "sarif")):
        ran = drifting.drift(*arguments)
        assert ran.code == 1
        assert not NO_DRIFT.search(ran.out + ran.err)


def test_every_line_fits_on_a_page(drifting: Drifting) -> None:
    drifting.disabled()
    drifting.without_keys()
    drifting.copied("PK901 - Emergency fix")
    assert [each for each in drifting.drift().out.splitlines() if len(each) > 80] == []


def test_nothing_is_written(drifting: Drifting) -> None:
    drifting.disabled()
    before = drifting.store.export()
    ran = drifting.drift()
    assert (ran.code, ran.err) == (2, "read-only: this command can't write\n")
    assert drifting.store.export() == before


def test_a_long_log_is_counted_aloud(drifting: Drifting, monkeypatch: pytest.MonkeyPatch) -> None:
    drifting.disabled()
    drifting.store.behaviour = drifting.store.behaviour.but(page_size=1)
    monkeypatch.setattr("passkeyctl.cli.people.reading_progress.FIRST_AFTER", 0.0)
    ran = drifting.drift("--json")
    assert ran.code == 2
    assert "read 2 records of the audit log\n" in ran.err
    assert ran.json()["kind"] == "drift"


def test_a_page_says_it_too(drifting: Drifting) -> None:
    drifting.disabled()
    assert drifting.drift("--report=html=drift.html").code == 2
    page = Path("drift.html").read_text(encoding="utf-8")
    assert STATE in page
    assert SOMEBODY in page
    assert not NO_DRIFT.search(re.sub("<(style|script).*?</\\1>", "", page, flags=re.S))


def test_commands_are_given_with_the_words_of_this_run(drifting: Drifting) -> None:
    drifting.disabled()
    where = "files.yaml --tenant sandbox:tenant.db"
    text = drifting.drift().out
    assert f"\n  passkeyctl drift {where} --accept PLACE\n" in text
    assert f"\n  passkeyctl plan {where}\n  passkeyctl apply {where}\n" in text
    assert text.endswith("\n  passkeyctl explain DRF101\n")
    (deviation,) = by_place(drifting.drift("--json")).values()
    assert deviation["keep_with"] == f"passkeyctl drift {where} --accept {STATE}"
