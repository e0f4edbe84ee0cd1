"""Whether a plan that has to leave everybody's passkey access as it is does so (PRF112)."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.diagnostics import Diagnostic, error
from passkeyctl.insight.proof.neutrality import Neutrality
from passkeyctl.insight.proof.proof import Verdict
from passkeyctl.model.finding import Finding, Weight


def not_neutral(neutrality: Neutrality) -> Iterator[Finding]:
    """PRF112: access differs for somebody, or nobody can tell."""
    proof, otherwise = neutrality.proof, neutrality.otherwise
    if proof.is_proven:
        if otherwise is not None and not otherwise.proof.is_proven:
            yield Finding(_by_one_reading(), Weight.ASKS, can_override=True)
        return
    summary = (
        "effective passkey access is not the same before and after"
        if proof.verdict is Verdict.DIFFERENT
        else "whether effective passkey access stays the same can't be told"
    )
    diagnostic = error(
        "PRF112",
        summary,
        address="passkeys",
        hint="the proof says for whom: change the files, or plan without --prove-equal where the change is meant",
    )
    yield Finding(diagnostic, Weight.BLOCKS, can_override=True)


def _by_one_reading() -> Diagnostic:
    """Microsoft does not say which types the one setting of today admits (docs/graph-facts.md, O-13)."""
    return error(
        "PRF112",
        "that access stays the same is proven for one of two readings of the one setting of today",
        address="passkeys",
        hint='the proof says what the other would mean: say yes when asked, or `--override PRF112="reason"`',
    )
