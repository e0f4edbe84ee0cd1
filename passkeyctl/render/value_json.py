"""Values and what is said about them as JSON."""

from __future__ import annotations

from passkeyctl.diagnostics import Diagnostic, SourceRange
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.values import FilterRule, Guests, SignInFrequency, Value, X509Limit


def value_json(value: Value) -> JsonValue:
    """Sets are sorted arrays; an id that is known after apply is the text `<id of ADDRESS>`."""
    match value:
        case frozenset():
            return _sorted(value)
        case Guests(types=types, tenants=tenants, legacy=legacy):
            listed = _sorted(tenants) if isinstance(tenants, frozenset) else tenants
            return {"types": _sorted(types), "tenants": listed, "legacy": legacy}
        case FilterRule(mode=mode, rule=rule):
            return {"mode": mode, "rule": rule}
        case SignInFrequency(value=number, unit=unit, scope=scope):
            return {"value": number, "unit": unit, "scope": scope}
        case str():
            return str(value)
        case _:
            return value


def _sorted(members: frozenset[str] | frozenset[X509Limit]) -> list[JsonValue]:
    texts = sorted(str(each) for each in members if not isinstance(each, X509Limit))
    limits = sorted((_limit_json(each) for each in members if isinstance(each, X509Limit)), key=str)
    return [*texts, *limits]


def _limit_json(limit: X509Limit) -> JsonObject:
    return {
        "for_combinations": _sorted(limit.for_combinations),
        "issuer_skis": _sorted(limit.issuer_skis),
        "policy_oids": _sorted(limit.policy_oids),
    }


def source_json(source: SourceRange | None) -> JsonValue:
    """Line and column count from one; 0 means that the whole file, or the whole line, is meant.

    `via` are the variables and overlays that the value came through; it is left out where there are none.
    """
    if source is None:
        return None
    found: JsonObject = {"file": source.file, "line": source.line, "column": source.column}
    via: list[JsonValue] = [{"name": each.name, "source": source_json(each.place)} for each in source.via]
    return {**found, "via": via} if via else found


def diagnostic_json(diagnostic: Diagnostic) -> JsonObject:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "address": diagnostic.address,
        "source": source_json(diagnostic.source),
        "summary": diagnostic.summary,
        "detail": [*diagnostic.detail],
        "hint": diagnostic.hint,
    }
