"""Who is given a pass: against a reference that looks at one person at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.insight.tenant_state import TenantState, before
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import Crowd, Reach
from passkeyctl.model.passes import PassOnRecord
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID, EVERYONE
from passkeyctl.model.people import ONLY_WITH_A_LICENCE, Gap, KeyModel, Knowledge, KnownPeople, People
from passkeyctl.model.roles import BUILT_IN_ROLES, GLOBAL_ADMINISTRATOR
from passkeyctl.rollout.invitations import Invitation, Invited, Verdict, invitations, privileged, with_passes
from tests.people import people, person, roster
from tests.states import id_of, live, prior

COHORT, PASS_TARGET, PASS_EXCLUDE, KEY_TARGET = (id_of(each) for each in (1, 2, 3, 4))
ORDINARY = BUILT_IN_ROLES["Message Center Reader"]
OF_THE_TENANT = id_of(9)
REGISTERING = frozenset({"Register security information"})
PROOFS = ("mobilePhone", "microsoftAuthenticatorPush")


@dataclass(frozen=True, slots=True)
class Somebody:
    is_member: bool
    enabled: bool | None
    is_guest: bool
    role: str
    method: str
    in_pass_target: bool
    in_pass_exclude: bool
    in_key_target: bool
    is_emergency: bool
    is_named: bool
    on_record: str
    is_replaced: bool
    is_issued: bool


@dataclass(frozen=True, slots=True)
class Settings:
    passes_on: bool
    passes_for_all: bool
    keys_on: bool
    keys_for_all: bool
    gate: str


SOMEBODY = st.builds(
    Somebody,
    is_member=st.sampled_from([True, True, True, False]),
    enabled=st.sampled_from([True, True, True, False, None]),
    is_guest=st.sampled_from([False, False, False, True]),
    role=st.sampled_from(["", "", "", "active", "eligible", "ordinary", "own", "reported"]),
    method=st.sampled_from(["", "", "email", "temporaryAccessPass", *PROOFS, "unreported"]),
    in_pass_target=st.booleans(),
    in_pass_exclude=st.sampled_from([False, False, True]),
    in_key_target=st.booleans(),
    is_emergency=st.sampled_from([False, False, True]),
    is_named=st.sampled_from([False, False, True]),
    on_record=st.sampled_from(["none", "none", "valid", "waiting", "spent", "expired", "unsaid", "unread", "unasked"]),
    is_replaced=st.sampled_from([False, False, True]),
    is_issued=st.sampled_from([False, False, True]),
)
SETTINGS = st.builds(
    Settings,
    passes_on=st.sampled_from([True, True, True, False]),
    passes_for_all=st.booleans(),
    keys_on=st.sampled_from([True, True, True, False]),
    keys_for_all=st.booleans(),
    gate=st.sampled_from(["", "", "mfa", "block"]),
)
ON_RECORD: dict[str, PassOnRecord | str | None] = {
    "none": None,
    "valid": PassOnRecord("p", "EnabledByPolicy", True),
    "waiting": PassOnRecord("p", "NotYetValid", False),
    "spent": PassOnRecord("p", "OneTimeUsed", False),
    "expired": PassOnRecord("p", "Expired", False),
    "unsaid": PassOnRecord("p"),
    "unread": "nobody may read it",
}


def expected(who: Somebody, tenant: Settings) -> Verdict:
    if who.enabled is False:
        return Verdict.DISABLED
    if who.is_guest:
        return Verdict.GUEST
    if not who.is_named:
        if who.is_emergency:
            return Verdict.EMERGENCY
        if who.role in ("active", "eligible", "own", "reported"):
            return Verdict.PRIVILEGED
        if who.method in PROOFS and tenant.gate != "block":
            return Verdict.HAS_METHOD
    if not tenant.passes_on or who.in_pass_exclude or not (tenant.passes_for_all or who.in_pass_target):
        return Verdict.NOT_ALLOWED
    if not tenant.keys_on or not (tenant.keys_for_all or who.in_key_target) or tenant.gate == "block":
        return Verdict.BLOCKED
    if who.enabled is None or (who.method == "unreported" and not who.is_named):
        return Verdict.UNKNOWN
    return expected_with_pass(who)


def expected_with_pass(who: Somebody) -> Verdict:
    if who.is_issued and not who.is_replaced and who.on_record != "expired":
        return Verdict.ISSUED
    if who.on_record in ("none", "spent", "expired") or who.is_replaced:
        return Verdict.ISSUE
    return Verdict.HAS_PASS if who.on_record in ("valid", "waiting") else Verdict.UNKNOWN


def state_of(tenant: Settings) -> TenantState:
    profiles = frozenset({DEFAULT_PROFILE_ID})
    objects = [
        live(Kind.PASSKEYS, "Fido2", "passkeys", state="enabled" if tenant.keys_on else "disabled"),
        live(Kind.PROFILE, DEFAULT_PROFILE_ID, "Default", passkeyTypes=frozenset({"deviceBound", "synced"})),
        live(Kind.TARGET, EVERYONE if tenant.keys_for_all else KEY_TARGET, profiles=profiles),
        live(
            Kind.TEMPORARY_ACCESS_PASS,
            Kind.TEMPORARY_ACCESS_PASS.value,
            state="enabled" if tenant.passes_on else "disabled",
            targets=frozenset({"everyone" if tenant.passes_for_all else PASS_TARGET}),
            exclude=frozenset({PASS_EXCLUDE}),
        ),
    ]
    if tenant.gate:
        objects.append(
            live(
                Kind.POLICY,
                id_of(5),
                "Registering",
                state="enabled",
                users__include="all",
                target__userActions=REGISTERING,
                grant__controls=frozenset({tenant.gate}),
            )
        )
    return before(replace(prior(), objects=tuple(objects)))


def people_of(company: list[Somebody]) -> People:
    def those(**wanted: object) -> list[int]:
        return [
            place for place, each in enumerate(company) if all(getattr(each, name) == wanted[name] for name in wanted)
        ]

    found = people(
        len(company),
        groups={
            COHORT: those(is_member=True),
            PASS_TARGET: those(in_pass_target=True),
            PASS_EXCLUDE: those(in_pass_exclude=True),
            KEY_TARGET: those(in_key_target=True),
        },
        registered={word: those(method=word) for word in ("email", "temporaryAccessPass", *PROOFS)},
        roles={
            GLOBAL_ADMINISTRATOR: those(role="active"),
            ORDINARY: those(role="ordinary"),
            OF_THE_TENANT: those(role="own"),
        },
        eligible={GLOBAL_ADMINISTRATOR: those(role="eligible")},
        guests=those(is_guest=True),
        unreported=those(method="unreported"),
        administrators=[place for place, each in enumerate(company) if each.role not in ("", "eligible")],
    )
    enabled = Crowd.of(those(enabled=True))
    return replace(found, enabled=Reach(enabled, enabled | Crowd.of(those(enabled=None))))


def ids(company: list[Somebody], name: str) -> frozenset[str]:
    return frozenset(person(place).id for place, each in enumerate(company) if getattr(each, name))


@settings(max_examples=150, deadline=None)
@given(st.lists(SOMEBODY, min_size=1, max_size=8), SETTINGS)
def test_everybody_gets_the_verdict_of_the_reference(company: list[Somebody], tenant: Settings) -> None:
    known = KnownPeople(people_of(company), roster(len(company)))
    invited = Invited(COHORT, ids(company, "is_emergency"), ids(company, "is_named"))
    on_record = {
        person(place).id: ON_RECORD[each.on_record] for place, each in enumerate(company) if each.on_record != "unasked"
    }
    judged = with_passes(
        invitations(invited, state_of(tenant), known),
        on_record,
        replaces=ids(company, "is_replaced"),
        issued=ids(company, "is_issued"),
    )
    members = {place: expected(each, tenant) for place, each in enumerate(company) if each.is_member}
    assert {each.person.ordinal: each.verdict for each in judged} == members
    assert all(each.because for each in judged)


EVERYBODY_WELCOME = Settings(passes_on=True, passes_for_all=True, keys_on=True, keys_for_all=True, gate="")


def only(known: People, *, also: frozenset[str] = frozenset()) -> Invitation:
    (found,) = invitations(Invited(COHORT, also=also), state_of(EVERYBODY_WELCOME), KnownPeople(known, roster(1)))
    return found


def test_nobody_is_given_a_pass_on_a_guess() -> None:
    whole = people(1, groups={COHORT: [0], PASS_EXCLUDE: []})
    assert only(whole).verdict is Verdict.ISSUE
    for unknown in (
        replace(whole, roles=None),
        replace(whole, eligibilities_unread=True),
        replace(whole, groups={}),
        replace(whole, guests=Reach.unknown(whole.everyone)),
        replace(whole, keys_unread=whole.everyone),
    ):
        assert only(unknown).verdict is Verdict.UNKNOWN
    named = only(replace(whole, roles=None), also=frozenset({person(0).id}))
    assert named.verdict is Verdict.ISSUE


def test_a_tenant_without_the_licence_for_it_has_no_roles_to_activate() -> None:
    gap = Gap(Knowledge.ELIGIBILITIES, f"Graph gives who may activate which role {ONLY_WITH_A_LICENCE} Entra ID P2")
    without = replace(people(1, groups={COHORT: [0], PASS_EXCLUDE: []}), eligibilities_unread=True)
    assert only(replace(without, gaps=(gap,))).verdict is Verdict.ISSUE
    refused = Gap(Knowledge.ELIGIBILITIES, "who may activate which role could not be read")
    assert privileged(replace(without, gaps=(refused,))).of(0) is None


@pytest.mark.parametrize("is_named", [True, False])
def test_a_passkey_that_may_be_lost_is_warned_of(*, is_named: bool) -> None:
    model = KeyModel("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "synced", is_attested=False)
    holder = people(1, groups={COHORT: [0], PASS_EXCLUDE: []}, keys={model: [0]}, registered={"passKeySynced": [0]})
    found = only(holder, also=frozenset({person(0).id}) if is_named else frozenset())
    assert found.verdict is (Verdict.ISSUE if is_named else Verdict.HAS_METHOD)
    assert ("delete it first" in found.warning) is is_named
