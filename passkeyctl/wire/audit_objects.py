"""Objects before and after, as a record of the audit log shows them beside what stands now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from passkeyctl.errors import IncompleteRead
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.observed import Change, Changed, Property
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.wire import locations, methods, passkeys, policies, strengths
from passkeyctl.wire.audit_values import Pair, laid_over, paired, rows_over

CONFIGURATIONS = "combinationConfigurations"
_METHODS = "authenticationMethodConfigurations"
_FIDO2_ONLY = frozenset(
    {"passkeyProfiles", "defaultPasskeyProfile", "isSelfServiceRegistrationAllowed", "isAttestationEnforced"}
)
_PASS_ONLY = frozenset({*methods.NUMBERS.values(), "isUsableOnce"})
_OF_ANY = frozenset({"state", "includeTargets", "excludeTargets", "keyRestrictions"})
_MEMBERS = _FIDO2_ONLY | _PASS_ONLY | {methods.ENFORCEMENT, _METHODS}
_LISTS = ("passkeyProfiles", "includeTargets", "excludeTargets")
_READERS: Mapping[Changed, tuple[Kind, Callable[[JsonObject], LiveObject]]] = {
    Changed.POLICIES: (Kind.POLICY, policies.read),
    Changed.LOCATIONS: (Kind.LOCATION, locations.read),
    Changed.STRENGTHS: (Kind.STRENGTH, strengths.read),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One object in one record; None where there was none, or is none any more.

    What the record doesn't tell is as it stands now, on both sides: only what differs between them was told.
    """

    kind: Kind
    id: str
    names: tuple[str, str]
    before: Fields | None
    after: Fields | None


@dataclass(frozen=True, slots=True)
class Told:
    """What a record shows. `is_whole`: all that it tells was understood, so that it is about nothing else."""

    shown: tuple[Shown, ...] = ()
    is_whole: bool = False


class _Unclear(ValueError):
    """Something is told, and of what nobody can say."""


def told_by(change: Change, prior: PriorState) -> Told:
    """Never raises: what a record tells in a shape that is not known here shows nothing."""
    shown: list[Shown] = []
    is_whole = bool(change.properties)
    for each in change.properties:
        try:
            shown.extend(_shown(change, each, prior))
        except (_Unclear, IncompleteRead):
            is_whole = False
    return Told(tuple(shown), is_whole)


def _shown(change: Change, told: Property, prior: PriorState) -> Iterator[Shown]:
    if told.before == told.after:
        return
    if change.sort is Changed.METHODS:
        yield from _of_methods(told, prior)
    else:
        yield from _of_object(change, told, prior)


def _of_object(change: Change, told: Property, prior: PriorState) -> Iterator[Shown]:
    kind, read = _READERS[change.sort]
    live = _meant(change, told, prior, kind)
    if live is None:
        yield _gone(change, told, kind)
        return
    before, after = paired(*_parts(told, live))
    if kind is Kind.STRENGTH:
        before, after = _with_rows(live.original, before, after, (CONFIGURATIONS,))
    yield _shown_of(kind, live.id, *(_read(read, live.original, each) for each in (before, after)))


def _read(read: Callable[[JsonObject], LiveObject], live: JsonObject, part: JsonValue) -> LiveObject | None:
    whole = laid_over(live, part) if part is not None else None
    return read(whole) if isinstance(whole, dict) else None


def _shown_of(kind: Kind, id: str, before: LiveObject | None, after: LiveObject | None) -> Shown:
    return Shown(
        kind,
        id,
        (before.name if before is not None else "", after.name if after is not None else ""),
        before.fields if before is not None else None,
        after.fields if after is not None else None,
    )


def _meant(change: Change, told: Property, prior: PriorState, kind: Kind) -> LiveObject | None:
    """What Graph names, else what the values themselves name: a strength also by one of its limits."""
    values = (told.before, told.after)
    inside = {row["id"] for each in values for row in _limits(each) or () if isinstance(row.get("id"), str)}
    ids = {*change.ids, *(_text(each, "id").lower() for each in values)} - {""}
    found = [
        each
        for each in prior.objects
        if each.kind is kind and (each.id in ids or (inside and inside & _limit_ids(each)))
    ]
    if len(found) > 1:
        raise _Unclear
    return found[0] if found else None


def _limit_ids(live: LiveObject) -> frozenset[str]:
    return frozenset(_text(each, "id") for each in _limits(live.original.get(CONFIGURATIONS)) or ()) - {""}


def _limits(value: JsonValue) -> list[JsonObject] | None:
    """Where a value is of limits of a strength: a list of them, or one."""
    if isinstance(value, dict):
        return [value] if "appliesToCombinations" in value else None
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else None


def _gone(change: Change, told: Property, kind: Kind) -> Shown:
    """Of what is no longer there only its names are of use, and on which sides it was there."""
    sides = (told.before, told.after)
    ids = {*change.ids, *(_text(each, "id").lower() for each in sides)} - {""}
    if len(ids) != 1 or not all(isinstance(each, dict) or each is None for each in sides):
        raise _Unclear
    if any(_limits(each) is not None for each in sides):
        raise _Unclear
    called = change.names[0] if len(change.names) == 1 else ""
    before, after = (_text(each, "displayName") or called if each is not None else "" for each in sides)
    there: tuple[Fields | None, ...] = tuple({} if each is not None else None for each in sides)
    return Shown(kind, ids.pop(), (before, after), there[0], there[1])


def _parts(told: Property, live: LiveObject) -> Pair:
    """A property is the object, whatever it is called, or one member of it."""
    sides = (told.before, told.after)
    limits = [_limits(each) for each in sides]
    if live.kind is Kind.STRENGTH and any(each is not None for each in limits):
        return {CONFIGURATIONS: [*(limits[0] or ())]}, {CONFIGURATIONS: [*(limits[1] or ())]}
    if told.name in live.original:
        return {told.name: told.before}, {told.name: told.after}
    if not all(isinstance(each, dict) or each is None for each in sides):
        raise _Unclear
    return sides


def _with_rows(base: JsonObject, before: JsonValue, after: JsonValue, names: Iterable[str]) -> Pair:
    """Lists of rows with ids are told whole or in part: what a record is silent about stays."""
    for name in names:
        sides = [each for each in (before, after) if isinstance(each, dict)]
        if not any(name in each for each in sides):
            continue
        one, other = (each.get(name) if isinstance(each, dict) else [] for each in (before, after))
        rows = rows_over(base.get(name), (one, other))
        if rows is None:
            raise _Unclear
        before = {**before, name: rows[0]} if isinstance(before, dict) else before
        after = {**after, name: rows[1]} if isinstance(after, dict) else after
    return before, after


def _of_methods(told: Property, prior: PriorState) -> Iterator[Shown]:
    for id, before, after in _configurations(_document(told, told.before), _document(told, told.after)):
        match id:
            case "fido2":
                yield from _of_fido2(before, after, prior)
            case "temporaryaccesspass":
                yield from _of_single(
                    Kind.TEMPORARY_ACCESS_PASS, methods.read_temporary_access_pass, before, after, prior
                )
            case "" if methods.ENFORCEMENT in before or methods.ENFORCEMENT in after:
                yield from _of_single(Kind.CAMPAIGN, _campaign, before, after, prior)
            case _:  # another method, or what is not looked after here
                pass


def _document(told: Property, value: JsonValue) -> JsonObject:
    if told.name in _MEMBERS:
        return {told.name: value}
    if value is not None and not isinstance(value, dict):
        raise _Unclear
    return value or {}


def _configurations(before: JsonObject, after: JsonObject) -> Iterator[tuple[str, JsonObject, JsonObject]]:
    """Each method's part by its id, lower case, and the policy's own under no id."""
    rows = [{_text(row, "id").lower(): row for row in _objects(each.get(_METHODS))} for each in (before, after)]
    for id in dict.fromkeys((*rows[0], *rows[1])):
        yield id, *_sides(rows[0].get(id, {}), rows[1].get(id, {}))
    if _METHODS not in before and _METHODS not in after:
        yield _which(before, after), *_sides(before, after)


def _sides(before: JsonObject, after: JsonObject) -> tuple[JsonObject, JsonObject]:
    one, other = paired(before, after)
    return (one if isinstance(one, dict) else {}), (other if isinstance(other, dict) else {})


def _which(before: JsonObject, after: JsonObject) -> str:
    """By its id, else by members that only one of them has; records of changed settings alone name no id."""
    id = (_text(before, "id") or _text(after, "id")).lower()
    if id:
        return "" if id == "authenticationmethodspolicy" else id
    keys = {*before, *after}
    if keys & _FIDO2_ONLY:
        return "fido2"
    if keys & _PASS_ONLY:
        return "temporaryaccesspass"
    if keys & _OF_ANY:
        raise _Unclear
    return ""


def _of_fido2(before: JsonObject, after: JsonObject, prior: PriorState) -> Iterator[Shown]:
    sides = _with_rows(prior.fido2, before, after, _LISTS)
    one, other = ({(each.kind, each.id): each for each in _fido2(prior.fido2, side)} for side in sides)
    for kind, id in dict.fromkeys((*one, *other)):
        shown = _shown_of(kind, id, one.get((kind, id)), other.get((kind, id)))
        if shown.before != shown.after:
            yield shown


def _fido2(base: JsonObject, part: JsonValue) -> tuple[LiveObject, ...]:
    whole = laid_over(base, part)
    return passkeys.read(whole) if isinstance(whole, dict) else ()


def _of_single(
    kind: Kind, read: Callable[[JsonObject], LiveObject], before: JsonObject, after: JsonObject, prior: PriorState
) -> Iterator[Shown]:
    for live in prior.of(kind):
        shown = _shown_of(kind, live.id, *(_read(read, live.original, each) for each in (before, after)))
        if shown.before != shown.after:
            yield shown


def _campaign(document: JsonObject) -> LiveObject:
    return methods.read_campaign(document, None)


def _objects(value: JsonValue) -> list[JsonObject]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(value: JsonValue, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
