"""The sets of policies that can't be satisfied together agree with a slow search through everything that may happen."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.insight.joint import joint
from passkeyctl.insight.joint.joint import Offer, Settings
from passkeyctl.insight.passkeys.access import Nesting, access
from passkeyctl.insight.tenant_state import Held, before
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import Crowd
from passkeyctl.model.kinds import defaults
from passkeyctl.model.people import People
from tests.insight import joint_reference as slow
from tests.insight.joint_reference import ALL_RESOURCES, COMBINATIONS, MODELS, PLATFORMS, RESOURCES, Policy, Strength
from tests.people import people
from tests.states import live, prior

GROUPS = ("g-a", "g-b", "g-c")
OFFICE = "l-office"
COUNT = 6
EMERGENCY = "g-emergency"
TAKEN = tuple(
    frozenset(each)
    for each in (
        {"fido2"},
        {"fido2"},
        {"fido2"},
        {"windowsHelloForBusiness"},
        {"password,sms"},
        {"password"},
        {"fido2", "windowsHelloForBusiness"},
        {"windowsHelloForBusiness", "password,sms"},
        {"fido2", "password,sms"},
        {"password", "fido2"},
    )
)
LISTS = (frozenset[str](), frozenset(MODELS[:1]), frozenset(MODELS[1:2]), frozenset(MODELS[:2]))


def some_of(*words: str) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(words))


def mostly(usual: frozenset[str], other: st.SearchStrategy[frozenset[str]]) -> st.SearchStrategy[frozenset[str]]:
    return st.one_of(st.just(usual), st.just(usual), other)


@st.composite
def worlds(draw: st.DrawFn) -> slow.World:
    strengths = draw(
        st.lists(
            st.builds(
                Strength,
                st.sampled_from(TAKEN),
                st.sampled_from(LISTS),
            ),
            min_size=3,
            max_size=4,
        )
    )
    policies = st.builds(
        Policy,
        st.booleans(),
        st.frozensets(st.sampled_from(GROUPS), min_size=1),
        st.frozensets(st.sampled_from(GROUPS), max_size=1),
        mostly(frozenset({ALL_RESOURCES}), st.frozensets(st.sampled_from(RESOURCES[:2]), min_size=1)),
        mostly(frozenset[str](), st.frozensets(st.sampled_from(RESOURCES[:2]), max_size=1)),
        mostly(frozenset[str](), some_of(*PLATFORMS)),
        st.sampled_from(("anywhere", "office", "not the office")),
        st.integers(0, len(strengths) - 1),
        st.sampled_from((False, False, False, False, False, True)),
    )
    return slow.World(
        COUNT,
        {group: draw(st.frozensets(st.integers(0, COUNT - 1), min_size=2)) for group in GROUPS},
        tuple(strengths),
        tuple(draw(st.lists(policies, min_size=3, max_size=5))),
        tuple(draw(st.lists(st.none() | some_of(*MODELS), min_size=1, max_size=2))),
        {group: draw(st.frozensets(st.just(0))) for group in GROUPS},
        draw(mostly(frozenset[str](), some_of("windowsHelloForBusiness", "sms"))),
    )


def policy_of(number: int, wanted: Policy) -> Held:
    place = {"office": ("include", {OFFICE}), "not the office": ("exclude", {OFFICE})}.get(wanted.place)
    fields = {
        **defaults(Kind.POLICY),
        "name": f"Policy {number}",
        "state": "enabled",
        "users.include": "all" if wanted.include_all else "selected",
        "users.include.groups": frozenset() if wanted.include_all else wanted.include,
        "users.exclude.groups": wanted.exclude | {EMERGENCY},
        "target.resources.include": wanted.resources,
        "target.resources.exclude": wanted.not_resources,
        "conditions.platforms.include": wanted.platforms,
        "grant.authenticationStrength": f"s-{wanted.strength}",
        "grant.controls": frozenset({"compliantDevice"}) if wanted.has_another_way else frozenset(),
    }
    if place is not None:
        fields["conditions.locations.include"] = frozenset({"all"})
        fields[f"conditions.locations.{place[0]}"] = frozenset(place[1])
    return Held(Kind.POLICY, f"p-{number}", f"Policy {number}", fields)


def settings_of(world: slow.World) -> Settings:
    strengths = {
        f"s-{number}": {
            **defaults(Kind.STRENGTH),
            "allowedCombinations": each.combinations,
            "fido2.allowedAAGUIDs": each.models,
        }
        for number, each in enumerate(world.strengths)
    }
    return Settings(
        tuple(policy_of(number, each) for number, each in enumerate(world.policies)),
        strengths,
        {OFFICE: False},
        Offer(None, world.off),
        frozenset({EMERGENCY}),
    )


def people_of(world: slow.World) -> People:
    return people(world.count, groups={**world.members, EMERGENCY: ()})


def found_by_crowd(world: slow.World) -> dict[frozenset[int], set[int]]:
    known = people_of(world)
    profiles = [
        live(
            Kind.PROFILE,
            f"pr-{number}",
            f"Profile {number}",
            passkeyTypes=frozenset({"deviceBound", "synced"}),
            keyRestrictions__behavior="none" if listed is None else "allow",
            keyRestrictions__authenticators=listed or frozenset(),
        )
        for number, listed in enumerate(world.profiles)
    ]
    rows = [
        live(Kind.TARGET, group, profiles=frozenset(f"pr-{each}" for each in places))
        for group, places in world.rows.items()
        if places
    ]
    reach = access(before(prior(*profiles, *rows)), known, Nesting.COUNTS)
    found: dict[frozenset[int], set[int]] = {}
    for each in joint.conflicts(settings_of(world), known, reach.profiles):
        if each.crowd:
            found[frozenset(int(policy.id[2:]) for policy in each.policies)] = set(each.crowd)
    return found


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_what_people_meet_agrees(world: slow.World) -> None:
    assert found_by_crowd(world) == slow.conflicts(world)


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_what_is_certain_by_name_happens_to_people(world: slow.World) -> None:
    """With one person who is in each group and no other, and one who is in none, all that is said by name is true."""
    alone = {group: frozenset({number}) for number, group in enumerate(GROUPS)}
    peopled = replace(world, members=alone, count=len(GROUPS) + 1, profiles=(None,), rows={})
    known = people_of(peopled)
    for each in joint.conflicts(settings_of(world)):
        assert each.named is not None
        chosen = [int(policy.id[2:]) for policy in each.policies]
        who = Crowd.of(
            person
            for person in known.everyone
            if all(slow.is_for(peopled, peopled.policies[place], person) for place in chosen)
        )
        assert who, "nobody meets them"
        asked = [world.strengths[world.policies[place].strength] for place in chosen]
        every_way = [
            (frozenset(combination.split(",")), model)
            for combination in COMBINATIONS
            for model in MODELS
            if not frozenset(combination.split(",")) & world.off
        ]
        assert not any(all(slow.takes(strength, *way) for strength in asked) for way in every_way)
