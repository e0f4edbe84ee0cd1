"""How a field moves between two states of an object, in the few ways that tell what it means for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeAlias

from passkeyctl.model.fields import Fields
from passkeyctl.model.methods import EVERYONE_WORD
from passkeyctl.model.profile_content import attestation_allows, models_allow, types_allow
from passkeyctl.model.values import Value, X509Limit


class Shift(StrEnum):
    """GAINS and LOSES of lists and of what is there or not; BEGINS and ENDS of what limits by being there at all."""

    GAINS = "gains"
    LOSES = "loses"
    BEGINS = "begins"
    ENDS = "ends"
    RISES = "rises"
    FALLS = "falls"
    TURNS = "turns"
    """into something that can't be compared"""


Shifts: TypeAlias = "frozenset[Shift]"
Measure: TypeAlias = "Callable[[Fields, Fields, str], Shifts]"
"""How the field at a path differs between two states of an object."""

NONE: Shifts = frozenset()
TURNS = frozenset({Shift.TURNS})
UNLIMITED: tuple[Value, ...] = (None, False, frozenset(), frozenset({"all"}))
"""A condition that is not there, in each of the spellings that fields have for it."""


def _only(shift: Shift, *, when: bool) -> Shifts:
    return frozenset({shift}) if when else NONE


def in_members(prior: Fields, planned: Fields, path: str) -> Shifts:
    """Of lists member by member; of anything else, that it is there. One value for another gains and loses."""
    before, after = prior[path], planned[path]
    if not isinstance(before, frozenset) or not isinstance(after, frozenset):
        if before == after:
            return NONE
        return _only(Shift.GAINS, when=bool(after)) | _only(Shift.LOSES, when=bool(before))
    return _only(Shift.GAINS, when=bool(after - before)) | _only(Shift.LOSES, when=bool(before - after))


def as_condition(prior: Fields, planned: Fields, path: str) -> Shifts:
    """A condition that names more is met more often; one that is not there is met always."""
    before, after = prior[path], planned[path]
    if before == after or (before in UNLIMITED and after in UNLIMITED):
        return NONE
    if before in UNLIMITED or after in UNLIMITED:
        return frozenset({Shift.BEGINS if before in UNLIMITED else Shift.ENDS})
    if isinstance(before, frozenset) and isinstance(after, frozenset):
        return in_members(prior, planned, path)
    return TURNS


def by_presence(prior: Fields, planned: Fields, path: str) -> Shifts:
    before, after = prior[path], planned[path]
    if before == after:
        return NONE
    if before and after:
        return TURNS
    return frozenset({Shift.BEGINS if after else Shift.ENDS})


def along(*rising: Value) -> Measure:
    """Of a choice whose words have an order; a word that is not among them can't be compared."""

    def measure(prior: Fields, planned: Fields, path: str) -> Shifts:
        before, after = prior[path], planned[path]
        if before == after:
            return NONE
        if before not in rising or after not in rising:
            return TURNS
        return frozenset({Shift.RISES if rising.index(after) > rising.index(before) else Shift.FALLS})

    return measure


def by_size(prior: Fields, planned: Fields, path: str) -> Shifts:
    before, after = prior[path], planned[path]
    if before == after:
        return NONE
    if not isinstance(before, int) or not isinstance(after, int):
        return TURNS
    return frozenset({Shift.RISES if after > before else Shift.FALLS})


def into_force(prior: Fields, planned: Fields, path: str) -> Shifts:
    """What begins or ends is a demand; between report-only and off nothing is demanded."""
    before, after = prior[path], planned[path]
    if (before == "enabled") == (after == "enabled"):
        return along("disabled", "reportOnly")(prior, planned, path) if before != after else NONE
    return frozenset({Shift.BEGINS if after == "enabled" else Shift.ENDS})


def in_people(prior: Fields, planned: Fields, path: str) -> Shifts:
    """`users.include`: everybody, nobody, or those whom the lists beside it name."""
    before, after = prior[path], planned[path]
    if before == after:
        return NONE
    match after:
        case "all":
            return frozenset({Shift.GAINS})
        case "selected":
            return TURNS
        case _:
            return frozenset({Shift.LOSES})


def in_givers(prior: Fields, planned: Fields, path: str) -> Shifts:
    """Who may be given a pass: beside everybody nobody else counts."""
    had_all, has_all = (EVERYONE_WORD in _texts(fields["targets"]) for fields in (prior, planned))
    if had_all != has_all:
        return frozenset({Shift.GAINS if has_all else Shift.LOSES})
    return NONE if has_all else in_members(prior, planned, path)


def in_requirements(prior: Fields, planned: Fields, _: str) -> Shifts:
    """Of all requirements of a grant where every one is demanded: BEGINS and ENDS are a grant's, and a block's."""
    before, after = _requirements(prior), _requirements(planned)
    if before == after:
        return along("one", "all")(prior, planned, "grant.require")
    if not before or not after or "block" in before | after:
        is_stricter = bool(after) and ("block" in after or not before)
        return frozenset({Shift.BEGINS if is_stricter else Shift.ENDS})
    operators = {_operator(prior, before), _operator(planned, after)} - {None}
    gains, loses = bool(after - before), bool(before - after)
    if len(operators) != 1 or (gains and loses):
        return TURNS
    demands_more = gains if operators == {"all"} else loses
    return frozenset({Shift.GAINS if demands_more else Shift.LOSES})


def _requirements(fields: Fields) -> frozenset[str]:
    found = [fields[f"grant.{key}"] for key in ("controls", "termsOfUse", "customControls")]
    names = {str(member) for each in found if isinstance(each, frozenset) for member in each}
    strength = fields["grant.authenticationStrength"]
    return frozenset(names | ({str(strength)} if strength is not None else set()))


def _operator(fields: Fields, requirements: frozenset[str]) -> Value:
    """A single requirement goes with either operator."""
    return fields["grant.require"] if len(requirements) > 1 else None


def accepting(allows: Callable[[Fields, Fields], bool], *paths: str) -> Measure:
    """By what either state accepts of the other."""

    def measure(prior: Fields, planned: Fields, _: str) -> Shifts:
        if all(prior[each] == planned[each] for each in paths):
            return NONE
        return _only(Shift.GAINS, when=not allows(prior, planned)) | _only(Shift.LOSES, when=not allows(planned, prior))

    return measure


in_types = accepting(types_allow, "passkeyTypes")
in_attestation = accepting(attestation_allows, "enforceAttestation")
in_models = accepting(models_allow, "keyRestrictions.behavior", "keyRestrictions.authenticators")


def differing(prior: Fields, planned: Fields, path: str) -> Shifts:
    return TURNS if prior[path] != planned[path] else NONE


def in_limits(prior: Fields, planned: Fields, _: str) -> Shifts:
    """What limits the combinations that stay: limits of certificates can't be compared."""
    found = NONE
    stays = _texts(prior["allowedCombinations"]) & _texts(planned["allowedCombinations"])
    was, will = _limits(prior), _limits(planned)
    for each in sorted(stays):
        before, after = was.get(each), will.get(each)
        if before == after:
            continue
        if before is None or after is None:
            found |= {Shift.BEGINS if before is None else Shift.ENDS}
        elif isinstance(before, frozenset) and isinstance(after, frozenset):
            found |= _only(Shift.GAINS, when=not after <= before) | _only(Shift.LOSES, when=not before <= after)
        else:
            found |= TURNS
    return found


def _limits(fields: Fields) -> Mapping[str, frozenset[str] | X509Limit]:
    limits: dict[str, frozenset[str] | X509Limit] = {}
    if keys := _texts(fields["fido2.allowedAAGUIDs"]):
        limits["fido2"] = keys
    listed = fields["x509"]
    for limit in listed if isinstance(listed, frozenset) else ():
        if isinstance(limit, X509Limit):
            limits |= dict.fromkeys(limit.for_combinations, limit)
    return limits


def _texts(value: Value) -> frozenset[str]:
    return frozenset(str(each) for each in value) if isinstance(value, frozenset) else frozenset()
