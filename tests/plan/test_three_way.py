"""When it was read, as it is now, and what would be written."""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.state import PriorState
from passkeyctl.plan.saved.read_objects import ReadObject, moved_elsewhere, read_objects
from passkeyctl.plan.saved.three_way import How, Moved, MovedField, Wish, three_way, wishes
from passkeyctl.wire.moment import moment_json, moment_state
from passkeyctl.wire.originals import OriginalDifference
from tests.apply.plans import content
from tests.states import id_of, live, prior

DOCUMENT = content().state().fido2
PILOT = Address(Kind.POLICY, "pilot")
POLICY = live(Kind.POLICY, id_of(1), "PK1", {"id": id_of(1), "x": 1}, state="enabled")
KEY = Kind.POLICY, id_of(1)


def moved(before: PriorState, now: PriorState, wish: Wish | None = None) -> tuple[Moved, ...]:
    return three_way(before, {KEY: wish} if wish is not None else {}, now)


def test_nothing_moved() -> None:
    assert moved(prior(POLICY), prior(POLICY), Wish(PILOT, {"state": "disabled"})) == ()


def test_each_field_has_three_sides() -> None:
    now = live(Kind.POLICY, id_of(1), "PK2", {"id": id_of(1), "x": 1}, state="reportOnly")
    assert moved(prior(POLICY), prior(now), Wish(PILOT, {"state": "disabled"})) == (
        Moved(
            Kind.POLICY,
            id_of(1),
            "PK2",
            PILOT,
            How.CHANGED,
            (
                MovedField("name", "PK1", "PK2"),
                MovedField("state", "enabled", "reportOnly", "disabled", is_wanted=True),
            ),
            wish=Wish(PILOT, {"state": "disabled"}),
        ),
    )


def test_what_nobody_would_write_goes_by_its_name() -> None:
    now = replace(POLICY, fields={**POLICY.fields, "state": "disabled"})
    (found,) = moved(prior(POLICY), prior(now))
    assert (str(found.address), found.wish) == ('conditionalAccess["PK1"]', None)


def test_what_is_told_by_no_field() -> None:
    """Of the paths in Graph's JSON only those that differ; dates and the order of lists don't."""
    before = replace(POLICY, original={"a": {"b": [1, 2], "c": 1}, "modifiedDateTime": "1", "gone": True})
    now = replace(POLICY, original={"a": {"b": [2, 1], "c": 2}, "modifiedDateTime": "2", "new": "x"})
    (found,) = moved(prior(before), prior(now))
    assert (found.how, found.fields) == (How.CHANGED, ())
    assert found.untold == (
        OriginalDifference("a.c", 1, 2),
        OriginalDifference("gone", True, None),
        OriginalDifference("new", None, "x"),
    )


def test_a_deleted_object() -> None:
    wish = Wish(PILOT, None)
    assert moved(prior(POLICY), prior(), wish) == (Moved(Kind.POLICY, id_of(1), "PK1", PILOT, How.DELETED, wish=wish),)


def test_what_was_made_counts_where_everything_was_known_before() -> None:
    """A part of the policies that was kept says nothing about others."""
    assert moved(prior(), prior(POLICY)) == ()
    (found,) = three_way(prior(), {}, prior(POLICY), whole=Kind)
    assert (found.how, found.name) == (How.MADE, "PK1")
    row = live(Kind.TARGET, "g", profiles=frozenset({"p"}))
    wish = Wish(Address(Kind.TARGET, "pilot"), {"profiles": frozenset({"q"})})
    (found,) = three_way(prior(), {(Kind.TARGET, "g"): wish}, prior(row))
    assert (found.how, found.fields[0].now, found.fields[0].wanted) == (
        How.MADE,
        frozenset({"p"}),
        frozenset({"q"}),
    )


def test_kinds_that_one_of_the_two_did_not_read_are_not_compared() -> None:
    unread = replace(prior(), unread_kinds=frozenset({Kind.POLICY}))
    assert three_way(prior(POLICY), {}, unread, whole=Kind) == ()
    assert three_way(unread, {}, prior(POLICY), whole=Kind) == ()


def test_what_only_beta_shows_of_the_campaign_need_not_have_been_read() -> None:
    campaign = live(Kind.CAMPAIGN, "registrationCampaign", "registrationCampaign", limitSnoozes=None)
    seen = live(Kind.CAMPAIGN, "registrationCampaign", "registrationCampaign", {"beta": 1}, limitSnoozes=True)
    unset = live(Kind.CAMPAIGN, "registrationCampaign", "registrationCampaign", limitSnoozes=False)
    assert moved(prior(campaign), prior(seen)) == moved(prior(seen), prior(campaign)) == ()
    assert moved(prior(unset), prior(seen)) != ()


def test_a_moved_profile_is_told_once() -> None:
    """The settings hold the profiles in Graph's JSON, and have not moved with them."""
    state = moment_state({"fido2": DOCUMENT})
    profiles = DOCUMENT["passkeyProfiles"]
    assert isinstance(profiles, list)
    first, *rest = profiles
    assert isinstance(first, dict)
    now = moment_state({"fido2": {**DOCUMENT, "passkeyProfiles": [{**first, "passkeyTypes": "synced"}, *rest]}})
    (found,) = three_way(state, {}, now)
    assert found.kind is Kind.PROFILE
    assert [each.path for each in found.fields] == ["passkeyTypes"]


def test_a_moment_that_was_kept_reads_like_the_tenant() -> None:
    state = moment_state({"fido2": DOCUMENT})
    kept = moment_state(moment_json(state, [(Kind.TARGET, "all_users")]))
    assert three_way(kept, {}, state) == three_way(state, {}, kept) == ()


def test_wishes_are_of_what_is_there() -> None:
    state = FieldChange("state", "enabled", "disabled")
    update = ResourceChange(
        PILOT, Action.UPDATE, id_of(1), "PK1", POLICY, {"state": "disabled", "name": "PK1"}, (state,)
    )
    gone = ResourceChange(Address(Kind.POLICY, "gone"), Action.DELETE, id_of(2), "PK2", POLICY, None, (state,))
    new = ResourceChange(Address(Kind.POLICY, "new"), Action.CREATE, PendingId(PILOT), "PK3", None, {}, (state,))
    same = ResourceChange(Address(Kind.POLICY, "same"), Action.NO_OP, id_of(4), "PK4", POLICY, {}, ())
    assert wishes([update, gone, new, same]) == {
        KEY: Wish(PILOT, {"state": "disabled"}),
        (Kind.POLICY, id_of(2)): Wish(gone.address, None),
    }


def test_what_was_read_is_told_apart_by_digests() -> None:
    other = live(Kind.POLICY, id_of(2), "PK2", {"id": id_of(2)}, grant__authenticationStrength=id_of(8))
    read = read_objects(prior(other, POLICY))
    assert read == read_objects(prior(POLICY, other))
    assert [each.name for each in read if each.kind is Kind.POLICY] == ["PK1", "PK2"]
    assert moved_elsewhere(read, prior(POLICY, other), {}) == ()
    another = replace(other, fields={**other.fields, "grant.authenticationStrength": id_of(9)})
    made = live(Kind.POLICY, id_of(3), "PK3")
    found = moved_elsewhere(read, prior(another, made), {})
    assert [(each.name, each.how) for each in found] == [
        ("PK1", How.DELETED),
        ("PK2", How.CHANGED),
        ("PK3", How.MADE),
    ]
    assert moved_elsewhere(read, prior(another, made), {(each.kind, each.id): each for each in found}) == ()


def test_kinds_that_were_not_read_have_not_moved() -> None:
    read = (*read_objects(prior()), ReadObject(Kind.POLICY, id_of(1), "PK1", "0" * 64))
    unread = replace(prior(), unread_kinds=frozenset({Kind.POLICY}))
    assert moved_elsewhere(read, unread, {}) == ()


def test_what_microsoft_moves_in_a_campaign_is_nobodys_doing() -> None:
    campaign = live(Kind.CAMPAIGN, "registrationCampaign", "registrationCampaign", {"snoozeDurationInDays": 1})
    later = replace(campaign, original={"snoozeDurationInDays": 0})
    assert three_way(prior(campaign), {}, prior(later)) == ()
    assert moved_elsewhere(read_objects(prior(campaign)), prior(later), {}) == ()
