"""What must read back after a request, as JSON that can be read again: whoever takes up a run knows its course by it.

Values that are Graph's default are left out, so that a later version, which may know more fields, reads them too.
"""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.json_types import JsonObject, JsonValue, object_in
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import defaults
from passkeyctl.model.passkeys import OPT_IN
from passkeyctl.model.values import FilterRule, Guests, SignInFrequency, Value, X509Limit
from passkeyctl.plan.operation import Expectation, Fido2Shows, Gone, Present

PENDING, GUESTS, FILTER, FREQUENCY = "pending", "guests", "filter", "frequency"
"""The keys by which a value that is no plain one is known again."""


def expectation_json(expectation: Expectation) -> JsonObject:
    match expectation:
        case Present(kind, id, fields):
            return {"shows": kind.value, "id": _plain(id), "fields": _fields_json(kind, fields)}
        case Gone(kind, id):
            return {"gone": kind.value, "id": _plain(id)}
        case Fido2Shows():
            profiles = expectation.profiles.items()
            return {
                "shows": Kind.PASSKEYS.value,
                "settings": _fields_json(Kind.PASSKEYS, expectation.settings),
                "profiles": [{"id": _plain(id), "fields": _fields_json(Kind.PROFILE, each)} for id, each in profiles],
                "targets": {id: _plain(listed) for id, listed in expectation.targets.items()},
                "excludes": [*sorted(expectation.excludes)],
                "has_profiles": expectation.has_profiles,
            }


def expectation_of(kept: JsonObject) -> Expectation:
    """Raises KeyError, TypeError or ValueError where `expectation_json` did not make it."""
    if "gone" in kept:
        return Gone(Kind(_text(kept["gone"])), _id(kept["id"]))
    kind = Kind(_text(kept["shows"]))
    if kind is not Kind.PASSKEYS:
        return Present(kind, _id(kept["id"]), _fields(kind, kept["fields"]))
    settings = _fields(kind, kept["settings"])
    return Fido2Shows(
        {path: value for path, value in settings.items() if path != OPT_IN},
        {_id(each["id"]): _fields(Kind.PROFILE, each["fields"]) for each in map(object_in, _listed(kept["profiles"]))},
        {id: _ids(_value(listed)) for id, listed in object_in(kept["targets"]).items()},
        frozenset(_text(each) for each in _listed(kept["excludes"])),
        has_profiles=kept["has_profiles"] is True,
    )


def _fields_json(kind: Kind, fields: Fields) -> JsonObject:
    known = defaults(kind)
    return {path: _plain(value) for path, value in sorted(fields.items()) if value != known[path]}


def _fields(kind: Kind, kept: JsonValue) -> Fields:
    return {**defaults(kind), **{path: _value(value) for path, value in object_in(kept).items()}}


def _plain(value: Value) -> JsonValue:
    match value:
        case PendingId():
            return {PENDING: str(value.address)}
        case frozenset():
            texts = sorted(each for each in value if isinstance(each, str))
            limits = sorted((_limit_json(each) for each in value if isinstance(each, X509Limit)), key=str)
            return [*(_plain(each) for each in texts), *limits]
        case Guests(types, tenants, legacy):
            return {GUESTS: [*sorted(types)], "tenants": _plain(tenants), "legacy": legacy}
        case FilterRule(mode, rule):
            return {FILTER: rule, "mode": mode}
        case SignInFrequency(number, unit, scope):
            return {FREQUENCY: number, "unit": unit, "scope": scope}
        case _:
            return value


def _value(kept: JsonValue) -> Value:
    match kept:
        case {"for_combinations": _}:
            raise TypeError(kept)  # only in a list
        case list():
            return _members(kept)
        case dict():
            return _tagged(kept)
        case float():
            raise TypeError(kept)
        case _:
            return kept


def _members(kept: list[JsonValue]) -> frozenset[str] | frozenset[X509Limit]:
    if any(isinstance(each, dict) and "for_combinations" in each for each in kept):
        return frozenset(_limit(object_in(each)) for each in kept)
    return frozenset(_id(each) for each in kept)


def _tagged(kept: JsonObject) -> Value:
    if PENDING in kept:
        return PendingId(Address.parse(_text(kept[PENDING])))
    if GUESTS in kept:
        tenants = _value(kept["tenants"])
        if tenants is not None and not isinstance(tenants, str):
            tenants = _ids(tenants)
        return Guests(_ids(_value(kept[GUESTS])), tenants, kept["legacy"] is True)
    if FILTER in kept:
        return FilterRule(_text(kept["mode"]), _text(kept[FILTER]))
    number, unit = kept[FREQUENCY], kept["unit"]
    if not (number is None or isinstance(number, int)):
        raise TypeError(number)
    return SignInFrequency(number, None if unit is None else _text(unit), _text(kept["scope"]))


def _limit_json(limit: X509Limit) -> JsonObject:
    return {
        "for_combinations": _plain(limit.for_combinations),
        "issuer_skis": _plain(limit.issuer_skis),
        "policy_oids": _plain(limit.policy_oids),
    }


def _limit(kept: JsonObject) -> X509Limit:
    return X509Limit(*(_ids(_value(kept[key])) for key in ("for_combinations", "issuer_skis", "policy_oids")))


def _id(kept: JsonValue) -> str:
    return PendingId(Address.parse(_text(kept[PENDING]))) if isinstance(kept, dict) else _text(kept)


def _ids(value: Value) -> frozenset[str]:
    if not isinstance(value, frozenset):
        raise TypeError(value)
    return frozenset(_text(each) for each in value)


def _text(kept: object) -> str:
    if not isinstance(kept, str):
        raise TypeError(kept)
    return kept


def _listed(kept: JsonValue) -> Iterable[JsonValue]:
    if not isinstance(kept, list):
        raise TypeError(kept)
    return kept
