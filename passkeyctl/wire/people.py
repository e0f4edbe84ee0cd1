"""The rows of an authentication method or a campaign: whom it is for, as groups, single people and everyone.

Source: authenticationMethodTarget and excludeTarget, v1.0
(https://learn.microsoft.com/graph/api/resources/authenticationmethodtarget).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.fields import Fields
from passkeyctl.model.methods import EVERYONE_WORD
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.wire import canonical as c

GROUP, USER = "group", "user"


def read_people(rows: JsonValue, path: str, *, allows_everyone: bool) -> Fields:
    """Groups under `path`, single people under `path.users`."""
    found = [_person(each, allows_everyone) for each in c.objects(rows)]
    return {
        path: frozenset(member for kind, member in found if kind == GROUP),
        f"{path}.users": frozenset(member for kind, member in found if kind == USER),
    }


def _person(row: JsonObject, allows_everyone: bool) -> tuple[str, str]:
    """Which kind of row, and whom it names; a kind that Graph has added since is neither and stays where it is."""
    id = c.identifier(c.required_text(row, "id", "a target"))
    if allows_everyone and id == EVERYONE:
        return GROUP, EVERYONE_WORD
    return c.text(row.get("targetType")) or GROUP, id


def write_people(
    fields: Fields, path: str, live: JsonValue, new_row: Callable[[str, str], JsonObject], *, allows_everyone: bool
) -> list[JsonObject]:
    """The whole list: rows that stay as they were read, once each, then the new ones by id."""
    wanted = {(GROUP, each) for each in members(fields[path])} | {
        (USER, each) for each in members(fields[f"{path}.users"])
    }
    kept: dict[tuple[str, str], JsonObject] = {}
    for row in c.objects(live):
        person = _person(row, allows_everyone)
        if person in wanted or person[0] not in (GROUP, USER):
            kept.setdefault(person, c.bare(row))
    added = sorted(wanted - set(kept))
    return [*kept.values(), *(new_row(kind, EVERYONE if id == EVERYONE_WORD else id) for kind, id in added)]


def exclude_row(kind: str, id: str) -> JsonObject:
    return {"id": id, "targetType": kind}


def members(value: object) -> Iterable[str]:
    return frozenset(str(each) for each in value) if isinstance(value, frozenset) else frozenset()
