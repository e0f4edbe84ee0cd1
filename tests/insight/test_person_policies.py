"""Conditional Access and one person: what names them, what is asked of them, and how it combines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from passkeyctl.insight.person.evidence import Link, LinkKind, setting
from passkeyctl.insight.person.person import groups_mentioned, person_view, what_if
from passkeyctl.insight.person.policies import PolicyOfPerson
from passkeyctl.insight.person.scope import is_left_out, scope_of
from passkeyctl.insight.sign_in.sign_in import SignIn
from passkeyctl.insight.tenant_state import TenantState, before
from passkeyctl.model.address import Kind
from passkeyctl.model.people import People
from passkeyctl.model.state import LiveObject
from passkeyctl.model.values import Guests, Value
from tests.people import people, person
from tests.states import id_of, live, prior

PILOT, BARRED, ROLE, APP = id_of(2), id_of(4), id_of(7), id_of(8)
ME = person(0)
EVERYTHING = frozenset({"All resources"})


def policy(number: int, **fields: Value) -> LiveObject:
    written: dict[str, Value] = {
        "state": "enabled",
        "users__include": "all",
        "target__resources__include": EVERYTHING,
        "grant__controls": frozenset({"mfa"}),
        **fields,
    }
    return live(Kind.POLICY, id_of(100 + number), f"CA{number}", None, **written)


def tenant(*policies: LiveObject) -> TenantState:
    return before(prior(*policies))


def everyone_in_scope(held: LiveObject, who: People) -> tuple[bool | None, list[str]]:
    found = scope_of(held.fields, who, 0)
    return found.holds, [" ".join(f"{link.kind}:{link.id}" for link in chain) for chain in found.chains]


ALL = "everyone:all setting:users.include"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (True, [ALL])),
        (
            {"users__exclude__groups": frozenset({BARRED})},
            (False, [ALL, f"group:{BARRED} setting:users.exclude.groups"]),
        ),
        (
            {"users__include": "selected", "users__include__groups": frozenset({PILOT, id_of(5)})},
            (True, [f"group:{PILOT} setting:users.include.groups", f"group:{id_of(5)} setting:users.include.groups"]),
        ),
        (
            {"users__include": "selected", "users__include__roles": frozenset({ROLE})},
            (True, [f"role:{ROLE} setting:users.include.roles"]),
        ),
        (
            {"users__include": "selected", "users__include__users": frozenset({ME.id})},
            (True, [f"user:{ME.id} setting:users.include.users"]),
        ),
        (
            {"users__include": "selected", "users__include__guests": Guests(frozenset({"internalGuest"}))},
            (False, ["nothing:users.include"]),
        ),
        (
            {"users__include": "none", "workloadIdentities__include": frozenset({"all"})},
            (False, ["nothing:workloadIdentities"]),
        ),
    ],
)
def test_what_names_a_person(fields: dict[str, Value], expected: tuple[bool | None, list[str]]) -> None:
    who = people(1, groups={PILOT: [0], BARRED: [0]}, roles={ROLE: [0]}, ids=[0])
    assert everyone_in_scope(policy(1, **fields), who) == expected


def test_a_guest_is_meant_as_one() -> None:
    guests = Guests(frozenset({"internalGuest"}))
    held = policy(1, users__include="selected", users__include__guests=guests)
    assert scope_of(held.fields, people(1, guests=[0]), 0).chains == (
        (Link(LinkKind.GUESTS, ""), setting("users.include.guests", guests)),
    )


def test_a_role_to_be_activated_is_possible() -> None:
    held = policy(1, users__include="selected", users__include__roles=frozenset({ROLE}))
    found = scope_of(held.fields, people(1, eligible={ROLE: [0]}), 0)
    assert (found.holds, found.chains[0][0]) == (None, Link(LinkKind.ROLE, ROLE, None))


def test_who_is_named_and_exempted_is_left_out_and_who_is_not_named_is_not() -> None:
    who = people(1, groups={BARRED: [0], PILOT: []})
    barred = frozenset({BARRED})
    assert is_left_out(scope_of(policy(1, users__exclude__groups=barred).fields, who, 0))
    others = policy(2, users__include="selected", users__include__groups=frozenset({PILOT}))
    assert not is_left_out(scope_of(others.fields, who, 0))
    both = policy(
        3, users__include="selected", users__include__groups=frozenset({PILOT}), users__exclude__groups=barred
    )
    assert not is_left_out(scope_of(both.fields, who, 0))
    assert not is_left_out(scope_of(policy(4).fields, who, 0))


PHONE = people(1, registered={"mobilePhone": [0]}, ids=[0])
SIGN_IN = SignIn(resource=APP, client_app="browser", platform="iOS")


def outcome(*policies: LiveObject, who: People = PHONE) -> tuple[bool | None, bool | None, list[str]]:
    found = what_if(ME, tenant(), tenant(*policies), who, SIGN_IN)
    assert (found.before.passes, found.before.demands) == (True, ())
    return found.after.is_blocked, found.after.passes, [each.policy.name for each in found.after.demands]


BLOCK = frozenset({"block"})


@pytest.mark.parametrize(
    "unread", [{"unread_policies": (("p-9", "Beta only"),)}, {"unread_kinds": frozenset({Kind.POLICY})}]
)
def test_what_nobody_could_read_may_block_or_ask_for_anything(unread: dict[str, Any]) -> None:
    state = replace(tenant(), **unread)
    found = what_if(ME, tenant(), state, PHONE, SIGN_IN)
    assert (found.before.is_blocked, found.before.passes) == (False, True)
    assert (found.after.is_blocked, found.after.passes, found.after.passes_unless_blocked) == (None, None, None)
    blocking = replace(tenant(policy(1, grant__controls=BLOCK)), **unread)
    assert what_if(ME, tenant(), blocking, PHONE, SIGN_IN).after.is_blocked is True


def test_every_policy_in_force_has_to_be_satisfied() -> None:
    strength = "00000000-0000-0000-0000-000000000004"
    keys = policy(2, grant__controls=frozenset(), grant__authenticationStrength=strength)
    only_keys = live(Kind.STRENGTH, strength, "Phishing-resistant MFA", allowedCombinations=frozenset({"fido2"}))
    assert outcome(policy(1)) == (False, True, ["CA1"])
    assert outcome(policy(1), keys, only_keys) == (False, False, ["CA1", "CA2"])


def test_a_block_wins() -> None:
    assert outcome(policy(1), policy(2, grant__controls=BLOCK)) == (True, False, ["CA1", "CA2"])


def test_what_is_not_in_force_demands_nothing() -> None:
    reported = policy(1, state="reportOnly", grant__controls=BLOCK)
    assert outcome(reported, policy(2, state="disabled", grant__controls=BLOCK)) == (False, True, [])


def test_what_hangs_on_something_leaves_it_open() -> None:
    risky = policy(1, grant__controls=BLOCK, conditions__signInRisk=frozenset({"high"}))
    assert outcome(risky) == (None, None, ["CA1"])
    open_block = what_if(ME, tenant(), tenant(risky, policy(2)), PHONE, SIGN_IN).after
    assert (open_block.passes, open_block.passes_unless_blocked) == (None, True)
    strength = frozenset({"deviceBasedPush"})
    other = live(Kind.STRENGTH, id_of(9), "Push", allowedCombinations=strength)
    push = policy(3, grant__controls=frozenset(), grant__authenticationStrength=id_of(9))
    refused = what_if(ME, tenant(), tenant(risky, push, other), PHONE, SIGN_IN).after
    assert (refused.passes, refused.passes_unless_blocked) == (False, False)
    assert outcome(policy(1, conditions__signInRisk=frozenset({"high"}))) == (False, True, ["CA1"])


def test_another_platform_is_none_of_it() -> None:
    assert outcome(policy(1, grant__controls=BLOCK, conditions__platforms__include=frozenset({"windows"}))) == (
        False,
        True,
        [],
    )


def test_policies_stand_side_by_side() -> None:
    earlier, later = policy(1), policy(2)
    found = what_if(ME, tenant(earlier), tenant(later), PHONE, SIGN_IN)
    assert [(each.name, _named(each.before), _named(each.after)) for each in found.policies] == [
        ("CA2", "", "CA2"),
        ("CA1", "CA1", ""),
    ]


def _named(policy: PolicyOfPerson | None) -> str:
    return policy.policy.name if policy is not None else ""


def test_one_who_they_are() -> None:
    who = people(1, roles={ROLE: [0]}, eligible={id_of(9): [0]}, administrators=[0], disabled=[0])
    found = person_view(ME, tenant(), tenant(policy(1)), who, is_emergency=None).standing
    assert (found.is_enabled, found.is_guest, found.is_administrator) == (False, False, True)
    assert (found.roles, found.eligible) == ((ROLE,), (id_of(9),))


def test_the_groups_that_decide() -> None:
    found = groups_mentioned(
        tenant(
            policy(1, users__include__groups=frozenset({PILOT})),
            live(Kind.TARGET, "all_users"),
            live(Kind.EXCLUDE, BARRED),
            live(Kind.TEMPORARY_ACCESS_PASS, "temporaryAccessPass", targets=frozenset({id_of(5), "everyone"})),
            live(Kind.CAMPAIGN, "registrationCampaign", exclude=frozenset({id_of(6)})),
        )
    )
    assert found == {PILOT, BARRED, id_of(5), id_of(6)}
