"""Soaking, windows of time and the ladder agree with references that go step by step."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.model.address import Address, Kind
from passkeyctl.model.observed import Standing
from passkeyctl.model.rollout import Gate, LastAdminGuard, Soak, Stage, Window
from passkeyctl.rollout.climbing import climb
from passkeyctl.rollout.evidence import Evidence
from passkeyctl.rollout.gates import ask
from passkeyctl.rollout.ladder import Answer, Ladder, Measured
from passkeyctl.rollout.ladder import Standing as Place
from tests.rollout.gating import NOW, entering, ladder_of, measured, stage
from tests.rollout.reference import Hours, Step, Stood, climbed, soaked, within
from tests.states import HERE

LASTS = 24
SOAK = Soak(timedelta(hours=LASTS), HERE)
stoods = st.builds(Stood, st.none() | st.integers(0, 2 * LASTS), st.booleans())


def standing(stood: Stood) -> Standing:
    since = None if stood.hours is None else NOW - timedelta(hours=stood.hours)
    return Standing(since, is_exact=stood.is_exact)


def soaks(objects: list[Stood | None]) -> Measured:
    addresses = tuple(Address(Kind.POLICY, f"p{number}") for number in range(len(objects)))
    known = {address: standing(each) for address, each in zip(addresses, objects, strict=True) if each is not None}
    return ask(SOAK, stage(), Evidence(NOW, standing=known), entering(objects=addresses), ())


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | stoods, max_size=3))
def test_soaking(objects: list[Stood | None]) -> None:
    found = soaks(objects)
    assert found.answer.value == soaked(objects, LASTS)
    late = [f"conditionalAccess.p{at}" for at, each in enumerate(objects) if soaked([each], LASTS) != "open"]
    assert list(found.missing) == late


@settings(max_examples=100, deadline=None)
@given(st.lists(stoods, min_size=1, max_size=3), st.integers(1, 100))
def test_time_never_shuts_what_has_soaked(objects: list[Stood], hours: int) -> None:
    later = [replace(each, hours=None if each.hours is None else each.hours + hours) for each in objects]
    if soaks([*objects]).answer is Answer.OPEN:
        assert soaks([*later]).answer is Answer.OPEN


zones = st.sampled_from(("UTC", "Europe/Oslo", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati"))
minutes = st.integers(0, 24 * 60 - 1).map(lambda each: time(each // 60, each % 60))
days = st.dates(date(2026, 10, 20), date(2026, 11, 5))
windows = st.builds(
    Window,
    st.just(HERE),
    days=st.frozensets(st.integers(0, 6), max_size=3),
    start=st.none() | minutes,
    end=st.none() | minutes,
    zone=zones,
    not_before=st.none() | days,
    not_after=st.none() | days,
)
moments = st.datetimes(datetime(2026, 10, 20), datetime(2026, 11, 5), timezones=st.just(UTC))


def hours(gate: Window) -> Hours:
    return Hours(gate.days, gate.start, gate.end, gate.zone, gate.not_before, gate.not_after)


def asked(gate: Window, now: datetime) -> Measured:
    return ask(gate, stage(), Evidence(now), entering(), ())


@settings(max_examples=300, deadline=None)
@given(windows, moments)
def test_a_window_of_time(gate: Window, now: datetime) -> None:
    """Clocks are put back within these days."""
    assert (asked(gate, now).answer is Answer.OPEN) == within(hours(gate), now)


@settings(max_examples=60, deadline=None)
@given(windows, moments)
def test_it_says_when_it_opens(gate: Window, now: datetime) -> None:
    """An hour before, by any minute, it is closed yet: looked at every seven minutes until then, or for a month."""
    found = asked(gate, now)
    if found.answer is Answer.OPEN:
        assert found.hint == ""
        return
    nearest = next((at for at in _looked_at(now) if within(hours(gate), at)), None)
    if nearest is None:
        assert "does not open" in found.hint or gate.start is not None or gate.end is not None or gate.not_before
    else:
        assert found.hint.startswith("opens ")


def _looked_at(now: datetime) -> list[datetime]:
    return [now + timedelta(minutes=7 * each) for each in range(1, 14 * 24 * 60 // 7)]


CODES = ("ROL101", "ROL103", "ROL106")
answers = st.sampled_from(("open", "open", "closed", "unknown"))
steps = st.builds(
    Step, st.booleans(), st.booleans(), st.lists(st.tuples(st.sampled_from(CODES), answers), max_size=2).map(tuple)
)
GATE: Gate = LastAdminGuard(HERE)


def walked(listed: list[Step], wanted: int, overrides: frozenset[str]) -> Ladder:
    stages = [stage(f"s{number}", sets=each.sets) for number, each in enumerate(listed)]
    shown = {f"s{number}": each.is_shown for number, each in enumerate(listed) if each.sets}
    gates = {
        f"s{number}": tuple(measured(GATE, code, Answer(answer)) for code, answer in each.gates)
        for number, each in enumerate(listed)
    }

    def answered(asked: Stage) -> tuple[Measured, ...]:
        return gates[asked.name]

    reasons = dict.fromkeys(overrides, "because")
    return climb(ladder_of(*stages), f"s{wanted}", shown, answered, reasons)


ladders = st.lists(steps, min_size=1, max_size=5)
overridden = st.frozensets(st.sampled_from(CODES))


@settings(max_examples=400, deadline=None)
@given(ladders, st.integers(0, 4), overridden)
def test_a_ladder(listed: list[Step], wanted: int, overrides: frozenset[str]) -> None:
    wanted = min(wanted, len(listed) - 1)
    found = walked(listed, wanted, overrides)
    expected = climbed(listed, wanted, overrides)
    assert [each.standing.value for each in found.rungs] == expected
    brought = {f"s{at}" for at, each in enumerate(expected) if at <= wanted and each in ("shown", "enters")}
    assert list(found.included) == sorted(brought)


@settings(max_examples=200, deadline=None)
@given(ladders, st.integers(0, 4), overridden)
def test_what_is_shown_stays_and_nothing_behind_what_is_held_is_entered(
    listed: list[Step], wanted: int, overrides: frozenset[str]
) -> None:
    wanted = min(wanted, len(listed) - 1)
    found = walked(listed, wanted, overrides)
    shown = {each.stage.name for each in found.rungs if each.standing is Place.SHOWN}
    assert shown & {f"s{at}" for at in range(wanted + 1)} <= set(found.included)
    held = [at for at, each in enumerate(found.rungs) if each.standing is Place.HELD]
    assert not [each for each in found.rungs[held[0] :] if each.standing is Place.ENTERS] if held else True
    assert sum(bool(each.let_in and each.stage.settings) for each in found.rungs) <= 1
    plain = walked(listed, wanted, frozenset())
    first = [at for at, each in enumerate(plain.rungs) if each.standing is Place.HELD]
    more = [at for at in range(wanted + 1) if f"s{at}" in found.included and f"s{at}" not in plain.included]
    assert not more or (bool(found.rungs[first[0]].let_in) and more[0] == first[0])
    behind = [at for at in more if any(listed[each].sets for each in more if each < at)]
    assert all(each.answer is Answer.OPEN for at in behind for each in found.rungs[at].gates)
