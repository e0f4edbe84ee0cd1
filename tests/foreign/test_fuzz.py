"""Whatever a file holds becomes an object that the wire reads, or a fault; never an exception."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.diagnostics import Severity
from passkeyctl.foreign.powershell import powershell_pieces
from passkeyctl.foreign.reading import read_foreign
from passkeyctl.graph.held_state import state_of
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.fields import Fields
from passkeyctl.snapshot.document import Opened
from tests import strategies
from tests.foreign.shapes import BY_ID, BY_NAME, Tenant
from tests.foreign.test_shapes import COUNTRIES, LIMITED, OFFICE, policy_json

METHODS: JsonObject = {
    "id": "authenticationMethodsPolicy",
    "registrationEnforcement": {
        "authenticationMethodsRegistrationCampaign": {
            "state": "default",
            "snoozeDurationInDays": 1,
            "includeTargets": [
                {"id": "all_users", "targetType": "group", "targetedAuthenticationMethod": "microsoftAuthenticator"}
            ],
            "excludeTargets": [],
        }
    },
    "authenticationMethodConfigurations": [
        {
            "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
            "id": "Fido2",
            "state": "enabled",
            "defaultPasskeyProfile": "00000000-0000-0000-0000-000000000001",
            "includeTargets": [{"id": "all_users", "targetType": "group", "allowedPasskeyProfiles": []}],
            "passkeyProfiles": [
                {
                    "id": "00000000-0000-0000-0000-000000000001",
                    "name": "Default passkey profile",
                    "passkeyTypes": "deviceBound,synced",
                    "attestationEnforcement": "disabled",
                    "keyRestrictions": {"isEnforced": False, "enforcementType": "allow", "aaGuids": []},
                }
            ],
        },
        {
            "@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",
            "id": "TemporaryAccessPass",
            "state": "enabled",
            "defaultLifetimeInMinutes": 60,
            "includeTargets": [{"id": "all_users", "targetType": "group"}],
            "excludeTargets": [],
        },
    ],
}
ODD_TEXTS = ("", " ", "<Group>", "@{a=b}", "System.Object[]", "True", "12", "c1", "\0", "All", "{}", "å" * 40)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.sampled_from(ODD_TEXTS),
    st.text(max_size=5),
)
KEYS = st.sampled_from(
    ["id", "displayName", "value", "Count", "conditions", "state", "JSON", "GUID", "Ensure", "@odata.type", "x", ""]
)
anything: st.SearchStrategy[JsonValue] = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)


@st.composite
def mutated(draw: st.DrawFn, value: JsonValue) -> JsonValue:
    """The same, but one place of it is gone, something else, or wrapped in another way."""
    at_this = draw(st.integers(0, 4)) == 0
    if isinstance(value, dict) and value and not at_this:
        key = draw(st.sampled_from(sorted(value)))
        return {**value, key: draw(mutated(value[key]))}
    if isinstance(value, list) and value and not at_this:
        place = draw(st.integers(0, len(value) - 1))
        return [*value[:place], draw(mutated(value[place])), *value[place + 1 :]]
    wrapped: list[st.SearchStrategy[JsonValue]] = [anything, st.just([value]), st.just({"value": value}), st.just({})]
    if isinstance(value, dict):
        without = [{key: inner for key, inner in value.items() if key != gone} for gone in sorted(value)]
        wrapped.append(st.sampled_from([*without, {}]))
        wrapped.append(st.just({key.upper(): inner for key, inner in value.items()}))
    return draw(st.one_of(wrapped))


def read_text(text: str, name: str = "export.json") -> Opened:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(text.encode("utf-8", "surrogatepass"))
        return read_foreign([Path(folder)])


def check(opened: Opened) -> None:
    """Everything is readable, or something is told."""
    state = state_of(opened.snapshot)
    assert state.objects or any(each.severity is Severity.ERROR for each in opened.faults)


EVERYTHING: JsonObject = {"strength": LIMITED, "places": [OFFICE, COUNTRIES], "methods": METHODS}


@settings(max_examples=150)
@given(st.data(), strategies.policies)
def test_a_mutated_export_is_read_or_told(data: st.DataObject, fields: Fields) -> None:
    value: JsonValue = {**EVERYTHING, "policy": policy_json(fields)}
    for _ in range(data.draw(st.integers(1, 3))):
        value = data.draw(mutated(value))

    check(read_text(json.dumps(value)))


@settings(max_examples=60)
@given(st.data(), strategies.policies, st.sampled_from([*BY_ID, *BY_NAME]))
def test_a_mutated_file_of_each_shape_is_read_or_told(data: st.DataObject, fields: Fields, shape: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        {**BY_ID, **BY_NAME}[shape](Tenant((policy_json(fields),), (LIMITED,), (OFFICE,)), Path(folder))
        for path in sorted(Path(folder).rglob("*.json")):
            encoding = "utf-16" if path.read_bytes()[:2] == b"\xff\xfe" else "utf-8-sig"
            value = data.draw(mutated(json.loads(path.read_text(encoding))))
            path.write_text(json.dumps(value), encoding=encoding)

        check(read_foreign([Path(folder)]))


@settings(max_examples=100)
@given(anything)
def test_any_json_is_read_or_told(value: JsonValue) -> None:
    check(read_text(json.dumps(value)))


@settings(max_examples=100)
@given(st.text(max_size=60) | st.text('{}[]":,\\ud0 1eE.-/*\n', max_size=60))
def test_any_text_is_read_or_told(text: str) -> None:
    check(read_text(text))


@settings(max_examples=100)
@given(st.binary(max_size=60), st.sampled_from(["export.json", "export.ps1"]))
def test_any_bytes_are_read_or_told(raw: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(raw)
        check(read_foreign([Path(folder)]))


PARTS = (
    "AADConditionalAccessPolicy",
    " 'x'",
    " {",
    "}",
    "Key",
    "=",
    "@(",
    ")",
    "@{",
    "$true",
    "$x.y",
    "$(",
    ";",
    ",",
    "'a'",
    '"b`"c"',
    '"$d"',
    "12",
    "-1.5",
    "\n",
    " ",
    "#",
    "<#",
    "#>",
    "@'\nz\n'@",
    "MSFT_Row{",
    "`",
    '"',
    "[",
    "]",
)


@settings(max_examples=200)
@given(st.lists(st.sampled_from(PARTS), max_size=25))
def test_any_powershell_is_read_or_told(parts: list[str]) -> None:
    found, faults = powershell_pieces("".join(parts), "x.ps1")

    assert all(isinstance(each.document, dict) for each in found)
    assert all("x.ps1" in each.summary for each in faults)
