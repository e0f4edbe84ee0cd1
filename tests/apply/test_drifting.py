"""A tenant that somebody else has changed, held against files, through the whole stack down to HTTP."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from passkeyctl.drift.deviation import Attribution, Certainty, Sort
from passkeyctl.errors import PasskeyctlError, UserFault
from passkeyctl.json_types import JsonObject
from passkeyctl.rollout.standing import Touch
from passkeyctl.sandbox.faults import Fault, fails, throttled
from passkeyctl.wire import endpoints
from tests.apply.drifts import NOON, SOMEBODY, Drifting, only

CA002 = "c4d4ccce-be19-53b0-9698-6fa0567f966c"
CARDS = "c23b8deb-db1c-5754-9e77-c7a84ecd595f"
AUDITS = "auditLogs/directoryAudits"
POLICY = """\
conditionalAccess:
  admins:
    name: CA002 - Administrators - Require multifactor authentication
    state: enabled
    unmanaged: [users, target, grant, conditions, session]
"""
WHOLE = """\
conditionalAccess:
  admins:
    name: CA002 - Administrators - Require multifactor authentication
    users: {include: {roles: [Global Administrator]}}
    target: {resources: {include: [All resources]}}
    grant: {controls: [mfa]}
"""


@pytest.fixture
def tenant(tmp_path: Path) -> Drifting:
    return Drifting(tmp_path)


def by_somebody(at: timedelta, activity: str) -> Attribution:
    return Attribution(Certainty.FIELD, NOON + at, SOMEBODY, "192.0.2.77", activity, "the audit log")


def test_a_tenant_that_is_as_the_files_say_has_no_drift(tenant: Drifting) -> None:
    drift = tenant.drift(POLICY)
    assert (drift.deviations, drift.has_drift, drift.compared) == ((), False, 1)
    assert AUDITS not in " ".join(each.path_with_query for each in tenant.record)
    assert drift.log.why == "nothing differs that it would be asked about"


def test_a_field_that_somebody_changed_says_who_and_when(tenant: Drifting) -> None:
    tenant.wait(minutes=5)
    tenant.by_somebody("PATCH", endpoints.policy(CA002), {"state": "disabled"})
    tenant.wait(hours=2)
    found = only(tenant.drift(POLICY))
    assert (found.sort, found.place, found.wanted, found.live, found.code) == (
        Sort.CHANGED,
        "conditionalAccess.admins.state",
        "enabled",
        "disabled",
        "DRF101",
    )
    assert str(found.source).endswith("desired.yaml:6:5")
    assert found.attribution == by_somebody(timedelta(minutes=5), "Update conditional access policy")


def test_each_field_is_attributed_on_its_own(tenant: Drifting) -> None:
    """A later change of something else in the same policy takes nobody's place."""
    text = POLICY.replace("users, ", "users.include, users.exclude.users, users.exclude.roles, ")
    tenant.wait(minutes=5)
    tenant.by_somebody("PATCH", endpoints.policy(CA002), {"state": "disabled"})
    tenant.wait(minutes=5)
    with tenant.store.transaction() as sandbox:
        sandbox.set_setting("operator", None)
    rows = {each["displayName"]: each["id"] for each in tenant.rows("groups")}
    users = tenant.policy(CA002)["conditions"]["users"]
    groups = [*users["excludeGroups"], rows["Marketing"]]
    changed: JsonObject = {"conditions": {"users": {**users, "excludeGroups": groups}}}
    tenant.write("PATCH", endpoints.policy(CA002), changed)
    found = {each.path: each for each in tenant.drift(text).deviations}
    assert found["state"].attribution.by == SOMEBODY
    excluded = found["users.exclude.groups"]
    assert (excluded.sort, excluded.attribution.certainty) == (Sort.NOT_IN_FILE, Certainty.FIELD)
    assert excluded.attribution.by == "operator@contoso.onmicrosoft.com"
    assert excluded.attribution.at == NOON + timedelta(minutes=10)


def test_a_policy_that_somebody_deleted_is_missing_since_then(tenant: Drifting) -> None:
    tenant.wait(minutes=1)
    tenant.by_somebody("DELETE", endpoints.policy(CA002))
    tenant.wait(days=1)
    found = only(tenant.drift(WHOLE))
    assert (found.sort, found.place, found.code) == (Sort.MISSING, "conditionalAccess.admins", "DRF102")
    assert found.attribution == by_somebody(timedelta(minutes=1), "Delete conditional access policy")


def test_a_policy_that_somebody_renamed_is_missing_since_then(tenant: Drifting) -> None:
    tenant.wait(minutes=1)
    tenant.by_somebody("PATCH", endpoints.policy(CA002), {"displayName": "CA002 - Admins"})
    found = only(tenant.drift(WHOLE))
    assert found.sort is Sort.MISSING
    assert found.attribution == by_somebody(timedelta(minutes=1), "Update conditional access policy")


def test_a_policy_inside_the_boundary_says_who_made_it(tenant: Drifting) -> None:
    tenant.wait(minutes=3)
    made = {**tenant.policy(CA002), "displayName": "CA002b"}
    tenant.by_somebody("POST", endpoints.POLICIES, {key: made[key] for key in ("displayName", *WRITTEN)})
    drift = tenant.drift('manage: {conditionalAccess: {prefix: "CA002"}}\n' + POLICY)
    found = only(drift)
    assert (found.sort, found.place) == (Sort.UNLISTED, 'conditionalAccess["CA002b"]')
    assert found.attribution == by_somebody(timedelta(minutes=3), "Add conditional access policy")
    assert found.id not in {each.id for each in drift.unlisted}


def test_profiles_targets_and_excludes_are_read_out_of_partial_records(tenant: Drifting) -> None:
    text = """\
manage: {passkeys: all}
passkeys:
  targets: [{everyone: true, profiles: [default]}]
  exclude: []
  profiles:
    default: {name: Default passkey profile, passkeyTypes: [deviceBound, synced], enforceAttestation: false,
      keyRestrictions: none}
"""
    fido2 = tenant.method("Fido2")
    (default,) = fido2["passkeyProfiles"]
    assert tenant.drift(text).deviations == ()
    marketing = next(str(each["id"]) for each in tenant.rows("groups") if each["displayName"] == "Marketing")
    changed = {**default, "passkeyTypes": "deviceBound", "attestationEnforcement": "registrationOnly"}
    body = {"@odata.type": fido2["@odata.type"], "passkeyProfiles": [changed]}
    tenant.wait(minutes=1)
    tenant.by_somebody("PATCH", endpoints.FIDO2, body)
    tenant.wait(minutes=1)
    rows = [*fido2["includeTargets"], {**fido2["includeTargets"][0], "id": marketing}]
    tenant.by_somebody("PATCH", endpoints.FIDO2, {"@odata.type": fido2["@odata.type"], "includeTargets": rows})
    found = {each.place: each for each in tenant.drift(text).deviations}
    assert {place: (each.code, each.attribution.at) for place, each in found.items()} == {
        "passkeys.profiles.default.passkeyTypes": ("DRF101", NOON + timedelta(minutes=1)),
        "passkeys.profiles.default.enforceAttestation": ("DRF101", NOON + timedelta(minutes=1)),
        f'passkeys.targets["{marketing}"]': ("DRF103", NOON + timedelta(minutes=2)),
    }
    assert {each.attribution.certainty for each in found.values()} == {Certainty.FIELD}
    assert {each.attribution.by for each in found.values()} == {SOMEBODY}


def test_limits_of_a_strength_are_attributed_by_their_own_records(tenant: Drifting) -> None:
    text = """\
authenticationStrengths:
  cards:
    name: Cards and keys
    fido2: {allowedAAGUIDs: [2fc0579f-8113-47ea-b116-bb5a8db9202a, a25342c0-3cdc-4414-8e46-f4807fca511c]}
    unmanaged: [allowedCombinations, description, x509]
"""
    before = tenant.drift(text).deviations
    tenant.wait(minutes=4)
    limit: JsonObject = {
        "@odata.type": "#microsoft.graph.fido2CombinationConfiguration",
        "allowedAAGUIDs": ["2fc0579f-8113-47ea-b116-bb5a8db9202a"],
    }
    tenant.by_somebody("PATCH", endpoints.strength_limit(CARDS, "b272a4c1-83fc-5795-84ff-7e53155d51e2"), limit)
    found = only(tenant.drift(text))
    assert (before, found.place) == ((), "authenticationStrengths.cards.fido2.allowedAAGUIDs")
    assert found.attribution == by_somebody(
        timedelta(minutes=4), "Authentication Strength Combination Configuration Update"
    )


def test_pass_and_campaign_are_attributed(tenant: Drifting) -> None:
    text = "temporaryAccessPass: {state: disabled}\nregistrationCampaign: {snoozeDays: 3}\n"
    pass_ = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"
    tenant.wait(minutes=1)
    tenant.by_somebody("PATCH", endpoints.TEMPORARY_ACCESS_PASS, {"@odata.type": pass_, "state": "enabled"})
    found = {each.place: each for each in tenant.drift(text).deviations}
    assert found["temporaryAccessPass.state"].attribution == by_somebody(
        timedelta(minutes=1), "Authentication Methods Policy Update"
    )


def test_a_refused_log_fails_nothing_and_says_so(tenant: Drifting) -> None:
    _switched_off(tenant)
    drift = tenant.drift(POLICY, faults=[Fault("GET", AUDITS, 1, fails(403))])
    found = only(drift)
    assert (drift.has_drift, drift.log.was_read) == (True, False)
    assert "could not be read" in drift.log.why
    assert (found.attribution.certainty, found.attribution.why) == (Certainty.UNKNOWN, drift.log.why)
    assert found.attribution.by == ""


def test_a_log_that_breaks_off_leaves_it_open_who_did_it(tenant: Drifting) -> None:
    _switched_off(tenant)
    drift = tenant.drift(POLICY, faults=[Fault("GET", AUDITS, 2, fails(403))])
    assert (drift.has_drift, drift.log.was_read, bool(drift.log.truncated)) == (True, True, True)
    assert (only(drift).attribution.certainty, only(drift).attribution.why) == (Certainty.UNKNOWN, drift.log.truncated)


def test_a_throttled_log_is_read_a_little_later(tenant: Drifting) -> None:
    _switched_off(tenant)
    assert only(tenant.drift(POLICY, faults=[Fault("GET", AUDITS, 1, throttled(1))])).attribution.by == SOMEBODY


def test_a_log_that_nobody_asks_is_not_read(tenant: Drifting) -> None:
    _switched_off(tenant)
    drift = tenant.drift(POLICY, audit=False)
    assert (drift.has_drift, drift.log.why) == (True, "the audit log was not asked")
    assert only(drift).attribution.why == "the audit log was not asked"
    assert not any(AUDITS in each.path_with_query for each in tenant.record)


def test_a_record_that_can_not_be_understood_may_be_the_one(tenant: Drifting) -> None:
    _switched_off(tenant)
    tenant.logged(activityDateTime="2026-11-23 at noon")
    found = only(tenant.drift(POLICY))
    assert found.attribution.certainty is Certainty.UNKNOWN
    assert found.attribution.why == ("1 record of the audit log can't be understood: what was changed then is unknown")


@pytest.mark.parametrize(
    "told",
    [
        "not json",
        "[" * 5000,
        '{"state": 7}',
        '{"state": null, "conditions": []}',
        '{"conditions": {"users": 3}}',
        '"disabled"',
        "[1, null]",
    ],
)
def test_values_in_another_shape_only_name_the_object(tenant: Drifting, told: str) -> None:
    _switched_off(tenant)
    tenant.wait(minutes=10)
    values: JsonObject = {"displayName": "ConditionalAccessPolicy", "oldValue": None, "newValue": told}
    tenant.logged(targetResources=[{"id": CA002, "modifiedProperties": [values]}])
    found = only(tenant.drift(POLICY))
    assert found.attribution.certainty in (Certainty.FIELD, Certainty.OBJECT)
    assert found.attribution.by == (
        SOMEBODY if found.attribution.certainty is Certainty.FIELD else "mallory@contoso.com"
    )


def test_a_record_without_values_names_the_object_only(tenant: Drifting) -> None:
    tenant.unlogged(CA002, state="disabled", modifiedDateTime=None, createdDateTime=None)
    tenant.wait(minutes=10)
    tenant.logged(targetResources=[{"id": CA002, "modifiedProperties": []}])
    found = only(tenant.drift(POLICY)).attribution
    assert (found.certainty, found.by, found.address) == (Certainty.OBJECT, "mallory@contoso.com", "198.51.100.9")


def test_a_change_that_no_record_tells_has_the_date_of_the_object(tenant: Drifting) -> None:
    tenant.unlogged(CA002, state="disabled", modifiedDateTime="2026-11-20T08:00:00Z")
    found = only(tenant.drift(POLICY)).attribution
    assert (found.certainty, found.by, found.told_by) == (Certainty.OBJECT, "", "its own date")
    assert str(found.at) == "2026-11-20 08:00:00+00:00"


def test_a_receipt_of_this_machine_speaks_as_well(tenant: Drifting) -> None:
    touched = {"conditionalAccess.admins": Touch(NOON + timedelta(hours=1), "me@contoso.com")}
    tenant.unlogged(CA002, state="disabled", modifiedDateTime=None, createdDateTime=None)
    tenant.wait(hours=2)
    found = only(tenant.drift(POLICY, touched=touched)).attribution
    assert (found.certainty, found.by, found.told_by) == (
        Certainty.OBJECT,
        "me@contoso.com",
        "a receipt on this machine",
    )


def test_what_no_record_of_a_whole_log_tells_is_older_than_the_log(tenant: Drifting) -> None:
    found = only(tenant.drift("passkeys: {state: enabled}\n"))
    assert (found.sort, found.live) == (Sort.CHANGED, "disabled")
    assert (found.attribution.certainty, found.attribution.at) == (Certainty.UNKNOWN, None)
    assert found.attribution.not_since == NOON - timedelta(days=29)


def test_files_that_describe_nothing_are_never_without_drift(tenant: Drifting) -> None:
    with pytest.raises(UserFault) as caught:
        tenant.drift("manage: {conditionalAccess: listed}\n")
    assert [each.summary for each in caught.value.diagnostics()] == [
        "these files describe nothing that a tenant could differ from"
    ]


def test_a_list_that_is_refused_is_never_without_drift(tenant: Drifting) -> None:
    with pytest.raises(PasskeyctlError):
        tenant.drift(POLICY, faults=[Fault("GET", "conditionalAccess/policies", 1, fails(403))])


def test_an_entry_that_could_not_be_made_anew_is_missing_all_the_same(tenant: Drifting) -> None:
    tenant.by_somebody("DELETE", endpoints.policy(CA002))
    drift = tenant.drift(POLICY)
    assert only(drift).sort is Sort.MISSING
    assert "a new entry must say `target`" in {each.summary for each in drift.diagnostics}


def test_a_waiver_quiets_what_it_names(tenant: Drifting) -> None:
    _switched_off(tenant)
    waived = """waivers:
  - {rule: DRF101, at: conditionalAccess.admins.state, accepts: disabled, reason: r, owner: o, expires: 2026-11-23}
"""
    drift = tenant.drift(POLICY + waived)
    assert (drift.has_drift, [each.code for each in drift.waived], drift.findings) == (False, ["DRF101"], ())
    tenant.wait(days=1)
    later = tenant.drift(POLICY + waived)
    assert later.has_drift
    assert [each.diagnostic.summary for each in later.findings] == [
        "the waiver of `DRF101` at `conditionalAccess.admins.state` expired on 2026-11-23"
    ]


WRITTEN = ("state", "conditions", "grantControls")


def _switched_off(tenant: Drifting) -> None:
    tenant.by_somebody("PATCH", endpoints.policy(CA002), {"state": "disabled"})
