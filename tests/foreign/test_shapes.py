"""The same tenant through every shape reads as the same state."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.diagnostics import Severity
from passkeyctl.foreign.reading import read_foreign
from passkeyctl.json_types import JsonObject
from passkeyctl.model.fields import Fields
from passkeyctl.model.values import Value
from passkeyctl.snapshot.document import Part, Snapshot
from passkeyctl.wire import locations, policies, strengths
from tests import strategies
from tests.foreign.shapes import BY_ID, BY_NAME, GUID, Render, Tenant, whole_policy

POLICY_ID = "90000000-0000-4000-8000-000000000001"
OFFICE: JsonObject = {
    "@odata.type": "#microsoft.graph.ipNamedLocation",
    "id": strategies.IDS[0],
    "displayName": "Head office",
    "isTrusted": True,
    "ipRanges": [
        {"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "192.0.2.0/24"},
        {"@odata.type": "#microsoft.graph.iPv6CidrRange", "cidrAddress": "2001:db8::/48"},
    ],
}
COUNTRIES: JsonObject = {
    "@odata.type": "#microsoft.graph.countryNamedLocation",
    "id": strategies.IDS[1],
    "displayName": "Where we are",
    "countriesAndRegions": ["DK"],
    "includeUnknownCountriesAndRegions": False,
}
KEYS: JsonObject = {
    "id": "80000000-0000-4000-8000-000000000001",
    "displayName": "Hardware keys",
    "description": "",
    "policyType": "custom",
    "requirementsSatisfied": "mfa",
    "allowedCombinations": ["fido2", "password,sms"],
    "combinationConfigurations": [],
}
LIMITED: JsonObject = {
    **KEYS,
    "combinationConfigurations": [
        {
            "@odata.type": "#microsoft.graph.fido2CombinationConfiguration",
            "id": "70000000-0000-4000-8000-000000000001",
            "appliesToCombinations": ["fido2"],
            "allowedAAGUIDs": ["2fc0579f-8113-47ea-b116-bb5a8db9202a"],
        }
    ],
}
GROUP_NAMES = {id: f"Group {id}" for id in strategies.IDS}


def read_shape(render: Render, tenant: Tenant) -> Snapshot:
    with tempfile.TemporaryDirectory() as folder:
        render(tenant, Path(folder))
        opened = read_foreign([Path(folder)])
    assert [each for each in opened.faults if each.severity is not Severity.NOTICE] == []
    return opened.snapshot


def policy_json(fields: Fields) -> JsonObject:
    """What Graph would answer; a reading of it is the state that every shape has to give."""
    return whole_policy({"id": POLICY_ID, **policies.create_json(fields)})


def ids_again(snapshot: Snapshot, fields: Fields) -> Fields:
    """Names that became ids, back to the id that each name was made of."""
    names = {
        str(each["id"]): str(each["displayName"])
        for part in (Part.GROUPS, Part.USERS, Part.ROLE_DEFINITIONS, Part.LOCATIONS)
        for each in snapshot.read(part)
    }
    known = {str(each["displayName"]): str(each["id"]) for each in (OFFICE, COUNTRIES)}

    def original(id: str) -> str:
        name = names.get(id, "")
        if (found := re.search(GUID, name)) is not None:
            return found[0]
        return known.get(name, id)

    def mapped(value: Value) -> Value:
        if isinstance(value, frozenset):
            return frozenset(original(each) if isinstance(each, str) else each for each in value)  # type: ignore[return-value]
        return value

    return {path: mapped(value) for path, value in fields.items()}


@pytest.mark.parametrize("shape", BY_ID)
@settings(max_examples=12)
@given(fields=strategies.policies)
def test_a_policy_reads_the_same_in_every_shape_with_ids(shape: str, fields: Fields) -> None:
    policy = policy_json(fields)
    snapshot = read_shape(BY_ID[shape], Tenant((policy,), (KEYS,), (OFFICE, COUNTRIES), GROUP_NAMES))

    (read,) = snapshot.read(Part.POLICIES)

    assert policies.read(read).fields == policies.read(policy).fields
    assert policies.read(read).id == POLICY_ID


@pytest.mark.parametrize("shape", BY_NAME)
@settings(max_examples=12)
@given(fields=strategies.policies)
def test_a_policy_reads_the_same_in_every_shape_with_names(shape: str, fields: Fields) -> None:
    policy = policy_json(fields)
    snapshot = read_shape(BY_NAME[shape], Tenant((policy,), (KEYS,), (OFFICE, COUNTRIES), GROUP_NAMES))

    (read,) = snapshot.read(Part.POLICIES)

    assert ids_again(snapshot, policies.read(read).fields) == policies.read(policy).fields


@pytest.mark.parametrize("shape", [*BY_ID, *BY_NAME])
def test_locations_read_the_same_in_every_shape(shape: str) -> None:
    snapshot = read_shape({**BY_ID, **BY_NAME}[shape], Tenant((), (KEYS,), (OFFICE, COUNTRIES)))

    found = {str(each["id"]): locations.read(each).fields for each in snapshot.read(Part.LOCATIONS)}

    assert found == {str(each["id"]): locations.read(each).fields for each in (OFFICE, COUNTRIES)}


@pytest.mark.parametrize("shape", [*BY_ID, "CIPP"])
def test_strengths_keep_their_keys_in_every_shape_that_has_them(shape: str) -> None:
    snapshot = read_shape({**BY_ID, **BY_NAME}[shape], Tenant((), (LIMITED,), ()))

    (read,) = snapshot.read(Part.STRENGTHS)

    assert strengths.read(read).fields == strengths.read(LIMITED).fields


@pytest.mark.parametrize("shape", [*BY_ID, *BY_NAME])
def test_strengths_read_the_same_in_every_shape(shape: str) -> None:
    snapshot = read_shape({**BY_ID, **BY_NAME}[shape], Tenant((), (KEYS,), ()))

    (read,) = snapshot.read(Part.STRENGTHS)

    assert strengths.read(read).fields == strengths.read(KEYS).fields


@given(fields=strategies.policies, shape=st.sampled_from([*BY_ID, *BY_NAME]))
@settings(max_examples=6)
def test_two_readings_of_one_folder_are_the_same(fields: Fields, shape: str) -> None:
    tenant = Tenant((policy_json(fields),), (KEYS,), (OFFICE,), GROUP_NAMES)

    assert read_shape({**BY_ID, **BY_NAME}[shape], tenant) == read_shape({**BY_ID, **BY_NAME}[shape], tenant)
