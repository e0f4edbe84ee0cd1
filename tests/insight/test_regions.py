"""Regions of profiles against the rule for one passkey, and the cells that stand for all passkeys."""

from __future__ import annotations

from hypothesis import given, settings

from passkeyctl.insight.passkeys.acceptance import accepts, admits
from passkeyctl.insight.proof.regions import OTHER, Cell, accepted, unclear_profiles, universe
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.people import KeyModel
from tests.insight.proof_reference import STRANGER, A, B, profile, profiles, state_of


@settings(max_examples=150, deadline=None)
@given(profiles(clear=True))
def test_a_region_has_just_the_passkeys_that_the_profile_takes(made: list[Held]) -> None:
    cells = universe([state_of(made, {})])
    for each in made:
        found = accepted(each.fields, cells, sets_up=True)
        for cell in cells:
            key = KeyModel(cell.aaguid or STRANGER, cell.passkey_type, cell.is_attested)
            assert (cell in found.sign_in.cells) is accepts(each.fields, key)
            assert (cell in found.registration.cells) is admits(each.fields, key)
        assert not found.sign_in.unclear


@settings(max_examples=150, deadline=None)
@given(profiles(clear=False))
def test_what_the_rule_can_not_tell_is_unclear(made: list[Held]) -> None:
    cells = universe([state_of(made, {})])
    for each in made:
        found = accepted(each.fields, cells, sets_up=True)
        keys = [KeyModel(cell.aaguid or STRANGER, cell.passkey_type, cell.is_attested) for cell in cells]
        if any(accepts(each.fields, key) is None for key in keys):
            assert found.sign_in.unclear
        if any(admits(each.fields, key) is None for key in keys):
            assert found.registration.unclear


def test_the_cells_are_the_models_of_both_states_and_one_for_all_others() -> None:
    before, after = (state_of((profile("p", ("synced",), False, "allow", (each,)),), {}) for each in (A, B.upper()))
    assert universe((before, after)) == {
        Cell(type, model, attested)
        for model in (A, B, OTHER)
        for type, attested in (("deviceBound", False), ("deviceBound", True), ("synced", False))
    }
    assert len(universe((TenantState(()),))) == 3


def test_setting_up_oneself_is_registering_where_that_is_allowed() -> None:
    one = profile("p", ("synced",), False, "none", ())
    cells = universe([state_of((one,), {})])
    allowed, stopped = (accepted(one.fields, cells, sets_up=each) for each in (True, False))
    assert allowed.self_service == allowed.registration == stopped.registration
    assert not stopped.self_service


def test_an_empty_allow_list_a_word_beside_the_known_ones_and_no_type_are_unclear() -> None:
    odd = [
        profile("empty list", ("synced",), False, "allow", ()),
        profile("new type", ("synced", "quantum"), False, "none", ()),
        profile("no type", (), False, "none", ()),
        profile("new attestation", ("synced",), "someday", "none", ()),
        profile("new behaviour", ("synced",), False, "unset", ()),
    ]
    sound = profile("sound", ("synced",), True, "block", ())
    assert unclear_profiles(state_of((*odd, sound), {})) == tuple(each.name for each in odd)
    later = accepted(odd[3].fields, universe([state_of(odd, {})]), sets_up=True)
    assert later.sign_in.cells
    assert not later.sign_in.unclear
    assert later.registration.unclear
