"""A plan for a public place: names of people, groups, applications and of the tenant, the same by the same word."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import TypeVar

from passkeyctl.diagnostics import SourceRange
from passkeyctl.drift.deviation import Drift
from passkeyctl.model.address import PendingId
from passkeyctl.model.crowds import Crowd
from passkeyctl.model.finding import Finding
from passkeyctl.model.people import KnownPeople, Person, Roster
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.plan.plan import Plan
from passkeyctl.render.rollout.ladder_redaction import redacted_ladder
from passkeyctl.rules.rule import ABOUT_WAIVERS

T = TypeVar("T")

PERSONAL = (RefKind.GROUP, RefKind.USER, RefKind.APPLICATION, RefKind.SERVICE_PRINCIPAL)
WELL_KNOWN = frozenset({"Microsoft Authenticator Credential Registration", "Windows Azure Active Directory"})
_ADDRESS = re.compile(r"[\w.+#'-]+@[\w-]+(?:\.[\w-]+)+")
_DOMAIN = re.compile(r"\b[\w-]+\.onmicrosoft\.com\b", re.IGNORECASE)


def redacted(plan: Plan) -> Plan:
    """People that were read are shown by number: their names are fetched only when they are shown."""
    redaction, known = Redaction.of_plan(plan), plan.known_people
    ladder = redacted_ladder(plan.ladder) if plan.ladder is not None else None
    found = redaction.of(dataclasses.replace(_without_owners(plan), known_people=None, ladder=ladder))
    if known is None:
        return found
    people = dataclasses.replace(known.people, gaps=redaction.of(known.people.gaps))
    return dataclasses.replace(found, known_people=KnownPeople(people, NumberedRoster(known.roster)))


def _without_owners(plan: Plan) -> Plan:
    """Whoever answers for a waiver may be called like any word, so only what is about waivers is looked through."""
    owners = Redaction(dict(numbered("owner", {each.owner for each in plan.waivers})))

    def shown(finding: Finding) -> Finding:
        return owners.of(finding) if finding.diagnostic.code == ABOUT_WAIVERS else finding

    suppressed = (
        dataclasses.replace(each, finding=shown(each.finding), waiver=owners.of(each.waiver))
        for each in plan.suppressed
    )
    return dataclasses.replace(
        plan,
        findings=tuple(map(shown, plan.findings)),
        suppressed=tuple(suppressed),
        waivers=owners.of(plan.waivers),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class NumberedRoster:
    """`<person 17>` for the names of a person, wherever they are shown. Ids stay."""

    roster: Roster

    def people(self, crowd: Crowd) -> Iterator[Person]:
        for each in self.roster.people(crowd):
            word = f"<person {each.ordinal + 1}>"
            yield dataclasses.replace(each, sign_in_name=word, name=word)


class Redaction:
    """Replaces every name that is known, wherever it stands in a text. Ids stay."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words
        # Where one name begins another, the longer one is meant.
        names = sorted(map(re.escape, self._words), key=len, reverse=True)
        self._names = re.compile(rf"(?<![\w@-])(?:{'|'.join(names)})(?![\w@-])") if names else None

    @classmethod
    def of_plan(cls, plan: Plan) -> Redaction:
        return cls(dict(_replacements(plan)))

    @classmethod
    def of_drift(cls, drift: Drift) -> Redaction:
        return cls(dict(_replacements(drift)))

    @classmethod
    def of_files(cls, references: Iterable[Reference], tenant: Iterable[str]) -> Redaction:
        """By what files name, where no plan came of them."""
        words = {name: "<tenant>" for name in tenant if name}
        for kind in PERSONAL:
            words.update(numbered(kind.value, {each.name for each in references if each.kind is kind and each.name}))
        return cls(words)

    @classmethod
    def of_names(cls, names: Mapping[tuple[RefKind, str], str], tenant: str) -> Redaction:
        """By what a plan that was kept names."""
        words = {tenant: "<tenant>"} if tenant else {}
        for kind in PERSONAL:
            words.update(numbered(kind.value, {name for (of, _), name in names.items() if of is kind}))
        return cls(words)

    def text(self, text: str) -> str:
        if self._names is not None:
            text = self._names.sub(lambda found: self._words[found.group()], text)
        return _DOMAIN.sub("<domain>", _ADDRESS.sub("<address>", text))

    def of(self, value: T) -> T:
        """The same value with every text in it redacted; fixed words, places in files and keys are left alone."""
        return self._any(value)  # type: ignore[return-value]  # every branch gives back the type that it was given

    def _any(self, value: object) -> object:
        match value:
            case Enum() | SourceRange() | PendingId():
                return value
            case str():
                return self.text(value)
            case tuple() | list():
                return type(value)(map(self._any, value))
            case frozenset():
                return frozenset(map(self._any, value))
            case Mapping():
                return {key: self._any(each) for key, each in value.items()}
            case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
                held = ((each.name, getattr(value, each.name)) for each in dataclasses.fields(value))
                return type(value)(**{name: self._any(each) for name, each in held})
            case _:
                return value


def _replacements(plan: Plan | Drift) -> Iterator[tuple[str, str]]:
    for kind in PERSONAL:
        yield from numbered(kind.value, {name for (of, _), name in plan.directory.names.items() if of is kind})
        found = (each for reference, each in plan.directory.found.items() if reference.kind is kind)
        written = {reference.name for reference in plan.directory.found if reference.kind is kind and reference.name}
        candidates = {each.name for several in found for each in several}
        known = {name for (of, _), name in plan.directory.names.items() if of is kind}
        yield from numbered(kind.value, (candidates | written) - known, start=len(known))
    if plan.destination.tenant_name:
        yield plan.destination.tenant_name, "<tenant>"


def numbered(word: str, names: Iterable[str], start: int = 0) -> Iterator[tuple[str, str]]:
    """`<group 1>` and so on, by the order of the names."""
    shown = sorted(name for name in names if name not in WELL_KNOWN)
    yield from ((name, f"<{word} {number}>") for number, name in enumerate(shown, start + 1))
