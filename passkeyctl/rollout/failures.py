"""The gate that asks what a policy in report-only would have stopped (ROL104)."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.insight.passkeys.access import Nesting, access
from passkeyctl.insight.policies.grants import Ability
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.crowds import Crowd, Reach
from passkeyctl.model.observed import PolicyOutcomes
from passkeyctl.model.people import KnownPeople, People
from passkeyctl.model.rollout import Counted, Failures, code_of
from passkeyctl.rollout.evidence import Entering, Evidence
from passkeyctl.rollout.ladder import Answer, Measured
from passkeyctl.rollout.measuring import PERCENT, by_name, counted, people_words, share_up, span, unknown
from passkeyctl.rollout.outcomes import Stopping, Tally, judged, log_doubt, outcomes_of, tally
from passkeyctl.rollout.rehearsal import rehearsal_doubt

BOOTSTRAP = (
    "take the gate out: guard with an authentication strength that takes a Temporary Access Pass beside passkeys, "
    "and begin with a group"
)


def failures(gate: Failures, evidence: Evidence, entering: Entering) -> Measured:
    demanded = threshold_words(gate)
    id = evidence.policy_ids.get(gate.policy)
    if id is None:
        return _closed(gate, demanded, f"`{gate.policy}` is not in the tenant yet", "apply the stages before it first")
    held = entering.before.by_id(Kind.POLICY, id)
    if held is None:
        return unknown(gate, demanded, f"`{gate.policy}` was not read from the tenant")
    if held.fields["target.userActions"]:
        why = "a policy for a user action is never evaluated in report-only"
        return _closed(gate, demanded, why, BOOTSTRAP)
    if held.fields["state"] != "reportOnly":
        why = f"`{gate.policy}` is `{held.fields['state']}`, not in report-only"
        return _closed(gate, demanded, why, "put it into report-only and let people sign in")
    if evidence.sign_ins is None:
        return unknown(gate, demanded, log_doubt(gate, evidence), hint=READ_LOG)
    outcomes = outcomes_of(evidence.sign_ins.report_only, id)
    stopping = _stopping(outcomes, entering.after.by_id(Kind.POLICY, id) or held, entering.after, evidence.people)
    found = tally(gate, outcomes, stopping, evidence.sign_ins, evidence.now)
    young, is_young = _standing_doubt(gate, evidence)
    doubts = (young or log_doubt(gate, evidence), rehearsal_doubt(held, entering))
    doubt = "; ".join(each for each in doubts if each)
    answer = judged(gate, found, doubt, bool(evidence.sign_ins.truncated))
    if is_young and answer is Answer.UNKNOWN:
        answer = Answer.CLOSED
    return measured(gate, code_of(gate), answer, found, (stopping.possibly, doubt), evidence)


READ_LOG = "reading it takes AuditLog.Read.All, and Entra ID P1"


def threshold_words(gate: Failures) -> str:
    of = "" if gate.at_most.is_share and gate.of is Counted.PEOPLE else f" {_noun(gate, gate.at_most.number)}"
    return f"at most {gate.at_most}{of} in {span(gate.over)}"


def _closed(gate: Failures, demanded: str, why: str, hint: str) -> Measured:
    return Measured(gate, code_of(gate), Answer.CLOSED, "", demanded, why=why, hint=hint)


def _noun(gate: Failures, count: int) -> str:
    if gate.of is Counted.PEOPLE:
        return "person" if count == 1 and not gate.at_most.is_share else "people"
    return "sign-in" if count == 1 and not gate.at_most.is_share else "sign-ins"


def _standing_doubt(gate: Failures, evidence: Evidence) -> tuple[str, bool]:
    """Whether the policy was in report-only, as it is now, all the time; and whether it surely was not.

    What it demands stands in objects of its own: a strength that changed yesterday was not rehearsed before.
    """
    policy = Address(Kind.POLICY, gate.policy)
    found = [_part_doubt(each, policy, gate, evidence) for each in (policy, *evidence.parts.get(policy, ()))]
    return "; ".join(why for why, _ in found if why), any(is_young for _, is_young in found)


def _part_doubt(part: Address, policy: Address, gate: Failures, evidence: Evidence) -> tuple[str, bool]:
    standing, name = evidence.standing.get(part), gate.policy if part == policy else str(part)
    if standing is None or standing.since is None:
        why = standing.why if standing is not None else "nothing says when it was changed"
        what = "is in report-only" if part == policy else "stands"
        return f"since when `{name}` {what} can't be told: {why}", False
    stood = evidence.now - standing.since
    if stood >= gate.over:
        return "", False
    if standing.is_exact:
        return f"`{name}` has been as it is for {span(stood)} of {span(gate.over)}", True
    return f"`{name}` has surely been as it is for {span(stood)} only", False


def _stopping(outcomes: PolicyOutcomes, policy: Held, state: TenantState, known: KnownPeople | None) -> Stopping:
    """Who was interrupted is stopped as well, unless they surely hold what the policy takes."""
    failed, interrupted = frozenset(outcomes.failed), frozenset(outcomes.interrupted)
    if not interrupted or known is None:
        return Stopping(failed, maybe_lacking=interrupted)
    able = _able(policy, state, known.people)
    ordinals = _ordinals(known, interrupted)
    unread = {each for each in interrupted if each not in ordinals}
    unsure = {each for each, at in ordinals.items() if at in able.unsure}
    holding = {each for each, at in ordinals.items() if at in able.surely}
    return Stopping(failed, interrupted - unread - unsure - holding, interrupted - holding)


def _able(policy: Held, state: TenantState, people: People) -> Reach:
    found = [Ability(state, people, access(state, people, each)).by_report(policy.fields) for each in Nesting]
    return found[0].either(found[1])


def _ordinals(known: KnownPeople, ids: Iterable[str]) -> dict[str, int]:
    """By the ids that were asked for, else by looking through everybody."""
    asked = known.people.ids
    wanted = frozenset(ids)
    found = {each: asked[each] for each in wanted if each in asked}
    left = wanted - found.keys()
    if left:
        everybody = known.roster.people(known.people.everyone)
        found |= {each.id: each.ordinal for each in everybody if each.id in left}
    return found


def measured(
    gate: Failures, code: str, answer: Answer, found: Tally, missing: tuple[frozenset[str], str], evidence: Evidence
) -> Measured:
    """`missing` are those who are stopped, or may be, and what is in doubt besides."""
    who, doubt = missing
    asked = max(1, gate.evaluated)
    few = "" if found.evaluated >= asked else f"{counted(found.evaluated, 'sign-in')} seen, {asked} asked for"
    unsure = "of some who were asked for more nobody can tell whether they hold it" if found.most > found.fewest else ""
    share = share_up(found.most, found.of_most)
    total = people_words(found.of_most) if gate.of is Counted.PEOPLE else counted(found.of_most, "sign-in")
    return Measured(
        gate,
        code,
        answer,
        f"{found.most} of {total}, {share}%",
        threshold_words(gate),
        number=float(share if gate.at_most.is_share else found.most) if found.evaluated else None,
        unit=PERCENT if gate.at_most.is_share else ("people" if gate.of is Counted.PEOPLE else "sign-ins"),
        why="" if answer is Answer.OPEN else "; ".join(each for each in (doubt, few, unsure) if each),
        missing=_names(who, evidence),
        hint="" if answer is Answer.OPEN else _hint(who),
    )


def _hint(who: frozenset[str]) -> str:
    if who:
        return "look at their sign-ins in the admin center, and help them to register"
    return "measure again when more people have signed in; how many are asked for is `evaluated`"


def _names(who: frozenset[str], evidence: Evidence) -> tuple[str, ...]:
    """As the log names them, else as the roster does, else their ids."""
    logged = evidence.sign_ins.names if evidence.sign_ins is not None else {}
    nameless = {each for each in who if not logged.get(each)}
    ordinals = _ordinals(evidence.people, nameless) if nameless and evidence.people is not None else {}
    known = {}
    if evidence.people is not None and ordinals:
        known = {each.id: str(each) for each in evidence.people.roster.people(Crowd.of(ordinals.values()))}
    return by_name(logged.get(each) or known.get(each, each) for each in who)
