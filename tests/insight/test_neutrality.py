"""Plans that have to leave everybody's passkey access as it is, and what hangs on the setting before profiles."""

from __future__ import annotations

import pytest

from passkeyctl.checks.profiles.neutrality import not_neutral
from passkeyctl.insight.proof.neutrality import neutrality_of
from passkeyctl.insight.proof.proof import Verdict
from passkeyctl.insight.proof.symbolic import Phase
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.finding import Weight
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID, EVERYONE
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.wire import passkeys as wire
from tests.people import crowd, people
from tests.states import live, prior

PILOT = "10000000-0000-4000-8000-000000000000"


def legacy(*, enforced: bool = False, row: str = EVERYONE) -> PriorState:
    document: JsonObject = {
        "id": "Fido2",
        "state": "enabled",
        "isSelfServiceRegistrationAllowed": True,
        "isAttestationEnforced": enforced,
        "keyRestrictions": {"isEnforced": False, "enforcementType": "allow", "aaGuids": []},
        "defaultPasskeyProfile": None,
        "passkeyProfiles": [],
        "includeTargets": [{"id": row, "targetType": "group", "allowedPasskeyProfiles": []}],
        "excludeTargets": [],
    }
    return PriorState(wire.read(document), has_profiles=False, fido2=document)


def updated(found: LiveObject, **new: object) -> ResourceChange:
    planned: Fields = {**found.fields, **new}  # type: ignore[dict-item]
    changes = tuple(FieldChange(path, found.fields[path], planned[path]) for path in new)
    return ResourceChange(Address(found.kind), Action.UPDATE, found.id, found.name, found, planned, changes)


def opting_in(state: PriorState) -> ResourceChange:
    return updated(state.of(Kind.PASSKEYS)[0], optIn=True)


def test_opting_in_is_proven_with_what_it_makes_of_the_setting_and_said_to_hang_on_it() -> None:
    state = legacy()
    found = neutrality_of(state, (opting_in(state),), people(4, guests=(3,)))
    assert (found.proof.verdict, found.opts_in) == (Verdict.EQUAL, True)
    assert found.otherwise is not None
    assert found.otherwise.types == {"deviceBound"}
    registering = found.otherwise.proof.affected(Phase.REGISTRATION)
    assert registering is not None
    assert found.otherwise.proof.verdict is Verdict.DIFFERENT
    assert registering.gaining.surely == crowd(0, 1, 2)
    assert not registering.losing.possibly
    (asked,) = not_neutral(found)
    assert (asked.diagnostic.code, asked.weight, asked.can_override) == ("PRF112", Weight.ASKS, True)


def test_where_attestation_is_enforced_it_is_sign_in_with_older_synced_passkeys_that_hangs_on_it() -> None:
    state = legacy(enforced=True)
    found = neutrality_of(state, (opting_in(state),), None)
    assert found.proof.verdict is Verdict.EQUAL
    assert found.otherwise is not None
    assert found.otherwise.types == {"deviceBound", "synced"}
    (contrast,) = found.otherwise.proof.contrasts
    (moved,) = contrast.moved
    assert (contrast.groups, moved.phase) == ((), Phase.SIGN_IN)
    assert {each.passkey_type for each in moved.lost} == {"synced"}


def test_opting_in_with_device_bound_passkeys_only_is_equal_in_the_other_reading() -> None:
    state = legacy()
    default = state.by_id(Kind.PROFILE, DEFAULT_PROFILE_ID)
    assert default is not None
    change = updated(default, passkeyTypes=frozenset({"deviceBound"}))
    found = neutrality_of(state, (change,), None)
    assert (found.proof.verdict, found.opts_in) == (Verdict.DIFFERENT, True)
    assert found.otherwise is not None
    assert found.otherwise.proof.verdict is Verdict.EQUAL


def test_settings_alone_do_not_opt_in() -> None:
    state = legacy()
    change = updated(state.of(Kind.PASSKEYS)[0], allowSelfServiceSetup=False)
    found = neutrality_of(state, (change,), None)
    assert (found.opts_in, found.otherwise, found.proof.verdict) == (False, None, Verdict.DIFFERENT)


@pytest.mark.parametrize("has_settings", [True, False])
def test_a_plan_without_passkeys_is_equal_and_says_why(has_settings: bool) -> None:
    found_policy = live(Kind.POLICY, "p", "PK1", state="enabled")
    change = updated(found_policy, state="disabled")
    state = prior(found_policy) if has_settings else PriorState((found_policy,), True, {})
    found = neutrality_of(state, (change,), None)
    assert (found.is_untouched, found.proof.verdict, found.besides) == (True, Verdict.EQUAL, 1)


def test_what_differs_or_can_not_be_told_blocks_and_can_be_overridden() -> None:
    row = live(Kind.TARGET, PILOT, profiles=frozenset({DEFAULT_PROFILE_ID}))
    typed = live(Kind.PROFILE, DEFAULT_PROFILE_ID, "Default", passkeyTypes=frozenset({"deviceBound"}))
    settings = live(Kind.PASSKEYS, "Fido2", "passkeys", state="enabled")
    state = PriorState((settings, typed, row), True, {})
    gone = ResourceChange(Address(Kind.TARGET, "pilot"), Action.DELETE, PILOT, PILOT, row, None)
    (finding,) = not_neutral(neutrality_of(state, (gone,), None))
    assert (finding.diagnostic.code, finding.weight, finding.can_override) == ("PRF112", Weight.BLOCKS, True)
    assert finding.diagnostic.summary == "effective passkey access is not the same before and after"
    (unknown,) = not_neutral(neutrality_of(state, (gone,), people(2)))
    assert unknown.diagnostic.summary == "whether effective passkey access stays the same can't be told"
    assert list(not_neutral(neutrality_of(state, (gone,), people(2, groups={PILOT: ()})))) == []
