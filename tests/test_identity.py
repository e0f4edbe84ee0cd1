"""Which live object an entry means."""

from __future__ import annotations

import unicodedata

import pytest

from passkeyctl.identity import Identities, folded, identify, names_that_differ
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.desired import Entry
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID
from passkeyctl.model.state import LiveObject, PriorState
from tests.states import DEFAULT, entry, id_of, live, policy, prior, profile, strength

PILOT = live(Kind.POLICY, id_of(1), "PK1")
OLD = live(Kind.POLICY, id_of(2), "Old")
KEYS = live(Kind.STRENGTH, id_of(3), "PK1")
BETA = (id_of(9), "PK9")


def only(identities: Identities, entry: Entry) -> LiveObject:
    assert identities.diagnostics == ()
    return identities.live[entry.address]


def fault(entry: Entry, state: PriorState) -> tuple[str, tuple[str, ...], str]:
    identities = identify([entry], state)
    assert entry.address not in identities.live
    (found,) = identities.diagnostics
    assert found.code == "CAP401"
    assert found.address == str(entry.address)
    assert found.source == entry.source
    return found.summary, found.detail, found.hint


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (policy(), PILOT),
        (policy(id=OLD.id), OLD),
        (policy(formerly=["Old"]), PILOT),
        (policy(name="New", formerly=["Older", "Old"]), OLD),
        (policy(name="New", id=PILOT.id, formerly=["Old"]), PILOT),
        (policy(name=None, id=PILOT.id), PILOT),
        (strength(name="PK1"), KEYS),
    ],
)
def test_by_id_then_by_name_then_by_a_former_name(wanted: Entry, found: LiveObject) -> None:
    state = prior(KEYS, PILOT) if wanted.name == "PK1" and wanted.id is None else prior(KEYS, PILOT, OLD)
    assert only(identify([wanted], state), wanted) == found


@pytest.mark.parametrize("wanted", [policy(name="pk1"), policy(name="PK1 "), policy(name="PK2"), strength(name="Old")])
def test_names_are_compared_exactly(wanted: Entry) -> None:
    identities = identify([wanted], prior(PILOT, OLD, KEYS))
    assert (identities.live, identities.diagnostics) == ({}, ())


def test_composed_and_decomposed_letters_are_the_same_name() -> None:
    name = "Schlüssel"
    decomposed = live(Kind.POLICY, id_of(4), unicodedata.normalize("NFD", name))
    for wanted in (policy(name=name), policy(name="New", formerly=[name])):
        assert only(identify([wanted], prior(decomposed)), wanted) == decomposed
    assert fault(policy(name=name), prior(unread=[(id_of(9), decomposed.name)]))[0].endswith("through v1.0")


def test_two_of_a_name_are_an_error_with_both_ids() -> None:
    twin = live(Kind.POLICY, id_of(0), "PK1")
    summary, detail, hint = fault(policy(), prior(PILOT, twin))
    assert summary == "2 objects of this kind are called `PK1`"
    assert detail == (f"`{id_of(0)}`", f"`{id_of(1)}`")
    assert hint == "write `id:` with the one that is meant"
    assert fault(policy(name="New", formerly=["PK1"]), prior(PILOT, twin))[1] == detail
    assert fault(policy(is_absent=True), prior(PILOT, twin))[1] == detail
    by_id = policy(id=twin.id)
    assert only(identify([by_id], prior(PILOT, twin)), by_id) == twin


def test_both_the_new_and_a_former_name_are_an_error() -> None:
    summary, detail, _ = fault(policy(formerly=["Old"]), prior(PILOT, OLD))
    assert summary == "both `PK1` and its former name `Old` stand in the tenant"
    assert detail == (f"`PK1` is `{PILOT.id}`", f"`Old` is `{OLD.id}`")


def test_a_former_name_that_is_the_name_says_nothing() -> None:
    wanted = policy(formerly=["PK1"])
    assert only(identify([wanted], prior(PILOT)), wanted) == PILOT


def test_an_id_that_is_gone_is_an_error_and_never_a_create() -> None:
    summary, _, hint = fault(policy(id=id_of(8)), prior(PILOT))
    assert summary == f"there is no Conditional Access policy with the id `{id_of(8)}`"
    assert hint == "take `id` out to find it by name"
    assert fault(policy(id=KEYS.id), prior(KEYS, PILOT))[0].endswith(f"`{KEYS.id}`")


def test_an_id_that_is_gone_and_should_be_is_fine() -> None:
    identities = identify([policy(name=None, id=id_of(8), is_absent=True)], prior(PILOT))
    assert (identities.live, identities.diagnostics) == ({}, ())


@pytest.mark.parametrize(
    "wanted",
    [
        policy(name="PK9"),
        policy(name="New", formerly=["PK9"]),
        policy(name="PK9", is_absent=True),
        policy(name=None, id=BETA[0]),
        policy(name=None, id=BETA[0], is_absent=True),
    ],
)
def test_a_policy_that_only_beta_shows_exists_and_is_left_alone(wanted: Entry) -> None:
    summary, _, hint = fault(wanted, prior(PILOT, unread=[BETA]))
    assert "uses preview features and can't be read through v1.0" in summary
    assert "in the admin centre" in hint


def test_a_policy_of_the_same_name_is_not_the_one_that_only_beta_shows() -> None:
    fault(policy(), prior(PILOT, unread=[(id_of(9), "PK1")]))


def test_only_policies_can_be_unread() -> None:
    for wanted in (strength(name="PK9"), profile(name="PK9")):
        assert identify([wanted], prior(unread=[BETA])).diagnostics == ()


def test_two_entries_for_one_object_are_an_error() -> None:
    first, second = policy("a"), policy("b", id=PILOT.id)
    (found,) = identify([first, second], prior(PILOT)).diagnostics
    assert found.summary == "`conditionalAccess.a` and `conditionalAccess.b` mean the same object"
    assert found.detail == (f"it is `{PILOT.id}`",)
    assert found.source == second.source


def test_an_entry_without_a_name_means_no_nameless_object() -> None:
    nameless = live(Kind.PROFILE, id_of(5))
    unnamed = LiveObject(Kind.PROFILE, nameless.id, "", nameless.fields, {})
    assert identify([profile(name=None)], prior(unnamed)).live == {}


def test_settings_and_rows_have_no_identity_of_this_kind() -> None:
    rows = [entry(Address(Kind.PASSKEYS)), entry(Address(Kind.TARGET, "everyone"))]
    assert identify(rows, prior()) == Identities({}, ())


def test_the_default_profile_is_the_built_in_one_whatever_its_name() -> None:
    wanted = profile("default", "Ours")
    found = identify([wanted], prior())
    assert only(found, wanted) == DEFAULT
    (told,) = names_that_differ([wanted], found)
    assert told.summary == "the default profile is called `Default passkey profile` in the tenant"
    same = profile("default", "Default passkey profile")
    assert names_that_differ([same], identify([same], prior())) == ()
    unnamed = profile("default", None)
    assert names_that_differ([unnamed], identify([unnamed], prior())) == ()


def test_the_name_of_the_default_profile_is_told_under_any_local_id() -> None:
    wanted = profile("ground", "Ours", id=DEFAULT_PROFILE_ID)
    assert len(names_that_differ([wanted], identify([wanted], prior()))) == 1
    other = profile("keys", "Keys")
    assert names_that_differ([other], identify([other], prior())) == ()


def test_profiles_without_a_default_one_are_an_error() -> None:
    state = PriorState((live(Kind.PROFILE, id_of(5), "Keys"),), True, {})
    assert fault(profile("default", None), state)[0] == "the tenant has passkey profiles but no default profile"


def test_folding_is_for_suspicions_only() -> None:
    assert folded("  PK 1\u00a0Straße") == folded("pk1STRASSE")
    assert folded("Schlu\u0308ssel") == folded("SCHLÜSSEL")


def test_a_location_is_found_like_a_policy() -> None:
    address = Address(Kind.LOCATION, "hq")
    old, other = live(Kind.LOCATION, id_of(31), "Old HQ"), live(Kind.LOCATION, id_of(32), "HQ")
    assert identify([entry(address, "HQ")], prior(other)).live == {address: other}
    assert identify([entry(address, "HQ", formerly=["Old HQ"])], prior(old)).live == {address: old}
    assert identify([entry(address, "HQ", id=old.id)], prior(old, other)).live == {address: old}
    gone = identify([entry(address, "HQ", id=id_of(33))], prior(other))
    assert gone.live == {}
    assert gone.diagnostics[0].summary == f"there is no named location with the id `{id_of(33)}`"


def test_a_context_is_found_by_its_key() -> None:
    address = Address(Kind.CONTEXT, "c2")
    context = live(Kind.CONTEXT, "c2", "Whatever it is called")
    assert identify([entry(address, "Another name")], prior(context)) == Identities({address: context}, ())
    assert identify([entry(address, "Whatever it is called")], prior()) == Identities({}, ())


def test_what_there_is_once_is_always_found_and_never_created() -> None:
    for kind, word in (
        (Kind.TEMPORARY_ACCESS_PASS, "Temporary Access Pass policy"),
        (Kind.CAMPAIGN, "registration campaign"),
    ):
        address = Address(kind)
        the_one = live(kind, kind.value, kind.value)
        assert identify([entry(address)], prior(the_one)) == Identities({address: the_one}, ())
        missing = identify([entry(address)], prior())
        assert missing.live == {}
        assert [each.summary for each in missing.diagnostics] == [f"the {word} could not be found in the tenant"]


def test_what_was_not_read_is_never_taken_for_missing() -> None:
    unread = PriorState((), True, {}, unread_kinds=frozenset({Kind.LOCATION, Kind.CONTEXT}))
    for entries in ([entry(Address(Kind.LOCATION, "hq"), "HQ")], [entry(Address(Kind.CONTEXT, "c1"), "One")]):
        found = identify(entries, unread)
        assert found.live == {}
        assert [each.code for each in found.diagnostics] == ["CAP401"]
        assert "was not read from the tenant" in found.diagnostics[0].summary
