"""The section `limits`: how much one plan may change before it is asked about."""

from __future__ import annotations

from passkeyctl.config.shape import Key, Number, Record, Text

_MOST = 10_000_000
PERCENT = "([0-9]|[1-9][0-9]|100)%"
_SHARE = Key("share", Text(PERCENT, "a share such as `30%`"), "At most so many in a hundred of those there are.", "30%")
_COUNT = Key("count", Number(0, _MOST), "At most so many.", 20)
_BOUND = Record(
    (
        _SHARE,
        _COUNT,
        Key("from", Number(1, _MOST), "The share is taken of at least so many; 10 unless written.", 10),
    ),
    needs=("share", "count"),
)
_PEOPLE = Record((_SHARE, _COUNT), fewest=1, most=1, only_one="write a share or a count")
_MEASURES = (
    Key("updates", _BOUND, "Objects of one kind that a plan changes, of those there are.", {"share": "30%"}),
    Key("deletes", _BOUND, "Objects of one kind that a plan deletes, of those there are.", {"share": "30%"}),
    Key("shrinks", _BOUND, "Members that a plan takes out of one list, of those in it.", {"share": "50%"}),
)
_SECTION = Record(_MEASURES, fewest=1)
_ONE_OBJECT = Record(_MEASURES[2:])
"""A section that is one object has lists, and no objects to be counted."""
_SECTIONS = {
    "passkeys": _SECTION,
    "temporaryAccessPass": _ONE_OBJECT,
    "registrationCampaign": _ONE_OBJECT,
    "authenticationStrengths": _SECTION,
    "namedLocations": _SECTION,
    "authenticationContexts": _SECTION,
    "conditionalAccess": _SECTION,
}
SECTIONS = tuple(_SECTIONS)
LIMITS = Record(
    (
        *_MEASURES,
        Key(
            "people",
            Record(
                (
                    Key("losing", _PEOPLE, "Who may lose their last method (PRF110), as `--max-losing`.", {"count": 0}),
                    Key("unable", _PEOPLE, "Who may be unable to meet a policy (CAP409), as `--max-unable`."),
                ),
                fewest=1,
            ),
            "People that a plan may put at a disadvantage; the command line wins.",
        ),
        *(Key(name, shape, f"What holds for `{name}` instead.") for name, shape in _SECTIONS.items()),
    ),
    fewest=1,
)
