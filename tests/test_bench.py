"""The benchmark measures what it says: the generated tenant and file agree, and requests are counted right."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.bench.cases import FLOOR, surroundings, write_files
from tests.bench.loopback import Loopback
from tests.bench.measure import Program, waves


def test_spans_that_overlap_are_one_round_trip() -> None:
    assert waves([]) == 0
    assert waves([(0.0, 1.0), (0.5, 2.0), (1.9, 3.0)]) == 1
    assert waves([(5.0, 6.0), (0.0, 1.0), (0.1, 0.2), (1.0, 2.0)]) == 3


def test_the_floor_finds_no_difference_and_takes_two_round_trips(tmp_path: Path) -> None:
    tenant, file, _ = write_files(tmp_path)
    with Loopback(tenant) as graph:
        graph.reset(latency_ms=200)
        Program((sys.executable, str(FLOOR), graph.url, str(file)), surroundings(tmp_path, os.environ)).run()
        counted = graph.counted()
    assert (counted.requests, counted.round_trips, counted.writes, counted.refused) == (7, 2, 0, 0)


def test_the_floor_sees_a_difference(tmp_path: Path) -> None:
    tenant, _, changed = write_files(tmp_path)
    with Loopback(tenant) as graph:
        program = Program((sys.executable, str(FLOOR), graph.url, str(changed)), surroundings(tmp_path, os.environ), 1)
        assert program.run().code == 1


def test_a_second_request_within_a_second_is_refused_where_the_limit_is_on(tmp_path: Path) -> None:
    tenant, _, _ = write_files(tmp_path)
    with Loopback(tenant) as graph:
        address = f"{graph.url}/v1.0/identity/conditionalAccess/policies"
        graph.reset(ca_limit=True)
        with urlopen(address) as answer:
            assert len(json.load(answer)["value"]) == 240
        with pytest.raises(HTTPError, match="429") as refused:
            urlopen(address)
        refused.value.close()
        assert graph.counted().refused == 1
