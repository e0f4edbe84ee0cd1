"""Rules, their pages and Microsoft's calendar as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from passkeyctl import __version__
from passkeyctl.json_types import JsonObject
from passkeyctl.rules.calendar import CALENDAR, days_until
from passkeyctl.rules.page import Page
from passkeyctl.rules.rule import FAMILY_TITLES, Rule
from passkeyctl.rules.table import RULES

FORMAT = "1.0"


def explanation(topic: str, **fields: JsonObject | list[JsonObject] | str) -> JsonObject:
    """What every answer of `explain --json` begins with."""
    return {
        "kind": "explanation",
        "format_version": FORMAT,
        "tool_version": __version__,
        "topic": topic,
        **{key: [*value] if isinstance(value, list) else value for key, value in fields.items()},
    }


def rule_json(rule: Rule, page: Page) -> JsonObject:
    return explanation(rule.code, rule=_rule(rule), page=_page(page))


def rules_json(topics: Mapping[str, str]) -> JsonObject:
    return explanation("", rules=[_rule(each) for each in RULES], topics=dict(topics))


def _rule(rule: Rule) -> JsonObject:
    return {
        "code": rule.code,
        "title": rule.title,
        "family": FAMILY_TITLES[rule.family],
        "severities": [*rule.severities],
        "mode": rule.mode.value,
        "promise": rule.is_promise,
    }


def _page(page: Page) -> JsonObject:
    """Texts that a page leaves out are empty."""
    return {
        "what": page.what,
        "why": page.why,
        "example": page.example,
        "remedy": page.remedy,
        "dated": page.dated,
        "unknown": page.unknown,
        "waiver": page.waiver,
        "sources": [*page.sources],
        "reviewed": page.reviewed.isoformat(),
    }


def calendar_json(as_of: date) -> JsonObject:
    changes: list[JsonObject] = [
        {
            "id": change.value,
            "day": dated.day.isoformat(),
            "days_left": days_until(change, as_of),
            "in_force": dated.day <= as_of,
            "firm": dated.is_firm,
            "words": dated.words,
            "fact": dated.fact,
        }
        for change, dated in CALENDAR.items()
    ]
    return explanation("calendar", as_of=as_of.isoformat(), changes=changes)
