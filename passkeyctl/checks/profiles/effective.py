"""PRF105: what several profiles together admit, against what the files assert and what the strictest row says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from passkeyctl.authenticators.catalogue import Catalogue, load
from passkeyctl.authenticators.display import shortest_names
from passkeyctl.checks.review import Review, place_of
from passkeyctl.checks.verdict import PEOPLE_UNREAD, read_them, unchecked, verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.insight.passkeys.assertions import ANY_MODEL, Outcome, Verdict, among, by_settings
from passkeyctl.insight.passkeys.looser import UNLISTED, Looser, differing, looser_among, looser_by_settings
from passkeyctl.insight.passkeys.unions import SYNCED, UNATTESTED, Profiles, Rows, rows_of
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.assertions import Asserted
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.desired import Ownership
from passkeyctl.model.finding import Finding
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import People
from passkeyctl.model.reference import RefKind

CODE = "PRF105"
DECISIVE = ("passkeyTypes", "enforceAttestation", "keyRestrictions.behavior")
WORDS = {SYNCED: "synced passkeys", UNATTESTED: "passkeys without attestation", UNLISTED: "any model"}
MOST_NAMED = 5


def assertions_kept(review: Review) -> Iterator[Finding]:
    """What the files assert about people: broken by this plan, broken before it, or not to be told."""
    if not review.asserted:
        return
    people, rows = _people(review), _rows(review, review.after)
    earlier = _rows(review, review.before) if not review.is_of_files_alone else None
    for each in review.asserted:
        outcome = _outcome(review, rows, review.after, each, people)
        if outcome.verdict is Verdict.UNKNOWN:
            yield _untold(review, each, outcome, people)
        elif outcome.verdict is Verdict.BROKEN:
            was = _outcome(review, earlier, review.before, each, people) if earlier is not None else None
            yield _broken(review, each, outcome, was)


def _outcome(review: Review, rows: Rows, state: TenantState, asserted: Asserted, people: People | None) -> Outcome:
    """People who were not all read don't open what the settings have settled."""
    settled = by_settings(rows, asserted, is_whole=_is_whole(review))
    if people is None or settled.verdict is Verdict.HOLDS:
        return settled
    counted = among(rows, state, asserted, people)
    is_open = counted.verdict is Verdict.UNKNOWN and settled.verdict is Verdict.BROKEN
    return settled if is_open else counted


def _is_whole(review: Review) -> bool:
    """Whether the rows at hand are all there are: of files alone only where they own the whole list."""
    managed = review.configuration.manage.get("passkeys")
    return not review.is_of_files_alone or (managed is not None and managed.ownership is Ownership.ALL)


def _people(review: Review) -> People | None:
    known = review.known_people
    return known.people if known is not None and review.has_people else None


def _rows(review: Review, state: TenantState) -> Rows:
    """A profile of which a file does not write what decides may admit anything, and the method may be on."""
    profiles: Profiles = {
        each.id: each.fields if _is_known(review, each.id) else None for each in state.of(Kind.PROFILE)
    }
    rows = rows_of(state, profiles)
    settings = next((each for each in review.changes if each.address.kind is Kind.PASSKEYS), None)
    is_state_known = review.is_known(settings, "state")
    return rows if is_state_known else replace(rows, is_shut=EVERYONE in rows.excluded)


def _is_known(review: Review, profile: str) -> bool:
    change = review.change_of(Kind.PROFILE, profile)
    return all(review.is_known(change, path) for path in DECISIVE)


def _broken(review: Review, asserted: Asserted, outcome: Outcome, was: Outcome | None) -> Finding:
    assertion, value = asserted.assertion, _value(review, outcome.what)
    return verdict(
        review,
        CODE,
        Severity.ERROR,
        f"{_whom(review, asserted)} may use {_words(review, outcome.what)}, which the files rule out",
        address=assertion.address,
        source=assertion.source,
        is_touched=was is None or _is_worse(outcome, was),
        detail=(f"by {_row(review, each)}" for each in sorted(outcome.rows)),
        hint="take the profile off that row, narrow it, or keep these people out of that group",
        value=value,
        affected=people_words(outcome.reach) if outcome.reach is not None else "",
    )


def _is_worse(outcome: Outcome, was: Outcome) -> bool:
    """Whether anything, or anybody, is in it that was not before."""
    if was.verdict is not Verdict.BROKEN or outcome.offences - was.offences:
        return True
    if outcome.reach is None or was.reach is None:
        return False
    return bool(outcome.reach.surely - was.reach.surely)


def _untold(review: Review, asserted: Asserted, outcome: Outcome, people: People | None) -> Finding:
    found = unchecked(CODE, PEOPLE_UNREAD, read_them(review)) if people is None else unchecked(CODE, _why(people))
    what = _words(review, outcome.what) if outcome.what else "what the files rule out"
    said = replace(
        found.diagnostic,
        summary=f"{found.diagnostic.summary}: whether {_whom(review, asserted)} may use {what}",
        address=asserted.assertion.address,
        source=asserted.assertion.source,
        detail=tuple(f"{_row(review, each)} admits it" for each in sorted(outcome.rows)),
    )
    return replace(found, diagnostic=said)


def _why(people: People) -> str:
    return people.gaps[0].why if people.gaps else "who is in every group could not be told"


def _whom(review: Review, asserted: Asserted) -> str:
    if asserted.assertion.is_for_everyone:
        return "people"
    named = [
        *(f"members of {review.name(RefKind.GROUP, each)}" for each in sorted(asserted.groups)),
        *(f"holders of {review.name(RefKind.ROLE, each)}" for each in sorted(asserted.roles)),
        *(review.name(RefKind.USER, each) for each in sorted(asserted.users)),
    ]
    left = len(named) - MOST_NAMED
    return _and([*named[:MOST_NAMED], *([f"{left} more"] if left > 0 else [])])


def _words(review: Review, what: frozenset[str]) -> str:
    models = what - {SYNCED, UNATTESTED, ANY_MODEL, UNLISTED}
    said = [words for each, words in WORDS.items() if each in what]
    said += ["models that are not in the list"] if ANY_MODEL in what else []
    return _and([*said, *(f"`{each}`" for each in _names(review, models))])


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _value(review: Review, what: frozenset[str]) -> str:
    models = what & {SYNCED, UNATTESTED, ANY_MODEL, UNLISTED}
    return ", ".join([*sorted(models), *_names(review, what - models)])


def _names(review: Review, models: Iterable[str]) -> tuple[str, ...]:
    catalogue = load(review.configuration.catalogue)
    return shortest_names(models, catalogue, {}) if isinstance(catalogue, Catalogue) else tuple(sorted(models))


def looser_than_the_strictest(review: Review) -> Iterator[Finding]:
    """Rows whose members get more by other rows: for certain, or by who is known to be in both."""
    rows, people = _rows(review, review.after), _people(review)
    found = tuple(looser_by_settings(rows) if people is None else looser_among(rows, people))
    certain = [each for each in found if each.reach is None or each.reach.surely]
    yield from (_looser(review, each) for each in certain)
    if people is None and not review.is_of_files_alone and differing(rows):
        yield unchecked(CODE, PEOPLE_UNREAD, read_them(review))
    elif people is not None and len(certain) < len(found):
        yield unchecked(CODE, _why(people))


def _looser(review: Review, found: Looser) -> Finding:
    change = review.change_of(Kind.TARGET, found.group)
    named, left = [_row(review, each) for each in sorted(found.by)[:MOST_NAMED]], len(found.by) - MOST_NAMED
    whom = "people" if found.group == EVERYONE else f"members of {review.name_of_target(found.group)}"
    return verdict(
        review,
        CODE,
        Severity.WARNING,
        f"{whom} may use {_words(review, found.what)}, which {_row(review, found.group)} does not admit: they add up",
        about=change,
        address=_address(review, found.group, change),
        source=place_of(change),
        is_touched=_is_touched(review, {found.group, *found.by}),
        detail=(f"by {_and([*named, *([f'{left} more'] if left > 0 else [])])}",),
        hint="make the rows reach different people, or give them profiles that agree; `assert` pins what must hold",
        value=_value(review, found.what),
        affected=people_words(found.reach) if found.reach is not None else "",
    )


def _is_touched(review: Review, groups: set[str]) -> bool:
    """Whether the plan changes one of these rows, or a profile of one."""
    named = frozenset[str]()
    for each in review.after.of(Kind.TARGET):
        profiles = each.fields["profiles"]
        if each.id in groups and isinstance(profiles, frozenset):
            named |= {str(id) for id in profiles}
    return any(each.id in groups for each in review.active_of(Kind.TARGET)) or any(
        each.id in named for each in review.active_of(Kind.PROFILE)
    )


def _row(review: Review, group: str) -> str:
    return "the row for everyone" if group == EVERYONE else f"the row of {review.name_of_target(group)}"


def _address(review: Review, group: str, change: ResourceChange | None) -> str:
    if change is not None:
        return str(change.address)
    name = "everyone" if group == EVERYONE else review.directory.name_of(RefKind.GROUP, group) or group
    return str(Address(Kind.TARGET, name, is_unlisted=True))
