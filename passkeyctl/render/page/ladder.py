"""The roll-out as it stands, with what its gates answered."""

from __future__ import annotations

from passkeyctl.model.rollout import Rollout
from passkeyctl.render.page.frame import Part
from passkeyctl.render.page.markup import code, prose
from passkeyctl.render.rollout.ladder_html import stages_html
from passkeyctl.render.rollout.ladder_words import held_sentence
from passkeyctl.rollout.ladder import Ladder


def ladder_part(ladder: Ladder | None) -> Part:
    if ladder is None or not ladder.rungs:
        return Part("rollout", "Roll-out", "")
    stages = tuple(each.stage for each in ladder.rungs)
    rollout = Rollout(stages, ladder.wanted, stages[0].source)
    held = f'<p class="bad">{prose(held_sentence(ladder))}</p>' if ladder.is_held else ""
    said = f"<p>{code(ladder.wanted)} is wanted. A gate is asked only before a stage is entered.</p>"
    return Part("rollout", "Roll-out", f"{said}{held}{stages_html(rollout, ladder, level=3)}", len(stages))
