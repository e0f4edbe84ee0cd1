"""The table of normalisations is what the code does, row by row, and is backed by what is written about Graph."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID
from passkeyctl.model.state import LiveObject
from passkeyctl.wire import contexts, locations, methods, passkeys, policies, strengths
from passkeyctl.wire.normalisations.row import ABSENT, Normalisation, Standing
from passkeyctl.wire.normalisations.table import NORMALISATIONS
from tests.corpus.comparing import as_file, compared, shown

FACTS = (Path(__file__).parents[2] / "docs/graph-facts.md").read_text(encoding="utf-8")
ROWS = {match[1]: match[0] for match in re.finditer(r"(?m)^\| ([A-Z]-\d\d) \|.*$", FACTS)}
GROUP = "abcdef12-aaaa-4bbb-8ccc-abcdef123456"
PROFILE = DEFAULT_PROFILE_ID

TEMPLATES: dict[Kind, JsonObject] = {
    Kind.POLICY: {
        "id": GROUP,
        "displayName": "CA001",
        "state": "enabled",
        "conditions": {"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]}},
        "grantControls": {"operator": "OR", "builtInControls": ["compliantDevice"]},
    },
    Kind.PASSKEYS: {
        "id": "Fido2",
        "state": "enabled",
        "defaultPasskeyProfile": PROFILE,
        "passkeyProfiles": [{"id": PROFILE, "name": "Default passkey profile", "passkeyTypes": "deviceBound"}],
        "includeTargets": [{"id": GROUP, "targetType": "group", "allowedPasskeyProfiles": [PROFILE]}],
        "excludeTargets": [],
    },
    Kind.TEMPORARY_ACCESS_PASS: {"id": "TemporaryAccessPass", "state": "enabled", "includeTargets": []},
    Kind.CAMPAIGN: {"registrationEnforcement": {"authenticationMethodsRegistrationCampaign": {}}},
    Kind.STRENGTH: {"id": GROUP, "displayName": "Keys", "policyType": "custom", "allowedCombinations": ["fido2"]},
    Kind.LOCATION: {"id": GROUP, "displayName": "Office", "isTrusted": False, "ipRanges": []},
    Kind.CONTEXT: {"id": "c1", "displayName": "Payments", "isAvailable": False},
}
COUNTRY: JsonObject = {
    "@odata.type": "#microsoft.graph.countryNamedLocation",
    "id": GROUP,
    "displayName": "Countries",
    "countriesAndRegions": ["DK"],
    "includeUnknownCountriesAndRegions": False,
}


def template(row: Normalisation) -> JsonObject:
    if row.kind in (Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE):
        return TEMPLATES[Kind.PASSKEYS]
    is_country = "ountr" in row.example.path
    return COUNTRY if is_country else TEMPLATES[row.kind]


def spelled(row: Normalisation, value: JsonValue) -> LiveObject:
    """The object of the row with one member spelled so; lists are gone through to their first row."""
    whole: JsonObject = json.loads(json.dumps(template(row)))
    *before, last = row.example.path.split(".")
    holder: JsonValue = whole
    for name in before:
        assert isinstance(holder, dict)
        inner = holder.setdefault(name, {})
        holder = inner[0] if isinstance(inner, list) else inner
    assert isinstance(holder, dict)
    if value == ABSENT:
        holder.pop(last, None)
    else:
        holder[last] = value
    return read(row.kind, whole)


def read(kind: Kind, whole: JsonObject) -> LiveObject:
    match kind:
        case Kind.POLICY:
            return policies.read(whole)
        case Kind.STRENGTH:
            return strengths.read(whole)
        case Kind.LOCATION:
            return locations.read(whole)
        case Kind.CONTEXT:
            return contexts.read(whole)
        case Kind.TEMPORARY_ACCESS_PASS:
            return methods.read_temporary_access_pass(whole)
        case Kind.CAMPAIGN:
            return methods.read_campaign(whole, None)
        case _:
            return next(each for each in passkeys.read(whole) if each.kind is kind)


@pytest.mark.parametrize("row", NORMALISATIONS, ids=lambda row: row.id)
def test_each_row_is_what_happens(row: Normalisation) -> None:
    first, *others = (spelled(row, each) for each in row.example.same)
    assert others, "a fold has at least two sides"
    assert [shown(compared(as_file(first), each)) for each in others] == [()] * len(others)
    assert [shown(compared(as_file(each), first)) for each in others] == [()] * len(others)


@pytest.mark.parametrize(
    "row", [each for each in NORMALISATIONS if each.example.unlike is not None], ids=lambda row: row.id
)
def test_no_fold_goes_further(row: Normalisation) -> None:
    first, unlike = spelled(row, row.example.same[0]), spelled(row, row.example.unlike)
    assert (first.id, first.fields, first.name) != (unlike.id, unlike.fields, unlike.name)


@pytest.mark.parametrize("row", NORMALISATIONS, ids=lambda row: row.id)
def test_each_row_has_its_source(row: Normalisation) -> None:
    assert row.facts, "a row without a source"
    told = " ".join(ROWS[each] for each in row.facts)
    assert row.standing in (Standing.CHOSEN, Standing.ASSUMED) or row.standing.value in told


def test_every_row_is_one_row() -> None:
    ids = [each.id for each in NORMALISATIONS]
    assert len(ids) == len(set(ids))
