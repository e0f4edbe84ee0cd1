"""What comes of policy tests: four words for a sign-in, three for a passkey, and what is not known never passes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from passkeyctl.cli.testing.files import files_ground
from passkeyctl.config.load import load_texts
from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.insight.person.passkeys import worlds
from passkeyctl.insight.person.policies import outcome_of, policies_of
from passkeyctl.insight.policy_tests.judging import judged
from passkeyctl.insight.policy_tests.resolving import resolved_tests
from passkeyctl.insight.policy_tests.tested import Judged, Point, ResolvedTest
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.desired import SourceText

TENANT = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
emergencyAccess: {group: Emergency}
passkeys:
  state: enabled
  allowSelfServiceSetup: true
  profiles:
    default:
      name: Default passkey profile
      passkeyTypes: [deviceBound]
      enforceAttestation: true
      keyRestrictions: {behavior: allow, authenticators: [yubikey-5-nfc@5.7, microsoft-authenticator]}
    synced: {name: Synced, passkeyTypes: [synced], enforceAttestation: false, keyRestrictions: none}
  targets:
    - {group: Admins, profiles: [default]}
    - {group: Staff, profiles: [synced]}
  exclude: [Barred]
temporaryAccessPass: {state: enabled, targets: [Staff], oneTimeUse: true}
authenticationStrengths:
  keys: {name: Keys, allowedCombinations: [fido2]}
  yubikeys:
    name: YubiKeys
    allowedCombinations: [fido2]
    fido2: {allowedAAGUIDs: [yubikey-5-nfc@5.7]}
  way-in: {name: Way in, allowedCombinations: [temporaryAccessPassOneTime, fido2]}
namedLocations:
  office: {name: Office, ipRanges: [198.51.100.0/24], trusted: true}
conditionalAccess:
  mfa:
    name: MFA for all
    state: enabled
    users: {include: all, exclude: {groups: [Emergency]}}
    target: {resources: {include: [All resources]}}
    grant: {controls: [mfa]}
  admins:
    name: Keys for administrators
    state: enabled
    users: {include: {roles: [Global Administrator, User Administrator]}, exclude: {groups: [Emergency]}}
    target: {resources: {include: [Microsoft Admin Portals]}}
    grant: {authenticationStrength: yubikeys}
  legacy:
    name: No legacy
    state: enabled
    users: {include: {groups: [Legacy]}}
    target: {resources: {include: [All resources]}}
    conditions: {clientApps: [exchangeActiveSync, other]}
    grant: {controls: [block]}
  finance:
    name: Finance in the office
    state: enabled
    users: {include: {groups: [Finance]}}
    target: {resources: {include: [All resources]}}
    conditions: {locations: {include: all, exclude: [office]}}
    grant: {controls: [block]}
  devices:
    name: Devices
    state: enabled
    users: {include: {groups: [Devices]}}
    target: {resources: {include: [All resources]}}
    grant: {require: one, controls: [compliantDevice, domainJoinedDevice]}
  both:
    name: Both
    state: enabled
    users: {include: {groups: [Both]}}
    target: {resources: {include: [All resources]}}
    grant: {require: all, controls: [compliantDevice], authenticationStrength: keys}
  kiosk:
    name: Kiosk
    state: enabled
    users: {include: {groups: [Kiosk]}}
    target: {resources: {include: [All resources]}}
    conditions: {deviceFilter: {mode: include, rule: 'device.model -eq "K"'}}
    grant: {controls: [block]}
  risky:
    name: Risky
    state: enabled
    users: {include: {groups: [Risky]}}
    target: {resources: {include: [All resources]}}
    conditions: {signInRisk: [high]}
    grant: {authenticationStrength: keys}
  guests:
    name: Guests
    state: enabled
    users: {include: {guests: {types: [b2bCollaborationGuest], tenants: [829888e2-7bfc-4c37-9317-0f9e5141943b]}}}
    target: {resources: {include: [All resources]}}
    grant: {controls: [block]}
  register:
    name: Way in
    state: enabled
    users: {include: {groups: [Staff]}}
    target: {userActions: [Register security information]}
    grant: {authenticationStrength: way-in}
  soon:
    name: Soon
    state: reportOnly
    users: {include: {groups: [Staff]}}
    target: {resources: {include: [Office 365]}}
    grant: {controls: [block]}
"""
HEAD = "apiVersion: passkeyctl/v1\nkind: PolicyTest\n"
YUBIKEY = "passkeys: [{model: a25342c0-3cdc-4414-8e46-f4807fca511c}]"
PUSH = "methods: [microsoftAuthenticatorPush]"


def results(tests: str, tenant: str = TENANT) -> tuple[Judged, ...]:
    return tuple(judged(each, state) for each, state in resolutions(tests, tenant))


def resolutions(tests: str, tenant: str = TENANT) -> tuple[tuple[ResolvedTest, TenantState], ...]:
    loaded = load_texts([SourceText("passkeys.yaml", tenant), SourceText("tests.yaml", HEAD + tests)])
    assert [each for each in loaded.diagnostics if each.severity is Severity.ERROR] == []
    assert loaded.configuration is not None
    ground = files_ground(loaded.configuration)
    found: list[Diagnostic] = []
    resolved = resolved_tests(loaded.tests, ground.state, ground.naming, ground.find, found)
    assert found == []
    return tuple((each, ground.state) for each in resolved)


def faults(tests: str, tenant: str = TENANT) -> list[tuple[str, str]]:
    loaded = load_texts([SourceText("passkeys.yaml", tenant), SourceText("tests.yaml", HEAD + tests)])
    assert loaded.configuration is not None
    ground = files_ground(loaded.configuration)
    found: list[Diagnostic] = []
    resolved_tests(loaded.tests, ground.state, ground.naming, ground.find, found)
    return [(f"{each.source}: {each.summary}", each.hint) for each in found]


def point(tests: str, tenant: str = TENANT) -> Point:
    (result,) = results(tests, tenant)
    (found,) = result.points
    assert result.passes is found.holds
    return found


def access(person: str, sign_in: str, expected: str = "access: granted", tenant: str = TENANT) -> Point:
    return point(f"tests: [{{person: {{{person}}}, signIn: {{{sign_in}}}, expect: {{{expected}}}}}]\n", tenant)


OFFICE, PORTALS = "resource: Office 365", "resource: Microsoft Admin Portals"
REGISTER = "userAction: Register security information"
SIGN_INS: Mapping[str, tuple[str, str, str]] = {
    "a second factor is enough": (PUSH, OFFICE, "granted"),
    "nobody has one by chance": ("", OFFICE, "needs mfa"),
    "a phone is one": ("methods: [mobilePhone]", OFFICE, "granted"),
    "mail is none": ("methods: [email]", OFFICE, "needs mfa"),
    "a passkey counts where a profile takes it": (f"groups: [Admins], {YUBIKEY}", OFFICE, "granted"),
    "and nowhere else": (YUBIKEY, OFFICE, "needs mfa"),
    "an exclude beats the row": (f"groups: [Admins, Barred], {YUBIKEY}", OFFICE, "needs mfa"),
    "a role brings its policy": (f"roles: [Global Administrator], {PUSH}", PORTALS, "needs YubiKeys"),
    "a template id too": (f"roles: [62e90394-69f5-4237-9190-012177145e10], {PUSH}", PORTALS, "needs YubiKeys"),
    "and the key that it asks for": (f"roles: [Global Administrator], groups: [Admins], {YUBIKEY}", PORTALS, "granted"),
    "a role that can be activated may bring it": (f"eligibleRoles: [User Administrator], {PUSH}", PORTALS, "unknown"),
    "who is left out is asked for nothing": ("groups: [Emergency], roles: [Global Administrator]", PORTALS, "granted"),
    "blocked": (f"groups: [Legacy], {PUSH}", f"{OFFICE}, clientApp: other", "blocked"),
    "not blocked": (f"groups: [Legacy], {PUSH}", f"{OFFICE}, clientApp: browser", "granted"),
    "blocked, or not": (f"groups: [Legacy], {PUSH}", OFFICE, "unknown"),
    "in the office": (f"groups: [Finance], {PUSH}", f"{OFFICE}, ipAddress: 198.51.100.9", "granted"),
    "by the name of the place": (f"groups: [Finance], {PUSH}", f"{OFFICE}, location: office", "granted"),
    "out of the office": (f"groups: [Finance], {PUSH}", f"{OFFICE}, ipAddress: 203.0.113.9", "blocked"),
    "wherever": (f"groups: [Finance], {PUSH}", OFFICE, "unknown"),
    "no device is compliant by chance": (
        f"groups: [Devices], {PUSH}",
        OFFICE,
        "needs compliantDevice or domainJoinedDevice",
    ),
    "one that is": (f"groups: [Devices], {PUSH}", f"{OFFICE}, meets: [domainJoinedDevice]", "granted"),
    "of two demands one is left": (
        f"groups: [Both, Admins], {YUBIKEY}",
        OFFICE,
        "needs compliantDevice",
    ),
    "or the other": (f"groups: [Both], {PUSH}", f"{OFFICE}, meets: [compliantDevice]", "needs Keys"),
    "or both": (f"groups: [Both], {PUSH}", OFFICE, "needs Keys, compliantDevice"),
    "a device filter can't be decided": (f"groups: [Kiosk], {PUSH}", OFFICE, "unknown"),
    "a risk that is not said matters to who can't": (f"groups: [Risky], {PUSH}", OFFICE, "unknown"),
    "but not to who can": (f"groups: [Risky, Admins], {YUBIKEY}", OFFICE, "granted"),
    "no risk": (f"groups: [Risky], {PUSH}", f"{OFFICE}, signInRisk: none", "granted"),
    "a risk": (f"groups: [Risky], {PUSH}", f"{OFFICE}, signInRisk: high", "needs Keys"),
    "which tenant a guest is from": (f"guest: b2bCollaborationGuest, {PUSH}", OFFICE, "unknown"),
    "a guest of another kind": (f"guest: internalGuest, {PUSH}", OFFICE, "granted"),
    "a pass is the way in": ("groups: [Staff], temporaryAccessPass: true", REGISTER, "granted"),
    "where it reaches": ("groups: [Staff]", REGISTER, "needs Way in"),
    "report-only asks for nothing": (f"groups: [Staff], {PUSH}", OFFICE, "granted"),
    "an application by its id": (PUSH, "resource: 00000002-0000-0ff1-ce00-000000000000", "granted"),
}


@pytest.mark.parametrize("name", SIGN_INS)
def test_a_sign_in(name: str) -> None:
    person, sign_in, expected = SIGN_INS[name]
    found = access(person, sign_in)
    assert found.found == expected
    assert found.holds is (expected == "granted")
    assert bool(found.because) or expected != "unknown"


@pytest.mark.parametrize("name", SIGN_INS)
def test_it_agrees_with_what_who_says_of_a_sign_in(name: str) -> None:
    """`who` keeps devices open, so there a sign-in that needs something may still pass."""
    person, sign_in, expected = SIGN_INS[name]
    test = f"tests: [{{person: {{{person}}}, signIn: {{{sign_in}}}, expect: {{access: granted}}}}]\n"
    ((resolved, state),) = resolutions(test)
    (variant, *_) = resolved.variants
    assert resolved.sign_in is not None
    outcome = outcome_of(policies_of(worlds(state, variant.people, variant.ordinal), resolved.sign_in), state)
    match expected.split()[0]:
        case "granted":
            assert (outcome.is_blocked, outcome.passes) in ((False, True), (False, None))
            assert outcome.passes or "meets" in sign_in
        case "blocked":
            assert outcome.is_blocked
        case "needs":
            assert (outcome.is_blocked, outcome.passes) in ((False, False), (False, None))
            assert outcome.passes is False or "Device" in expected
        case _:
            assert None in (outcome.is_blocked, outcome.passes)


@pytest.mark.parametrize("name", [name for name, each in SIGN_INS.items() if each[2] == "unknown"])
def test_what_is_not_known_passes_where_just_that_is_expected(name: str) -> None:
    person, sign_in, _ = SIGN_INS[name]
    assert access(person, sign_in, "access: unknown").holds
    assert not access(person, sign_in, "access: blocked").holds
    assert not access(person, sign_in, "needs: [mfa]").holds


def test_what_is_known_is_not_unknown() -> None:
    assert not access(PUSH, OFFICE, "access: unknown").holds


def test_needs_are_all_that_is_left() -> None:
    both = f"groups: [Both], {PUSH}"
    assert access(both, OFFICE, "needs: [compliantDevice, keys]").holds
    assert access(both, OFFICE, "needs: [Keys, compliantDevice]").holds
    assert not access(both, OFFICE, "needs: [keys]").holds
    assert not access(both, OFFICE, "needs: [keys or compliantDevice]").holds
    assert access(f"groups: [Devices], {PUSH}", OFFICE, "needs: [domainJoinedDevice or compliantDevice]").holds
    assert not access("", OFFICE, "needs: [Phishing-resistant MFA]").holds


def test_what_is_asked() -> None:
    admin = "roles: [Global Administrator]"
    results_of = results(
        f"tests: [{{person: {{{admin}}}, signIn: {{{PORTALS}}}, expect: {{asks: [yubikeys, mfa, keys]}}}}]\n"
    )
    assert [(each.expected, each.found, each.holds) for each in results_of[0].points] == [
        ("YubiKeys", "YubiKeys, mfa", True),
        ("mfa", "YubiKeys, mfa", True),
        ("Keys", "YubiKeys, mfa", False),
    ]
    assert access("groups: [Emergency]", OFFICE, "asks: []").holds
    some = access("", OFFICE, "asks: []")
    assert (some.expected, some.found, some.holds) == ("nothing", "mfa", False)
    maybe = access("groups: [Risky, Emergency]", OFFICE, "asks: [keys]")
    assert (maybe.found, maybe.holds) == ("not known", False)
    assert maybe.because == ("whether `Risky` asks anything hangs on sign-in risk: sign-in risk isn't said",)
    assert not access("groups: [Risky, Emergency]", OFFICE, "asks: []").holds


def test_why_it_is_not_known() -> None:
    found = access(f"groups: [Kiosk], {PUSH}", OFFICE)
    assert found.because == (
        'whether `Kiosk` blocks hangs on device filter: the device filter (include) `device.model -eq "K"`',
    )
    assert [each.policy.policy.name for each in found.policies] == ["Kiosk"]


def test_the_policies_that_decide() -> None:
    found = access(f"groups: [Both], {PUSH}", OFFICE)
    assert [(each.policy.policy.name, each.can_do) for each in found.policies] == [("Both", False)]
    granted = access(f"groups: [Both, Admins], {YUBIKEY}", f"{OFFICE}, meets: [compliantDevice]", "access: blocked")
    assert [(each.policy.policy.name, each.can_do) for each in granted.policies] == [
        ("Both", True),
        ("MFA for all", True),
    ]


def test_what_they_hold_for_nothing_is_said() -> None:
    assert access(YUBIKEY, OFFICE).because == (
        "their passkey `yubikey-5-nfc@5.7.1` doesn't sign in: no profile that reaches them takes it",
    )
    assert access("temporaryAccessPass: true", OFFICE).because == (
        "their Temporary Access Pass is good for nothing: passes don't reach them",
    )


def test_a_pass_that_may_be_of_two_kinds() -> None:
    """Where the policy allows several sign-ins, an administrator chooses for each pass."""
    several = TENANT.replace("oneTimeUse: true", "oneTimeUse: false")
    found = access("groups: [Staff], temporaryAccessPass: true", REGISTER, tenant=several)
    assert (found.found, found.holds) == ("unknown", False)
    assert found.because == (
        "granted where the pass is good for one sign-in",
        "needs Way in where the pass is good for many sign-ins",
    )
    assert access("groups: [Staff], temporaryAccessPass: true", OFFICE, tenant=several).holds


def test_a_name_of_several_models() -> None:
    """The strength takes one of the two models of this name."""
    one = TENANT.replace(
        "allowedAAGUIDs: [yubikey-5-nfc@5.7]", "allowedAAGUIDs: [a25342c0-3cdc-4414-8e46-f4807fca511c]"
    )
    person = "roles: [Global Administrator], groups: [Admins], passkeys: [yubikey-5-nfc@5.7]"
    assert access(person, PORTALS).holds
    found = access(person, PORTALS, tenant=one)
    assert (found.found, found.holds) == ("unknown", False)
    assert found.because == (
        "granted where `yubikey-5-nfc@5.7` is device-bound, `a25342c0-3cdc-4414-8e46-f4807fca511c`",
        "needs YubiKeys where `yubikey-5-nfc@5.7` is device-bound, `d7781e5d-e353-46aa-afe2-3ca49f13332a`",
    )


def test_report_only_as_if_enabled() -> None:
    test = f"{{person: {{groups: [Staff], {PUSH}}}, signIn: {{{OFFICE}}}, asIfEnabled: %s, expect: {{access: %s}}}}"
    for written in ("all", "[soon]", "[Soon]"):
        (found,) = results(f"tests: [{test % (written, 'blocked')}]\n")
        assert found.passes
    assert faults(f"tests: [{test % ('[sooner]', 'blocked')}]\n") == [
        ("tests.yaml:3:122: `sooner` is no Conditional Access policy that is known here", "did you mean `soon`?")
    ]
    (found,) = results(f"tests: [{test % ('[mfa]', 'granted')}]\n")
    assert found.passes, "a stage of a roll-out may have enabled it meanwhile"
    off = TENANT.replace("name: MFA for all\n    state: enabled", "name: MFA for all\n    state: disabled")
    assert faults(f"tests: [{test % ('[mfa]', 'blocked')}]\n", off) == [
        ("tests.yaml:3:122: `mfa` is disabled, not report-only", "take it out of `asIfEnabled`")
    ]


def keys(person: str, expected: str, tenant: str = TENANT) -> Point:
    return point(f"tests: [{{person: {{{person}}}, expect: {{{expected}}}}}]\n", tenant)


REGISTRATIONS: Mapping[str, tuple[str, str, str]] = {
    "what a profile admits": ("groups: [Admins]", "deviceBound", "yes"),
    "and no other type": ("groups: [Admins]", "synced", "no"),
    "what is attested": ("groups: [Admins]", "unattested", "no"),
    "of another group": ("groups: [Staff]", "synced", "yes"),
    "a synced passkey is never attested": ("groups: [Staff]", "unattested", "yes"),
    "of both": ("groups: [Staff, Admins]", "synced", "yes"),
    "nobody else": ("", "deviceBound", "no"),
    "who is excluded": ("groups: [Admins, Barred]", "deviceBound", "no"),
    "a model that is listed": ("groups: [Admins]", "yubikey-5-nfc@5.7", "yes"),
    "one that is not": ("groups: [Admins]", "yubikey-5-nfc@5.4", "no"),
    "an alias of two": ("groups: [Admins]", "microsoft-authenticator", "yes"),
    "a guest": ("groups: [Admins], guest: b2bCollaborationGuest", "deviceBound", "no"),
}


@pytest.mark.parametrize("name", REGISTRATIONS)
def test_a_registration(name: str) -> None:
    person, what, expected = REGISTRATIONS[name]
    found = keys(person, f"mayRegister: {{{what}: true}}")
    assert (found.found, found.holds) == (expected, expected == "yes")
    assert found.chains
    assert keys(person, f"mayRegister: {{{what}: false}}").holds is (expected == "no")
    assert not keys(person, f"mayRegister: {{{what}: unknown}}").holds


def test_some_models_of_a_name_only() -> None:
    """Of two AAGUIDs one may be registered: neither `true` nor `false`."""
    listed = "authenticators: [yubikey-5-nfc@5.7, microsoft-authenticator]"
    one = TENANT.replace(listed, "authenticators: [microsoft-authenticator-ios]")
    for answer in ("true", "false", "unknown"):
        found = keys("groups: [Admins]", f"mayRegister: {{microsoft-authenticator: {answer}}}", one)
        assert (found.found, found.holds) == ("only microsoft-authenticator-ios", False)


def test_whether_a_model_can_be_attested_may_not_be_known() -> None:
    unlisted = "00000000-1111-4222-8333-444444444444"
    any_model = TENANT.replace(
        "{behavior: allow, authenticators: [yubikey-5-nfc@5.7, microsoft-authenticator]}", "none"
    )
    found = keys("groups: [Admins]", f"mayRegister: {{{unlisted}: true}}", any_model)
    assert (found.found, found.holds) == ("not known", False)
    assert keys("groups: [Admins]", f"mayRegister: {{{unlisted}: unknown}}", any_model).holds


def test_what_signs_in() -> None:
    """A key that was registered before the profile asked for attestation goes on signing in."""
    assert keys("groups: [Admins]", "signsInWith: {yubikey-5-nfc@5.7: true}").holds
    assert keys("groups: [Staff]", "signsInWith: {yubikey-5-nfc@5.7: false}").holds
    found = keys("groups: [Admins, Barred]", "signsInWith: {yubikey-5-nfc@5.7: true}")
    assert (found.found, found.holds) == ("no", False)
    assert found.chains[0][0].id == "Barred"


def test_what_the_files_leave_out_of_what_every_tenant_has_is_not_known() -> None:
    for written, asked in (
        ("  state: enabled\n", "deviceBound: true"),
        ("  allowSelfServiceSetup: true\n", "deviceBound: true"),
        ("      enforceAttestation: true\n", "unattested: false"),
        ("      passkeyTypes: [deviceBound]\n", "deviceBound: true"),
    ):
        less = TENANT.replace(written, "", 1)
        assert less != TENANT
        found = keys("groups: [Admins]", f"mayRegister: {{{asked}}}", less)
        assert (found.found, found.holds) == ("not known", False)
    no_pass = TENANT.replace("temporaryAccessPass: {state: enabled, targets: [Staff], oneTimeUse: true}\n", "")
    found = access("groups: [Staff], temporaryAccessPass: true", REGISTER, tenant=no_pass)
    assert (found.found, found.holds) == ("unknown", False)
    assert "whether a Temporary Access Pass may be given to them isn't known" in found.because
    no_policies = TENANT.partition("conditionalAccess:")[0]
    found = access(PUSH, OFFICE, tenant=no_policies)
    assert (found.found, found.because) == ("unknown", ("what Conditional Access policies there are was not read",))


def test_a_name_that_stands_for_nothing_is_an_error() -> None:
    hint = "nothing in the files names it, so being in it makes no difference: correct the name, or leave it out"
    expect = "expect: {mayRegister: {synced: true}}"
    assert faults(f"tests: [{{person: {{groups: [Admin]}}, {expect}}}]\n") == [
        ("tests.yaml:3:28: `Admin` is no group that is known here", "did you mean `Admins`?")
    ]
    assert faults(f"tests: [{{person: {{groups: [Gardeners]}}, {expect}}}]\n") == [
        ("tests.yaml:3:28: `Gardeners` is no group that is known here", hint)
    ]
    assert faults(f"tests: [{{person: {{roles: [Global Admin]}}, {expect}}}]\n") == [
        ("tests.yaml:3:27: `Global Admin` is no role that is known here", "did you mean `Global Administrator`?")
    ]
    application = "use the name of its service principal as the tenant has it, or write its application id"
    sign_in = "person: {}, signIn: {%s}, expect: {%s}"
    assert faults(f"tests: [{{{sign_in % ('resource: Salesforce', 'access: granted')}}}]\n") == [
        ("tests.yaml:3:41: `Salesforce` is no application that is known here", application)
    ]
    assert faults(f"tests: [{{{sign_in % (f'{OFFICE}, location: ofice', 'access: granted')}}}]\n") == [
        ("tests.yaml:3:63: `ofice` is no named location that is known here", "did you mean `office`?")
    ]
    assert faults(f"tests: [{{{sign_in % (OFFICE, 'needs: [mfaa]')}}}]\n") == [
        ("tests.yaml:3:71: `mfaa` is no authentication strength that is known here", "did you mean `mfa`?")
    ]
    assert faults(f"tests: [{{person: ada@contoso.com, {expect}}}]\n") == [
        (
            "tests.yaml:3:18: `ada@contoso.com` is no key under `personas`, and files tell nothing of real people",
            "describe the person, or judge real people with --offline, --against SNAPSHOT or --tenant",
        )
    ]


def test_too_many_models_to_think_of() -> None:
    ((summary, hint),) = faults(
        "tests: [{person: {passkeys: [yubico, yubico]}, expect: {mayRegister: {synced: true}}}]\n"
    )
    assert summary.startswith("tests.yaml:3:30: the passkeys of this person may be any of ")
    assert hint.startswith("`yubico` stands for ")
