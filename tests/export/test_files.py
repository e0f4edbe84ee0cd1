"""What an export writes: names where they are sure, ids where they are not, and nothing dropped in silence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from passkeyctl.authenticators.catalogue import Catalogue, load
from passkeyctl.config import load as config_load
from passkeyctl.export.files import ExportNames, export_files
from passkeyctl.export.options import ExportOptions
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.directory import DirectoryObject
from passkeyctl.model.locations import IP
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID, EVERYONE
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import Value
from tests.export.plans import OPTIONS, compared, differences, exported, names_of, shown
from tests.export.tenants import directories, states
from tests.states import id_of, live, prior

PILOT, EMERGENCY, TEAM = id_of(1), id_of(2), id_of(3)
DIRECTORY = (
    DirectoryObject(RefKind.GROUP, PILOT, "PK-Pilot"),
    DirectoryObject(RefKind.GROUP, EMERGENCY, "SG-EmergencyAccess"),
    DirectoryObject(RefKind.GROUP, TEAM, "Team", "Microsoft 365 group", is_security_group=False),
)


def policy(
    number: int = 10, name: str = "PK010 - Pilot", original: JsonObject | None = None, **more: Value
) -> LiveObject:
    fields: dict[str, Value] = {
        "state": "enabled",
        "users__include__groups": frozenset({PILOT}),
        "users__exclude__groups": frozenset({EMERGENCY}),
        "target__resources__include": frozenset({"Office 365"}),
        "grant__controls": frozenset({"mfa"}),
    }
    return live(Kind.POLICY, id_of(number), name, original, **{**fields, **more})


def text_of(state: PriorState, options: ExportOptions = OPTIONS) -> str:
    return exported(state, DIRECTORY, options)[0].text


def test_a_policy_reads_as_a_person_would_have_written_it() -> None:
    text = text_of(prior(policy()))
    assert text[text.index("conditionalAccess:\n  pk010") :] == (
        "conditionalAccess:\n"
        "  pk010-pilot:\n"
        "    name: PK010 - Pilot\n"
        "    state: enabled\n"
        "    users:\n"
        "      include: {groups: [PK-Pilot]}\n"
        "      exclude:\n"
        "        groups:\n"
        f"          - {EMERGENCY}  # SG-EmergencyAccess\n"
        "    target: {resources: {include: [Office 365]}}\n"
        "    grant: {controls: [mfa]}\n"
    )


def test_a_group_that_is_not_found_by_its_name_is_written_by_its_id() -> None:
    text = text_of(prior(policy(users__include__groups=frozenset({TEAM, id_of(77)}))))
    assert f"- {TEAM}  # Team" in text
    assert f"- {id_of(77)}  # not in the tenant" in text


def test_a_name_that_could_not_be_read_is_not_said_to_be_gone() -> None:
    names = ExportNames(unread=frozenset({RefKind.GROUP}))
    text = export_files(prior(policy()), names, OPTIONS)[0].text
    assert f"- {PILOT}  # its name could not be read" in text


def test_two_of_one_name_are_told_apart_by_id() -> None:
    state = prior(policy(10, "Twin"), policy(11, "Twin", state="disabled"))
    assert text_of(state).count("    id: ") == 2
    assert shown(state, DIRECTORY) == []


def test_pinning_writes_every_id() -> None:
    state = prior(policy(), live(Kind.STRENGTH, id_of(20), "Keys", allowedCombinations=frozenset({"fido2"})))
    options = replace(OPTIONS, is_pinned=True)
    assert f"id: {id_of(10)}" in text_of(state, options)
    assert f"id: {id_of(20)}" in text_of(state, options)
    assert shown(state, DIRECTORY, options) == []


def test_a_policy_that_microsoft_manages_keeps_all_but_its_state_and_exclusions() -> None:
    state = prior(policy(10, "Microsoft-managed: MFA for admins", {"templateId": id_of(5)}))
    text = text_of(state)
    assert "# probably managed by Microsoft, going by its name and its template: only its state" in text
    assert "unmanaged: [users.include, target, conditions, grant, session]" in text
    assert "grant: {" not in text
    assert shown(state, DIRECTORY) == []


def test_a_template_that_a_policy_was_made_from_is_said() -> None:
    assert f"# made from Microsoft's template {id_of(5)}" in text_of(prior(policy(original={"templateId": id_of(5)})))


def test_what_the_language_can_not_say_is_said_in_a_comment_and_left_alone() -> None:
    state = prior(policy(conditions__clientApps=frozenset({"browser", "addedLater"})))
    text = text_of(state)
    assert "  # not managed by this version: conditions.clientApps (addedLater, browser)\n  pk010-pilot:" in text
    assert "    unmanaged: [conditions.clientApps]\n" in text
    assert shown(state, DIRECTORY) == []


def test_members_that_only_graph_knows_are_said() -> None:
    original: JsonObject = {"conditions": {"agentIdRiskLevels": "high"}}
    assert "# not managed by this version: conditions.agentIdRiskLevels" in text_of(prior(policy(original=original)))


def test_a_policy_that_only_beta_shows_is_a_comment() -> None:
    text = text_of(prior(policy(), unread=[(id_of(30), "Preview")]))
    assert f"# not in this file: Preview ({id_of(30)}) uses preview features" in text


def test_a_location_of_a_new_kind_is_a_comment() -> None:
    state = prior(live(Kind.LOCATION, id_of(40), "Compliant network", type="compliantNetworkNamedLocation"))
    text = text_of(state)
    assert f"named location Compliant network ({id_of(40)}), whose type is compliantNetworkNamedLocation" in text
    assert "namedLocations:" not in text


def test_a_tenant_without_profiles_is_told_about_opting_in() -> None:
    target = live(Kind.TARGET, EVERYONE, EVERYONE, profiles=frozenset({DEFAULT_PROFILE_ID}))
    state = replace(prior(target), has_profiles=False)
    assert "opts the tenant in, for good" in text_of(state)
    assert shown(replace(state, objects=(*state.objects[:1], *state.objects[2:], WITH_TYPES))) == []


WITH_TYPES = live(Kind.PROFILE, DEFAULT_PROFILE_ID, "Default", passkeyTypes=frozenset({"deviceBound"}))


def test_files_as_profiles_opt_in_and_change_nothing_else() -> None:
    target = live(Kind.TARGET, EVERYONE, EVERYONE, profiles=frozenset({DEFAULT_PROFILE_ID}))
    settings = live(Kind.PASSKEYS, "Fido2", "passkeys", state="enabled", optIn=False)
    state = PriorState((settings, WITH_TYPES, target, live(Kind.EXCLUDE, PILOT)), has_profiles=False, fido2={})
    options = replace(OPTIONS, as_profiles=True)
    text = text_of(state, options)
    assert "a plan of these files opts in to passkey profiles, and changes nothing else." in text
    assert text[text.index("# This tenant has one setting") :] == (
        "# This tenant has one setting for all passkeys and no profiles yet. `optIn` moves it to profiles, for good;\n"
        "# `default` is what Microsoft's own rule makes of the one setting, and every row keeps it.\n"
        "passkeys:\n"
        "  state: enabled\n"
        "  optIn: true\n"
        "  profiles:\n"
        "    default:\n"
        "      name: Default\n"
        "      passkeyTypes: [deviceBound]\n"
        "      enforceAttestation: false\n"
        "      keyRestrictions: none\n"
        "  targets:\n"
        "    - {everyone: true, profiles: [default]}\n"
        f"  exclude:\n    - {PILOT}  # PK-Pilot\n"
    )
    (difference,) = shown(state, DIRECTORY, options)
    assert difference.startswith("update passkeys: (FieldChange(path='optIn', prior=False, planned=True")
    assert shown(state, DIRECTORY) == []
    opted_in = replace(state, objects=(live(Kind.PASSKEYS, "Fido2", "passkeys"), *state.objects[1:]), has_profiles=True)
    assert text_of(opted_in, options) == text_of(opted_in)


def test_a_group_that_is_both_targeted_and_excluded_is_excluded() -> None:
    profiles = frozenset({DEFAULT_PROFILE_ID})
    state = prior(live(Kind.TARGET, PILOT, profiles=profiles), live(Kind.EXCLUDE, PILOT))
    text = text_of(state)
    assert f"# not managed by this file: the row of {PILOT} (PK-Pilot): it is excluded below" in text
    assert shown(state, DIRECTORY) == []


AUTHENTICATOR = frozenset({"de1e552d-db1d-4423-a619-566b625cdc84", "90a3ccdf-635c-4729-a248-9b709135078f"})


@pytest.mark.parametrize(
    ("aaguids", "written"),
    [
        (AUTHENTICATOR, "authenticators: [microsoft-authenticator]"),
        (frozenset({"de1e552d-db1d-4423-a619-566b625cdc84"}), "authenticators: [microsoft-authenticator-android]"),
        (frozenset({id_of(1)}), f"- {id_of(1)}  # in no catalogue"),
    ],
)
def test_an_alias_stands_for_its_whole_family_only(aaguids: frozenset[str], written: str) -> None:
    profile = live(
        Kind.PROFILE,
        id_of(50),
        "Keys",
        passkeyTypes=frozenset({"deviceBound"}),
        keyRestrictions__behavior="allow",
        keyRestrictions__authenticators=aaguids,
    )
    assert written in text_of(prior(profile))


def test_an_alias_means_what_it_meant_in_the_catalogue_of_the_file() -> None:
    first = next(iter(OPTIONS.catalogue.entries)).since
    older = load(min(each.since for each in OPTIONS.catalogue.entries))
    assert isinstance(older, Catalogue)
    assert f'catalogue: "{older.date}"' in text_of(prior(), replace(OPTIONS, catalogue=older))
    assert first >= older.date


def test_the_group_that_most_policies_exclude_is_proposed_for_emergency_access() -> None:
    other = policy(11, "Other", users__exclude__groups=frozenset({PILOT}))
    text = text_of(prior(policy(10), policy(12, "Third"), other))
    assert "# A proposal: 2 of 3 policies exclude this group." in text
    assert f"# emergencyAccess:\n#   group: {EMERGENCY}  # SG-EmergencyAccess\n" in text


def test_many_ranges_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    ranges = frozenset(f"203.0.{each}.0/24" for each in range(51))
    location = live(Kind.LOCATION, id_of(60), "Head # office", type=IP, ipRanges=ranges, trusted=True)
    state = prior(location, policy(conditions__locations__include=frozenset({id_of(60)})))
    files = exported(state, DIRECTORY)
    assert [each.path for each in files] == ["tenant.yaml", "locations/head-office.txt"]
    assert "locations: {include: [head-office]}" in files[0].text
    for each in files:
        (tmp_path / each.path).parent.mkdir(exist_ok=True)
        (tmp_path / each.path).write_text(each.text, encoding="utf-8")
    configuration = config_load.load(["tenant.yaml"], cwd=tmp_path).configuration
    assert configuration is not None
    assert differences(compared(configuration, state, DIRECTORY)) == []


def test_with_nowhere_to_put_files_all_ranges_stand_inline() -> None:
    ranges = frozenset(f"203.0.{each}.0/24" for each in range(51))
    state = prior(live(Kind.LOCATION, id_of(60), "Head office", type=IP, ipRanges=ranges))
    (file,) = exported(state, DIRECTORY, replace(OPTIONS, has_files=False))
    assert "- 203.0.50.0/24" in file.text


def test_sections_and_names_choose_what_is_written() -> None:
    state = prior(policy(10, "PK010"), policy(11, "Other"), live(Kind.STRENGTH, id_of(20), "PK keys"))
    by_prefix = text_of(state, replace(OPTIONS, prefix="PK"))
    assert "other:" not in by_prefix
    assert "passkeys:" not in by_prefix
    assert "pk-keys:" in by_prefix
    only = text_of(state, replace(OPTIONS, only=frozenset({"conditionalAccess"}), name="*her"))
    assert "  other:" in only
    assert "pk010" not in only


def test_what_is_not_exported_is_referred_to_by_its_name() -> None:
    strength = live(Kind.STRENGTH, id_of(20), "Keys only", allowedCombinations=frozenset({"fido2"}))
    state = prior(strength, policy(grant__controls=frozenset(), grant__authenticationStrength=id_of(20)))
    options = replace(OPTIONS, only=frozenset({"conditionalAccess"}))
    assert "grant: {authenticationStrength: Keys only}" in text_of(state, options)
    assert "grant: {authenticationStrength: keys-only}" in text_of(state)
    assert shown(state, DIRECTORY, options) == []


def test_a_section_that_was_not_read_is_named() -> None:
    text = text_of(prior(policy()), replace(OPTIONS, not_read={"namedLocations": "403 Forbidden"}))
    assert "# not read: namedLocations (403 Forbidden)" in text


def test_ids_that_nothing_is_known_of_become_variables() -> None:
    names = replace(names_of(DIRECTORY), placeholders={TEAM: "<team>"}, made=frozenset({(RefKind.GROUP, EMERGENCY)}))
    state = prior(policy(users__include__groups=frozenset({TEAM, id_of(77)})))
    text = export_files(state, names, replace(OPTIONS, variables_for_unknown=True))[0].text
    assert f"  group-00000077: {{type: group, default: {id_of(77)}}}\n" in text
    said = f"the source says <team>; {TEAM} in a plan against it"
    assert f"group-team:\n    type: group\n    required: true\n    description: {said}\n" in text
    assert "  group-sg-emergencyaccess: {type: group, default: SG-EmergencyAccess}\n" in text
    assert 'include: {groups: ["${group-00000077}", "${group-team}"]}' in text
    assert 'exclude: {groups: ["${group-sg-emergencyaccess}"]}' in text


@settings(max_examples=15)
@given(states(), directories())
def test_files_of_sections_say_the_same_as_one_file(state: PriorState, directory: tuple[DirectoryObject, ...]) -> None:
    assert shown(state, directory, replace(OPTIONS, is_split=True)) == []


@settings(max_examples=15)
@given(states(), directories())
def test_two_exports_are_equal_in_every_byte(state: PriorState, directory: tuple[DirectoryObject, ...]) -> None:
    turned = replace(state, objects=tuple(reversed(state.objects)))
    assert exported(state, directory) == exported(turned, tuple(reversed(directory)))


@settings(max_examples=15)
@given(states(), directories())
def test_one_more_policy_changes_no_other_line(state: PriorState, directory: tuple[DirectoryObject, ...]) -> None:
    more = policy(99, "Zz added later", {"createdDateTime": "2027-01-01T00:00:00Z"})
    before = exported(state, directory)[0].text.partition("\nconditionalAccess:\n")[2]
    after = exported(replace(state, objects=(*state.objects, more)), directory)[0].text
    kept = after.partition("\nconditionalAccess:\n")[2].splitlines()
    assert [line for line in before.splitlines() if line not in kept] == []
