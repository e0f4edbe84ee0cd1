"""Variables, baselines and overlays: what comes out, and where each value says that it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.config.load import load, load_texts
from passkeyctl.diagnostics import SourceRange
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration, SourceText
from passkeyctl.model.reference import Reference, RefKind
from tests.config.compositions import EMERGENCY, HEAD, configuration, entry, loaded, told

ROOT = Path(__file__).resolve().parents[2]

BASELINE = (
    EMERGENCY
    + """
passkeys:
  state: enabled
  profiles:
    default: {passkeyTypes: [deviceBound, synced], enforceAttestation: false, keyRestrictions: none}
  targets:
    - {group: PK-Pilot, profiles: [default]}
    - {group: PK-Admins, profiles: [default]}
conditionalAccess:
  pilot:
    name: PK010 - Pilot
    state: reportOnly
    users: {include: {groups: [PK-Pilot, PK-Admins]}, exclude: {groups: [SG-EmergencyAccess]}}
    target: {resources: {include: [Office 365]}}
    grant: {authenticationStrength: Phishing-resistant MFA}
"""
)


def _group(name: str) -> Reference:
    return Reference(RefKind.GROUP, name, name)


def _value(files: Configuration, address: str, path: str) -> object:
    return entry(files, address).written[path].value


def test_a_tenant_adds_nothing_to_its_baseline() -> None:
    inline = configuration(tenant=BASELINE)
    extended = configuration(tenant="kind: Tenant\nextends: baseline.yaml\n", baseline=BASELINE)

    assert extended.entries == inline.entries
    assert extended.emergency == inline.emergency


def test_an_overlay_goes_through_maps_key_by_key_and_replaces_the_rest() -> None:
    files = configuration(
        tenant="""
            extends: baseline.yaml
            overlay:
              passkeys:
                profiles:
                  default: {passkeyTypes: [deviceBound], enforceAttestation: true}
              conditionalAccess:
                pilot:
                  users: {include: {groups: [WT-Staff]}}
                extra: {name: PK020 - Extra, ensure: absent}
            """,
        baseline=BASELINE,
    )

    assert _value(files, "passkeys.profiles.default", "passkeyTypes") == frozenset({"deviceBound"})
    assert _value(files, "passkeys.profiles.default", "enforceAttestation") is True
    assert _value(files, "passkeys.profiles.default", "keyRestrictions.behavior") == "none"
    assert _value(files, "conditionalAccess.pilot", "users.include.groups") == frozenset({_group("WT-Staff")})
    assert _value(files, "conditionalAccess.pilot", "users.exclude.groups") == frozenset({_group("SG-EmergencyAccess")})
    assert entry(files, "conditionalAccess.extra").is_absent


def test_each_value_says_which_file_it_comes_from() -> None:
    files = configuration(
        tenant="extends: baseline.yaml\noverlay: {conditionalAccess: {pilot: {state: enabled}}}\n", baseline=BASELINE
    )
    written = entry(files, "conditionalAccess.pilot").written

    assert written["state"].source == SourceRange("tenant.yaml", 3, 39)
    assert written["users.include.groups"].source == SourceRange("baseline.yaml", 16, 23)
    assert entry(files, "conditionalAccess.pilot").source.file == "baseline.yaml"


def test_append_and_remove_change_a_list() -> None:
    files = configuration(
        tenant="""
            extends: baseline.yaml
            overlay:
              passkeys:
                targets: !append
                  - {group: WT-Staff, profiles: [default]}
              conditionalAccess:
                pilot:
                  users:
                    include: {groups: !remove [PK-Admins]}
                    exclude: {groups: !append [WT-Staff]}
            """,
        baseline=BASELINE,
    )
    assert [each.address.local for each in files.of(Kind.TARGET)] == ["PK-Pilot", "PK-Admins", "WT-Staff"]
    written = entry(files, "conditionalAccess.pilot").written
    assert written["users.include.groups"].value == frozenset({_group("PK-Pilot")})
    assert written["users.exclude.groups"].value == frozenset({_group("SG-EmergencyAccess"), _group("WT-Staff")})
    (origin,) = written["users.exclude.groups"].source.via
    assert (origin.name, str(origin.place)) == ("!append", "tenant.yaml:12:27")
    assert written["users.exclude.groups"].source.file == "baseline.yaml"


@pytest.mark.parametrize("row", ["{group: PK-Admins}", "PK-Admins", "{group: PK-Admins, profiles: [other]}"])
def test_a_row_is_removed_by_its_group(row: str) -> None:
    files = configuration(
        tenant=f"extends: baseline.yaml\noverlay: {{passkeys: {{targets: !remove [{row}]}}}}\n", baseline=BASELINE
    )
    assert [each.address.local for each in files.of(Kind.TARGET)] == ["PK-Pilot"]


def test_a_key_of_the_baseline_can_be_left_out() -> None:
    files = configuration(
        tenant="extends: baseline.yaml\noverlay: {conditionalAccess: {pilot: !remove }}\n", baseline=BASELINE
    )
    assert files.of(Kind.POLICY) == ()


def test_an_entry_that_goes_keeps_its_name_only() -> None:
    files = configuration(
        tenant="extends: baseline.yaml\noverlay: {conditionalAccess: {pilot: {ensure: absent}}}\n", baseline=BASELINE
    )
    pilot = entry(files, "conditionalAccess.pilot")
    assert (pilot.is_absent, pilot.name, dict(pilot.written)) == (True, "PK010 - Pilot", {})


def test_another_kind_of_target_takes_the_place_of_the_first() -> None:
    files = configuration(
        tenant="""
            extends: baseline.yaml
            overlay:
              conditionalAccess:
                pilot: {state: enabled, target: {userActions: [Register security information]}}
            """,
        baseline=BASELINE,
    )
    assert _value(files, "conditionalAccess.pilot", "target.resources.include") == frozenset()


def test_a_baseline_may_extend_another_one_and_include_files() -> None:
    files = configuration(
        tenant="extends: strict_baseline.yaml\noverlay: {passkeys: {state: enabled}}\n",
        strict_baseline="extends: baseline.yaml\noverlay: {passkeys: {state: disabled, targets: []}}\n",
        baseline=BASELINE + "include: [locations.yaml]\n",
        locations="namedLocations: {office: {name: Office, countries: [SE]}}\n",
    )
    assert _value(files, "passkeys", "state") == "enabled"
    assert files.of(Kind.TARGET) == ()
    assert entry(files, "namedLocations.office").name == "Office"


def test_an_overlay_reaches_into_every_document_of_its_baseline() -> None:
    files = configuration(
        tenant="""
            extends: baseline.yaml
            overlay:
              passkeys: {targets: !remove [PK-Pilot, SG-Frontline]}
              groups: {frontline: {name: WT-Staff}}
            """,
        baseline=BASELINE + "include: [more.yaml]\n",
        more="""
            groups: {frontline: {name: SG-Frontline}}
            passkeys: {targets: [{group: SG-Frontline, profiles: [default]}]}
            """,
    )
    assert [each.address.local for each in files.of(Kind.TARGET)] == ["PK-Admins"]
    assert files.groups["frontline"].name == "WT-Staff"


def test_the_shipped_library_can_be_a_baseline() -> None:
    head = HEAD + EMERGENCY + "extends: builtin:passkeys-only\n"
    library = (ROOT / "profiles" / "passkeys-only.yaml").read_text(encoding="utf-8")
    builtin = SourceText("builtin:passkeys-only", library, builtin=True)
    plain = load_texts([SourceText("t.yaml", head), builtin])
    assert plain.diagnostics == ()
    assert plain.configuration is not None
    (strength,) = plain.configuration.of(Kind.STRENGTH)
    overlay = f"overlay: {{authenticationStrengths: {{{strength.address.local}: !remove }}}}\n"
    less = load_texts([SourceText("t.yaml", head + overlay), builtin])
    assert less.configuration is not None
    assert less.configuration.of(Kind.STRENGTH) == ()


def test_a_folder_may_hold_the_baseline_beside_its_tenant(tmp_path: Path) -> None:
    (tmp_path / "a-baseline.yaml").write_text(HEAD + "kind: Baseline\n" + BASELINE, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(HEAD + "extends: a-baseline.yaml\n", encoding="utf-8")
    (tmp_path / "c-baseline.yaml").write_text(HEAD + "kind: Baseline\n", encoding="utf-8")

    answer = load([], cwd=tmp_path)
    assert answer.diagnostics == ()
    assert answer.configuration is not None
    assert [each.file for each in answer.configuration.files] == ["b.yaml", "a-baseline.yaml"]
    assert [str(each) for each in answer.skipped] == [
        "c-baseline.yaml:2:1: a baseline, which is only read through `extends`"
    ]
    assert load_texts(answer.configuration.files).configuration == answer.configuration


@pytest.mark.parametrize("tenant", ["adatum", "wingtip"])
def test_the_example_loads_again_from_its_texts(tenant: str) -> None:
    first = load([f"examples/msp/{tenant}"], cwd=ROOT)
    assert first.configuration is not None
    again = load_texts(first.configuration.files)
    assert again == first
    assert again.configuration is not None
    assert _sources(again.configuration) == _sources(first.configuration)


def _sources(files: Configuration) -> list[tuple[SourceRange, object]]:
    """With what each value came through, which takes no part in comparisons."""
    return [(each.source, each.source.via) for entry in files.entries for each in entry.written.values()]


GROUPS = st.sampled_from(["A", "B", "C", "D", "E"])
LISTS = st.lists(GROUPS, unique=True)


@settings(max_examples=60, deadline=None)
@given(LISTS, LISTS, st.sampled_from(["", "!append ", "!remove "]))
def test_lists_change_as_sets_do(base: list[str], overlay: list[str], tag: str) -> None:
    policy = "conditionalAccess: {p: {name: P1, users: {include: {groups: %s}}}}\n"
    answer = loaded(
        tenant="extends: baseline.yaml\noverlay:\n  " + policy.replace("name: P1, ", "") % (tag + str(overlay)),
        baseline=EMERGENCY + policy % str(base),
    )
    is_wrong = tag == "!remove " and not set(overlay) <= set(base)
    assert (answer.configuration is None) == is_wrong
    assert bool(answer.diagnostics) == (is_wrong or (tag == "!append " and bool(set(overlay) & set(base))))
    if answer.configuration is not None:
        expected = {
            "": set(overlay),
            "!append ": set(base) | set(overlay),
            "!remove ": set(base) - set(overlay),
        }[tag]
        found = _value(answer.configuration, "conditionalAccess.p", "users.include.groups")
        assert found == frozenset(_group(each) for each in expected)


EXAMPLES = (ROOT / "examples" / "pilot" / "passkeys.yaml", ROOT / "examples" / "enterprise" / "tenant.yaml")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name + "-" + path.stem)
def test_any_file_says_the_same_as_a_baseline(path: Path) -> None:
    """An empty overlay over a file is the file."""
    text = path.read_text(encoding="utf-8")
    beside = [
        SourceText(each.name, each.read_text(encoding="utf-8")) for each in path.parent.glob("*.yaml") if each != path
    ]
    inline = load_texts([SourceText("file.yaml", text), *beside])
    tenant = "".join(line for line in text.splitlines(keepends=True) if line.startswith("tenant: {"))
    baseline = text.replace(tenant, "") if tenant else _without_tenant(text)
    head = HEAD + (tenant or _tenant_of(text)) + "extends: base.yaml\noverlay: {}\n"
    baseline = baseline.replace(HEAD, HEAD + "kind: Baseline\n")
    extended = load_texts([SourceText("tenant.yaml", head), SourceText("base.yaml", baseline), *beside])

    assert [each.summary for each in extended.diagnostics] == [each.summary for each in inline.diagnostics]
    assert inline.configuration is not None
    assert extended.configuration is not None
    assert extended.configuration.entries == inline.configuration.entries
    assert extended.configuration.manage == inline.configuration.manage
    assert extended.configuration.groups == inline.configuration.groups
    assert extended.configuration.tenant == inline.configuration.tenant


def _tenant_of(text: str) -> str:
    lines = text.splitlines(keepends=True)
    if "tenant:\n" not in lines:
        return ""
    start = lines.index("tenant:\n")
    end = next(at for at in range(start + 1, len(lines)) if not lines[at].startswith(" "))
    return "".join(lines[start:end])


def _without_tenant(text: str) -> str:
    return text.replace(_tenant_of(text), "") if _tenant_of(text) else text


def test_what_a_baseline_and_its_tenant_both_describe_is_told() -> None:
    assert told(tenant="extends: baseline.yaml\npasskeys: {state: disabled}\n", baseline=BASELINE) == [
        ("tenant.yaml:3:12", "`passkeys.state` is described twice, first at baseline.yaml:6:3")
    ]
