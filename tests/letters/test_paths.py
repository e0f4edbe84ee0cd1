"""From files, or from people who were read, to the way that a cohort has to a passkey."""

from __future__ import annotations

import pytest

from passkeyctl.authenticators.catalogue import newest
from passkeyctl.letters.choices import Sort
from passkeyctl.letters.paths import Demand, cohort_path, person_path
from passkeyctl.model.crowds import EMPTY, NONE, Crowd, Reach
from passkeyctl.model.people import Members, People
from tests.letters.letters import PILOT, state_of, way


def changed(*pairs: tuple[str, str]) -> str:
    text = PILOT
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def people(**groups: Crowd) -> People:
    """Two people who have nothing."""
    both = Crowd.first(2)
    return People(
        everyone=both,
        is_complete=True,
        enabled=Reach.exactly(both),
        guests=NONE,
        external=NONE,
        administrators=EMPTY,
        registered={},
        unreported=EMPTY,
        keys={},
        keys_unread=EMPTY,
        groups={name.replace("_", "-"): Members(who, who) for name, who in groups.items()},
        roles={},
    )


def test_each_cohort_has_the_authenticators_of_its_own_profile() -> None:
    sorts = {
        group: [each.sort.value for each in way(PILOT, group).choices.sure]
        for group in ("PK-Pilot-DeviceBound", "PK-Pilot-Synced", "PK-Pilot-Windows")
    }
    assert sorts == {
        "PK-Pilot-DeviceBound": ["authenticator", "securityKey"],
        "PK-Pilot-Synced": ["synced"],
        "PK-Pilot-Windows": ["windowsHello"],
    }


def test_where_registering_is_guarded_a_pass_is_the_way_in() -> None:
    way_in = way(PILOT, "PK-Pilot-Synced").way_in
    assert way_in.is_by_pass_only
    assert (way_in.has_pass, way_in.is_one_time, way_in.minutes) == (True, True, 60)
    assert way_in.guards == ("PK010 - Register security info",)


def test_a_guard_for_other_groups_may_be_theirs_as_well() -> None:
    way_in = way(PILOT, "PK-Pilot-Windows").way_in
    assert (way_in.takes_any_mfa, way_in.is_by_pass_only, way_in.guards) == (None, False, ())


def test_without_a_guard_any_second_factor_does() -> None:
    off = changed(("    state: enabled\n    users:\n", "    state: disabled\n    users:\n"))
    way_in = way(off, "PK-Pilot-Synced").way_in
    assert (way_in.takes_any_mfa, way_in.is_by_pass_only) == (True, False)


def test_a_guard_that_takes_no_pass_is_no_way_in_by_pass() -> None:
    shut = changed(("grant: {authenticationStrength: bootstrap}", "grant: {authenticationStrength: passkeys-only}"))
    way_in = way(shut, "PK-Pilot-Synced").way_in
    assert (way_in.takes_pass, way_in.is_by_pass_only, way_in.is_shut) == (False, False, True)


@pytest.mark.parametrize(
    ("targets", "expected"),
    [("[PK-Pilot-Synced]", True), ("[Somebody-Else]", None), ("[]", False), ("[everyone]", True)],
)
def test_whom_a_pass_may_be_given_to(targets: str, expected: bool | None) -> None:
    text = changed(("targets: [device-bound, PK-Pilot-Synced, PK-Pilot-Windows]\n", f"targets: {targets}\n"))
    assert way(text, "PK-Pilot-Synced").way_in.has_pass is expected


def test_a_policy_in_report_only_will_ask_and_one_in_force_asks() -> None:
    asked = Demand("PK020 - Office 365 - Require passkey", ("Office 365",), is_in_force=False)
    assert way(PILOT, "PK-Pilot-Synced").demands == (asked,)
    enforced = way(changed(("state: reportOnly", "state: enabled")), "PK-Pilot-Synced").demands
    assert [each.is_in_force for each in enforced] == [True]


def test_the_row_for_everybody_adds_up_with_that_of_the_group() -> None:
    both = changed(
        ("    - {group: SG-EmergencyAccess", "    - {everyone: true, profiles: [windows-hello]}\n"
         "    - {group: SG-EmergencyAccess"),
    )  # fmt: skip
    sorts = [each.sort for each in way(both, "PK-Pilot-Synced").choices.sure]
    assert sorts == [Sort.WINDOWS_HELLO, Sort.SYNCED]
    assert [each.sort for each in way(both, "all_users").choices.sure] == [Sort.WINDOWS_HELLO]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("passkeys:\n  state: enabled", "passkeys:\n  state: disabled"),
        ("allowSelfServiceSetup: true", "allowSelfServiceSetup: false"),
        ("exclude: []", "exclude: [PK-Pilot-Synced]"),
    ],
)
def test_nobody_registers_where_it_is_shut(old: str, new: str) -> None:
    if new.startswith("exclude"):
        new = "exclude: [{group: PK-Other}]"
        assert way(changed((old, new)), "PK-Pilot-Synced").can_register
        assert not way(changed((old, new)), "PK-Other").can_register
        return
    assert not way(changed((old, new)), "PK-Pilot-Synced").can_register


def test_what_the_files_leave_out_is_no_promise() -> None:
    silent = changed(("  state: enabled\n  allowSelfServiceSetup: true\n", ""))
    assert way(silent, "PK-Pilot-Synced").can_register, "neither said to be off nor to be on"
    restricted = changed(("      enforceAttestation: false\n      keyRestrictions: none\n", ""))
    choices = way(restricted, "PK-Pilot-Synced").choices
    assert choices.sure == ()
    assert choices.perhaps == (Sort.SYNCED,)


def test_people_who_were_read_settle_what_files_leave_open() -> None:
    state, entries = state_of(PILOT), newest().entries
    nobody = people(PK_Pilot_Windows=Crowd.first(2), PK_Pilot_DeviceBound=EMPTY, PK_Pilot_Synced=EMPTY,
                    SG_EmergencyAccess=EMPTY)  # fmt: skip
    alone = cohort_path(state, "PK-Pilot-Windows", entries, nobody).way_in
    assert (alone.takes_any_mfa, alone.has_pass) == (True, True)
    everybody = people(PK_Pilot_Windows=Crowd.first(1), PK_Pilot_DeviceBound=Crowd.first(2), PK_Pilot_Synced=EMPTY,
                       SG_EmergencyAccess=EMPTY)  # fmt: skip
    guarded = cohort_path(state, "PK-Pilot-Windows", entries, everybody).way_in
    assert guarded.is_by_pass_only


def test_one_person_has_what_all_their_groups_bring() -> None:
    them = people(PK_Pilot_Windows=Crowd.first(1), PK_Pilot_DeviceBound=EMPTY, PK_Pilot_Synced=Crowd.first(2),
                  SG_EmergencyAccess=EMPTY)  # fmt: skip
    first, second = (person_path(state_of(PILOT), them, ordinal, newest().entries) for ordinal in (0, 1))
    assert [each.sort for each in first.choices.sure] == [Sort.WINDOWS_HELLO, Sort.SYNCED]
    assert [each.sort for each in second.choices.sure] == [Sort.SYNCED]
    assert first.way_in.is_by_pass_only


def test_a_model_that_has_no_name_is_neither_promised_nor_denied() -> None:
    text = changed(("[microsoft-authenticator, yubikey-5-nfc@5.7]", "[12345678-1234-1234-1234-123456789abc]"))
    path = way(text, "PK-Pilot-DeviceBound")
    assert (path.can_register, path.is_unclear) == (False, True)
    assert not way(PILOT, "PK-Pilot-DeviceBound").is_unclear
