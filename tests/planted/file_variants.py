"""Faults that the files alone show, as somebody else would write them; and what is fine, written otherwise."""

from __future__ import annotations

from tests.planted.variants import Variant

DEFAULT_LIST = "keyRestrictions: {behavior: allow, authenticators: [yubikey-5-nfc, yubikey-5ci]}"
ROW = "    - {group: staff, profiles: [staff]}\n"
REGISTER_GRANT = "    grant: {authenticationStrength: bootstrap}\n"
COMPLIANT = """\
  compliant:
    name: PK40 Compliant devices
    users: {include: {groups: [staff]}, exclude: {groups: [emergency]}}
    target: {resources: {include: [All resources]}}
    grant: {controls: [compliantDevice]}
"""

SESSION = """\
  session:
    name: PK50 Session
    state: enabled
    users: {{include: all{exclude}}}
    target: {{resources: {{include: [Office 365]}}}}
    session: {{signInFrequency: 8h}}
"""
EITHER = """\
  either:
    name: PK51 Device or second factor
    state: reportOnly
    users: {include: all, exclude: {groups: [emergency], guests: {types: [serviceProvider], tenants: all}}}
    target: {resources: {include: [All resources]}}
    grant: {require: one, controls: [mfa, domainJoinedDevice]}
"""

IN_FILES: tuple[Variant, ...] = (
    Variant("the good file", None),
    Variant(
        "a block list without a model",
        ("AAG202", "warning"),
        ((DEFAULT_LIST, "keyRestrictions: {behavior: block, authenticators: []}"),),
    ),
    Variant(
        "all of a family is blocked",
        None,
        ((DEFAULT_LIST, "keyRestrictions: {behavior: block, authenticators: [microsoft-authenticator]}"),),
    ),
    Variant(
        "a pass that is too short", ("REG603", "error"), (("maximumLifetime: 8h", "maximumLifetime: 8h\n  length: 6"),)
    ),
    Variant(
        "a row names a profile nobody knows",
        ("PRF102", "error"),
        ((ROW, "    - {group: staff, profiles: [synced]}\n"),),
    ),
    Variant(
        "a row may name a profile of the tenant", None, ((ROW, "    - {group: staff, profiles: [Synced keys]}\n"),)
    ),
    Variant(
        "a profile goes and its row stays",
        ("PRF103", "error"),
        (
            (
                "  targets:\n    - {group: emergency",
                "    old: {name: Old, ensure: absent}\n  targets:\n    - {group: emergency",
            ),
            (ROW, "    - {group: staff, profiles: [staff, old]}\n"),
        ),
    ),
    Variant(
        "a group is targeted and excluded", ("PRF106", "error"), (("  exclude: []\n\n", "  exclude: [staff]\n\n"),)
    ),
    Variant(
        "the emergency group is excluded",
        ("PRF106", "error"),
        (
            ("  exclude: []\n\n", "  exclude: [{group: SG-EmergencyAccess}]\n\n"),
            ("    - {group: emergency, profiles: [default]}\n", ""),
        ),
    ),
    Variant("a compliant device, report-only because nothing is said", ("CAP406", "warning"), more=COMPLIANT),
    Variant(
        "registering is blocked for some",
        ("CAP403", "warning"),
        ((REGISTER_GRANT, "    grant: {controls: [block]}\n"),),
    ),
    Variant(
        "registering is blocked for everybody",
        ("CAP403", "error"),
        (
            (REGISTER_GRANT, "    grant: {controls: [block]}\n"),
            ("      include: {groups: [staff, admins]}\n", "      include: all\n"),
        ),
    ),
    Variant(
        "a campaign for passkeys that are off",
        ("REG604", "warning"),
        (("passkeys:\n  state: enabled", "passkeys:\n  state: disabled"),),
    ),
    Variant(
        "any passkey satisfies what a role, said by its id, is protected with",
        ("STR302", "warning"),
        (
            (ROW, "    - {everyone: true, profiles: [staff]}\n"),
            ("include: {groups: [admins]}\n", "include: {roles: [62e90394-69f5-4237-9190-012177145e10]}\n"),
            ("{authenticationStrength: admin-keys}", "{authenticationStrength: 00000000-0000-0000-0000-000000000004}"),
        ),
    ),
    Variant(
        "one account alone, said twice",
        ("EMG501", "warning"),
        (
            (
                "  group: emergency\n  accounts: [bg1@contoso.onmicrosoft.com, bg2@contoso.onmicrosoft.com]\n",
                "  accounts: [bg1@contoso.onmicrosoft.com, BG1@contoso.onmicrosoft.com]\n",
            ),
        ),
    ),
    Variant("only a session, and for everybody", ("EMG502", "error"), more=SESSION.format(exclude="")),
    Variant(
        "the accounts are excluded one by one",
        None,
        more=SESSION.format(exclude=", exclude: {users: [BG2@contoso.onmicrosoft.com, bg1@contoso.onmicrosoft.com]}"),
    ),
    Variant("a device, or a second factor", None, more=EITHER),
    Variant(
        "Windows Hello by its AAGUIDs, in a house alias",
        ("PRF108", "error"),
        (
            (DEFAULT_LIST, "keyRestrictions: {behavior: allow, authenticators: [ours]}"),
            (
                "passkeys:\n  state",
                "authenticators:\n  ours: [08987058-CADC-4B81-B6E1-30DE50DCBE96, yubikey-5ci]\n\npasskeys:\n  state",
            ),
        ),
    ),
)
