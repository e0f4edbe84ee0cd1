"""The targeting picture: what links a group to a policy, before and after, and how many fit in one drawing."""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.insight.tenant_state import after, before
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.plan.plan import Plan
from passkeyctl.render.naming import names_of
from passkeyctl.render.page.targeting import MFA, Column, Status, Targeting, targeting_of
from passkeyctl.render.page.targeting_fold import MOST, folded, near
from passkeyctl.render.page.targeting_picture import picture
from passkeyctl.render.page.targeting_tables import tables
from tests.render.markup import read
from tests.render.page_plans import GROUPS, large_plan
from tests.render.plans import OLD, PILOT, create, delete, live, plan_of, policy, prior_of, update

KEY, OTHER = "2fc0579f-8113-47ea-b116-bb5a8db9202a", "90a3ccdf-635c-4729-a248-9b709135078f"


def targeting(plan: Plan) -> Targeting:
    return targeting_of(before(plan.prior), after(plan.prior, plan.changes), names_of(plan))


def links(graph: Targeting) -> dict[tuple[str, str], tuple[Status, bool]]:
    return {(each.start.id, each.end.id): (each.status, each.is_part) for each in graph.links if not each.is_scope}


def keys_of_one_model() -> Plan:
    strength = live(
        Kind.STRENGTH,
        "one-model",
        "One model",
        {"allowedCombinations": frozenset({"fido2"}), "fido2.allowedAAGUIDs": frozenset({KEY})},
    )
    restricted: dict[str, Fields] = {
        "any": {},
        "only": {"keyRestrictions.behavior": "allow", "keyRestrictions.authenticators": frozenset({KEY})},
        "both": {"keyRestrictions.behavior": "allow", "keyRestrictions.authenticators": frozenset({KEY, OTHER})},
        "other": {"keyRestrictions.behavior": "allow", "keyRestrictions.authenticators": frozenset({OTHER})},
        "without": {"keyRestrictions.behavior": "block", "keyRestrictions.authenticators": frozenset({KEY})},
        "without-other": {"keyRestrictions.behavior": "block", "keyRestrictions.authenticators": frozenset({OTHER})},
    }
    profiles = [live(Kind.PROFILE, id, id, fields) for id, fields in restricted.items()]
    asking = policy(grant__authenticationStrength="one-model", users__include__groups=frozenset({PILOT}))
    target = live(Kind.TARGET, PILOT, PILOT, {"profiles": frozenset({"only"})})
    plan = plan_of(update("pilot", asking, {}))
    return replace(plan, prior=prior_of(strength, *profiles, target, asking))


def test_a_profile_satisfies_a_strength_by_the_models_that_both_take() -> None:
    found = {
        start: part for (start, end), (_, part) in links(targeting(keys_of_one_model())).items() if end == "one-model"
    }
    assert found == {"any": True, "only": False, "both": True, "without-other": True}


def test_what_a_plan_brings_changes_and_takes_is_marked() -> None:
    asking = policy(grant__controls=frozenset({"mfa"}), users__include="all")
    default = live(Kind.PROFILE, "default", "Default", {"passkeyTypes": frozenset({"synced"})})
    going = live(Kind.TARGET, OLD, OLD, {"profiles": frozenset({"default"})})
    plan = plan_of(
        update("pilot", asking, {"state": "disabled"}),
        delete(going),
        create(Kind.TARGET, "pilot", PILOT, {"profiles": frozenset({"default"})}, id=PILOT),
    )
    graph = targeting(replace(plan, prior=prior_of(default, asking, going)))
    statuses = {each.name: each.status for each in graph.things}
    assert statuses == {
        "PK-Pilot": Status.NEW,
        "PK-Old (2025)": Status.GONE,
        "Default": Status.SAME,
        "Multifactor authentication (grant control)": Status.SAME,
        "CA010 - Pilot": Status.CHANGED,
    }
    found = links(graph)
    assert found[(PILOT, "default")] == (Status.NEW, False)
    assert found[(OLD, "default")] == (Status.GONE, False)
    assert found[("default", MFA)] == (Status.SAME, False)


def test_a_group_that_a_policy_excludes_is_not_in_it() -> None:
    groups = [live(Kind.TARGET, id, id, {"profiles": frozenset()}) for id in (PILOT, OLD, EVERYONE)]
    asking = policy(grant__controls=frozenset({"mfa"}), users__include="all", users__exclude__groups=frozenset({OLD}))
    graph = targeting(replace(plan_of(), prior=prior_of(*groups, asking)))
    assert {each.start.id for each in graph.links if each.is_scope} == {PILOT, EVERYONE}


def test_many_are_folded_and_none_is_lost() -> None:
    graph = targeting(large_plan())
    drawn = folded(graph)
    for column in Column:
        assert len(drawn.of(column)) <= MOST
    [rest] = [each for each in drawn.of(Column.GROUP) if "more groups" in each.title]
    assert rest.title == f"{GROUPS + 1 - (MOST - 1)} more groups"
    assert sum(len(each.spots) for each in drawn.of(Column.GROUP)) == GROUPS + 1
    asking = [each for each in graph.of(Column.POLICY) if each.fields["grant.controls"] != frozenset({"block"})]
    assert sum(len(each.spots) for each in drawn.of(Column.POLICY)) == len(asking) == 200
    assert len({each.key for each in drawn.nodes}) == len(drawn.nodes)


def test_following_a_group_leads_to_its_profile_and_to_the_policies_that_it_is_in() -> None:
    drawn = folded(targeting(keys_of_one_model()))
    titles = {each.key: each.title for each in drawn.nodes}
    [group] = drawn.of(Column.GROUP)
    assert {titles[each] for each in near(drawn)[group.key]} == {"only", "One model", "CA010 - Pilot"}


def test_the_picture_and_its_tables_name_the_same_things() -> None:
    plan = keys_of_one_model()
    graph = targeting(plan)
    in_picture = {each.text for each in read(picture(folded(graph))) if each.tag == "title"}
    in_tables = "".join(each.text for each in read(tables(graph, names_of(plan), {})) if each.tag == "table")
    for each in graph.things:
        assert each.name in in_picture
        assert each.name in in_tables


def test_nothing_to_draw_draws_nothing() -> None:
    assert picture(folded(targeting_of(before(prior_of()), before(prior_of()), names_of(plan_of())))) == ""
