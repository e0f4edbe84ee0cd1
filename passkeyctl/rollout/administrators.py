"""Gates about who can still get in when all else fails (ROL105, ROL106)."""

from __future__ import annotations

from datetime import timedelta

from passkeyctl.insight.accounts.signing_in import stopped
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import EMPTY, Crowd, Reach
from passkeyctl.model.people import KnownPeople, People
from passkeyctl.model.roles import GLOBAL_ADMINISTRATOR
from passkeyctl.model.rollout import EmergencyTested, LastAdminGuard, code_of
from passkeyctl.rollout.evidence import Entering, Evidence, Source
from passkeyctl.rollout.ladder import Answer, Measured
from passkeyctl.rollout.measuring import answer_of, by_name, counted, names_of, unknown
from passkeyctl.rollout.registered import READ_PEOPLE


def emergency_tested(gate: EmergencyTested, evidence: Evidence) -> Measured:
    """Each account signed in lately; one of which nothing was read keeps the gate closed."""
    demanded = f"each signed in within {counted(evidence.tested_within_days, 'day')}"
    accounts = {*evidence.emergency_names, *evidence.last_sign_ins}
    why = evidence.unread.get(Source.EMERGENCY, "")
    if not accounts:
        return unknown(gate, demanded, why or "no emergency access account is known", hint="describe `emergencyAccess`")
    unread = {each for each in accounts if each not in evidence.last_sign_ins}
    untested = {each for each in accounts - unread if not _is_recent(evidence, each)}
    answer = answer_of(not unread and not untested and not why, bool(untested))
    tested = len(accounts) - len(unread) - len(untested)
    return Measured(
        gate,
        code_of(gate),
        answer,
        f"{tested} of {counted(len(accounts), 'account')}",
        demanded,
        number=float(tested),
        unit="accounts",
        why=(why or "when they signed in last was not read") if answer is Answer.UNKNOWN else "",
        missing=by_name(evidence.emergency_names.get(each, each) for each in unread | untested),
        hint="sign in with each of them, and see that the alert comes" if answer is not Answer.OPEN else "",
    )


def _is_recent(evidence: Evidence, id: str) -> bool:
    last = evidence.last_sign_ins[id]
    return last is not None and evidence.now - last <= timedelta(days=evidence.tested_within_days)


def last_administrator(gate: LastAdminGuard, evidence: Evidence, entering: Entering) -> Measured:
    """Policies that hang on a place, a device or a risk leave a way around them, and are not counted."""
    demanded = "at least 1 Global Administrator beside the emergency accounts"
    if evidence.people is None:
        why = evidence.unread.get(Source.PEOPLE, f"{Source.PEOPLE} was not read")
        return unknown(gate, demanded, why, hint=READ_PEOPLE)
    if evidence.people.people.roles is None:
        return unknown(gate, demanded, "who holds which role was not read", hint=READ_PEOPLE)
    meant = _administrators(evidence.people, evidence)
    getting_in = _getting_in(meant, entering.after, evidence.people.people)
    doubt = _unread(entering.after) or _unnamed(evidence)
    answer = answer_of(bool(getting_in.surely) and not doubt, not getting_in.possibly)
    return _measured(gate, demanded, answer, (meant, getting_in), doubt, evidence.people)


def _measured(
    gate: LastAdminGuard,
    demanded: str,
    answer: Answer,
    found: tuple[Reach, Reach],
    doubt: str,
    known: KnownPeople,
) -> Measured:
    meant, getting_in = found
    left_out: Crowd = meant.possibly - getting_in.surely
    return Measured(
        gate,
        code_of(gate),
        answer,
        f"{len(getting_in.surely)} of {counted(len(meant.possibly), 'Global Administrator')}",
        demanded,
        number=float(len(getting_in.surely)),
        unit="people",
        why=(doubt or "of none it is sure that they hold what is demanded") if answer is Answer.UNKNOWN else "",
        missing=names_of(known, left_out),
        hint="register what the policies demand first, or leave one of them out" if answer is not Answer.OPEN else "",
    )


def _administrators(known: KnownPeople, evidence: Evidence) -> Reach:
    """Who holds the role now and is enabled. Whoever has to activate it first may not be able to."""
    held = (known.people.roles or {}).get(GLOBAL_ADMINISTRATOR)
    active = held.active if held is not None else EMPTY
    emergency = {*evidence.emergency_names, *evidence.last_sign_ins}
    daily = Crowd.of(each.ordinal for each in known.roster.people(active) if each.id not in emergency)
    return Reach.exactly(daily) & known.people.enabled


def _getting_in(meant: Reach, state: TenantState, people: People) -> Reach:
    for each in stopped(state, people):
        meant = meant - each.whom
    return meant


def _unnamed(evidence: Evidence) -> str:
    """Whoever is an emergency account unbeknown to us would be counted."""
    if evidence.emergency_names or evidence.last_sign_ins:
        return ""
    return evidence.unread.get(Source.EMERGENCY, "")


def _unread(state: TenantState) -> str:
    if Kind.POLICY in state.unread_kinds:
        return "the policies of the tenant were not read"
    if state.unread_policies:
        names = ", ".join(f"`{name}`" for _, name in state.unread_policies)
        return f"what these policies demand can't be read through v1.0: {names}"
    return ""
