"""A sandbox for each test: `graph` with a small tenant, `make_graph` for a test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.faults import Fault
from tests.sandbox.graph import Clock, Graph, open_store
from tests.sandbox.tenants import small_tenant

MakeGraph = Callable[..., Graph]


@pytest.fixture
def make_graph(tmp_path: Path) -> Iterator[MakeGraph]:
    opened: list[Graph] = []

    def make(
        document: JsonObject | None = None, behaviour: Behaviour | None = None, faults: Sequence[Fault] = ()
    ) -> Graph:
        clock = Clock()
        path = tmp_path / f"tenant {len(opened)}.sqlite"
        store = open_store(path, clock, small_tenant() if document is None else document, behaviour)
        opened.append(Graph(store, clock, faults))
        return opened[-1]

    yield make
    for each in opened:
        each.store.close()


@pytest.fixture
def graph(make_graph: MakeGraph) -> Graph:
    return make_graph()
