"""The sections `temporaryAccessPass` and `registrationCampaign`."""

from __future__ import annotations

from passkeyctl.config.schema_entries import NOTE, TEXT, UNMANAGED
from passkeyctl.config.shape import Choice, Flag, Key, ListOf, Number, OneOf, Record, Text
from passkeyctl.json_types import JsonValue
from passkeyctl.model.methods import CAMPAIGN_METHODS, EVERYONE_WORD

_USER = Record(
    (Key("user", TEXT, "One user, by user principal name or id.", "ada@contoso.com", is_required=True),),
    instead={
        "group": "a group stands here by its name alone: `[SG-Pilot]`",
        "everyone": "write the word in place of the list: `everyone`",
    },
)
_MEMBERS = ListOf(OneOf(scalar=TEXT, mapping=_USER))
_WHOM = OneOf(scalar=Choice((EVERYONE_WORD,), {"all_users": EVERYONE_WORD}), sequence=_MEMBERS)
_LIFETIME = Text("[1-9][0-9]*[mhd]", "a time such as `30m`, `8h` or `30d`")
_PILOT: JsonValue = ["PK-Pilot"]


def _lifetime(name: str, doc: str, example: str) -> Key:
    return Key(name, _LIFETIME, f"{doc}: `10m` to `30d`.", example)


TEMPORARY_ACCESS_PASS = Record(
    (
        Key(
            "state",
            OneOf(scalar=Choice(("enabled", "disabled")), is_by_stage=True),
            "*Enable* in the admin centre.",
            "enabled",
        ),
        Key("targets", _WHOM, "Who may be given a pass: `everyone`, or groups and users.", _PILOT),
        Key("exclude", _MEMBERS, "Who may not, whatever includes them.", []),
        Key("oneTimeUse", Flag(), "*Require one-time use*.", True),
        _lifetime("defaultLifetime", "*Default lifetime*", "1h"),
        _lifetime("minimumLifetime", "*Minimum lifetime*", "30m"),
        _lifetime("maximumLifetime", "*Maximum lifetime*", "8h"),
        Key("length", Number(8, 48, "REG603"), "*Length* of a pass in characters.", 8),
        UNMANAGED,
        NOTE,
    ),
    fewest=1,
)

CAMPAIGN = Record(
    (
        Key(
            "state",
            OneOf(
                scalar=Choice(("enabled", "disabled", "microsoftManaged"), {"default": "microsoftManaged"}),
                is_by_stage=True,
            ),
            "*State*; while it is `microsoftManaged`, Microsoft chooses the method and how often it may be put off.",
            "enabled",
        ),
        Key("method", Choice(CAMPAIGN_METHODS, {"Fido2": "fido2"}), "What people are asked to register.", "fido2"),
        Key("include", _WHOM, "Who is asked: `everyone`, or groups and users.", _PILOT),
        Key("exclude", _MEMBERS, "Who is not asked, whatever includes them.", []),
        Key("snoozeDays", Number(0, 14), "*Days allowed to snooze*; 0 asks at every sign-in.", 1),
        Key(
            "limitSnoozes",
            Flag(),
            "*Limited number of snoozes*: three, and then registering is compulsory. Needs Graph's beta.",
            True,
        ),
        UNMANAGED,
        NOTE,
    ),
    fewest=1,
)
