"""Authentication strengths and their limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passkeyctl.errors import IncompleteRead
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.fields import Fields
from passkeyctl.model.strengths import MODES, combination
from passkeyctl.model.values import X509Limit
from passkeyctl.wire import strengths as wire
from tests.strategies import IDS

FIDO2: JsonObject = {
    "@odata.type": wire.FIDO2_LIMIT,
    "id": "f1",
    "appliesToCombinations": ["fido2"],
    "allowedAAGUIDs": [IDS[3].upper(), IDS[3], IDS[0]],
}
X509: JsonObject = {
    "@odata.type": wire.X509_LIMIT,
    "id": "x1",
    "appliesToCombinations": ["x509CertificateMultiFactor"],
    "allowedIssuerSkis": ["ab12"],
    "allowedPolicyOIDs": None,
}
NEW: JsonObject = {"@odata.type": "#microsoft.graph.someNewConfiguration", "id": "n1", "appliesToCombinations": ["sms"]}


def strength(*limits: JsonValue, **changes: JsonValue) -> JsonObject:
    return {
        "id": IDS[0].upper(),
        "displayName": "Keys",
        "description": "",
        "policyType": "custom",
        "allowedCombinations": ["fido2", "sms, password"],
        "combinationConfigurations": [*limits],
        **changes,
    }


def test_reading() -> None:
    read = wire.read(strength(FIDO2, X509, NEW))
    assert (read.id, read.name, read.is_built_in) == (IDS[0], "Keys", False)
    assert read.fields == {
        "name": "Keys",
        "description": None,
        "allowedCombinations": {"fido2", "password,sms"},
        "fido2.allowedAAGUIDs": {IDS[0], IDS[3]},
        "x509": {X509Limit(frozenset({"x509CertificateMultiFactor"}), frozenset({"ab12"}))},
    }
    assert read.original["combinationConfigurations"] == [FIDO2, X509, NEW]
    assert wire.read(strength(policyType="builtIn")).is_built_in


@pytest.mark.parametrize("unset", ["absent", None, []])
def test_unset_lists_are_empty(unset: JsonValue) -> None:
    document = strength(allowedCombinations=unset, combinationConfigurations=unset)
    read = wire.read({key: value for key, value in document.items() if value != "absent"}).fields
    assert all(not read[path] for path in ("allowedCombinations", "fido2.allowedAAGUIDs", "x509"))


@pytest.mark.parametrize("missing", ["id", "displayName"])
def test_an_answer_without_its_bones_is_no_answer(missing: str) -> None:
    with pytest.raises(IncompleteRead):
        wire.read({key: value for key, value in strength().items() if key != missing})


def test_limits_are_found_by_what_they_apply_to() -> None:
    second: JsonObject = {**X509, "id": "x2", "appliesToCombinations": ["x509CertificateSingleFactor, password"]}
    original = strength(NEW, second, FIDO2, X509)
    assert wire.fido2_limit_ids(original) == ("f1",)
    assert wire.x509_limit_ids(original) == {
        frozenset({"x509CertificateMultiFactor"}): "x1",
        frozenset({"password,x509CertificateSingleFactor"}): "x2",
    }
    assert not wire.doubled_limit(original, wire.FIDO2_LIMIT)
    assert not wire.doubled_limit(original, wire.X509_LIMIT)


def test_two_limits_for_one_combination_are_seen() -> None:
    again: JsonObject = {**FIDO2, "id": "f2", "allowedAAGUIDs": [IDS[1]]}
    original = strength(FIDO2, again, X509, {**X509, "id": "x2"})
    assert wire.read(original).fields["fido2.allowedAAGUIDs"] == frozenset({IDS[0], IDS[1], IDS[3]})
    assert wire.doubled_limit(original, wire.FIDO2_LIMIT)
    assert wire.doubled_limit(original, wire.X509_LIMIT)


combinations = st.frozensets(st.sampled_from([*MODES, "password,sms", "password,voice"]), min_size=1, max_size=4)
limits = st.builds(
    X509Limit,
    combinations,
    st.frozensets(st.sampled_from(["aa", "bb"])),
    st.frozensets(st.sampled_from(["1.2", "1.3"])),
)
states = st.fixed_dictionaries(
    {
        "name": st.text(min_size=1, max_size=30),
        "description": st.one_of(st.none(), st.text(min_size=1, max_size=9)),
        "allowedCombinations": combinations,
        "fido2.allowedAAGUIDs": st.frozensets(st.sampled_from(IDS)),
        "x509": st.frozensets(limits, max_size=2),
    }
)


@given(states)
def test_what_is_created_reads_back(fields: Fields) -> None:
    body = wire.create_json(fields)
    assert wire.read({"id": IDS[0], **body}).fields == fields
    assert body.get("combinationConfigurations") != []
    assert ("description" in body) == (fields["description"] is not None)


def test_only_name_and_description_are_patched() -> None:
    prior = wire.read(strength(description="Old")).fields
    planned: Fields = {**prior, "name": "New", "description": None, "allowedCombinations": frozenset({"sms"})}
    assert wire.patch_json(prior, planned) == {"displayName": "New", "description": None}
    assert wire.patch_json(prior, prior) == {}


def test_values_of_another_kind_are_no_members() -> None:
    nothing: Fields = dict.fromkeys(["allowedCombinations", "fido2.allowedAAGUIDs", "x509"])
    assert wire.combinations_list(nothing) == []
    assert wire.aaguids(nothing) == frozenset()
    assert wire.x509_limits(nothing) == ()


@given(st.lists(st.sampled_from([*MODES, "addedLater"]), min_size=1, max_size=4), st.sampled_from([",", ", ", " ,"]))
def test_a_combination_has_one_spelling(modes: list[str], comma: str) -> None:
    assert (
        combination(comma.join(modes))
        == combination(comma.join(reversed(modes)))
        == combination(combination(comma.join(modes)))
    )
    assert set(combination(comma.join(modes)).split(",")) == set(modes)
