"""The section `rollout`: stages, what each of them sets, and the gates that guard entering one."""

from __future__ import annotations

from passkeyctl.config.schema_entries import NOTE, TEXT, authenticators
from passkeyctl.config.schema_limits import PERCENT
from passkeyctl.config.shape import (
    LOCAL_ID,
    Anything,
    Choice,
    Day,
    Flag,
    Key,
    ListOf,
    MapOf,
    Number,
    OneOf,
    Record,
    Text,
)

_MOST = 10_000_000
_NAME = Text(LOCAL_ID, "a name of letters, digits, `.`, `_` and `-`")
_THRESHOLD = Text(f"{PERCENT}|0|[1-9][0-9]{{0,7}}", "a share such as `95%`, or a number", takes_numbers=True)
_LENGTH = Text("[1-9][0-9]{0,3}[hd]", "a time such as `12h` or `7d`")
_CLOCK = Text("([01][0-9]|2[0-3]):[0-5][0-9]", 'a time of day such as `"08:00"`')
DIGEST = "[0-9a-f]{12}"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_GROUP = Key("group", TEXT, "The group, by alias, name or id.", "PK-Pilot", is_required=True)
_AT_LEAST = Key("atLeast", _THRESHOLD, "A share of the group's enabled accounts, or a number of them.", "95%", True)


def _one_or_more(record: Record) -> OneOf:
    return OneOf(sequence=ListOf(record, fewest=1), mapping=record)


def _failures(doc: str, example: str) -> tuple[Key, ...]:
    return (
        Key("policy", TEXT, doc, example, is_required=True),
        Key("atMost", _THRESHOLD, "A share of those the policy was evaluated for, or a number.", "1%", True),
        Key("over", _LENGTH, "How far back the sign-in log is read; Entra keeps it for 30 days.", "7d", True),
        Key("of", Choice(("people", "signIns")), "What is counted; `people` unless written.", "people"),
        Key("evaluated", Number(1, _MOST), "So many sign-ins must have been seen; 1 unless written.", 20),
    )


_REPORTED = Record(_failures("A policy in report-only, by its local id.", "pilot-enforce"))
_STOPPED = Record(_failures("A policy in force, by its local id.", "pilot-enforce"))
_WINDOW = Record(
    (
        Key("days", ListOf(Choice(WEEKDAYS), fewest=1), "Days of the week; any unless written.", ["tuesday"]),
        Key("from", _CLOCK, "The first minute of the day; midnight unless written.", "08:00"),
        Key("to", _CLOCK, "The minute when it is over; earlier than `from`: on the next day.", "16:00"),
        Key("timeZone", TEXT, "The zone of these times, by its IANA name; UTC unless written.", "Europe/Oslo"),
        Key("notBefore", Day(), "The first day.", "2026-12-01"),
        Key("notAfter", Day(), "The last day.", "2027-01-31"),
    ),
    needs=("days", "from", "to", "notBefore", "notAfter"),
)
GATE = Record(
    (
        Key(
            "registeredPasskey",
            _one_or_more(Record((_GROUP, _AT_LEAST))),
            "So many people of a group hold a passkey that the profiles accept after the stage.",
            {"group": "PK-Pilot", "atLeast": "95%"},
        ),
        Key(
            "registeredAuthenticator",
            _one_or_more(
                Record((_GROUP, authenticators("Models of which one is to be held.", is_required=True), _AT_LEAST))
            ),
            "So many people of a group hold one of these authenticators.",
            {"group": "PK-Admins", "authenticators": ["yubikey-5-nfc@5.7"], "atLeast": "100%"},
        ),
        Key(
            "secondMethod",
            _one_or_more(Record((_GROUP, _AT_LEAST))),
            "So many people of a group hold a second method to sign in with.",
            {"group": "PK-Pilot", "atLeast": "90%"},
        ),
        Key("soak", _LENGTH, "For how long the settings so far have to stand unchanged.", "7d"),
        Key(
            "reportOnlyFailures",
            _one_or_more(_REPORTED),
            "At most so many people would have been stopped by a policy in report-only.",
            {"policy": "pilot-enforce", "atMost": 0, "over": "7d"},
        ),
        Key("emergencyAccessTested", Flag(), "`true`: every emergency access account signed in lately.", True),
        Key(
            "lastAdminGuard",
            Flag(),
            "`true`: a Global Administrator who is no emergency account surely still gets in afterwards.",
            True,
        ),
        Key("approvals", Number(1, 100), "So many people approved the stage as it is written now.", 2),
        Key(
            "window",
            _WINDOW,
            "When the stage may be entered.",
            {"days": ["tuesday", "wednesday"], "from": "08:00", "to": "14:00", "timeZone": "Europe/Oslo"},
        ),
    ),
    fewest=1,
)
_STOP = Record(
    (
        Key(
            "signInFailures",
            _one_or_more(_STOPPED),
            "At most so many people are stopped by a policy in force.",
            {"policy": "pilot-enforce", "atMost": 3, "over": "1d"},
            is_required=True,
        ),
    )
)
SETTINGS = MapOf(Anything(), is_named_freely=True)
STAGE = Record(
    (
        Key("name", _NAME, "The name of the stage.", "pilot", is_required=True, is_fixed=True),
        Key(
            "after",
            _NAME,
            "The stage that has to have stood for a while before this one; the one above unless written.",
            "observe",
            is_fixed=True,
        ),
        NOTE,
        Key(
            "sets",
            SETTINGS,
            "Values by their dotted path, which this stage puts in place of those in the sections.",
            {"conditionalAccess.pilot-enforce.state": "enabled"},
        ),
        Key(
            "adds",
            SETTINGS,
            "Members by the dotted path of the list that this stage adds them to.",
            {"conditionalAccess.workforce.users.include.groups": ["ring1"]},
        ),
        Key("gate", GATE, "What must hold before the stage is entered."),
        Key("stop", _STOP, "What is to be stepped back for; `rollout watch` measures it."),
    )
)
_APPROVAL = Record(
    (
        Key("stage", _NAME, "The stage that was approved.", "pilot", is_required=True, is_fixed=True),
        Key("by", TEXT, "Who approved it.", "ada@contoso.com", is_required=True),
        Key("on", Day(), "On which day.", "2026-11-30", is_required=True),
        Key(
            "of",
            Text(DIGEST, "the 12 hexadecimal digits that name what was approved"),
            "What was approved: the digest of the stage, as `rollout approve` writes it.",
            "3f9a61c07be2",
            is_required=True,
        ),
        NOTE,
    )
)
ROLLOUT = Record(
    (
        Key("stage", _NAME, "The stage that is wanted; the first unless written.", "pilot", is_fixed=True),
        NOTE,
        Key("approved", ListOf(_APPROVAL), "Who approved which stage; `rollout approve` adds to it."),
        Key("stages", ListOf(STAGE, fewest=1), "The stages, from the first to the last.", is_required=True),
    )
)
