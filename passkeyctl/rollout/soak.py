"""The gate that asks for how long settings have stood as they are (ROL103)."""

from __future__ import annotations

from datetime import timedelta

from passkeyctl.model.address import Address
from passkeyctl.model.observed import Standing
from passkeyctl.model.rollout import Soak, code_of
from passkeyctl.rollout.evidence import Entering, Evidence, Source
from passkeyctl.rollout.ladder import Answer, Measured
from passkeyctl.rollout.measuring import moment, span, unknown

DAY = timedelta(days=1)


def soak(gate: Soak, evidence: Evidence, entering: Entering) -> Measured:
    """The newest change to any of the objects counts; one that is not there yet has not stood at all."""
    demanded = f"at least {span(gate.lasts)}"
    if not entering.objects:
        why = "neither this stage nor those that it comes after set anything that could stand"
        return unknown(gate, demanded, why)
    answers = {each: _answer(evidence.standing.get(each), gate, evidence) for each in entering.objects}
    answer = _together(tuple(answers.values()))
    late = tuple(each for each in entering.objects if answers[each] is not Answer.OPEN)
    youngest = _youngest(evidence, entering.objects)
    return Measured(
        gate,
        code_of(gate),
        answer,
        "" if youngest is None else f"{'' if youngest[1] else 'for at least '}{span(youngest[0])}",
        demanded,
        number=None if youngest is None else youngest[0] // DAY,
        unit="days",
        why="; ".join(_why(each, evidence) for each in late),
        missing=tuple(sorted(map(str, late))),
        hint=_hint(gate, evidence, late) if answer is not Answer.OPEN else "",
    )


def _answer(standing: Standing | None, gate: Soak, evidence: Evidence) -> Answer:
    if standing is None:
        return Answer.CLOSED
    if standing.since is None:
        return Answer.UNKNOWN
    if evidence.now - standing.since >= gate.lasts:
        return Answer.OPEN
    return Answer.CLOSED if standing.is_exact else Answer.UNKNOWN


def _together(answers: tuple[Answer, ...]) -> Answer:
    if Answer.CLOSED in answers:
        return Answer.CLOSED
    return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.OPEN


def _youngest(evidence: Evidence, objects: tuple[Address, ...]) -> tuple[timedelta, bool] | None:
    """For how long all of them have stood, and whether exactly so; None where of one that can't be told."""
    standings = [evidence.standing.get(each) for each in objects]
    known = [(each.since, each.is_exact) for each in standings if each is not None and each.since is not None]
    if len(known) < len(standings):
        return None
    since, is_exact = max(known)
    return max(evidence.now - since, timedelta()), is_exact


def _why(address: Address, evidence: Evidence) -> str:
    standing = evidence.standing.get(address)
    if standing is None:
        return f"`{address}` is not in the tenant yet"
    if standing.since is None:
        return f"since when `{address}` stands can't be told: {standing.why or evidence.unread.get(Source.AUDIT, '')}"
    if not standing.is_exact:
        return f"nothing says more of `{address}` than that it was not changed since {moment(standing.since)}"
    told = f", as {standing.told_by} says" if standing.told_by else ""
    by = f" by {standing.by}" if standing.by else ""
    return f"`{address}` was changed {moment(standing.since)}{by}{told}"


def _hint(gate: Soak, evidence: Evidence, late: tuple[Address, ...]) -> str:
    """When it opens, where nothing but time is missing."""
    standings = [evidence.standing.get(each) for each in late]
    since = [each.since for each in standings if each is not None and each.since is not None]
    if len(since) < len(late):
        return "apply the stages before it, and let what they set stand"
    return f"opens {moment(max(since) + gate.lasts)}, if nobody changes them meanwhile"
