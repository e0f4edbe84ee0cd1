"""The proof that a plan leaves everybody's passkey access as it is, or for whom it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.insight.impact.counting import people_words
from passkeyctl.insight.proof.neutrality import EITHER, Neutrality
from passkeyctl.insight.proof.people import Affected
from passkeyctl.insight.proof.proof import Proof, Verdict, Why
from passkeyctl.insight.proof.symbolic import Contrast, Moved, Phase
from passkeyctl.model.crowds import Crowd, Reach
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.plan.plan import Plan
from passkeyctl.render.cell_words import PHASES, passkeys_in_words
from passkeyctl.render.lines import EMPTY, Line, Role, line
from passkeyctl.render.naming import quoted
from passkeyctl.render.value_text import Words

INDENT = 2
MOST_NAMED = 10


def proof_lines(plan: Plan, words: Words) -> tuple[Line, ...]:
    """Begins with an empty line; nothing where no proof was asked for."""
    neutrality = plan.neutrality
    if neutrality is None:
        return ()
    return (EMPTY, *line("Proof: the same passkey access for everybody", Role.HEADING), *_Telling(plan, words).all())


class _Telling:
    def __init__(self, plan: Plan, words: Words) -> None:
        self._plan = plan
        self._words = words

    def all(self) -> Iterator[Line]:
        neutrality = self._plan.neutrality
        assert neutrality is not None
        proof = neutrality.proof
        yield from line(_verdict(neutrality), _ROLES[proof.verdict], indent=INDENT)
        yield from self._details(proof)
        if neutrality.otherwise is not None:
            yield from self._otherwise(neutrality)
        for each in proof.for_guests if proof.verdict is Verdict.EQUAL else ():
            said = f"guests are not counted: they can't register passkeys here; the row of {self._group(each)} changes"
            yield from line(said, Role.MUTED, indent=INDENT)
        if neutrality.besides:
            yield from line(_besides(neutrality.besides), Role.MUTED, indent=INDENT)

    def _otherwise(self, neutrality: Neutrality) -> Iterator[Line]:
        """What hangs on what the one setting of today admits."""
        otherwise = neutrality.otherwise
        assert otherwise is not None
        types = "synced passkeys too" if otherwise.types == EITHER else "device-bound passkeys only"
        first = "this takes today's one setting for what opting in makes of it; "
        if otherwise.proof.is_proven:
            yield from line(f"{first}if it admits {types} today, access is the same", Role.MUTED, indent=INDENT)
            return
        yield from line(
            f"{first}Microsoft does not say which types it admits. If it admits {types} today, access changes:",
            Role.WARNING,
            indent=INDENT,
        )
        yield from self._details(otherwise.proof)

    def _details(self, proof: Proof) -> Iterator[Line]:
        if proof.verdict is Verdict.EQUAL:
            return
        for why in proof.reasons:
            yield from line(self._why(why, proof), Role.WARNING, indent=INDENT + 2)
        for moved, alike in _alike(proof.contrasts).items():
            yield from self._whoever(alike)
            yield from self._moved(moved, proof)
        if proof.people is not None:
            for phases, affected in _by_reaches(proof.people):
                yield from self._people(phases, affected)

    def _whoever(self, alike: list[Contrast]) -> Iterator[Line]:
        for each in alike[:MOST_NAMED]:
            yield from line(self._members(each.groups), indent=INDENT + 2)
        if len(alike) > MOST_NAMED:
            said = f"and {len(alike) - MOST_NAMED} more (`--json` lists all)"
            yield from line(said, Role.MUTED, indent=INDENT + 2)

    def _moved(self, several: tuple[Moved, ...], proof: Proof) -> Iterator[Line]:
        for phases, moved in _together(several):
            if not moved.is_clear:
                yield from line(f"{phases}: it can't be told for certain", Role.WARNING, indent=INDENT + 4)
            for cells, verb, role in ((moved.lost, "no longer", Role.DELETE), (moved.gained, "newly", Role.CREATE)):
                for each in passkeys_in_words(cells, proof.models, self._words.view):
                    yield from line(f"{verb} {phases} {each}", role, indent=INDENT + 4)

    def _members(self, groups: tuple[str, ...]) -> str:
        match [self._group(each) for each in groups]:
            case []:
                return "everybody who is in no group with a row or an exclude"
            case [one]:
                return f"members of {one}"
            case [one, other]:
                return f"members of both {one} and {other}"
            case several:
                return f"members of all of {', '.join(several)}"

    def _group(self, id: str) -> str:
        if id == EVERYONE:
            return "everyone"
        name = self._words.names.of_row(id)
        return quoted(name) if name is not None else id

    def _people(self, phases: str, affected: Affected) -> Iterator[Line]:
        for reach, verb in ((affected.losing, "no longer"), (affected.gaining, "newly")):
            if reach.possibly:
                yield from line(f"{people_words(reach)} could {verb} {phases} such passkeys", indent=INDENT + 2)
                yield from line(self._named(reach.possibly), Role.MUTED, indent=INDENT + 4)

    def _named(self, crowd: Crowd) -> str:
        known = self._plan.known_people
        assert known is not None  # nobody is counted where nobody is known
        first = [str(each) for _, each in zip(range(MOST_NAMED), known.roster.people(crowd), strict=False)]
        left = len(crowd) - len(first)
        return ", ".join(first) + (f" and {left} more (`--json` lists all)" if left else "")

    def _why(self, why: Why, proof: Proof) -> str:
        match why:
            case Why.UNCLEAR_PROFILES:
                return f"what these profiles accept is not known here: {_listed(map(quoted, proof.unclear))}"
            case Why.UNCLEAR_STATE:
                return "the method's state is a word that is not known here"
            case Why.NESTING:
                return (
                    "Microsoft does not say whether members of nested groups count for passkeys, and it hangs on that"
                )
            case Why.UNREAD_GROUPS:
                return f"the members of these groups were not read: {_listed(map(self._group, proof.unread))}"
            case Why.UNKNOWN_PEOPLE:
                return "not everybody in the tenant is known, so that there may be others whom it concerns"


_ROLES = {
    Verdict.EQUAL: Role.CREATE,
    Verdict.EQUAL_TODAY: Role.CREATE,
    Verdict.DIFFERENT: Role.ERROR,
    Verdict.UNKNOWN: Role.ERROR,
}


def _verdict(neutrality: Neutrality) -> str:
    proof = neutrality.proof
    if neutrality.is_untouched:
        return "proven: this plan changes nothing about passkeys"
    match proof.verdict:
        case Verdict.EQUAL if proof.is_off:
            return "proven: passkeys are off, so that nobody has access before or after"
        case Verdict.EQUAL:
            return "proven: it is the same before and after, whoever is in which group"
        case Verdict.EQUAL_TODAY:
            return "proven for everybody as the groups are today; it would change for these memberships:"
        case Verdict.DIFFERENT:
            return "not equal:"
        case Verdict.UNKNOWN:
            return "not proven: it can't be told, because"


def _alike(contrasts: Iterable[Contrast]) -> dict[tuple[Moved, ...], list[Contrast]]:
    """A row for everybody moves all groups alike."""
    found: dict[tuple[Moved, ...], list[Contrast]] = {}
    for each in contrasts:
        found.setdefault(each.moved, []).append(each)
    return found


def _together(moved: tuple[Moved, ...]) -> Iterator[tuple[str, Moved]]:
    """Each phase with what moves in it; registering oneself is not said again where it moves like registering."""
    by_phase = {each.phase: each for each in moved}
    sign_in, registration = by_phase.get(Phase.SIGN_IN), by_phase.get(Phase.REGISTRATION)
    alone = by_phase.get(Phase.SELF_SERVICE)
    if sign_in is not None and registration is not None and _is_alike(sign_in, registration):
        yield f"{PHASES[Phase.SIGN_IN]} and {PHASES[Phase.REGISTRATION]}", sign_in
    else:
        yield from ((PHASES[each.phase], each) for each in (sign_in, registration) if each is not None)
    if alone is not None and (registration is None or not _is_alike(alone, registration)):
        yield PHASES[Phase.SELF_SERVICE], alone


def _by_reaches(people: tuple[Affected, ...]) -> Iterator[tuple[str, Affected]]:
    """What people can do with passkeys, once for phases that concern the same ones."""
    by_phase = {each.phase: each for each in people}
    sign_in, registration, alone = (by_phase[each] for each in Phase)
    if _reaches(sign_in) == _reaches(registration):
        yield f"{PHASES[Phase.SIGN_IN]} and {PHASES[Phase.REGISTRATION]}", sign_in
    else:
        yield from ((PHASES[each.phase], each) for each in (sign_in, registration))
    if _reaches(alone) != _reaches(registration):
        yield PHASES[Phase.SELF_SERVICE], alone


def _reaches(affected: Affected) -> tuple[Reach, Reach]:
    return (affected.gaining, affected.losing)


def _is_alike(one: Moved, other: Moved) -> bool:
    return (one.gained, one.lost, one.is_clear) == (other.gained, other.lost, other.is_clear)


def _besides(count: int) -> str:
    return f"{count} other {'change' if count == 1 else 'changes'} of this plan: not part of the proof"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
