"""Temporary Access Pass and the registration campaign: what is read, what is sent, what is left alone."""

from __future__ import annotations

import pytest

from passkeyctl.errors import IncompleteRead
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.wire import methods as wire
from passkeyctl.wire.unsafe import unsafe_members

PILOT = "10000000-0000-4000-8000-00000000000a"
STORES = "10000000-0000-4000-8000-00000000000b"
ADA = "20000000-0000-4000-8000-00000000000a"
LIMIT = "enforceRegistrationAfterAllowedSnoozes"


def group(id: str, **more: JsonValue) -> JsonObject:
    return {"id": id, "targetType": "group", **more}


def user(id: str, **more: JsonValue) -> JsonObject:
    return {"id": id, "targetType": "user", **more}


def configuration(**members: JsonValue) -> JsonObject:
    return {
        "@odata.type": wire.TEMPORARY_ACCESS_PASS_TYPE,
        "id": "TemporaryAccessPass",
        "state": "enabled",
        "defaultLifetimeInMinutes": 60,
        "defaultLength": 8,
        "minimumLifetimeInMinutes": 60,
        "maximumLifetimeInMinutes": 480,
        "isUsableOnce": False,
        "includeTargets@odata.context": "https://graph.microsoft.com/v1.0/$metadata#etc",
        "includeTargets": [group("all_users", isRegistrationRequired=False)],
        "excludeTargets": [],
        **members,
    }


def pass_patch(before: JsonObject, **planned: object) -> JsonObject:
    prior = wire.read_temporary_access_pass(before).fields
    fields: Fields = {**prior, **planned}  # type: ignore[dict-item]
    return wire.temporary_access_pass_json(prior, fields, before)


def test_a_pass_is_read_with_groups_people_and_everyone() -> None:
    rows = [group("all_users"), group(PILOT.upper()), user(ADA)]
    live = wire.read_temporary_access_pass(
        configuration(includeTargets=[*rows], excludeTargets=[group(STORES), user(ADA)], isUsableOnce=True)
    )
    assert (live.kind, live.id, live.name) == (Kind.TEMPORARY_ACCESS_PASS, "temporaryAccessPass", "temporaryAccessPass")
    assert live.fields == {
        "state": "enabled",
        "targets": {"everyone", PILOT},
        "targets.users": {ADA},
        "exclude": {STORES},
        "exclude.users": {ADA},
        "oneTimeUse": True,
        "defaultLifetime": 60,
        "minimumLifetime": 60,
        "maximumLifetime": 480,
        "length": 8,
    }


def test_null_and_absent_are_graphs_own_defaults() -> None:
    bare: JsonObject = {"state": "disabled", "includeTargets": [], "excludeTargets": None, "defaultLength": None}
    fields = wire.read_temporary_access_pass(bare).fields
    assert [fields[path] for path in ("defaultLifetime", "minimumLifetime", "maximumLifetime", "length")] == [
        60,
        60,
        480,
        8,
    ]
    assert (fields["oneTimeUse"], fields["exclude"]) == (False, frozenset())


@pytest.mark.parametrize(
    "members", [{"defaultLength": "8"}, {"defaultLength": True}, {"state": None}, {"includeTargets": ["all_users"]}]
)
def test_another_shape_is_no_default(members: JsonObject) -> None:
    with pytest.raises(IncompleteRead):
        wire.read_temporary_access_pass(configuration(**members))


def test_a_pass_is_found_among_the_methods() -> None:
    policy: JsonObject = {"authenticationMethodConfigurations": [{"id": "Fido2"}, configuration()]}
    assert wire.temporary_access_pass_in(policy) == configuration()
    assert wire.temporary_access_pass_in({"authenticationMethodConfigurations": [{"id": "Fido2"}]}) is None
    assert wire.temporary_access_pass_in({}) is None


def test_only_what_changes_is_sent() -> None:
    assert pass_patch(configuration(), oneTimeUse=True, maximumLifetime=240) == {
        "@odata.type": wire.TEMPORARY_ACCESS_PASS_TYPE,
        "isUsableOnce": True,
        "maximumLifetimeInMinutes": 240,
    }


def test_a_list_is_sent_whole_and_rows_that_stay_are_as_they_were() -> None:
    kept = group(PILOT.upper(), isRegistrationRequired=True, deadline="2027-01-31")
    before = configuration(includeTargets=[group("all_users"), kept, kept, {"id": "x", "targetType": "shift"}])
    body = pass_patch(before, targets=frozenset({PILOT, STORES}), **{"targets.users": frozenset({ADA})})
    assert body["includeTargets"] == [
        kept,
        {"id": "x", "targetType": "shift"},
        {"id": STORES, "targetType": "group", "isRegistrationRequired": False},
        {"id": ADA, "targetType": "user", "isRegistrationRequired": False},
    ]
    assert "excludeTargets" not in body
    everyone = pass_patch(before, targets=frozenset({"everyone"}))
    assert everyone["includeTargets"] == [group("all_users"), {"id": "x", "targetType": "shift"}]
    assert pass_patch(configuration(includeTargets=[]), targets=frozenset({"everyone"}))["includeTargets"] == [
        {"id": "all_users", "targetType": "group", "isRegistrationRequired": False}
    ]


def test_excluded_rows_have_no_more_than_graph_knows() -> None:
    body = pass_patch(configuration(), exclude=frozenset({PILOT}), **{"exclude.users": frozenset({ADA})})
    assert body["excludeTargets"] == [group(PILOT), user(ADA)]


def policy(**members: JsonValue) -> JsonObject:
    campaign: JsonObject = {
        "state": "enabled",
        "snoozeDurationInDays": 3,
        "includeTargets": [group(PILOT, targetedAuthenticationMethod="Fido2")],
        "excludeTargets": [group(STORES)],
        **members,
    }
    return {
        "id": "authenticationMethodsPolicy",
        "registrationEnforcement": {wire.CAMPAIGN: campaign, "anotherCampaign": {"state": "enabled"}},
    }


def campaign_patch(before: JsonObject, **planned: object) -> JsonObject:
    live = wire.read_campaign(before, None)
    fields: Fields = {**live.fields, **planned}  # type: ignore[dict-item]
    body = wire.campaign_json(live.fields, fields, live.original)
    assert list(body) == ["registrationEnforcement"]
    enforcement = body["registrationEnforcement"]
    assert isinstance(enforcement, dict)
    assert enforcement["anotherCampaign"] == {"state": "enabled"}
    campaign = enforcement[wire.CAMPAIGN]
    assert isinstance(campaign, dict)
    return campaign


def test_a_campaign_is_read() -> None:
    live = wire.read_campaign(policy(), None)
    assert (live.kind, live.id) == (Kind.CAMPAIGN, "registrationCampaign")
    assert live.fields == {
        "state": "enabled",
        "method": "fido2",
        "include": {PILOT},
        "include.users": frozenset(),
        "exclude": {STORES},
        "exclude.users": frozenset(),
        "snoozeDays": 3,
        "limitSnoozes": None,
    }
    assert live.original == {"registrationEnforcement": policy()["registrationEnforcement"]}


def test_beta_says_whether_snoozes_are_limited() -> None:
    beta = policy(**{LIMIT: False})
    live = wire.read_campaign(policy(snoozeDurationInDays=9), beta)
    assert (live.fields["limitSnoozes"], live.fields["snoozeDays"]) == (False, 3)
    assert wire.campaign_is_beta(live.fields, live.original)
    plain = wire.read_campaign(policy(), None)
    assert not wire.campaign_is_beta(plain.fields, plain.original)
    assert wire.campaign_is_beta({**plain.fields, "limitSnoozes": True}, plain.original)


def test_what_microsoft_manages_is_not_compared_and_not_changed() -> None:
    managed = policy(state="default", snoozeDurationInDays=9)
    live = wire.read_campaign(managed, None)
    assert [live.fields[each] for each in ("state", "method", "snoozeDays")] == [
        "microsoftManaged",
        "microsoftAuthenticator",
        1,
    ]
    sent = campaign_patch(managed, include=frozenset({PILOT, STORES}))
    assert (sent["state"], sent["snoozeDurationInDays"]) == ("default", 9)
    assert sent["includeTargets"] == [
        group(PILOT, targetedAuthenticationMethod="Fido2"),
        group(STORES, targetedAuthenticationMethod="fido2"),
    ]


def test_giving_the_campaign_to_microsoft_leaves_method_and_snooze() -> None:
    sent = campaign_patch(policy(), state="microsoftManaged", method="microsoftAuthenticator", snoozeDays=1)
    assert sent == {
        "state": "default",
        "snoozeDurationInDays": 3,
        "includeTargets": [group(PILOT, targetedAuthenticationMethod="Fido2")],
        "excludeTargets": [group(STORES)],
    }


def test_taking_the_campaign_from_microsoft_writes_what_the_plan_says() -> None:
    managed = policy(state="default", snoozeDurationInDays=9)
    sent = campaign_patch(managed, state="enabled")
    assert (sent["state"], sent["snoozeDurationInDays"]) == ("enabled", 1)
    assert sent["includeTargets"] == [group(PILOT, targetedAuthenticationMethod="microsoftAuthenticator")]


def test_another_method_is_written_in_every_row() -> None:
    rows = [group(PILOT, targetedAuthenticationMethod="microsoftAuthenticator", since=1), group("all_users")]
    sent = campaign_patch(policy(includeTargets=[*rows]), method="fido2")
    assert sent["includeTargets"] == [
        group(PILOT, targetedAuthenticationMethod="fido2", since=1),
        group("all_users", targetedAuthenticationMethod="fido2"),
    ]


def test_what_does_not_change_goes_back_as_it_was() -> None:
    sent = campaign_patch(policy(reminderText="Soon"), snoozeDays=5)
    before = policy(reminderText="Soon", snoozeDurationInDays=5)["registrationEnforcement"]
    assert isinstance(before, dict)
    assert sent == before[wire.CAMPAIGN]


def test_limited_snoozes_are_written() -> None:
    live = wire.read_campaign(policy(), policy(**{LIMIT: False}))
    body = wire.campaign_json(live.fields, {**live.fields, "limitSnoozes": True}, live.original)
    assert wire.read_campaign(body, body).fields["limitSnoozes"] is True


def mixed() -> JsonObject:
    rows = [group(PILOT, targetedAuthenticationMethod="fido2"), user(ADA, targetedAuthenticationMethod="qrCode")]
    return policy(includeTargets=[*rows])


def test_several_methods_are_shown_and_survive() -> None:
    live = wire.read_campaign(mixed(), None)
    assert live.fields["method"] == "fido2,qrCode"
    assert campaign_patch(mixed(), snoozeDays=4)["includeTargets"] == [
        group(PILOT, targetedAuthenticationMethod="fido2"),
        user(ADA, targetedAuthenticationMethod="qrCode"),
    ]


def unsafe(live: LiveObject, **planned: object) -> tuple[str, ...]:
    fields: Fields = {**live.fields, **planned}  # type: ignore[dict-item]
    change = ResourceChange(Address(live.kind), Action.UPDATE, live.id, live.name, live, fields)
    return unsafe_members(change, PriorState((live,), True, {}))


def test_a_row_that_would_have_to_guess_its_method_is_refused() -> None:
    live = wire.read_campaign(mixed(), None)
    assert unsafe(live, include=frozenset({PILOT, STORES})) == (wire.CAMPAIGN,)
    assert unsafe(live, include=frozenset({PILOT, STORES}), method="fido2") == ()
    assert unsafe(live, snoozeDays=2) == ()


def test_what_graph_keeps_to_itself_is_not_sent_back() -> None:
    assert unsafe(wire.read_campaign(policy(state="unknownFutureValue"), None), snoozeDays=2) == (wire.CAMPAIGN,)
    row: JsonObject = {"id": PILOT, "targetType": "unknownFutureValue"}
    live = wire.read_temporary_access_pass(configuration(includeTargets=[row]))
    assert unsafe(live, targets=frozenset({STORES})) == ("includeTargets",)
    assert unsafe(live, oneTimeUse=True) == ()


def test_without_rows_there_is_no_method_to_compare() -> None:
    live = wire.read_campaign(policy(state="disabled", includeTargets=[]), None)
    assert live.fields["method"] == "microsoftAuthenticator"


def test_a_policy_without_a_campaign_is_unread() -> None:
    assert wire.has_campaign(policy())
    assert not wire.has_campaign({"id": "authenticationMethodsPolicy", "registrationEnforcement": None})
    with pytest.raises(IncompleteRead):
        wire.read_campaign({"registrationEnforcement": {wire.CAMPAIGN: {"state": "enabled"}}}, None)
