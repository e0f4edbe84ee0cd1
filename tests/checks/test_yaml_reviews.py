"""Judging files alone: the texts of the tests load, and their places are kept."""

from __future__ import annotations

from passkeyctl.checks.review import place_of
from tests.checks.yaml_reviews import codes, configuration_of, found_in, review_of

IN_REPORT_ONLY = """
conditionalAccess:
  register:
    name: Register
    state: reportOnly
    users: {include: {groups: [Pilot]}}
    target: {userActions: [Register security information]}
    grant: {controls: [mfa]}
"""


def test_a_fault_is_found() -> None:
    assert "CAP404" in codes(IN_REPORT_ONLY)
    assert len(found_in(IN_REPORT_ONLY, "CAP404")) == 1


def test_an_entry_has_the_line_of_the_text() -> None:
    (change,) = review_of(IN_REPORT_ONLY).changes
    place = place_of(change, "state")
    assert place is not None
    assert place.line == 5


def test_a_text_with_its_own_mark_is_taken_as_it_is() -> None:
    assert configuration_of("apiVersion: passkeyctl/v1\npasskeys: {state: enabled}").manage.keys() == {"passkeys"}
