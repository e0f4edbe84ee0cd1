"""EMG503 where something isn't known, or was refused before: what of a plan counts as taking a key away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.checks.review import Review
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.facts import Fact, MethodState
from passkeyctl.model.finding import Weight
from passkeyctl.model.state import LiveObject
from tests.checks.emergency.cases import KEY, watched
from tests.checks.reviews import SAFE, created, deleted, found, live, policy, profile, row, settings, strength, updated

OPEN = profile("pr-1")
OWN = row(SAFE, "pr-1")
UNREAD = {Fact.KEYS: "403 Forbidden"}
CERTIFICATES = {"x509certificate": MethodState("enabled", frozenset({"all_users"}))}
HELD = {"u-1": (KEY,), "u-2": (KEY,)}


def _weights(judged: Review) -> list[Weight]:
    return [each.weight for each in found(judged, "EMG503")]


def _without_groups(judged: Review) -> Review:
    """The groups of the accounts could not be read."""
    assert judged.emergency is not None
    accounts = tuple(replace(each, group_ids=None) for each in judged.emergency.accounts)
    return replace(judged, emergency=replace(judged.emergency, accounts=accounts))


@pytest.mark.parametrize(
    ("change", "rest"),
    [
        pytest.param(deleted(row("all_users", "pr-1")), (OPEN, OWN), id="the row for everybody goes"),
        pytest.param(deleted(row("g-nested", "pr-1")), (OPEN, OWN), id="a row of one of them goes"),
        pytest.param(updated(row(SAFE, "pr-1", "pr-2"), profiles=frozenset({"pr-1"})), (OPEN,), id="the row shrinks"),
        pytest.param(deleted(profile("pr-2")), (OPEN, OWN), id="a profile goes"),
        pytest.param(updated(strength(), allowedCombinations=frozenset({"password"})), (OPEN, OWN), id="a strength"),
    ],
)
def test_what_may_take_an_unread_key_stops_the_plan(change: ResourceChange, rest: tuple[LiveObject, ...]) -> None:
    judged = watched(change, unlisted=rest, keys={}, unread=UNREAD)
    assert Weight.BLOCKS in _weights(judged)
    assert all(
        each.is_unknown and each.can_override for each in found(judged, "EMG503") if each.weight is Weight.BLOCKS
    )


@pytest.mark.parametrize(
    ("change", "rest"),
    [
        pytest.param(created(live(Kind.EXCLUDE, "g-else")), (OPEN, OWN), id="others are excluded"),
        pytest.param(deleted(row("g-else", "pr-1")), (OPEN, OWN), id="the row of others goes"),
        pytest.param(updated(OPEN, enforceAttestation=True), (OWN,), id="attestation is for registering"),
        pytest.param(updated(OPEN, passkeyTypes=OPEN.fields["passkeyTypes"], name="New"), (OWN,), id="another name"),
        pytest.param(updated(settings(), allowSelfServiceSetup=False), (OPEN, OWN), id="setting up"),
    ],
)
def test_what_takes_nothing_from_them_leaves_it_unchecked(change: ResourceChange, rest: tuple[LiveObject, ...]) -> None:
    judged = watched(change, unlisted=rest, keys={}, unread=UNREAD)
    assert set(_weights(judged)) == {Weight.UNCHECKED}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(updated(settings(), state="disabled"), id="the method is switched off"),
        pytest.param(created(live(Kind.EXCLUDE, SAFE)), id="their group is excluded"),
    ],
)
def test_a_certificate_that_nobody_sees_lets_a_plan_pass_by_override_only(change: ResourceChange) -> None:
    judged = watched(change, unlisted=(OPEN, OWN), keys={}, unread=UNREAD, method=None, methods=CERTIFICATES)
    assert [(each.weight, each.can_override, each.is_unknown) for each in found(judged, "EMG503")] == [
        (Weight.BLOCKS, True, True)
    ] * 2


@pytest.mark.parametrize(
    "change", [created(live(Kind.EXCLUDE, "g-else")), deleted(row("g-else", "pr-1"))], ids=["exclude", "row"]
)
def test_where_their_groups_were_not_read_any_group_may_be_theirs(change: ResourceChange) -> None:
    judged = _without_groups(watched(change, unlisted=(OPEN, OWN)))
    assert _weights(judged) == [Weight.BLOCKS] * 2
    assert all(each.is_unknown for each in found(judged, "EMG503"))


@pytest.mark.parametrize(
    ("change", "rest", "weight"),
    [
        pytest.param(created(live(Kind.EXCLUDE, SAFE)), (OPEN,), Weight.BLOCKS, id="their exclude"),
        pytest.param(created(live(Kind.EXCLUDE, "g-else")), (OPEN,), Weight.STANDING, id="another exclude"),
        pytest.param(updated(profile("pr-2"), name="New"), (row("g-else", "pr-2"),), Weight.STANDING, id="a profile"),
        pytest.param(updated(settings(), allowSelfServiceSetup=False), (OPEN,), Weight.STANDING, id="a setting"),
    ],
)
def test_what_was_refused_before_blocks_where_the_plan_writes_what_it_hangs_on(
    change: ResourceChange, rest: tuple[LiveObject, ...], weight: Weight
) -> None:
    assert _weights(watched(change, unlisted=rest, keys=HELD)) == [weight] * 2


def test_who_holds_no_key_is_not_helped_by_what_a_plan_writes() -> None:
    judged = watched(created(row(SAFE, "pr-1")), unlisted=(OPEN,), keys={"u-1": (), "u-2": ()})
    assert _weights(judged) == [Weight.STANDING] * 2


def test_while_passkeys_stay_off_nothing_hangs_on_their_row() -> None:
    judged = watched(created(row(SAFE, "pr-1")), unlisted=(OPEN,), keys=HELD, state="disabled")
    assert _weights(judged) == [Weight.STANDING] * 2


def test_an_account_that_is_disabled_needs_no_key() -> None:
    judged = watched(updated(policy("p-9"), session__persistentBrowser="never"), unlisted=(OPEN, OWN), keys={"u-1": ()})
    assert judged.emergency is not None
    first, second = judged.emergency.accounts
    off = replace(judged.emergency, accounts=(replace(first, is_enabled=False), second))
    assert {each.value for each in found(judged, "EMG503")} >= {first.name}
    assert first.name not in {each.value for each in found(replace(judged, emergency=off), "EMG503")}
