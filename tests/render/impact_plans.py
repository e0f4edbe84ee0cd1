"""Plans with people: who gains, who loses, who can't, and what nobody knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from passkeyctl.insight.impact.impact import impact_of
from passkeyctl.insight.tenant_state import after, before
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import Crowd
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import Age, Gap, KeyModel, Knowledge, KnownPeople, ListedRoster, People, Person
from passkeyctl.plan.plan import Plan
from tests.people import people, person, roster
from tests.render.plans import DEFAULT_PROFILE, OLD, PILOT, STRENGTH, live, plan_of, policy, prior_of, update

YUBIKEY = KeyModel("2fc0579f-8113-47ea-b116-bb5a8db9202a", "deviceBound", True)
CLOUD = KeyModel("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "synced", False)
ODD = KeyModel("0ddba110-0000-4000-8000-000000000000", "synced", False)
READ = datetime(2026, 11, 23, 5, 47, tzinfo=UTC)
GAP = Gap(
    Knowledge.MEMBERS, "the group `PK-Old (2025)` could not be read: not allowed", "grant GroupMember.Read.All", OLD
)


def losing() -> Plan:
    """A profile narrows and a policy comes into force: administrators, emergency accounts, many others."""
    known = people(
        40,
        keys={CLOUD: range(2, 20), ODD: [20], YUBIKEY: [0, 2, 3, 30]},
        registered={"passKeySynced": range(2, 21), "passKeyDeviceBound": [0, 2, 3, 30], "mobilePhone": range(4, 12)},
        groups={PILOT: range(35)},
        direct={PILOT: range(33)},
        administrators=[2, 5, 39],
        unreported=[12],
        keys_unread=[21],
        disabled=[19],
        guests=[38],
        gaps=(GAP,),
    )
    return _with_people(_narrowing_and_enforcing(), replace(known, ages=_AGES), Crowd.of([0, 1]))


def hostile_names() -> Plan:
    """Names that mean harm to a terminal, and to a spreadsheet."""
    listed = {
        1: Person(1, person(1).id, '=HYPERLINK("https://example.com";"x")', "=cmd|' /C calc'!A0"),
        2: Person(2, person(2).id, "+49@contoso.com", 'Said "so", twice\u202e'),
        3: Person(3, person(3).id, "", ""),
    }
    plan = _with_people(_narrowing_and_enforcing(), people(4, keys={CLOUD: [1, 2, 3]}, groups={PILOT: []}), Crowd())
    assert plan.known_people is not None
    return replace(plan, known_people=replace(plan.known_people, roster=ListedRoster(listed)))


def nobody() -> Plan:
    return _with_people(_narrowing_and_enforcing(), people(5, groups={PILOT: []}), Crowd.of([4]))


def unread() -> Plan:
    gap = Gap(Knowledge.REGISTRATIONS, "the report of registered methods could not be read: no licence")
    plan = _with_people(_narrowing_and_enforcing(), people(3, is_complete=False, gaps=(gap,)), Crowd())
    assert plan.impact is not None
    return replace(plan, impact=replace(plan.impact, emergency_unread=("bg2@contoso.com",)))


_AGES = (Age(Knowledge.REGISTRATIONS, READ), Age(Knowledge.MEMBERS, READ), Age(Knowledge.PASSKEYS, READ))


def _narrowing_and_enforcing() -> Plan:
    keys = live(Kind.STRENGTH, STRENGTH, "Passkeys only", {"allowedCombinations": frozenset({"fido2"})})
    asking = policy(
        state="reportOnly",
        users__include__groups=frozenset({PILOT}),
        grant__authenticationStrength=STRENGTH,
        target__resources__include=frozenset({"All resources"}),
    )
    narrow = update("default", DEFAULT_PROFILE, {"passkeyTypes": frozenset({"deviceBound"})})
    plan = plan_of(narrow, update("pilot", asking, {"state": "enabled"}))
    everyone = live(Kind.TARGET, EVERYONE, EVERYONE, {"profiles": frozenset({DEFAULT_PROFILE.id})})
    return replace(plan, prior=prior_of(DEFAULT_PROFILE, asking, everyone, keys))


def _with_people(plan: Plan, known: People, emergency: Crowd) -> Plan:
    impact = impact_of(before(plan.prior), after(plan.prior, plan.changes), plan.changes, known)
    found = KnownPeople(known, roster(len(known.everyone)))
    return replace(plan, impact=replace(impact, emergency=emergency), known_people=found)
