"""The small parts of the canonical form."""

from __future__ import annotations

import pytest

from passkeyctl.errors import IncompleteRead
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.wire import canonical as c
from passkeyctl.wire import endpoints


def test_only_guids_lose_their_capitals() -> None:
    assert c.identifier("ABCDEF12-AAAA-4BBB-8CCC-ABCDEF123456") == "abcdef12-aaaa-4bbb-8ccc-abcdef123456"
    assert [c.identifier(each) for each in ("c1", "all_users", "ABCDEF12-AAAA")] == ["c1", "all_users", "ABCDEF12-AAAA"]


def test_flags_are_sent_in_the_order_of_their_values_and_new_ones_last() -> None:
    assert c.flag_string({"synced", "zeta", "alpha", "deviceBound"}, ("deviceBound", "synced")) == (
        "deviceBound,synced,alpha,zeta"
    )


def test_annotations_are_not_sent_but_types_are() -> None:
    read: JsonValue = {
        "@odata.context": "x",
        "a@odata.context": "x",
        "@microsoft.graph.tips": "x",
        "a": [{"@odata.type": "#t", "b@odata.count": 1, "c": None}],
    }
    assert c.without_annotations(read) == {"a": [{"@odata.type": "#t", "c": None}]}
    assert c.bare(None) == {}


@pytest.mark.parametrize(
    "value", [None, False, "", [], {}, {"a": None, "b": {"c": []}}, {"@odata.type": "#t", "a": False}]
)
def test_unset(value: JsonValue) -> None:
    assert c.is_unset(value)


@pytest.mark.parametrize("value", [True, 0, "x", [None], {"a": 0}])
def test_not_unset(value: JsonValue) -> None:
    assert not c.is_unset(value)


@pytest.mark.parametrize(
    "value", ["unknownFutureValue", {"a": ["x", "unknownFutureValue"]}, [{"a": "x, unknownFutureValue"}]]
)
def test_what_graph_keeps_to_itself_is_seen(value: JsonValue) -> None:
    assert c.holds_unreadable(value)


@pytest.mark.parametrize("value", [None, 1, "unknownFuture", {"unknownFutureValue": "x"}, ["x"]])
def test_anything_else_can_be_read(value: JsonValue) -> None:
    assert not c.holds_unreadable(value)


@pytest.mark.parametrize("value", ["x", 1, ["x"], [None], {"a": 1}])
def test_a_list_of_objects_is_nothing_else(value: JsonValue) -> None:
    with pytest.raises(IncompleteRead):
        c.objects(value)


def test_a_flag_string_is_text() -> None:
    with pytest.raises(IncompleteRead) as caught:
        c.flags(["deviceBound"])
    assert caught.value.summary == 'Graph\'s answer has `["deviceBound"]` where a word belongs'


def test_addresses_of_strengths_and_policies() -> None:
    assert endpoints.strength("s") == "/policies/authenticationStrengthPolicies/s"
    assert endpoints.policy("p") == "/identity/conditionalAccess/policies/p"
    assert (
        endpoints.strength_limit("s", "l") == "/policies/authenticationStrengthPolicies/s/combinationConfigurations/l"
    )
    assert (
        endpoints.strength_combinations("s") == "/policies/authenticationStrengthPolicies/s/updateAllowedCombinations"
    )


def test_a_fingerprint_sees_everything_but_times_and_order() -> None:
    first: JsonObject = {"id": "1", "list": ["a", "b"], "modifiedDateTime": "then", "x@odata.context": "c"}
    again: JsonObject = {"list": ["b", "a"], "id": "1", "modifiedDateTime": "now"}
    assert c.fingerprint(first) == c.fingerprint(again)
    assert c.fingerprint(first) != c.fingerprint({**first, "unknownToUs": True})
