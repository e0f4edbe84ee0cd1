"""Values for people: names beside ids, authenticators by the name a reader knows, one member a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from passkeyctl.authenticators.catalogue import Catalogue, HouseAliases, expand, is_guid
from passkeyctl.authenticators.display import shortest_names
from passkeyctl.authenticators.outcomes import Expansion
from passkeyctl.model.fields import Field, Shape
from passkeyctl.model.values import FilterRule, Guests, SignInFrequency, Value, X509Limit
from passkeyctl.render.lines import Role, Span
from passkeyctl.render.naming import Names, quoted

DEFAULT_SCOPE = SignInFrequency().scope
WORD_SETS = (Shape.WORDS, Shape.COMBINATIONS, Shape.REFERENCES)
MOST_RANGES, FEW_RANGES = 20, 5
"""So many ranges are all shown; of more, just a few and how many there are."""

HOUR, DAY = 60, 24 * 60


@dataclass(frozen=True, slots=True)
class PlanView:
    """What is needed beside a plan to show it: `--override` by code, and the names of authenticators.

    `with_sources`: each changed field says which line of which file it comes from.
    """

    overrides: Mapping[str, str]
    catalogue: Catalogue
    house: HouseAliases
    with_sources: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Words for values."""

    view: PlanView
    names: Names

    def scalar(self, field: Field, value: Value) -> tuple[Span, ...]:
        match value:
            case None:
                return (Span("(not set)", Role.MUTED),)
            case bool():
                return (Span("true" if value else "false"),)
            case int() if field.shape is Shape.MINUTES:
                return (Span(duration(value)),)
            case str() if field.shape is Shape.TEXT:
                return (Span(quoted(value)),)
            case str() if field.shape is Shape.REFERENCE:
                return self.names.beside(field.refers_to, value)
            case Guests():
                return (Span(_guests(value)),)
            case FilterRule():
                return (Span(f"{value.mode} `{value.rule}`"),)
            case SignInFrequency():
                return (Span(str(value) if value.scope == DEFAULT_SCOPE else f"{value} ({value.scope})"),)
            case frozenset():
                return (Span(", ".join(sorted(str(each) for each in value)) or "none"),)
            case _:
                return (Span(str(value)),)

    def members(self, field: Field, members: Iterable[str | X509Limit]) -> tuple[tuple[Span, ...], ...]:
        """One line each, sorted by what is read first."""
        if field.shape is Shape.AAGUIDS:
            return self._authenticators(str(each) for each in members)
        if field.shape is Shape.RANGES:
            return tuple(_ranges(str(each) for each in members))
        shown = [self._member(field, each) for each in members]
        return tuple(sorted(shown, key=lambda spans: [(span.text.casefold(), span.text) for span in spans]))

    def _member(self, field: Field, member: str | X509Limit) -> tuple[Span, ...]:
        if isinstance(member, X509Limit):
            return (Span(_limit(member)),)
        if member in field.words or field.refers_to is None:
            return (Span(member),)
        return self.names.beside(field.refers_to, member)

    def _authenticators(self, aaguids: Iterable[str]) -> tuple[tuple[Span, ...], ...]:
        names = shortest_names(aaguids, self.view.catalogue, self.view.house)
        return tuple(self._authenticator(name) for name in names)

    def _authenticator(self, name: str) -> tuple[Span, ...]:
        meant = expand(name, self.view.catalogue, self.view.house)
        if is_guid(name) or not isinstance(meant, Expansion):
            return (Span(name),)
        count = len(meant.aaguids)
        beside = meant.aaguids[0] if count == 1 else f"{count} AAGUIDs"
        return Span(name), Span(f" ({beside})", Role.MUTED)


def duration(minutes: int) -> str:
    """As a file has it: `1d`, `8h`, `90m`."""
    for length, unit in ((DAY, "d"), (HOUR, "h")):
        if minutes and minutes % length == 0:
            return f"{minutes // length}{unit}"
    return f"{minutes}m"


def _ranges(ranges: Iterable[str]) -> Iterator[tuple[Span, ...]]:
    """In the order of their addresses; a list that nobody reads to its end is counted."""
    listed = sorted(ranges, key=_by_address)
    shown = listed if len(listed) <= MOST_RANGES else listed[:FEW_RANGES]
    yield from ((Span(each),) for each in shown)
    if len(shown) < len(listed):
        yield (Span(f"(and {len(listed) - len(shown)} more, {len(listed)} ranges in all)", Role.MUTED),)


def _by_address(range: str) -> tuple[bool, list[int], str]:
    """IPv4 by number, then IPv6 by text, whose shortest spelling comes close enough."""
    is_ipv6 = ":" in range
    numbers = [] if is_ipv6 else [int(each) for each in re.split("[./]", range) if each.isdecimal()]
    return is_ipv6, numbers, range


def _guests(guests: Guests) -> str:
    if guests.legacy:
        return "guests or external users (the older setting)"
    types = ", ".join(sorted(guests.types))
    match guests.tenants:
        case None:
            return types
        case str():
            return f"{types} of {guests.tenants} tenants"
        case listed:
            return f"{types} of the tenants {', '.join(sorted(listed))}"


def _limit(limit: X509Limit) -> str:
    parts = [", ".join(sorted(limit.for_combinations))]
    if limit.issuer_skis:
        parts.append(f"issuers {', '.join(sorted(limit.issuer_skis))}")
    if limit.policy_oids:
        parts.append(f"policies {', '.join(sorted(limit.policy_oids))}")
    return "; ".join(parts)


def reads_inline(field: Field, value: Value) -> bool:
    """Whether a set has only fixed words, which read well side by side; one that has a comma in it does not."""
    if not isinstance(value, frozenset) or not value:
        return True
    words = [str(each) for each in value]
    fixed = field.shape is not Shape.REFERENCES or all(each in field.words for each in words)
    return field.shape in WORD_SETS and fixed and not any("," in each for each in words)
