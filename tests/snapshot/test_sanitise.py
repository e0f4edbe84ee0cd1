"""Nothing personal survives; what is left has the shape of the tenant."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

import pytest

from passkeyctl.authenticators.catalogue import Catalogue, load
from passkeyctl.graph.held_state import state_of
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.kinds import FIELDS
from passkeyctl.sandbox.role_templates import ROLE_TEMPLATES
from passkeyctl.sandbox.schema import BETA_TYPES, ENUMS, FLAGS, TYPES
from passkeyctl.snapshot import harmless
from passkeyctl.snapshot.document import Part, Snapshot, Unread
from passkeyctl.snapshot.file import snapshot_text
from passkeyctl.snapshot.replacing import GUID
from passkeyctl.snapshot.sanitise import sanitise
from tests.snapshot.shapes import GROUP, TAKEN, location
from tests.snapshot.taking import TENANT, taken

KEY = b"k" * 32
OTHER_KEY = b"o" * 32
NAME = "Zarathustra Quuxley"
UPN = "zarathustra.quuxley@firmname.test"
PHONE = 4915198765432
SECRET_ID = "abcdef01-2345-4678-9abc-def012345678"
SEEN = ("zarathustra", "quuxley", "firmname", "98765432", "abcdef01", "def012345678", "203.0.113.77", "8.8.8")
SHAPES: tuple[JsonValue, ...] = (
    NAME,
    NAME.upper(),
    UPN,
    "zarathustra.quuxley_firmname.test#EXT#@contoso.onmicrosoft.com",
    f"+{PHONE}",
    PHONE,
    float(PHONE),
    SECRET_ID,
    SECRET_ID.upper(),
    f"{{{SECRET_ID}}}",
    SECRET_ID.replace("-", ""),
    json.dumps({"owner": {"mail": UPN, "phones": [f"+{PHONE}"]}}),
    f"enabled,{NAME}",
    f"https://firmname.test/{quote(NAME)}?of={SECRET_ID}",
    base64.b64encode(NAME.encode()).decode(),
    NAME.encode().hex(),
    "8.8.8.0/24",
    "8.8.8.8",
    f"{NAME}\n{UPN}",
    f"#microsoft.graph.{NAME.replace(' ', '')}",
    {NAME: UPN, UPN: {SECRET_ID: [NAME, {"quuxley": True}]}},
    [NAME, [UPN, [SECRET_ID, PHONE]]],
)
ENCODED = (base64.b64encode(NAME.encode()).decode()[:12].lower(), NAME.encode().hex()[:16])


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return taken(tmp_path_factory.mktemp("company"))


def _survivors(snapshot: Snapshot) -> list[str]:
    text = snapshot_text(snapshot).partition('"tool_version"')[2].lower()
    return [each for each in (*SEEN, *ENCODED) if each in text]


def _everywhere(value: JsonValue, shape: JsonValue) -> JsonValue:
    """The same document with this in place of every leaf that is no object."""
    match value:
        case dict():
            return {key: _everywhere(each, shape) for key, each in value.items()}
        case list() if value:
            return [_everywhere(each, shape) for each in value]
        case _:
            return shape


def _beside(value: JsonValue, shape: JsonValue) -> JsonValue:
    """The same document with properties that nobody knows, in every object of it."""
    match value:
        case dict():
            mine = {key: _beside(each, shape) for key, each in value.items()}
            return {**mine, "ownerOfThis": shape, NAME: shape, f"{UPN}@odata.type": shape, "users@odata.context": shape}
        case list():
            return [*(_beside(each, shape) for each in value), *([shape] if not value else [])]
        case _:
            return value


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: str(shape)[:20])
@pytest.mark.parametrize("plant", [_everywhere, _beside])
def test_nothing_planted_anywhere_survives(
    company: Snapshot, plant: Callable[[JsonValue, JsonValue], JsonValue], shape: JsonValue
) -> None:
    parts = {part: _planted(company.read(part), plant, shape) for part in company.parts}
    assert any(parts.values())
    assert _survivors(sanitise(replace(company, parts=parts), KEY)) == []


def _planted(
    documents: tuple[JsonObject, ...], plant: Callable[[JsonValue, JsonValue], JsonValue], shape: JsonValue
) -> tuple[JsonObject, ...]:
    return tuple(each for each in (plant(document, shape) for document in documents) if isinstance(each, dict))


def test_what_stands_around_the_parts_is_replaced_as_well() -> None:
    hostile = Snapshot(
        taken_at=f"{TAKEN} by {NAME}",
        endpoint="https://proxy.firmname.test",
        parts={
            Part.POLICIES: Unread(403, f"innerError: {UPN} of {SECRET_ID} lacks a role"),
            Part.LOCATIONS: Unread(PHONE, NAME),
        },
        members={SECRET_ID: (SECRET_ID, UPN)},
        names={SECRET_ID: NAME, UPN: UPN},
        memberships={UPN: (SECRET_ID,)},
        placeholders={SECRET_ID: NAME},
    )
    clean = sanitise(hostile, KEY)
    assert _survivors(hostile)
    assert _survivors(clean) == []
    assert clean.parts[Part.POLICIES] == Unread(403, "not permitted")
    assert clean.is_sanitised


def test_no_id_name_or_address_of_the_company_is_left(company: Snapshot) -> None:
    """But for what is the same in every tenant."""
    before, after = snapshot_text(company), snapshot_text(sanitise(company, KEY)).lower()
    ids = {each.lower() for each in GUID.findall(before)} - harmless.IDS
    catalogue = load()
    assert isinstance(catalogue, Catalogue)
    assert TENANT in ids
    assert {each for each in ids - set(catalogue.by_aaguid) if each in after} == set()
    named = {str(each["displayName"]).lower() for part in (Part.GROUPS, Part.POLICIES) for each in company.read(part)}
    assert named
    assert {each for each in named if each in after} == set()
    assert "contoso" not in after


def test_equal_things_stay_equal_and_different_ones_different(company: Snapshot) -> None:
    clean = sanitise(company, KEY)
    before, after = state_of(company), state_of(clean)
    assert [each.kind for each in before.objects] == [each.kind for each in after.objects]
    there: dict[str, str] = {}
    for old, new in zip(before.objects, after.objects, strict=True):
        for field in FIELDS[old.kind]:
            was, now = old.fields[field.path], new.fields[field.path]
            assert type(was) is type(now), field.path
            if isinstance(was, frozenset) and isinstance(now, frozenset):
                assert len(was) == len(now), field.path
        assert there.setdefault(old.id, new.id) == new.id
    assert len(set(there.values())) == len(there)


def test_references_still_lead_where_they_led(company: Snapshot) -> None:
    clean = sanitise(company, KEY)
    for part in (Part.GROUPS, Part.USERS, Part.LOCATIONS, Part.STRENGTHS):
        old, new = _ids(company, part), _ids(clean, part)
        assert len(old) == len(new)
        for before, after in zip(company.read(Part.POLICIES), clean.read(Part.POLICIES), strict=True):
            assert len(old & _strings(before)) == len(new & _strings(after)), part
    assert set(clean.members) <= _ids(clean, Part.GROUPS)
    assert {id for ids in clean.members.values() for id in ids} <= _ids(clean, Part.USERS)


def _ids(snapshot: Snapshot, part: Part) -> set[str]:
    return {str(each["id"]) for each in snapshot.read(part)}


def _strings(value: JsonValue) -> set[str]:
    match value:
        case dict():
            return {text for each in value.values() for text in _strings(each)}
        case list():
            return {text for each in value for text in _strings(each)}
        case str():
            return {value}
        case _:
            return set()


def test_names_are_readable_and_unique(company: Snapshot) -> None:
    clean = sanitise(company, KEY)
    names = [str(each["displayName"]) for each in clean.read(Part.GROUPS)]
    assert names
    assert all(re.fullmatch(r"Group \d+", each) for each in names)
    assert len(set(names)) == len(names)
    assert all(
        re.fullmatch(r"person\d+@domain\d+\.example", str(each["userPrincipalName"])) for each in clean.read(Part.USERS)
    )


def test_another_key_gives_other_ids_and_the_same_key_the_same(company: Snapshot) -> None:
    assert sanitise(company, KEY) == sanitise(company, KEY)
    assert not _ids(sanitise(company, KEY), Part.POLICIES) & _ids(sanitise(company, OTHER_KEY), Part.POLICIES)


def test_what_is_the_same_in_every_tenant_stays(company: Snapshot) -> None:
    clean = sanitise(company, KEY)
    built_in = [each for each in clean.read(Part.STRENGTHS) if each["policyType"] == "builtIn"]
    assert {each["id"] for each in built_in} == {f"00000000-0000-0000-0000-{each:012d}" for each in (2, 3, 4)}
    assert any(each["displayName"] == "Global Administrator" for each in clean.read(Part.ROLE_DEFINITIONS))
    profiles = clean.read(Part.METHODS_POLICY)[0]["authenticationMethodConfigurations"]
    assert '"Default passkey profile"' in json.dumps(profiles)
    assert [each["state"] for each in clean.read(Part.POLICIES)] == [
        each["state"] for each in company.read(Part.POLICIES)
    ]


def _ranges(*written: str) -> list[str]:
    snapshot = Snapshot(TAKEN, "global", {Part.LOCATIONS: (location(1, "Office", *written),)})
    ranges = sanitise(snapshot, KEY).read(Part.LOCATIONS)[0]["ipRanges"]
    assert isinstance(ranges, list)
    return [str(each["cidrAddress"]) for each in ranges if isinstance(each, dict)]


def test_ranges_keep_their_length_and_lie_where_nobody_is() -> None:
    found = _ranges("8.8.8.8/32", "8.8.4.0/26", "2a00:1450::/48", "13.64.0.0/11", "8.8.8.8/32")
    assert [each.partition("/")[2] for each in found] == ["32", "26", "48", "11", "32"]
    assert found[0] == found[4]
    assert found[0].startswith(("192.0.2.", "198.51.100.", "203.0.113."))
    assert found[2].startswith("2001:db8:")
    assert found[3].startswith("24")


def test_thousands_of_ranges_stay_different() -> None:
    found = _ranges(*(f"13.{each // 250}.{each % 250}.0/24" for each in range(5000)))
    assert len(set(found)) == 5000


def test_filters_keep_their_structure_and_lose_what_they_compare_with() -> None:
    def rule(text: str) -> str:
        policy: JsonObject = {
            "id": GROUP,
            "conditions": {"devices": {"deviceFilter": {"mode": "include", "rule": text}}},
        }
        clean = sanitise(Snapshot(TAKEN, "global", {Part.POLICIES: (policy,)}), KEY)
        return str(re.search(r'"rule": (".*?[^\\]")', json.dumps(clean.read(Part.POLICIES)[0]))[1])  # type: ignore[index]

    kept = json.loads(rule('(device.displayName -startsWith "PAW-Quuxley") -and device.isCompliant -eq True'))
    assert re.fullmatch(r'\(device\.displayName -startsWith "Text \d+"\) -and device\.isCompliant -eq True', kept)
    unknown = json.loads(rule("device.quuxley -eq 'x'"))
    assert re.fullmatch(r'device\.displayName -eq "Text \d+"', unknown)


def test_a_policy_of_microsofts_is_still_known_for_one() -> None:
    policy: JsonObject = {"id": GROUP, "displayName": "Microsoft-managed: Require something", "templateId": GROUP}
    name = sanitise(Snapshot(TAKEN, "global", {Part.POLICIES: (policy,)}), KEY).read(Part.POLICIES)[0]["displayName"]
    assert name == "Microsoft-managed: Policy 1"


def test_the_closed_lists_hold_what_the_schema_has() -> None:
    members = {name for kind in (*TYPES.values(), *BETA_TYPES.values()) for name in kind}
    words = {word for kind in (*ENUMS.values(), *FLAGS.values()) for word in kind}
    assert members - harmless.KEYS == set()
    assert words - harmless.WORDS == set()
    assert {role.id for role in ROLE_TEMPLATES if role.id not in harmless.IDS} == set()
