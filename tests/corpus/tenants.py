"""Whole tenants of the corpus in the sandbox: read, exported and planned as the commands do it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random

from passkeyctl.apply.planner import make_plan
from passkeyctl.authenticators.catalogue import newest
from passkeyctl.config.load import load
from passkeyctl.export.files import export_files
from passkeyctl.export.options import ExportedFile, ExportedTenant, ExportNames, ExportOptions
from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import SANDBOX
from passkeyctl.graph.names import read_names
from passkeyctl.graph.pacing import Timing
from passkeyctl.graph.reader import read_what_answers
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.json_types import JsonObject
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Organization
from passkeyctl.model.state import PriorState
from passkeyctl.plan.plan import Destination, Plan, PlanOptions
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.seed import company
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.transport import sandbox_transport
from tests.corpus.passkey_shapes import campaign, fido2, temporary_access_pass
from tests.corpus.shapes import Maker, Pools
from tests.states import TODAY

TENANT_ID = "5b1f3a60-7f0e-4f7e-9a55-2f6a3b0c1d2e"
DOMAIN = "contoso.onmicrosoft.com"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@cache
def seed() -> JsonObject:
    """The practice company, whose people, groups and applications the policies name."""
    return company(TENANT_ID, DOMAIN)


def rows(collection: str) -> list[JsonObject]:
    found = seed()[collection]
    assert isinstance(found, list)
    return [each for each in found if isinstance(each, dict)]


def _ids(collection: str, name: str = "id") -> tuple[str, ...]:
    return tuple(str(each[name]) for each in rows(collection))


def tenant(random: Random, policies: int, *, future: int = 0, dangling: int = 3) -> JsonObject:
    """A company with so many policies of any shape, and a few of everything else."""
    maker = Maker(random, future=future)
    strengths = [maker.whole("authenticationStrengthPolicy") for _ in range(8)]
    locations = [location(maker) for _ in range(8)]
    contexts = [{**maker.whole("authenticationContextClassReference"), "id": f"c{number}"} for number in (1, 2, 25, 99)]
    maker = Maker(random, _pools(strengths, locations, contexts), future, dangling)
    return {
        **seed(),
        "authenticationStrengthPolicies": [*rows("authenticationStrengthPolicies"), *strengths],
        "namedLocations": [*locations],
        "authenticationContextClassReferences": [*contexts],
        "conditionalAccessPolicies": [maker.whole("conditionalAccessPolicy") for _ in range(policies)],
        "authenticationMethodConfigurations": [fido2(maker), temporary_access_pass(maker)],
        "authenticationMethodsPolicy": [{**rows("authenticationMethodsPolicy")[0], **campaign(maker)}],
    }


def location(maker: Maker) -> JsonObject:
    kind = maker.random.choice(["ipNamedLocation", "countryNamedLocation"])
    made = maker.whole(kind)
    for name in ("ipRanges", "countriesAndRegions"):
        if made.get(name) is None:
            made.pop(name, None)
    lists: JsonObject = {"ipRanges": []} if kind == "ipNamedLocation" else {"countriesAndRegions": []}
    return {"@odata.type": f"#microsoft.graph.{kind}", **lists, **made}


def _pools(strengths: Sequence[JsonObject], locations: Sequence[JsonObject], contexts: Sequence[JsonObject]) -> Pools:
    from passkeyctl.sandbox.role_templates import ROLE_TEMPLATES

    built_in = [str(each["id"]) for each in rows("authenticationStrengthPolicies")]
    return Pools(
        groups=_ids("groups"),
        users=_ids("users")[:40],
        roles=tuple(each.id for each in ROLE_TEMPLATES[:12]),
        applications=_ids("servicePrincipals", "appId"),
        principals=_ids("servicePrincipals"),
        locations=tuple(str(each["id"]) for each in locations),
        contexts=tuple(str(each["id"]) for each in contexts),
        strengths=(*built_in, *(str(each["id"]) for each in strengths)),
        terms=_ids("agreements"),
    )


@contextmanager
def opened(folder: Path, document: JsonObject, behaviour: Behaviour | None = None) -> Iterator[Store]:
    numbers = itertools.count(1)
    ids = (f"00000000-aaaa-4000-8000-{number:012d}" for number in numbers)
    folder.mkdir(parents=True, exist_ok=True)
    store = Store.open(folder / "tenant.db", clock=lambda: NOON, new_id=lambda: next(ids))
    try:
        store.load(document)
        store.behaviour = behaviour or Behaviour()
        yield store
    finally:
        store.close()


def connect(store: Store, *, read_only: bool = True) -> GraphClient:
    clock = itertools.count(0.0)
    timing = Timing(jitter=lambda: 0.0, monotonic=lambda: next(clock), sleep=_no_pause)
    settings = Settings(timing, lambda: "00000000-0000-0000-0000-000000000000", ca_interval=0.0)
    transport = sandbox_transport(store)
    return GraphClient.connect(SANDBOX, StaticToken("sandbox"), settings, read_only=read_only, transport=transport)


async def _no_pause(seconds: float) -> None:
    assert seconds >= 0


@dataclass(frozen=True, slots=True)
class Exported:
    state: PriorState
    files: tuple[ExportedFile, ...]

    @property
    def text(self) -> str:
        return "\n".join(f"### {each.path}\n{each.text}" for each in self.files)


async def exported(client: GraphClient, *, is_pinned: bool = False) -> Exported:
    reading, refused = await read_what_answers(client)
    assert not refused
    names = await read_names(client, reading.state)
    options = ExportOptions(newest(), ExportedTenant(TENANT_ID, DOMAIN, "Contoso"), is_pinned=is_pinned, is_split=True)
    return Exported(reading.state, export_files(reading.state, ExportNames(names.directory, names.refused), options))


def loaded(files: Sequence[ExportedFile], folder: Path) -> Configuration:
    """Through the disk, as `plan` gets them."""
    for each in files:
        path = folder / each.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(each.text, encoding="utf-8", newline="\n")
    found = load([str(folder)], cwd=folder)
    assert found.configuration is not None, [str(each) for each in found.diagnostics]
    return found.configuration


async def planned(client: GraphClient, configuration: Configuration) -> Plan:
    return await make_plan(client, configuration, PlanOptions(), _this_tenant, as_of=TODAY)


async def _this_tenant(organization: Organization | None) -> Destination:
    assert organization is not None
    return Destination("sandbox", organization.id, organization.display_name)


def differences(plan: Plan) -> list[str]:
    """What a plan shows, in few words."""
    return [
        f"{change.action} {change.address}: "
        + ", ".join(f"{each.path}: {each.prior!r} -> {each.planned!r}" for each in change.changes)
        for change in plan.changes
        if change.changes or change.action != "no-op"
    ] + [
        f"{change.address} leaves out {path}: {value!r}"
        for change in plan.changes
        for path, value in change.not_in_file
    ]
