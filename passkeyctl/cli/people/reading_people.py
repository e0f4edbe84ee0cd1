"""People for a command: from the census of the tenant, which is brought up to date first."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from passkeyctl.cli.console import say
from passkeyctl.cli.people.reading_progress import told
from passkeyctl.cli.places import state_folder
from passkeyctl.errors import PasskeyctlError
from passkeyctl.graph.clouds import Cloud
from passkeyctl.model.people import KnownPeople, PeopleWanted
from passkeyctl.plan.plan import Destination

if TYPE_CHECKING:
    from passkeyctl.graph.client import GraphClient

PeopleSource: TypeAlias = Callable[[PeopleWanted, Destination], Awaitable[KnownPeople]]

_SANDBOX = "sandbox"
_ID = re.compile(r"[0-9A-Fa-f-]+")


@dataclass(frozen=True, slots=True)
class PeopleOptions:
    """How fresh people have to be. `refresh` reads everything anew; `offline` sends nothing and takes what is kept.

    A rehearsal is always read anew: it costs nothing, and who is in it changes with every `sandbox` command.
    """

    refresh: bool = False
    max_age: timedelta = timedelta(hours=24)
    offline: bool = False


def people_source(client: GraphClient, options: PeopleOptions) -> PeopleSource:
    """Reads who a plan concerns. What was read is kept on this machine, and its place is said."""

    began: datetime | None = None

    async def source(wanted: PeopleWanted, destination: Destination) -> KnownPeople:
        from passkeyctl.census import Census
        from passkeyctl.graph.reports.gathering import gather, recall

        nonlocal began
        path, max_age = census_path(destination), options.max_age
        refresh = options.refresh or destination.endpoint == _SANDBOX
        if began is None:
            began = _now()
            say(f"people are kept in {path}")
        elif refresh:
            # What this run has read itself is new enough for it: in a large tenant it took an hour.
            refresh, max_age = False, _now() - began
        with Census.open(path) as census:
            if options.offline:
                return recall(census, wanted, now=_now(), max_age=options.max_age)
            with told() as listener:
                return await gather(
                    client,
                    census,
                    wanted,
                    now=_now,
                    max_age=max_age,
                    refresh=refresh,
                    listener=listener,
                )

    return source


def census_path(destination: Destination) -> Path:
    """One file for each tenant; a rehearsal, or another Graph that plays the tenant, never mixes its people with it."""
    if not _ID.fullmatch(destination.tenant_id):
        raise PasskeyctlError(
            "which tenant this is could not be found out, so nothing about its people is read or kept",
            hint="grant `Organization.Read.All`",
        )
    return state_folder() / "people" / f"{mark_of(destination.endpoint)}{destination.tenant_id.lower()}.db"


def mark_of(endpoint: str) -> str:
    """What stands before a tenant's id in the name of a file that is about this Graph only."""
    if endpoint in set(Cloud):
        return ""
    return "sandbox-" if endpoint == _SANDBOX else f"{sha256(endpoint.encode()).hexdigest()[:8]}-"


def _now() -> datetime:
    return datetime.now(UTC)
