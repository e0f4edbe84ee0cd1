"""Faults that the files alone show."""

from __future__ import annotations

from tests.planted.plant import Plant, plant

E, W, N = "error", "warning", "notice"

BOOTSTRAP = "allowedCombinations: [temporaryAccessPassOneTime, fido2, windowsHelloForBusiness]"
REGISTER_GRANT = "    grant: {authenticationStrength: bootstrap}\n"
REGISTER_SESSION = "    session: {signInFrequency: everyTime}\n"
STAFF_PROFILE = "      passkeyTypes: [deviceBound, synced]\n      enforceAttestation: false\n"
STAFF_LIST = """\
      keyRestrictions:
        behavior: allow
        authenticators:
          - microsoft-authenticator
          - windows-hello
          - apple-passwords
          - google-password-manager
          - yubikey-5-nfc
"""
DEFAULT_LIST = "keyRestrictions: {behavior: allow, authenticators: [yubikey-5-nfc, yubikey-5ci]}"
OFFICE = """\
    name: PK20 Office
    state: reportOnly
    users:
      include: {groups: [staff]}
      exclude: {groups: [emergency], guests: all}
    target: {resources: {include: [Office 365]}}
    grant: {authenticationStrength: resistant}
"""
PORTALS = """\
    name: PK30 Admin portals
    state: reportOnly
    users:
      include: {groups: [admins]}
      exclude: {groups: [emergency], guests: all}
    target: {resources: {include: [Microsoft Admin Portals]}}
    grant: {authenticationStrength: admin-keys}
"""
DEVICES = """\
  devices:
    name: PK40 Join devices
    state: enabled
    users:
      include: {groups: [staff]}
      exclude: {groups: [emergency], guests: all}
    target: {userActions: [Register or join devices]}
    grant: {controls: [mfa]}
"""
ROLES = "include: {roles: [Global Administrator, Security Administrator]}"


def office(old: str, new: str) -> tuple[str, str]:
    assert OFFICE.count(old) == 1
    return OFFICE, OFFICE.replace(old, new)


def office_with(*changes: tuple[str, str]) -> tuple[str, str]:
    text = OFFICE
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return OFFICE, text


def portals_with(*changes: tuple[str, str]) -> tuple[str, str]:
    text = PORTALS
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return PORTALS, text


ENFORCED = ("state: reportOnly", "state: enabled")
EVERYTHING = ("[Office 365]", "[All resources]")

FOR_EVERYONE = ("    - {group: staff, profiles: [staff]}\n", "    - {everyone: true, profiles: [staff]}\n")

IN_FILES: tuple[Plant, ...] = (
    plant("F01", "CAP403", E, office_with(ENFORCED, EVERYTHING)),
    plant("F02", "CAP403", E, (REGISTER_GRANT, "    grant: {authenticationStrength: Phishing-resistant MFA}\n")),
    plant("F03", "CAP403", E, (BOOTSTRAP, "allowedCombinations: [fido2, windowsHelloForBusiness, deviceBasedPush]")),
    plant("F04", "STR304", E, ("oneTimeUse: true", "oneTimeUse: false")),
    plant("F06", "REG603", W, (PORTALS, PORTALS + DEVICES)),
    plant("F08", "REG601", E, ("allowSelfServiceSetup: true", "allowSelfServiceSetup: false")),
    plant("F09", "CAP407", W, (REGISTER_GRANT + REGISTER_SESSION, REGISTER_GRANT)),
    plant("F10", "CAP404", W, ("    state: enabled\n    users:\n      include: {groups: [staff, admins]}",
                               "    state: reportOnly\n    users:\n      include: {groups: [staff, admins]}")),
    plant("F11", "CAP406", E, office_with(ENFORCED, EVERYTHING, (
        "{authenticationStrength: resistant}", "{controls: [compliantApplication]}"
    ))),
    plant("F12", "CAP406", E, office_with(ENFORCED, EVERYTHING,
                                          ("{authenticationStrength: resistant}", "{controls: [compliantDevice]}"))),
    plant("F13", "CAP407", W, (REGISTER_GRANT, "    conditions: {deviceFilter: {mode: exclude, rule: "
                               "'device.isCompliant -eq True'}}\n" + REGISTER_GRANT)),
    plant("F15", "CAP407", W, (REGISTER_GRANT, "    conditions: {locations: {include: all, exclude: [allTrusted]}}\n"
                               + REGISTER_GRANT)),
    plant("F16", "REG604", W, (STAFF_LIST, "      keyRestrictions: {behavior: allow, "
                               "authenticators: [token2-pin-plus]}\n")),
    plant("F17", "OPS901", E, ("conditionalAccess:\n  register:\n", """\
---
apiVersion: passkeyctl/v1
registrationCampaign: {state: disabled}
conditionalAccess:
  register:
""")),
    plant("F23", "PRF101", E, (STAFF_PROFILE, "      passkeyTypes: [synced]\n      enforceAttestation: true\n")),
    plant("F24", "PRF107", W, (DEFAULT_LIST, "keyRestrictions: {behavior: allow, "
                               "authenticators: [microsoft-authenticator, yubikey-5-nfc, yubikey-5ci]}")),
    plant("F25", "PRF108", E, (DEFAULT_LIST, "keyRestrictions: {behavior: allow, "
                               "authenticators: [windows-hello, yubikey-5-nfc, yubikey-5ci]}")),
    plant("F26", "AAG206", E, (DEFAULT_LIST, "keyRestrictions: {behavior: allow, "
                               "authenticators: [ellipticsecure-mirkey, yubikey-5-nfc, yubikey-5ci]}")),
    plant("F30", "AAG204", E, ("          - microsoft-authenticator\n", "          - microsoft-authenticator-ios\n")),
    plant("F31", "AAG204", W, ("          - windows-hello\n", "          - windows-hello-hardware\n")),
    plant("F32", "AAG209", N, ("          - google-password-manager\n          - yubikey-5-nfc\n",
                               "          - google-password-manager\n          - yubikey-5-nfc@5.7\n")),
    plant("F33", "AAG203", E, ("          - windows-hello\n",
                               "          - windows-hello\n          - 2fc0579f-8113-47ea-b116-bb5a8db9202b\n")),
    plant("F34", "AAG202", E, (DEFAULT_LIST, "keyRestrictions: {behavior: allow, authenticators: []}")),
    plant("F35", "AAG208", W, FOR_EVERYONE,
          ("    - {group: emergency, profiles: [default]}\n    - {group: admins, profiles: [default]}\n", "")),
    plant("F36", "AAG205", W, (DEFAULT_LIST, "keyRestrictions: {behavior: allow, "
                               "authenticators: [google-password-manager, yubikey-5-nfc, yubikey-5ci]}")),
    plant("F37", "PRF109", W, (STAFF_PROFILE + STAFF_LIST, "      passkeyTypes: [deviceBound]\n"
                               "      enforceAttestation: false\n      keyRestrictions: none\n")),
    plant("F41", "PRF104", W, ("  targets:\n    - {group: emergency", "".join(
        f"    more{number}:\n      name: More {number}\n      passkeyTypes: [deviceBound]\n"
        "      enforceAttestation: true\n      keyRestrictions: none\n" for number in range(9)
    ) + "  targets:\n    - {group: emergency")),
    plant("F43", "PRF102", E, ("{group: staff, profiles: [staff]}", "{group: staff, profiles: [stuff]}")),
    plant("F52", "EMG502", E, office("exclude: {groups: [emergency], guests: all}", "exclude: {guests: all}")),
    plant("F55", "EMG502", E, office_with(("include: {groups: [staff]}", "include: all"), EVERYTHING, ENFORCED,
                                          ("exclude: {groups: [emergency], guests: all}",
                                           "exclude: {guests: {types: [serviceProvider], tenants: all}}")),
          also=("CAP403",)),
    plant("F60", "CAP402", E, office("{authenticationStrength: resistant}",
                                     "{require: all, controls: [mfa], authenticationStrength: resistant}")),
    plant("F61", "STR302", W, FOR_EVERYONE,
          portals_with(("include: {groups: [admins]}", ROLES), ("admin-keys", "Phishing-resistant MFA"))),
    plant("F62", "STR301", E, ("fido2: {allowedAAGUIDs: [yubikey-5-nfc, yubikey-5ci]}",
                               "fido2: {allowedAAGUIDs: [token2-pin-plus]}")),
    plant("F65", "CAP410", E, (OFFICE, OFFICE.replace("state: reportOnly", "state: enabled") + """\
  office-cards:
    name: PK21 Office with cards
    state: enabled
    users:
      include: {groups: [staff]}
      exclude: {groups: [emergency], guests: all}
    target: {resources: {include: [Office 365]}}
    grant: {authenticationStrength: cards}
"""), ("  admin-keys:\n    name: Admin keys", "  cards: {name: Cards, allowedCombinations: "
       "[x509CertificateMultiFactor]}\n  admin-keys:\n    name: Admin keys")),
    plant("F67", "CAP409", W, office("{include: [Office 365]}", "{include: [All resources], exclude: [Office 365]}")),
    plant("F68", "OPS901", E, office("    target: {resources: {include: [Office 365]}}\n",
                                     "    target: {resources: {include: [Office 365]}, "
                                     "userActions: [Register security information]}\n")),
    plant("F73", "GST702", W, office_with(("include: {groups: [staff]}", "include: all"),
                                          ("exclude: {groups: [emergency], guests: all}",
                                           "exclude: {groups: [emergency]}"))),
    plant("F74", "CAP406", W, office("{authenticationStrength: resistant}", "{controls: [compliantDevice]}")),
    plant("AAG201", "AAG201", E, ("          - windows-hello\n",
                                  "          - 00000000-0000-0000-0000-000000000000\n")),
    plant("AAG207", "AAG207", W, (DEFAULT_LIST, "keyRestrictions: {behavior: allow, "
                                  "authenticators: [canokey-canary, yubikey-5-nfc, yubikey-5ci]}")),
    plant("EMG501", "EMG501", W, ("""\
emergencyAccess:
  group: emergency
  accounts: [bg1@contoso.onmicrosoft.com, bg2@contoso.onmicrosoft.com]
  require: {minimumAccounts: 2, excludedFromEveryPolicy: true}
""", "")),
    plant("GST701", "GST701", W, office_with(("include: {groups: [staff]}", "include: {groups: [staff], guests: all}"),
                                             ("exclude: {groups: [emergency], guests: all}",
                                              "exclude: {groups: [emergency], guests: {types: [serviceProvider], "
                                              "tenants: all}}"))),
    plant("REG603", "REG603", E, ("maximumLifetime: 8h", "maximumLifetime: 30m")),
    plant("STR305", "STR305", W, portals_with(("include: {groups: [admins]}", ROLES), ("admin-keys", "bootstrap"))),
    plant("F78", "HYB801", W, ("registrationCampaign:\n", "expect:\n  entraKerberos: {required: true}\n\n"
                               "registrationCampaign:\n")),
    plant("F85", "CAP404", W, ("temporaryAccessPass:\n", """\
rollout:
  stages:
    - name: prepare
    - name: enforce
      gate: {reportOnlyFailures: {policy: register, atMost: 0, over: 7d}}
temporaryAccessPass:
""")),
    plant("OPS906", "OPS906", E, ("registrationCampaign:\n", """\
waivers:
  - rule: PRF107
    reason: everybody starts in the app
    owner: desk@contoso.example
    expires: 2026-10-31

registrationCampaign:
"""), (DEFAULT_LIST, "keyRestrictions: {behavior: allow, "
       "authenticators: [microsoft-authenticator, yubikey-5-nfc, yubikey-5ci]}")),
)  # fmt: skip
"""In the order of docs/failure-modes.md; what no row is about comes last."""
