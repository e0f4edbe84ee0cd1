"""A plan on disk: what counts as one, what its digest covers, and until when it holds."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from passkeyctl.errors import PlanFileRejected
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.plan.saved.plan_document import CLOCK, digest_of, saved_plan_of
from passkeyctl.plan.saved.planfile import KIND, is_plan_file, lifetime_of, load_plan_file, plan_file_text

ROOT = Path(__file__).parent.parent.parent
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = timedelta(hours=24)
TEXT = "apiVersion: passkeyctl/v1\ntenant: {domain: contoso.onmicrosoft.com}\n"


def document(**members: JsonValue) -> JsonObject:
    """A plan with nothing to do."""
    return {
        "format_version": "2.1",
        "tool_version": "0.6.0",
        "destination": {"endpoint": "sandbox", "cloud": None, "tenant_id": "t-1", "tenant_name": "Contoso"},
        "options": {
            "prune": False,
            "compare_beta": True,
            "impact": False,
            "limits": {"losing": "0", "unable": "0"},
            "prove_equal": False,
            "stage": "",
        },
        "overrides": {"OPS907": "change 4711"},
        "stages": None,
        "catalogue": None,
        "files": [{"file": "tenant.yaml", "digest": "d", "builtin": False, "ranges": False, "text": TEXT}],
        "operations": [],
        "touches": [{"kind": "conditionalAccess", "id": "p-1", "address": "conditionalAccess.a", "paths": ["state"]}],
        "before": {},
        "objects": [{"kind": "conditionalAccess", "id": "p-1", "name": "A", "digest": "d"}],
        "names": {"group": {"g-1": "PK-Pilot"}},
        **members,
    }


def text(now: datetime = NOON, lifetime: timedelta = DAY, **members: JsonValue) -> str:
    shown: JsonObject = {"lines": [], "roles": []}
    return plan_file_text(document(**members), plan={}, shown=shown, now=now, lifetime=lifetime)


def edited(**members: JsonValue) -> str:
    return json.dumps({**json.loads(text()), **members})


def signed(**members: JsonValue) -> str:
    whole = {**json.loads(text()), **members}
    return json.dumps({**whole, "digest": digest_of(whole)})


def test_it_reads_back() -> None:
    saved = load_plan_file(text(), now=NOON)
    assert saved.destination.tenant_name == "Contoso"
    assert saved.overrides == {"OPS907": "change 4711"}
    assert [each.file for each in saved.configuration.files] == ["tenant.yaml"]
    assert [(str(each.address), each.paths) for each in saved.touches] == [("conditionalAccess.a", ("state",))]
    assert saved.digest == json.loads(text())["digest"]


def test_the_same_plan_gives_the_same_bytes_but_for_two_lines() -> None:
    later = text(NOON + timedelta(hours=1)).splitlines()
    different = [line for line, other in zip(text().splitlines(), later, strict=True) if line != other]
    assert [line.split('"')[1] for line in different] == ["created", "expires"]


@pytest.mark.parametrize("member", sorted(set(json.loads(text())) - set(CLOCK)))
def test_the_digest_covers_everything_but_the_clock(member: str) -> None:
    with pytest.raises(PlanFileRejected):
        load_plan_file(edited(**{member: "something else"}), now=NOON)


@pytest.mark.parametrize(
    ("age", "is_taken"),
    [(timedelta(), True), (DAY, True), (DAY + timedelta(seconds=1), False), (-timedelta(minutes=5), True)],
)
def test_it_holds_for_its_time(age: timedelta, is_taken: bool) -> None:
    if is_taken:
        assert load_plan_file(text(), now=NOON + age)
        return
    with pytest.raises(PlanFileRejected, match="the plan file expired at 2026-11-24 12:00 UTC"):
        load_plan_file(text(), now=NOON + age)


def test_it_is_never_of_the_future() -> None:
    with pytest.raises(PlanFileRejected, match="date can't be right"):
        load_plan_file(text(), now=NOON - timedelta(minutes=5, seconds=1))


def test_its_end_alone_can_not_be_moved() -> None:
    """That needs both dates, which stand outside the digest: docs/plan-files.md says so."""
    with pytest.raises(PlanFileRejected, match="was altered"):
        load_plan_file(edited(expires=(NOON + 2 * DAY).isoformat()), now=NOON)
    with pytest.raises(PlanFileRejected, match="was altered"):
        load_plan_file(edited(created=(NOON + DAY).isoformat()), now=NOON + DAY)


@pytest.mark.parametrize("created", [None, 5, "yesterday", "2026-11-23T12:00:00"])
def test_a_date_that_is_none(created: JsonValue) -> None:
    with pytest.raises(PlanFileRejected, match="date can't be right"):
        lifetime_of({"created": created, "valid_for_seconds": 5, "expires": created}, NOON)


@pytest.mark.parametrize(
    "member", ["files", "before", "objects", "touches", "names", "destination", "options", "operations"]
)
@pytest.mark.parametrize("value", [None, "x", [[]]])
def test_a_member_of_another_shape(member: str, value: JsonValue) -> None:
    with pytest.raises(PlanFileRejected, match="lacks something it must hold"):
        load_plan_file(signed(**{member: value}), now=NOON)


def test_what_a_journal_holds_is_read_however_old_it_is() -> None:
    plain = document()
    assert saved_plan_of({"digest": digest_of(plain), **plain}).shown is None
    with pytest.raises(PlanFileRejected, match="was altered"):
        saved_plan_of({"digest": digest_of(plain), **plain, "overrides": {}})
    with pytest.raises(PlanFileRejected, match="has the format `1\\.1`, this version"):
        saved_plan_of(document(format_version="1.1"))


@pytest.mark.parametrize(
    ("start", "is_one"),
    [
        (f'{{"kind": "{KIND}"', True),
        (f'\ufeff\n{{\n "tool_version": "1", "kind": "{KIND}"', True),
        (f'[{{"kind": "{KIND}"}}]', False),
        (f"# {KIND}\n", False),
        ('{"kind": "passkeyctl receipt"}', False),
    ],
)
def test_what_is_taken_for_a_plan_file(start: str, is_one: bool) -> None:
    assert is_plan_file(start) is is_one


def test_every_member_is_documented() -> None:
    documented = (ROOT / "docs" / "plan-files.md").read_text(encoding="utf-8")
    table = documented.partition("## What a plan file holds")[2].partition("\n##")[0]
    cells = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    named = [name for cell in cells for name in re.findall("`(.+?)`", cell)]
    assert set(named) == {*json.loads(text()), "digests"}


def test_a_plan_file_from_before_there_were_stages_is_read() -> None:
    plain = document(format_version="2.0")
    plain.pop("stages")
    options = plain["options"]
    assert isinstance(options, dict)
    options.pop("stage")
    found = saved_plan_of({"digest": digest_of(plain), **plain})
    assert (found.options.stage, found.stages) == ("", None)


def test_overrides_of_gates_are_kept_apart_from_those_of_findings() -> None:
    plain = document(overrides={"OPS907": "change 4711", "ROL103": "the board said so"}, stages=["pilot", "widen"])
    found = saved_plan_of({"digest": digest_of(plain), **plain})
    assert found.overrides == {"OPS907": "change 4711"}
    assert found.options.gate_overrides == {"ROL103": "the board said so"}
    assert found.reasons == {"OPS907": "change 4711", "ROL103": "the board said so"}
    assert found.stages == ("pilot", "widen")
