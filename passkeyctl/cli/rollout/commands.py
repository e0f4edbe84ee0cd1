"""Command lines that lead on, for copying into a shell, and the sentences around them."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from passkeyctl.model.rollout import Rollout
from passkeyctl.render.rollout.ladder_status import Step
from passkeyctl.render.rollout.ladder_words import closed, held_name, override_hint
from passkeyctl.rollout.climbing import next_of
from passkeyctl.rollout.ladder import Ladder, Rung, Standing

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Run:
    """What a command was called with, as far as the next one needs it too."""

    paths: tuple[str, ...] = ()
    tenant: str = ""
    cloud: str = ""
    auth: str = ""
    client_id: str = ""

    def line(self, *words: str, stage: str = "", overrides: Mapping[str, str] = NOTHING) -> str:
        """`passkeyctl apply --tenant sandbox examples/pilot`."""
        named = {
            "--tenant": self.tenant,
            "--cloud": self.cloud,
            "--auth": self.auth,
            "--client-id": self.client_id,
            "--stage": stage,
        }
        options = (word for name, value in named.items() if value for word in (name, value))
        passing = (word for code, reason in overrides.items() for word in ("--override", f"{code}={reason}"))
        return _joined(["passkeyctl", *words, *options, *passing, *self.paths])


def _joined(words: Sequence[str]) -> str:
    if os.name == "nt":
        return " ".join(f'"{each}"' if " " in each else each for each in words)
    return shlex.join(words)


def next_steps(
    rollout: Rollout, ladder: Ladder, run: Run, *, stage: str = "", pending: int | None = None
) -> tuple[Step, ...]:
    """What to do now; `stage` is what `--stage` said. An apply would change `pending` objects, if that is known."""
    return tuple(_steps(rollout, ladder, run, stage, pending))


def _steps(rollout: Rollout, ladder: Ladder, run: Run, stage: str, pending: int | None) -> Iterator[Step]:
    entering = [each.stage.name for each in ladder.rungs if each.standing is Standing.ENTERS and each.stage.settings]
    above = [each.stage.name for each in ladder.rungs if _is_taken_back(each, ladder)]
    apply = run.line("apply", stage=stage)
    if above:
        stand, them = ("stands", "it") if len(above) == 1 else ("stand", "them")
        yield Step(f"{_named(above)} {stand} above the wanted stage, and an apply takes {them} back:", apply)
    if entering:
        yield Step(f"{_named(entering)} can be entered:", apply)
    if pending and not entering and not above:
        objects = "1 object differs" if pending == 1 else f"{pending} objects differ"
        yield Step(f"{objects} from what the file says: see the plan, and apply it:", apply)
    if pending is None:
        yield Step("no plan can be made now, and it says why:", run.line("plan", stage=stage))
    if ladder.is_held:
        yield from _held(ladder, run, stage)
    elif pending == 0:
        yield from _on(rollout, ladder, run)


def _is_taken_back(rung: Rung, ladder: Ladder) -> bool:
    return rung.standing is Standing.SHOWN and rung.stage.name not in ladder.included and bool(rung.stage.settings)


def _named(names: Sequence[str]) -> str:
    return ", ".join(f"`{each}`" for each in names)


def _held(ladder: Ladder, run: Run, stage: str) -> Iterator[Step]:
    again = run.line("rollout", "status", stage=stage)
    yield Step(f"`{held_name(ladder)}` is held: see to its gates, and measure again:", again)
    way_past = override_hint(ladder)
    if way_past:
        yield Step("or let it in for one run, and say why:", f"{run.line('apply', stage=stage)} {way_past}")


def _on(rollout: Rollout, ladder: Ladder, run: Run) -> Iterator[Step]:
    following = next_of(ladder)
    if following is None:
        yield Step(f"`{rollout.wanted}` is the last stage, and the tenant shows it: nothing is left to do")
        return
    rung = next(each for each in ladder.rungs if each.stage.name == following.name)
    if closed(rung):
        yield Step(f"`{following.name}` comes next, and its gates are not all open: wait, or see to them")
    yield Step(f"want `{following.name}`:", run.line("rollout", "next"))
