"""Ways to sign in, told apart as far as authentication strengths tell them apart: a finite set, as bits.

A way is a combination of methods; one with a passkey is of one model, one with a certificate has one issuer. All models
(and issuers) that no strength names are treated alike by each of them, so one stands for the lot. Two strengths share a
way exactly if one sign-in can satisfy both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce

from passkeyctl.insight.passkeys.acceptance import accepts, members
from passkeyctl.insight.policies.methods import FIDO2
from passkeyctl.model.fields import Fields
from passkeyctl.model.people import KeyModel
from passkeyctl.model.values import X509Limit

OTHER = ""
"""The model, or issuer, that stands for all that nobody names."""

UNNAMED = "a model that no list names"
CERTIFICATES = frozenset({"x509CertificateSingleFactor", "x509CertificateMultiFactor"})
EVERYTHING = -1


@dataclass(frozen=True, slots=True)
class Way:
    """One combination; `model` is an AAGUID where it has a passkey, `issuer` a key identifier where a certificate."""

    modes: frozenset[str]
    model: str = OTHER
    issuer: str = OTHER


@dataclass(frozen=True, slots=True)
class Taken:
    """What a strength takes. `limits` are of certificates, each for some combinations."""

    combinations: frozenset[frozenset[str]]
    models: frozenset[str]
    limits: tuple[tuple[frozenset[frozenset[str]], frozenset[str]], ...]

    def takes(self, way: Way) -> bool:
        """Who does more than is asked has done what is asked."""
        return any(each <= way.modes and self._is_within(each, way) for each in self.combinations)

    def _is_within(self, combination: frozenset[str], way: Way) -> bool:
        if FIDO2 in combination and self.models and way.model not in self.models:
            return False
        return all(way.issuer in issuers for combinations, issuers in self.limits if combination in combinations)


def taken_by(strength: Fields) -> Taken:
    limits = strength["x509"]
    found = [each for each in limits if isinstance(each, X509Limit)] if isinstance(limits, frozenset) else []
    return Taken(
        frozenset(_modes(each) for each in members(strength, "allowedCombinations")),
        frozenset(each.lower() for each in members(strength, "fido2.allowedAAGUIDs")),
        tuple(
            (frozenset(_modes(each) for each in limit.for_combinations), limit.issuer_skis)
            for limit in found
            if limit.issuer_skis
        ),
    )


def _modes(combination: str) -> frozenset[str]:
    return frozenset(each.strip() for each in combination.split(","))


class Ways:
    """The ways that some strengths can tell apart, and which of them each takes, as bits."""

    def __init__(self, strengths: Mapping[str, Fields]) -> None:
        self._taken = {id: taken_by(fields) for id, fields in strengths.items()}
        self.all = tuple(_universe(self._taken.values()))

    @cached_property
    def by_strength(self) -> Mapping[str, int]:
        return {id: self.those(taken.takes(way) for way in self.all) for id, taken in self._taken.items()}

    def of(self, strength: str) -> int:
        """A strength that was not read may take anything."""
        return self.by_strength.get(strength, EVERYTHING)

    def those(self, answers: Iterable[bool]) -> int:
        return sum(1 << place for place, answer in enumerate(answers) if answer)

    def admitted(self, profiles: Iterable[Fields] | None, modes_off: frozenset[str]) -> int:
        """What people may have who are reached by these profiles at most; None: by any, nobody knows which.

        `modes_off` are modes that nobody may use.
        """
        takes = None if profiles is None else list(profiles)
        models = {way.model for way in self.all if FIDO2 in way.modes}
        refused = set() if takes is None else {each for each in models if not self._may_have(takes, each, models)}
        return self.those(
            not way.modes & modes_off and not (FIDO2 in way.modes and way.model in refused) for way in self.all
        )

    def _may_have(self, profiles: list[Fields], model: str, named: set[str]) -> bool:
        """OTHER stands for what profiles name and strengths do not as well."""
        if model != OTHER:
            return may_have(profiles, model)
        listed = {each for fields in profiles for each in members(fields, "keyRestrictions.authenticators")}
        return any(may_have(profiles, each) for each in sorted({UNNAMED, *listed} - named))

    def words(self, strength: str) -> tuple[str, ...]:
        """The combinations that a strength names; none where it was not read."""
        taken = self._taken.get(strength)
        return tuple(sorted(",".join(sorted(each)) for each in taken.combinations)) if taken is not None else ()


def may_have(profiles: Iterable[Fields], model: str) -> bool:
    """Whether any of the profiles may accept a passkey of this model, of whatever type."""
    key = KeyModel(model, None, None)
    return any(accepts(each, key) is not False for each in profiles)


def _universe(taken: Iterable[Taken]) -> Iterator[Way]:
    found = list(taken)
    models = sorted({OTHER}.union(*(each.models for each in found)))
    issuers = sorted({OTHER}.union(*(skis for each in found for _, skis in each.limits)))
    combinations = {modes for each in found for modes in each.combinations}
    for modes in sorted(combinations, key=sorted):
        for model in models if FIDO2 in modes else [OTHER]:
            for issuer in issuers if modes & CERTIFICATES else [OTHER]:
                yield Way(modes, model, issuer)


def shared(masks: Iterable[int]) -> int:
    return reduce(lambda one, other: one & other, masks, EVERYTHING)
