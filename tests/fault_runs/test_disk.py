"""A disk that fills up at every line of the journal: nothing is sent that could not be told of afterwards."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from passkeyctl.apply.journal import Journal
from tests.fault_runs.cases import FULL_DISKS, Full
from tests.fault_runs.judging import check_nothing_twice, made
from tests.fault_runs.stage import Stage


@pytest.mark.parametrize("case", FULL_DISKS, ids=str)
def test_a_full_disk_stops_an_apply_that_goes_on_later(case: Full, stage: Stage) -> None:
    wanted = stage.faultless(case.plan)
    stage.begin(case.plan)
    with _filling_up(case):
        first = stage.start(case.plan, keeps_receipt=False)
    # Where only the last line of an operation found no room, it is put down at the end, and nothing is left to do.
    assert first.code in ((1, 5) if case.stays else (0, 1, 5)), first.err
    assert first.code == 0 or "No space left on device" in first.err + first.out
    last = stage.take_up(case.plan, first)
    assert last.code == 0, last.err
    check_nothing_twice(stage.tenant, wanted)
    stage.check_way(wanted)
    assert made(stage.tenant.effects) == wanted.makes


@contextmanager
def _filling_up(case: Full) -> Iterator[None]:
    """From the line on nothing can be written, or only this one can't; some of it may have got to the disk."""
    append, count = Journal._append, 0

    def full(journal: Journal, text: bytes) -> None:
        nonlocal count
        count += 1
        if count == case.line or (case.stays and count > case.line):
            os.write(journal._descriptor, text[: len(text) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        append(journal, text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Journal, "_append", full)
        yield
