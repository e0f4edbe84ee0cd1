"""Authentication contexts: there before the policies that target them, withdrawn and deleted after those let go."""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan.operation import Gone, Operation, Present, Stage
from passkeyctl.plan.ordering import operations, waves
from passkeyctl.plan.verify import disturbed, unmet
from tests.checks.reviews import created, deleted, live, policy, settings, updated

PLACE = "/identity/conditionalAccess/authenticationContextClassReferences/c7"


def context(*, published: bool = True, name: str = "Admin work") -> LiveObject:
    return live(Kind.CONTEXT, "c7", name, published=published)


def fresh(wanted: LiveObject) -> ResourceChange:
    """The id of a context is the tenant's choice, and known before there is one."""
    return replace(created(wanted), id=wanted.id)


def targeting(*contexts: str) -> LiveObject:
    found = policy(target__resources__include=frozenset(), target__authenticationContexts=frozenset(contexts))
    return replace(found, original={"id": "p-1", "conditions": {"applications": {}}})


def state(*objects: LiveObject) -> PriorState:
    return PriorState((settings(), *objects), True, {})


def order(found: tuple[Operation, ...]) -> list[tuple[Stage, str, str]]:
    return [(each.stage, each.method, each.path) for each in found if each.addresses[0].kind is Kind.CONTEXT]


def test_a_context_is_made_by_a_patch_before_the_policy_that_targets_it() -> None:
    new = created(replace(targeting("c7"), fields={**targeting("c7").fields, "state": "reportOnly"}))
    found = operations([new, fresh(context())], state())
    assert [each.stage for each in found] == [Stage.CONTEXTS, Stage.POLICIES]
    assert order(found) == [(Stage.CONTEXTS, "PATCH", PLACE)]
    assert found[0].body == {"displayName": "Admin work", "isAvailable": True}
    (expected,) = found[0].expects
    assert expected == Present(Kind.CONTEXT, "c7", context().fields)
    assert unmet(expected, state(), {}) == ("`c7` does not show yet",)
    assert unmet(expected, state(context()), {}) == ()


def test_one_that_somebody_else_has_made_in_the_meantime_is_noticed() -> None:
    found = operations([fresh(context())], state())
    assert disturbed(found, state(), state()) == ()
    assert disturbed(found, state(), state(context(name="Other"))) == ("`Other`",)


def test_publishing_comes_before_the_policies_and_withdrawing_after_them() -> None:
    changed = targeting("c7")
    changes = [updated(changed, state="reportOnly"), updated(context(published=False), published=True)]
    found = operations(changes, state(changed, context(published=False)))
    assert [each.stage for each in found] == [Stage.CONTEXTS, Stage.LOOSER_POLICIES]
    changes = [updated(changed, session__tokenProtection=True), updated(context(), published=False, name="Old")]
    found = operations(changes, state(changed, context()))
    assert [each.stage for each in found] == [Stage.POLICIES, Stage.NARROWER_CONTEXTS]
    assert found[1].body == {"displayName": "Old", "isAvailable": False}


def test_a_published_context_is_withdrawn_before_it_is_deleted() -> None:
    lets_go = updated(targeting("c7", "c8"), target__authenticationContexts=frozenset({"c8"}))
    found = operations([deleted(context()), lets_go], state(context(), targeting("c7", "c8")))
    assert order(found) == [(Stage.NARROWER_CONTEXTS, "PATCH", PLACE), (Stage.DELETED_CONTEXTS, "DELETE", PLACE)]
    assert [each.body for each in found[1:]] == [{"isAvailable": False}, None]
    assert found[2].expects == (Gone(Kind.CONTEXT, "c7"),)
    assert len(waves(found)) == 3


def test_one_that_is_not_published_is_deleted_at_once() -> None:
    hidden = context(published=False)
    assert order(operations([deleted(hidden)], state(hidden))) == [(Stage.DELETED_CONTEXTS, "DELETE", PLACE)]


def test_nothing_is_sent_for_one_that_stays() -> None:
    same = ResourceChange(Address(Kind.CONTEXT, "c7"), Action.NO_OP, "c7", "Admin work", context(), context().fields)
    assert operations([same], state(context())) == ()
