"""Addresses, findings and sections as values."""

from __future__ import annotations

from passkeyctl.diagnostics import error
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.values import Guests
from tests.states import configuration, policy, strength


def test_addresses_read_as_they_are_written() -> None:
    assert [
        str(each) for each in (Address(Kind.PASSKEYS), Address(Kind.POLICY, "a"), Address(Kind.POLICY, "A b", True))
    ] == [
        "passkeys",
        "conditionalAccess.a",
        'conditionalAccess["A b"]',
    ]


def test_an_id_that_is_not_known_yet_names_its_address() -> None:
    pending = PendingId(Address(Kind.STRENGTH, "keys"))
    assert (str(pending), pending.address) == ("<id of authenticationStrengths.keys>", Address(Kind.STRENGTH, "keys"))


def test_a_finding_has_to_be_made_overridable() -> None:
    finding = Finding(error("CAP401", "x"), Weight.BLOCKS)
    assert not finding.can_override
    assert not finding.is_grave


def test_entries_of_a_kind_stay_in_file_order() -> None:
    files = configuration(policy("b"), strength(), policy("a"))
    assert [each.address.local for each in files.of(Kind.POLICY)] == ["b", "a"]


def test_guests_of_all_tenants_need_not_be_said_to_be() -> None:
    types = frozenset({"internalGuest"})
    assert Guests(types).means_the_same_as(Guests(types, "all"))
    assert not Guests(types).means_the_same_as(Guests(types, "all", legacy=True))
    assert not Guests(types, "all").means_the_same_as(Guests(types))
