"""What a proof makes of words that nobody here knows."""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.insight.proof.proof import Proof, Verdict, Why, prove_equal
from passkeyctl.insight.tenant_state import Held, TenantState, before
from passkeyctl.model.address import Kind
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.values import Value
from tests.insight.test_impact import BOTH, BOUND, PILOT, exclude, profile, row, tenant
from tests.states import live


def with_profile(types: frozenset[str] = BOTH, **fields: Value) -> TenantState:
    named = live(Kind.PROFILE, "open", "open", None, passkeyTypes=types, **{"enforceAttestation": False, **fields})
    return before(tenant(named, row(EVERYONE, "open")))


def proof(one: TenantState, other: TenantState) -> Proof:
    return prove_equal(one, other, None)


def with_setting(path: str, value: Value) -> TenantState:
    state = with_profile()
    changed = (
        replace(each, fields={**each.fields, path: value}) if path in each.fields else each for each in state.objects
    )
    return replace(state, objects=tuple(changed))


def test_what_is_clear_at_sign_in_differs_though_registration_is_not() -> None:
    found = proof(
        with_profile(enforceAttestation="sometimes"), with_profile(types=BOUND, enforceAttestation="sometimes")
    )
    assert found.verdict is Verdict.DIFFERENT


def test_a_word_that_changes_leaves_open_whether_anything_does() -> None:
    found = proof(with_profile(), with_profile(enforceAttestation="sometimes"))
    assert (found.verdict, found.reasons) == (Verdict.UNKNOWN, (Why.UNCLEAR_PROFILES,))
    assert proof(with_profile(enforceAttestation="sometimes"), with_profile(enforceAttestation="sometimes")).is_proven


def test_a_state_of_the_method_that_nobody_knows_is_the_same_only_as_itself() -> None:
    paused, enabled, disabled = (with_setting("state", each) for each in ("paused", "enabled", "disabled"))
    assert proof(paused, paused).is_proven
    for other in (enabled, disabled):
        assert proof(paused, other).reasons == proof(other, paused).reasons == (Why.UNCLEAR_STATE,)


def test_self_service_alone_makes_a_difference() -> None:
    on, off = (with_setting("allowSelfServiceSetup", each) for each in (True, False))
    assert proof(on, off).verdict is Verdict.DIFFERENT
    assert proof(off, on).verdict is Verdict.DIFFERENT
    assert proof(off, off).is_proven


def test_an_exclude_matters_beside_any_row() -> None:
    """Whoever is in the excluded group alone has nothing before and after; in both groups they lose it."""
    before_it = before(tenant(profile(), row(PILOT, "open")))
    after_it = before(tenant(profile(), row(PILOT, "open"), exclude("group-out")))
    assert [each.groups for each in proof(before_it, after_it).contrasts] == [("group-out", PILOT)]
    assert [each.groups for each in proof(after_it, before_it).contrasts] == [("group-out", PILOT)]
    empty = before(tenant(profile())), before(tenant(profile(), exclude("group-out")))
    assert proof(*empty).is_proven


def test_where_nobody_has_access_rows_decide_nothing() -> None:
    off = [
        replace(each, objects=tuple(_switched_off(one) for one in each.objects))
        for each in (with_profile(), with_profile(BOUND))
    ]
    found = proof(off[0], off[1])
    assert (found.is_proven, found.is_off) == (True, True)
    assert proof(with_profile(), off[0]).verdict is Verdict.DIFFERENT
    barred = [before(tenant(profile(), row(PILOT, "open"), exclude(EVERYONE))), before(tenant(exclude(EVERYONE)))]
    assert proof(*barred).is_off
    assert proof(before(tenant(profile(), row(PILOT, "open"))), barred[0]).verdict is Verdict.DIFFERENT


def _switched_off(held: Held) -> Held:
    return replace(held, fields={**held.fields, "state": "disabled"}) if held.kind is Kind.PASSKEYS else held


def test_every_profile_of_a_row_counts() -> None:
    profiles = (profile("first", types=BOUND), profile("last", types=frozenset({"synced"})))
    both, one, other = (
        before(tenant(*profiles, row(PILOT, *named))) for named in (("first", "last"), ("last",), ("first",))
    )
    assert proof(both, one).verdict is Verdict.DIFFERENT
    assert proof(both, other).verdict is Verdict.DIFFERENT
    assert proof(both, both).is_proven
