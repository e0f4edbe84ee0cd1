"""Who is affected, as `plan` and `apply` are asked for it: which options, whose people, where the table goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from passkeyctl.cli.arguments import duration_of
from passkeyctl.cli.atomic import replace_file
from passkeyctl.cli.console import say
from passkeyctl.cli.kept import TABLE, TABLE_START, remember
from passkeyctl.cli.people.reading_people import PeopleOptions, PeopleSource, census_path, people_source
from passkeyctl.errors import PasskeyctlError, UsageError
from passkeyctl.insight.impact.limits import NOTHING_SAID, Limit, WantedLimits
from passkeyctl.model.desired import Configuration
from passkeyctl.model.people import KnownPeople, PeopleWanted
from passkeyctl.plan.plan import Destination, Plan, PlanOptions
from passkeyctl.render.value_text import PlanView

if TYPE_CHECKING:
    from passkeyctl.graph.client import GraphClient
    from passkeyctl.snapshot.document import Snapshot

OPTION = "--impact-csv"


@dataclass(frozen=True, slots=True)
class ImpactOptions:
    """`is_wanted`: people are read and counted. `csv` is empty, or where the table of them goes."""

    is_wanted: bool
    csv: str
    limits: WantedLimits
    people: PeopleOptions


def impact_options(*, impact: bool, csv: str, losing: str, unable: str, refresh: bool, max_age: str) -> ImpactOptions:
    check_table(csv)
    limits = WantedLimits(_limit("--max-losing", losing), _limit("--max-unable", unable))
    people = PeopleOptions(refresh, duration_of(max_age, "--max-age"))
    is_wanted = impact or bool(csv)
    if refresh and not is_wanted:
        raise UsageError("--refresh reads people anew, and none are read without --impact", hint="add --impact")
    return ImpactOptions(is_wanted, csv, limits, people)


def check_limits(options: PlanOptions) -> None:
    """A limit that nobody compares with anything must not look as if it held."""
    if options.limits != NOTHING_SAID and not options.impact:
        raise UsageError("a limit on people needs --impact, which counts them", hint="add --impact")


def _limit(option: str, written: str) -> Limit | None:
    """None where it is not given: then the files have the say."""
    found = Limit.parse(written)
    if found is None and written:
        raise UsageError(
            f"`{option} {written}` is no limit", hint="write how many people, or how many in a hundred: 25, 2%"
        )
    return found


def check_table(csv: str) -> None:
    """Before anything is read: a table replaces an older one, never a file that is something else."""
    place = Path(csv)
    if not csv:
        return
    if not place.parent.is_dir():
        raise UsageError(f"there is no folder `{place.parent}`", hint=f"make it, or choose another place for {OPTION}")
    if place.is_dir():
        raise UsageError(f"`{csv}` is a folder", hint="name a file in it")
    if place.is_file() and place.stat().st_size:
        with place.open("rb") as stream:
            start = stream.read(200).removeprefix(b"\xef\xbb\xbf")
        if not start.startswith(TABLE_START):
            raise UsageError(f"`{csv}` is there already and is no table of people", hint="choose another name")


def source_of_people(client: GraphClient, options: PeopleOptions, against: Snapshot | None) -> PeopleSource:
    """From the tenant; beside a snapshot, only what is kept of the people of that same tenant."""
    if against is None:
        return people_source(client, options)
    kept = people_source(client, replace(options, offline=True))
    endpoint = against.endpoint

    async def source(wanted: PeopleWanted, destination: Destination) -> KnownPeople:
        where = replace(destination, endpoint=endpoint)
        if not where.tenant_id or not census_path(where).is_file():
            raise PasskeyctlError(
                f"nothing is known of the people of the snapshot's tenant `{where.tenant_id or 'not known'}`",
                hint="a snapshot holds no people: run `passkeyctl plan --impact` against the tenant first",
            )
        return await kept(wanted, where)

    return source


def write_table(plan: Plan, view: PlanView, configuration: Configuration, csv: str) -> None:
    """Everybody concerned, as the plan names them: a redacted plan gives a table without names."""
    if not csv or plan.impact is None:
        return
    from passkeyctl.render.people.impact_csv import impact_csv

    replace_file(Path(csv), impact_csv(plan, view))
    tenant = configuration.tenant
    remember(Path(csv), TABLE, plan.destination.tenant_id, tenant.domain if tenant is not None else None)
    count = len(plan.impact.total.anybody)
    say(f"wrote {csv}: {count:,} {'person' if count == 1 else 'people'}, for your eyes only")
