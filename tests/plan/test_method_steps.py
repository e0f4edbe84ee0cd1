"""Temporary Access Pass and the registration campaign: what is sent, and when."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.directions import BOTH, Direction, of_pass
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import FIELDS, canonical, defaults
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import Value
from passkeyctl.plan.operation import Operation, Present, Stage
from passkeyctl.plan.ordering import operations
from passkeyctl.plan.steps.method_directions import lost_targets, new_excludes
from passkeyctl.plan.verify import unmet
from tests.checks.reviews import settings

LOOSENS, TIGHTENS, NEITHER = Direction.LOOSENS, Direction.TIGHTENS, Direction.NEITHER
A, B, C = (f"{letter * 8}-0000-4000-8000-000000000000" for letter in "abc")
EVERYONE = frozenset({"everyone"})
ON: Fields = {**defaults(Kind.TEMPORARY_ACCESS_PASS), "state": "enabled", "targets": frozenset({A})}
ROW_OF_A: JsonObject = {"id": A, "targetType": "group", "isRegistrationRequired": False, "new": 1}


def some(*members: str) -> frozenset[str]:
    return frozenset(members)


def changed(kind: Kind, prior: Fields, original: JsonObject, **fields: Value) -> ResourceChange:
    live = LiveObject(kind, kind.value, kind.value, canonical(kind, prior), original)
    planned = canonical(kind, {**prior, **{path.replace("__", "."): value for path, value in fields.items()}})
    changes = tuple(
        FieldChange(each.path, live.fields[each.path], planned[each.path])
        for each in FIELDS[kind]
        if live.fields[each.path] != planned[each.path]
    )
    action = Action.UPDATE if changes else Action.NO_OP
    return ResourceChange(Address(kind), action, live.id, live.name, live, planned, changes)


def sent(change: ResourceChange) -> tuple[Operation, ...]:
    assert change.live is not None
    return operations([change], PriorState((settings(), change.live), True, {}))


def access_pass(prior: Fields = ON, /, **fields: Value) -> tuple[Operation, ...]:
    original: JsonObject = {"includeTargets": [ROW_OF_A], "excludeTargets": []}
    return sent(changed(Kind.TEMPORARY_ACCESS_PASS, prior, original, **fields))


def with_(**fields: Value) -> Fields:
    return {**ON, **{path.replace("__", "."): value for path, value in fields.items()}}


@pytest.mark.parametrize(
    ("prior", "planned", "direction"),
    [
        (ON, ON, NEITHER),
        (ON, with_(length=12), NEITHER),
        (with_(state="disabled"), ON, LOOSENS),
        (ON, with_(state="disabled"), TIGHTENS),
        (with_(state="disabled"), with_(state="disabled", targets=some(B)), NEITHER),
        (ON, with_(targets=some(A, B)), LOOSENS),
        (ON, with_(targets=some()), TIGHTENS),
        (ON, with_(targets=some(B)), BOTH),
        (ON, with_(targets=EVERYONE), LOOSENS),
        (with_(targets=EVERYONE), ON, TIGHTENS),
        (with_(targets=EVERYONE), with_(targets=EVERYONE | {A}), NEITHER),
        (ON, with_(targets__users=some(B)), LOOSENS),
        (ON, with_(exclude=some(B)), TIGHTENS),
        (with_(exclude=some(B)), ON, LOOSENS),
        (with_(exclude__users=some(B)), with_(exclude__users=some(C)), BOTH),
        (ON, with_(oneTimeUse=True), TIGHTENS),
        (with_(oneTimeUse=True), ON, LOOSENS),
        (ON, with_(maximumLifetime=1440), LOOSENS),
        (ON, with_(maximumLifetime=120), TIGHTENS),
        (ON, with_(minimumLifetime=30), LOOSENS),
        (with_(minimumLifetime=30), ON, TIGHTENS),
        (ON, with_(defaultLifetime=120), LOOSENS),
        (ON, with_(maximumLifetime=1440, oneTimeUse=True), BOTH),
    ],
)
def test_directions(prior: Fields, planned: Fields, direction: Direction) -> None:
    assert of_pass(prior, planned) == direction


def test_what_widens_comes_before_the_policies_and_what_narrows_after_them() -> None:
    (wider,) = access_pass(targets=some(A, B))
    assert (wider.stage, wider.method) == (Stage.WIDER_METHODS, "PATCH")
    assert wider.path == "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"
    assert wider.body == {
        "@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",
        "includeTargets": [ROW_OF_A, {"id": B, "targetType": "group", "isRegistrationRequired": False}],
    }
    (narrower,) = access_pass(oneTimeUse=True)
    assert (narrower.stage, narrower.summary) == (Stage.NARROWER_METHODS, "narrow Temporary Access Pass")
    (both,) = access_pass(oneTimeUse=True, maximumLifetime=1440)
    assert both.stage is Stage.CHANGED_METHODS
    (off,) = access_pass(state="disabled", targets=some(B))
    assert (off.stage, off.summary) == (Stage.NARROWER_METHODS, "disable Temporary Access Pass")
    (on,) = access_pass(with_(state="disabled"), state="enabled", oneTimeUse=True)
    assert (on.stage, on.summary) == (Stage.WIDER_METHODS, "enable Temporary Access Pass")


def test_people_who_join_come_first_and_people_who_leave_last() -> None:
    first, second = access_pass(targets=some(B), length=12)
    assert [first.stage, second.stage] == [Stage.WIDER_METHODS, Stage.NARROWER_METHODS]
    between = with_(targets=some(A, B), length=12)
    assert first.expects == (Present(Kind.TEMPORARY_ACCESS_PASS, "temporaryAccessPass", between),)
    assert first.body is not None
    assert second.body is not None
    assert [row["id"] for row in first.body["includeTargets"]] == [A, B]  # type: ignore[union-attr,index,call-overload]
    assert set(second.body) == {"@odata.type", "includeTargets"}
    assert [row["id"] for row in second.body["includeTargets"]] == [B]  # type: ignore[union-attr,index,call-overload]


PEOPLE = st.frozensets(st.sampled_from((A, B, C)))
PASSES = st.builds(
    lambda state, targets, exclude, once, longest: with_(
        state=state, targets=targets, exclude=exclude, oneTimeUse=once, maximumLifetime=longest
    ),
    st.sampled_from(("enabled", "disabled")),
    PEOPLE | st.just(EVERYONE),
    PEOPLE,
    st.booleans(),
    st.sampled_from((120, 480)),
)


def may(person: frozenset[str], fields: Fields) -> set[tuple[bool, int]]:
    """What kinds of pass somebody in these groups may be given."""
    targets, excludes, longest = fields["targets"], fields["exclude"], fields["maximumLifetime"]
    assert isinstance(targets, frozenset)
    assert isinstance(excludes, frozenset)
    assert isinstance(longest, int)
    if fields["state"] == "disabled" or person & excludes or not (targets & (person | EVERYONE)):
        return set()
    uses = (False,) if fields["oneTimeUse"] else (False, True)
    return {(again, minutes) for again in uses for minutes in (120, 480) if minutes <= longest}


@given(PASSES, PASSES)
def test_on_the_way_nobody_loses_what_stays_nor_gets_what_neither_state_gives(prior: Fields, planned: Fields) -> None:
    found = access_pass(prior, **{path.replace(".", "__"): value for path, value in planned.items()})
    assert bool(found) == (prior != planned)
    for operation in found:
        (shown,) = operation.expects
        assert isinstance(shown, Present)
        for person in (some(A), some(B), some(A, B), some(B, C), some(A, B, C)):
            before, between, after = (may(person, fields) for fields in (prior, shown.fields, planned))
            assert before & after <= between <= before | after
    if found:
        assert found[-1].expects == (Present(Kind.TEMPORARY_ACCESS_PASS, "temporaryAccessPass", planned),)


def test_who_loses_a_target_and_who_is_newly_excluded() -> None:
    assert lost_targets(ON, with_(targets=some(B))) == {"targets": some(A)}
    assert lost_targets(ON, with_(targets=EVERYONE)) == {}
    assert lost_targets(with_(targets=EVERYONE), ON) == {"targets": EVERYONE}
    assert new_excludes(with_(exclude=some(A)), with_(exclude=some(A, B), exclude__users=some(C))) == {
        "exclude": some(B),
        "exclude.users": some(C),
    }


def campaign(prior: Fields, live: JsonObject, **fields: Value) -> tuple[Operation, ...]:
    start = {**defaults(Kind.CAMPAIGN), "include": EVERYONE, **prior}
    whole: JsonObject = {"registrationEnforcement": {"authenticationMethodsRegistrationCampaign": live}}
    return sent(changed(Kind.CAMPAIGN, start, whole, **fields))


def live_campaign(**more: object) -> JsonObject:
    row: JsonObject = {
        "id": "all_users",
        "targetType": "group",
        "targetedAuthenticationMethod": "microsoftAuthenticator",
    }
    members = {"state": "enabled", "snoozeDurationInDays": 1, "includeTargets": [row], "excludeTargets": []}
    return {**members, **more}  # type: ignore[dict-item]


def test_the_campaign_comes_last_and_is_sent_whole() -> None:
    (found,) = campaign({"state": "enabled"}, live_campaign(later="kept"), method="fido2", snoozeDays=3)
    assert (found.stage, found.method, found.path) == (Stage.CAMPAIGN, "PATCH", "/policies/authenticationMethodsPolicy")
    row = {"id": "all_users", "targetType": "group", "targetedAuthenticationMethod": "fido2"}
    assert found.body == {
        "registrationEnforcement": {
            "authenticationMethodsRegistrationCampaign": live_campaign(
                later="kept", includeTargets=[row], snoozeDurationInDays=3
            )
        }
    }


def test_what_only_beta_has_goes_to_beta_and_is_compared_where_a_file_asks_for_it() -> None:
    (found,) = campaign({"state": "enabled"}, live_campaign(), limitSnoozes=True)
    assert found.path == "/beta/policies/authenticationMethodsPolicy"
    (expected,) = found.expects
    assert isinstance(expected, Present)
    shown = LiveObject(Kind.CAMPAIGN, "registrationCampaign", "registrationCampaign", expected.fields, {})
    unlimited = replace(shown, fields={**expected.fields, "limitSnoozes": False})
    assert unmet(expected, PriorState((shown,), True, {}), {}) == ()
    assert unmet(expected, PriorState((unlimited,), True, {}), {}) == ("`registrationCampaign`: `limitSnoozes`",)
    unasked = replace(expected, fields={**expected.fields, "limitSnoozes": None})
    assert unmet(unasked, PriorState((shown,), True, {}), {}) == ()


def test_what_microsoft_manages_is_expected_as_it_is_compared() -> None:
    (found,) = campaign(
        {"state": "enabled", "method": "fido2", "snoozeDays": 3}, live_campaign(), state="microsoftManaged"
    )
    (expected,) = found.expects
    assert isinstance(expected, Present)
    assert (expected.fields["method"], expected.fields["snoozeDays"]) == ("microsoftAuthenticator", 1)
