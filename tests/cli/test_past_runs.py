"""What earlier runs of this machine wrote, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from passkeyctl.apply.journal import Journal
from passkeyctl.cli.apply.runs import RunFolder, new_run
from passkeyctl.cli.rollout.receipts import PastRuns, touched_since
from passkeyctl.json_types import JsonObject
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.record.journal import Actor, Begun, Ended, Entry, Outcome, Reached, Resumed
from passkeyctl.rollout.standing import Touch

TENANT = "8c2b8a60-0000-4000-8000-000000000001"
POLICY_ID = "70000000-0000-4000-8000-000000000001"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADA, BEN = Actor("", "ada", "laptop"), Actor("ben@contoso.example", "runner", "ci")


def operation(path: str, *addresses: str, creates: tuple[str, ...] = ()) -> JsonObject:
    return {"method": "PATCH", "path": path, "addresses": [*addresses], "creates": [*creates], "summary": "change it"}


POLICY = operation(f"/identity/conditionalAccess/policies/{POLICY_ID.upper()}", "conditionalAccess.pilot")
PASSKEYS = operation(
    "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/fido2",
    "passkeys.profiles.synced",
    creates=("passkeys.targets.pilot",),
)


def begun(*operations: JsonObject, endpoint: str = "global") -> Begun:
    where = Destination(endpoint, TENANT, "Contoso")
    return Begun("run", told(0), "0.6.0", ADA, where, "3f1c", {"operations": [*operations]}, {})


def told(minutes: int) -> str:
    return (NOON + timedelta(minutes=minutes)).isoformat(timespec="milliseconds")


def reached(minutes: int, status: str, operation: int = 0, **created: str) -> Reached:
    return Reached(told(minutes), operation, status, created=created)


def kept(chance: str, *entries: Entry) -> RunFolder:
    folder = new_run(TENANT, NOON, chance)
    with Journal.begin(folder.journal) as journal:
        for each in entries:
            journal.write(each)
    return folder


def after(minutes: int, who: str = "ada@laptop") -> Touch:
    return Touch(NOON + timedelta(minutes=minutes), who)


def test_where_nothing_was_applied_nothing_is_known() -> None:
    assert touched_since(TENANT) == PastRuns()


def test_a_write_is_known_by_its_address_and_its_id() -> None:
    kept("0001", begun(POLICY), reached(1, "sending"), reached(2, "verified"), Ended(told(3), Outcome.DONE, {}))
    assert touched_since(TENANT) == PastRuns({"conditionalAccess.pilot": after(2), POLICY_ID: after(2)})


def test_what_was_made_is_known_by_the_id_that_graph_gave() -> None:
    kept("0001", begun(PASSKEYS), Reached(told(2), 0, "sent", created={"passkeys.profiles.synced": "ABC"}))
    assert touched_since(TENANT.upper()).touched == {
        "passkeys.profiles.synced": after(2),
        "passkeys.targets.pilot": after(2),
        "abc": after(2),
    }


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        ("sending", True),
        ("sent", True),
        ("verified", True),
        ("not verified", True),
        ("unknown", True),
        ("failed", False),
        ("skipped", False),
    ],
)
def test_what_may_have_had_its_effect_counts(status: str, *, counts: bool) -> None:
    kept("0001", begun(POLICY), reached(2, status))
    assert bool(touched_since(TENANT).touched) is counts


def test_the_newest_write_counts_and_whoever_went_on_is_named() -> None:
    kept("0001", begun(POLICY), reached(9, "verified"))
    kept("0002", begun(POLICY), reached(2, "sent"), Resumed(told(4), BEN, (POLICY,)), reached(5, "verified"))
    assert touched_since(TENANT).touched[POLICY_ID] == after(9)
    kept("0003", begun(POLICY), Resumed(told(4), BEN, (POLICY,)), reached(12, "verified"))
    assert touched_since(TENANT).touched[POLICY_ID] == after(12, "ben@contoso.example")


def test_a_rehearsal_says_nothing_about_the_tenant() -> None:
    kept("0001", begun(POLICY, endpoint="sandbox"), reached(2, "verified"))
    assert touched_since(TENANT, endpoint="global") == PastRuns()
    assert POLICY_ID in touched_since(TENANT, endpoint="sandbox").touched


def test_a_run_that_can_not_be_read_is_said_and_its_receipt_taken_where_there_is_one() -> None:
    damaged, receipted = (kept(each, begun(POLICY), reached(2, "verified")) for each in ("0001", "0002"))
    receipted.write_receipt()
    for each in (damaged, receipted):
        each.journal.write_bytes(b"{}\n" + each.journal.read_bytes())
    found = touched_since(TENANT)
    assert found.touched[POLICY_ID] == after(2)
    assert [each.split(":")[0] for each in found.notices] == [
        "what the run `20261123T120000Z-0001` changed is not known here"
    ]
    receipted.receipt.write_bytes(b"\xff\xfe not text")
    assert len(touched_since(TENANT).notices) == 2


def test_times_that_are_none_are_left_out() -> None:
    kept("0001", begun(POLICY), Reached("at noon", 0, "verified"))
    assert touched_since(TENANT) == PastRuns()


def test_old_runs_are_not_opened() -> None:
    kept("0001", begun(POLICY), reached(2, "verified"))
    assert touched_since(TENANT, since=datetime.now(UTC) - timedelta(hours=1)).touched
    assert touched_since(TENANT, since=datetime.now(UTC) + timedelta(hours=1)) == PastRuns()
