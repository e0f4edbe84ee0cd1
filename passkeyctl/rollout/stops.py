"""Whether a threshold is crossed at which a roll-out is to be taken back."""

from __future__ import annotations

from passkeyctl.model.rollout import STOP_CODE, Failures
from passkeyctl.rollout.evidence import Evidence
from passkeyctl.rollout.failures import READ_LOG, measured, threshold_words
from passkeyctl.rollout.ladder import Answer, Measured
from passkeyctl.rollout.outcomes import Stopping, judged, log_doubt, outcomes_of, tally


def crossed(stop: Failures, evidence: Evidence) -> Measured:
    """OPEN: it is not crossed. CLOSED: it is. UNKNOWN: nobody can tell.

    Sign-ins that a policy in force stopped count; being asked for more and giving it is no failure.
    """
    id = evidence.policy_ids.get(stop.policy)
    if id is None:
        return _unknown(stop, f"`{stop.policy}` is not in the tenant", "apply the stage first")
    if evidence.sign_ins is None:
        return _unknown(stop, log_doubt(stop, evidence), READ_LOG)
    outcomes = outcomes_of(evidence.sign_ins.enforced, id)
    failed = frozenset(outcomes.failed)
    found = tally(stop, outcomes, Stopping(failed), evidence.sign_ins, evidence.now)
    doubt = log_doubt(stop, evidence)
    answer = judged(stop, found, doubt, bool(evidence.sign_ins.truncated))
    return measured(stop, STOP_CODE, answer, found, (failed, doubt), evidence)


def _unknown(stop: Failures, why: str, hint: str) -> Measured:
    return Measured(stop, STOP_CODE, Answer.UNKNOWN, "", threshold_words(stop), why=why, hint=hint)
