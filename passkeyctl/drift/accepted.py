"""Whether what a waiver accepts is the value that a tenant has: ids or names, lists in any order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from passkeyctl.authenticators.catalogue import Catalogue, expand, is_guid, load, newest
from passkeyctl.authenticators.outcomes import Expansion
from passkeyctl.model.address import Kind
from passkeyctl.model.directory import Directory
from passkeyctl.model.fields import Field, Shape
from passkeyctl.model.kinds import field_of
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import PriorState
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS
from passkeyctl.model.values import FilterRule, Guests, Value, X509Limit

NOTHING = frozenset({"none", "(not set)", "not set", "unset"})
OWN = (
    (Kind.PROFILE, RefKind.PROFILE),
    (Kind.STRENGTH, RefKind.STRENGTH),
    (Kind.LOCATION, RefKind.LOCATION),
    (Kind.CONTEXT, RefKind.CONTEXT),
)
LENGTHS = (("d", 24 * 60), ("h", 60), ("m", 1))


@dataclass(frozen=True, slots=True)
class Known:
    """What names stand for: those of the directory, those of the tenant's own objects, and house aliases of models.

    `catalogue` is the date that the files pin: a name means no other models in a waiver than it does beside it.
    """

    names: Mapping[tuple[RefKind, str], str] = field(default_factory=dict)
    house: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    catalogue: str | None = None


def known_names(
    directory: Directory, prior: PriorState, house: Mapping[str, tuple[str, ...]], catalogue: str | None = None
) -> Known:
    names = {(RefKind.STRENGTH, id): name for id, name in BUILT_IN_STRENGTHS.items()}
    names.update(directory.names)
    for kind, reference in OWN:
        names.update({(reference, each.id): each.name for each in prior.of(kind)})
    return Known(names, house, catalogue)


def is_accepted(kind: Kind, path: str, live: Value, accepts: Iterable[str], known: Known) -> bool:
    """Every member is accepted, and nothing is accepted that isn't there: both would be another value."""
    said, field = tuple(accepts), field_of(kind, path)
    if live is None or live == frozenset():
        return {_folded(each) for each in said} <= NOTHING
    if isinstance(live, frozenset) and not any(isinstance(each, X509Limit) for each in live):
        members = frozenset(map(str, live))
        # A name may have a comma in it, so that a list is taken as it is written first.
        return any(_are_members(field, members, each, known) for each in (frozenset(said), _split(said)))
    whole = _folded(", ".join(said))
    if field.shape in (Shape.TEXT, Shape.MINUTES, Shape.NUMBER) or isinstance(live, (bool, str)):
        return whole in _spellings(field, live, known)
    return _words(whole) == _words(_folded(_plain(live)))


def plain_text(field: Field, live: Value, known: Known) -> str:
    """As a waiver may write it."""
    if live is None or live == frozenset():
        return "none"
    if isinstance(live, frozenset):
        return ", ".join(sorted(_named(field, each, known) if isinstance(each, str) else _plain(each) for each in live))
    if isinstance(live, str) and field.shape is Shape.REFERENCE:
        return _named(field, live, known)
    return _plain(live)


def _named(field: Field, member: str, known: Known) -> str:
    return known.names.get((field.refers_to, member), member) if field.refers_to is not None else member


def _are_members(field: Field, live: frozenset[str], said: frozenset[str], known: Known) -> bool:
    if field.shape is Shape.AAGUIDS:
        return {aaguid for each in said for aaguid in _aaguids(each, known)} == live
    spelled = {each: {_folded(each), _folded(_named(field, each, known))} for each in live}
    folded = {_folded(each) for each in said}
    # One name for two objects accepts neither of them: which one was meant nobody knows.
    is_one_each = len(folded) >= len(live)
    return is_one_each and all(folded & each for each in spelled.values()) and folded <= set().union(*spelled.values())


def _aaguids(said: str, known: Known) -> tuple[str, ...]:
    """A name of a model stands for all its AAGUIDs; one that means nothing for itself, so that nothing equals it."""
    if is_guid(said):
        return (said.lower(),)
    pinned = load(known.catalogue)
    found = expand(said, pinned if isinstance(pinned, Catalogue) else newest(), known.house)
    return found.aaguids if isinstance(found, Expansion) else (said,)


def _spellings(field: Field, live: Value, known: Known) -> frozenset[str]:
    found = {_folded(plain_text(field, live, known)), _folded(_plain(live))}
    if field.shape is Shape.MINUTES and isinstance(live, int):
        found |= {f"{live // length}{unit}" for unit, length in LENGTHS if live % length == 0}
    return frozenset(found)


def _plain(live: object) -> str:
    match live:
        case bool():
            return "true" if live else "false"
        case Guests(legacy=True):
            return "guests or external users (the older setting)"
        case Guests(tenants=None):
            return ", ".join(sorted(live.types))
        case Guests(tenants=str()):
            return f"{', '.join(sorted(live.types))} of {live.tenants} tenants"
        case Guests():
            return f"{', '.join(sorted(live.types))} of the tenants {', '.join(sorted(live.tenants or ()))}"
        case FilterRule():
            return f"{live.mode} `{live.rule}`"
        case X509Limit():
            issuers, policies = sorted(live.issuer_skis), sorted(live.policy_oids)
            return "; ".join(filter(None, (", ".join(sorted(live.for_combinations)), *issuers, *policies)))
        case frozenset():
            return ", ".join(sorted(map(_plain, live)))
        case _:
            return str(live)


def _split(said: Iterable[str]) -> frozenset[str]:
    return frozenset(part.strip() for each in said for part in each.split(",") if part.strip())


def _words(text: str) -> frozenset[str]:
    """In any order; `issuers` and `policies` only lead the eye."""
    return frozenset(re.split(r"[\s,;`]+", text)) - {"", "issuers", "policies"}


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().strip('`"').casefold()
