"""Every figure of an impact is shown, and what is not known about a person is told from what is."""

from __future__ import annotations

from dataclasses import fields

from passkeyctl.insight.impact.effect import Effect, Standing
from passkeyctl.model.crowds import EMPTY, Crowd, Reach
from passkeyctl.render.people.impact_lines import FIGURES, ROWS, SHORT
from passkeyctl.render.people.impact_people import EFFECTS, Marks, a_few, affected
from tests.people import crowd
from tests.render.impact_plans import losing


def test_every_figure_has_its_words() -> None:
    figures = {each.name for each in fields(Effect)}
    assert set(EFFECTS) == figures
    assert set(FIGURES) == set(SHORT) == figures - {"no_other_passkey", "no_other_method"}
    assert set(ROWS) == {each.name for each in fields(Standing)}


def test_a_person_is_asked_about_in_one_step() -> None:
    marks = Marks.of(Reach(crowd(3), crowd(3, 900_000)))
    assert [marks.about(each) for each in (3, 900_000, 4, 900_001, 2_000_000)] == [True, None, False, False, False]
    assert Marks.of(Reach(EMPTY, EMPTY)).about(0) is False


def test_what_nobody_can_tell_is_said_with_perhaps() -> None:
    (person,) = affected(losing(), crowd(12))
    assert "perhaps no other method" in person.words()
    assert "perhaps no other passkey" not in person.words()


def test_a_few_of_many_are_the_first() -> None:
    assert a_few(Crowd.first(1_000_000), 3) == crowd(0, 1, 2)
