"""The sign-ins of the benchmark come to what it says they do, and more of them take no more memory."""

from __future__ import annotations

import asyncio
import tracemalloc
from pathlib import Path

import pytest

from passkeyctl.rollout.ladder import Answer
from tests.bench.floor_sign_ins import main as floor
from tests.bench.sign_ins import PERSON_IDS, POLICY_IDS, WANTED, sign_in, write
from tests.bench.sign_ins_read import judged, main, read


def test_every_page_is_read_and_judged(tmp_path: Path) -> None:
    write(tmp_path, 2500, people=400)
    found = asyncio.run(read(tmp_path))
    assert (found.read, found.truncated, len(list(tmp_path.iterdir()))) == (2500, "", 3)
    outcomes = found.report_only[POLICY_IDS[WANTED]]
    assert (len(outcomes.applied), sum(outcomes.applied.values())) == (400, 2500)
    assert outcomes.failed.keys() == {PERSON_IDS[each] for each in range(0, 400, 40)}
    assert outcomes.interrupted.keys() == {PERSON_IDS[each] for each in range(20, 400, 40)}
    answer = judged(found)
    assert (answer.answer, answer.value) == (Answer.OPEN, "20 of 400 people, 5%")


def test_both_say_what_they_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, 80)
    main(str(tmp_path))
    floor(str(tmp_path))
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("80 whole: ")
    assert said[1] == "[('reportOnlyFailure', 2), ('reportOnlyInterrupted', 2), ('reportOnlySuccess', 76)]"


def test_rows_are_of_the_size_that_tenants_have() -> None:
    assert len(sign_in(1)) >= 15


def test_six_times_as_many_sign_ins_take_no_more_memory(tmp_path: Path) -> None:
    few, many = tmp_path / "few", tmp_path / "many"
    write(few, 400, page=100, people=60)
    write(many, 2400, page=100, people=60)
    assert peak(many) < 1.2 * peak(few)


def peak(folder: Path) -> int:
    asyncio.run(read(folder))  # what is imported and compiled stays
    tracemalloc.start()
    try:
        asyncio.run(read(folder))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
