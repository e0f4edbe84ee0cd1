"""Records of the audit log, one by one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.observed import Change, Changed
from passkeyctl.wire.audits import ACTIVITIES, UnclearRecord, moment_of, read_change, sort_of

SAMPLES = Path(__file__).parents[2].parent / "shared" / "graph" / "samples"
STRENGTH = "0b3f9c1a-2d4e-4f60-8a1b-2c3d4e5f6071"


def record(activity: str = "Authentication Strength Policy Update", **more: JsonValue) -> JsonObject:
    return {
        "activityDisplayName": activity,
        "activityDateTime": "2026-07-21T08:05:02.1234567Z",
        "result": "success",
        "targetResources": [{"id": STRENGTH.upper(), "displayName": "Hardware keys"}],
        "initiatedBy": {
            "app": {"appId": None, "displayName": "passkeyctl", "servicePrincipalId": "22222222"},
            "user": None,
        },
        **more,
    }


def change_of(listed: JsonObject) -> Change:
    found = read_change(listed)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("activity", "sort"),
    [
        ("Update conditional access policy", Changed.POLICIES),
        ("Restore Conditional Access policy", Changed.POLICIES),
        ("Delete named location", Changed.LOCATIONS),
        ("Authentication Methods Policy Reset", Changed.METHODS),
        ("Authentication Strength Combination Configuration Create", Changed.STRENGTHS),
        ("Update security defaults", None),
        ("User registered security info", None),
        ("", None),
    ],
)
def test_a_record_is_known_by_what_it_names_whatever_its_verb(activity: str, sort: Changed | None) -> None:
    assert sort_of(activity) is sort


def test_every_activity_that_is_asked_for_is_known() -> None:
    assert [each for each in ACTIVITIES if sort_of(each) is None] == []
    assert len(ACTIVITIES) == len(set(ACTIVITIES))


def test_a_change_says_what_when_and_who() -> None:
    assert change_of(record()) == Change(
        Changed.STRENGTHS,
        datetime(2026, 7, 21, 8, 5, 2, 123456, tzinfo=UTC),
        frozenset({STRENGTH}),
        "Authentication Strength Policy Update",
        "passkeyctl",
    )


@pytest.mark.parametrize(
    ("by", "who"),
    [
        ({"user": {"id": "1", "userPrincipalName": "megan@contoso.example"}, "app": None}, "megan@contoso.example"),
        ({"user": {"id": "1", "userPrincipalName": None}, "app": None}, "1"),
        ({"user": {"id": None, "userPrincipalName": ""}, "app": {"displayName": "Pipeline"}}, "Pipeline"),
        ({"user": None, "app": {"displayName": None, "servicePrincipalId": "s", "appId": "a"}}, "s"),
        ({}, ""),
        (None, ""),
        ("megan", ""),
    ],
)
def test_a_person_is_named_before_an_application(by: JsonValue, who: str) -> None:
    assert change_of(record(initiatedBy=by)).by == who


def test_what_failed_changed_nothing_and_what_timed_out_may_have() -> None:
    assert read_change(record(result="failure")) is None
    assert read_change(record(result="timeout")) is not None
    assert read_change(record(result=None)) is not None


@pytest.mark.parametrize("at", [None, "", "soon", 5])
def test_a_record_of_ours_without_a_time_is_unclear(at: JsonValue) -> None:
    with pytest.raises(UnclearRecord):
        read_change(record(activityDateTime=at))
    assert read_change(record("Add user", activityDateTime=at)) is None


@pytest.mark.parametrize("resources", [None, [], [None], [{"id": None}], {"id": "x"}])
def test_a_record_may_name_nothing(resources: JsonValue) -> None:
    assert change_of(record(targetResources=resources)).ids == frozenset()


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-07-21T08:05:02Z", datetime(2026, 7, 21, 8, 5, 2, tzinfo=UTC)),
        ("2026-07-21T10:05:02.5+02:00", datetime(2026, 7, 21, 8, 5, 2, 500000, tzinfo=UTC)),
        ("2026-07-21T08:05:02", datetime(2026, 7, 21, 8, 5, 2, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("2026-07-21T25:00:00Z", None),
        (None, None),
    ],
)
def test_dates_as_graph_writes_them(written: JsonValue, moment: datetime | None) -> None:
    assert moment_of(written) == moment


@pytest.mark.parametrize(
    "sample", sorted(SAMPLES.glob("directoryAudits-list-policychanges*.json")), ids=lambda p: p.stem
)
def test_documented_changes_are_understood(sample: Path) -> None:
    listed = json.loads(sample.read_text(encoding="utf-8"))["value"]
    found = [change_of(each) for each in listed]
    assert [(each.sort, each.by, len(each.ids)) for each in found] == [
        (Changed.POLICIES, "megan@contoso.com", 1),
        (Changed.METHODS, "megan@contoso.com", 1),
        (Changed.STRENGTHS, "passkeyctl", 1),
    ]
    assert found[0].at == datetime(2026, 7, 20, 15, 49, 20, 871091, tzinfo=UTC)


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("directoryAudits-list-v1.0.json")), ids=lambda p: p.stem)
def test_other_documented_records_are_not_ours(sample: Path) -> None:
    listed = json.loads(sample.read_text(encoding="utf-8"))["value"]
    assert [read_change(each) for each in listed] == [None]
