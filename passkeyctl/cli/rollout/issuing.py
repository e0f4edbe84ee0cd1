"""Making passes one by one: noted before, handed over at once, noted after; the one under way is always finished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from passkeyctl.cli.clock import now
from passkeyctl.cli.console import say
from passkeyctl.cli.people.reading_progress import duration
from passkeyctl.cli.rollout.invite_runs import InviteRun
from passkeyctl.cli.rollout.pass_takers import PassTaker
from passkeyctl.errors import ExitCode, GraphError, OutputFailed, PasskeyctlError
from passkeyctl.graph.passes import PassLost, issue_pass, read_passes
from passkeyctl.model.passes import PassTerms
from passkeyctl.model.people import Person

if TYPE_CHECKING:
    from passkeyctl.graph.client import GraphClient
    from passkeyctl.graph.pacing import Window

TOLD_EVERY = 10
FRESH = timedelta(minutes=1)
"""For so long nobody is taken to have been given a pass by somebody else since it was looked up that they have none."""
ABOUT_ONE = frozenset({400, 404})
"""Refusals that say something of one person; after any other the next would fare no better."""


@dataclass(slots=True)
class Issuing:
    """What has become of everybody so far. `lost` have a pass, or may have one, whose value nobody knows."""

    people: tuple[Person, ...] = ()
    issued: list[Person] = field(default_factory=list)
    lost: dict[Person, str] = field(default_factory=dict)
    refused: dict[Person, str] = field(default_factory=dict)
    ended_by: PasskeyctlError | None = None
    is_interrupted: bool = False
    doubt: str = ""

    @property
    def left(self) -> tuple[Person, ...]:
        settled = {*self.issued, *self.lost, *self.refused}
        return tuple(each for each in self.people if each not in settled)

    @property
    def has_made(self) -> bool:
        return bool(self.issued or self.lost)

    @property
    def exit_code(self) -> ExitCode:
        if not (self.lost or self.refused or self.left or self.ended_by or self.doubt):
            return ExitCode.DONE
        if self.has_made:
            return ExitCode.OPEN
        return ExitCode.INTERRUPTED if self.is_interrupted else ExitCode.FAILED

    def outcome_of(self, person: Person) -> str:
        if person in self.issued:
            return "issued"
        if person in self.lost:
            return "lost"
        if person in self.refused:
            return "refused"
        return "open" if person in self.people else ""


@dataclass(frozen=True, slots=True)
class Maker:
    """What every pass is made with. At `looked_at` only those `replaced` had a pass, which is to go."""

    client: GraphClient
    window: Window
    terms: PassTerms
    run: InviteRun
    taker: PassTaker
    looked_at: datetime
    replaced: frozenset[str] = frozenset()


async def issue_all(issuing: Issuing, people: Sequence[Person], maker: Maker, is_stopped: Callable[[], bool]) -> None:
    issuing.people = tuple(people)
    for number, person in enumerate(people):
        if is_stopped():
            issuing.is_interrupted = True
            break
        if number and number % TOLD_EVERY == 0:
            left = maker.window.longest(len(people) - number) + 0.5 * (len(people) - number)
            say(f"made {number:,} of {len(people):,} passes, about {duration(left)} left")
        try:
            await _issue(issuing, person, maker)
        except PasskeyctlError as error:
            issuing.ended_by = error
            break


async def _issue(issuing: Issuing, person: Person, maker: Maker) -> None:
    """Raises what speaks against going on."""
    if meanwhile := await _meanwhile(person, maker):
        issuing.refused[person] = meanwhile
        return
    maker.run.note("asked", person.id)
    try:
        given = await issue_pass(maker.client, person.id, maker.terms, maker.window)
    except PassLost as lost:
        if lost.is_there is False:
            maker.run.note("refused", person.id)
            issuing.refused[person] = lost.summary
        else:
            issuing.lost[person] = lost.summary
        return
    except GraphError as refused:
        maker.run.note("refused", person.id)
        if refused.status not in ABOUT_ONE:
            raise
        issuing.refused[person] = "; ".join((refused.summary, *refused.detail[:1]))
        return
    try:
        maker.taker.put(person, given)
    except OutputFailed:
        issuing.lost[person] = "the pass was made, but it could not be handed over"
        raise
    issuing.issued.append(person)
    maker.run.note("issued", person.id)


async def _meanwhile(person: Person, maker: Maker) -> str:
    """Why somebody gets none after all: while a question was answered, or others got theirs, somebody else acted."""
    if now() - maker.looked_at < FRESH or person.id in maker.replaced:
        return ""
    found = (await read_passes(maker.client, [person.id], maker.window))[person.id]
    if isinstance(found, str):
        return found
    has_one = found is not None and found.stands is not False
    return "somebody else gave them a pass meanwhile, and it stays" if has_one else ""
