"""Everything that people may sign in with, told apart as far as the settings of several states tell it apart, as bits.

Ways are combinations of methods; one with a passkey is of one type and model, one with a certificate has an issuer and
a policy. Beside them are tokens: what a grant may ask for and no combination holds, such as a compliant device.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.policies.methods import FIDO2, PASSWORD
from passkeyctl.insight.proof.regions import DEVICE_BOUND, LISTED, OTHER, Cell, Region, Unclear, accepted
from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import PASSKEY_TYPES
from passkeyctl.model.strengths import BUILT_IN_COMBINATIONS, MODES
from passkeyctl.model.values import X509Limit

MFA = BUILT_IN_COMBINATIONS["00000000-0000-0000-0000-000000000002"]
EXTERNAL = "a second factor of another provider"
"""It satisfies the control `mfa`, and no strength."""

PASSES = frozenset({"temporaryAccessPassOneTime", "temporaryAccessPassMultiUse"})
CERTIFICATES = frozenset({"x509CertificateSingleFactor", "x509CertificateMultiFactor"})
ALWAYS_THERE = ("fido2", "password", "temporaryAccessPassOneTime", "temporaryAccessPassMultiUse", *sorted(MFA))


@dataclass(frozen=True, slots=True)
class Way:
    """`passkey_type` is empty, and `unclear` set, for passkeys that an unclear profile may accept and no other does."""

    modes: frozenset[str]
    passkey_type: str = ""
    model: str = OTHER
    unclear: Unclear | None = None
    issuer: str = OTHER
    policy: str = OTHER

    def __str__(self) -> str:
        if FIDO2 in self.modes:
            kind = {"synced": "a synced passkey", DEVICE_BOUND: "a device-bound passkey"}
            model = f"of the model `{self.model}`" if self.model else "of a model that no list names"
            return f"{kind.get(self.passkey_type, 'a passkey')} {model}"
        named = sorted(self.modes, key=lambda each: (MODES.index(each) if each in MODES else len(MODES), each))
        return " and ".join(f"`{each}`" if each != EXTERNAL else each for each in named)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a strength takes: `limits` are of certificates, with their issuers and policies, each for combinations."""

    combinations: tuple[frozenset[str], ...]
    models: frozenset[str]
    limits: tuple[tuple[frozenset[frozenset[str]], frozenset[str], frozenset[str]], ...] = ()

    def takes(self, way: Way) -> bool:
        """Who does more than is asked has done what is asked."""
        return any(each <= way.modes and self._is_within(each, way) for each in self.combinations)

    def _is_within(self, combination: frozenset[str], way: Way) -> bool:
        if FIDO2 in combination and self.models and way.model not in self.models:
            return False
        return all(
            (not issuers or way.issuer in issuers) and (not policies or way.policy in policies)
            for combinations, issuers, policies in self.limits
            if combination in combinations
        )


def taken_by(strength: Fields) -> Taken:
    limits = strength["x509"]
    found = [each for each in limits if isinstance(each, X509Limit)] if isinstance(limits, frozenset) else []
    return Taken(
        tuple(sorted((_modes(each) for each in members(strength, "allowedCombinations")), key=sorted)),
        frozenset(each.lower() for each in members(strength, "fido2.allowedAAGUIDs")),
        tuple((frozenset(map(_modes, each.for_combinations)), each.issuer_skis, each.policy_oids) for each in found),
    )


@lru_cache(256)
def _modes(combination: str) -> frozenset[str]:
    return frozenset(each.strip() for each in combination.split(","))


class Ways:
    """The ways that some profiles and strengths can tell apart.

    Bits `0` to `len(all) - 1` of a mask stand for ways. Tokens have bits of their own, in masks of their own.
    """

    def __init__(
        self, strengths: Iterable[Fields], profiles: Iterable[Fields], missing: Iterable[Unclear] = ()
    ) -> None:
        """`missing` stand for profiles that rows name and that are not there."""
        taken = [taken_by(each) for each in strengths]
        listed = [*profiles]
        self._models = _models([each.models for each in taken] + [_lower(each) for each in listed])
        self.cells = frozenset(_cells(self._models))
        self._unclear = sorted({*_unclear(listed, self.cells), *missing}, key=repr)
        self.all = tuple(self._universe(taken))
        self._place = {each: place for place, each in enumerate(self.all)}
        self.everything = (1 << len(self.all)) - 1
        self.passkeys = self._those(lambda way: FIDO2 in way.modes)
        self.passes = self._those(lambda way: bool(way.modes & PASSES))
        self.multi_use = self._those(lambda way: "temporaryAccessPassMultiUse" in way.modes)
        self.unclear_ones = self._those(lambda way: way.unclear is not None)
        self.mfa = self._mfa()
        self._tokens: dict[Hashable, int] = {}
        self._words: list[str] = []

    def taken(self, strength: Fields) -> int:
        return self._those(taken_by(strength).takes)

    def _those(self, takes: Callable[[Way], bool]) -> int:
        return sum(1 << place for place, way in enumerate(self.all) if takes(way))

    def _mfa(self) -> int:
        any_two = Taken(tuple(map(_modes, sorted(MFA))), frozenset())
        return self._those(lambda way: any_two.takes(way) or EXTERNAL in way.modes)

    def token(self, key: Hashable, words: str) -> int:
        """The bit of something that a grant asks for; the same `key` is the same thing in every state."""
        if key not in self._tokens:
            self._tokens[key] = 1 << len(self._words)
            self._words.append(words)
        return self._tokens[key]

    @property
    def tokens(self) -> int:
        return (1 << len(self._words)) - 1

    def region(self, region: Region) -> int:
        """The passkeys of a region of what is accepted at sign-in."""
        found = 0
        for each in region.cells:
            found |= self._of_cell(each)
        for unclear in region.unclear:
            found |= self._those(lambda way, kind=unclear: way.unclear == kind)  # type: ignore[misc]
        return found

    def _of_cell(self, cell: Cell) -> int:
        modes = frozenset({FIDO2})
        return 1 << self._place[Way(modes, cell.passkey_type, cell.aaguid)]

    def words(self, ways: int, tokens: int) -> tuple[str, ...]:
        return (*(str(self.all[each]) for each in bits(ways)), *(self._words[each] for each in bits(tokens)))

    def _universe(self, taken: list[Taken]) -> Iterator[Way]:
        issuers = _distinct([issuers for each in taken for _, issuers, _ in each.limits])
        policies = _distinct([policies for each in taken for _, _, policies in each.limits])
        combinations = {modes for each in taken for modes in each.combinations} | set(map(_modes, ALWAYS_THERE))
        combinations.add(frozenset({PASSWORD, EXTERNAL}))
        for modes in sorted(combinations, key=_ordinary_first):
            if modes == {FIDO2}:
                yield from (Way(modes, type, model) for model in self._models for type in PASSKEY_TYPES)
                yield from (Way(modes, "", model, each) for each in self._unclear for model in self._models)
            elif modes & CERTIFICATES:
                yield from (Way(modes, issuer=one, policy=other) for one in issuers for other in policies)
            elif FIDO2 not in modes:
                yield Way(modes)


def _ordinary_first(modes: frozenset[str]) -> tuple[bool, bool, int, list[str]]:
    """What most people have comes first, and is what a witness is said to have where it makes no difference."""
    named = sorted(modes)
    return (
        modes != {PASSWORD},
        named != ["microsoftAuthenticatorPush", PASSWORD] and modes != {FIDO2},
        len(modes),
        named,
    )


def _lower(profile: Fields) -> frozenset[str]:
    return frozenset(each.lower() for each in members(profile, LISTED))


def _distinct(lists: list[frozenset[str]]) -> list[str]:
    """OTHER, and one member for each set of lists that members stand in together: nothing tells the rest apart."""
    found: dict[str, list[int]] = {}
    for number, each in enumerate(dict.fromkeys(lists)):
        for member in each:
            found.setdefault(member, []).append(number)
    first: dict[tuple[int, ...], str] = {}
    for member in sorted(found):
        first.setdefault(tuple(found[member]), member)
    return [OTHER, *sorted(first.values())]


_models = _distinct


def _cells(models: Iterable[str]) -> Iterator[Cell]:
    kinds = [(each, False) for each in PASSKEY_TYPES] + [(DEVICE_BOUND, True)]
    return (Cell(type, model, is_attested) for model in models for type, is_attested in kinds)


def _unclear(profiles: Iterable[Fields], cells: frozenset[Cell]) -> set[Unclear]:
    found = set[Unclear]()
    for each in profiles:
        found |= accepted(each, cells, sets_up=False).sign_in.unclear
    return found


def bits(found: int) -> Iterator[int]:
    """The places that are set."""
    while found:
        lowest = found & -found
        yield lowest.bit_length() - 1
        found ^= lowest
