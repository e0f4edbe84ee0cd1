"""`limits` of the files: what is read, and what is no limit."""

from __future__ import annotations

import pytest

from passkeyctl.model.limits import USUAL, Bound, Measure, StatedLimits
from tests.config.texts import configuration, loaded

UPDATES, DELETES, SHRINKS = Measure.UPDATES, Measure.DELETES, Measure.SHRINKS


def stated(text: str) -> StatedLimits:
    return configuration(f"limits: {text}\n").limits


def test_what_is_written_holds_and_the_rest_is_as_usual() -> None:
    found = stated("{updates: {share: 40%, count: 12}, conditionalAccess: {deletes: {count: 2}}}")
    assert found.of("conditionalAccess", UPDATES) == (Bound(12, 40), "limits.updates")
    assert found.of("conditionalAccess", DELETES) == (Bound(2), "limits.conditionalAccess.deletes")
    assert found.of("passkeys", DELETES) == (USUAL[DELETES], "")


def test_a_share_may_count_from_fewer() -> None:
    assert stated("{shrinks: {share: 50%, from: 4}}").of("passkeys", SHRINKS) == (Bound(None, 50, 4), "limits.shrinks")


def test_limits_on_people_are_those_of_the_command_line() -> None:
    found = stated("{people: {losing: {count: 0}, unable: {share: 2%}}}")
    assert (found.losing, found.unable) == ("0", "2%")


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "{updates: {}}",
        "{updates: {from: 3}}",
        "{updates: {share: 101%}}",
        "{updates: {share: '30'}}",
        "{updates: {count: -1}}",
        "{updates: {count: 1, from: 0}}",
        "{creates: {count: 1}}",
        "{people: {losing: {share: 1%, count: 1}}}",
        "{conditionalAccess: {}}",
    ],
)
def test_what_is_no_limit_is_told_with_its_place(text: str) -> None:
    found = loaded(f"limits: {text}\n").diagnostics
    assert found
    assert all(each.source is not None and each.source.line == 3 for each in found)


@pytest.mark.parametrize(
    ("bound", "affected", "of", "limit"),
    [
        (Bound(share=30), 3, 10, None),
        (Bound(share=30), 4, 10, "30%"),
        (Bound(share=30), 9, 9, None),
        (Bound(share=30, least=3), 1, 3, "30%"),
        (Bound(share=33), 33, 100, None),
        (Bound(count=2), 2, 2, None),
        (Bound(count=2), 3, 100, "2"),
        (Bound(count=0), 1, 1, "0"),
        (Bound(2, 50), 3, 100, "2"),
        (Bound(20, 5), 6, 100, "5%"),
        (Bound(), 100, 100, None),
    ],
)
def test_either_limit_is_enough(bound: Bound, affected: int, of: int, limit: str | None) -> None:
    assert bound.exceeded(affected, of) == limit
