"""Guests and partners under policies, holders of roles outside of them, and policies that nobody watched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from passkeyctl.checks.review import Review
from passkeyctl.model.crowds import Reach
from passkeyctl.model.directory import Directory
from passkeyctl.model.facts import CrossTenantTrust, Fact, TenantFacts
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import KnownPeople, ListedRoster, People, Person
from passkeyctl.model.roles import GLOBAL_ADMINISTRATOR
from passkeyctl.model.state import LiveObject
from passkeyctl.model.values import Guests
from tests.checks.reviews import created, found, left_alone, policy, profile, review, row, strength, updated
from tests.checks.yaml_reviews import found_in
from tests.people import crowd, people, person, roster
from tests.states import TODAY

NOBODY: frozenset[str] = frozenset()
FILE = """
conditionalAccess:
  office:
    name: Office
    users: {include: all, exclude: {guests: {types: [serviceProvider], tenants: all}}}
    target: {resources: {include: [Office 365]}}
    grant: {authenticationStrength: Phishing-resistant MFA}
"""
GUESTS = FILE.replace(
    "include: all, exclude: {guests: {types: [serviceProvider], tenants: all}}",
    "include: {guests: {types: [b2bCollaborationGuest], tenants: all}}",
)
TRUSTED = "expect: {crossTenantTrust: {default: {mfa: true}}}\n"
UNTRUSTED = "expect: {crossTenantTrust: {default: {mfa: false}}}\n"


@pytest.mark.parametrize("text", [FILE, GUESTS])
def test_guests_are_asked_for_a_passkey(text: str) -> None:
    (finding,) = found_in(text, "GST701")
    assert finding.weight is Weight.SAYS
    assert "b2bCollaborationGuest" in finding.value
    assert found_in(TRUSTED + text, "GST701") == [], "their home tenant's passkeys count"
    for old, new in (
        ("Phishing-resistant MFA", "Multifactor authentication"),
        ("{authenticationStrength: Phishing-resistant MFA}", "{controls: [mfa]}"),
        ("    users:", "    state: disabled\n    users:"),
    ):
        assert found_in(text.replace(old, new), "GST701") == []
    assert found_in(FILE.replace("guests: {types: [serviceProvider], tenants: all}", "guests: all"), "GST701") == []
    assert found_in(FILE.replace("include: all,", "include: {groups: [Staff]},"), "GST701") == []


def test_guests_in_a_group_of_the_passkey_policy() -> None:
    stands = (profile("pr-1"), row("g-a", "pr-1"), row(EVERYONE, "pr-1"))
    judged = review(left_alone(stands[1]), unlisted=(stands[0], stands[2]))
    known = people(3, groups={"g-a": (0, 1)}, guests=(1, 2))
    (finding,) = found(with_people(judged, known), "GST701")
    assert (finding.weight, finding.affected) == (Weight.STANDING, "1 person")
    assert found(with_people(judged, replace(known, guests=Reach.exactly(crowd(2)))), "GST701") == []
    assert found(judged, "GST701") == []


def test_partners_are_caught_by_a_policy_for_everybody() -> None:
    text = FILE.replace(", exclude: {guests: {types: [serviceProvider], tenants: all}}", "")
    (finding,) = found_in(text, "GST702")
    assert (finding.weight, finding.value) == (Weight.SAYS, "serviceProvider")
    assert found_in(FILE, "GST702") == []
    assert found_in(text.replace("include: all", "include: {groups: [Staff]}"), "GST702") == []
    assert found_in(text.replace("    grant:", "    conditions: {clientApps: [other]}\n    grant:"), "GST702") == []
    registering = text.replace("{resources: {include: [Office 365]}}", "{userActions: [Register or join devices]}")
    registering = registering.replace("    users:", "    state: enabled\n    users:")
    assert found_in(registering, "GST702") == []
    one = FILE.replace("types: [serviceProvider], tenants: all", f"types: [serviceProvider], tenants: [{PARTNER}]")
    assert found_in(one, "GST702") == [], "somebody thought of partners"
    assert [each.weight for each in found(review(left_alone(policy())), "GST702")] == [Weight.STANDING]


PARTNER = "11111111-2222-4333-8444-555555555555"


def test_what_files_expect_of_trust_decides_without_a_tenant() -> None:
    (unknown,) = found_in(GUESTS, "GST703")
    assert (unknown.weight, unknown.is_unknown) == (Weight.UNCHECKED, True)
    (finding,) = found_in(UNTRUSTED + GUESTS, "GST703")
    assert (finding.diagnostic.severity, finding.weight) == ("warning", Weight.SAYS)
    assert found_in(TRUSTED + GUESTS, "GST703") == []
    here = GUESTS.replace("Phishing-resistant MFA", "Multifactor authentication")
    assert found_in(UNTRUSTED + here, "GST703") == []
    listed = GUESTS.replace("tenants: all", f"tenants: [{PARTNER}]")
    partner = f"expect: {{crossTenantTrust: {{partners: {{{PARTNER}: {{mfa: true}}}}}}}}\n"
    assert found_in(partner + listed, "GST703") == []
    assert [each.weight for each in found_in(partner.replace("true", "false") + listed, "GST703")] == [Weight.SAYS]


def with_people(judged: Review, known: People) -> Review:
    return replace(judged, known_people=KnownPeople(known, roster(len(known.everyone))))


def trusting(judged: Review, trust: CrossTenantTrust | None) -> Review:
    return replace(judged, facts=TenantFacts(cross_tenant=trust))


def only(judged: Review, code: str) -> Finding:
    (finding,) = found(judged, code)
    return finding


def keys_policy(**fields: object) -> LiveObject:
    return policy("p-keys", **{"grant__controls": NOBODY, "grant__authenticationStrength": "s-1", **fields})


REST = (profile("pr-1"), row(EVERYONE, "pr-1"))


def enforcing(**fields: object) -> Review:
    return review(updated(keys_policy(state="disabled", **fields), state="enabled"), unlisted=(strength(), *REST))


def test_a_tenant_without_trust_leaves_guests_nothing() -> None:
    judged = enforcing(users__include="selected", users__include__guests=Guests(legacy=True))
    assert only(judged, "GST703").weight is Weight.UNCHECKED
    assert Fact.CROSS_TENANT.value in only(judged, "GST703").diagnostic.summary
    finding = only(trusting(judged, CrossTenantTrust(False)), "GST703")
    assert (finding.diagnostic.severity, finding.weight, finding.can_override) == ("error", Weight.BLOCKS, True)
    assert found(trusting(judged, CrossTenantTrust(True)), "GST703") == []
    stands = review(left_alone(keys_policy()), unlisted=(strength(), *REST))
    assert found(stands, "GST703") == []
    assert only(trusting(stands, CrossTenantTrust(False)), "GST703").weight is Weight.STANDING


def test_of_all_users_nobody_knows_whether_guests_are_among_them() -> None:
    judged = trusting(enforcing(), CrossTenantTrust(False))
    unread = only(judged, "GST703")
    assert (unread.diagnostic.severity, unread.weight, unread.is_unknown) == ("warning", Weight.SAYS, True)
    assert found(with_people(judged, people(3)), "GST703") == []
    groups = {"g-emergency": ()}
    visitor = people(3, guests=(1,), external=(1,), groups=groups)
    finding = only(with_people(judged, visitor), "GST703")
    assert (finding.diagnostic.severity, finding.affected) == ("error", "1 person")
    assert found(with_people(judged, people(3, guests=(1,), groups=groups)), "GST703") == [], (
        "an account of this tenant"
    )
    unsure = replace(visitor, external=Reach.unknown(crowd(1)))
    perhaps = only(with_people(judged, unsure), "GST703")
    assert (perhaps.diagnostic.severity, perhaps.affected) == ("warning", "up to 1 person")


def test_in_report_only_nobody_is_turned_away() -> None:
    guests = keys_policy(state="reportOnly", users__include="selected", users__include__guests=Guests(legacy=True))
    judged = trusting(review(created(guests), unlisted=(strength(), *REST)), CrossTenantTrust(False))
    assert only(judged, "GST703").weight is Weight.SAYS


def test_guests_of_listed_tenants() -> None:
    guests = Guests(frozenset({"b2bCollaborationGuest"}), frozenset({PARTNER}))
    judged = enforcing(users__include="selected", users__include__guests=guests)
    assert found(trusting(judged, CrossTenantTrust(False, {PARTNER: True})), "GST703") == []
    finding = only(trusting(judged, CrossTenantTrust(True, {PARTNER: False})), "GST703")
    assert PARTNER in finding.diagnostic.summary


def test_models_are_not_passed_on_between_clouds() -> None:
    listed = strength(fido2__allowedAAGUIDs=frozenset({"aaaaaaaa-0000-4000-8000-000000000001"}))
    judged = review(updated(keys_policy(state="disabled"), state="enabled"), unlisted=(listed, *REST))
    finding = only(trusting(judged, CrossTenantTrust(True)), "GST703")
    assert (finding.diagnostic.severity, finding.weight) == ("warning", Weight.SAYS)
    assert "another Microsoft cloud" in finding.diagnostic.summary


def test_trust_does_not_help_a_personal_account() -> None:
    known = people(3, guests=(1, 2), external=(1, 2), groups={"g-emergency": ()})
    names = {1: "jo_outlook.com#EXT#@contoso.example", 2: "jo_fabrikam.example#EXT#@contoso.example"}
    listed = ListedRoster({each: Person(each, person(each).id, names.get(each, ""), "Jo") for each in range(3)})
    judged = replace(trusting(enforcing(), CrossTenantTrust(True)), known_people=KnownPeople(known, listed))
    finding = only(judged, "GST703")
    assert (finding.diagnostic.severity, finding.affected) == ("warning", "1 person")
    assert "jo_outlook.com" in finding.diagnostic.detail[0]
    assert found(with_people(judged, known), "GST703") == []


ADMINS = {"users__include": "selected", "users__include__roles": frozenset({GLOBAL_ADMINISTRATOR})}
CUSTOM = "dddddddd-0000-4000-8000-000000000001"


def test_holders_of_custom_roles_are_in_no_policy_by_role() -> None:
    judged = enforcing(**ADMINS)
    assert only(judged, "CAP411").weight is Weight.UNCHECKED
    assert found(review(left_alone(keys_policy(**ADMINS)), unlisted=(strength(), *REST)), "CAP411") == []
    known = people(3, roles={GLOBAL_ADMINISTRATOR: (0,), CUSTOM: (0, 1)}, groups={"g-emergency": ()})
    finding = only(with_people(judged, known), "CAP411")
    assert (finding.weight, finding.affected, finding.value) == (Weight.SAYS, "1 person", f"name of {CUSTOM}")
    assert (
        found(with_people(judged, people(3, roles={GLOBAL_ADMINISTRATOR: (0,)}, groups={"g-emergency": ()})), "CAP411")
        == []
    )
    assert only(with_people(judged, replace(known, roles=None)), "CAP411").weight is Weight.UNCHECKED
    others = policy(
        "p-others", grant__controls=NOBODY, grant__authenticationStrength="s-1", users__exclude__groups=NOBODY
    )
    covered = replace(judged, prior=replace(judged.prior, objects=(*judged.prior.objects, others)))
    assert found(with_people(covered, known), "CAP411") == [], "a policy for everybody demands the same of them"


def test_who_activates_a_role_is_asked_for_nothing() -> None:
    known = people(3, roles={GLOBAL_ADMINISTRATOR: (0,)}, eligible={GLOBAL_ADMINISTRATOR: (0, 1)})
    known = replace(known, groups=people(1, groups={"g-emergency": ()}).groups)
    judged = enforcing(**ADMINS)
    finding = only(with_people(judged, known), "CAP411")
    assert finding.affected == "1 person"
    assert "at activation" in finding.diagnostic.summary
    unnamed = only(with_people(replace(judged, directory=Directory()), known), "CAP411")
    assert (unnamed.value, "`Global Administrator`" in unnamed.diagnostic.summary) == ("Global Administrator", True)
    activation = policy(
        "p-context", target__resources__include=NOBODY, target__authenticationContexts=frozenset({"c1"})
    )
    asked = replace(judged, prior=replace(judged.prior, objects=(*judged.prior.objects, activation)))
    assert found(with_people(asked, known), "CAP411") == []


def since(days: str, **fields: object) -> LiveObject:
    return replace(policy(**fields), original={"createdDateTime": "2026-01-01T00:00:00Z", "modifiedDateTime": days})


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (policy(state="disabled"), "switched off until now"),
        (since("2026-11-20T08:00:00Z", state="reportOnly"), "3 days ago"),
        (since("2026-11-23T08:00:00Z", state="reportOnly"), "last changed today"),
        (since("2026-11-16T08:00:00Z", state="reportOnly"), ""),
        (policy(state="reportOnly"), ""),
        (policy(state="enabled", grant__controls=frozenset({"block"})), ""),
        (policy(state="disabled", target__userActions=frozenset({"Register security information"})), ""),
    ],
)
def test_a_policy_that_nobody_watched_comes_into_force(before: LiveObject, words: str) -> None:
    change = updated(before, state="enabled", grant__controls=frozenset({"mfa"}))
    judged = replace(review(change), as_of=TODAY)
    says = [each for each in found(judged, "CAP408") if each.weight is Weight.SAYS]
    assert bool(says) is bool(words)
    assert all(words in each.diagnostic.summary for each in says)


EXCLUDING = FILE.replace("[Office 365]", "[All resources], exclude: [Office 365]")


def test_resources_left_out_mean_less_since_microsoft_changed_it() -> None:
    (finding,) = found_in(EXCLUDING, "CAP409")
    assert (finding.weight, finding.value) == (Weight.SAYS, "Office 365")
    assert "since 2026-06-15" in finding.diagnostic.summary
    (earlier,) = found_in(EXCLUDING, "CAP409", as_of=date(2026, 6, 14))
    assert "from 2026-06-15" in earlier.diagnostic.summary
    assert found_in(FILE, "CAP409") == []
    assert found_in(EXCLUDING.replace("    users:", "    state: disabled\n    users:"), "CAP409") == []


def test_it_stands_where_the_plan_does_not_touch_it() -> None:
    leaving = policy(target__resources__exclude=frozenset({"Office 365"}))
    assert only(review(left_alone(leaving)), "CAP409").weight is Weight.STANDING
    assert only(review(created(leaving)), "CAP409").weight is Weight.SAYS


def test_what_graph_refuses_beside_every_time_shows_in_a_file() -> None:
    session = FILE + "    session: {signInFrequency: everyTime, disableResilienceDefaults: true}\n"
    assert [each.weight for each in found_in(session, "CAP412")] == [Weight.BLOCKS]
    assert found_in(session.replace("true}", "false}"), "CAP412") == []
