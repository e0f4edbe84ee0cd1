"""Which catalogue of authenticators a plan was made by, and which of its differences come from the catalogue alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from passkeyctl.authenticators.literals import catalogue_lines, dates_of, remarks
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Address
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.desired import Configuration

if TYPE_CHECKING:
    from passkeyctl.authenticators.status import MdsUpdate


@dataclass(frozen=True, slots=True)
class CatalogueDifference:
    """A difference that the files would not show by the catalogue of `date`: nobody wrote it."""

    address: Address
    path: str
    date: str


@dataclass(frozen=True, slots=True)
class CataloguePin:
    """`is_written`: the files name the date. `list_number` is a newer list of models that was looked at, if any.

    `digest` is that of the whole catalogue, whatever its date.
    """

    date: str
    is_written: bool
    table_date: str
    mds_number: int
    list_number: int | None = None
    differences: tuple[CatalogueDifference, ...] = ()
    digest: str = ""


def pinned(
    configuration: Configuration, changes: Iterable[ResourceChange], metadata: MdsUpdate | None = None
) -> CataloguePin:
    """Files that name a date have no difference of this sort: an upgrade changes nothing for them."""
    lines = catalogue_lines()
    head = remarks(lines)
    dates, is_written = dates_of(head), configuration.catalogue is not None
    return CataloguePin(
        configuration.catalogue or dates[-1],
        is_written,
        head["entra-table"],
        int(head["fido-mds"]),
        metadata.number if metadata is not None else None,
        () if is_written else tuple(_from_catalogue(configuration, changes, dates[:-1])),
        hashlib.sha256("\n".join(lines).encode()).hexdigest(),
    )


def _from_catalogue(
    configuration: Configuration, changes: Iterable[ResourceChange], earlier: Sequence[str]
) -> Iterator[CatalogueDifference]:
    """What the tenant holds is what the files meant by an earlier catalogue, the latest of them that fits."""
    if not earlier:
        return
    from passkeyctl.config.load import by_catalogue  # what only shows a plan reads no files

    updates = [each for each in changes if each.action is Action.UPDATE]
    lists = [(each, field) for each in updates for field in each.changes if _is_list(field)]
    for date in reversed(earlier) if lists else ():
        older = by_catalogue(configuration.files, date, configuration.stages if configuration.rollout else None)
        meant = {each.address: each.written for each in older.entries} if older is not None else {}
        for found in list(lists):
            change, field = found
            written = meant.get(change.address, {}).get(field.path)
            if written is not None and written.value == field.prior:
                lists.remove(found)
                yield CatalogueDifference(change.address, field.path, date)


def _is_list(field: FieldChange) -> bool:
    return isinstance(field.prior, frozenset) and isinstance(field.planned, frozenset)


def pin_json(pin: CataloguePin | None) -> JsonValue:
    if pin is None:
        return None
    differences: list[JsonValue] = [
        {"address": str(each.address), "path": each.path, "date": each.date} for each in pin.differences
    ]
    document: JsonObject = {
        "date": pin.date,
        "is_written": pin.is_written,
        "entra_table_date": pin.table_date,
        "mds_number": pin.mds_number,
        "mds_update": pin.list_number,
        "differences": differences,
    }
    return document
