"""STR301 to STR307 but those about passes: what strengths ask for, and who can have it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.checks.review import Review
from passkeyctl.model.address import Kind
from passkeyctl.model.facts import Fact, MethodState, TenantFacts
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import KnownPeople, People
from passkeyctl.model.roles import GLOBAL_ADMINISTRATOR
from passkeyctl.model.state import LiveObject
from tests.checks.reviews import (
    created,
    deleted,
    found,
    left_alone,
    live,
    policy,
    profile,
    review,
    row,
    settings,
    strength,
    updated,
)
from tests.checks.yaml_reviews import found_in
from tests.people import people, roster

KEY, OTHER_KEY = "aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002"
NOBODY: frozenset[str] = frozenset()

FILE = """
manage: {passkeys: all, authenticationStrengths: listed, conditionalAccess: listed}
passkeys:
  profiles:
    admin:
      name: Admin
      passkeyTypes: [deviceBound]
      enforceAttestation: true
      keyRestrictions: {behavior: allow, authenticators: [yubikey-5-nfc@5.7]}
  targets:
    - {group: Admins, profiles: [admin]}
  exclude: []
authenticationStrengths:
  tier0:
    name: Tier 0
    allowedCombinations: [fido2]
    fido2: {allowedAAGUIDs: [token2-pin-plus]}
conditionalAccess:
  portals:
    name: Portals
    state: reportOnly
    users: {include: {groups: [Admins]}}
    target: {resources: {include: [Microsoft Admin Portals]}}
    grant: {authenticationStrength: tier0}
"""


def severities(text: str, code: str) -> list[str]:
    return [each.diagnostic.severity.value for each in found_in(text, code)]


def test_models_that_no_profile_admits() -> None:
    (finding,) = found_in(FILE, "STR301")
    assert finding.diagnostic.summary == (
        "no profile that reaches anybody admits `token2-pin-plus`, which `Tier 0` asks for:"
        " nobody could ever satisfy `Portals`"
    )
    assert (finding.weight, finding.can_override, finding.value) == (Weight.BLOCKS, False, "token2-pin-plus")
    assert finding.diagnostic.source is not None
    assert finding.diagnostic.source.line == 17


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("allowedAAGUIDs: [token2-pin-plus]", "allowedAAGUIDs: [yubikey-5-nfc@5.7]", []),
        ("allowedAAGUIDs: [token2-pin-plus]", "allowedAAGUIDs: [yubikey-5-nfc@5.7, token2-pin-plus]", ["warning"]),
        ("allowedCombinations: [fido2]", "allowedCombinations: [fido2, windowsHelloForBusiness]", ["warning"]),
        ("grant: {auth", "grant: {controls: [compliantDevice], auth", ["warning"]),
        ("{behavior: allow, authenticators: [yubikey-5-nfc@5.7]}", "none", []),
        ("state: reportOnly", "state: disabled", []),
        ("passkeys: all", "passkeys: listed", ["notice"]),
        ("[fido2]\n    fido2: {allowedAAGUIDs: [token2-pin-plus]}", "[fido2]", []),
    ],
)
def test_nearly_the_same(old: str, new: str, expected: list[str]) -> None:
    assert old in FILE
    assert severities(FILE.replace(old, new), "STR301") == expected


def test_files_that_do_not_own_all_rows_can_not_tell() -> None:
    (finding,) = found_in(FILE.replace("passkeys: all", "passkeys: listed"), "STR301")
    assert (finding.weight, finding.is_unknown) == (Weight.UNCHECKED, True)
    assert "do not own all the rows" in finding.diagnostic.summary


def test_a_group_whose_own_profiles_do_not_do_may_be_in_another_row() -> None:
    more = """
    open: {name: Open, passkeyTypes: [deviceBound], enforceAttestation: true, keyRestrictions: none}
  targets:
    - {group: Frontline, profiles: [open]}"""
    (finding,) = found_in(FILE.replace("\n  targets:", more, 1), "STR301")
    assert (finding.diagnostic.severity, finding.is_unknown) == ("warning", True)
    assert finding.affected == "unknown, because people were not read"
    everybody = more.replace("group: Frontline", "everyone: true")
    assert found_in(FILE.replace("\n  targets:", everybody, 1), "STR301") == []


LISTED = {"fido2__allowedAAGUIDs": frozenset({KEY})}


def keys_policy(id: str = "p-keys", /, **fields: object) -> LiveObject:
    return policy(id, **{"grant__controls": NOBODY, "grant__authenticationStrength": "s-1", **fields})


def allowing(id: str, *models: str) -> LiveObject:
    return profile(id, keyRestrictions__behavior="allow", keyRestrictions__authenticators=frozenset(models))


def with_people(judged: Review, known: People) -> Review:
    return replace(judged, known_people=KnownPeople(known, roster(len(known.everyone))))


def with_facts(judged: Review, **facts: object) -> Review:
    return replace(judged, facts=TenantFacts(**facts))  # type: ignore[arg-type]


def only(judged: Review, code: str) -> Finding:
    (finding,) = found(judged, code)
    return finding


def test_it_stands_where_it_was_and_blocks_where_the_plan_brings_it_about() -> None:
    rest = (strength(**LISTED), row("g-a", "pr-1"))
    stands = review(left_alone(keys_policy()), unlisted=(*rest, allowing("pr-1", OTHER_KEY)))
    assert (only(stands, "STR301").weight, only(stands, "STR301").diagnostic.severity) == (Weight.STANDING, "error")
    narrowed = updated(allowing("pr-1", KEY, OTHER_KEY), keyRestrictions__authenticators=frozenset({OTHER_KEY}))
    brought = review(narrowed, unlisted=(*rest, keys_policy()))
    assert (only(brought, "STR301").weight, only(brought, "STR301").can_override) == (Weight.BLOCKS, False)
    unrelated = updated(allowing("pr-1", OTHER_KEY), name="Renamed")
    assert only(review(unrelated, unlisted=(*rest, keys_policy())), "STR301").weight is Weight.STANDING


def test_people_whom_no_profile_with_these_models_reaches() -> None:
    users = {"users__include": "selected", "users__include__groups": frozenset({"g-a"})}
    judged = review(
        updated(keys_policy(state="disabled", **users), state="enabled"),
        unlisted=(
            strength(**LISTED),
            allowing("pr-1", OTHER_KEY),
            allowing("pr-2", KEY),
            row("g-a", "pr-1"),
            row("g-b", "pr-2"),
        ),
    )
    assert only(judged, "STR301").is_unknown
    groups = {"g-a": (0, 1), "g-b": (2,), "g-emergency": ()}
    nobody = only(with_people(judged, people(3, groups=groups)), "STR301")
    assert (nobody.diagnostic.severity, nobody.affected, nobody.weight) == ("error", "2 people", Weight.BLOCKS)
    one = only(with_people(judged, people(3, groups={**groups, "g-b": (1,)})), "STR301")
    assert (one.diagnostic.severity, one.affected) == ("warning", "1 person")
    assert found(with_people(judged, people(3, groups={**groups, "g-b": (0, 1)})), "STR301") == []
    missing = found(with_people(judged, people(3, groups=groups, is_complete=False)), "STR301")
    assert [(each.diagnostic.severity, each.is_unknown) for each in missing] == [("warning", False), ("warning", True)]
    unread = people(3, groups={"g-a": (0, 1), "g-emergency": ()})
    assert found(with_people(judged, unread), "STR301") == [], "they may be in the group that was not read"


ADMINS = {"users__include": "selected", "users__include__roles": frozenset({GLOBAL_ADMINISTRATOR})}
LOOSE = """
passkeys:
  profiles:
    staff: {name: Staff, passkeyTypes: [deviceBound, synced], enforceAttestation: false, keyRestrictions: none}
  targets: [{everyone: true, profiles: [staff]}]
conditionalAccess:
  admins:
    name: Admins
    users: {include: {roles: [Global Administrator]}}
    target: {resources: {include: [All resources]}}
    grant: {authenticationStrength: Phishing-resistant MFA}
"""


def test_privileged_roles_that_any_passkey_satisfies() -> None:
    (finding,) = found_in(LOOSE, "STR302")
    assert finding.weight is Weight.SAYS
    assert finding.value == "Phishing-resistant MFA"
    assert finding.diagnostic.detail == ("the profile `Staff` reaches them and admits synced and unattested passkeys",)
    for old, new in (
        ("[Global Administrator]", "[Message Center Reader]"),
        ("everyone: true", "group: Staff"),
        ("[deviceBound, synced], enforceAttestation: false", "[deviceBound], enforceAttestation: true"),
        ("Phishing-resistant MFA", "Multifactor authentication"),
    ):
        assert old in LOOSE
        assert found_in(LOOSE.replace(old, new), "STR302") == []


def test_privileged_people_are_looked_up_where_they_were_read() -> None:
    strict = profile("pr-2", passkeyTypes=frozenset({"deviceBound"}), enforceAttestation=True)
    judged = review(
        updated(keys_policy(state="disabled", **ADMINS), state="reportOnly"),
        unlisted=(strength(), profile("pr-1"), strict, row("g-a", "pr-1"), row("g-b", "pr-2")),
    )
    unread = only(judged, "STR302")
    assert (unread.weight, unread.diagnostic.summary) == (
        Weight.UNCHECKED,
        "not checked, because people were not read",
    )
    known = people(3, groups={"g-a": (0,), "g-b": (1,), "g-emergency": ()}, roles={GLOBAL_ADMINISTRATOR: (0, 1)})
    finding = only(with_people(judged, known), "STR302")
    assert (finding.weight, finding.affected) == (Weight.SAYS, "1 person")
    strictly = replace(known, groups={**known.groups, "g-a": known.groups["g-emergency"]})
    assert found(with_people(judged, strictly), "STR302") == []


FIELD = strength(allowedCombinations=frozenset({"fido2", "password,hardwareOath"}))
REST = (profile("pr-1"), row(EVERYONE, "pr-1"))
ON, OFF = MethodState("enabled", frozenset({EVERYONE})), MethodState("disabled")


def test_a_combination_of_a_method_that_is_off() -> None:
    judged = review(updated(keys_policy(state="disabled"), state="enabled"), unlisted=(FIELD, *REST))
    assert only(judged, "STR303").weight is Weight.UNCHECKED
    assert Fact.METHODS.value in only(judged, "STR303").diagnostic.summary
    off = {"hardwareOath": OFF, "fido2": ON}
    finding = only(with_facts(judged, methods=off, migration_state="migrationComplete"), "STR303")
    assert (finding.diagnostic.severity, finding.weight) == ("warning", Weight.SAYS)
    assert finding.value == "password,hardwareOath"
    for fine in (
        {"methods": off, "migration_state": "migrationInProgress"},
        {"methods": {"hardwareOath": ON}, "migration_state": "migrationComplete"},
        {"methods": {}, "migration_state": "migrationComplete"},
    ):
        assert found(with_facts(judged, **fine), "STR303") == []
    nobody = MethodState("enabled", frozenset({"g-x"}), frozenset({"g-x"}))
    assert found(with_facts(judged, methods={"hardwareOath": nobody}, migration_state="migrationComplete"), "STR303")


def test_nothing_is_left_of_a_strength() -> None:
    tokens = strength(allowedCombinations=frozenset({"password,hardwareOath"}))
    off = {"methods": {"hardwareoath": OFF}, "migration_state": "migrationComplete"}
    judged = with_facts(review(updated(keys_policy(state="disabled"), state="enabled"), unlisted=(tokens,)), **off)
    assert (only(judged, "STR303").diagnostic.severity, only(judged, "STR303").weight) == ("error", Weight.BLOCKS)
    stands = with_facts(review(left_alone(keys_policy()), unlisted=(tokens,)), **off)
    assert only(stands, "STR303").weight is Weight.STANDING
    nobody_targeted = review(left_alone(keys_policy()), unlisted=(strength(), profile("pr-1")))
    assert only(nobody_targeted, "STR303").diagnostic.severity == "error"
    switched_off = review(updated(settings(), state="disabled"), unlisted=(strength(), *REST, keys_policy()))
    assert only(switched_off, "STR303").weight is Weight.BLOCKS


def test_in_report_only_nothing_is_left_of_it_yet() -> None:
    watched = review(created(keys_policy(state="reportOnly")), unlisted=(strength(), profile("pr-1")))
    assert only(with_facts(watched, methods={}), "STR303").weight is Weight.SAYS


def test_what_a_row_elsewhere_changes_does_not_make_it_worse() -> None:
    users = {"users__include": "selected", "users__include__groups": frozenset({"g-a"})}
    judged = review(
        updated(row("g-b", "pr-2"), profiles=frozenset({"pr-1", "pr-2"})),
        unlisted=(
            strength(**LISTED),
            keys_policy(**users),
            allowing("pr-1", OTHER_KEY),
            allowing("pr-2", KEY),
            row("g-a", "pr-1"),
        ),
    )
    apart = people(2, groups={"g-a": (0,), "g-b": (1,), "g-emergency": ()})
    assert only(with_people(judged, apart), "STR301").weight is Weight.STANDING
    both = people(2, groups={"g-a": (0,), "g-b": (0,), "g-emergency": ()})
    taken = replace(judged, changes=(deleted(row("g-b", "pr-2")),))
    assert only(with_people(taken, both), "STR301").weight is Weight.BLOCKS


def test_of_a_built_in_strength_only_that_nothing_is_left() -> None:
    built_in = live(
        Kind.STRENGTH, "s-1", "Built in", allowedCombinations=frozenset({"fido2", "password,sms"}), built_in=True
    )
    judged = review(left_alone(keys_policy()), unlisted=(built_in, *REST))
    off = {"sms": OFF}
    assert found(with_facts(judged, methods=off, migration_state="migrationComplete"), "STR303") == []


def test_people_for_whom_no_method_is_on() -> None:
    both = strength(allowedCombinations=frozenset({"fido2", "password,softwareOath"}))
    judged = with_facts(
        review(
            updated(keys_policy(state="disabled"), state="enabled"),
            unlisted=(both, profile("pr-1"), row("g-a", "pr-1")),
        ),
        methods={"softwareOath": MethodState("enabled", frozenset({"g-b"}))},
        migration_state="migrationComplete",
    )
    known = people(3, groups={"g-a": (0,), "g-b": (1,), "g-emergency": ()})
    finding = only(with_people(judged, known), "STR303")
    assert (finding.diagnostic.severity, finding.affected) == ("warning", "1 person")
    assert found(with_people(judged, people(2, groups={"g-a": (0,), "g-b": (1,), "g-emergency": ()})), "STR303") == []
    elsewhere = people(3, groups={"g-a": (), "g-b": (), "g-emergency": ()})
    assert only(with_people(judged, elsewhere), "STR303").diagnostic.severity == "error"
    unread = people(3, groups={"g-a": (0,), "g-emergency": ()})
    assert found(with_people(judged, unread), "STR303") == []


def test_a_strength_that_others_use_is_changed() -> None:
    change = updated(strength(), allowedCombinations=frozenset({"fido2", "windowsHelloForBusiness"}))
    finding = only(review(change, unlisted=(keys_policy("p-theirs", state="reportOnly"), *REST)), "STR306")
    assert finding.diagnostic.summary == (
        "`Strength s-1` changes, which `Policy p-theirs` demands: no file here describes that"
    )
    assert (finding.weight, finding.value) == (Weight.SAYS, "Policy p-theirs")
    assert finding.diagnostic.detail == ("`Policy p-theirs` is in report-only",)
    assert found(review(change, left_alone(keys_policy()), unlisted=REST), "STR306") == [], "it is in the files"
    assert found(review(updated(strength(), name="Renamed"), unlisted=(keys_policy(),)), "STR306") == []
    assert found(review(deleted(strength()), unlisted=(keys_policy(),)), "STR306") == []
    assert found(review(created(strength()), unlisted=(keys_policy(),)), "STR306") == []


ELSEWHERE = {"corp.example": "enforceMfaByFederatedIdp", "shop.example": "acceptIfMfaDoneByFederatedIdp"}


def test_a_federated_domain_that_does_the_second_factor_itself() -> None:
    judged = review(updated(keys_policy(state="disabled"), state="enabled"), unlisted=(strength(), *REST))
    assert only(judged, "STR307").weight is Weight.UNCHECKED
    assert Fact.FEDERATION.value in only(judged, "STR307").diagnostic.summary
    finding = only(with_facts(judged, federated_domains=ELSEWHERE), "STR307")
    assert (finding.diagnostic.severity, finding.weight, finding.value) == ("error", Weight.BLOCKS, "corp.example")
    assert finding.can_override
    assert found(with_facts(judged, federated_domains={"shop.example": ""}), "STR307") == []
    takes_it = strength(allowedCombinations=frozenset({"fido2", "federatedMultiFactor"}))
    fine = review(updated(keys_policy(state="disabled"), state="enabled"), unlisted=(takes_it, *REST))
    assert found(with_facts(fine, federated_domains=ELSEWHERE), "STR307") == []
    stands = review(left_alone(keys_policy()), unlisted=(strength(), *REST))
    assert found(stands, "STR307") == [], "not asked about, and the plan does not make it worse"
    assert only(with_facts(stands, federated_domains=ELSEWHERE), "STR307").weight is Weight.STANDING


def test_of_a_group_nobody_knows_who_is_of_the_domain() -> None:
    users = {"users__include": "selected", "users__include__groups": frozenset({"g-a"})}
    judged = review(updated(keys_policy(state="disabled", **users), state="enabled"), unlisted=(strength(), *REST))
    finding = only(with_facts(judged, federated_domains=ELSEWHERE), "STR307")
    assert (finding.diagnostic.severity, finding.weight) == ("warning", Weight.SAYS)


def test_an_external_method_satisfies_no_strength() -> None:
    judged = with_facts(
        review(updated(keys_policy(state="disabled"), state="enabled"), unlisted=(strength(), *REST)),
        federated_domains={},
    )
    groups = {"g-emergency": ()}
    using = people(3, groups=groups, registered={"externalAuthMethod": (1,)})
    assert only(with_people(judged, using), "STR307").affected == "1 person"
    assert found(with_people(judged, people(3, groups=groups)), "STR307") == []
    assert found(judged, "STR307") == [], "nobody asked who is affected"
