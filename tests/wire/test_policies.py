"""Policies there and back: any state, any change, whatever the server makes of a nested object."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.errors import IncompleteRead
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.conditional_access import POLICY_FIELDS
from passkeyctl.model.fields import Fields
from passkeyctl.model.values import Guests
from passkeyctl.wire import policies as wire
from tests.strategies import changed, policies
from tests.wire.service import filled, merged, part, replaced

UNKNOWN = "addedByGraphLater"
SERVERS = pytest.mark.parametrize("server", [merged, replaced])
Server = Callable[[JsonObject, JsonObject], JsonObject]

MEMBER_OF = {"users": "conditions", "workloadIdentities": "conditions", "target": "conditions"} | {
    "conditions": "conditions",
    "grant": "grantControls",
    "session": "sessionControls",
    "name": "displayName",
    "state": "state",
}


def with_unknown_members(policy: JsonValue) -> JsonValue:
    """Something new in every object that holds other things (but for guests and filters, which are one value)."""
    if not isinstance(policy, dict):
        return policy
    deeper = {key: with_unknown_members(value) if key in CONTAINERS else value for key, value in policy.items()}
    return {**deeper, UNKNOWN: {"list": ["x"]}}


CONTAINERS = (
    "conditions",
    "users",
    "applications",
    "clientApplications",
    "platforms",
    "locations",
    "devices",
    "authenticationFlows",
    "grantControls",
    "sessionControls",
)


def unknown_members(policy: JsonValue, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(policy, dict):
        for key, value in policy.items():
            if key == UNKNOWN:
                yield (*path, key)
            else:
                yield from unknown_members(value, (*path, key))


@given(policies)
def test_what_is_created_reads_back(fields: Fields) -> None:
    body = wire.create_json(fields)
    assert wire.read(filled(body)).fields == fields
    assert not any(value is None or value == [] for value in part(body, "conditions").values())


@SERVERS
@settings(max_examples=150)
@given(st.data())
def test_what_is_patched_reads_back_and_loses_nothing(server: Server, data: st.DataObject) -> None:
    prior = data.draw(policies)
    planned = data.draw(st.one_of(changed(prior), policies))
    original = filled(wire.create_json(prior))
    decorated = with_unknown_members(original)
    assert isinstance(decorated, dict)
    assert wire.read(decorated).fields == prior

    body = wire.patch_json(prior, planned, decorated)
    after = server(decorated, body)

    assert wire.read(after).fields == planned
    assert set(body) == {MEMBER_OF[path.split(".")[0]] for path in planned if planned[path] != prior[path]}
    assert set(unknown_members(decorated)) <= set(unknown_members(after))


@SERVERS
@settings(max_examples=50)
@given(st.data())
def test_exclusions_that_the_plan_keeps_are_in_every_request(server: Server, data: st.DataObject) -> None:
    prior = data.draw(policies)
    others = [field for field in POLICY_FIELDS if not field.is_exclusion]
    planned = {
        **data.draw(policies),
        **{field.path: prior[field.path] for field in POLICY_FIELDS if field not in others},
    }
    original = filled(wire.create_json(prior))
    after = wire.read(server(original, wire.patch_json(prior, planned, original)))
    for field in POLICY_FIELDS:
        assert not field.is_exclusion or after.fields[field.path] == prior[field.path]


@given(policies)
def test_a_policy_that_stays_needs_no_request(fields: Fields) -> None:
    assert wire.patch_json(fields, dict(fields), filled(wire.create_json(fields))) == {}


def live(**changes: JsonValue) -> JsonObject:
    """A policy on the pilot, some of its conditions replaced."""
    conditions: JsonObject = {
        "users": {"includeGroups": [GROUP], "excludeGroups": [OTHER]},
        "applications": {"includeApplications": ["All"]},
    }
    return filled(
        {
            "displayName": "PK1",
            "state": "enabled",
            "conditions": {**conditions, **changes},
            "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
        }
    )


GROUP, OTHER = "11111111-aaaa-4bbb-8ccc-111111111111", "22222222-aaaa-4bbb-8ccc-22222222222f"


def test_a_condition_that_does_not_change_is_sent_as_it_was_read() -> None:
    original = live(
        platforms={"includePlatforms": ["windows", "somethingNew"], "excludePlatforms": []},
        users={"includeGroups": [GROUP.upper()], "excludeGroups": [OTHER.upper(), OTHER]},
        insiderRiskLevels="elevated, somethingNew",
    )
    prior = wire.read(original).fields
    body = wire.patch_json(prior, {**prior, "conditions.signInRisk": frozenset({"high"})}, original)
    conditions = part(body, "conditions")
    assert conditions["platforms"] == {"includePlatforms": ["windows", "somethingNew"], "excludePlatforms": []}
    assert part(conditions, "users")["excludeGroups"] == [OTHER.upper(), OTHER]
    assert conditions["insiderRiskLevels"] == "elevated, somethingNew"
    assert conditions["signInRiskLevels"] == ["high"]


def test_all_client_apps_are_not_sent_where_nothing_changes_about_them() -> None:
    # An empty list is refused (1064), and some controls refuse even ["all"].
    original = live()
    prior = wire.read(original).fields
    risky = wire.patch_json(prior, {**prior, "conditions.userRisk": frozenset({"high"})}, original)
    assert "clientAppTypes" not in part(risky, "conditions")
    narrower = wire.patch_json(prior, {**prior, "conditions.clientApps": frozenset({"other"})}, original)
    assert part(narrower, "conditions")["clientAppTypes"] == ["other"]
    wider = live(clientAppTypes=["other"])
    prior = wire.read(wider).fields
    back = wire.patch_json(prior, {**prior, "conditions.clientApps": frozenset({"all"})}, wider)
    assert part(back, "conditions")["clientAppTypes"] == ["all"]


def test_a_control_that_is_off_is_not_sent_back() -> None:
    off: JsonObject = {"isEnabled": False}
    original = live() | {
        "sessionControls": {
            "signInFrequency": {**off, "value": None, "type": None},
            "persistentBrowser": {"isEnabled": True, "mode": "always"},
            "applicationEnforcedRestrictions": off,
            "disableResilienceDefaults": False,
        }
    }
    prior = wire.read(original).fields
    every_time = wire.patch_json(prior, {**prior, "session.persistentBrowser": "never"}, original)
    assert every_time == {"sessionControls": {"persistentBrowser": {"isEnabled": True, "mode": "never"}}}
    nothing = wire.patch_json(prior, {**prior, "session.persistentBrowser": None}, original)
    assert nothing == {"sessionControls": None}


def test_strength_instead_of_mfa_and_back() -> None:
    original = live()
    prior = wire.read(original).fields
    strong = {**prior, "grant.controls": frozenset[str](), "grant.authenticationStrength": GROUP}
    body = wire.patch_json(prior, strong, original)
    assert part(body, "grantControls")["builtInControls"] == []
    assert part(body, "grantControls")["authenticationStrength"] == {"id": GROUP}
    changed_back = wire.patch_json(strong, prior, merged(original, body))
    assert part(changed_back, "grantControls")["authenticationStrength"] is None
    assert part(changed_back, "grantControls")["builtInControls"] == ["mfa"]


def test_a_grant_that_is_cleared_keeps_what_is_unknown_in_it() -> None:
    original = live()
    prior = wire.read(original).fields
    planned = {**prior, "grant.controls": frozenset[str]()}
    assert wire.patch_json(prior, planned, original) == {"grantControls": None}
    part(original, "grantControls")["addedLater"] = {"isEnabled": True}
    kept = part(wire.patch_json(prior, planned, original), "grantControls")
    assert (kept["builtInControls"], kept["addedLater"]) == ([], {"isEnabled": True})


def test_tenants_of_a_kind_that_is_new_are_sent_in_its_word() -> None:
    original = live()
    prior = wire.read(original).fields
    guests = Guests(frozenset({"internalGuest"}), "someNewKind")
    body = wire.patch_json(prior, {**prior, "users.exclude.guests": guests}, original)
    assert part(part(part(body, "conditions"), "users"), "excludeGuestsOrExternalUsers") == {
        "guestOrExternalUserTypes": "internalGuest",
        "externalTenants": {"membershipKind": "someNewKind"},
    }


def test_a_strength_beside_another_change_is_sent_as_its_id() -> None:
    original = live() | {"grantControls": {"operator": "OR", "authenticationStrength": {"id": GROUP.upper(), "x": 1}}}
    prior = wire.read(original).fields
    body = wire.patch_json(prior, {**prior, "grant.termsOfUse": frozenset({OTHER})}, original)
    assert part(body, "grantControls")["authenticationStrength"] == {"id": GROUP}


def test_an_id_that_is_not_known_yet_is_sent_as_its_mark() -> None:
    pending = PendingId(Address(Kind.STRENGTH, "keys"))
    fields = {**wire.read(live()).fields, "grant.controls": frozenset[str](), "grant.authenticationStrength": pending}
    assert part(wire.create_json(fields), "grantControls")["authenticationStrength"] == {"id": str(pending)}


def test_report_only_is_graphs_long_word() -> None:
    fields = {**wire.read(live()).fields, "state": "reportOnly"}
    assert wire.create_json(fields)["state"] == "enabledForReportingButNotEnforced"
    assert wire.read(live() | {"state": "anotherState"}).fields["state"] == "anotherState"


@pytest.mark.parametrize("missing", ["id", "displayName", "state", "conditions"])
def test_an_answer_without_its_bones_is_no_answer(missing: str) -> None:
    policy = {key: value for key, value in live().items() if key != missing}
    with pytest.raises(IncompleteRead):
        wire.read(policy)


@pytest.mark.parametrize("missing", ["users", "applications"])
def test_conditions_without_users_or_applications_are_incomplete(missing: str) -> None:
    policy = live()
    del part(policy, "conditions")[missing]
    with pytest.raises(IncompleteRead):
        wire.read(policy)
    part(policy, "conditions")[missing] = None
    assert wire.read(policy).name == "PK1"


def test_an_original_without_conditions_is_never_a_base() -> None:
    prior = wire.read(live()).fields
    with pytest.raises(IncompleteRead):
        wire.patch_json(prior, {**prior, "users.include": "all"}, {})


# The samples are Microsoft's documentation data and stay outside the project: without them there is nothing to run.
SAMPLES = Path(__file__).parents[2].parent / "shared" / "graph" / "samples"


@pytest.mark.parametrize(
    "sample", sorted(SAMPLES.glob("conditionalAccessPolicies-list*.json")), ids=lambda path: path.stem
)
@SERVERS
def test_documented_policies_can_be_read_and_changed(server: Server, sample: Path) -> None:
    for policy in json.loads(sample.read_text(encoding="utf-8"))["value"]:
        prior = wire.read(policy).fields
        planned = {**prior, "users.exclude.groups": frozenset({GROUP, OTHER}), "session.tokenProtection": True}
        after = wire.read(server(policy, wire.patch_json(prior, planned, policy)))
        assert after.fields == planned


@pytest.mark.parametrize(
    "sample", sorted(SAMPLES.glob("conditionalAccessPolicy-create-?-request-*.json")), ids=lambda path: path.stem
)
def test_documented_requests_mean_their_answers(sample: Path) -> None:
    sent = json.loads(sample.read_text(encoding="utf-8"))
    answer = json.loads(sample.with_name(sample.name.replace("request", "response")).read_text(encoding="utf-8"))
    read = wire.read(answer)
    assert read.fields == wire.read(filled(sent)).fields
    assert wire.read(filled(wire.create_json(read.fields))).fields == read.fields
