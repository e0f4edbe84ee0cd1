"""The gates about emergency accounts, and about the last administrator who gets in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.kinds import defaults
from passkeyctl.model.people import KeyModel, KnownPeople, People
from passkeyctl.model.roles import GLOBAL_ADMINISTRATOR
from passkeyctl.model.rollout import EmergencyTested, LastAdminGuard
from passkeyctl.rollout.evidence import Entering, Evidence, Source
from passkeyctl.rollout.gates import ask
from passkeyctl.rollout.ladder import Answer, Measured
from tests.people import people, person, roster
from tests.rollout.gating import NOW, policy, stage
from tests.states import DEFAULT, HERE, SETTINGS, live

KEYS = "33333333-0000-4000-8000-00000000cafe"
STRENGTH = Held(
    Kind.STRENGTH,
    KEYS,
    "Keys",
    {**defaults(Kind.STRENGTH), "name": "Keys", "allowedCombinations": frozenset({"fido2"})},
)
ROW = live(Kind.TARGET, "all_users", profiles=frozenset({DEFAULT.id}))
PROFILE = replace(DEFAULT, fields={**DEFAULT.fields, "passkeyTypes": frozenset({"deviceBound"})})
PASSKEYS = tuple(Held(each.kind, each.id, each.name, each.fields) for each in (SETTINGS, PROFILE, ROW))
KEY = KeyModel("2fc0579f-8113-47ea-b116-bb5a8db9202a", "deviceBound", True)
EMERGENCY = {person(0).id: "emergency@contoso.com"}


def demanding(**more: object) -> Held:
    return policy(
        state="enabled",
        users__include="all",
        target__resources__include=frozenset({"All resources"}),
        grant__authenticationStrength=KEYS,
        **more,  # type: ignore[arg-type]
    )


def everybody(**more: object) -> People:
    """Person 0 is an emergency account; of the administrators 1 holds a passkey, and 2 does not."""
    known = {"roles": {GLOBAL_ADMINISTRATOR: (0, 1, 2)}, "keys": {KEY: (0, 1)}} | more
    return people(4, **known)  # type: ignore[arg-type]


def asked(found: People | None, *held: Held, **more: object) -> Measured:
    known = None if found is None else KnownPeople(found, roster(4))
    evidence = Evidence(NOW, known, emergency_names=EMERGENCY, last_sign_ins=dict.fromkeys(EMERGENCY, NOW))
    after = replace(TenantState((*PASSKEYS, STRENGTH, *held)), **more)  # type: ignore[arg-type]
    return ask(LastAdminGuard(HERE), stage(), evidence, Entering(after, after, ()), ())


def test_one_who_holds_what_is_demanded_is_enough() -> None:
    found = asked(everybody(), demanding())
    assert (found.code, found.answer, found.value) == ("ROL106", Answer.OPEN, "1 of 2 Global Administrators")
    assert found.missing == ("person2@contoso.com",)


@pytest.mark.parametrize(
    "known",
    [
        everybody(keys={KEY: (0,)}),
        everybody(disabled=(1,)),
        everybody(roles={GLOBAL_ADMINISTRATOR: (0,)}),
        everybody(roles={GLOBAL_ADMINISTRATOR: (0,)}, eligible={GLOBAL_ADMINISTRATOR: (1,)}),
        everybody(roles={}),
    ],
    ids=["no key", "disabled", "emergency only", "eligible only", "nobody"],
)
def test_nobody_who_surely_gets_in(known: People) -> None:
    """A passkey of an emergency account does not count."""
    assert asked(known, demanding()).answer is Answer.CLOSED


def test_who_is_blocked_is_out_whatever_they_hold() -> None:
    blocking = demanding(grant__controls=frozenset({"block"}))
    assert asked(everybody(), blocking).answer is Answer.CLOSED
    excluded = demanding(grant__controls=frozenset({"block"}), users__exclude__users=frozenset({person(2).id}))
    named = everybody(ids=(2,))
    assert asked(named, excluded).answer is Answer.OPEN


def test_what_is_not_in_force_and_what_is_elsewhere_stops_nobody() -> None:
    blocking = {"grant__controls": frozenset({"block"})}
    rehearsed = replace(demanding(**blocking), fields={**demanding(**blocking).fields, "state": "reportOnly"})
    assert asked(everybody(), rehearsed).answer is Answer.OPEN
    legacy = demanding(**blocking, conditions__clientApps=frozenset({"other"}))
    assert asked(everybody(), legacy).answer is Answer.OPEN


@pytest.mark.parametrize(
    ("known", "more", "why"),
    [
        (None, {}, "what people have registered was not read"),
        (replace(everybody(), roles=None), {}, "who holds which role was not read"),
        (everybody(), {"unread_policies": (("id", "Preview"),)}, "`Preview`"),
        (everybody(), {"unread_kinds": frozenset({Kind.POLICY})}, "the policies of the tenant were not read"),
        (everybody(keys={}, keys_unread=(1, 2)), {}, "of none it is sure"),
    ],
)
def test_what_nobody_can_tell(known: People | None, more: dict[str, object], why: str) -> None:
    found = asked(known, demanding(), **more)
    assert found.answer is Answer.UNKNOWN
    assert why in found.why


def emergency(**more: object) -> Measured:
    named = {person(each).id: f"emergency{each}@contoso.com" for each in (0, 1)}
    known = Evidence(NOW, emergency_names=named, last_sign_ins=dict.fromkeys(named, NOW), tested_within_days=30)
    after = TenantState(())
    evidence = replace(known, **more)  # type: ignore[arg-type]
    return ask(EmergencyTested(HERE), stage(), evidence, Entering(after, after, ()), ())


def test_emergency_accounts_that_were_tested() -> None:
    found = emergency()
    assert (found.answer, found.value, found.threshold) == (
        Answer.OPEN,
        "2 of 2 accounts",
        "each signed in within 30 days",
    )
    edge = NOW - timedelta(days=30)
    assert emergency(last_sign_ins={person(0).id: NOW, person(1).id: edge}).answer is Answer.OPEN


@pytest.mark.parametrize("last", [None, NOW - timedelta(days=30, seconds=1)])
def test_emergency_accounts_that_were_not(last: object) -> None:
    found = emergency(last_sign_ins={person(0).id: NOW, person(1).id: last})
    assert (found.answer, found.missing) == (Answer.CLOSED, ("emergency1@contoso.com",))


def test_emergency_accounts_of_which_nothing_is_known() -> None:
    assert emergency(emergency_names={}, last_sign_ins={}).answer is Answer.UNKNOWN
    partly = emergency(last_sign_ins={person(0).id: NOW})
    assert (partly.answer, partly.missing) == (Answer.UNKNOWN, ("emergency1@contoso.com",))
    refused = emergency(last_sign_ins={}, unread={Source.EMERGENCY: "it takes AuditLog.Read.All"})
    assert (refused.answer, refused.why) == (Answer.UNKNOWN, "it takes AuditLog.Read.All")
