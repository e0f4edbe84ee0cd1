"""The section `expect`, and `expect` of a group: what is checked and never changed."""

from __future__ import annotations

from passkeyctl.config.shape import Choice, Day, Flag, Key, ListOf, MapOf, Number, Record, Text

_MOST = 10_000_000
_TEXTS = ListOf(Text(), fewest=1)
_TRUST = Record((Key("mfa", Flag(), "Whether their second factor counts here.", True, is_required=True),))
_CROSS_TENANT = Record(
    (
        Key("default", _TRUST, "What holds for every other tenant."),
        Key(
            "partners",
            MapOf(_TRUST),
            "What holds for one tenant, by its id.",
            {"11111111-2222-4333-8444-555555555555": {"mfa": True}},
        ),
    ),
    fewest=1,
)
_DEVICES = Record(
    (
        Key(
            "requireMfaToRegisterOrJoin",
            Flag(),
            "*Require multifactor authentication to register or join devices*; off where a policy asks for it.",
            False,
            is_required=True,
        ),
    )
)
_KERBEROS = Record(
    (
        Key("required", Flag(), "Whether people sign in to what is on premises with a passkey.", True, True),
        Key("domains", _TEXTS, "The domains of Active Directory that are meant.", ["corp.contoso.com"]),
        Key(
            "evidence",
            Text(),
            "How somebody saw that it works: Graph can't tell.",
            "klist on a pilot device shows a ticket of the cloud",
        ),
        Key("checked", Day(), "The day on which somebody saw it.", "2026-10-01"),
        Key("keysRotated", Day(), "The day on which the keys of Entra Kerberos were last exchanged.", "2026-09-15"),
    )
)
EXPECT = Record(
    (
        Key("crossTenantTrust", _CROSS_TENANT, "Whether second factors of other tenants count here (inbound trust)."),
        Key("deviceSettings", _DEVICES, "*Devices* > *Device settings*."),
        Key("entraKerberos", _KERBEROS, "Sign-in from Entra joined devices to what is on premises."),
        Key(
            "migrationState",
            Choice(("preMigration", "migrationInProgress", "migrationComplete")),
            "How far the move to the authentication methods policy has come.",
            "migrationComplete",
        ),
        Key(
            "passkeyDynamicMigrationOptOut",
            Flag(),
            "Whether the tenant opted out of Microsoft's move of SMS and voice users to passkeys.",
            False,
        ),
        Key("securityDefaults", Choice(("disabled", "enabled")), "How security defaults stand.", "disabled"),
        Key("licences", _TEXTS, "Service plans or products that the tenant has.", ["AAD_PREMIUM"]),
    ),
    fewest=1,
)

EXPECTED_GROUP = Record(
    (
        Key("dynamic", Flag(), "Whether a rule decides who is in it.", False),
        Key("roleAssignable", Flag(), "Whether roles may be given to it, so that few may change its members.", True),
        Key("atLeast", Number(0, _MOST), "The fewest people in it, nested groups included.", 1),
        Key("atMost", Number(0, _MOST), "The most people in it, nested groups included.", 60),
    ),
    fewest=1,
)
