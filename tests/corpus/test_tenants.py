"""Whole tenants: an export shows no difference, noise of the service changes nothing, and what is made reads back."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from passkeyctl.diagnostics import Severity
from passkeyctl.errors import GraphError, UserFault
from passkeyctl.export.options import ExportedFile
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.writer import GraphTenant
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.plan.plan import Plan
from passkeyctl.sandbox.behaviour import VARIANTS
from passkeyctl.sandbox.store import Store
from tests.corpus.agreeable import agreeable
from tests.corpus.comparing import shown
from tests.corpus.leaves import another, at, leaves
from tests.corpus.meaning import differing, meaning
from tests.corpus.noise import noisy
from tests.corpus.shapes import Maker
from tests.corpus.tenants import Exported, connect, differences, exported, loaded, opened, planned, rows, tenant

POLICIES = 100
POLICY_ROWS = "conditionalAccessPolicies"
NOISY = (
    "conditionalAccessPolicies",
    "namedLocations",
    "authenticationContextClassReferences",
    "authenticationMethodConfigurations",
    "authenticationMethodsPolicy",
)


async def _export(store: Store) -> Exported:
    async with connect(store) as client:
        return await exported(client)


async def _export_then_plan(store: Store, folder: Path, *, is_pinned: bool) -> tuple[Exported, list[str]]:
    async with connect(store) as client:
        found = await exported(client, is_pinned=is_pinned)
        plan = await planned(client, loaded(found.files, folder))
        assert not plan.has_changes
        return found, differences(plan)


@pytest.mark.parametrize("seed", range(21))
def test_an_export_shows_no_difference(seed: int, tmp_path: Path) -> None:
    document = tenant(Random(seed), POLICIES, future=seed % 3)
    with opened(tmp_path, document) as store:
        found, differs = asyncio.run(_export_then_plan(store, tmp_path / "files", is_pinned=seed % 2 == 1))
    assert len(found.state.of(Kind.POLICY)) == POLICIES
    assert differs == []


@pytest.mark.parametrize("seed", range(4))
def test_an_export_at_another_time_is_the_same(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    before = tenant(random, POLICIES)
    after = later(before, random)
    with opened(tmp_path / "before", before) as store:
        first = asyncio.run(_export(store))
    with opened(tmp_path / "after", after) as store:
        second = asyncio.run(_export(store))
    assert second.text == first.text
    assert {(each.kind, each.id): each.fields for each in second.state.objects if not each.is_built_in} == {
        (each.kind, each.id): each.fields for each in first.state.objects if not each.is_built_in
    }


def later(document: JsonObject, random: Random) -> JsonObject:
    """The same tenant a month later: Microsoft has changed a built-in strength, and answers come as they come."""
    found = dict(document)
    for name in NOISY:
        listed = [noisy(each, random) for each in objects(document, name)]
        random.shuffle(listed)
        found[name] = [*listed]
    built_in = rows("authenticationStrengthPolicies")[0]
    changed: JsonObject = {**built_in, "allowedCombinations": ["fido2"], "modifiedDateTime": "2026-12-01T00:00:00Z"}
    strengths = objects(document, "authenticationStrengthPolicies")[1:]
    custom = [noisy(each, random) for each in strengths if each["policyType"] == "custom"]
    found["authenticationStrengthPolicies"] = [
        changed,
        *custom,
        *(each for each in strengths if each["policyType"] == "builtIn"),
    ]
    return found


def objects(document: JsonObject, name: str) -> list[JsonObject]:
    listed = document[name]
    assert isinstance(listed, list)
    return [each for each in listed if isinstance(each, dict)]


@pytest.mark.parametrize("seed", range(8))
def test_what_is_created_reads_back_or_is_refused_by_name(seed: int, tmp_path: Path) -> None:
    """A tenant's policies made anew in another one that has all they name."""
    random = Random(1000 + seed)
    document = tenant(random, POLICIES, dangling=seed % 2)
    maker = Maker(random)
    wanted = [agreeable(each, maker) if maker.chance(80) else each for each in objects(document, POLICY_ROWS)]
    with opened(tmp_path / "old", {**document, POLICY_ROWS: [*wanted]}) as old:
        files = asyncio.run(_export(old)).files
    with opened(tmp_path / "new", {**document, POLICY_ROWS: []}, VARIANTS[seed % len(VARIANTS)]) as new:
        made, refused = asyncio.run(_create(new, loaded(files, tmp_path / "files")))
    assert made >= POLICIES // 2
    assert made + len(refused) == POLICIES
    assert all(refused), "every refusal says what was refused and why"


@pytest.mark.parametrize("seed", range(5))
def test_one_leaf_changed_in_each_policy_is_one_change_each(seed: int, tmp_path: Path) -> None:
    random = Random(2000 + seed)
    document = tenant(random, POLICIES)
    before = [agreeable(each, Maker(random)) for each in objects(document, POLICY_ROWS)]
    document = {**document, POLICY_ROWS: [*before]}
    after = [_with_one_leaf_changed(each, random) for each in before]
    with opened(tmp_path / "store", document) as store:
        files = asyncio.run(_export_pinned(store))
        store.load({**document, POLICY_ROWS: [*after]})
        plan = asyncio.run(_plan(store, loaded(files, tmp_path / "files")))
    found = {change.id: shown(change) for change in plan.changes if change.address.kind is Kind.POLICY}
    for one, other in zip(before, after, strict=True):
        expected = min(1, len(differing(meaning(one), meaning(other))))
        assert len(found[str(one["id"])]) == expected, (found[str(one["id"])], one, other)


def _with_one_leaf_changed(policy: JsonObject, random: Random) -> JsonObject:
    found = [
        each for each in leaves(policy, "conditionalAccessPolicy") if each.place not in (("id",), ("displayName",))
    ]
    leaf = random.choice(found)
    return at(policy, leaf.place, another(leaf, random))


async def _export_pinned(store: Store) -> tuple[ExportedFile, ...]:
    async with connect(store) as client:
        return (await exported(client, is_pinned=True)).files


async def _plan(store: Store, configuration: Configuration) -> Plan:
    async with connect(store) as client:
        return await planned(client, configuration)


async def _create(store: Store, configuration: Configuration) -> tuple[int, list[str]]:
    """How many policies were made, and why the others were not."""
    refused: list[str] = []
    async with connect(store, read_only=False) as client:
        configuration, plan = await _plan_of_what_can_be_made(client, configuration, refused)
        gone = set()
        for operation in plan.operations:
            assert (operation.method, operation.path) == ("POST", "/identity/conditionalAccess/policies")
            try:
                await GraphTenant(client).send(operation, operation.body)
            except GraphError as fault:
                refused.append(_reason(fault))
                gone.add(operation.addresses[0])
        kept = tuple(each for each in configuration.entries if each.address not in gone)
        again = await planned(client, replace(configuration, entries=kept))
        assert differences(again) == []
        return len(again.prior.of(Kind.POLICY)), refused


def _reason(fault: GraphError) -> str:
    """Graph's own words, its number among them where it gave one."""
    said = " ".join((fault.summary, *fault.detail))
    assert fault.status == 400
    number = re.search(r"says: (\d{4}):", said)
    assert number is None or (fault.number == int(number[1]) and f"error {number[1]}" in said)
    return said


async def _plan_of_what_can_be_made(
    client: GraphClient, configuration: Configuration, refused: list[str]
) -> tuple[Configuration, Plan]:
    """What the tool itself refuses to make is named, each by its address."""
    try:
        return configuration, await planned(client, configuration)
    except UserFault as fault:
        faulty = {each.address: each.summary for each in fault.diagnostics() if each.severity is Severity.ERROR}
    refused.extend(faulty.values())
    kept = tuple(each for each in configuration.entries if str(each.address) not in faulty)
    assert len(kept) == len(configuration.entries) - len(faulty)
    rest = replace(configuration, entries=kept)
    return rest, await planned(client, rest)
