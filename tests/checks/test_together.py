"""CAP410: policies that share no combination, from files, from the tenant, and with people read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.checks.review import Review
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import KnownPeople, People
from passkeyctl.model.state import LiveObject
from tests.checks.reviews import created, found, left_alone, policy, profile, review, row, strength, updated
from tests.checks.yaml_reviews import found_in
from tests.people import people, roster

CARD = frozenset({"x509CertificateMultiFactor"})
KEY, OTHER_KEY = "aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002"

FILE = """
authenticationStrengths:
  keys: {name: Keys, allowedCombinations: [fido2]}
  cards: {name: Cards, allowedCombinations: [x509CertificateMultiFactor]}
  either: {name: Either, allowedCombinations: [fido2, x509CertificateMultiFactor]}
conditionalAccess:
  one:
    name: One
    state: enabled
    users: {include: {groups: [Staff]}, exclude: {groups: [Emergency]}}
    target: {resources: {include: [Office 365]}}
    grant: {authenticationStrength: keys}
  two:
    name: Two
    state: enabled
    users: {include: {groups: [Staff]}, exclude: {groups: [Emergency]}}
    target: {resources: {include: [All resources]}}
    grant: {authenticationStrength: cards}
emergencyAccess: {group: Emergency}
"""


def severities(text: str) -> list[str]:
    return [each.diagnostic.severity.value for each in found_in(text, "CAP410")]


def test_two_strengths_that_share_nothing_for_the_same_group() -> None:
    (finding,) = found_in(FILE, "CAP410")
    assert finding.diagnostic.summary == (
        "`One` and `Two` share no combination: nobody can satisfy both with one method"
    )
    assert finding.diagnostic.detail == (
        "`One` takes (`Keys`): fido2",
        "`Two` takes (`Cards`): x509CertificateMultiFactor",
        "both are for members of `Staff`",
    )
    assert (finding.weight, finding.can_override, finding.value) == (Weight.BLOCKS, True, "One + Two")
    assert finding.affected == "unknown, because people were not read"
    assert finding.diagnostic.source is not None
    assert finding.diagnostic.source.line == 12


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{authenticationStrength: cards}", "{authenticationStrength: either}"),
        ("{authenticationStrength: cards}", "{controls: [compliantDevice]}"),
        ("{authenticationStrength: cards}", "{controls: [compliantDevice], authenticationStrength: cards}"),
        ("{authenticationStrength: cards}", "{controls: [block]}"),
        ("{authenticationStrength: cards}", "{controls: [mfa]}"),
        ("include: [All resources]", "include: [All resources], exclude: [Office 365]"),
        ("    state: enabled\n", "    state: disabled\n"),
    ],
)
def test_nearly_the_same_is_fine(old: str, new: str) -> None:
    assert FILE.count(old)
    assert found_in(FILE.replace(old, new), "CAP410") == []


def test_other_platforms_are_other_sign_ins() -> None:
    first = FILE.replace("[Office 365]}}\n", "[Office 365]}}\n    conditions: {platforms: {include: [iOS]}}\n")
    assert severities(first) == ["error"]
    rest = "[All resources]}}\n    conditions: {platforms: {include: all, exclude: [iOS]}}\n"
    assert severities(first.replace("[All resources]}}\n", rest)) == []


def test_another_group_may_have_the_same_people_and_may_not() -> None:
    assert found_in(FILE.replace("[Staff]", "[Others]", 1), "CAP410") == []
    assert severities(FILE.replace("{groups: [Staff]}", "all", 1)) == ["error"]
    pilot = FILE.replace("exclude: {groups: [Emergency]}", "exclude: {groups: [Pilot]}", 1)
    assert severities(pilot) == ["error"], "those of the staff who are not in the pilot"
    assert severities(pilot.replace("exclude: {groups: [Emergency]}", "exclude: {groups: [Others]}")) == []
    assert severities(FILE.replace("exclude: {groups: [Emergency]}", "exclude: {groups: [Emergency, Pilot]}")) == [
        "error"
    ]
    assert severities(FILE.replace(", exclude: {groups: [Emergency]}", "", 1)) == ["error"], "emergency accounts only"


def test_in_report_only_it_is_a_warning() -> None:
    (finding,) = found_in(FILE.replace("    state: enabled\n", "", 1), "CAP410")
    assert finding.diagnostic.severity == "warning"
    assert finding.weight is Weight.SAYS
    assert finding.diagnostic.summary.endswith("with one method, once they are all enforced")


def test_what_files_leave_to_others_is_not_judged() -> None:
    left = FILE.replace("  two:\n    name: Two\n", "  two:\n    name: Two\n    unmanaged: [conditions.locations]\n")
    assert found_in(left, "CAP410") == []
    no_combinations = FILE.replace("{name: Cards, allowedCombinations: [x509CertificateMultiFactor]}", "{name: Cards}")
    assert found_in(no_combinations, "CAP410") == []


def keys_policy(id: str = "p-keys", /, **fields: object) -> LiveObject:
    return policy(id, **{"grant__controls": frozenset(), "grant__authenticationStrength": "s-keys", **fields})


def cards_policy(id: str = "p-cards", /, **fields: object) -> LiveObject:
    return policy(id, **{"grant__controls": frozenset(), "grant__authenticationStrength": "s-cards", **fields})


KEYS, CARDS = strength("s-keys"), strength("s-cards", allowedCombinations=CARD)
REST = (KEYS, CARDS, profile("pr-any"), row(EVERYONE, "pr-any"))


def only(judged: Review) -> Finding:
    (finding,) = found(judged, "CAP410")
    return finding


def test_it_blocks_where_the_plan_brings_it_about_and_stands_where_it_was() -> None:
    assert only(review(left_alone(keys_policy()), unlisted=(cards_policy(), *REST))).weight is Weight.STANDING
    new = review(updated(keys_policy(state="reportOnly"), state="enabled"), unlisted=(cards_policy(), *REST))
    assert (only(new).weight, only(new).can_override) == (Weight.BLOCKS, True)
    by_strength = review(
        updated(strength("s-keys", allowedCombinations=CARD | {"fido2"}), allowedCombinations=frozenset({"fido2"})),
        unlisted=(keys_policy(), cards_policy(), *REST[1:]),
    )
    assert only(by_strength).weight is Weight.BLOCKS
    assert only(by_strength).diagnostic.address == "conditionalAccess"
    renamed = review(updated(keys_policy(), name="Another name"), unlisted=(cards_policy(), *REST))
    assert only(renamed).weight is Weight.BLOCKS, "the plan touches it"


def in_groups(*groups: str) -> dict[str, object]:
    return {"users__include": "selected", "users__include__groups": frozenset(groups)}


def with_people(judged: Review, known: People) -> Review:
    return replace(judged, known_people=KnownPeople(known, roster(len(known.everyone))))


def test_people_in_two_groups_are_met_by_both() -> None:
    judged = review(
        updated(keys_policy(state="reportOnly", **in_groups("g-a")), state="enabled"),
        unlisted=(cards_policy(**in_groups("g-b")), *REST),
    )
    assert found(judged, "CAP410") == [], "nobody knows whether somebody is in both"
    apart = people(4, groups={"g-a": (0, 1), "g-b": (2, 3), "g-emergency": ()})
    assert found(with_people(judged, apart), "CAP410") == []
    both = people(
        4,
        groups={"g-a": (0, 1), "g-b": (1, 2), "g-emergency": ()},
        registered={"passKeyDeviceBound": (1,)},
        keys_unread=(1,),
    )
    finding = only(with_people(judged, both))
    assert (finding.weight, finding.affected) == (Weight.BLOCKS, "1 person")
    assert finding.diagnostic.detail[-1] == (
        "who registered something for each, one method after the other: up to 1 person"
    )
    assert found(with_people(judged, replace(both, groups={})), "CAP410") == [], "groups that were not read"


def test_where_nobody_is_met_at_present_it_is_a_warning() -> None:
    judged = review(
        updated(keys_policy(state="reportOnly", **in_groups("g-a")), state="enabled"),
        unlisted=(cards_policy(**in_groups("g-a")), *REST),
    )
    finding = only(with_people(judged, people(3, groups={"g-a": (), "g-emergency": ()})))
    assert (finding.diagnostic.severity, finding.affected) == ("warning", "0 people")
    some_missing = people(3, groups={"g-a": (), "g-emergency": ()}, is_complete=False)
    finding = only(with_people(judged, some_missing))
    assert (finding.diagnostic.severity, finding.affected) == ("error", "unknown, because people were not read")


def test_profiles_may_leave_nothing_in_common() -> None:
    some = strength("s-some", fido2__allowedAAGUIDs=frozenset({KEY, OTHER_KEY}))
    other = strength("s-other", fido2__allowedAAGUIDs=frozenset({KEY}), allowedCombinations=frozenset({"fido2"}) | CARD)
    policies = (
        keys_policy("p-1", grant__authenticationStrength="s-some"),
        keys_policy("p-2", grant__authenticationStrength="s-other"),
    )
    listed = {"keyRestrictions__behavior": "allow", "keyRestrictions__authenticators": frozenset({KEY, OTHER_KEY})}
    before = profile("pr-1", **listed)
    stands = (*policies, some, other, row("g-a", "pr-1"))
    assert found(review(left_alone(before), unlisted=stands), "CAP410") == []
    narrowed = review(
        updated(before, keyRestrictions__authenticators=frozenset({OTHER_KEY})),
        unlisted=stands,
    )
    assert only(narrowed).weight is Weight.BLOCKS
    assert "share no combination that anybody can have" in only(narrowed).diagnostic.summary
    assert found(replace(narrowed, prior=replace(narrowed.prior, has_profiles=False)), "CAP410") == []


def test_a_new_policy_beside_a_live_one() -> None:
    wanted = cards_policy(state="reportOnly", target__resources__include=frozenset({"Office 365"}))
    finding = only(review(created(wanted), unlisted=(keys_policy(), *REST)))
    assert (finding.diagnostic.severity, finding.diagnostic.address) == ("warning", "conditionalAccess.p-cards")
    assert finding.weight is Weight.SAYS
