"""Operations that were kept can be read again, with all that must read back after them."""

from __future__ import annotations

import json

import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.kinds import defaults
from passkeyctl.model.values import FilterRule, Guests, SignInFrequency, Value, X509Limit
from passkeyctl.plan.operation import Expectation, Fido2Shows, Gone, Operation, Present
from passkeyctl.plan.record.expectation_json import expectation_json, expectation_of
from passkeyctl.plan.record.operation_json import kept_operations, operation_of
from tests.apply.plans import NEW_POLICY, content, everything, policy


def stored(value: JsonValue) -> JsonValue:
    read: JsonValue = json.loads(json.dumps(value))
    return read


def parts(operation: Operation) -> tuple[object, ...]:
    """Operations are compared by identity, their parts by value."""
    return tuple(getattr(operation, name) for name in Operation.__slots__)


def test_every_operation_reads_back() -> None:
    operations = everything(content().state())
    read = [operation_of(each) for each in stored(kept_operations(operations)) or []]  # type: ignore[union-attr]
    assert [parts(each) for each in read] == [parts(each) for each in operations]


def test_an_id_that_was_not_known_is_still_not_known() -> None:
    """An equal text would pass for it."""
    kept = kept_operations(everything(content().state()))
    creating = [each for each in map(operation_of, kept) if each.creates]
    assert [type(each.expects[0]) for each in creating] == [Present, Fido2Shows, Present]
    for each in creating:
        match each.expects[0]:
            case Fido2Shows(profiles=profiles):
                assert [type(id) for id in profiles] == [str, PendingId]
            case expected:
                assert type(expected.id) is PendingId
                assert (expected.id.address,) == each.creates


VALUES: dict[str, Value] = {
    "users.include": frozenset({"a", PendingId(Address(Kind.STRENGTH, "keys"))}),
    "users.include.guests": Guests(frozenset({"internalGuest"}), frozenset({"tenant"})),
    "conditions.deviceFilter": FilterRule("exclude", 'device.model -eq "x"'),
    "session.signInFrequency": SignInFrequency(4, "hours"),
    "name": "<id of conditionalAccess.x>",
}
LIMIT = X509Limit(frozenset({"x509CertificateMultiFactor"}), frozenset({"9a"}), frozenset())


@pytest.mark.parametrize(
    "expected",
    [
        Gone(Kind.LOCATION, "id-1"),
        Present(Kind.POLICY, PendingId(NEW_POLICY), {**policy("A"), **VALUES}),
        Present(Kind.POLICY, "id-1", {**policy("A"), "users.include.guests": Guests(legacy=True)}),
        Present(Kind.POLICY, "id-1", {**policy("A"), "users.include.guests": Guests(tenants="all")}),
        Present(Kind.STRENGTH, "id-1", {**defaults(Kind.STRENGTH), "x509": frozenset({LIMIT})}),
        Present(Kind.CAMPAIGN, "", {**defaults(Kind.CAMPAIGN), "snoozeDays": 0, "limitSnoozes": False}),
    ],
    ids=lambda each: type(each).__name__,
)
def test_every_sort_of_value_reads_back(expected: Expectation) -> None:
    kept = stored(expectation_json(expected))
    assert isinstance(kept, dict)
    assert expectation_of(kept) == expected


def test_a_name_that_looks_like_an_id_stays_a_name() -> None:
    kept = expectation_of(expectation_json(Present(Kind.POLICY, "id-1", policy("<id of conditionalAccess.x>"))))
    assert isinstance(kept, Present)
    assert type(kept.fields["name"]) is str


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"gone": "nothing", "id": "x"},
        {"shows": "conditionalAccess", "id": "x", "fields": []},
        {"shows": "conditionalAccess", "id": "x", "fields": {"state": 1.5}},
        {"shows": "conditionalAccess", "id": {"pending": "nowhere"}, "fields": {}},
        {"shows": "passkeys", "settings": {}, "profiles": {}, "targets": {}, "excludes": [], "has_profiles": True},
    ],
)
def test_what_is_no_expectation_is_refused(kept: JsonObject) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        expectation_of(kept)


@pytest.mark.parametrize(
    "address",
    [
        Address(Kind.PASSKEYS),
        Address(Kind.PROFILE, "default"),
        Address(Kind.TARGET, "a.b"),
        Address(Kind.POLICY, 'CA "1".x', is_unlisted=True),
        Address(Kind.EXCLUDE, "passkeys"),
    ],
    ids=str,
)
def test_an_address_reads_back(address: Address) -> None:
    assert Address.parse(str(address)) == address
