"""Roll-outs that rehearse policies for user actions, which have no rehearsal (CAP404).

Source: https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-report-only
"""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity, SourceRange
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.finding import Finding
from passkeyctl.model.rollout import Failures, Setting, Stage

CODE = "CAP404"
SECTION = Kind.POLICY.value
BOOTSTRAP = (
    "take the gate out, and begin with a group; guard with an authentication strength that takes a Temporary Access "
    "Pass beside passkeys, so that nobody is stopped who was given one"
)


def rehearsals_without_results(review: Review) -> Iterator[Finding]:
    """CAP404: a gate that waits for results of report-only which never come, and stages that ask for report-only."""
    rollout = review.configuration.rollout
    if rollout is None:
        return
    for local in sorted(_for_user_actions(review)):
        for stage in rollout.stages:
            yield from _in_stage(review, stage, local)


def _in_stage(review: Review, stage: Stage, local: str) -> Iterator[Finding]:
    for gate in stage.gates:
        if isinstance(gate, Failures) and gate.policy == local:
            words = (
                f"the gate `reportOnlyFailures` of the stage `{stage.name}` can never open: `{local}` is for a user "
            )
            yield _finding(review, local, gate.source, f"{words}action, and those are not evaluated in report-only")
    if stage.name in review.configuration.stages:
        return  # what it sets is judged with everything else
    for each in stage.settings:
        if each.path == f"{SECTION}.{local}.state" and each.text == "reportOnly":
            words = f"the stage `{stage.name}` puts `{local}` into report-only, where a policy for a user action does "
            yield _finding(review, local, each.source, f"{words}nothing")


def _finding(review: Review, local: str, source: SourceRange, words: str) -> Finding:
    return verdict(
        review,
        CODE,
        Severity.WARNING,
        words,
        address=str(Address(Kind.POLICY, local)),
        source=source,
        is_touched=True,
        hint=BOOTSTRAP,
        value="reportOnly",
    )


def _for_user_actions(review: Review) -> set[str]:
    """Policies as the files say them with the stages that are in, and those that further stages make."""
    known = {
        change.address.local
        for change, planned in review.listed_policies()
        if not change.address.is_unlisted and members(planned, "target.userActions")
    }
    assert review.configuration.rollout is not None
    made = {_made(each) for stage in review.configuration.rollout.stages for each in stage.settings}
    return known | (made - {""})


def _made(setting: Setting) -> str:
    """The local id of a policy for user actions that a stage makes, or makes one of; else nothing."""
    local = setting.path.removeprefix(f"{SECTION}.")
    if local == setting.path:
        return ""
    for ending in (".target.userActions", ".target"):
        if local.endswith(ending):
            return local.removesuffix(ending) if ending != ".target" or "userActions" in setting.text else ""
    return local if "userActions:" in setting.text else ""
