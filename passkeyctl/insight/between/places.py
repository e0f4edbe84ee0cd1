"""Where people sign in from, as far as named locations tell places apart, in all the versions that an apply gives them.

Places are worked out from addresses and countries, so that what no place can be (in a range and not in the wider one
around it) is none. Where an address is in which country nobody reads: any may be in any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from ipaddress import ip_network
from itertools import product

from passkeyctl.insight.between.ways import bits
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.locations import COUNTRY
from passkeyctl.model.ranges import IS_IPV4
from passkeyctl.model.values import Value

INCLUDE, EXCLUDE = "conditions.locations.include", "conditions.locations.exclude"
ALL, ALL_TRUSTED, MFA_TRUSTED = "all", "allTrusted", "MFA trusted IPs"
UNKNOWN_COUNTRY, ELSEWHERE = "", "another country"
MOST = 20_000


@dataclass(frozen=True, slots=True)
class View:
    """The locations of one state: which bits each stands for, and which are trusted."""

    inside: Mapping[str, int]
    trusted: int

    def bits_of(self, named: str) -> int:
        return self.trusted if named == ALL_TRUSTED else self.inside.get(named, 0)


class Places:
    """A place is a set of bits: of the versions of locations that it is in.

    `is_whole` is False where there are too many to be told apart; then nobody is in two locations at once.
    """

    def __init__(self, policies: Iterable[Fields], states: Iterable[TenantState]) -> None:
        named = {each for fields in policies for path in (INCLUDE, EXCLUDE) for each in members(fields, path)}
        self._named = named - {ALL, ALL_TRUSTED}
        self._needs_trusted = ALL_TRUSTED in named
        self._versions: dict[tuple[str, tuple[Value, ...]], int] = {}
        self._words: list[str] = []
        self._views: dict[int, View] = {}
        self._seen: list[TenantState] = []
        self._mfa_trusted = self._version("", (MFA_TRUSTED,), MFA_TRUSTED) if named & {ALL_TRUSTED, MFA_TRUSTED} else 0
        kept: dict[tuple[int, ...], View] = {}
        for each in states:
            locations = each.of(Kind.LOCATION) if named else ()
            key = tuple(id(held.fields) for held in locations)
            kept[key] = kept.get(key) or self._view(each)
            self._views[id(each)] = kept[key]
            self._seen.append(each)  # so that no id is given twice
        self.is_whole = True
        self.all = tuple(self._all())
        unknown = self._mfa_trusted | sum(bit for (_, content), bit in self._versions.items() if not content)
        self.unsure = sum(1 << place for place, each in enumerate(self.all) if each & unknown)
        """Places of which nobody knows whether they are: no tool reads where they would be."""

    def view(self, state: TenantState) -> View:
        return self._views[id(state)]

    def words(self, place: int) -> str:
        inside = sorted({self._words[each] for each in bits(place)})
        return " and ".join(f"`{each}`" for each in inside) if inside else "a place outside the named locations"

    def _view(self, state: TenantState) -> View:
        inside, trusted = {MFA_TRUSTED: self._mfa_trusted}, self._mfa_trusted
        for each in state.of(Kind.LOCATION):
            is_trusted = self._needs_trusted and each.fields["trusted"] is True
            if each.id in self._named or is_trusted:
                inside[each.id] = self._version(each.id, _content(each.fields), each.name)
                trusted |= inside[each.id] if is_trusted else 0
        for id in sorted(self._named - inside.keys()):
            inside[id] = self._version(id, (), id)
        return View(inside, trusted)

    def _version(self, id: str, content: tuple[Value, ...], words: str) -> int:
        key = (id, content)
        if key not in self._versions:
            self._versions[key] = 1 << len(self._words)
            self._words.append(words)
        return self._versions[key]

    def _all(self) -> Iterator[int]:
        """Sums of one choice out of each: the address, the country by each lookup, what can't be known."""
        ranges = {bit: ranges for (_, content), bit in self._versions.items() if (ranges := _ranges(content))}
        lookups = {str(content[4]) for _, content in self._versions if content[:1] == (COUNTRY,)}
        choices = [sorted(_by_address(ranges), key=lambda each: (each.bit_count(), each))]
        choices += [
            sorted(self._by_country(each), key=lambda each: (each.bit_count(), each)) for each in sorted(lookups)
        ]
        opaque = [bit for (id, content), bit in self._versions.items() if not content or not id]
        choices += [[0, each] for each in opaque]
        if reduce(lambda one, other: one * len(other), choices, 1) > MOST:
            self.is_whole = False
            yield from sorted({each for listed in choices for each in listed})
            return
        for chosen in product(*choices):
            yield reduce(int.__or__, chosen, 0)

    def _by_country(self, lookup: str) -> set[int]:
        found: dict[str, int] = {UNKNOWN_COUNTRY: 0, ELSEWHERE: 0}
        for (_, content), bit in self._versions.items():
            if content[:1] == (COUNTRY,) and str(content[4]) == lookup:
                listed = content[2] if isinstance(content[2], frozenset) else frozenset()
                inside = {str(each).upper() for each in listed} | ({UNKNOWN_COUNTRY} if content[3] is True else set())
                for each in inside:
                    found[each] = found.get(each, 0) | bit
        return set(found.values())


def _content(fields: Fields) -> tuple[Value, ...]:
    return tuple(fields[each] for each in ("type", "ipRanges", "countries", "unknownCountries", "lookup"))


def _ranges(content: tuple[Value, ...]) -> frozenset[str]:
    listed = content[1] if len(content) > 1 and content[0] != COUNTRY else None
    return frozenset(map(str, listed)) if isinstance(listed, frozenset) else frozenset()


def _by_address(ranges: Mapping[int, frozenset[str]]) -> set[int]:
    """Which locations one address may be in together: those that cover it, from one end of the space to the other."""
    edges: dict[tuple[int, int], dict[int, int]] = {}
    for bit, listed in ranges.items():
        for each in listed:
            if (found := _bounds(each)) is not None:
                version, first, end = found
                for edge, step in (((version, first), 1), ((version, end), -1)):
                    steps = edges.setdefault(edge, {})
                    steps[bit] = steps.get(bit, 0) + step
    covered: dict[int, int] = {}
    found_places, inside = {0}, 0
    for edge in sorted(edges):
        for bit, step in edges[edge].items():
            covered[bit] = covered.get(bit, 0) + step
            inside = inside | bit if covered[bit] else inside & ~bit
        found_places.add(inside)
    return found_places


def _bounds(text: str) -> tuple[int, int, int] | None:
    """The first address of a range and the first behind it; None for what is no range that is known here."""
    if IS_IPV4(text):
        address, _, length = text.partition("/")
        one, two, three, four = address.split(".")
        size = 1 << 32 - int(length)
        first = (int(one) << 24 | int(two) << 16 | int(three) << 8 | int(four)) & -size
        return 4, first, first + size
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return None
    return network.version, int(network.network_address), int(network.broadcast_address) + 1


def is_there(policy: Fields, place: int, view: View) -> bool:
    """Whether a policy catches sign-ins from a place; with excludes alone nobody can tell, which is asked elsewhere."""
    included, excluded = members(policy, INCLUDE), members(policy, EXCLUDE)
    if ALL in excluded or any(place & view.bits_of(each) for each in excluded):
        return False
    return not included or ALL in included or any(place & view.bits_of(each) for each in included)
