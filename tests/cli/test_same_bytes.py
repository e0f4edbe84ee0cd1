"""The same files and the same tenant give the same plan, byte for byte."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.jsonread import objects
from passkeyctl.sandbox.store import Store
from tests.cli.conftest import opened
from tests.cli.running import PILOT, SMALL, Cli, environment, process

CLOCK = (' "created"', ' "expires"')
GROUPS = "{groups: [PK-Pilot-DeviceBound, PK-Pilot-Synced, PK-Pilot-Windows]}"
LATER = (
    ("authenticators: [windows-hello]", "authenticators: [windows-hello, token2-pin-plus]"),
    ("profiles: [windows-hello]", "profiles: [windows-hello, synced]"),
    ("  exclude: []", "    - everyone: true\n      profiles: [synced, default]\n  exclude: []"),
    (GROUPS, "{groups: [PK-Pilot-DeviceBound, PK-Pilot-Synced]}"),
    ("allowedCombinations: [fido2]", "allowedCombinations: [fido2, windowsHelloForBusiness]"),
)
"""A change that sends back lists of every kind as they were read."""


def timeless(path: Path) -> list[str]:
    return [each for each in path.read_text(encoding="utf-8").splitlines() if not each.startswith(CLOCK)]


def shuffled(value: JsonValue, chance: random.Random) -> JsonValue:
    if isinstance(value, list):
        members = [shuffled(each, chance) for each in value]
        chance.shuffle(members)
        return members
    return {key: shuffled(each, chance) for key, each in value.items()} if isinstance(value, dict) else value


@pytest.fixture
def later(tmp_path: Path) -> Path:
    text = (PILOT / "passkeys.yaml").read_text(encoding="utf-8")
    for before, after in LATER:
        assert before in text
        text = text.replace(before, after)
    path = tmp_path / "later.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def applied(cli: Cli, sandbox: str, store: Store) -> JsonObject:
    """A tenant in which every list has more than one member."""
    assert cli("apply", sandbox, "--auto-approve", "--override", "OPS907=a pilot", PILOT / "passkeys.yaml").code == 0
    return store.export()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_graphs_answers_is_nothing_to_a_plan(
    cli: Cli, sandbox: str, applied: JsonObject, later: Path, tmp_path: Path, seed: int
) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    whole = shuffled(applied, random.Random(seed))
    assert isinstance(whole, dict)
    assert objects(whole["conditionalAccessPolicies"]) != objects(applied["conditionalAccessPolicies"])
    second = opened(tmp_path / "shuffled.db")
    second.seed(whole)
    second.close()
    first = cli("plan", sandbox, later, "--out", one)
    again = cli("plan", f"--tenant=sandbox:{tmp_path / 'shuffled.db'}", later, "--out", other)
    assert (first.code, first.out) == (again.code, again.out)
    assert len(objects(json.loads(one.read_text(encoding="utf-8"))["operations"])) >= 5
    assert timeless(one) == timeless(other)


def test_the_order_in_which_files_were_made_is_nothing_to_a_plan(
    cli: Cli, sandbox: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, _, strengths = SMALL.partition("authenticationStrengths:\n")
    keys, cards = strengths.splitlines()
    parts = {
        "a.yaml": head,
        "b.yaml": f"apiVersion: passkeyctl/v1\nauthenticationStrengths:\n{keys}\n",
        "c/d.yaml": f"apiVersion: passkeyctl/v1\nauthenticationStrengths:\n{cards}\n",
        "c/e.yaml": "apiVersion: passkeyctl/v1\ngroups: {pilot: {name: PK-Pilot-Synced}}\n",
    }
    found = []
    for number, names in enumerate((list(parts), list(reversed(parts)))):
        place = tmp_path / str(number)
        for name in names:
            (place / "tenant" / name).parent.mkdir(parents=True, exist_ok=True)
            (place / "tenant" / name).write_text(parts[name], encoding="utf-8")
        monkeypatch.chdir(place)
        assert cli("plan", sandbox, "tenant", "--out", "plan.json").code == 0
        found.append(timeless(place / "plan.json"))
    assert found[0] == found[1]


def test_hashing_is_nothing_to_a_plan(own_home: Path, state: Path, tmp_path: Path) -> None:
    """Sets of text have another order in every process."""
    printed = set()
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.json"
        ran = process(
            "plan",
            f"--tenant=sandbox:{state}",
            "--json",
            PILOT / "passkeys.yaml",
            "--out",
            out,
            env=environment(own_home, PYTHONHASHSEED=seed),
        )
        assert ran.code == 0
        printed.add((ran.out, *timeless(out)))
    assert len(printed) == 1
