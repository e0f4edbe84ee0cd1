"""Whether a plan file shows its readers what it would do: else somebody approves one thing and another is written."""

from __future__ import annotations

from passkeyctl import __version__
from passkeyctl.errors import PlanFileRejected
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.plan.plan import Plan
from passkeyctl.plan.saved.plan_document import AGAIN, SavedPlan
from passkeyctl.render.plan_json import changes_json
from passkeyctl.render.records.kept_lines import kept_lines
from passkeyctl.render.text import changes_lines
from passkeyctl.render.value_text import Words

CHANGE = ("address", "action", "id", "name", "changes")
FIELD = ("path", "prior", "planned")


def check_shown(saved: SavedPlan, plan: Plan, words: Words) -> None:
    """`plan` is what the files in it give now, and would send the same. Findings are judged anew and not compared."""
    if not _shows_lines(saved.shown, plan, words) or not _shows_fields(saved.plan, plan):
        raise PlanFileRejected(
            "the plan file does not show what it would do",
            detail=[_why(saved)],
            hint=AGAIN,
        )


def _why(saved: SavedPlan) -> str:
    if saved.tool_version != __version__:
        return f"passkeyctl {saved.tool_version} made it, and may show the same otherwise; this is {__version__}"
    return "it was altered, or a name in the tenant has changed since it was made"


def _shows_lines(shown: JsonValue, plan: Plan, words: Words) -> bool:
    """Every line about a change, one below the other."""
    wanted = kept_lines(changes_lines(plan, words))["lines"]
    lines = shown.get("lines") if isinstance(shown, dict) else None
    if not isinstance(wanted, list) or not isinstance(lines, list):
        return False
    return any(lines[start : start + len(wanted)] == wanted for start in range(len(lines) - len(wanted) + 1))


def _shows_fields(shown: JsonValue, plan: Plan) -> bool:
    return isinstance(shown, dict) and _changes(shown.get("changes")) == _changes(changes_json(plan))


def _changes(listed: JsonValue) -> list[JsonValue]:
    """Without what later versions may add, and without places in files."""
    return [
        {**_members(each, CHANGE), "changes": [_members(field, FIELD) for field in _objects(each.get("changes"))]}
        for each in _objects(listed)
    ]


def _members(value: JsonObject, keys: tuple[str, ...]) -> JsonObject:
    return {key: value.get(key) for key in keys}


def _objects(value: JsonValue) -> list[JsonObject]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
