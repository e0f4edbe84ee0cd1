"""The people of the benchmark are whom it says they are, and its pictures can be looked at."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from passkeyctl.census import Census
from passkeyctl.insight.impact.impact import impact_of
from passkeyctl.insight.tenant_state import after, before
from passkeyctl.model.people import PeopleWanted
from tests.bench.measure import Run
from tests.bench.people import GROUPS, Inhabitants, fill
from tests.bench.people_analysis import impact, table
from tests.bench.people_beside import Pair, Starts, check, results
from tests.bench.people_beside import table as beside
from tests.bench.people_export import main as export
from tests.bench.people_plan import changes
from tests.bench.people_plot import Measured, plot
from tests.bench.people_plot import table as figures
from tests.bench.people_settings import prior_of
from tests.bench.policies import an_id
from tests.bench.tenant import Size, generate

COUNT = 4000


@pytest.fixture(scope="module")
def census(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("people") / "tenant.db"
    fill(path, Inhabitants(COUNT))
    return path


@pytest.fixture(scope="module")
def settings(census: Path) -> Path:
    path = census.with_name("settings.json")
    path.write_text(json.dumps(generate(Size()).graph), encoding="utf-8")
    return path


def test_sixty_groups_of_up_to_half_of_everybody(census: Path) -> None:
    ids = [an_id("group", name) for name in GROUPS]
    with Census.open(census) as opened:
        people = opened.people(PeopleWanted(frozenset(ids), True, keys_of_everyone=True))
    sizes = [len(people.groups[each].nested) for each in ids]
    assert (len(sizes), sizes[0], sizes[1], sizes[59]) == (60, 2, COUNT // 2, COUNT // 1000)
    assert people.groups[ids[1]].has_nested
    assert len(people.groups[ids[1]].direct) == COUNT // 2 * 9 // 10
    assert not people.groups[ids[2]].has_nested
    assert (people.gaps, len(people.enabled.surely), len(people.guests.surely)) == ((), COUNT * 49 // 50, COUNT // 20)
    assert people.enabled.is_exact
    assert len(people.roles or {}) == 2


def test_three_passkeys_for_ten_people() -> None:
    inhabitants = Inhabitants(COUNT)
    keys = [inhabitants.keys(each) for each in range(COUNT)]
    assert sum(map(len, keys)) == COUNT * 3 // 10
    assert len({inhabitants.id(each) for each in range(COUNT)}) == COUNT


def test_the_plan_affects_people_in_every_way(settings: Path, census: Path) -> None:
    prior = prior_of(json.loads(settings.read_bytes()))
    plan = changes(prior)
    assert len(plan) == 16
    with Census.open(census) as opened:
        people = opened.people(PeopleWanted(frozenset(an_id("group", name) for name in GROUPS), keys_of_everyone=True))
    found = impact_of(before(prior), after(prior, plan), plan, people)
    affected = {name for name, reach in found.total.reaches.items() if reach.possibly}
    assert affected >= {"may_register_synced", "may_register_unattested", "lose_keys", "required", "unable"}
    assert found.hangs_on_nesting


def test_the_analyses_run(census: Path, settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    impact(census, settings)
    table(census, settings, tmp_path / "table.csv")
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert COUNT * 49 // 50 < second["everyone"] < first["everyone"] < COUNT
    rows = (tmp_path / "table.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == second["everyone"] + 1
    assert all(len(each.split(",")) == 14 for each in rows)


def test_the_export_holds_the_same_people(tmp_path: Path) -> None:
    export(tmp_path, COUNT)
    parts = {each.stem: json.loads(each.read_bytes()) for each in tmp_path.iterdir()}
    assert set(parts) == {"policy", "groups", "users", "roles"}
    assert len(parts["users"]["users"]) == COUNT * 49 // 50
    assert sum(map(len, parts["roles"]["fido2Methods"].values())) == COUNT * 3 // 10
    (fido2,) = parts["policy"]["authenticationMethodConfigurations"]
    assert all(each["passkeyProfileIds"] for each in fido2["includeTargets"])
    inside = [each for each in parts["groups"]["groups"] if each["displayName"].endswith(" inside")]
    assert len(inside) == 10


def test_two_tools_beside_each_other() -> None:
    ours, theirs, planned = (Run(1, cpu, mebibytes, 0, "") for cpu, mebibytes in ((0.6, 85), (9.6, 752), (0.4, 36)))
    found, starts = Pair(100_000, ours, theirs, planned, Run(9, 8, 40, 0, "")), Starts(0.1, 0.1)
    assert [round(each.value, 3) for each in results(found, starts)] == [0.062, 0.053, 0.113, 0.042]
    assert beside([found], starts).splitlines()[2:4] == [
        "| 100,000 people, `effective-passkey analyze --format json` | 9.60 s | 0.10 s | 752 MiB |",
        "| 100,000 people, `people_analysis table` | 0.60 s | 0.10 s | 85 MiB |",
    ]


def test_a_comparison_of_other_people_is_refused(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("person\nada\nbob\n", encoding="utf-8")
    report = tmp_path / "result.json"
    report.write_text('{"summary": {"users": 2}}', encoding="utf-8")
    check({"everyone": 2}, tmp_path / "table.csv", report)
    report.write_text('{"summary": {"users": 1}}', encoding="utf-8")
    with pytest.raises(RuntimeError, match="2 rows against 1 people"):
        check({"everyone": 2}, tmp_path / "table.csv", report)


MEASURED = [
    Measured(10_000, 0.2, 28, 0.03, 1.1, 2.3),
    Measured(100_000, 0.4, 37, 0.05, 8.9, 22),
    Measured(1_000_000, 1.9, 143, 0.5, 111, 223),
]


def test_figures_are_a_table_and_a_picture() -> None:
    assert figures(MEASURED).splitlines()[-1] == "| 1,000,000 | 1.90 s | 143 MiB | 0.50 s | 111.0 s | 223 MiB |"
    picture = ElementTree.fromstring(plot(MEASURED))
    texts = [each.text for each in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count("1,000,000") == 2
    assert {"1.9", "143", "seconds of CPU", "MiB at the peak"} <= set(texts)
    places = [float(each.attrib["cx"]) for each in picture.iter("{http://www.w3.org/2000/svg}circle")]
    assert places[:3] == sorted(places[:3])
