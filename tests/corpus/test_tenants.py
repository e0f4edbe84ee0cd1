"""Whole tenants: an export shows no difference, noise of the service changes nothing, and what is made reads back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import pytest

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.sandbox.store import Store
from tests.corpus.noise import noisy
from tests.corpus.tenants import Exported, connect, differences, exported, loaded, opened, planned, rows, tenant

POLICIES = 100
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
        found, shown = asyncio.run(_export_then_plan(store, tmp_path / "files", is_pinned=seed % 2 == 1))
    assert len(found.state.of(Kind.POLICY)) == POLICIES
    assert shown == []


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
