"""Pieces of the language that several sections share."""

from __future__ import annotations

from passkeyctl.config.schema_expectations import EXPECTED_GROUP
from passkeyctl.config.shape import GUID, Choice, Flag, Key, ListOf, MapOf, Number, OneOf, Record, Text
from passkeyctl.json_types import JsonValue

TEXT = Text()
TEXTS = ListOf(TEXT)
GUID_TEXT = Text(GUID, "a GUID")
NOTE = Key("note", TEXT, "A remark for people; never sent to the tenant.")
UNMANAGED = Key(
    "unmanaged",
    TEXTS,
    "Keys of this entry that somebody else owns: neither written, nor listed as missing, nor counted as drift.",
    ["conditions.locations", "users.exclude"],
)
ENSURE = Key(
    "ensure", Choice(("absent",)), "`absent` removes the object; then only `name` or `id` may stand beside it."
)


NAMED = ("name", "id")
"""Every entry says one of these, else nobody knows which object it means."""


def identity(name: Key) -> tuple[Key, ...]:
    """What every entry can say about which live object it means."""
    return (
        name,
        Key("id", GUID_TEXT, "The id of the live object, where its name isn't unique or should not decide."),
        Key(
            "formerly",
            TEXTS,
            "Names this object had before; a live object with one of them is renamed in place.",
            ["Passkeys (test)"],
        ),
        ENSURE,
        UNMANAGED,
        NOTE,
    )


TENANT = Record(
    (
        Key("id", GUID_TEXT, "The tenant's id.", "5b1f3a60-7f0e-4f7e-9a55-2f6a3b0c1d2e"),
        Key(
            "domain",
            Text("[^ /@]+\\.[^ /@]+", "a domain"),
            "A verified domain of the tenant.",
            "contoso.onmicrosoft.com",
        ),
        Key("name", TEXT, "A name for people; the tenant is found by `id` or `domain`.", "contoso-prod"),
        Key(
            "cloud",
            Choice(("global", "usgov", "dod", "china")),
            "The Microsoft cloud of the tenant.",
        ),
    ),
    needs=("domain", "id"),
)

_PREFIX = Record(
    (
        Key(
            "prefix",
            Text(shortest=3),
            "Owns every object whose name starts with this text; at least three characters, case-sensitive.",
            "PK1",
            is_required=True,
        ),
    )
)
_BY_NAME = OneOf(scalar=Choice(("listed",)), mapping=_PREFIX)
MANAGE = Record(
    (
        Key(
            "passkeys",
            Choice(("listed", "all")),
            "`listed`: the profiles, rows and keys in the files; `all`: `targets` and `exclude` are whole lists.",
        ),
        Key("temporaryAccessPass", Flag(), "`true`: the keys that the files write.", True),
        Key("registrationCampaign", Flag(), "`true`: the keys that the files write.", True),
        Key("authenticationStrengths", _BY_NAME, "The strengths listed, or those with a prefix.", "listed"),
        Key("namedLocations", _BY_NAME, "The locations listed, or those with a prefix.", "listed"),
        Key("authenticationContexts", Choice(("listed",)), "The contexts listed.", "listed"),
        Key("conditionalAccess", _BY_NAME, "The policies listed, or those with a prefix.", {"prefix": "PK1"}),
    )
)

_GROUP = Record(
    (
        Key("name", TEXT, "The group's name in the directory; must be unique there.", "SG-EmergencyAccess"),
        Key("id", GUID_TEXT, "The group's id; then it decides, and another live name is an error."),
        Key("expect", EXPECTED_GROUP, "What the group is to be; it is checked and never changed."),
        NOTE,
    ),
    needs=NAMED,
)
GROUPS = MapOf(_GROUP)

_AUTHENTICATOR = Record(
    (
        Key(
            "aaguid",
            Text(hint_pattern=GUID),
            "The AAGUID of one model of key or provider.",
            "7787a482-13e8-4784-8a06-c7ed49a7aaf4",
            is_required=True,
        ),
        NOTE,
    )
)
AUTHENTICATOR_ALIASES = MapOf(ListOf(OneOf(scalar=TEXT, mapping=_AUTHENTICATOR), fewest=1))
_EXAMPLE_KEYS: JsonValue = ["microsoft-authenticator", "yubikey-5-nfc@5.7"]


def authenticators(
    doc: str, *, is_required: bool = False, is_nullable: bool = False, name: str = "authenticators"
) -> Key:
    return Key(name, TEXTS, doc, _EXAMPLE_KEYS, is_required, is_nullable)


REQUIRES = Record(
    (
        Key(
            "licences",
            ListOf(TEXT, fewest=1),
            "Service plans or products that the tenant must have, by their names in Graph.",
            ["AAD_PREMIUM"],
        ),
        Key("securityDefaults", Choice(("disabled", "enabled")), "How security defaults must stand.", "disabled"),
    ),
    fewest=1,
)

_EMERGENCY_RULES = Record(
    (
        Key("minimumAccounts", Number(1, 100), "How many enabled accounts there must be; 2 unless written.", 2),
        Key("excludedFromEveryPolicy", Flag(), "Every policy must exclude them; only `true` can be written.", True),
        Key(
            "registeredMethod",
            Choice(("fido2", "x509Certificate")),
            "What each account must be able to sign in with: a passkey, or a certificate.",
            "fido2",
        ),
        Key(
            "lastTestedWithin",
            Text("[1-9][0-9]{0,3}d", "a number of days such as `90d`"),
            "How long ago each account may have signed in last.",
            "90d",
        ),
    ),
)
EMERGENCY = Record(
    (
        Key("group", TEXT, "The group that holds the emergency access accounts.", "SG-EmergencyAccess"),
        Key(
            "accounts",
            TEXTS,
            "User principal names or ids of the emergency access accounts.",
            ["bg1@contoso.onmicrosoft.com", "bg2@contoso.onmicrosoft.com"],
        ),
        Key("require", _EMERGENCY_RULES, "What must hold for these accounts."),
        NOTE,
    ),
    fewest=1,
)
