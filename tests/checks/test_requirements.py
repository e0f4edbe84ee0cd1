"""OPS905: what the files require of a tenant before anything is changed there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.checks.operation.requirements import requirements_met
from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import SourceRange
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.desired import Requires
from passkeyctl.model.facts import TenantFacts
from passkeyctl.model.finding import Weight
from tests.checks.reviews import created, review, strength

HERE = SourceRange("tenant.yaml", 4, 3)


def _review(facts: TenantFacts, *changes: ResourceChange, security_defaults: bool = False) -> Review:
    made = review(*changes)
    requires = Requires((("AAD_PREMIUM", HERE),), (security_defaults, HERE))
    return replace(made, configuration=replace(made.configuration, requires=requires), facts=facts)


def _told(facts: TenantFacts, *, security_defaults: bool = False) -> list[str]:
    found = list(requirements_met(_review(facts, created(strength()), security_defaults=security_defaults)))
    assert all(each.weight is Weight.BLOCKS and each.can_override for each in found)
    assert all((each.diagnostic.code, each.diagnostic.source) == ("OPS905", HERE) for each in found)
    return [each.diagnostic.summary for each in found]


@pytest.mark.parametrize("licence", ["AAD_PREMIUM", "aad_premium"])
def test_what_is_met_says_nothing(licence: str) -> None:
    assert _told(TenantFacts(frozenset({"OTHER", licence}), security_defaults=False)) == []


def test_what_is_not_met_blocks() -> None:
    facts = TenantFacts(frozenset({"AAD_PREMIUM_P2"}), security_defaults=True)
    assert _told(facts) == [
        "the tenant has no licence `AAD_PREMIUM`",
        "security defaults are on, and the files require them to be off",
    ]
    assert _told(TenantFacts(frozenset({"AAD_PREMIUM"}), security_defaults=False), security_defaults=True) == [
        "security defaults are off, and the files require them to be on"
    ]


def test_what_is_not_known_blocks_as_well() -> None:
    assert _told(TenantFacts()) == [
        "it isn't known whether the tenant has the licence `AAD_PREMIUM`",
        "it isn't known whether security defaults are on",
    ]


def test_a_plan_with_nothing_to_do_is_never_refused() -> None:
    assert list(requirements_met(_review(TenantFacts()))) == []
