"""What is known of a model's status: by the shipped catalogue, and by a newer list of the FIDO Metadata Service.

A newer list tells a status and nothing else: no name stands for other AAGUIDs because of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from passkeyctl.authenticators.catalogue import Catalogue
from passkeyctl.authenticators.entries import Authenticator, MdsStatus


class MdsModel(NamedTuple):
    """One entry of a list. `since` is the date of the status (`2026-10-12`), or empty; `troubles` name what else was
    reported, each with its date: `user key remote compromise (2026-11-02)`.
    """

    aaguid: str
    description: str
    status: MdsStatus
    since: str = ""
    troubles: tuple[str, ...] = ()


class MdsUpdate(NamedTuple):
    """A list whose signature was verified. `unreadable` are AAGUIDs whose entries could not be understood."""

    number: int
    next_update: date
    models: Mapping[str, MdsModel]
    unreadable: frozenset[str] = frozenset()


class Standing(NamedTuple):
    """The status of one AAGUID, and by which list: `MDS no. 293`.

    `entry` is what the shipped catalogue has; None for a model that only the update has.
    """

    aaguid: str
    name: str
    status: MdsStatus
    list_name: str
    entry: Authenticator | None = None
    since: str = ""
    troubles: tuple[str, ...] = ()

    @property
    def is_withdrawn(self) -> bool:
        """It was certified in the shipped catalogue, or is revoked, and the newer list takes that back."""
        was_certified = self.entry is not None and self.entry.is_certified
        return self.status is MdsStatus.REVOKED or (was_certified and self.status in NO_CERTIFICATE)


NO_CERTIFICATE = frozenset({MdsStatus.NOT_CERTIFIED, MdsStatus.ABSENT})


def known_status(aaguid: str, catalogue: Catalogue, update: MdsUpdate | None = None) -> Standing | None:
    """None for an AAGUID that neither the catalogue, of any date, nor the update has."""
    wanted = aaguid.lower()
    entry = entry_of(wanted, catalogue)
    newer = update if update is not None and update.number > catalogue.mds_number else None
    model = newer.models.get(wanted) if newer is not None else None
    if newer is not None and model is not None:
        name = entry.alias if entry is not None else model.description
        return Standing(wanted, name, model.status, list_name(newer.number), entry, model.since, model.troubles)
    if entry is None:
        return None
    if newer is None or wanted in newer.unreadable or entry.mds_status is MdsStatus.ABSENT:
        return Standing(wanted, entry.alias, entry.mds_status, list_name(catalogue.mds_number), entry)
    return Standing(wanted, entry.alias, MdsStatus.ABSENT, list_name(newer.number), entry)


def entry_of(aaguid: str, catalogue: Catalogue) -> Authenticator | None:
    """The entry of an AAGUID, whatever the catalogue's date: its facts do not hang on when it got a name."""
    known = catalogue.by_aaguid.get(aaguid)
    return known or next((each for each in catalogue.later if each.aaguid == aaguid), None)


def list_name(number: int) -> str:
    return f"MDS no. {number}"
