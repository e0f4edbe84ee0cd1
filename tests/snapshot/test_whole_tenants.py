"""Tenants of any shape: what is read of a snapshot, a copy and a sanitised one is what is read of the tenant."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from random import Random

import pytest

from passkeyctl.cli.snapshot.against import replaying
from passkeyctl.graph.held_state import state_of
from passkeyctl.graph.snapshotting import Wanted, take
from passkeyctl.json_types import JsonObject
from passkeyctl.model.kinds import FIELDS
from passkeyctl.plan.moments import changes_between
from passkeyctl.sandbox.seed_snapshot import copy_of
from passkeyctl.sandbox.store import Store
from passkeyctl.snapshot import harmless
from passkeyctl.snapshot.document import Part, Snapshot
from passkeyctl.snapshot.file import snapshot_text
from passkeyctl.snapshot.sanitise import sanitise
from tests.corpus.tenants import Exported, connect, exported, opened, tenant
from tests.snapshot.shapes import reloaded
from tests.snapshot.taking import NOW

SEEDS = range(8)
POLICIES = 40


def document_of(seed: int) -> JsonObject:
    return tenant(Random(1000 + seed), POLICIES, future=seed % 3)


async def _both(store: Store) -> tuple[Exported, Snapshot]:
    async with connect(store) as client:
        return await exported(client), await take(client, Wanted(), NOW)


async def _of(snapshot: Snapshot) -> Exported:
    async with replaying(snapshot) as client:
        return await exported(client)


def taken_of(folder: Path, document: JsonObject) -> tuple[Exported, Snapshot]:
    with opened(folder, document) as store:
        return asyncio.run(_both(store))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_saved_snapshot_reads_and_exports_as_the_tenant(seed: int, tmp_path: Path) -> None:
    live, snapshot = taken_of(tmp_path, document_of(seed))
    kept = asyncio.run(_of(reloaded(snapshot)))
    assert kept.text == live.text
    assert kept.state == live.state
    assert changes_between(live.state, state_of(snapshot)) == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_snapshot_of_a_copy_is_the_snapshot(seed: int, tmp_path: Path) -> None:
    _, first = taken_of(tmp_path / "first", document_of(seed))
    rows = {str(part): first.read(part) for part in first.parts}
    copy = copy_of(rows, first.members, first.memberships, tenant_id="t", domain="d")
    _, second = taken_of(tmp_path / "second", copy)
    for part in Part:
        assert _spelled(second, part) == _spelled(first, part), part
    assert (second.members, second.memberships) == (first.members, first.memberships)


def _spelled(snapshot: Snapshot, part: Part) -> str:
    """The sandbox takes the blanks out of combinations where a strength stands by itself, not within a policy."""
    return json.dumps(snapshot.read(part)).replace(", ", ",")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sanitised_tenant_has_the_same_shape_and_other_names(seed: int, tmp_path: Path) -> None:
    _, snapshot = taken_of(tmp_path, document_of(seed))
    clean = sanitise(snapshot, b"any key")
    for before, after in zip(state_of(snapshot).objects, state_of(clean).objects, strict=True):
        assert after.kind is before.kind
        for field in FIELDS[before.kind]:
            was, now = before.fields[field.path], after.fields[field.path]
            assert type(now) is type(was), field.path
            if isinstance(was, frozenset) and isinstance(now, frozenset):
                assert len(now) == len(was), field.path
    text = snapshot_text(clean).lower()
    names = {str(each["displayName"]) for part in Part for each in snapshot.read(part) if _is_telling(each)}
    assert {each for each in names if len(each) > 12 and each.lower() in text} == set()


def _is_telling(document: JsonObject) -> bool:
    return isinstance(document.get("displayName"), str) and not {
        str(document.get(key)).lower() for key in ("id", "appId", "templateId")
    } & {*harmless.IDS, "authenticationmethodspolicy"}
