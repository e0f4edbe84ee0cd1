"""Who of a group would be given a pass, as lines of text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from passkeyctl import __version__
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.passes import PassTerms
from passkeyctl.model.people import Gap
from passkeyctl.plan.destination import Destination
from passkeyctl.render.lines import EMPTY, Line, Role, Span, hung, line
from passkeyctl.render.value_json import diagnostic_json
from passkeyctl.rollout.invitations import Invitation, Verdict

FORMAT = "1.0"
HEAD = 10
ROLES = {
    Verdict.ISSUE: Role.CREATE,
    Verdict.UNKNOWN: Role.WARNING,
    Verdict.NOT_ALLOWED: Role.WARNING,
    Verdict.BLOCKED: Role.WARNING,
}


@dataclass(frozen=True, slots=True)
class InvitationView:
    destination: Destination
    group_name: str
    terms: PassTerms
    invitations: tuple[Invitation, ...]
    gaps: tuple[Gap, ...] = ()


def invitation_lines(view: InvitationView) -> tuple[Line, ...]:
    where = view.destination
    heads = (
        *_headed("tenant", f"{where.tenant_name or where.tenant_id} ({where.endpoint})"),
        *_headed("group", view.group_name),
        *_headed("passes", terms_text(view.terms)),
    )
    groups = [shown for verdict in Verdict for shown in _group(verdict, view.invitations)]
    gaps = [shown for each in view.gaps for shown in line(f"not known: {each.why}", Role.WARNING)]
    return (*heads, *groups, *((EMPTY, *gaps) if gaps else ()))


def terms_text(terms: PassTerms) -> str:
    uses = "one sign-in" if terms.is_one_time else "any number of sign-ins"
    since = f" from {terms.starts.isoformat(timespec='minutes')}" if terms.starts is not None else ""
    return f"good for {terms.lifetime_minutes} minutes{since} and {uses}"


def _headed(label: str, text: str) -> tuple[Line, ...]:
    return hung([Span(label.ljust(HEAD), Role.MUTED), Span(text)], first=0, rest=HEAD)


def _group(verdict: Verdict, found: Iterable[Invitation]) -> Iterable[Line]:
    meant = [each for each in found if each.verdict is verdict]
    if not meant:
        return
    count = "1 person" if len(meant) == 1 else f"{len(meant):,} people"
    yield EMPTY
    yield from line(f"{verdict.value}: {count}", ROLES.get(verdict, Role.HEADING))
    for because in dict.fromkeys(each.because for each in meant):
        yield from line(because, Role.MUTED, indent=2)
        for each in meant:
            if each.because == because:
                yield from line(str(each.person), indent=4)
                yield from line(f"warning: {each.warning}", Role.WARNING, indent=6) if each.warning else ()


def invitation_json(
    view: InvitationView,
    *,
    exit_code: int,
    reasons: Iterable[str],
    outcomes: Mapping[str, tuple[str, str]],
    run: str,
    diagnostics: Iterable[Diagnostic],
) -> JsonObject:
    """`outcomes` by id: what became of the pass, and why. No pass is in it."""
    where, terms = view.destination, view.terms
    return {
        "kind": "invitations",
        "format_version": FORMAT,
        "tool_version": __version__,
        "exit_code": int(exit_code),
        "reasons": [*reasons],
        "destination": {
            "endpoint": where.endpoint,
            "tenant_id": where.tenant_id,
            "tenant_name": where.tenant_name,
        },
        "group": view.group_name,
        "terms": {
            "lifetime_minutes": terms.lifetime_minutes,
            "is_one_time": terms.is_one_time,
            "starts": terms.starts.isoformat() if terms.starts is not None else None,
        },
        "run": run or None,
        "not_known": [each.why for each in view.gaps],
        "people": [_person(each, outcomes.get(each.person.id, ("", ""))) for each in view.invitations],
        "diagnostics": [diagnostic_json(each) for each in diagnostics],
    }


def _person(found: Invitation, outcome: tuple[str, str]) -> JsonValue:
    word, why = outcome
    return {
        "id": found.person.id,
        "sign_in_name": found.person.sign_in_name,
        "name": found.person.name,
        "verdict": found.verdict.value,
        "because": found.because,
        "warning": found.warning or None,
        "outcome": word or None,
        "why": why or None,
    }
