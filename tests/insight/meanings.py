"""What may turn out to be meant where Graph used a word that is not known here, or said nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from tests.insight.reference import Passkey, Profile

YUBIKEY = "2fc0579f-8113-47ea-b116-bb5a8db9202a"
BITWARDEN = "d548826e-79b4-db40-a3d8-11116f7e8349"
NOT_IN_CATALOGUE = "99999999-0000-4000-8000-00000000feed"
AAGUIDS = (YUBIKEY, BITWARDEN, NOT_IN_CATALOGUE)
ANOTHER_MODEL = "a model that no list names"
TYPES = ("deviceBound", "synced", "third")
"""All that a type of which nobody can tell may be: those of today, and one of tomorrow."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the unknown words of a profile mean; what it says in known words stays."""

    types: tuple[str, ...] = ()
    attestation: str = "disabled"
    enforcement: str = "off"

    def of(self, profile: Profile) -> Profile:
        said = replace(profile, attestation=profile.attestation if _knows_attestation(profile) else self.attestation)
        if not _knows_types(profile):
            said = replace(said, types=",".join(sorted({*_known_types(profile), *self.types})))
        return said if _knows_enforcement(profile) else self._enforced(said)

    def _enforced(self, profile: Profile) -> Profile:
        match self.enforcement:
            case "off":
                return replace(profile, is_enforced=False)
            case "refuses all":
                return replace(profile, enforcement="allow", models=())
            case word:
                return replace(profile, enforcement=word)


def ways(versions: Iterable[Profile]) -> Iterator[Meaning]:
    """Everything that the words of one profile may mean, the same in each of its versions."""
    profiles = list(versions)
    types = [()] if all(map(_knows_types, profiles)) else list(_subsets_of_types())
    attestations = ["disabled", "registrationOnly", "strictest"]
    enforcements = ["off", "refuses all", "allow", "block"]
    yield from (
        Meaning(*each)
        for each in product(
            types,
            attestations[:1] if all(map(_knows_attestation, profiles)) else attestations,
            enforcements[:1] if all(map(_knows_enforcement, profiles)) else enforcements,
        )
    )


def lost(id: str) -> list[Profile]:
    """A profile that the tenant does not list takes anything, or nothing."""
    return [Profile(id, types=",".join(TYPES)), Profile(id, types="")]


def meanings(key: Passkey) -> list[Passkey]:
    """Every passkey that one may be of which Graph left something out."""
    models = [*AAGUIDS, ANOTHER_MODEL] if key.aaguid is None else [key.aaguid]
    types = [key.passkey_type] if key.passkey_type in TYPES[:2] else TYPES
    attested = [True, False] if key.is_attested is None else [key.is_attested]
    return [Passkey(*each) for each in product(models, types, attested)]


def _known_types(profile: Profile) -> frozenset[str]:
    return frozenset(profile.types.split(",")) & set(TYPES)


def _knows_types(profile: Profile) -> bool:
    return bool(profile.types) and frozenset(profile.types.split(",")) <= set(TYPES)


def _knows_attestation(profile: Profile) -> bool:
    return profile.attestation in ("disabled", "registrationOnly")


def _knows_enforcement(profile: Profile) -> bool:
    return not profile.is_enforced or profile.enforcement in ("allow", "block")


def _subsets_of_types() -> Iterator[tuple[str, ...]]:
    for given in product([False, True], repeat=len(TYPES)):
        yield tuple(each for each, is_given in zip(TYPES, given, strict=True) if is_given)
