"""One person as Markdown, for a ticket: tables, and the evidence below them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from passkeyctl.insight.person.evidence import Statement
from passkeyctl.insight.person.graph_comparison import Compared
from passkeyctl.insight.person.person import Moment, PersonView, WhatIf
from passkeyctl.insight.person.policies import PolicyOfPerson, side_by_side
from passkeyctl.insight.person.scope import is_left_out
from passkeyctl.render.lines import visible
from passkeyctl.render.people.who_lines import REGISTRABLE, facts_of
from passkeyctl.render.people.who_policy_lines import (
    STATES,
    answer_in,
    outcome_words,
    reasons_of,
    sign_in_words,
    target_words,
)
from passkeyctl.render.people.who_report import Models, WhoReport
from passkeyctl.render.people.who_words import ANSWERS, UNREAD_POLICY, WhoWords, answer_of

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def who_markdown(report: WhoReport, models: Models) -> str:
    return "\n".join(_report(report, WhoWords(report.names, models))) + "\n"


def escaped(text: str) -> str:
    """Harmless in a table: a name is shown, and never read as markup."""
    return _SIGNS.sub(r"\\\1", visible(text))


def _report(report: WhoReport, words: WhoWords) -> Iterator[str]:
    view, where = report.view, report.destination
    standing = view.standing
    yield f"# {escaped(str(standing.person))}"
    yield ""
    yield f"{escaped(standing.person.name)}: {', '.join(facts_of(standing))}."
    yield f"Tenant {escaped(where.tenant_name or where.tenant_id)}, endpoint {escaped(where.endpoint)}."
    if report.read_at is not None:
        yield f"Settings read {report.read_at:%Y-%m-%d %H:%M} UTC."
    yield from _section("Passkeys", ("", "before", "after", "why"), _passkeys(view, words))
    yield from _section("Registered passkeys", ("key", "signs in before", "after", "why"), _keys(view, words))
    header = ("policy", "state", "for", "requires", "can satisfy before", "after", "why")
    yield from _section("Conditional Access", header, _policies(view, words))
    yield from _section("Ways to a passkey", ("", "before", "after", "why"), _ways(view, words))
    yield from _beside_ways(view.after)
    if report.what_if is not None:
        yield from _sign_in(report.what_if, words)
    if report.comparison is not None:
        found = report.comparison
        rows = [*_compared("disagree", found.disagreements), *_compared("can't tell", found.undecided)]
        rows += _compared("other reasons", found.other_reasons)
        yield from _section("Graph's What If", ("policy", "", "passkeyctl", "Graph"), rows)
        yield f"{found.agreeing} agree."
    if view.gaps or view.unread_policies:
        rows = [("policies", f"{UNREAD_POLICY}: {each}", "") for each in view.unread_policies]
        rows += [(each.part.value, each.why, each.hint) for each in view.gaps]
        yield from _section("Not known", ("part", "why", "hint"), rows)


def _section(title: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""
    listed = list(rows)
    if not listed:
        yield "None."
        return
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in listed:
        yield f"| {' | '.join(escaped(each) for each in row)} |"


def _row(title: str, before: Statement, after: Statement, words: WhoWords) -> tuple[str, ...]:
    chains = dict.fromkeys(words.chain(each) for each in after.chains)
    return title, answer_of(before), answer_of(after), "; ".join(chains)


def _passkeys(view: PersonView, words: WhoWords) -> Iterator[tuple[str, ...]]:
    before, after = view.before.passkeys, view.after.passkeys
    yield _row("excluded", before.excluded, after.excluded, words)
    for each, title in REGISTRABLE.items():
        yield _row(f"may register {title}", before.registers[each], after.registers[each], words)
    was = {each.id: each.reaches for each in before.profiles}
    now = {each.id: each.reaches for each in after.profiles}
    names = {each.id: each.name or each.id for each in (*before.profiles, *after.profiles)}
    for id, name in names.items():
        yield _row(f"profile {name}", was.get(id, Statement(False)), now.get(id, Statement(False)), words)


def _keys(view: PersonView, words: WhoWords) -> Iterator[tuple[str, ...]]:
    earlier = {each.model: each.signs_in for each in view.before.passkeys.keys}
    for each in view.after.passkeys.keys:
        yield _row(words.key(each.model), earlier[each.model], each.signs_in, words)
    if view.after.passkeys.has_unread_keys:
        yield "others, not read", "not known", "not known", ""


def _policies(view: PersonView, words: WhoWords) -> Iterator[tuple[str, ...]]:
    for each in side_by_side(view.before.policies, view.after.policies):
        shown = each.after or each.before
        if shown is None or not (shown.concerns or is_left_out(shown.in_scope)):
            continue
        chains = "; ".join(dict.fromkeys(words.chain(chain) for chain in shown.in_scope.chains))
        target = target_words(shown.policy.fields, words.names)
        requires = shown.requirement if shown.concerns else "exempts them"
        state = f"{STATES.get(shown.state, shown.state)}" if each.after is not None else "deleted"
        yield shown.policy.name, state, target, requires, _can(each.before), _can(each.after), chains


def _can(policy: PolicyOfPerson | None) -> str:
    return "not there" if policy is None else ANSWERS[policy.can_satisfy] if policy.concerns else ""


def _ways(view: PersonView, words: WhoWords) -> Iterator[tuple[str, ...]]:
    before, after = view.before.bootstrap, view.after.bootstrap
    yield _row("with what they have", before.with_methods, after.with_methods, words)
    yield _row("a Temporary Access Pass reaches them", before.pass_reaches, after.pass_reaches, words)
    yield _row("and would do", before.with_pass, after.with_pass, words)
    yield _row("the registration campaign asks them", before.campaign, after.campaign, words)


def _beside_ways(moment: Moment) -> Iterator[str]:
    bootstrap = moment.bootstrap
    names = {each.policy.id: each.policy.name for each in moment.policies}
    yield ""
    others = "" if bootstrap.is_reported else ", and others not known"
    yield f"Registered methods: {escaped(', '.join(bootstrap.methods) or 'none')}{others}."
    yield from (f"{escaped(names.get(each, each))} guards registration." for each in bootstrap.gates)
    yield from (f"{escaped(each)} stops whoever comes with a pass." for each in bootstrap.stopping)


def _sign_in(found: WhatIf, words: WhoWords) -> Iterator[str]:
    rows = [
        (each.name, answer_in(each.before), answer_in(each.after), "; ".join(reasons_of(shown, found, words.names)))
        for each in found.policies
        if (shown := each.after or each.before) is not None
    ]
    yield from _section("What If", ("policy", "before", "after", "why"), rows)
    yield ""
    yield f"Sign-in: {escaped(sign_in_words(found, words.names))}."
    yield f"Before: {outcome_words(found.before)[0]}. After: {outcome_words(found.after)[0]}."


def _compared(title: str, listed: Iterable[Compared]) -> Iterator[tuple[str, ...]]:
    for each in listed:
        yield each.name, title, _side(each.ours, each.our_reasons), _side(each.graphs, each.graph_reasons)


def _side(applies: bool | None, reasons: tuple[str, ...]) -> str:
    words = {True: "applies", False: "does not apply", None: "can't tell"}[applies]
    return f"{words} ({', '.join(reasons)})" if reasons else words
