"""AAG208 and AAG209: lists that bind nobody, and keys that are bought next; people make both sharper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.authenticators.catalogue import newest
from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import Severity
from passkeyctl.model.address import Kind
from passkeyctl.model.expectations import Expectations, ExpectedGroup
from passkeyctl.model.facts import GroupTraits, TenantFacts
from passkeyctl.model.finding import Weight
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import Gap, KeyModel, Knowledge, KnownPeople, ListedRoster, People
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.roles import BUILT_IN_ROLES, GLOBAL_ADMINISTRATOR
from passkeyctl.model.state import LiveObject
from tests.checks.authenticators.lists import OTHER, keys, listing, standing, strength
from tests.checks.reviews import found, live, only, review, row, updated, weights
from tests.checks.yaml_reviews import codes, found_in
from tests.people import people
from tests.states import HERE

NOTICE, WARNING = Severity.NOTICE, Severity.WARNING
SAYS, STANDING, UNCHECKED = Weight.SAYS, Weight.STANDING, Weight.UNCHECKED
ALIASES = {each.alias: each.aaguid for each in newest().entries}
OLD, NEW, NEWEST = (ALIASES[f"yubikey-5-nfc@{firmware}"] for firmware in ("5.4", "5.7.4", "5.8"))
BATCHES = (ALIASES["yubikey-5-nfc@5.7.1"], NEW)
LIST = listing(*BATCHES)
READER = BUILT_IN_ROLES["Reports Reader"]


def touched(before: LiveObject, *rows: LiveObject) -> Review:
    return review(updated(before, name="Other"), unlisted=rows)


def knowing(judged: Review, of: People) -> Review:
    return replace(judged, known_people=KnownPeople(of, ListedRoster()))


@pytest.mark.parametrize("behavior", ["allow", "block"])
def test_a_list_without_attestation_for_everybody(behavior: str) -> None:
    rows = "[{everyone: true, profiles: [keys]}]"
    (finding,) = found_in(keys("windows-hello", attestation="false", behavior=behavior, rows=rows), "AAG208")
    assert (finding.weight, finding.affected, finding.value) == (SAYS, "everybody", "Keys")
    assert "it is for everybody" in finding.diagnostic.summary
    assert "AAG208" not in codes(keys("yubico", attestation="true", rows=rows))


def test_files_alone_say_nothing_of_groups_that_may_hold_anybody() -> None:
    rows = "[{group: Staff, profiles: [keys]}]"
    assert "AAG208" not in codes(keys("windows-hello", attestation="false", rows=rows))
    assert "AAG208" not in codes(keys("windows-hello", attestation="false"))


def test_a_group_that_can_hold_roles_is_evidence() -> None:
    judged = touched(LIST, row("g-in", "pr-1"))
    assert weights(judged, "AAG208") == [(UNCHECKED, False)]
    traits = TenantFacts(groups={"g-in": GroupTraits(is_role_assignable=True)})
    assert weights(replace(judged, facts=traits), "AAG208") == [(SAYS, False)]
    configuration = replace(
        judged.configuration,
        groups={"admins": Reference(RefKind.GROUP, "admins", "name of g-in")},
        expectations=Expectations(groups={"admins": ExpectedGroup(HERE, is_role_assignable=True)}),
    )
    expected = replace(judged, configuration=configuration)
    assert weights(expected, "AAG208") == [(SAYS, False)]
    denied = TenantFacts(groups={"g-in": GroupTraits(is_role_assignable=False)})
    assert weights(replace(expected, facts=denied), "AAG208") == [(UNCHECKED, False)]


def test_holders_of_privileged_roles_who_are_reached_are_counted() -> None:
    judged = touched(LIST, row("g-in", "pr-1"))
    reached = people(6, groups={"g-in": [0, 1, 2]}, roles={GLOBAL_ADMINISTRATOR: [1, 4], READER: [0]})
    finding = only(knowing(judged, reached), "AAG208")
    assert (finding.weight, finding.affected) == (SAYS, "1 person")
    others = people(6, groups={"g-in": [0, 2]}, roles={GLOBAL_ADMINISTRATOR: [1, 4], READER: [0]})
    assert found(knowing(judged, others), "AAG208") == []


def test_where_roles_were_not_read_the_reports_administrators_count() -> None:
    judged = touched(LIST, row("g-in", "pr-1"))
    unread = replace(people(6, groups={"g-in": [0, 1]}, administrators=[1]), roles=None)
    assert only(knowing(judged, unread), "AAG208").affected == "1 person"


def test_who_is_only_eligible_is_not_taken_for_nobody() -> None:
    judged = touched(LIST, row("g-in", "pr-1"))
    gaps = (Gap(Knowledge.MEMBERS, "the members of `In` could not be read: 403"),)
    unread = people(6, roles={GLOBAL_ADMINISTRATOR: [1]}, gaps=gaps)
    (unknown,) = found(knowing(judged, unread), "AAG208")
    assert (unknown.weight, "403" in unknown.diagnostic.summary) == (UNCHECKED, True)
    eligible = people(6, groups={"g-in": [1]}, eligible={GLOBAL_ADMINISTRATOR: [1]})
    assert weights(knowing(judged, eligible), "AAG208") == [(UNCHECKED, False)]


def test_a_list_that_stands_without_attestation_is_standing() -> None:
    judged = review(unlisted=[LIST, row(EVERYONE, "pr-1")])
    assert weights(judged, "AAG208") == [(STANDING, False)]


def test_newer_firmware_of_a_listed_product_is_told() -> None:
    (finding,) = found_in(keys("yubikey-5-nfc@5.7"), "AAG209")
    assert (finding.diagnostic.severity, finding.weight) == (NOTICE, SAYS)
    missing = finding.value.split(", ")
    assert "yubikey-5-nfc@5.8" in missing
    assert "yubikey-5-nfc-enterprise@5.7.4" in missing
    assert not {"yubikey-5-nfc@5.1", "yubikey-5-nfc@5.4", "yubikey-5-nfc-preview@5.5"} & set(missing)
    assert len(found_in(strength("yubikey-5-nfc@5.7"), "AAG209")) == 1


def test_the_other_batch_of_the_newest_firmware_is_told_and_older_ones_are_not() -> None:
    (finding,) = found_in(keys("yubikey-5-nfc@5.7.1"), "AAG209")
    assert "yubikey-5-nfc@5.7.4" in finding.value.split(", ")
    assert "AAG209" not in codes(keys("yubikey-5-nfc@5.8", "yubikey-5-nfc-enterprise"))


def test_nothing_is_missing_of_what_is_listed_whole() -> None:
    assert "AAG209" not in codes(keys("yubico"))
    assert "AAG209" not in codes(keys("yubikey-5-nfc@5.7", behavior="block"))
    assert "AAG209" not in codes(keys("token2-pin-plus"))
    assert "AAG209" not in codes(keys(OTHER))


def test_who_lists_enterprise_keys_only_wants_no_others() -> None:
    assert "AAG209" not in codes(keys("yubikey-5-nfc-enterprise"))


def test_a_sibling_that_somebody_holds_is_a_warning() -> None:
    judged = touched(LIST, row("g-in", "pr-1"))
    held = {KeyModel(OLD, "deviceBound", True): [0, 1, 4], KeyModel(NEW, "deviceBound", True): [2]}
    finding = only(knowing(judged, people(6, groups={"g-in": [0, 1, 2]}, keys=held)), "AAG209")
    assert (finding.diagnostic.severity, finding.affected) == (WARNING, "2 people")
    assert "`yubikey-5-nfc@5.4`: held by 2 people" in finding.diagnostic.detail
    elsewhere = people(6, groups={"g-in": [2]}, keys=held)
    assert only(knowing(judged, elsewhere), "AAG209").diagnostic.severity is NOTICE


def test_holders_anywhere_count_for_a_strength() -> None:
    keys_only = live(Kind.STRENGTH, "s-1", fido2__allowedAAGUIDs=frozenset(BATCHES))
    held = {KeyModel(NEWEST, "deviceBound", True): [3]}
    assert only(knowing(review(updated(keys_only, name="x")), people(6, keys=held)), "AAG209").affected == "1 person"


def test_of_what_stands_only_a_sibling_that_somebody_holds_is_told() -> None:
    assert found(standing(LIST), "AAG209") == []
    held = {KeyModel(OLD, "deviceBound", True): [0]}
    stands = review(unlisted=[LIST, row("g-in", "pr-1")])
    assert weights(knowing(stands, people(6, groups={"g-in": [0]}, keys=held)), "AAG209") == [(STANDING, False)]


def test_enterprise_keys_are_a_product_that_no_name_without_firmware_covers() -> None:
    (finding,) = found_in(keys("yubikey-5-nfc"), "AAG209")
    assert all("-enterprise@" in each for each in finding.value.split(", "))
    assert finding.diagnostic.hint == (
        "enterprise keys are a product of their own: add `yubikey-5-nfc-enterprise` if you buy such keys"
    )
    assert "AAG209" not in codes(keys("yubikey-5-nfc", "yubikey-5-nfc-enterprise"))
    (batch,) = found_in(keys("yubikey-5-nfc@5.7"), "AAG209")
    assert batch.diagnostic.hint.endswith("or name the product without a firmware")


PROFILE = """
    {key}:
      name: {name}
      passkeyTypes: [deviceBound]
      enforceAttestation: true
      keyRestrictions: {{behavior: allow, authenticators: [yubikey-5-nfc]}}"""
SEVERAL = (
    "passkeys:\n  profiles:"
    + PROFILE.format(key="admins", name="Admins")
    + PROFILE.format(key="staff", name="Staff")
    + strength("yubikey-5-nfc")
)
WAIVED = """
waivers:
  - {rule: AAG209, at: passkeys.profiles.staff, reason: none are bought, owner: desk, expires: 2027-03-31}
"""


def test_what_several_lists_of_files_miss_is_told_once() -> None:
    (finding,) = found_in(SEVERAL, "AAG209")
    said = finding.diagnostic
    assert " in 2 profiles and 1 strength is missing: " in said.summary
    assert said.address == "passkeys.profiles.admins"
    assert said.detail == (
        "missing in the profile `Admins`",
        "missing in the profile `Staff`",
        "missing in the strength `Keys`",
    )
    other = SEVERAL.replace("[yubikey-5-nfc]", "[yubikey-5-nfc@5.7]", 1)
    assert [each.diagnostic.address for each in found_in(other, "AAG209")] == [
        "passkeys.profiles.admins",
        "passkeys.profiles.staff",
    ]


def test_a_list_that_a_waiver_names_stays_by_itself() -> None:
    first, second = found_in(SEVERAL + WAIVED, "AAG209")
    assert first.diagnostic.detail == ("missing in the profile `Admins`", "missing in the strength `Keys`")
    assert (second.diagnostic.address, second.diagnostic.detail) == ("passkeys.profiles.staff", ())
    assert second.value == first.value
