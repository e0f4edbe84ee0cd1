"""Conditional Access for one person as lines: which policies concern them, and what a sign-in meets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.person.person import PersonView, WhatIf
from passkeyctl.insight.person.policies import Outcome, PolicyOfPerson, PolicyVerdict, side_by_side
from passkeyctl.insight.person.scope import is_left_out
from passkeyctl.insight.sign_in.condition import Condition
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import field_of
from passkeyctl.render.lines import EMPTY, Line, Role, Span, hung, line
from passkeyctl.render.naming import Names, quoted, unmistakable
from passkeyctl.render.people.who_words import ANSWERS, ROLES, WhoWords

if TYPE_CHECKING:
    from passkeyctl.insight.person.graph_comparison import Compared, Comparison

STATES = {"enabled": "enabled", "reportOnly": "report-only", "disabled": "disabled"}
APPLIES = {True: "applies", False: "does not apply", None: "depends"}
TARGETS = ("target.resources.include", "target.userActions", "target.authenticationContexts")
SAID = {
    "resource": "to",
    "user_action": "user action",
    "context": "authentication context",
    "client_app": "client app",
    "address": "from",
    "location": "in",
    "sign_in_risk": "sign-in risk",
    "user_risk": "user risk",
    "insider_risk": "insider risk",
}
ABOUT_TARGET = (
    Condition.USERS,
    Condition.RESOURCE,
    Condition.APPLICATION_FILTER,
    Condition.USER_ACTION,
    Condition.CONTEXT,
)
"""What a policy hangs on by what it is for, which stands above it."""
MOST_CHAINS = 3


def policy_lines(view: PersonView, words: WhoWords, *, is_planned: bool) -> Iterator[Line]:
    verdicts = side_by_side(view.before.policies, view.after.policies)
    mine = [each for each in verdicts if any(_matters(one) for one in (each.before, each.after))]
    yield EMPTY
    yield from line("Conditional Access", Role.HEADING)
    if not mine:
        yield from line("no policy has them among its users", Role.MUTED, indent=2)
    groups: dict[str, list[PolicyVerdict]] = {}
    for each in mine:
        found = each.after or each.before
        assert found is not None
        groups.setdefault(target_words(found.policy.fields, words.names), []).append(each)
    for title in sorted(groups):
        yield from line(title, Role.NOTICE, indent=2)
        for each in groups[title]:
            yield from _policy(each, words, is_planned=is_planned)
    others = len(verdicts) - len(mine)
    if others:
        yield from line(f"{others} other {_policies(others)} for other people", Role.MUTED, indent=2)


def _policies(count: int) -> str:
    return "policy is" if count == 1 else "policies are"


def _matters(policy: PolicyOfPerson | None) -> bool:
    return policy is not None and (policy.concerns or is_left_out(policy.in_scope))


def target_words(fields: Fields, names: Names) -> str:
    """`All resources; on iOS, macOS`: what a policy is for, and on which platforms."""
    found = [text for path in TARGETS for text in _members(fields, path, names)]
    excluded = _members(fields, "target.resources.exclude", names)
    filters = fields["target.resources.filter"] is not None
    parts = [", ".join(found) or ("applications of a filter" if filters else "nothing")]
    if excluded:
        parts.append(f"but not {', '.join(excluded)}")
    on, off = (sorted(members(fields, f"conditions.platforms.{side}")) for side in ("include", "exclude"))
    if on and (on != ["all"] or off):
        parts.append(f"on {', '.join(on)}" + (f" but not {', '.join(off)}" if off else ""))
    return "; ".join(parts)


def _members(fields: Fields, path: str, names: Names) -> list[str]:
    kind = field_of(Kind.POLICY, path).refers_to
    return sorted(names.of(kind, each) or each for each in members(fields, path))


def _policy(verdict: PolicyVerdict, words: WhoWords, *, is_planned: bool) -> Iterator[Line]:
    before, after = verdict.before, verdict.after
    shown = after or before
    assert shown is not None
    state = Span(f"  {STATES.get(shown.state, shown.state)}", Role.MUTED if shown.state != "enabled" else Role.PLAIN)
    yield from hung([Span(unmistakable(shown.policy.name)), state, *_planned(verdict, is_planned=is_planned)],
                    first=4, rest=6)  # fmt: skip
    if not shown.concerns:
        yield from line("exempts them", Role.WARNING, indent=6)
    else:
        yield from _demand(shown, indent=6)
    for chain in shown.in_scope.chains[:MOST_CHAINS]:
        yield from line(words.chain(chain), Role.MUTED, indent=6)
    if len(shown.in_scope.chains) > MOST_CHAINS:
        more = len(shown.in_scope.chains) - MOST_CHAINS
        yield from line(f"and {more} more ways (`--json` lists all)", Role.MUTED, indent=6)


def _planned(verdict: PolicyVerdict, *, is_planned: bool) -> tuple[Span, ...]:
    """What the plan does to it, for this person."""
    before, after = verdict.before, verdict.after
    if not is_planned or before == after:
        return ()
    if before is None:
        return (Span("  planned: new", Role.CREATE),)
    if after is None:
        return (Span("  planned: deleted", Role.DELETE),)
    changes = []
    if before.state != after.state:
        changes.append(f"was {STATES.get(before.state, before.state)}")
    if before.concerns != after.concerns:
        changes.append("did not concern them" if after.concerns else "concerned them")
    if before.requirement != after.requirement:
        changes.append(f"required {before.requirement}")
    if before.can_satisfy != after.can_satisfy and before.concerns and after.concerns:
        changes.append(f"could satisfy: {ANSWERS[before.can_satisfy]}")
    if not changes and before.policy == after.policy:
        return ()
    return (Span(f"  planned: {'; '.join(changes) or 'changed'}", Role.UPDATE),)


def _demand(policy: PolicyOfPerson, *, indent: int, is_named: bool = False) -> Iterator[Line]:
    is_block = policy.requirement == "block"
    requires = "blocks" if is_block else f"requires {policy.requirement}; can satisfy: "
    spans = [Span(requires)]
    if not is_block:
        spans.append(Span(ANSWERS[policy.can_satisfy], ROLES[policy.can_satisfy]))
    if policy.in_scope.holds is None:
        spans.append(Span("; not known whether it concerns them", Role.WARNING))
    yield from hung(spans, first=indent, rest=indent + 2)
    hangs = [each for each in policy.applicability.depends_on if is_named or each not in ABOUT_TARGET]
    if hangs:
        yield from line(f"depends on {', '.join(hangs)}", indent=indent)


def sign_in_lines(found: WhatIf, words: WhoWords, *, is_planned: bool) -> Iterator[Line]:
    """Every policy that is in force or watched, then what it comes to."""
    yield EMPTY
    yield from line("What If", Role.HEADING)
    yield from line(f"sign-in: {sign_in_words(found, words.names)}", indent=2)
    for each in found.policies:
        yield from _verdict(each, found, words.names, is_planned=is_planned)
    if is_planned:
        yield from _outcome("before the plan", found.before)
        yield from _outcome("after the plan", found.after)
    else:
        yield from _outcome("it comes to", found.before)


def sign_in_words(found: WhatIf, names: Names) -> str:
    said = [f"{SAID.get(name, name)} {value}" for name, value in said_of(found, names)]
    return ", ".join(said) or "nothing said about it"


def said_of(found: WhatIf, names: Names) -> Iterator[tuple[str, str]]:
    """What was said about the sign-in, names for ids."""
    one = found.sign_in
    kinds = {"resource": "target.resources.include", "context": "target.authenticationContexts",
             "location": "conditions.locations.include"}  # fmt: skip
    for name in one.__dataclass_fields__:
        value = getattr(one, name)
        if value is not None:
            kind = field_of(Kind.POLICY, kinds[name]).refers_to if name in kinds else None
            yield name, names.of(kind, str(value)) or str(value)


def reasons_of(policy: PolicyOfPerson, found: WhatIf, names: Names) -> Iterator[str]:
    """With names for ids of what was said about the sign-in."""
    named = {f"`{getattr(found.sign_in, name)}`": f"`{value}`" for name, value in said_of(found, names)}
    for reason in policy.applicability.reasons:
        for id, name in named.items():
            reason = reason.replace(id, name)
        yield reason


def _verdict(verdict: PolicyVerdict, found: WhatIf, names: Names, *, is_planned: bool) -> Iterator[Line]:
    shown = verdict.after or verdict.before
    if shown is None or not any(_is_shown(each) for each in (verdict.before, verdict.after)):
        return
    answers = [answer_in(each) for each in (verdict.before, verdict.after)]
    words = f"{answers[0]} -> {answers[1]}" if is_planned and answers[0] != answers[1] else answers[1]
    role = Role.UPDATE if is_planned and answers[0] != answers[1] else ROLES[shown.applicability.applies]
    yield from hung([Span(f"{unmistakable(shown.policy.name)}: "), Span(words, role)], first=2, rest=4)
    if shown.applicability.applies is not False:
        yield from _demand(shown, indent=4, is_named=True)
    for reason in reasons_of(shown, found, names):
        yield from line(reason, Role.MUTED, indent=4)


def _is_shown(policy: PolicyOfPerson | None) -> bool:
    return policy is not None and policy.state != "disabled" and policy.applicability.applies is not False


def answer_in(policy: PolicyOfPerson | None) -> str:
    if policy is None:
        return "not there"
    if policy.state == "disabled":
        return "disabled"
    words = APPLIES[policy.applicability.applies]
    return f"{words} (report-only)" if policy.state == "reportOnly" else words


def _outcome(title: str, outcome: Outcome) -> Iterator[Line]:
    words, role = outcome_words(outcome)
    asked = ", ".join(dict.fromkeys(each.requirement for each in outcome.demands if each.requirement != "block"))
    detail = f"; asked: {asked}" if asked and not outcome.is_blocked else ""
    yield from hung([Span(f"{title}: "), Span(words, role), Span(detail)], first=2, rest=4)


def outcome_words(outcome: Outcome) -> tuple[str, Role]:
    if outcome.is_blocked:
        return "blocked", Role.DELETE
    if outcome.passes:
        return ("they can sign in" if outcome.demands else "nothing is asked of them"), Role.CREATE
    if outcome.is_blocked is None and outcome.passes_unless_blocked:
        return "may be blocked; otherwise they can sign in", Role.WARNING
    may_be = "may be blocked; " if outcome.is_blocked is None else ""
    if outcome.passes is False:
        return f"{may_be}they can't satisfy what is asked", Role.DELETE
    return f"{may_be}not known whether they can satisfy what is asked", Role.WARNING


def comparison_lines(found: Comparison) -> Iterator[Line]:
    yield EMPTY
    yield from line("Compared with Graph's What If, for the stored policies", Role.HEADING)
    yield from line(f"{found.agreeing} agree", indent=2)
    yield from _compared("disagree", Role.ERROR, found.disagreements)
    yield from _compared("can't be compared, since one side can't tell", Role.MUTED, found.undecided)
    yield from _compared("agree for reasons that differ", Role.WARNING, found.other_reasons)


def _compared(title: str, role: Role, listed: Iterable[Compared]) -> Iterator[Line]:
    rows = list(listed)
    if rows:
        yield from line(f"{len(rows)} {title}", role, indent=2)
    for each in rows:
        yield from line(quoted(each.name), indent=4)
        yield from line(f"passkeyctl: {_side(each.ours, each.our_reasons)}", Role.MUTED, indent=6)
        yield from line(f"Graph: {_side(each.graphs, each.graph_reasons)}", Role.MUTED, indent=6)


def _side(applies: bool | None, reasons: tuple[str, ...]) -> str:
    words = {True: "applies", False: "does not apply", None: "can't tell"}[applies]
    return f"{words} ({', '.join(reasons)})" if reasons else words
