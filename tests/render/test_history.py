"""The history of a tenant as a table, as trends, and as a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.model.recorded import Occasion, Recorded
from passkeyctl.render.lines import columns
from passkeyctl.render.plain import plain_text
from passkeyctl.render.records.history_json import history_json
from passkeyctl.render.records.history_lines import History, history_lines
from passkeyctl.render.records.history_trend import Trend, trends

AT = datetime(2026, 11, 23, 14, 2, 3, tzinfo=UTC)
PLAN = Recorded("a", AT, Occasion.PLAN, 3, "ann@contoso.com", 4, errors=1, warnings=2)
APPLY = Recorded("b", AT + timedelta(hours=1), Occasion.APPLY, 0, "pipeline", 4, errors=0, warnings=2, digest="3f1c")
QUIET = Recorded("c", AT + timedelta(days=1), Occasion.DRIFT, 0, "", deviations=0, waived=1, errors=0, warnings=0)
DRIFT = Recorded("d", AT + timedelta(days=2), Occasion.DRIFT, 0, "", deviations=12, waived=0, errors=0, warnings=0)
READY = Recorded("e", AT + timedelta(days=3), Occasion.READINESS, 0, "ann", ready=1999, people=2000)


def history(*runs: Recorded) -> History:
    return History("Contoso", "t", "global", runs)


def test_the_newest_run_stands_first_and_the_trends_below() -> None:
    assert plain_text(history_lines(history(PLAN, APPLY, QUIET, DRIFT, READY))) == (
        "Contoso: 5 runs\n"
        "\n"
        "when (UTC)       what      who           changes drift err/warn  ready result\n"
        "2026-11-26 14:02 readiness ann                 -     -        -  99.9% done\n"
        "2026-11-25 14:02 drift     -                   -    12      0/0      - drift\n"
        "2026-11-24 14:02 drift     -                   -     0      0/0      - none\n"
        "2026-11-23 15:02 apply     pipeline            4     -      0/2      - done\n"
        "2026-11-23 14:02 plan      ann@contoso.…       4     -      1/2      - refused\n"
        "\n"
        "findings    0 now, still 0; 0 to 3 in 4\n"
        "            █▆▁▁\n"
        "deviations  12 now, up from 0; 0 to 12 in 2\n"
        "            ▁█\n"
        "ready       99.9%, measured once\n"
    )


def test_nothing_is_known() -> None:
    assert plain_text(history_lines(replace(history(), since="30d"))) == "Contoso: 0 runs in the last 30d\n"


@settings(max_examples=25, deadline=None)
@given(
    st.text(max_size=30),
    st.sampled_from(Occasion),
    st.sampled_from([0, 1, 2, 3, 4, 5, 64, 130]),
    st.one_of(st.none(), st.integers(0, 99999)),
)
def test_no_row_is_wider_than_a_terminal_whatever_is_in_it(
    who: str, occasion: Occasion, code: int, number: int | None
) -> None:
    run = Recorded("k", AT, occasion, code, who, number, number, number, number, number, number, 99999)
    text = plain_text(history_lines(history(run)))
    assert all(columns(each) <= 80 for each in text.split("\n"))
    assert all(each.isprintable() for each in text.split("\n"))


def trend(*numbers: float, highest: Fraction | None = None) -> Trend:
    points = tuple((AT + timedelta(days=day), Fraction(number)) for day, number in enumerate(numbers))
    return Trend("findings", points, "", highest)


def test_the_words_say_what_the_picture_shows() -> None:
    assert trend().words == "not known"
    assert trend(7).words == "7, measured once"
    assert trend(7, 7, 7).words == "7 in each of 3 runs"
    assert trend(1, 7, 5).words == "5 now, down from 7; 1 to 7 in 3"


def test_the_lowest_bar_is_zero_and_the_highest_the_most() -> None:
    assert trend(0, 1, 50, 100).picture == "▁▁▅█"
    assert trend(0, 0).picture == "▁▁"
    assert trend(50, highest=Fraction(100)).picture == "▅"
    assert len(trend(*range(100)).picture) == 32


def test_a_share_that_is_nearly_whole_does_not_look_whole() -> None:
    ready = trends([READY])[2]
    assert ready.words == "99.9%, measured once"
    assert trends([replace(READY, ready=2000)])[2].words == "100%, measured once"


def test_of_nobody_there_is_no_share() -> None:
    assert trends([replace(READY, ready=0, people=0)])[2].points == ()


def points(runs: Sequence[Recorded], name: str) -> object:
    found = history_json(history(*runs), 0)["trends"]
    assert isinstance(found, dict)
    return found[name]


def test_the_document_tells_none_from_not_counted() -> None:
    document = history_json(replace(history(QUIET), notices=("a run could not be read",)), 1)
    assert document["reasons"] == ["failed"]
    assert document["runs"] == [
        {
            "key": "c",
            "at": "2026-11-24T14:02:03+00:00",
            "occasion": "drift",
            "exit_code": 0,
            "by": "",
            "changes": None,
            "deviations": 0,
            "waived": 1,
            "errors": 0,
            "warnings": 0,
            "ready": None,
            "people": None,
            "digest": None,
            "receipt": None,
        }
    ]
    assert points([READY], "ready") == {
        "unit": "%",
        "points": [{"at": "2026-11-26T14:02:03+00:00", "number": 99.95}],
    }
    assert points([PLAN, READY], "deviations") == {"unit": None, "points": []}
