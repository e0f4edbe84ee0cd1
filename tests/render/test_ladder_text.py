"""A ladder as lines, as Markdown and as JSON, and what of it is shown in public places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passkeyctl.diagnostics import SourceRange
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.rollout import (
    Approvals,
    EmergencyTested,
    Failures,
    Gate,
    Having,
    LastAdminGuard,
    Registered,
    Setting,
    Soak,
    Stage,
    Threshold,
    Window,
    code_of,
)
from passkeyctl.render.lines import WIDTH, columns
from passkeyctl.render.plain import plain_text
from passkeyctl.render.redaction import Redaction
from passkeyctl.render.rollout.ladder_json import ladder_json
from passkeyctl.render.rollout.ladder_lines import ladder_lines
from passkeyctl.render.rollout.ladder_markdown import ladder_markdown
from passkeyctl.render.rollout.ladder_redaction import redacted_ladder
from passkeyctl.render.rollout.ladder_words import gate_words, key_of, override_hint
from passkeyctl.rollout.ladder import Answer, Ladder, Measured, Rung, Standing
from passkeyctl.sandbox.jsonread import objects

HERE = SourceRange("passkeys.yaml", 3, 1)
PILOT = Reference(RefKind.GROUP, "pilot", name="PK-Pilot")
HOLDS_ONE = Registered(Having.PASSKEY, PILOT, Threshold(95, is_share=True), HERE)
FAILS = Failures("enforce", Threshold(0, is_share=False), timedelta(days=7), HERE)
GATES: tuple[tuple[Gate, str], ...] = (
    (HOLDS_ONE, "registeredPasskey `pilot`"),
    (replace(HOLDS_ONE, having=Having.AUTHENTICATOR), "registeredAuthenticator `pilot`"),
    (replace(HOLDS_ONE, having=Having.SECOND_METHOD), "secondMethod `pilot`"),
    (Soak(timedelta(days=7), HERE), "soak"),
    (FAILS, "reportOnlyFailures `enforce`"),
    (EmergencyTested(HERE), "emergencyAccessTested"),
    (LastAdminGuard(HERE), "lastAdminGuard"),
    (Approvals(2, HERE), "approvals"),
    (Window(HERE), "window"),
)


def stage(name: str) -> Stage:
    return Stage(name, "", (), (), (), "0123456789ab", HERE)


def measured(gate: Gate, answer: Answer = Answer.CLOSED, **members: str | tuple[str, ...]) -> Measured:
    found = Measured(gate, code_of(gate), answer, value="3 of 12 people, 25%", threshold="at least 95%")
    return replace(found, **members)  # type: ignore[arg-type]  # the tests name the members


def held(*gates: Measured, let_in: Mapping[str, str] | None = None) -> Ladder:
    standing = Standing.ENTERS if let_in else Standing.HELD
    rungs = (
        Rung(stage("prepare"), Standing.SHOWN),
        Rung(stage("everybody"), standing, gates, let_in or {}),
        Rung(stage("open"), Standing.ABOVE),
    )
    return Ladder(rungs, "everybody", ("prepare", "everybody") if let_in else ("prepare",))


def text(ladder: Ladder) -> str:
    return plain_text(ladder_lines(ladder))


@pytest.mark.parametrize(("gate", "words"), GATES)
def test_each_gate_is_called_as_in_the_files(gate: Gate, words: str) -> None:
    assert gate_words(gate) == words
    assert words.startswith(key_of(gate))


def test_a_held_stage_says_what_was_measured_who_is_missing_and_what_helps() -> None:
    names = tuple(f"person{number}@contoso.com" for number in range(1, 8))
    gate = measured(HOLDS_ONE, missing=names, hint="invite them", trend="+12 points in 7 days")
    assert text(held(gate)) == (
        "\n"
        "Roll-out\n"
        "  = prepare    shown by the tenant\n"
        "  ! everybody  held by ROL101\n"
        "      closed  ROL101 registeredPasskey `pilot`: 3 of 12 people, 25%; demanded at\n"
        "        least 95% (+12 points in 7 days)\n"
        "        missing: person1@contoso.com, person2@contoso.com, person3@contoso.com,\n"
        "          person4@contoso.com, person5@contoso.com and 2 more\n"
        "        hint: invite them\n"
        "  . open       not wanted yet\n"
        "  `everybody` is wanted, this plan goes as far as `prepare`\n"
        '  let it in for one run: --override ROL101="reason"\n'
    )


def test_an_open_gate_says_no_more_than_what_it_measured() -> None:
    shown = text(held(measured(HOLDS_ONE, Answer.OPEN, hint="nothing", missing=("ann@contoso.com",))))
    assert "open    ROL101" in shown
    assert "hint: nothing" not in shown
    assert "ann@contoso.com" not in shown


def test_what_nobody_knows_is_closed_and_says_why() -> None:
    shown = text(held(measured(FAILS, Answer.UNKNOWN, why="the sign-in log was not read")))
    assert "unknown ROL104 reportOnlyFailures `enforce`" in shown
    assert "        the sign-in log was not read\n" in shown


def test_a_stage_that_was_let_in_tells_the_reason_beside_its_gate() -> None:
    shown = text(held(measured(HOLDS_ONE), let_in={"ROL101": "the board said so"}))
    assert "+ everybody  entered: it sets nothing of its own" not in shown
    assert "+ everybody  entered by this plan, past ROL101\n" in shown
    assert "        overridden: the board said so\n" in shown
    assert "is wanted" not in shown


def test_a_broken_promise_has_no_way_past_it() -> None:
    promise = LastAdminGuard(HERE)
    assert override_hint(held(measured(promise), measured(HOLDS_ONE))) == ""
    assert override_hint(held(measured(promise, Answer.UNKNOWN))) == '--override ROL106="reason"'


def test_where_one_stage_was_let_in_no_override_is_offered_for_the_next() -> None:
    ladder = held(measured(HOLDS_ONE))
    past = Rung(stage("pilot"), Standing.ENTERS, (measured(FAILS),), {"ROL104": "the board said so"})
    assert override_hint(ladder) == '--override ROL101="reason"'
    assert override_hint(replace(ladder, rungs=(past, *ladder.rungs))) == '--override ROL101="reason"'
    sets = (Setting("conditionalAccess.pilot.state", "enabled", is_added=False, source=HERE),)
    past = replace(past, stage=replace(past.stage, settings=sets))
    assert override_hint(replace(ladder, rungs=(past, *ladder.rungs))) == ""


@given(st.text(min_size=1, max_size=120), st.lists(st.text(min_size=1, max_size=90), max_size=9))
def test_no_line_is_wider_than_a_terminal(name: str, missing: list[str]) -> None:
    gate = measured(HOLDS_ONE, why=name, hint=name, trend=name, missing=tuple(missing))
    ladder = held(gate)
    wide = replace(ladder, rungs=(*ladder.rungs, Rung(stage(name), Standing.WAITING)))
    assert all(columns("".join(span.text for span in each)) <= WIDTH for each in ladder_lines(wide))


def test_markdown_has_a_row_for_each_stage() -> None:
    rows = list(ladder_markdown(held(measured(HOLDS_ONE, missing=("a|b@contoso.com",), hint="invite them"))))
    assert rows[5:] == [
        "| `prepare` | shown by the tenant |  |",
        "| `everybody` | held by ROL101 | closed ROL101 registeredPasskey `pilot`: 3 of 12 people, 25%; demanded at "
        "least 95%; missing: a\\|b@<!-- -->contoso.com; invite them |",
        "| `open` | not wanted yet |  |",
    ]


def test_json_has_everybody_who_is_missing() -> None:
    names = tuple(f"person{number}@contoso.com" for number in range(20))
    document = ladder_json(held(measured(HOLDS_ONE, missing=names)))
    assert (document["wanted"], document["reached"], document["held"]) == ("everybody", "prepare", True)
    stages = document["stages"]
    (gate,) = objects(objects(stages)[1]["gates"])
    assert gate["missing"] == list(names)
    assert (gate["about"], gate["can_override"], gate["number"]) == ("pilot", True, None)


def test_in_public_the_same_person_has_the_same_word_and_nobody_a_name() -> None:
    ladder = held(
        measured(HOLDS_ONE, missing=("bob@contoso.com", "ann@contoso.com")),
        measured(EmergencyTested(HERE), missing=("ann@contoso.com",), why="ann@contoso.com never signed in"),
        measured(Approvals(2, HERE), value="1 approval: Ada Lovelace", missing=("1 person more",)),
        measured(
            Soak(timedelta(days=7), HERE),
            why="`a` was changed 2026-11-23 22:07 UTC by ada@host, as a receipt on this machine says",
            missing=("conditionalAccess.enforce",),
        ),
    )
    keys, tested, approved, soaked = redacted_ladder(ladder).rungs[1].gates
    assert keys.missing == ("<missing 2>", "<missing 1>")
    assert (tested.missing, tested.why) == (("<missing 1>",), "<missing 1> never signed in")
    assert (approved.value, approved.missing) == ("1 approval", ("1 person more",))
    assert soaked.why == "`a` was changed 2026-11-23 22:07 UTC by <somebody>, as a receipt on this machine says"
    assert soaked.missing == ("conditionalAccess.enforce",)


def test_a_ladder_of_every_gate_goes_through_redaction_unharmed() -> None:
    ladder = held(*(measured(gate, missing=("somebody",)) for gate, _ in GATES), let_in={"ROL101": "so it is"})
    assert Redaction({}).of(ladder) == ladder
    assert Redaction({"PK-Pilot": "<group 1>"}).of(PILOT).name == "<group 1>"
