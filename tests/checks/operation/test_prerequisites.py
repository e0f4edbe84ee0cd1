"""OPS905 and OPS903: what a tenant must have for a plan, and what a token had better not have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import Severity
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.expectations import Expectations, Expected
from passkeyctl.model.facts import Fact, SignedIn, TenantFacts
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.state import LiveObject
from tests.checks.reviews import HERE, created, found, left_alone, live, policy, review, strength, updated

NEW = created(policy("p-1", state="reportOnly"))
ENFORCED = created(policy("p-1"))
ASKED = frozenset({Fact.LICENCES, Fact.SECURITY_DEFAULTS, Fact.METHODS})
FINE = TenantFacts(frozenset({"AAD_PREMIUM"}), False, migration_state="migrationComplete", wanted=ASKED)


def _review(facts: TenantFacts, *changes: ResourceChange, unlisted: tuple[LiveObject, ...] = ()) -> Review:
    return replace(review(*changes, unlisted=unlisted), facts=facts)


def _told(facts: TenantFacts, *changes: ResourceChange) -> list[tuple[Weight, Severity]]:
    return [(each.weight, each.diagnostic.severity) for each in found(_review(facts, *changes), "OPS905")]


def test_a_tenant_that_has_it_all_is_told_nothing() -> None:
    assert _told(FINE, ENFORCED, updated(strength(), description="x")) == []
    assert _told(replace(FINE, licences=frozenset({"aad_premium_p2"})), NEW) == []


def test_a_policy_needs_a_licence() -> None:
    none = replace(FINE, licences=frozenset({"O365_BUSINESS"}))
    assert _told(none, NEW) == [(Weight.BLOCKS, Severity.ERROR)]
    assert _told(none, updated(policy(), session__persistentBrowser="never")) == []
    assert _told(none, updated(policy(state="disabled"), state="enabled")) == [(Weight.BLOCKS, Severity.ERROR)]
    assert _told(none, created(policy(state="disabled"))) == []


def test_security_defaults_and_policies_exclude_each_other() -> None:
    on = replace(FINE, security_defaults=True)
    assert _told(on, ENFORCED) == [(Weight.BLOCKS, Severity.ERROR)]
    assert _told(on, NEW) == [(Weight.SAYS, Severity.WARNING)]
    assert _told(on, updated(policy(state="reportOnly"), state="enabled")) == [(Weight.BLOCKS, Severity.ERROR)]
    assert _told(on, updated(policy(state="enabled"), state="reportOnly")) == []
    assert _told(on, left_alone(policy())) == []
    expecting = _review(on, ENFORCED)
    expected = Expectations(security_defaults=Expected(True, HERE))
    said = replace(expecting, configuration=replace(expecting.configuration, expectations=expected))
    assert found(said, "OPS905") == []


def test_what_is_not_known_is_said() -> None:
    unread = TenantFacts(unread={Fact.LICENCES: "403", Fact.SECURITY_DEFAULTS: "403"}, wanted=ASKED)
    assert _told(unread, NEW) == [(Weight.UNCHECKED, Severity.NOTICE)] * 2
    assert _told(TenantFacts(), NEW) == []


def test_an_unfinished_migration_is_said_where_methods_change() -> None:
    under_way = replace(FINE, migration_state="migrationInProgress")
    campaign = updated(live(Kind.CAMPAIGN, "c", state="disabled"), state="enabled")
    assert _values(under_way, campaign) == ["migrationInProgress"]
    assert _told(under_way, NEW) == []
    demanding = policy("p-1", state="reportOnly", grant__authenticationStrength="s-1", grant__controls=frozenset())
    assert _values(under_way, created(demanding)) == ["migrationInProgress"]
    unread = replace(FINE, migration_state=None, unread={Fact.METHODS: "403"})
    assert _told(unread, updated(strength(), description="x")) == [(Weight.UNCHECKED, Severity.NOTICE)]


def _values(facts: TenantFacts, *changes: ResourceChange) -> list[str]:
    return [each.value for each in found(_review(facts, *changes), "OPS905")]


@pytest.mark.parametrize(("others", "values"), [(194, []), (195, ["196"]), (240, ["241"])])
def test_a_tenant_takes_so_many_policies(others: int, values: list[str]) -> None:
    standing = tuple(policy(f"q-{number}", state="disabled") for number in range(others))
    judged = found(_review(FINE, NEW, unlisted=standing), "OPS905")
    assert [each.value for each in judged] == values
    assert all(each.diagnostic.severity is Severity.WARNING for each in judged)
    change = updated(standing[0], session__persistentBrowser="never")
    stands = found(_review(FINE, change, unlisted=standing[1:]), "OPS905")
    assert [(each.weight, each.value) for each in stands] == ([(Weight.STANDING, str(others))] if others > 195 else [])
    assert found(_review(FINE, updated(strength(), description="x"), unlisted=standing), "OPS905") == []


def _token(*granted: str) -> list[Finding]:
    who = SignedIn("id", "ada@contoso.example", is_person=True, granted=frozenset(granted))
    return found(_review(TenantFacts(signed_in=who), NEW), "OPS903")


def test_a_token_that_may_do_far_more_is_told() -> None:
    assert _token("Policy.Read.All", "Policy.ReadWrite.ConditionalAccess") == []
    (told,) = _token("Policy.Read.All", "Directory.ReadWrite.All", "User.ReadWrite.All")
    assert (told.weight, told.value) == (Weight.STANDING, "Directory.ReadWrite.All, User.ReadWrite.All")
    assert found(_review(TenantFacts(), NEW), "OPS903") == []
