"""What an undo leaves as it is, in words: one finding for each object, which wants a yes."""

from __future__ import annotations

import pytest

from passkeyctl.checks.operation.undone import left_as_it_is
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.finding import Weight
from passkeyctl.model.values import Guests, Value
from passkeyctl.plan.undo.undoing import Kept, Why
from tests.checks.reviews import review

PILOT = Address(Kind.POLICY, "pilot")
ID = "11111111-aaaa-4000-8000-000000000001"


def kept(why: Why, path: str = "", *values: Value, **more: object) -> Kept:
    return Kept(Kind.POLICY, PILOT, "Pilot", why, path, *values, **more)  # type: ignore[arg-type]


def told(*listed: Kept) -> list[tuple[str, tuple[str, ...]]]:
    found = list(left_as_it_is(review(), listed))
    assert all((each.weight, each.can_override) == (Weight.ASKS, True) for each in found)
    assert all(each.diagnostic.code == "OPS907" for each in found)
    return [(each.diagnostic.summary, each.diagnostic.detail) for each in found]


@pytest.mark.parametrize(
    ("one", "summary"),
    [
        (kept(Why.GONE), "`Pilot` stays deleted: somebody else has deleted it since"),
        (kept(Why.USED, users=("A",)), "`Pilot` stays: `A` needs it by now"),
        (kept(Why.USED, users=("A", "B")), "`Pilot` stays: `A`, `B` need it by now"),
        (kept(Why.LOST), "`Pilot` stays: whether the apply has made it can't be told, its request went unanswered"),
        (
            kept(Why.FOR_GOOD, "optIn", False, True, True),
            "the tenant keeps its passkey profiles: opting in can't be undone",
        ),
    ],
)
def test_an_object_that_stays(one: Kept, summary: str) -> None:
    assert told(one) == [(summary, ())]


def test_an_object_whose_needs_are_gone() -> None:
    assert told(kept(Why.NEEDS, needs=(ID,))) == [
        ("`Pilot` can't come back: what it names is no longer there", (f"it names `{ID}`",))
    ]


def test_fields_are_told_with_three_values() -> None:
    ((summary, lines),) = told(
        kept(Why.CHANGED, "state", "enabled", "reportOnly", "disabled"),
        kept(Why.NEEDS, "grant.authenticationStrength", ID, None, None, needs=(ID,)),
        kept(Why.HANGS_TOGETHER, "grant.controls", frozenset({"mfa"}), frozenset(), frozenset()),
    )
    assert summary == "`Pilot` keeps what was changed since the apply"
    assert lines[0] == "`state` was `enabled`, the apply made it `reportOnly`, it is `disabled` now"
    assert lines[1].startswith(f"`grant.authenticationStrength` was `name of {ID}`, the apply made it not set, ")
    assert lines[1].endswith(f"; `{ID}` is no longer there")
    assert lines[2].startswith(
        "`grant.controls` was `mfa`, the apply made it empty, it is empty now; it hangs together"
    )


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("session.tokenProtection", True, "`true`"),
        ("users.include.guests", Guests(frozenset({"internalGuest"})), "`internalGuest`"),
        ("users.include.guests", Guests(legacy=True), "guests"),
        ("conditions.clientApps", frozenset({"browser", "other"}), "`browser`, `other`"),
        ("target.resources.include", frozenset({"All resources"}), "`All resources`"),
        ("users.include.groups", frozenset({"g-1"}), "`name of g-1`"),
        ("grant.termsOfUse", frozenset("abcdefg"), "`a`, `b`, `c`, `d`, `e` and 2 more"),
    ],
)
def test_values_are_words(path: str, value: Value, words: str) -> None:
    ((_, (line,)),) = told(kept(Why.CHANGED, path, None, None, value, was_there=False))
    assert line == f"`{path}` the apply made it not set, it is {words} now"


def test_each_object_is_a_finding_of_its_own() -> None:
    other = Kept(Kind.STRENGTH, Address(Kind.STRENGTH, "keys"), "Keys", Why.GONE)
    assert len(told(kept(Why.GONE), other)) == 2
