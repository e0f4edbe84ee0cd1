"""CAP403-CAP407, STR304, STR305, REG601 and REG604 on files alone: each fires, and its nearest neighbour does not."""

from __future__ import annotations

from datetime import date

import pytest

from passkeyctl.diagnostics import Severity
from tests.checks.yaml_reviews import found_in

TENANT = """
manage: {passkeys: all, temporaryAccessPass: true, registrationCampaign: true,
         authenticationStrengths: listed, conditionalAccess: listed}
passkeys:
  state: enabled
  allowSelfServiceSetup: SELF_SERVICE
  profiles:
    default:
      passkeyTypes: [deviceBound]
      enforceAttestation: true
      keyRestrictions: {behavior: allow, authenticators: MODELS}
  targets:
    - {group: PK-Staff, profiles: [default]}
  exclude: []
temporaryAccessPass: {state: PASS, targets: [PK-Staff], oneTimeUse: ONCE}
registrationCampaign: {state: CAMPAIGN, method: fido2, include: ASKED}
authenticationStrengths:
  bootstrap: {name: Bootstrap, allowedCombinations: COMBINATIONS}
  keys: {name: Keys, allowedCombinations: [fido2]}
conditionalAccess:
  registration:
    name: Registration
    state: enabled
    users: {include: WHO, exclude: {groups: [SG-Emergency]}}
    target: {userActions: [Register security information]}
    grant: {authenticationStrength: STRENGTH}
    session: {signInFrequency: everyTime}
"""
GOOD = {
    "SELF_SERVICE": "true",
    "MODELS": "[yubikey-5-nfc, microsoft-authenticator]",
    "PASS": "enabled",
    "ONCE": "true",
    "CAMPAIGN": "enabled",
    "ASKED": "[PK-Staff]",
    "COMBINATIONS": "[temporaryAccessPassOneTime, fido2]",
    "WHO": "{groups: [PK-Staff]}",
    "STRENGTH": "bootstrap",
}
MINE = ("CAP403", "CAP404", "CAP405", "CAP406", "CAP407", "STR304", "STR305", "REG601", "REG604")
RESOURCE = """
  everything:
    name: Everything
    state: enabled
    users: {include: {groups: [PK-Staff]}, exclude: {groups: [SG-Emergency]}}
    target: {resources: {include: [All resources]}}
    grant: {authenticationStrength: keys}
"""


def tenant(more: str = "", **changed: str) -> str:
    text = TENANT
    for word, value in {**GOOD, **changed}.items():
        text = text.replace(word, value)
    return text + more


def summaries(text: str, code: str) -> list[tuple[Severity, str]]:
    return [(each.diagnostic.severity, each.diagnostic.summary) for each in found_in(text, code)]


@pytest.mark.parametrize("code", MINE)
def test_a_sound_tenant_has_none_of_them(code: str) -> None:
    assert found_in(tenant(), code) == []


@pytest.mark.parametrize(
    "changed",
    [{"STRENGTH": "Phishing-resistant MFA"}, {"STRENGTH": "Passwordless MFA"}, {"COMBINATIONS": "[fido2]"}],
)
def test_cap403_the_registration_page_demands_a_passkey(changed: dict[str, str]) -> None:
    (finding,) = found_in(tenant(**changed), "CAP403")
    assert finding.diagnostic.severity is Severity.ERROR
    assert "who can't register a passkey without having one" in finding.diagnostic.summary
    assert finding.diagnostic.detail[:2] == (
        "1. a Temporary Access Pass: yes",
        f"2. the policies on the way to registering: it breaks here: `Registration` ({finding.value})",
    )
    assert finding.diagnostic.source is not None


def test_cap403_says_why_nobody_knows_of_a_pass() -> None:
    text = tenant(STRENGTH="keys")
    no_state = text.replace("Pass: {state: enabled, targets", "Pass: {targets")
    assert _first_step(no_state) == "1. a Temporary Access Pass: perhaps: the files don't say whether it is on"
    lines = text.replace("temporaryAccessPass: true, ", "").splitlines()
    without = "\n".join(each for each in lines if not each.startswith("temporaryAccessPass:"))
    assert _first_step(without) == "1. a Temporary Access Pass: perhaps: the files don't say whom it is for"
    for_others = text.replace("targets: [PK-Staff], oneTimeUse", "targets: [PK-Others], oneTimeUse")
    assert _first_step(for_others).endswith("perhaps: who is in the groups that it is for is not known")


def _first_step(text: str) -> str:
    (finding,) = found_in(text, "CAP403")
    return finding.diagnostic.detail[0]


def test_cap403_says_nothing_of_a_built_in_strength_that_takes_passes() -> None:
    assert found_in(tenant(STRENGTH="Multifactor authentication"), "CAP403") == []


def test_cap403_everything_demands_a_passkey_and_nothing_is_left_out() -> None:
    (finding,) = found_in(tenant(RESOURCE), "CAP403")
    assert finding.diagnostic.severity is Severity.ERROR
    assert finding.diagnostic.address == "conditionalAccess.everything"
    left_out = RESOURCE.replace(
        "include: [All resources]",
        "include: [All resources], exclude: [Microsoft Authenticator Credential Registration]",
    )
    assert found_in(tenant(left_out), "CAP403") == []


def test_cap403_the_way_through_the_app_is_none_where_no_profile_admits_it() -> None:
    left_out = RESOURCE.replace(
        "include: [All resources]",
        "include: [All resources], exclude: [Microsoft Authenticator Credential Registration]",
    )
    assert [each for each, _ in summaries(tenant(left_out, MODELS="[yubikey-5-nfc]"), "CAP403")] == [Severity.ERROR]


@pytest.mark.parametrize(
    "spared",
    [
        ("[All resources]", "[Office 365]"),
        ("authenticationStrength: keys", "controls: [mfa]"),
        ("authenticationStrength: keys", "controls: [block]"),
        ("    grant:", "    conditions: {clientApps: [exchangeActiveSync, other]}\n    grant:"),
        ("    grant:", "    conditions: {signInRisk: [high]}\n    grant:"),
        ("    grant:", "    conditions: {locations: {include: all, exclude: [allTrusted]}}\n    grant:"),
        ("    state: enabled", "    state: disabled"),
        ("groups: [PK-Staff]", "guests: all"),
    ],
)
def test_cap403_is_sure_of_an_ordinary_sign_in_only(spared: tuple[str, str]) -> None:
    assert spared[0] in RESOURCE
    assert found_in(tenant(RESOURCE.replace(*spared)), "CAP403") == []


def test_cap403_of_a_policy_that_names_and_exempts_the_same_people() -> None:
    exempt = RESOURCE.replace("exclude: {groups: [SG-Emergency]}", "exclude: {groups: [PK-Staff]}")
    assert found_in(tenant(exempt), "CAP403") == []


def test_cap403_from_some_platforms_is_a_warning_and_all_of_them_together_an_error() -> None:
    desktop = RESOURCE.replace(
        "    grant:", "    conditions: {platforms: {include: [windows, macOS, linux]}}\n    grant:"
    )
    assert summaries(tenant(desktop), "CAP403") == [
        (
            Severity.WARNING,
            "`Everything` demands `Keys` of members of `PK-Staff` on Windows, macOS and Linux, "
            "where nobody can register without a passkey",
        )
    ]
    mobile = desktop.replace("everything", "phones").replace("Everything", "Phones")
    mobile = mobile.replace("[windows, macOS, linux]", "[android, iOS]")
    both = found_in(tenant(desktop + mobile), "CAP403")
    assert [each.diagnostic.severity for each in both] == [Severity.ERROR, Severity.ERROR]
    assert "together with `Phones`" in both[0].diagnostic.detail


def test_cap403_once_it_is_enabled() -> None:
    found = summaries(tenant(RESOURCE.replace("state: enabled", "state: reportOnly")), "CAP403")
    assert [(severity, text.endswith(", once it is enabled")) for severity, text in found] == [(Severity.WARNING, True)]


def test_cap403_a_pass_that_nobody_can_be_given() -> None:
    (finding,) = found_in(tenant(PASS="disabled"), "CAP403")
    assert "nobody can give them a Temporary Access Pass" in finding.diagnostic.summary
    assert finding.diagnostic.detail == ("1. a Temporary Access Pass: it breaks here: it is switched off",)


def test_cap403_where_files_say_nothing_of_passes() -> None:
    silent = tenant().replace("temporaryAccessPass: {state: enabled, targets: [PK-Staff], oneTimeUse: true}", "")
    assert found_in(silent.replace("temporaryAccessPass: true, ", ""), "CAP403") == []


def test_cap404_report_only() -> None:
    idle = tenant().replace("    state: enabled\n    users", "    state: reportOnly\n    users")
    assert [each for each, _ in summaries(idle, "CAP404")] == [Severity.WARNING]
    assert found_in(tenant().replace("    state: enabled\n    users", "    state: disabled\n    users"), "CAP404") == []


@pytest.mark.parametrize("control", ["compliantDevice", "compliantApplication", "approvedApplication"])
def test_cap406_blocks_the_app(control: str) -> None:
    devices = RESOURCE.replace("authenticationStrength: keys", f"controls: [{control}]")
    assert [each for each, _ in summaries(tenant(devices), "CAP406")] == [Severity.ERROR]
    spared = devices.replace(
        "include: [All resources]",
        "include: [All resources], exclude: [Microsoft Authenticator Credential Registration]",
    )
    assert found_in(tenant(spared), "CAP406") == []
    assert found_in(tenant(devices.replace("controls: [", "controls: [mfa, ")), "CAP406") == []
    assert found_in(tenant(devices.replace("[All resources]", "[Office 365]")), "CAP406") == []
    computers = devices.replace("    grant:", "    conditions: {platforms: {include: [windows, macOS]}}\n    grant:")
    assert found_in(tenant(computers), "CAP406") == []


def test_cap406_is_milder_where_no_profile_admits_the_app_or_nobody_knows_if_it_applies() -> None:
    devices = RESOURCE.replace("authenticationStrength: keys", "controls: [compliantDevice]")
    assert [each for each, _ in summaries(tenant(devices, MODELS="[yubikey-5-nfc]"), "CAP406")] == [Severity.WARNING]
    abroad = devices.replace(
        "    grant:", "    conditions: {locations: {include: all, exclude: [allTrusted]}}\n    grant:"
    )
    assert [each for each, _ in summaries(tenant(abroad), "CAP406")] == [Severity.WARNING]


def test_cap406_prompts_in_report_only() -> None:
    idle = RESOURCE.replace("authenticationStrength: keys", "controls: [compliantDevice]")
    idle = idle.replace("state: enabled", "state: reportOnly")
    assert [text for _, text in summaries(tenant(idle), "CAP406")] == [
        "`Everything` prompts people on macOS, iOS and Android for a certificate, although it is in report-only"
    ]
    windows = idle.replace("    grant:", "    conditions: {platforms: {include: [windows]}}\n    grant:")
    assert found_in(tenant(windows), "CAP406") == []


@pytest.mark.parametrize(
    ("conditions", "value"),
    [
        ("conditions: {locations: {include: all, exclude: [allTrusted]}}", "conditions.locations"),
        ("conditions: {deviceFilter: {mode: exclude, rule: 'device.isCompliant -eq True'}}", "conditions.deviceFilter"),
        ("conditions: {platforms: {include: [windows]}}", "conditions.platforms"),
    ],
)
def test_cap407_conditions(conditions: str, value: str) -> None:
    text = tenant().replace("    grant:", f"    {conditions}\n    grant:")
    (later,) = found_in(text, "CAP407", date(2026, 7, 13))
    (earlier,) = found_in(text, "CAP407", date(2026, 7, 12))
    assert (later.value, later.diagnostic.severity) == (value, Severity.WARNING)
    assert len(later.diagnostic.detail) == len(earlier.diagnostic.detail) + 1


def test_cap407_a_sign_in_that_is_old() -> None:
    seldom = tenant().replace("signInFrequency: everyTime", "signInFrequency: 4h")
    assert len(found_in(seldom, "CAP407")) == 1
    unsaid = tenant().replace("    session: {signInFrequency: everyTime}\n", "")
    (finding,) = found_in(unsaid, "CAP407")
    assert finding.value == "no sign-in frequency"
    partial = unsaid.replace("    grant: {authenticationStrength: bootstrap}\n", "")
    assert found_in(partial, "CAP407") == []


@pytest.mark.parametrize(
    ("once", "combinations", "fires"),
    [
        ("true", "[temporaryAccessPassMultiUse, fido2]", True),
        ("false", "[temporaryAccessPassOneTime, fido2]", True),
        ("false", "[temporaryAccessPassMultiUse, fido2]", False),
        ("true", "[temporaryAccessPassOneTime, temporaryAccessPassMultiUse, fido2]", False),
    ],
)
def test_str304_one_kind_of_pass(once: str, combinations: str, fires: bool) -> None:
    text = tenant(ONCE=once, COMBINATIONS=combinations)
    assert [each for each, _ in summaries(text, "STR304")] == [Severity.ERROR] * fires
    assert found_in(text, "CAP403") == []


def test_str305_a_pass_in_place_of_an_administrator() -> None:
    admins = RESOURCE.replace("{groups: [PK-Staff]}", "{roles: [Global Administrator]}")
    open_to_all = admins.replace("authenticationStrength: keys", "authenticationStrength: bootstrap")
    (finding,) = found_in(tenant(open_to_all), "STR305")
    assert finding.diagnostic.detail[0] == "roles: `Global Administrator`"
    assert found_in(tenant(admins), "STR305") == []
    readers = open_to_all.replace("Global Administrator", "Message Center Reader")
    assert found_in(tenant(readers), "STR305") == []


def test_reg601_self_service_off() -> None:
    (finding,) = found_in(tenant(SELF_SERVICE="false"), "REG601")
    assert finding.diagnostic.severity is Severity.ERROR
    off = tenant(SELF_SERVICE="false", CAMPAIGN="disabled").replace(
        "  state: enabled\n  allow", "  state: disabled\n  allow"
    )
    assert found_in(off, "REG601") == []


def test_reg604_a_campaign_that_asks_whom_no_row_names() -> None:
    (finding,) = found_in(tenant(ASKED="[PK-Staff, PK-Other]"), "REG604")
    assert finding.diagnostic.summary == "the campaign asks `PK-Other`, whom no target row of passkeys names"
    everybody = tenant(ASKED="[PK-Other]").replace("{group: PK-Staff,", "{everyone: true,")
    assert found_in(everybody, "REG604") == []
    partly = tenant(ASKED="[PK-Other]").replace("passkeys: all", "passkeys: listed")
    assert found_in(partly, "REG604") == []
    assert found_in(tenant(ASKED="[PK-Other]", CAMPAIGN="disabled"), "REG604") == []


def test_reg604_a_list_without_what_the_campaign_offers() -> None:
    assert len(found_in(tenant(MODELS="[yubikey-5-nfc]"), "REG604")) == 1


def test_reg604_a_policy_in_front() -> None:
    text = tenant().replace(
        "    grant:", "    conditions: {locations: {include: all, exclude: [allTrusted]}}\n    grant:"
    )
    assert len(found_in(text, "REG604")) == 1
    assert found_in(text.replace("include: {groups: [PK-Staff]}", "include: {groups: [PK-Other]}"), "REG604") == []
