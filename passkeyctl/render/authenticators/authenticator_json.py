"""Authenticators as JSON: one shape for every command that shows some.

`format_version` rises in its first number when a field changes its meaning or goes, in its second when one joins.
"""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl import __version__
from passkeyctl.authenticators.catalogue import Catalogue
from passkeyctl.authenticators.entries import Authenticator
from passkeyctl.authenticators.status import MdsModel, MdsUpdate, known_status
from passkeyctl.json_types import JsonObject, JsonValue

FORMAT = "1.0"


def document(kind: str, catalogue: Catalogue, update: MdsUpdate | None, **content: JsonValue) -> JsonObject:
    """What each document begins with, and its own content after it."""
    return {
        "kind": f"authenticators {kind}",
        "format_version": FORMAT,
        "tool_version": __version__,
        "catalogue": {
            "date": catalogue.date,
            "entra_table_date": catalogue.table_date,
            "mds_number": catalogue.mds_number,
            "mds_update": update.number if update is not None else None,
        },
        **content,
    }


def entry_json(entry: Authenticator, catalogue: Catalogue, update: MdsUpdate | None) -> JsonObject:
    """`status` is the one of today; `mds_status` is the shipped one."""
    return {
        "alias": entry.alias,
        "aaguid": entry.aaguid,
        "family": entry.family,
        "vendor": entry.vendor,
        "model": entry.model,
        "firmware": entry.firmware or None,
        "kind": entry.kind.value,
        "passkey_type": entry.passkey_type.value,
        "transports": [*entry.transports],
        "entra_attestable": entry.attestable.value,
        "entra_table_date": entry.table_date,
        "mds_status": entry.mds_status.value,
        "status": status_json(entry.aaguid, catalogue, update),
        "marks": [*sorted(each.value for each in entry.marks)],
        "sources": [*entry.sources],
        "since": entry.since,
    }


def status_json(aaguid: str, catalogue: Catalogue, update: MdsUpdate | None) -> JsonObject | None:
    found = known_status(aaguid, catalogue, update)
    if found is None:
        return None
    return {
        "status": found.status.value,
        "source": found.list_name,
        "since": found.since or None,
        "is_withdrawn": found.is_withdrawn,
        "troubles": [*found.troubles],
    }


def newer_json(models: Iterable[MdsModel]) -> list[JsonValue]:
    """Models that only the update has: they have no alias."""
    return [
        {"aaguid": each.aaguid, "description": each.description, "status": each.status.value, "since": each.since}
        for each in models
    ]
