"""Whether a plan that has to leave everybody's passkey access as it is does so (PRF112)."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.diagnostics import error
from passkeyctl.insight.neutrality import Neutrality
from passkeyctl.insight.proof import Verdict
from passkeyctl.model.finding import Finding, Weight


def not_neutral(neutrality: Neutrality) -> Iterator[Finding]:
    """PRF112: access differs for somebody, or nobody can tell."""
    proof = neutrality.proof
    if proof.is_proven:
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
