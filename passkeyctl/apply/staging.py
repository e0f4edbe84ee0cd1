"""A roll-out in a tenant: what it shows of each stage, which stages a plan has, and what the files say with these."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from passkeyctl.apply.comparing import context_of
from passkeyctl.apply.gate_sources import GateSources
from passkeyctl.apply.gathering import Asking, gather
from passkeyctl.config.load import at_stages
from passkeyctl.diagnostics import Diagnostic, error, has_errors, in_reading_order
from passkeyctl.diff import diff
from passkeyctl.errors import UserFault
from passkeyctl.graph.client import GraphClient
from passkeyctl.insight.tenant_state import after, before
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Directory
from passkeyctl.model.rollout import Rollout, Stage
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.plan import PlanOptions
from passkeyctl.resolve import Context, resolve
from passkeyctl.rollout.climbing import climb, shown_stages
from passkeyctl.rollout.evidence import Entering
from passkeyctl.rollout.gates import ask
from passkeyctl.rollout.ladder import Ladder, Measured, Rung, Standing
from passkeyctl.rollout.showing import Composed, Sets, composed, sets, shows, taken_back
from passkeyctl.rollout.unsettled import as_it_is_left

ROWS = frozenset({Kind.TARGET, Kind.EXCLUDE})


@dataclass(frozen=True, slots=True)
class Staged:
    """What a plan of a roll-out is made from: the `configuration` has the settings of the stages of the `ladder`.

    `taken_back` are faults of a plan of it: settings of held stages that stand and would not afterwards."""

    ladder: Ladder
    configuration: Configuration
    destination: Destination
    prior: PriorState
    directory: Directory
    taken_back: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladders:
    """The same files at every height: `upto` begins with no stage at all and goes up one by one."""

    rollout: Rollout
    upto: tuple[Configuration, ...]


def ladders_of(configuration: Configuration) -> Ladders | None:
    """None where the files have no roll-out."""
    rollout = configuration.rollout
    if rollout is None:
        return None
    heights = (rollout.names[:count] for count in range(len(rollout.names) + 1))
    upto = tuple(at_stages(configuration.files, names, rollout.wanted) for names in heights)
    return Ladders(rollout, upto)


@dataclass(frozen=True, slots=True)
class _Height:
    """The files up to one stage beside the tenant. `faults` are about names that mean nothing there."""

    composed: Composed
    context: Context
    faults: tuple[Diagnostic, ...]

    @property
    def is_sound(self) -> bool:
        return not has_errors(self.faults)


async def staged(
    client: GraphClient,
    ladders: Ladders,
    prior: PriorState,
    directory: Directory,
    destination: Destination,
    options: PlanOptions,
    sources: GateSources,
    *,
    asks_next: bool = False,
) -> Staged:
    """Look at what is shown, gather what the gates ask about, and climb.

    With `asks_next` the gates of the first stage that is neither shown nor wanted are asked too, to be shown.
    """
    tenant = _Tenant(ladders, prior, directory)
    wanted = ladders.rollout.wanted
    if options.entered is not None:
        ladder = resumed(ladders.rollout, tenant.shows, options.entered)
        return tenant.staged(ladder, destination)
    asked = tenant.askable(beyond=asks_next)
    answers: dict[str, tuple[Measured, ...]] = {}
    if asked:
        entering = {each.name: tenant.entering(each) for each in asked}
        asking = Asking(ladders.upto[-1], tenant.top, destination, tenant.live(), tuple(asked), entering)
        evidence = await gather(client, asking, sources)
        approvals, changed = ladders.rollout.approvals, tenant.changed_anyway()
        answers = {
            each.name: tuple(
                as_it_is_left(ask(gate, each, evidence, entering[each.name], approvals), entering[each.name], changed)
                for gate in each.gates
            )
            for each in asked
        }
    ladder = climb(
        ladders.rollout, wanted, tenant.shown, lambda stage: answers.get(stage.name, ()), options.gate_overrides
    )
    return tenant.staged(_with_next(ladder, answers), destination)


def _with_next(ladder: Ladder, answers: Mapping[str, tuple[Measured, ...]]) -> Ladder:
    """Gates of a stage above the wanted one are told, and decide nothing."""
    rungs = tuple(
        replace(each, gates=answers.get(each.stage.name, ())) if each.standing is Standing.ABOVE else each
        for each in ladder.rungs
    )
    return replace(ladder, rungs=rungs)


def resumed(rollout: Rollout, shows: frozenset[str], entered: Sequence[str]) -> Ladder:
    """As it was when a run began that is gone on with: no gate is asked again."""
    wanted, is_cut = frozenset(rollout.up_to(rollout.wanted)), False
    rungs = []
    for stage in rollout.stages:
        if stage.name in entered or (stage.name in shows and stage.name not in wanted):
            standing = Standing.SHOWN if stage.name in shows else Standing.ENTERS
        elif stage.name not in wanted:
            standing = Standing.ABOVE
        else:
            standing, is_cut = (Standing.WAITING if is_cut else Standing.HELD), True
        rungs.append(Rung(stage, standing))
    return Ladder(tuple(rungs), rollout.wanted, tuple(entered))


class _Tenant:
    """A roll-out's stages beside what was read of one tenant."""

    def __init__(self, ladders: Ladders, prior: PriorState, directory: Directory) -> None:
        self._ladders = ladders
        self._prior = prior
        self._directory = directory
        self._heights = [self._height(each) for each in ladders.upto]
        self.shown = dict(self._shown())
        self.shows = shown_stages(ladders.rollout, self.shown)

    @property
    def top(self) -> Context:
        """What names are resolved with when all stages are in."""
        return self._heights[-1].context

    def staged(self, ladder: Ladder, destination: Destination) -> Staged:
        """Raises where a stage that stands can't be described without one below it that is held, and where one that
        may stand would be taken back only because a name of it means nothing any more."""
        found: list[Diagnostic] = []
        configuration = self.configuration(ladder.included, found)
        found.extend(self._nameless(ladder, configuration))
        if has_errors(found):
            raise UserFault(in_reading_order(found))
        taken = tuple(self._taken_back(ladder, configuration))
        return Staged(ladder, configuration, destination, self._prior, self._directory, taken)

    def _taken_back(self, ladder: Ladder, configuration: Configuration) -> Iterable[Diagnostic]:
        """A stage that stands in part is no more taken back by a number than one that stands."""
        plan = self._height(configuration).composed
        for number, rung in enumerate(ladder.rungs):
            if rung.standing not in (Standing.HELD, Standing.WAITING):
                continue
            below, here = self._heights[number], self._heights[number + 1]
            upto = [each.composed for each in self._heights[number + 1 :] if each.is_sound]
            for field in taken_back(below.composed, here.composed, upto, plan):
                yield _taken_back(field, rung.stage)

    def _nameless(self, ladder: Ladder, configuration: Configuration) -> tuple[Diagnostic, ...]:
        rollout = self._ladders.rollout
        top = self._heights[len(rollout.up_to(rollout.wanted))]
        if top.is_sound or not ladder.is_held:
            return ()
        here = self._height(configuration).composed
        missing = {each.address for each in sets(here, top.composed)}
        return top.faults if any(_is_lost(each, missing) for each in here.changes.values()) else ()

    def live(self) -> dict[Address, LiveObject]:
        """What is in the tenant of everything that any stage names."""
        changes = (each for height in self._heights for each in height.composed.changes.values())
        return {each.address: each.live for each in changes if each.live is not None}

    def configuration(self, included: Sequence[str], found: list[Diagnostic] | None = None) -> Configuration:
        rollout = self._ladders.rollout
        if tuple(included) == rollout.names[: len(included)]:
            return self._ladders.upto[len(included)]
        return at_stages(self._ladders.upto[0].files, tuple(included), rollout.wanted, found)

    def changed_anyway(self) -> frozenset[Address]:
        """What a plan changes though it enters no stage."""
        rollout = self._ladders.rollout
        kept = (each for each in rollout.up_to(rollout.wanted) if each in self.shows)
        changes = self._height(self.configuration(tuple(kept))).composed.changes
        return frozenset(address for address, each in changes.items() if each.action is not Action.NO_OP)

    def askable(self, *, beyond: bool) -> list[Stage]:
        """Those whose gates may come to be asked: up to the wanted one, and the next one above it that is not shown."""
        rollout = self._ladders.rollout
        wanted = frozenset(rollout.up_to(rollout.wanted))
        missing = [each for each in rollout.stages if each.name not in self.shows]
        above = [each for each in missing if each.name not in wanted]
        return [*(each for each in missing if each.name in wanted), *(above[:1] if beyond else ())]

    def entering(self, stage: Stage) -> Entering:
        """With the stages below it, and with those above it that stand anyway."""
        rollout = self._ladders.rollout
        at = rollout.names.index(stage.name)
        wanted = rollout.names.index(rollout.wanted)
        kept = [each for place, each in enumerate(rollout.names) if at < place <= wanted and each in self.shows]
        height = self._height(self.configuration((*rollout.names[: at + 1], *kept)))
        changes = tuple(height.composed.changes.values()) if height.is_sound else ()
        return Entering(before(self._prior), after(self._prior, changes), tuple(self._objects(stage)))

    def _objects(self, stage: Stage) -> Iterable[Address]:
        """What this stage changes, and what those set that have to stand before it.

        What the stage itself brings can't have stood before.
        """
        found: dict[Address, None] = {}
        for each in chain(self._ladders.rollout, stage):
            at = self._ladders.rollout.names.index(each.name)
            below, here = self._heights[at].composed, self._heights[at + 1].composed
            addresses = (field.address for field in sets(below, here))
            found.update({one: None for one in addresses if each is not stage or one in below.entries})
        return found

    def _height(self, configuration: Configuration) -> _Height:
        context = context_of(configuration, self._prior, self._directory)
        resolved = resolve(configuration, context)
        difference = diff(resolved.entries, context.identities, self._prior, configuration.manage)
        faults = (*context.identities.diagnostics, *resolved.diagnostics)
        return _Height(composed(resolved.entries, difference.changes), context, faults)

    def _shown(self) -> Iterable[tuple[str, bool]]:
        """A stage with a name that means nothing in the tenant can't be shown by it."""
        for at, stage in enumerate(self._ladders.rollout.stages, start=1):
            below, here = self._heights[at - 1], self._heights[at]
            if not (below.is_sound and here.is_sound):
                yield stage.name, False
                continue
            above = [each.composed for each in self._heights[at:] if each.is_sound]
            is_shown = shows(below.composed, here.composed, above)
            if is_shown is not None:
                yield stage.name, is_shown


def _taken_back(field: Sets, stage: Stage) -> Diagnostic:
    path = f"{field.address}.{field.path}" if field.path else str(field.address)
    return error(
        "OPS907",
        f"`{path}` is as the stage `{stage.name}` sets it, and this plan would take it back because a gate is closed",
        address=str(field.address),
        source=stage.source,
        hint="let the stage in, with `--override` and the code of its gate; or want a lower stage, which takes it back",
    )


def _is_lost(change: ResourceChange, missing: Collection[Address]) -> bool:
    """Whether a plan takes away what a stage that is left out may have brought; rows are known by their names only."""
    if change.action is Action.DELETE and change.address.kind in ROWS:
        return True
    return change.action in (Action.UPDATE, Action.DELETE) and change.address in missing


def chain(rollout: Rollout, stage: Stage) -> Iterable[Stage]:
    """The stage, and those that it comes after, one behind the other."""
    found, name = [stage], stage.after
    while name:
        found.append(rollout.stage(name))
        name = found[-1].after
    return reversed(found)
