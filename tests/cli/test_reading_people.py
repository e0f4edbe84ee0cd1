"""People for a command: where they are kept, what is said while they are read, and what nobody is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from passkeyctl.cli.kept import kept
from passkeyctl.cli.people.reading_people import PeopleOptions, census_path, people_source
from passkeyctl.cli.people.reading_progress import Counted, Lines, duration, words
from passkeyctl.cli.places import state_folder
from passkeyctl.errors import PasskeyctlError
from passkeyctl.graph.reports.events import Estimate, Notice, Progress
from passkeyctl.model.people import Knowledge, KnownPeople, PeopleWanted
from passkeyctl.plan.plan import Destination
from tests.graph.reports import PILOT, Readings, names

TENANT = "829888e2-7bfc-5c37-9317-0f9e5141943b"
REHEARSAL = Destination("sandbox", TENANT, "Contoso")
REAL = Destination("global", TENANT, "Contoso")
WANTED = PeopleWanted(groups=frozenset({PILOT}), keys_of_everyone=True)


@pytest.fixture
def readings(tmp_path: Path) -> Iterator[Readings]:
    made = Readings(tmp_path)
    yield made
    made.store.close()


def ask(readings: Readings, options: PeopleOptions, destination: Destination = REAL) -> KnownPeople:
    return readings.run(lambda client: people_source(client, options)(WANTED, destination))


def test_people_are_kept_and_read_once_a_day(readings: Readings, capsys: pytest.CaptureFixture[str]) -> None:
    known = ask(readings, PeopleOptions())
    assert capsys.readouterr() == (
        "",
        f"people are kept in {state_folder() / 'people' / TENANT}.db\n"
        "the registered passkeys of 2 people are read one by one: about 1 s\n",
    )
    assert names(known, known.people.groups[PILOT].nested) == "ada ben dan"  # with the file closed again
    assert len(readings.sent) == 4
    ask(readings, PeopleOptions())
    assert readings.sent == []
    ask(readings, PeopleOptions(refresh=True))
    assert len(readings.sent) == 4


def test_offline_nobody_is_asked(readings: Readings) -> None:
    before = ask(readings, PeopleOptions(offline=True))
    assert (readings.sent, before.people.is_complete) == ([], False)
    read = ask(readings, PeopleOptions())
    assert ask(readings, PeopleOptions(offline=True)).people == read.people
    assert readings.sent == []


def test_a_rehearsal_is_read_anew_each_time_and_never_mixed_with_the_tenant(readings: Readings) -> None:
    ask(readings, PeopleOptions(), REHEARSAL)
    ask(readings, PeopleOptions(), REHEARSAL)
    assert len(readings.sent) == 4
    assert not ask(readings, PeopleOptions(offline=True), REAL).people.everyone


def test_another_graph_that_plays_a_tenant_has_people_of_its_own(readings: Readings) -> None:
    emulators = [Destination(f"http://127.0.0.1:{port}", TENANT, "Contoso") for port in (8765, 8766)]
    assert len({census_path(each) for each in (*emulators, REAL, REHEARSAL)}) == 4
    ask(readings, PeopleOptions(), emulators[0])
    assert not ask(readings, PeopleOptions(offline=True), REAL).people.everyone
    assert [TENANT in each.tenants for each in kept()] == [True, True]
    assert census_path(Destination("usgov", TENANT, "")) == census_path(REAL)


def test_people_of_a_tenant_that_nobody_can_name_are_not_kept() -> None:
    assert census_path(REAL) == state_folder() / "people" / f"{TENANT}.db"
    for id in ("", "../elsewhere"):
        with pytest.raises(PasskeyctlError, match="which tenant this is could not be found out"):
            census_path(Destination("global", id, ""))


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (Estimate(1, 0.5), "the registered passkeys of 1 person are read one by one: about 1 s"),
        (Estimate(1800, 3770.0), "the registered passkeys of 1,800 people are read one by one: about 1 h 3 min"),
        (Progress(Knowledge.REGISTRATIONS, 12000), "read 12,000 rows of the report of registered methods"),
        (Progress(Knowledge.MEMBERS, 60, 61), "read 60 of 61 groups"),
        (Progress(Knowledge.PASSKEYS, 5, 30, 52.4), "read 5 of 30 people's registered passkeys, 52 s left"),
        (Progress(Knowledge.PASSKEYS, 30, 30, 0.0), "read 30 of 30 people's registered passkeys"),
        (Notice("a clock was wrong"), "notice: a clock was wrong"),
    ],
)
def test_what_is_said(event: Estimate | Progress | Notice, said: str) -> None:
    assert words(event) == said


def test_times_are_said_as_people_do() -> None:
    assert [duration(each) for each in (0.0, 59.4, 59.6, 3600.0, 90061.0)] == ["1 s", "59 s", "1 min", "1 h 0 min",
                                                                             "25 h 1 min"]  # fmt: skip


def test_a_log_gets_a_line_every_half_minute(capsys: pytest.CaptureFixture[str]) -> None:
    now = [100.0]
    lines = Lines(lambda: now[0])
    for done in range(1, 10):
        lines(Progress(Knowledge.PASSKEYS, done, 9))
        now[0] += 11.0
    lines(Notice("done"))
    assert capsys.readouterr().err.splitlines() == [
        "read 4 of 9 people's registered passkeys",
        "read 7 of 9 people's registered passkeys",
        "notice: done",
    ]


def test_a_count_is_said_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    """A log of 500 pages takes a quarter of an hour: nobody should take that for a hang."""
    times = iter((0.0, 4.9, 5.0, 20.0, 35.0))
    counted = Counted("sign-ins", lambda: next(times))
    for pages in range(1, 6):
        counted(pages * 1000)
    assert capsys.readouterr().err.splitlines() == ["read 3,000 sign-ins", "read 5,000 sign-ins"]
