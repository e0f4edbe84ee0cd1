"""PRF105: assertions about people, and rows that admit more together than the strictest of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import Severity
from passkeyctl.model.assertions import Asserted
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.desired import Assertion
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import Gap, Knowledge, KnownPeople, People
from passkeyctl.model.state import LiveObject
from tests.checks.reviews import HERE, created, deleted, found, left_alone, profile, review, row, updated
from tests.checks.yaml_reviews import found_in
from tests.people import people, roster

ADMIN = "62e90394-69f5-4237-9190-012177145e10"
KEY, OTHER_KEY = "2fc0579f-8113-47ea-b116-bb5a8db9202a", "d7781e5d-e353-46aa-afe2-3ca49f13332a"
STRICT = profile(
    "strict",
    passkeyTypes=frozenset({"deviceBound"}),
    enforceAttestation=True,
    keyRestrictions__behavior="allow",
    keyRestrictions__authenticators=frozenset({KEY}),
)
OPEN = profile("open")
UNCLEAR = profile("unclear", passkeyTypes=frozenset({"somethingNew"}))


def asserted(
    *,
    groups: tuple[str, ...] = (),
    roles: tuple[str, ...] = (),
    users: tuple[str, ...] = (),
    everyone: bool = False,
    synced: bool = True,
    unattested: bool = False,
    models: frozenset[str] | None = None,
) -> Asserted:
    assertion = Assertion(
        HERE,
        "passkeys.assert",
        is_for_everyone=everyone,
        forbids_synced=synced,
        forbids_unattested=unattested,
        authenticators=models,
    )
    return Asserted(assertion, frozenset(groups), frozenset(roles), frozenset(users))


NO_SYNCED_ADMINS = asserted(roles=(ADMIN,))


def judged(
    *changes: ResourceChange,
    stands: tuple[LiveObject, ...] = (),
    holds: tuple[Asserted, ...] = (),
    known: People | None = None,
    state: str = "enabled",
) -> list[Finding]:
    made: Review = review(*changes, unlisted=(STRICT, OPEN, UNCLEAR, *stands), state=state)
    known_people = None if known is None else KnownPeople(known, roster(len(known.everyone)))
    return found(replace(made, asserted=holds, known_people=known_people), "PRF105")


def only(findings: list[Finding], weight: Weight) -> Finding:
    (finding,) = [each for each in findings if each.diagnostic.address == "passkeys.assert"]
    assert finding.weight is weight
    return finding


def test_what_no_row_admits_nobody_can_use() -> None:
    """Whoever is in which group: the assertion holds, and nothing has to be said."""
    assert judged(created(row("g-1", "strict")), stands=(row("g-2", "strict"),), holds=(NO_SYNCED_ADMINS,)) == []


def test_a_profile_that_no_row_names_breaks_nothing() -> None:
    assert judged(left_alone(OPEN), stands=(row("g-1", "strict"),), holds=(NO_SYNCED_ADMINS,)) == []


def test_where_the_method_is_off_everything_holds() -> None:
    assert judged(left_alone(row(EVERYONE, "open")), holds=(NO_SYNCED_ADMINS,), state="disabled") == []


def test_a_row_for_everyone_breaks_it_for_every_role() -> None:
    finding = only(judged(created(row(EVERYONE, "open")), holds=(NO_SYNCED_ADMINS,)), Weight.BLOCKS)
    assert finding.diagnostic.severity is Severity.ERROR
    assert finding.diagnostic.summary == (
        f"holders of `name of {ADMIN}` may use synced passkeys, which the files rule out"
    )
    assert finding.diagnostic.detail == ("by the row for everyone",)
    assert finding.diagnostic.source == HERE
    assert (finding.value, finding.can_override) == ("synced", True)


def test_what_was_broken_before_is_so_already() -> None:
    only(judged(stands=(row(EVERYONE, "open"),), holds=(NO_SYNCED_ADMINS,)), Weight.STANDING)


def test_a_plan_that_adds_another_offence_blocks() -> None:
    holds = (asserted(everyone=True, unattested=True),)
    narrow = profile("narrow", passkeyTypes=frozenset({"synced"}))
    stands = (row("g-1", "strict"), row("g-2", "narrow"), narrow)
    only(judged(stands=stands, holds=holds), Weight.STANDING)
    loosened = updated(STRICT, enforceAttestation=False)
    made = replace(
        review(loosened, unlisted=(OPEN, UNCLEAR, *stands)),
        asserted=holds,
    )
    finding = only(found(made, "PRF105"), Weight.BLOCKS)
    assert finding.value == "synced, unattested"


def test_mending_it_says_nothing() -> None:
    assert judged(deleted(row(EVERYONE, "open")), holds=(NO_SYNCED_ADMINS,)) == []


def test_the_row_of_the_group_itself_settles_it() -> None:
    finding = only(judged(created(row("admins", "open")), holds=(asserted(groups=("admins",)),)), Weight.BLOCKS)
    assert finding.diagnostic.detail == ("by the row of `name of admins`",)


def test_who_is_in_another_group_is_not_known_without_people() -> None:
    finding = only(judged(created(row("ring0", "open")), holds=(asserted(groups=("admins",)),)), Weight.UNCHECKED)
    assert finding.is_unknown
    assert finding.affected == "unknown, because people were not read"
    assert finding.diagnostic.summary == (
        "not checked, because people were not read: whether members of `name of admins` may use synced passkeys"
    )
    assert finding.diagnostic.detail == ("the row of `name of ring0` admits it",)


def test_with_an_exclude_the_row_for_everyone_settles_nothing_for_a_role() -> None:
    exclude = replace(row("left-out"), kind=review().prior.objects[0].kind.EXCLUDE, fields={})
    only(judged(created(row(EVERYONE, "open")), stands=(exclude,), holds=(NO_SYNCED_ADMINS,)), Weight.UNCHECKED)


def test_a_row_of_an_excluded_group_brings_nothing() -> None:
    exclude = replace(row("admins"), kind=review().prior.objects[0].kind.EXCLUDE, fields={})
    assert judged(left_alone(row("admins", "open")), stands=(exclude,), holds=(NO_SYNCED_ADMINS,)) == []


@pytest.mark.parametrize("row_profiles", [("unclear",), ("gone",)])
def test_a_profile_that_nobody_understands_leaves_it_open(row_profiles: tuple[str, ...]) -> None:
    only(judged(created(row(EVERYONE, *row_profiles)), holds=(NO_SYNCED_ADMINS,)), Weight.UNCHECKED)


def test_people_who_are_in_both_break_it() -> None:
    known = people(10, groups={"ring0": [1, 2, 3]}, roles={ADMIN: [3, 4]})
    finding = only(
        judged(created(row("ring0", "open")), holds=(NO_SYNCED_ADMINS,), known=known),
        Weight.BLOCKS,
    )
    assert finding.affected == "1 person"
    assert finding.diagnostic.detail == ("by the row of `name of ring0`",)


def test_people_who_are_not_in_both_break_nothing() -> None:
    known = people(10, groups={"ring0": [1, 2]}, roles={ADMIN: [3, 4]})
    assert judged(created(row("ring0", "open")), holds=(NO_SYNCED_ADMINS,), known=known) == []


def test_whoever_is_eligible_for_a_role_counts() -> None:
    known = people(10, groups={"ring0": [1]}, eligible={ADMIN: [1]})
    only(judged(created(row("ring0", "open")), holds=(NO_SYNCED_ADMINS,), known=known), Weight.BLOCKS)


def test_a_disabled_account_counts_for_nothing() -> None:
    known = people(10, groups={"ring0": [1]}, roles={ADMIN: [1]}, disabled=[1])
    assert judged(created(row("ring0", "open")), holds=(NO_SYNCED_ADMINS,), known=known) == []


def test_a_group_that_was_not_read_leaves_it_open() -> None:
    gap = Gap(Knowledge.MEMBERS, "the members of `ring0` could not be read", subject="ring0")
    known = people(10, roles={ADMIN: [1]}, gaps=(gap,))
    finding = only(judged(created(row("ring0", "open")), holds=(NO_SYNCED_ADMINS,), known=known), Weight.UNCHECKED)
    assert finding.affected == "unknown, because the members of `ring0` could not be read"


def test_where_not_everybody_is_known_nothing_surely_holds() -> None:
    known = people(10, groups={"ring0": [1]}, roles={ADMIN: [2]}, is_complete=False)
    only(judged(created(row("ring0", "open")), holds=(NO_SYNCED_ADMINS,), known=known), Weight.UNCHECKED)


def test_what_the_settings_settle_is_not_opened_by_people_who_were_not_read() -> None:
    unread = replace(people(10), roles=None)
    only(judged(created(row(EVERYONE, "open")), holds=(NO_SYNCED_ADMINS,), known=unread), Weight.BLOCKS)


def test_a_role_that_nobody_holds_breaks_nothing() -> None:
    known = people(10, roles={"another": [1]})
    assert judged(created(row(EVERYONE, "open")), holds=(NO_SYNCED_ADMINS,), known=known) == []


def test_nested_members_leave_it_open() -> None:
    """Microsoft does not say whether they are reached."""
    known = people(10, groups={"ring0": [1, 2]}, direct={"ring0": [1]}, roles={ADMIN: [2]})
    only(judged(created(row("ring0", "open")), holds=(NO_SYNCED_ADMINS,), known=known), Weight.UNCHECKED)


def test_a_person_by_name() -> None:
    user = "00000003-0000-4000-8000-00000000beef"
    holds = (asserted(users=(user,)),)
    known = people(10, groups={"ring0": [3]}, ids=[3])
    only(judged(created(row("ring0", "open")), holds=holds, known=known), Weight.BLOCKS)
    nobody = people(10, groups={"ring0": [3]})
    only(judged(created(row("ring0", "open")), holds=holds, known=nobody), Weight.UNCHECKED)


def test_one_more_person_makes_it_worse() -> None:
    known = people(10, groups={"ring0": [1], "ring1": [2]}, roles={ADMIN: [1, 2]})
    stands = (row("ring0", "open"),)
    only(judged(stands=stands, holds=(NO_SYNCED_ADMINS,), known=known), Weight.STANDING)
    only(judged(created(row("ring1", "open")), stands=stands, holds=(NO_SYNCED_ADMINS,), known=known), Weight.BLOCKS)


@pytest.mark.parametrize(
    ("models", "value"),
    [
        (frozenset({KEY, OTHER_KEY}), None),
        (frozenset({KEY}), None),
        (frozenset({OTHER_KEY}), "yubikey-5-nfc@5.4"),
    ],
)
def test_the_models_that_are_allowed_at_most(models: frozenset[str], value: str | None) -> None:
    holds = (asserted(everyone=True, synced=False, models=models),)
    findings = judged(created(row("g-1", "strict")), holds=holds)
    assert [each.value for each in findings] == ([value] if value else [])


def test_a_profile_for_any_model_breaks_every_list() -> None:
    holds = (asserted(everyone=True, synced=False, models=frozenset({KEY})),)
    finding = only(judged(created(row("g-1", "open")), holds=holds), Weight.BLOCKS)
    assert finding.value == "any model"
    assert "models that are not in the list" in finding.diagnostic.summary


def test_attestation_is_looked_at_when_a_key_is_registered() -> None:
    """Synced passkeys can't be attested, and those of before sign in all the same."""
    both = profile("both", enforceAttestation=True)
    holds = (asserted(everyone=True, synced=False, unattested=True),)
    assert judged(created(row("g-1", "both")), stands=(both,), holds=holds) == []
    only(judged(created(row("g-1", "both")), stands=(both,), holds=(NO_SYNCED_ADMINS,)), Weight.UNCHECKED)


def test_everybodys_row_beside_a_stricter_one() -> None:
    (finding,) = judged(created(row("admins", "strict")), stands=(row(EVERYONE, "open"),))
    assert (finding.diagnostic.severity, finding.weight) == (Severity.WARNING, Weight.SAYS)
    assert finding.diagnostic.address == "passkeys.targets.admins"
    assert finding.diagnostic.summary == (
        "members of `name of admins` may use synced passkeys, passkeys without attestation and any model, "
        "which the row of `name of admins` does not admit: they add up"
    )
    assert finding.value == "synced, unattested, unlisted models"


def test_everybodys_row_beside_a_looser_one() -> None:
    (finding,) = judged(created(row("pilot", "open")), stands=(row(EVERYONE, "strict"),))
    assert finding.diagnostic.address == 'passkeys.targets["everyone"]'
    assert finding.diagnostic.detail == ("by the row of `name of pilot`",)


def test_rows_that_stand_already_are_so_already() -> None:
    (finding,) = judged(stands=(row(EVERYONE, "open"), row("admins", "strict")))
    assert finding.weight is Weight.STANDING


def test_rows_that_agree_say_nothing() -> None:
    assert judged(created(row("admins", "strict")), stands=(row(EVERYONE, "strict"),)) == []
    assert judged(created(row("admins", "open")), stands=(row(EVERYONE, "open"),)) == []


def test_several_profiles_of_one_row_are_meant_so() -> None:
    assert judged(created(row("admins", "strict", "open"))) == []


def test_rows_of_two_groups_matter_to_whoever_is_in_both() -> None:
    rows = (row("admins", "strict"), row("ring0", "open"))
    (unread,) = judged(stands=rows)
    assert (unread.weight, unread.affected) == (Weight.UNCHECKED, "unknown, because people were not read")
    apart = people(10, groups={"admins": [1], "ring0": [2]})
    assert judged(stands=rows, known=apart) == []
    both = people(10, groups={"admins": [1, 2], "ring0": [2, 3]})
    (finding,) = judged(stands=rows, known=both)
    assert (finding.affected, finding.diagnostic.address) == ("1 person", 'passkeys.targets["name of admins"]')
    assert finding.diagnostic.detail == ("by the row of `name of ring0`",)


def test_a_group_that_could_not_be_read_is_said() -> None:
    rows = (row("admins", "strict"), row("ring0", "open"))
    (finding,) = judged(stands=rows, known=people(10, groups={"admins": [1]}))
    assert finding.weight is Weight.UNCHECKED


FILE = """
emergencyAccess: {{group: SG-EmergencyAccess}}
manage: {{passkeys: {manage}}}
passkeys:
  profiles:
    strict: {{name: Strict, passkeyTypes: [deviceBound], enforceAttestation: true, keyRestrictions: none}}
    open: {{name: Open, passkeyTypes: [deviceBound, synced], enforceAttestation: false, keyRestrictions: none}}
  targets: {targets}
  exclude: []
  assert:
    - {{for: {whom}, effective: {{synced: false}}}}
"""


@pytest.mark.parametrize(
    ("manage", "targets", "whom", "weights"),
    [
        ("listed", "[{group: Admins, profiles: [open]}]", "{groups: [Admins]}", [Weight.BLOCKS]),
        ("listed", "[{group: Admins, profiles: [strict]}]", "{groups: [Admins]}", [Weight.UNCHECKED]),
        ("all", "[{group: Admins, profiles: [strict]}]", "{groups: [Admins]}", []),
        ("all", "[{group: Staff, profiles: [open]}]", "{groups: [Admins]}", [Weight.UNCHECKED]),
        ("all", "[{group: Staff, profiles: [open]}]", "{everyone: true}", [Weight.BLOCKS]),
        ("listed", "[{everyone: true, profiles: [open]}]", "{roles: [Global Administrator]}", [Weight.BLOCKS]),
    ],
)
def test_files_alone(manage: str, targets: str, whom: str, weights: list[Weight]) -> None:
    findings = found_in(FILE.format(manage=manage, targets=targets, whom=whom), "PRF105")
    assert [each.weight for each in findings] == weights


def test_what_a_file_does_not_write_of_a_profile_is_no_fact() -> None:
    silent = FILE.replace("passkeyTypes: [deviceBound, synced], ", "")
    text = silent.format(manage="all", targets="[{everyone: true, profiles: [open]}]", whom="{everyone: true}")
    assert [each.weight for each in found_in(text, "PRF105")] == [Weight.UNCHECKED]


def test_a_certain_union_of_a_file() -> None:
    text = FILE.format(
        manage="listed",
        targets="[{everyone: true, profiles: [open]}, {group: Admins, profiles: [strict]}]",
        whom="{users: [ada@contoso.com]}",
    )
    kept, looser = found_in(text, "PRF105")
    assert (kept.diagnostic.address, kept.weight) == ("passkeys.assert", Weight.BLOCKS)
    assert (looser.diagnostic.address, looser.weight) == ("passkeys.targets.Admins", Weight.SAYS)
    assert str(looser.diagnostic.source).startswith("tenant.yaml:8:")
