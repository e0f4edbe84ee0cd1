"""The passkey policy, and whether an entry means what it seems to mean."""

from __future__ import annotations

import pytest

from passkeyctl.checks.registry import judge
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.desired import Entry
from passkeyctl.model.finding import Weight
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID
from passkeyctl.model.reference import RefKind
from tests.checks.reviews import (
    HERE,
    SAFE,
    created,
    deleted,
    found,
    left_alone,
    live,
    only,
    policy,
    profile,
    review,
    row,
    settings,
    strength,
    updated,
    weights,
)

BLOCKS, ASKS, STANDING = Weight.BLOCKS, Weight.ASKS, Weight.STANDING
NOBODY: frozenset[str] = frozenset()
DEFAULT = profile(DEFAULT_PROFILE_ID)
ONE_TYPE = {"passkeyTypes": frozenset({"deviceBound"})}


@pytest.mark.parametrize(
    "change", [created(profile()), created(row("g", DEFAULT_PROFILE_ID)), updated(DEFAULT, **ONE_TYPE)]
)
def test_opting_in_is_asked_gravely_by_a_code_of_its_own(change: ResourceChange) -> None:
    finding = only(review(change, has_profiles=False), "PRF111")
    assert (finding.weight, finding.can_override, finding.is_grave) == (ASKS, True, True)
    assert found(review(change), "PRF111") == []


def test_settings_and_excludes_do_not_opt_in() -> None:
    judged = review(updated(settings(), state="disabled"), created(live(Kind.EXCLUDE, "g")), has_profiles=False)
    assert found(judged, "PRF111") == []


def test_a_profile_that_a_row_still_names_is_not_deleted() -> None:
    gone = deleted(profile("pr-1"))
    assert weights(review(gone, unlisted=[row("g", "pr-1")]), "PRF103") == [(BLOCKS, False)]
    assert weights(review(gone, left_alone(row("g", "pr-1"))), "PRF103") == [(BLOCKS, False)]
    assert weights(review(gone, created(row("g", "pr-1"))), "PRF103") == [(BLOCKS, False)]
    assert found(review(gone, deleted(row("g", "pr-1"))), "PRF103") == []
    assert found(review(gone, updated(row("g", "pr-1", "pr-2"), profiles=frozenset({"pr-2"}))), "PRF103") == []
    assert found(review(gone, unlisted=[row("g", "pr-2")]), "PRF103") == []


TAKES = (
    (updated(settings(), state="disabled"), "switch passkeys off", True),
    (updated(settings(), allowSelfServiceSetup=False), "setting up passkeys themselves", False),
    (deleted(profile()), "delete the profile", False),
    (updated(profile(), **ONE_TYPE), "stop signing in", False),
    (updated(DEFAULT, **ONE_TYPE), "stop signing in", True),
    (updated(profile(), enforceAttestation=True), "keys without attestation can't be registered", False),
    (deleted(row("g", "pr-1")), "stop targeting", False),
    (deleted(row("all_users", "pr-1")), "stop targeting everybody", True),
    (updated(row("g", "pr-1", "pr-2"), profiles=frozenset({"pr-1"})), "take profiles from", False),
    (created(live(Kind.EXCLUDE, "g")), "exclude", False),
)


@pytest.mark.parametrize(("change", "words", "is_grave"), TAKES, ids=[each[1] for each in TAKES])
def test_what_takes_passkeys_from_people_is_asked_where_they_are_on(
    change: ResourceChange, words: str, is_grave: bool
) -> None:
    finding = only(review(change, unlisted=[row("other", "pr-9")]), "OPS907", words)
    assert (finding.weight, finding.can_override, finding.is_grave) == (ASKS, True, is_grave)
    if change.address.kind is not Kind.PASSKEYS:
        assert found(review(change, unlisted=[row("other", "pr-9")], state="disabled"), "OPS907") == []


@pytest.mark.parametrize(
    "change",
    [
        updated(settings("disabled"), state="enabled"),
        updated(settings("disabled"), allowSelfServiceSetup=False),
        updated(profile(), name="Another name"),
        updated(profile(**ONE_TYPE), passkeyTypes=frozenset({"deviceBound", "synced"})),
        updated(profile(enforceAttestation=True), enforceAttestation=False),
        created(row("g", "pr-1")),
        updated(row("g", "pr-1"), profiles=frozenset({"pr-1", "pr-2"})),
        deleted(live(Kind.EXCLUDE, "g")),
        created(profile()),
    ],
)
def test_what_gives_is_not_asked(change: ResourceChange) -> None:
    assert [each for each in judge(review(change)) if each.weight not in (STANDING, Weight.UNCHECKED)] == []


def test_taking_the_last_row_away_is_asked_gravely() -> None:
    last = deleted(row("g", "pr-1"))
    assert [each.is_grave for each in found(review(last), "OPS907", "no target would remain")] == [True]
    assert found(review(last, created(row("h", "pr-1"))), "OPS907", "no target would remain") == []
    assert found(review(last, left_alone(row("h", "pr-1"))), "OPS907", "no target would remain") == []


def test_what_looks_renamed_is_not_made_a_second_time() -> None:
    twin = strength("s-1")
    new = created(live(Kind.STRENGTH, "new", "Keys", allowedCombinations=frozenset({"fido2"})))
    assert weights(review(new, unlisted=[twin]), "OPS907", "looks renamed") == [(BLOCKS, True)]
    assert weights(review(new, deleted(twin, is_pruned=True)), "OPS907", "looks renamed") == [(BLOCKS, True)]
    other = strength("s-1", allowedCombinations=frozenset({"password,sms"}))
    assert found(review(new, unlisted=[other]), "OPS907", "looks renamed") == []
    same_name = live(Kind.STRENGTH, "s-1", "k E y s", allowedCombinations=frozenset({"password,sms"}))
    assert weights(review(new, unlisted=[same_name]), "OPS907", "looks renamed") == [(BLOCKS, True)]
    assert found(review(new, unlisted=[strength("s-1", built_in=True)]), "OPS907", "looks renamed") == []
    assert found(review(new, left_alone(twin)), "OPS907", "looks renamed") == []
    assert found(review(new, deleted(twin)), "OPS907", "looks renamed") == []


DIFFERENT = {
    "users__include": "none",
    "target__resources__include": frozenset({"app"}),
    "grant__controls": frozenset({"block"}),
}


def test_the_same_name_may_be_another_policy() -> None:
    change = updated(policy(), **DIFFERENT)
    assert weights(review(change), "OPS907", "same name, another policy?") == [(BLOCKS, True)]
    meant = Entry(Address(Kind.POLICY, "p-1"), HERE, name="Policy p-1", id="p-1")
    assert found(review(change, entries=(meant,)), "OPS907", "another policy") == []
    assert found(review(updated(policy(), **DIFFERENT, name="Renamed")), "OPS907", "another policy") == []
    for kept in DIFFERENT:
        some = {path: value for path, value in DIFFERENT.items() if path != kept}
        assert found(review(updated(policy(), **some)), "OPS907", "another policy") == []


@pytest.mark.parametrize(
    ("change", "words", "can_override"),
    [
        (updated(strength(built_in=True), description="x"), "built in", False),
        (deleted(strength(built_in=True)), "built in", False),
        (deleted(DEFAULT), "the default passkey profile can't be deleted", False),
        (deleted(live(Kind.POLICY, "p", "Microsoft-managed: x")), "can't be deleted", False),
        (updated(live(Kind.POLICY, "p", "Microsoft-managed: x"), name="mine"), "only its state and excludes", True),
    ],
)
def test_what_the_tenant_can_not_change_is_refused(change: ResourceChange, words: str, can_override: bool) -> None:
    assert weights(review(change), "OPS907", words) == [(BLOCKS, can_override)]


def test_what_microsoft_leaves_to_tenants_may_be_changed() -> None:
    managed = live(Kind.POLICY, "p", "Microsoft-managed: x")
    change = updated(managed, state="disabled", users__exclude__groups=frozenset({SAFE}))
    assert found(review(change), "OPS907", "Microsoft") == []
    assert found(review(left_alone(managed)), "OPS907") == []


KNOWN = {(RefKind.GROUP, SAFE): "SG-EmergencyAccess", (RefKind.GROUP, "g"): "Pilot"}


def test_ids_that_are_not_in_the_tenant_are_not_written() -> None:
    """Neither as they are added, nor as a list or a condition that stands is sent again."""
    adds = updated(policy(), users__exclude__groups=frozenset({SAFE, "gone"}))
    finding = only(review(adds, names=KNOWN), "CAP401")
    assert (finding.weight, finding.can_override, finding.diagnostic.detail) == (BLOCKS, False, ("`gone`",))
    stands = policy(users__exclude__groups=frozenset({SAFE, "gone"}))
    sent_again = updated(stands, conditions__signInRisk=frozenset({"high"}))
    assert weights(review(sent_again, names=KNOWN), "CAP401") == [(BLOCKS, False)]
    assert found(review(updated(stands, state="reportOnly"), names=KNOWN), "CAP401") == []
    assert found(review(left_alone(stands), names=KNOWN), "CAP401") == []
    assert found(review(deleted(stands), names=KNOWN), "CAP401") == []
    words = updated(policy(), target__resources__include=frozenset({"Office 365"}))
    assert found(review(words, names=KNOWN), "CAP401") == []


def test_rows_name_groups_that_are_there() -> None:
    assert weights(review(created(row("gone", "pr-1")), names=KNOWN), "CAP401") == [(BLOCKS, False)]
    assert weights(review(created(live(Kind.EXCLUDE, "gone")), names=KNOWN), "CAP401") == [(BLOCKS, False)]
    assert found(review(created(row("g", "pr-1")), created(row("all_users", "pr-1")), names=KNOWN), "CAP401") == []
    assert found(review(deleted(row("gone", "pr-1")), names=KNOWN), "CAP401") == []


def test_a_name_that_now_means_another_group_is_refused() -> None:
    names = {**KNOWN, (RefKind.GROUP, "old"): "Pilot"}
    swapped = updated(policy(users__include__groups=frozenset({"old"})), users__include__groups=frozenset({"g"}))
    assert weights(review(swapped, names=names), "CAP401", "same name, another group") == [(BLOCKS, False)]
    added = updated(policy(users__include__groups=frozenset({"old"})), users__include__groups=frozenset({"g", "old"}))
    assert found(review(added, names=names), "CAP401", "same name") == []


def test_what_is_inside_the_boundary_and_in_no_file_is_said() -> None:
    assert weights(review(drifted=[strength()]), "OPS907", "inside the managed boundary") == [(STANDING, False)]
    assert found(review(unlisted=[strength()]), "OPS907", "boundary") == []


def test_a_plan_with_nothing_to_do_has_only_what_stands() -> None:
    judged = review(
        left_alone(policy(users__exclude__groups=NOBODY)), left_alone(DEFAULT), unlisted=[strength()], accounts=()
    )
    assert {each.weight for each in judge(judged)} <= {STANDING}


def test_a_row_without_a_profile_stops_what_writes_the_rows() -> None:
    change = created(row("g-new", "pr-1"))
    bare = row("g-bare")
    assert weights(review(change, unlisted=[bare]), "PRF102") == [(BLOCKS, False)]
    assert found(review(change, unlisted=[row("g-good", "pr-1")]), "PRF102") == []
    assert found(review(updated(settings(), state="disabled"), unlisted=[bare]), "PRF102") == []


def test_switching_on_beside_a_forgotten_row_for_everyone_is_said() -> None:
    change = updated(settings("disabled"), state="enabled")
    words = "opens them for everyone"
    judged = found(review(change, unlisted=[row("all_users", "pr-1")], state="disabled"), "OPS907", words)
    assert [each.weight for each in judged] == [Weight.SAYS]
    assert found(review(change, state="disabled"), "OPS907", words) == []


def test_a_method_in_a_state_that_is_not_known_yet_counts_as_on() -> None:
    narrowed = updated(profile(), passkeyTypes=frozenset({"deviceBound"}))
    assert weights(review(narrowed, state="unknownFutureValue"), "OPS907") == [(ASKS, True)]
    assert found(review(narrowed, state="disabled"), "OPS907") == []


def test_narrowing_what_everybody_is_given_is_asked_gravely() -> None:
    """The default profile, and any that the row for everybody holds."""
    narrow = {"passkeyTypes": frozenset({"deviceBound"})}
    given = review(updated(profile("pr-1"), **narrow), unlisted=[row("all_users", "pr-1")])
    assert only(given, "OPS907", "narrow").is_grave
    pilot = review(updated(profile("pr-1"), **narrow), unlisted=[row("g-pilot", "pr-1")])
    assert not only(pilot, "OPS907", "narrow").is_grave
