"""`explain`: every normalisation with its reason, for people and for machines."""

from __future__ import annotations

from passkeyctl.model.address import Kind
from passkeyctl.wire.normalisations.table import NORMALISATIONS
from tests.cli.running import Cli


def test_drift_is_explained_row_by_row(cli: Cli) -> None:
    ran = cli("explain", "drift")
    assert ran.code == 0
    assert all(len(each) <= 80 for each in ran.out.splitlines())
    first = [each.split()[0] for each in ran.out.splitlines() if each.startswith("  DRF-")]
    assert sorted(first) == [each.id for each in NORMALISATIONS]
    assert "excludeRoles: absent = null = [] / [" in ran.out
    assert "because Graph turns AND into OR there (seen in another client [C-09])" in ran.out


def test_drift_for_machines(cli: Cli) -> None:
    document = cli("explain", "drift", "--json").json()
    assert (document["kind"], document["topic"]) == ("explanation", "drift")
    rows = document["normalisations"]
    assert isinstance(rows, list)
    assert len(rows) == len(NORMALISATIONS)
    by_id = {str(each["id"]): each for each in rows if isinstance(each, dict)}
    assert by_id["DRF-07"]["kinds"] == [each.value for each in Kind]
    assert by_id["DRF-18"]["facts"] == ["C-09"]
    assert by_id["DRF-65"]["example"] == {
        "path": "countriesAndRegions",
        "same": [["DK", "SE"], ["se", "DK", "SE"]],
        "unlike": ["DK"],
    }


def test_another_topic_is_a_slip(cli: Cli) -> None:
    ran = cli("explain", "weather")
    assert (ran.code, ran.out) == (64, "")
    assert "there is nothing to explain under `weather`" in ran.err
    assert "the topics are: drift" in ran.err
