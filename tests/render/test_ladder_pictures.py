"""Pictures of a ladder made by hand: every standing, names that mean harm, names in wide letters."""

from __future__ import annotations

from datetime import timedelta

import pytest

from passkeyctl.diagnostics import SourceRange
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.rollout import Having, Registered, Rollout, Setting, Soak, Stage, Threshold
from passkeyctl.render.lines import columns
from passkeyctl.render.plain import plain_text
from passkeyctl.render.rollout.ladder_html import ladder_html
from passkeyctl.render.rollout.ladder_picture import picture_lines
from passkeyctl.render.rollout.ladder_status import Step, status_lines
from passkeyctl.rollout.ladder import Answer, Ladder, Measured, Rung, Standing

HERE = SourceRange("passkeys.yaml", 3, 1)
HARM = "<img src=x onerror=alert(1)>\u202e\x1b[2J&\"'"
GROUP = Reference(RefKind.GROUP, HARM)
GATE = Registered(Having.PASSKEY, GROUP, Threshold(90, is_share=True), HERE)
SOAK = Soak(timedelta(days=7), HERE)
STANDINGS = (Standing.SHOWN, Standing.ENTERS, Standing.HELD, Standing.WAITING, Standing.ABOVE)


def stage(name: str, after: str) -> Stage:
    return Stage(name, after, (Setting("a.b", HARM, False, HERE),), (GATE, SOAK), (), "0123456789ab", HERE, HARM)


def ladder_of(names: tuple[str, ...]) -> tuple[Rollout, Ladder]:
    stages = tuple(stage(name, after) for name, after in zip(names, ("", *names), strict=False))
    measured = Measured(GATE, "ROL101", Answer.CLOSED, HARM, "at least 90%", 1.0, "%", HARM, (HARM, HARM), HARM, HARM)
    rungs = tuple(
        Rung(each, standing, (measured,) if standing is Standing.HELD else ())
        for each, standing in zip(stages, STANDINGS, strict=True)
    )
    return Rollout(stages, names[3], HERE), Ladder(rungs, names[3], names[:2])


PLAIN = ("one", "two", "three", "four", "five")
WIDE = ("入門", "パイロット" * 9, HARM, "全員" * 30, "e\u0301" * 20)


@pytest.mark.parametrize("names", [PLAIN, WIDE], ids=["plain", "wide"])
def test_pictures_keep_within_80_columns_and_show_every_standing(names: tuple[str, ...]) -> None:
    rollout, ladder = ladder_of(names)
    drawn = plain_text(picture_lines(rollout, ladder))
    table = plain_text(status_lines(rollout, ladder, HARM, [Step(HARM)]))
    for text in (drawn, table):
        assert max(map(columns, text.splitlines())) <= 80
        assert "\x1b" not in text
        assert "\u202e" not in text
        for words in ("shown by the tenant", "an apply brings it", "held by a gate", "waits behind", "not wanted yet"):
            assert words in text
    assert {columns(each) for each in drawn.splitlines()[2:]} == {78}


def test_a_command_is_never_broken() -> None:
    rollout, ladder = ladder_of(PLAIN)
    command = "passkeyctl apply --tenant sandbox " + "very/long/" * 12
    assert f"\n    {command}\n" in plain_text(status_lines(rollout, ladder, "Contoso", [Step("do", command)]))


def test_the_gates_of_a_stage_are_counted() -> None:
    rollout, ladder = ladder_of(PLAIN)
    text = plain_text(status_lines(rollout, ladder, "Contoso", []))
    assert [each.split("  ")[-1].strip() for each in text.splitlines()[3:8]] == [
        "2 not asked",
        "2 not asked",
        "0 of 1 open",
        "2 not asked",
        "2 not asked",
    ]


def test_a_page_has_no_element_from_a_name() -> None:
    page = ladder_html(*ladder_of(WIDE), HARM)
    assert "<img" not in page
    assert "\u202e" not in page
    assert "\x1b" not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") >= 12
    assert all(each.isprintable() for each in page if each != "\n")
