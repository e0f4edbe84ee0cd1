"""The section `passkeys`: *Passkey (FIDO2)* in the admin centre's authentication methods."""

from __future__ import annotations

from passkeyctl.config.schema_assertions import ASSERTIONS
from passkeyctl.config.schema_entries import ENSURE, NOTE, TEXT, TEXTS, UNMANAGED, authenticators, identity
from passkeyctl.config.shape import Choice, Flag, Key, ListOf, MapOf, OneOf, Record
from passkeyctl.model.passkeys import PASSKEY_TYPES

_KEY_RESTRICTIONS = Record(
    (
        Key(
            "behavior",
            Choice(("allow", "block")),
            "`allow`: only the listed models may be used; `block`: all but the listed ones.",
            is_required=True,
        ),
        authenticators(
            "Models by alias, house alias or AAGUID (*Model/Provider AAGUIDs* in the admin centre).", is_required=True
        ),
    )
)

PROFILE = Record(
    (
        *identity(Key("name", TEXT, "The profile's name in the tenant; documentation only for `default`.", "Synced")),
        Key(
            "passkeyTypes",
            ListOf(Choice(PASSKEY_TYPES), fewest=1),
            "Which passkeys may be registered and used: on one device, or synced by a provider.",
            ["deviceBound"],
        ),
        Key(
            "enforceAttestation",
            Flag(),
            "Whether a key must prove its model when it is registered; synced passkeys can't.",
            True,
        ),
        Key(
            "keyRestrictions",
            OneOf(scalar=Choice(("none",)), mapping=_KEY_RESTRICTIONS),
            "*Target specific AAGUIDs* in the admin centre; `none` leaves that box unticked.",
            "none",
        ),
    )
)

_TARGET = Record(
    (
        Key("group", TEXT, "The group of this row: an alias of `groups`, a name or an id.", "PK-Pilot"),
        Key("everyone", Flag(), "`true` makes this the row for all users.", True),
        Key("profiles", TEXTS, "The passkey profiles that apply to this group.", ["default"]),
        ENSURE,
        NOTE,
    )
)
_EXCLUDED = Record(
    (
        Key("group", TEXT, "The group: an alias of `groups`, a name or an id.", "PK-Blocked", is_required=True),
        ENSURE,
        NOTE,
    )
)

PASSKEYS = Record(
    (
        Key(
            "state",
            OneOf(scalar=Choice(("enabled", "disabled")), is_by_stage=True),
            "*Enable* in the admin centre.",
            "enabled",
        ),
        Key(
            "allowSelfServiceSetup",
            Flag(),
            "Whether people may register passkeys themselves (*Allow self-service set up*).",
            True,
        ),
        Key(
            "optIn",
            Flag(),
            "`true` moves a tenant that has one setting for all passkeys to passkey profiles, for good.",
            True,
        ),
        Key("profiles", MapOf(PROFILE), "Passkey profiles by local id; `default` is the built-in one."),
        Key(
            "targets",
            ListOf(_TARGET),
            "Who may use passkeys, and with which profiles (*Enable and target*).",
            [{"group": "PK-Pilot", "profiles": ["default"]}],
        ),
        Key(
            "exclude",
            ListOf(OneOf(scalar=TEXT, mapping=_EXCLUDED)),
            "Groups that may neither register nor sign in with passkeys, whatever includes them.",
            [],
        ),
        Key(
            "assert",
            ASSERTIONS,
            "What these people may at most register, all the profiles that reach them taken together.",
        ),
        UNMANAGED,
        NOTE,
    ),
)
