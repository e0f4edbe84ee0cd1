"""What one request sees of the tenant, with the lag of a replica where the behaviour asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Protocol

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.jsonread import as_object, as_text, objects, same
from passkeyctl.sandbox.log import Log, moment


class Rows(Protocol):
    """The file below."""

    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    log: Log

    def ahead(self) -> timedelta: ...
    def read_rows(self, collection: str) -> list[JsonObject]: ...
    def write_rows(self, collection: str, rows: list[JsonObject]) -> None: ...
    def read_setting(self, key: str) -> JsonValue: ...
    def write_setting(self, key: str, value: JsonValue) -> None: ...


class Tenant:
    """Reads come from the replica (`view`), decisions about a write from the truth (`rows`).

    Writes are kept until `save`: a refused request leaves nothing behind but the reads it counted.
    """

    def __init__(self, store: Rows) -> None:
        self._store = store
        self._changed: dict[str, list[JsonObject]] = {}
        self._seen: dict[str, list[JsonObject]] = {}
        kept = store.read_setting("behaviour")
        self.behaviour = Behaviour() if kept is None else Behaviour.from_json(as_object(kept))

    def rows(self, collection: str) -> list[JsonObject]:
        """The true state, this request's own changes included."""
        changed = self._changed.get(collection)
        return self._store.read_rows(collection) if changed is None else changed

    def view(self, collection: str) -> list[JsonObject]:
        """What a replica shows: for a while after a write, the state before it. Counts once a request."""
        if collection not in self._seen:
            stale = self._stale(collection)
            self._seen[collection] = self.rows(collection) if stale is None else stale
        return self._seen[collection]

    def find(self, collection: str, key: str) -> JsonObject | None:
        return _by_id(self.rows(collection), key)

    def see(self, collection: str, key: str) -> JsonObject | None:
        return _by_id(self.view(collection), key)

    def put(self, collection: str, row: JsonObject) -> None:
        """Add the row, or replace the one of its id in place."""
        rows = list(self.rows(collection))
        places = [place for place, each in enumerate(rows) if same(as_text(row["id"]), each["id"])]
        if places:
            rows[places[0]] = row
        else:
            rows.append(row)
        self._changed[collection] = rows

    def put_all(self, collection: str, rows: Iterable[JsonObject]) -> None:
        """These rows in place of those with their ids, and those that are new behind all others."""
        given = {as_text(row["id"]).lower(): row for row in rows}
        before = self.rows(collection)
        known = {as_text(row["id"]).lower() for row in before}
        kept = [_unless_changed(row, given.get(as_text(row["id"]).lower(), row)) for row in before]
        self._changed[collection] = [*kept, *(row for key, row in given.items() if key not in known)]

    def remove(self, collection: str, key: str) -> None:
        self._changed[collection] = [each for each in self.rows(collection) if not same(key, each["id"])]

    @property
    def changed(self) -> tuple[str, ...]:
        return tuple(self._changed)

    def saved(self, collection: str) -> list[JsonObject]:
        """The true state before this request."""
        return self._store.read_rows(collection)

    def save(self) -> None:
        """Write what was changed, and keep the state before it for the replica."""
        for collection, rows in self._changed.items():
            self._remember_for_replica(collection)
            self._store.write_rows(collection, rows)
        self._changed.clear()

    def now(self) -> str:
        """Graph's spelling of the present moment, with seven digits as Conditional Access has them."""
        return moment(self.clock())

    def clock(self) -> datetime:
        """The tenant's own, which simulated days put ahead of ours."""
        return self._store.clock() + self._store.ahead()

    @property
    def log(self) -> Log:
        return self._store.log

    def new_id(self) -> str:
        return self._store.new_id()

    def setting(self, key: str) -> JsonValue:
        return self._store.read_setting(key)

    def set_setting(self, key: str, value: JsonValue) -> None:
        self._store.write_setting(key, value)

    def _remember_for_replica(self, collection: str) -> None:
        lag, seconds = self.behaviour.lag, self.behaviour.lag_seconds
        if not lag and not seconds:
            return
        waiting = self.setting(f"stale:{collection}")
        # A replica that is still behind the write before this one shows neither of the two.
        old = self._store.read_rows(collection) if waiting is None else objects(as_object(waiting)["rows"])
        until = (self.clock() + timedelta(seconds=seconds)).isoformat()
        self.set_setting(f"stale:{collection}", {"left": lag, "until": until, "rows": list(old)})

    def _stale(self, collection: str) -> list[JsonObject] | None:
        if not self.behaviour.lag and not self.behaviour.lag_seconds:
            return None
        waiting = self.setting(f"stale:{collection}")
        if waiting is None:
            return None
        record = as_object(waiting)
        left = record["left"]
        assert isinstance(left, int)
        if left <= 0 and self.clock() >= datetime.fromisoformat(as_text(record["until"])):
            self.set_setting(f"stale:{collection}", None)
            return None
        self.set_setting(f"stale:{collection}", {**record, "left": left - 1})
        return objects(record["rows"])


def _unless_changed(old: JsonObject, new: JsonObject) -> JsonObject:
    """The old row itself where nothing is new: it isn't written again."""
    return old if old == new else new


def _by_id(rows: list[JsonObject], key: str) -> JsonObject | None:
    return next((row for row in rows if same(key, row["id"])), None)
