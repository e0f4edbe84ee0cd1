"""One person as lines of at most 80 columns: passkeys, policies, ways in, and a sign-in."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.insight.person.evidence import Statement
from passkeyctl.insight.person.passkeys import KeyOfPerson, Registrable
from passkeyctl.insight.person.person import Moment, PersonView, Standing
from passkeyctl.model.reference import RefKind
from passkeyctl.render.lines import EMPTY, Line, Role, Span, hung, line
from passkeyctl.render.naming import unmistakable
from passkeyctl.render.people.who_policy_lines import comparison_lines, policy_lines, sign_in_lines
from passkeyctl.render.people.who_report import Models, WhoReport
from passkeyctl.render.people.who_words import NESTING, ROLES, UNREAD_POLICY, WhoWords, answer_of

MOST_CHAINS = 4
REGISTRABLE = {
    Registrable.DEVICE_BOUND: "a device-bound passkey",
    Registrable.SYNCED: "a synced passkey",
    Registrable.UNATTESTED: "one without attestation",
}


def who_lines(report: WhoReport, models: Models) -> tuple[Line, ...]:
    return tuple(_report(report, WhoWords(report.names, models)))


def _report(report: WhoReport, words: WhoWords) -> Iterator[Line]:
    view, is_planned = report.view, report.is_planned
    yield from _banner(report)
    yield from _person(view.standing, words)
    yield from _passkeys(view, words, is_planned=is_planned)
    yield from _keys(view, words, is_planned=is_planned)
    yield from policy_lines(view, words, is_planned=is_planned)
    yield from _ways_in(view, words, is_planned=is_planned)
    if report.what_if is not None:
        yield from sign_in_lines(report.what_if, words, is_planned=is_planned)
    if report.comparison is not None:
        yield from comparison_lines(report.comparison)
    yield from _gaps(view)


def _banner(report: WhoReport) -> Iterator[Line]:
    where = report.destination
    tenant = where.tenant_name or where.tenant_id or "not known"
    yield from hung([Span("tenant    ", Role.MUTED), Span(tenant), Span(f" ({where.tenant_id})", Role.MUTED)],
                    first=0, rest=10)  # fmt: skip
    yield from hung([Span("endpoint  ", Role.MUTED), Span(where.endpoint)], first=0, rest=10)
    what = "as the files leave it" if report.is_planned else "as it is"
    read = f", read {report.read_at:%Y-%m-%d %H:%M} UTC" if report.read_at is not None else ""
    yield from hung([Span("state     ", Role.MUTED), Span(f"{what}{read}")], first=0, rest=10)
    if report.read_at is not None and report.view.ages:
        ages = ", ".join(f"{each.part.value} {each.read_at:%Y-%m-%d %H:%M}" for each in report.view.ages)
        yield from hung([Span("people    ", Role.MUTED), Span(f"read {ages} UTC")], first=0, rest=10)


def _person(standing: Standing, words: WhoWords) -> Iterator[Line]:
    person = standing.person
    yield EMPTY
    called = f"  {unmistakable(person.name)}" if person.name else ""
    yield from hung([Span(str(person), Role.HEADING), Span(called)], first=0, rest=2)
    yield from line(", ".join(facts_of(standing)), indent=2)
    for title, roles in (("holds", standing.roles or ()), ("may activate", standing.eligible)):
        if roles:
            named = ", ".join(words.names.of(RefKind.ROLE, each) or each for each in roles)
            yield from line(f"{title}: {named}", indent=2)
    yield from line(person.id, Role.MUTED, indent=2)


_ADMINISTRATOR = {True: "administrator", False: "no administrator", None: "not known whether an administrator"}


def facts_of(standing: Standing) -> Iterator[str]:
    yield {True: "guest", False: "member", None: "not known whether a guest"}[standing.is_guest]
    if standing.is_external:
        yield "invited from another tenant"
    yield {True: "account enabled", False: "account disabled", None: "not known whether enabled"}[standing.is_enabled]
    yield _ADMINISTRATOR[standing.is_administrator]
    if standing.roles is None:
        yield "roles not read"
    if standing.is_emergency:
        yield "emergency account"


def _passkeys(view: PersonView, words: WhoWords, *, is_planned: bool) -> Iterator[Line]:
    before, after = view.before.passkeys, view.after.passkeys
    yield EMPTY
    yield from line("Passkeys", Role.HEADING)
    if after.excluded.holds is not False or before.excluded.holds is not False:
        yield from _answer("excluded, which beats every row: no passkey is registered, none signs in",
                           before.excluded, after.excluded, words, is_planned=is_planned, good=False)  # fmt: skip
    yield from line("may register", Role.NOTICE, indent=2)
    for each in Registrable:
        was, now = before.registers[each], after.registers[each]
        yield from _answer(REGISTRABLE[each], was, now, words, is_planned=is_planned)
        if each.value in after.models and now.holds is not False:
            yield from line(words.model_set(after.models[each.value]), indent=6)
    yield from line("profiles that reach them", Role.NOTICE, indent=2)
    earlier = {each.id: each for each in before.profiles}
    for profile in after.profiles:
        found = earlier.pop(profile.id, None)
        was = found.reaches if found is not None else Statement(False)
        yield from _answer(unmistakable(profile.name or profile.id), was, profile.reaches, words, is_planned=is_planned)
    for gone in earlier.values():
        yield from _answer(unmistakable(gone.name or gone.id), gone.reaches, Statement(False), words,
                           is_planned=is_planned)  # fmt: skip
    if not before.profiles and not after.profiles:
        yield from line("none", Role.MUTED, indent=4)


def _answer(
    title: str, before: Statement, after: Statement, words: WhoWords, *, is_planned: bool, good: bool = True
) -> Iterator[Line]:
    """`a synced passkey: no -> yes`, then why."""
    spans = [Span(f"{title}: ")]
    if is_planned and answer_of(before) != answer_of(after):
        spans.append(Span(f"{answer_of(before)} -> ", Role.UPDATE))
    holds = after.holds if good or after.holds is None else not after.holds
    spans.append(Span(answer_of(after), ROLES[holds]))
    yield from hung(spans, first=4, rest=6)
    yield from _chains(after, words)


def _chains(statement: Statement, words: WhoWords) -> Iterator[Line]:
    if statement.hangs_on_nesting:
        yield from line(NESTING, Role.WARNING, indent=6)
    texts = tuple(dict.fromkeys(words.chain(each) for each in statement.chains))
    for each in texts[:MOST_CHAINS]:
        yield from line(each, Role.MUTED, indent=6)
    if len(texts) > MOST_CHAINS:
        yield from line(f"and {len(texts) - MOST_CHAINS} more (`--json` lists all)", Role.MUTED, indent=6)


def _keys(view: PersonView, words: WhoWords, *, is_planned: bool) -> Iterator[Line]:
    yield EMPTY
    yield from line("Registered passkeys, and whether they sign in", Role.HEADING)
    earlier: dict[object, KeyOfPerson] = {each.model: each for each in view.before.passkeys.keys}
    for key in view.after.passkeys.keys:
        was = earlier[key.model].signs_in
        yield from _answer(words.key(key.model), was, key.signs_in, words, is_planned=is_planned)
    if view.after.passkeys.has_unread_keys:
        yield from line("they may have more, which were not read", Role.WARNING, indent=4)
    elif not view.after.passkeys.keys:
        yield from line("none", Role.MUTED, indent=4)


def _ways_in(view: PersonView, words: WhoWords, *, is_planned: bool) -> Iterator[Line]:
    before, after = view.before.bootstrap, view.after.bootstrap
    yield EMPTY
    yield from line("Ways to a passkey of their own", Role.HEADING)
    known = ", ".join(after.methods) or "none"
    yield from line(f"registered methods: {known if after.is_reported else f'{known}, and others not known'}", indent=4)
    yield from _answer("with what they have", before.with_methods, after.with_methods, words, is_planned=is_planned)
    yield from _answer("a Temporary Access Pass can be given to them", before.pass_reaches, after.pass_reaches, words,
                       is_planned=is_planned)  # fmt: skip
    yield from _answer("and would do", before.with_pass, after.with_pass, words, is_planned=is_planned)
    yield from _answer("the registration campaign asks them", before.campaign, after.campaign, words,
                       is_planned=is_planned)  # fmt: skip
    yield from _gates(view.after)


def _gates(moment: Moment) -> Iterator[Line]:
    """Policies that ask for something before anybody registers."""
    names = {each.policy.id: each.policy.name for each in moment.policies}
    for each in moment.bootstrap.gates:
        yield from line(f"{unmistakable(names.get(each, each))} guards registration", Role.WARNING, indent=4)
    for name in moment.bootstrap.stopping:
        yield from line(f"{unmistakable(name)} stops whoever comes with a pass", Role.WARNING, indent=4)


def _gaps(view: PersonView) -> Iterator[Line]:
    if not view.gaps and not view.unread_policies:
        return
    yield EMPTY
    yield from line("Not known", Role.HEADING)
    for name in view.unread_policies:
        yield from line(f"{UNREAD_POLICY}: {unmistakable(name)}", Role.WARNING, indent=2)
    for gap in view.gaps:
        yield from line(f"{gap.part.value}: {gap.why}", Role.WARNING, indent=2)
        if gap.hint:
            yield from line(f"hint: {gap.hint}", Role.MUTED, indent=4)
