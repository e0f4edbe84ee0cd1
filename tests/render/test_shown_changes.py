"""A word among ids is shown with them, as one change of one property."""

from __future__ import annotations

from passkeyctl.model.change import FieldChange
from passkeyctl.model.values import Guests
from passkeyctl.render.plain import plain_text
from passkeyctl.render.shown_changes import shown_changes
from passkeyctl.render.text import plan_lines
from tests.render import plans

SOMEBODY = "abcdef12-aaaa-4bbb-8ccc-abcdef123456"


def test_everybody_gives_way_to_somebody() -> None:
    change = plans.update(
        "ca1",
        plans.policy(users__include="all"),
        {"users.include": "selected", "users.include.users": frozenset({SOMEBODY}), "state": "disabled"},
    )
    assert shown_changes(change) == (
        FieldChange("users.include.users", frozenset({"all"}), frozenset({SOMEBODY})),
        FieldChange("state", "enabled", "disabled"),
    )
    text = plain_text(plan_lines(plans.plan_of(change), plans.view()))
    assert f"users.include.users:\n        + {SOMEBODY}\n        - all\n" in text


def test_the_older_word_for_guests() -> None:
    people = frozenset({SOMEBODY})
    change = plans.update(
        "ca1",
        plans.policy(users__exclude__users=people),
        {"users.exclude.users": frozenset(), "users.exclude.guests": Guests(legacy=True)},
    )
    assert shown_changes(change) == (FieldChange("users.exclude.users", people, frozenset({"GuestsOrExternalUsers"})),)


def test_what_is_a_property_of_its_own_stays_one() -> None:
    guests = Guests(frozenset({"internalGuest"}), "all")
    change = plans.update(
        "ca1",
        plans.policy(),
        {"users.include": "all", "users.include.guests": guests, "users.include.groups": frozenset({SOMEBODY})},
    )
    assert shown_changes(change) == change.changes
    also = plans.update(
        "ca1", plans.policy(), {"users.include.users": frozenset({SOMEBODY}), "users.include.guests": guests}
    )
    assert shown_changes(also) == also.changes
