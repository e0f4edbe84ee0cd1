"""Collects the keys that one entry writes, by the field paths of the model."""

from __future__ import annotations

from functools import cache

from passkeyctl.config.context import Context
from passkeyctl.config.faults import did_you_mean, fault
from passkeyctl.config.parse_values import wanted
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.diagnostics import SourceRange
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Written
from passkeyctl.model.fields import Field
from passkeyctl.model.kinds import FIELDS
from passkeyctl.model.values import Wanted

_TABLES: dict[Kind, dict[str, Field]] = {kind: {field.path: field for field in table} for kind, table in FIELDS.items()}


@cache
def _under(kind: Kind) -> dict[str, tuple[Field, ...]]:
    """Every path and every beginning of a path, with the fields under it."""
    under: dict[str, tuple[Field, ...]] = {}
    for field in _TABLES[kind].values():
        prefix = ""
        for part in field.path.split("."):
            prefix = f"{prefix}.{part}" if prefix else part
            under[prefix] = (*under.get(prefix, ()), field)
    return under


class Writing:
    """The written fields of one entry of `kind`."""

    def __init__(self, kind: Kind, context: Context) -> None:
        self._table = _TABLES[kind]
        self._under = _under(kind)
        self.written: dict[str, Written] = {}
        self._implied: set[str] = set()
        self._context = context

    def put(self, path: str, value: Wanted, source: SourceRange) -> None:
        self.written[path] = Written(value, source)

    def write(self, path: str, spot: Spot) -> None:
        self.written[path] = Written(wanted(self._table[path], spot, self._context), spot.source)

    def clear(self, prefix: str, source: SourceRange, *, is_implied: bool = False) -> None:
        """Write the default to every field under `prefix`; implied where another key's choice says so."""
        for field in self._under[prefix]:
            if field.path not in self.written:
                self.written[field.path] = Written(field.default, source)
                if is_implied:
                    self._implied.add(field.path)

    def tree(self, prefix: str, spot: Spot) -> None:
        """Write whatever stands under `prefix`: fields where the table has one, else the keys below."""
        if spot.value is None:
            self.clear(prefix, spot.source)
        elif prefix in self._table:
            self.write(prefix, spot)
        elif isinstance(spot.value, Keys):
            for name, below in spot.value.items():
                self.tree(f"{prefix}.{name}", below)
            if not spot.value.spots and not spot.value.broken:
                self.clear(prefix, spot.source)

    def without(self, unmanaged: list[Spot]) -> tuple[str, ...]:
        """The `unmanaged` paths, checked: each names fields, and none of them is written here."""
        for spot in unmanaged:
            path = spot.text
            under = [field.path for field in self._under.get(path, ())]
            if not under:
                hint = did_you_mean(path, self._under, "write a path such as `users.exclude`")
                self._tell(f"`{path}` isn't a key that could be unmanaged", spot, hint)
            both = [each for each in under if each in self.written and each not in self._implied]
            if both:
                hint = f"take `{both[0]}` out of the entry, or out of `unmanaged`"
                self._tell(f"`{path}` is unmanaged, and `{both[0]}` is written", spot, hint)
            for each in under:
                self.written.pop(each, None)
        return tuple(spot.text for spot in unmanaged)

    def _tell(self, summary: str, spot: Spot, hint: str) -> None:
        self._context.found.append(fault(summary, spot.place, hint))
