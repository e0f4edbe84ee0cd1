"""`rollout`: what its keys come to, and what stages do to the rest of the files."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.config.load import at_stages, load_texts
from passkeyctl.diagnostics import SourceRange
from passkeyctl.model.desired import Configuration, SourceText
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.rollout import Counted, Failures, Having, Registered, Rollout, Soak, Threshold, Window
from tests.config import compositions
from tests.config.compositions import EMERGENCY, HEAD, entry

BASE = """
passkeys:
  profiles: {default: {passkeyTypes: [deviceBound], enforceAttestation: false, keyRestrictions: none}}
  targets:
    - {group: PK-Pilot, profiles: [default]}
conditionalAccess:
  pilot:
    name: PK010 - Pilot
    state: reportOnly
    users: {include: {groups: [PK-Pilot]}, exclude: {groups: [SG-EmergencyAccess]}}
    target: {resources: {include: [Office 365]}}
    grant: {controls: [mfa]}
  pilot.v2: {name: PK020 - Pilot, state: disabled, users: {include: all}, target: {resources: {include: [None]}},
             grant: {controls: [mfa]}}
"""
LADDER = """
rollout:
  stages:
    - name: prepare
    - name: pilot
      sets: {conditionalAccess.pilot.state: enabled, conditionalAccess.pilot.v2.state: reportOnly}
    - name: everybody
      adds:
        conditionalAccess.pilot.users.include.groups: [PK-Workforce]
        passkeys.targets: [{group: PK-Workforce, profiles: [default]}]
"""


def at(body: str, stage: str = "") -> Configuration:
    answer = load_texts([SourceText("tenant.yaml", HEAD + EMERGENCY + body)], stage)
    assert answer.diagnostics == ()
    assert answer.configuration is not None
    return answer.configuration


def rollout(body: str) -> Rollout:
    found = at(BASE + body).rollout
    assert found is not None
    return found


def told(body: str, stage: str = "") -> list[tuple[str, str]]:
    answer = load_texts([SourceText("tenant.yaml", HEAD + EMERGENCY + body)], stage)
    return [(str(each.source), each.summary) for each in answer.diagnostics]


def _value(files: Configuration, address: str, path: str) -> object:
    return entry(files, address).written[path].value


def _groups(files: Configuration) -> set[str | None]:
    found = _value(files, "conditionalAccess.pilot", "users.include.groups")
    assert isinstance(found, frozenset)
    return {each.name for each in found}


def test_the_first_stage_is_wanted_unless_a_file_or_the_command_line_names_another() -> None:
    assert at(BASE + LADDER).stages == ("prepare",)
    written = LADDER.replace("  stages:", "  stage: pilot\n  stages:")
    assert at(BASE + written).stages == ("prepare", "pilot")
    files = at(BASE + written, "everybody")
    assert files.stages == ("prepare", "pilot", "everybody")
    assert files.rollout is not None
    assert (files.rollout.wanted, files.rollout.names) == ("everybody", files.stages)


def test_files_without_a_roll_out_have_none() -> None:
    assert at(BASE).rollout is None
    assert at(BASE).stages == ()
    assert told(BASE, "pilot") == [("None", "these files have no `rollout`, and so no stage `pilot`")]


def test_settings_come_in_the_order_of_the_stages_and_keep_their_place() -> None:
    before, pilot, after = (at(BASE + LADDER, name) for name in ("prepare", "pilot", "everybody"))

    states = [_value(each, "conditionalAccess.pilot", "state") for each in (before, pilot, after)]
    assert states == ["reportOnly", "enabled", "enabled"]
    assert [_groups(each) for each in (before, pilot, after)] == [
        {"PK-Pilot"},
        {"PK-Pilot"},
        {"PK-Pilot", "PK-Workforce"},
    ]
    line = (
        (HEAD + EMERGENCY + BASE + LADDER)
        .split("\n")
        .index("      sets: {conditionalAccess.pilot.state: enabled, conditionalAccess.pilot.v2.state: reportOnly}")
    )
    assert entry(pilot, "conditionalAccess.pilot").written["state"].source == SourceRange("tenant.yaml", line + 1, 14)
    widened = entry(after, "conditionalAccess.pilot").written["users.include.groups"].source
    assert [each.name for each in widened.via] == ["adds of everybody"]
    assert [str(each.address) for each in after.entries if str(each.address).startswith("passkeys.targets")] == [
        "passkeys.targets.PK-Pilot",
        "passkeys.targets.PK-Workforce",
    ]


def test_the_longest_key_that_exists_wins() -> None:
    files = at(BASE + LADDER, "pilot")

    assert _value(files, "conditionalAccess.pilot.v2", "state") == "reportOnly"


def test_a_stage_may_make_a_key_an_entry_and_a_section() -> None:
    body = """
rollout:
  stages:
    - name: all
      sets:
        conditionalAccess.pilot.conditions.platforms.include: [iOS]
        conditionalAccess.new.one: {name: PK030 - New, ensure: absent}
        temporaryAccessPass.state: enabled
"""
    files = at(BASE + body)

    assert _value(files, "conditionalAccess.pilot", "conditions.platforms.include") == frozenset({"iOS"})
    assert entry(files, "conditionalAccess.new.one").is_absent
    assert _value(files, "temporaryAccessPass", "state") == "enabled"


def test_null_clears_and_absent_leaves_only_the_name() -> None:
    body = """
rollout:
  stages:
    - name: one
      sets: {conditionalAccess.pilot.conditions.locations.include: null}
    - name: two
      sets: {conditionalAccess.pilot.ensure: absent}
"""
    assert _value(at(BASE + body), "conditionalAccess.pilot", "conditions.locations.include") == frozenset()
    gone = entry(at(BASE + body, "two"), "conditionalAccess.pilot")
    assert (gone.is_absent, gone.name, dict(gone.written)) == (True, "PK010 - Pilot", {})


def test_exactly_the_stages_that_are_named_can_be_composed() -> None:
    files = at(BASE + LADDER).files

    alone = at_stages(files, {"everybody"}, "everybody")
    assert alone.stages == ("everybody",)
    assert _value(alone, "conditionalAccess.pilot", "state") == "reportOnly"
    assert _groups(alone) == {"PK-Pilot", "PK-Workforce"}
    assert at_stages(files, ()).stages == ()
    assert at_stages(files, ("pilot", "prepare"), "pilot") == at(BASE + LADDER, "pilot")


def test_every_step_of_the_ladder_is_proved_whatever_is_wanted() -> None:
    body = LADDER.replace("enabled,", "enabeld,")
    line = (
        (HEAD + EMERGENCY + BASE + body)
        .split("\n")
        .index("      sets: {conditionalAccess.pilot.state: enabeld, conditionalAccess.pilot.v2.state: reportOnly}")
    )
    expected = [(f"tenant.yaml:{line + 1}:45", "`enabeld` isn't a value of `conditionalAccess.pilot.state`")]
    for stage in ("prepare", "pilot", "everybody"):
        assert told(BASE + body, stage) == expected


def test_gates() -> None:
    body = """
rollout:
  stages:
    - name: all
      gate:
        registeredAuthenticator: {group: PK-Pilot, authenticators: [7787a482-13e8-4784-8a06-c7ed49a7aaf4], atLeast: 3}
        secondMethod: [{group: PK-Pilot, atLeast: 90%}, {group: PK-Other, atLeast: 100%}]
        soak: 12h
        reportOnlyFailures: {policy: pilot, atMost: 1%, over: 7d, of: signIns, evaluated: 20}
        window: {days: [monday, sunday], from: "22:00", to: "04:30", timeZone: Europe/Oslo, notBefore: 2026-12-01}
      stop: {signInFailures: {policy: pilot.v2, atMost: 0, over: 1d}}
"""
    (stage,) = rollout(body).stages
    model, first, second, soak, failures, window = stage.gates
    group = Reference(RefKind.GROUP, "PK-Pilot", "PK-Pilot")
    where = SourceRange("tenant.yaml")

    aaguid = "7787a482-13e8-4784-8a06-c7ed49a7aaf4"
    assert model == Registered(
        Having.AUTHENTICATOR, group, Threshold(3, is_share=False), where, frozenset({aaguid}), (aaguid,)
    )
    assert first == Registered(Having.SECOND_METHOD, group, Threshold(90, is_share=True), where)
    assert isinstance(second, Registered)
    assert second.group.name == "PK-Other"
    assert soak == Soak(timedelta(hours=12), where)
    week = timedelta(days=7)
    assert failures == Failures("pilot", Threshold(1, is_share=True), week, where, Counted.SIGN_INS, 20)
    days, start, end = frozenset({0, 6}), time(22), time(4, 30)
    assert window == Window(where, days, start, end, "Europe/Oslo", date(2026, 12, 1))
    assert stage.stops == (Failures("pilot.v2", Threshold(0, is_share=False), timedelta(days=1), where),)


def test_after_is_the_stage_above_unless_another_is_named() -> None:
    body = "rollout: {stages: [{name: a}, {name: b}, {name: c, after: a}, {name: d}]}\n"

    assert [each.after for each in rollout(body).stages] == ["", "a", "a", "c"]


def test_a_gate_may_name_a_policy_that_a_stage_makes() -> None:
    body = """
rollout:
  stages:
    - name: one
      gate: {reportOnlyFailures: {policy: new, atMost: 0, over: 7d}}
    - name: two
      sets: {conditionalAccess.new: {name: PK040, users: {include: all}, target: {resources: {include: [None]}},
                                     grant: {controls: [mfa]}}}
waivers:
  - {rule: CAP406, at: conditionalAccess.new, reason: so it is, owner: ada, expires: 2027-01-31}
"""
    assert at(BASE + body).rollout is not None


DIGESTED = """
rollout:
  stages:
    - name: a
      sets: {conditionalAccess.pilot.state: enabled, conditionalAccess.pilot.note: "true"}
      gate: {soak: 7d, approvals: 2}
"""


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        ("enabled,", '"enabled",', True),
        ("{soak: 7d, approvals: 2}", "{approvals: 2, soak: 7d}  # soon", True),
        ("name: a", "name: a\n      note: said", True),
        ("name: a", "name: b", True),
        ("enabled,", "disabled,", False),
        ("7d", "8d", False),
        ('"true"', '"false"', False),
        ("sets:", "adds: {conditionalAccess.pilot.users.include.groups: [PK-More]}\n      sets:", False),
    ],
)
def test_the_digest_of_a_stage(old: str, new: str, is_same: bool) -> None:
    before, after = (rollout(body).stages[0].digest for body in (DIGESTED, DIGESTED.replace(old, new)))

    assert len(before) == 12
    assert (before == after) is is_same


def test_a_variable_in_a_setting_is_filled_in_and_counts_in_the_digest() -> None:
    def of(group: str) -> Configuration:
        body = f"""
variables: {{workforce: {{type: group, default: {group}}}}}
rollout:
  stages:
    - name: a
    - name: b
      adds: {{conditionalAccess.pilot.users.include.groups: ["${{workforce}}"]}}
"""
        return at(BASE + body)

    one, other = (of(group).rollout for group in ("PK-One", "PK-Other"))
    assert one is not None
    assert other is not None
    assert one.stages[1].settings[0].text == "[PK-One]"
    assert one.stages[1].digest != other.stages[1].digest
    assert _groups(at_stages(of("PK-One").files, ["a", "b"])) == {"PK-Pilot", "PK-One"}


def test_a_tenant_says_in_its_overlay_which_stage_it_wants() -> None:
    tenant = "extends: baseline.yaml\noverlay: {rollout: {stage: pilot}}\n"
    files = compositions.configuration(tenant=tenant, baseline=EMERGENCY + BASE + LADDER)

    assert files.stages == ("prepare", "pilot")
    assert files.rollout is not None
    assert files.rollout.source.file == "tenant.yaml"


def test_a_path_leads_to_the_document_that_has_the_entry() -> None:
    other = "conditionalAccess: {other: {name: PK050, ensure: absent}}\n"
    files = compositions.configuration(
        first=EMERGENCY + other, second=BASE, third=LADDER.replace("  stages:", "  stage: pilot\n  stages:", 1)
    )

    assert _value(files, "conditionalAccess.pilot", "state") == "enabled"


def test_a_list_in_several_documents_is_added_to_and_never_replaced() -> None:
    row = "passkeys: {targets: [{group: PK-Other, profiles: [default]}]}\n"
    ladder = "rollout: {stages: [{name: a, sets: {passkeys.targets: []}}]}\n"

    assert compositions.told(first=EMERGENCY + BASE, second=row, third=ladder) == [
        ("third.yaml:2:37", "parts of `passkeys.targets` stand in several documents, in `first.yaml` and `second.yaml`")
    ]
    added = ladder.replace(
        "sets: {passkeys.targets: []}", "adds: {passkeys.targets: [{everyone: true, ensure: absent}]}"
    )
    files = compositions.configuration(first=EMERGENCY + BASE, second=row, third=added)
    assert len([each for each in files.entries if str(each.address).startswith("passkeys.targets")]) == 3


STATES = st.sampled_from(["reportOnly", "enabled", "disabled"])
GROUPS = st.lists(st.sampled_from(["PK-A", "PK-B", "PK-C", "PK-D"]), unique=True, max_size=4)


@settings(max_examples=40, deadline=None)
@given(STATES, GROUPS, st.booleans())
def test_a_stage_does_what_writing_the_value_in_the_file_does(state: str, more: list[str], is_set: bool) -> None:
    groups = ", ".join(more)
    base = BASE.replace("state: reportOnly", f"state: {state}")
    by_hand = base.replace("groups: [PK-Pilot]", f"groups: [{'' if is_set else 'PK-Pilot, '}{groups}]")
    verb = "sets" if is_set else "adds"
    staged = f"""
rollout:
  stages:
    - name: a
      sets: {{conditionalAccess.pilot.state: {state}}}
    - name: b
      {verb}: {{conditionalAccess.pilot.users.include.groups: [{groups}]}}
"""
    answer = load_texts([SourceText("tenant.yaml", HEAD + EMERGENCY + BASE + staged)], "b")
    written = load_texts([SourceText("tenant.yaml", HEAD + EMERGENCY + by_hand)])

    assert (answer.configuration is None) is (written.configuration is None)
    if answer.configuration is not None and written.configuration is not None:
        assert answer.configuration.entries == written.configuration.entries
