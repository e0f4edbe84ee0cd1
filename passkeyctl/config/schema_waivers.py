"""The section `waivers`: findings that are let pass for a time."""

from __future__ import annotations

from passkeyctl.config.schema_entries import NOTE, TEXT, TEXTS
from passkeyctl.config.shape import Day, Key, ListOf, OneOf, Record, Text

_WAIVER = Record(
    (
        Key(
            "rule",
            Text("[A-Z]{3}[0-9]{3}", "the code of a rule, such as `PRF107`"),
            "The rule whose findings are let pass.",
            "PRF107",
            is_required=True,
        ),
        Key(
            "reason",
            TEXT,
            "Why this is right here.",
            "Staff only get keys; nobody registers Microsoft Authenticator from another device",
            is_required=True,
        ),
        Key("owner", TEXT, "Who answers for it.", "secops@contoso.com", is_required=True),
        Key("expires", Day(), "The last day on which it counts.", "2027-03-31", is_required=True),
        Key(
            "accepts",
            OneOf(scalar=TEXT, sequence=TEXTS),
            "The value that is accepted, as the finding names it; with any other one the finding stands.",
            "yubikey-5-nfc@5.8",
        ),
        Key(
            "at",
            TEXT,
            "The address of the only finding that is meant; without it, wherever the rule finds something.",
            "conditionalAccess.pilot-enforce",
        ),
        NOTE,
    )
)
WAIVERS = ListOf(_WAIVER)
