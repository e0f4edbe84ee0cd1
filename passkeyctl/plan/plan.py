"""The plan: what changes, what is sent, what was found; a value that can be shown, saved and compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.insight.between.proof import PathProof
from passkeyctl.insight.impact.impact import Impact
from passkeyctl.insight.impact.limits import NOTHING_SAID, WantedLimits
from passkeyctl.insight.proof.neutrality import Neutrality
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.desired import Waiver
from passkeyctl.model.directory import Directory
from passkeyctl.model.finding import Finding, Suppressed, Weight
from passkeyctl.model.people import KnownPeople
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan.destination import Destination as Destination
from passkeyctl.plan.operation import Operation
from passkeyctl.plan.saved.catalogue_pin import CataloguePin
from passkeyctl.rollout.ladder import Ladder


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What changes a plan besides the files: unlisted objects go too; the beta list is compared or not; who is affected
    is worked out or not, and how many of them may be; that everybody's passkey access stays the same is proven or not.

    `stage` is the wanted stage where the command line names one. `gate_overrides` are codes and reasons that let one
    stage in. `entered`: these stages and no gate asked, because a run that stopped had got as far as that.
    """

    prune: bool = False
    compare_beta: bool = True
    impact: bool = False
    limits: WantedLimits = NOTHING_SAID
    prove_equal: bool = False
    stage: str = ""
    gate_overrides: Mapping[str, str] = field(default_factory=dict)
    entered: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """`prior` is what it was worked out from; `directory` names the ids in it.

    `impact` and `known_people` are None where nobody asked who is affected, `neutrality` where no proof was asked for.
    `suppressed` are findings that are not among `findings`, because a waiver covers them or the baseline has them.
    `waivers` are all those of the files. `catalogue` is the one by which names of authenticators were read. `path` says
    what the states between the requests do to people. `undoes` is the run that it takes back.
    `ladder` is how the roll-out of the files stands, None where they have none.
    """

    destination: Destination
    changes: tuple[ResourceChange, ...]
    operations: tuple[Operation, ...]
    findings: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]
    unlisted: tuple[LiveObject, ...]
    directory: Directory
    prior: PriorState
    reads_beta: bool
    impact: Impact | None = None
    known_people: KnownPeople | None = None
    neutrality: Neutrality | None = None
    suppressed: tuple[Suppressed, ...] = ()
    catalogue: CataloguePin | None = None
    waivers: tuple[Waiver, ...] = ()
    undoes: str | None = None
    path: PathProof | None = None
    ladder: Ladder | None = None

    @property
    def has_changes(self) -> bool:
        return bool(self.operations)

    def count(self, action: Action) -> int:
        return sum(each.action is action for each in self.changes)


def open_findings(plan: Plan, overrides: Mapping[str, str]) -> tuple[Finding, ...]:
    """What still stands between this plan and an apply: blocked, or to be asked, and not overridden.

    A plan with nothing to do is never refused.
    """
    if not plan.has_changes:
        return ()
    return tuple(
        each
        for each in plan.findings
        if each.weight in (Weight.BLOCKS, Weight.ASKS) and not (each.can_override and each.diagnostic.code in overrides)
    )


def is_refused(
    plan: Plan, overrides: Mapping[str, str], fail_on: Severity | None, *, fail_on_standing: bool = False
) -> bool:
    """Whether `plan` exits 3: an open finding, or one at or above `fail_on` (None: never, but for what blocks)."""
    if open_findings(plan, overrides):
        return True
    considered = [each for each in plan.findings if each.weight is Weight.SAYS]
    if fail_on_standing:
        considered += [each for each in plan.findings if each.weight is Weight.STANDING]
    if not plan.has_changes and not fail_on_standing:
        return False
    return any(_reaches(each.diagnostic.severity, fail_on) for each in considered) or (
        fail_on_standing and any(each.weight is Weight.STANDING for each in considered)
    )


def _reaches(severity: Severity, fail_on: Severity | None) -> bool:
    order = (Severity.NOTICE, Severity.WARNING, Severity.ERROR)
    return fail_on is not None and order.index(severity) >= order.index(fail_on)
