"""Colours: the same characters, and nothing loaded where none are wanted."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from passkeyctl.render.lines import Line, Role, Span
from passkeyctl.render.plain import plain_text
from passkeyctl.render.terminal import STYLES, coloured_text
from passkeyctl.render.text import plan_lines
from tests.render import plans

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("make", [plans.every_shape, plans.every_finding, plans.hostile, plans.wide])
def test_without_its_colours_it_is_the_plain_text(make: type) -> None:
    lines = plan_lines(make(), plans.view())
    assert COLOUR.sub("", coloured_text(lines)) == plain_text(lines)


def test_each_role_has_its_colour() -> None:
    lines: list[Line] = [(Span("+ made", Role.CREATE), Span(" (id)", Role.MUTED)), (Span("- gone", Role.DELETE),), ()]
    assert coloured_text(lines) == "\x1b[32m+ made\x1b[0m\x1b[2m (id)\x1b[0m\n\x1b[31m- gone\x1b[0m\n\n"
    assert set(STYLES) == set(Role)


def test_markup_in_a_name_is_text() -> None:
    assert coloured_text([(Span("[bold red]x[/] :smile: https://example.com"),)]) == (
        "[bold red]x[/] :smile: https://example.com\n"
    )


def test_plain_text_and_json_load_no_rich() -> None:
    check = (
        "import sys; import passkeyctl.render.text, passkeyctl.render.plain, passkeyctl.render.plan_json; "
        "import passkeyctl.render.records.outcome_json, passkeyctl.render.diagnostics_json; "
        "print('rich' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
