"""What gates measured is kept for the trend, bounded, and goes with `purge`."""

from __future__ import annotations

import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from passkeyctl.cli.places import state_folder
from passkeyctl.cli.rollout.measurements import (
    MOST_OF_A_GATE,
    Measurements,
    keep_measurements,
    measurements_file,
    read_measurements,
)
from passkeyctl.model.observed import Measurement
from passkeyctl.plan.destination import Destination
from tests.cli.running import Cli

TENANT = "8c2b8a60-0000-4000-8000-000000000001"
HERE = Destination("global", TENANT, "Contoso")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def measured(number: float | None, minutes: int = 0, gate: str = "registeredPasskey pilot") -> Measurement:
    return Measurement(NOON + timedelta(minutes=minutes), "enforce", gate, number, "%", "closed")


def test_what_was_measured_reads_back_the_oldest_first() -> None:
    assert read_measurements(HERE) == Measurements()
    keep_measurements(HERE, [measured(68.5, 2)])
    keep_measurements(HERE, [measured(None, 1), measured(70, 3, "soak")])
    assert read_measurements(HERE).kept == (measured(None, 1), measured(68.5, 2), measured(70, 3, "soak"))
    assert read_measurements(HERE).of("enforce", "registeredPasskey pilot") == ((NOON + timedelta(minutes=2), 68.5),)
    assert read_measurements(HERE).of("pilot", "soak") == ()


def test_only_its_owner_reads_it() -> None:
    keep_measurements(HERE, [measured(1)])
    path = measurements_file(HERE)
    assert path == state_folder() / "rollout" / f"{TENANT}.jsonl"
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_nothing_is_made_where_nothing_was_measured() -> None:
    keep_measurements(HERE, [])
    assert not measurements_file(HERE).parent.exists()


def test_a_rehearsal_is_kept_apart_and_what_is_no_id_names_no_other_place() -> None:
    keep_measurements(HERE, [measured(1)])
    assert read_measurements(Destination("sandbox", TENANT, "")) == Measurements()
    assert measurements_file(Destination("sandbox", TENANT, "")).name == f"sandbox-{TENANT}.jsonl"
    assert measurements_file(Destination("global", "../../etc", "")).name == "unknown.jsonl"


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_line_that_was_torn_is_left_out_and_the_next_one_stands_alone(cut: int) -> None:
    keep_measurements(HERE, [measured(1), measured(2, 1)])
    path = measurements_file(HERE)
    path.write_bytes(path.read_bytes()[:-cut])
    keep_measurements(HERE, [measured(3, 2)])
    kept = [each.number for each in read_measurements(HERE).kept]
    assert kept == ([1, 2, 3] if cut == 1 else [1, 3])


def test_what_is_no_measurement_is_left_out() -> None:
    keep_measurements(HERE, [measured(1)])
    path = measurements_file(HERE)
    odd = (
        b'[]\nnull\n{"at": "noon"}\n{"at": "2026-11-23T12:00:00", "stage": "s", "gate": "g", "number": "many"}\n\xff\n'
    )
    path.write_bytes(odd + path.read_bytes())
    assert read_measurements(HERE).kept == (measured(1),)


def test_of_each_gate_the_newest_are_kept() -> None:
    keep_measurements(HERE, [measured(1, 1, "other")])
    keep_measurements(HERE, [measured(each, each) for each in range(MOST_OF_A_GATE)])
    assert len(read_measurements(HERE).kept) == MOST_OF_A_GATE + 1
    keep_measurements(HERE, [measured(1000, 1000)])
    kept = read_measurements(HERE)
    numbers = [number for _, number in kept.of("enforce", "registeredPasskey pilot")]
    assert numbers == [*range(1, MOST_OF_A_GATE), 1000]
    assert len(kept.of("enforce", "other")) == 1
    assert len(measurements_file(HERE).read_bytes().splitlines()) == MOST_OF_A_GATE + 1


def test_not_being_able_to_keep_it_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for name in ("XDG_STATE_HOME", "HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "file"))
    keep_measurements(HERE, [measured(1)])
    assert read_measurements(HERE) == Measurements()


def test_it_goes_with_purge_and_other_tenants_stay(cli: Cli) -> None:
    other = Destination("global", "7d1bb1a5-2f4c-4d8e-9f57-0a1b2c3d4e5f", "")
    for each in (HERE, other, Destination("sandbox", TENANT, "")):
        keep_measurements(each, [measured(1)])
    listed = cli("purge", "--dry-run", "--tenant", TENANT)
    assert listed.out.count("measurements of gates") == 2
    assert cli("purge", "--tenant", TENANT, "--yes").err == "deleted 2 files\n"
    assert not measurements_file(HERE).exists()
    assert read_measurements(other).kept == (measured(1),)
