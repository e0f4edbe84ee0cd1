"""A list of models is read entry by entry, and its reports in whatever order they stand."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from passkeyctl.authenticators.entries import MdsStatus
from passkeyctl.authenticators.mds_entries import Reading, update_of
from passkeyctl.authenticators.status import MdsModel
from passkeyctl.json_types import JsonValue
from tests.metadata_lists import model

KEY = "2fc0579f-8113-47ea-b116-bb5a8db9202a"
OTHER = "ee882879-721c-4913-9775-3dfcce97072a"
CERTIFIED = ("FIDO_CERTIFIED", "2020-05-12")
LEVEL_1 = ("FIDO_CERTIFIED_L1", "2020-05-12")
LEVEL_2 = ("FIDO_CERTIFIED_L2", "2023-03-28")
REVOKED = ("REVOKED", "2026-11-10")


def read(*entries: JsonValue) -> Reading:
    return update_of(300, date(2026, 12, 1), entries)


def status(*reports: tuple[str, str]) -> MdsModel:
    return read(model(KEY, *reports)).update.models[KEY]


def test_the_highest_level_counts_in_any_order() -> None:
    for reports in permutations((CERTIFIED, LEVEL_1, LEVEL_2)):
        assert (status(*reports).status, status(*reports).since) == (MdsStatus.L2, "2023-03-28")
    assert status(CERTIFIED).status is MdsStatus.CERTIFIED
    assert status(("FIDO_CERTIFIED_L3plus", "2024-01-01"), LEVEL_2).status is MdsStatus.L3_PLUS


def test_a_revocation_counts_wherever_it_stands() -> None:
    for reports in permutations((LEVEL_1, REVOKED, LEVEL_2, ("UPDATE_AVAILABLE", "2026-11-20"))):
        assert (status(*reports).status, status(*reports).since) == (MdsStatus.REVOKED, "2026-11-10")
    assert status(LEVEL_1, ("REVOKED", LEVEL_1[1])).status is MdsStatus.REVOKED


def test_a_certificate_after_a_revocation_lifts_it_and_those_before_do_not_come_back() -> None:
    for reports in permutations((LEVEL_2, REVOKED, ("FIDO_CERTIFIED_L1", "2026-11-15"))):
        assert status(*reports).status is MdsStatus.L1


def test_a_certificate_that_was_withdrawn() -> None:
    for reports in permutations((LEVEL_1, ("NOT_FIDO_CERTIFIED", "2026-11-10"))):
        assert (status(*reports).status, status(*reports).since) == (MdsStatus.NOT_CERTIFIED, "2026-11-10")
    assert status(("NOT_FIDO_CERTIFIED", "2019-01-01"), LEVEL_1).status is MdsStatus.L1
    assert status(("SELF_ASSERTION_SUBMITTED", "2019-01-01")).status is MdsStatus.NOT_CERTIFIED
    assert status(("SOMETHING_NEW", "2027-01-01")).status is MdsStatus.NOT_CERTIFIED


def test_a_report_without_a_date() -> None:
    entry = model(KEY, LEVEL_1)
    entry["statusReports"] = [{"status": "REVOKED"}, {"status": "FIDO_CERTIFIED_L1", "effectiveDate": "2026-01-01"}]
    found = read(entry).update.models[KEY]
    assert (found.status, found.since) == (MdsStatus.REVOKED, "")
    entry["statusReports"] = [{"status": "FIDO_CERTIFIED_L1"}]
    assert read(entry).update.models[KEY].status is MdsStatus.L1


def test_troubles_are_told_with_their_dates_and_leave_the_certificate() -> None:
    found = status(("USER_KEY_REMOTE_COMPROMISE", "2026-11-10"), LEVEL_1, ("USER_VERIFICATION_BYPASS", "2025-02-03"))
    assert found.status is MdsStatus.L1
    assert found.troubles == (
        "user verification can be bypassed (2025-02-03)",
        "keys can be taken from afar (2026-11-10)",
    )


BAD: tuple[tuple[JsonValue, str], ...] = (
    (None, "entry 1: is no entry"),
    ("text", "entry 1: is no entry"),
    ({"aaguid": "nonsense", "statusReports": []}, "entry 1: has `nonsense` for an AAGUID"),
    ({"aaguid": 7}, "entry 1: has `7` for an AAGUID"),
    ({"aaguid": OTHER}, f"entry 1 ({OTHER}): has no status reports"),
    ({"aaguid": OTHER, "statusReports": []}, f"entry 1 ({OTHER}): has no status reports"),
    ({"aaguid": OTHER, "statusReports": [5]}, f"entry 1 ({OTHER}): has a status report without a status"),
    (model(OTHER, ("REVOKED", "soon")), f"entry 1 ({OTHER}): has `soon` for a date"),
)


@pytest.mark.parametrize(("bad", "fault"), BAD)
def test_a_bad_entry_spoils_only_itself(bad: JsonValue, fault: str) -> None:
    found = read(model(KEY, LEVEL_1), bad, model("ff4dac45-ede8-4ec2-aced-cf66103f4335", LEVEL_2))
    assert found.faults == (fault,)
    assert sorted(found.update.models) == [KEY, "ff4dac45-ede8-4ec2-aced-cf66103f4335"]
    assert found.update.unreadable == ({OTHER} if OTHER in fault else frozenset())


def test_one_aaguid_twice_is_believed_neither_way() -> None:
    found = read(model(KEY, LEVEL_1), model(KEY.upper(), REVOKED))
    assert found.faults == (f"entry 1 ({KEY}): stands twice",)
    assert not found.update.models
    assert found.update.unreadable == {KEY}


def test_entries_of_other_protocols_are_left_out_and_a_missing_statement_is_no_fault() -> None:
    nameless: JsonValue = {"aaguid": OTHER, "statusReports": [{"status": "NOT_FIDO_CERTIFIED"}]}
    found = read({"aaid": "4e4e#4005", "statusReports": []}, {"attestationCertificateKeyIdentifiers": []}, nameless)
    assert found.faults == ()
    assert found.update.models == {OTHER: MdsModel(OTHER, "a model without a name", MdsStatus.NOT_CERTIFIED)}


def test_a_description_is_one_line_of_a_sane_length() -> None:
    assert read(model(KEY, LEVEL_1, description="Two\n  lines")).update.models[KEY].description == "Two lines"
    assert len(read(model(KEY, LEVEL_1, description="x" * 999)).update.models[KEY].description) == 200
