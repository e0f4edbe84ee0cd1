"""Faults that show in the tenant, or in what people have registered there.

First the good file is applied to a rehearsal tenant, then somebody does something in the portal, then comes the file
with what is planted in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox import defaults
from passkeyctl.sandbox.tenant import Tenant
from tests.planted.files import (
    DEFAULT_LIST,
    DEVICES,
    ENFORCED,
    EVERYTHING,
    PORTALS,
    ROLES,
    STAFF_LIST,
    STAFF_PROFILE,
    E,
    N,
    W,
    office,
    office_with,
    portals_with,
)
from tests.planted.plant import Plant, plant

NOT_OURS = "CA001 - All users - Block legacy authentication"
GONE = "dddddddd-0000-4000-8000-00000000dead"
PARTNER = "3f0c2a51-7c6b-4a0e-9d53-5f8a7b1c2d3e"


def nothing(_: Tenant) -> None:
    """Nobody did anything."""


@dataclass(frozen=True, slots=True)
class TenantPlant:
    """`portal` is what somebody did meanwhile; `options` go to `plan`."""

    plant: Plant
    portal: Callable[[Tenant], None] = nothing
    options: tuple[str, ...] = ()

    @property
    def mode(self) -> str:
        return self.plant.mode


def row(tenant: Tenant, collection: str, name: str) -> JsonObject:
    return next(each for each in tenant.rows(collection) if name in (each.get("displayName"), each.get("id")))


def changed(collection: str, name: str, **members: JsonValue) -> Callable[[Tenant], None]:
    def change(tenant: Tenant) -> None:
        tenant.put(collection, {**row(tenant, collection, name), **members})

    return change


def a_second_group(tenant: Tenant) -> None:
    twin = row(tenant, defaults.GROUPS, "PK-Workforce")
    tenant.put(defaults.GROUPS, {**twin, "id": GONE, "members": []})


def a_deleted_group_in_a_policy(tenant: Tenant) -> None:
    policy = row(tenant, defaults.POLICIES, NOT_OURS)
    conditions = dict(_object(policy["conditions"]))
    users = dict(_object(conditions["users"]))
    groups = users["excludeGroups"]
    assert isinstance(groups, list)
    users["excludeGroups"] = [*groups, GONE]
    tenant.put(defaults.POLICIES, {**policy, "conditions": {**conditions, "users": users}})


def microsoft_adds_everybody(tenant: Tenant) -> None:
    """As the page on ending SMS describes it: who uses SMS or voice is put into a profile that admits every type."""
    fido2 = next(each for each in tenant.rows(defaults.METHODS) if each["id"] == defaults.FIDO2)
    profile = {**defaults.default_profile(), "id": GONE, "name": "Added by Microsoft"}
    profiles, targets = fido2["passkeyProfiles"], fido2["includeTargets"]
    assert isinstance(profiles, list)
    assert isinstance(targets, list)
    everyone = defaults.everyone(allowedPasskeyProfiles=[GONE])
    tenant.put(
        defaults.METHODS, {**fido2, "passkeyProfiles": [*profiles, profile], "includeTargets": [*targets, everyone]}
    )


def microsoft_takes_the_campaign_over(tenant: Tenant) -> None:
    (policy,) = tenant.rows(defaults.METHODS_POLICY)
    enforcement = dict(_object(policy["registrationEnforcement"]))
    campaign = dict(_object(enforcement["authenticationMethodsRegistrationCampaign"]))
    enforcement["authenticationMethodsRegistrationCampaign"] = {**campaign, "state": "default"}
    tenant.put(defaults.METHODS_POLICY, {**policy, "registrationEnforcement": enforcement})


def another_policy_uses_the_strength(tenant: Tenant) -> None:
    policy = row(tenant, defaults.POLICIES, "PK20 Office")
    tenant.put(defaults.POLICIES, {**policy, "id": GONE, "displayName": "Somebody else's"})


def joining_asks_for_mfa(tenant: Tenant) -> None:
    setting: JsonObject = {"id": "deviceRegistrationPolicy", "multiFactorAuthConfiguration": "required"}
    tenant.put(defaults.DEVICE_REGISTRATION, setting)


def sms_is_off(tenant: Tenant) -> None:
    tenant.put(defaults.METHODS, {**row(tenant, defaults.METHODS, "Sms"), "state": "disabled"})


def a_domain_is_federated(tenant: Tenant) -> None:
    (company,) = tenant.rows(defaults.ORGANIZATION)
    domains = company["verifiedDomains"]
    assert isinstance(domains, list)
    federated: list[JsonValue] = [{**_object(each), "type": "Federated"} for each in domains]
    tenant.put(defaults.ORGANIZATION, {**company, "verifiedDomains": federated})
    settings: JsonObject = {"federatedIdpMfaBehavior": "enforceMfaByFederatedIdp"}
    for each in federated:
        name = _object(each)["name"]
        tenant.put(defaults.FEDERATIONS, {"id": f"federation of {name}", "domain": name, **settings})


def nobody_is_trusted(tenant: Tenant) -> None:
    tenant.put(defaults.CROSS_TENANT, {"id": "default", "inboundTrust": {"isMfaAccepted": False}})


def a_guest_has_a_personal_account(tenant: Tenant) -> None:
    (company,) = tenant.rows(defaults.ORGANIZATION)
    guest = next(each for each in tenant.rows(defaults.USERS) if each["userType"] == "Guest")
    domains = company["verifiedDomains"]
    assert isinstance(domains, list)
    name = f"eva_outlook.com#EXT#@{_object(domains[0])['name']}"
    tenant.put(defaults.USERS, {**guest, "userPrincipalName": name})
    reported = tenant.find(defaults.REGISTRATIONS, str(guest["id"]))
    assert reported is not None
    tenant.put(defaults.REGISTRATIONS, {**reported, "userPrincipalName": name})


def someone_has_an_external_method(tenant: Tenant) -> None:
    members = row(tenant, defaults.GROUPS, "PK-Workforce")["members"]
    assert isinstance(members, list)
    someone = next(each for each in tenant.rows(defaults.REGISTRATIONS) if each["id"] in members)
    tenant.put(defaults.REGISTRATIONS, {**someone, "methodsRegistered": ["externalAuthMethod"]})


def many_policies(tenant: Tenant) -> None:
    like = row(tenant, defaults.POLICIES, "PK20 Office")
    for number in range(230):
        id = f"{number:08d}-0000-4000-8000-00000000feed"
        tenant.put(defaults.POLICIES, {**like, "id": id, "displayName": f"Filler {number}", "state": "disabled"})


def security_defaults_are_on(tenant: Tenant) -> None:
    (setting,) = tenant.rows(defaults.SECURITY_DEFAULTS)
    tenant.put(defaults.SECURITY_DEFAULTS, {**setting, "isEnabled": True})


def the_migration_is_not_complete(tenant: Tenant) -> None:
    (policy,) = tenant.rows(defaults.METHODS_POLICY)
    tenant.put(defaults.METHODS_POLICY, {**policy, "policyMigrationState": "migrationInProgress"})


def _object(value: JsonValue) -> JsonObject:
    assert isinstance(value, dict)
    return value


PEOPLE = ("--impact",)
TARGETS = """\
    - {group: emergency, profiles: [default]}
    - {group: admins, profiles: [default]}
    - {group: staff, profiles: [staff]}
"""
LISTED = ("  passkeys: all\n", "  passkeys: listed\n")
GUESTS = office_with(
    ENFORCED,
    ("include: {groups: [staff]}", "include: {guests: {types: [b2bCollaborationGuest], tenants: all}}"),
    (
        "exclude: {groups: [emergency], guests: all}",
        "exclude: {groups: [emergency], guests: {types: [serviceProvider], tenants: all}}",
    ),
)

IN_TENANTS: tuple[TenantPlant, ...] = (
    TenantPlant(plant("F05", "REG602", E, ("  targets: [staff, admins]\n", "  targets: [admins]\n")), options=PEOPLE),
    TenantPlant(plant("F14", "CAP405", E, (PORTALS, PORTALS + DEVICES)), joining_asks_for_mfa),
    TenantPlant(plant("F18", "REG605", W, ("  registrationCampaign: true\n", ""), ("""\
registrationCampaign:
  state: enabled
  method: fido2
  include: [staff]
  exclude: [emergency]
  snoozeDays: 3
  limitSnoozes: true

""", "")), microsoft_takes_the_campaign_over),
    TenantPlant(plant("F19", "PRF105", W, LISTED), microsoft_adds_everybody, PEOPLE),
    TenantPlant(plant("F20", "REG606", W, ("    - {group: staff, profiles: [staff]}\n", "")), options=PEOPLE),
    TenantPlant(plant("F21", "PRF105", W, (TARGETS, TARGETS + "    - {group: PK-Pilot, profiles: [default]}\n")),
                options=PEOPLE),
    TenantPlant(plant("F22", "PRF106", E, ("  exclude: []\n", "  exclude: [{group: PK-Pilot}]\n")), options=PEOPLE),
    TenantPlant(plant("F28", "PRF110", E, (DEFAULT_LIST, "keyRestrictions: {behavior: allow, "
                                           "authenticators: [yubikey-5ci]}"), also=("EMG503",)), options=PEOPLE),
    TenantPlant(plant("F27", "PRF110", N, (
        "      passkeyTypes: [deviceBound, synced]\n      enforceAttestation: false\n",
        "      passkeyTypes: [deviceBound, synced]\n      enforceAttestation: true\n",
    ), also=("PRF108",)), options=PEOPLE),
    TenantPlant(plant("F29", "PRF110", E, ("""\
          - microsoft-authenticator
          - windows-hello
          - apple-passwords
          - google-password-manager
          - yubikey-5-nfc
""", "          - google-password-manager\n")), options=PEOPLE),
    TenantPlant(plant("F39", "PRF110", W, ("          - windows-hello\n", "")), options=PEOPLE),
    TenantPlant(plant("F42", "PRF103", E, LISTED, (STAFF_PROFILE + STAFF_LIST, "      ensure: absent\n"),
                      ("    - {group: staff, profiles: [staff]}\n", ""))),
    TenantPlant(plant("F49", "CAP401", E, office("groups: [emergency]", "groups: [SG-EmergencyAcess]"))),
    TenantPlant(plant("F50", "CAP401", E), a_second_group),
    TenantPlant(plant("F53", "CAP401", W), a_deleted_group_in_a_policy),
    TenantPlant(plant("F54", "CAP401", E, office("    grant:", "    conditions: {locations: {include: [Nowhere]}}\n"
                                                 "    grant:"))),
    TenantPlant(plant("F56", "EMG503", E, (DEFAULT_LIST, "keyRestrictions: {behavior: allow, "
                                           "authenticators: [yubikey-5ci]}"))),
    TenantPlant(plant("F58", "CAP411", W, portals_with(("include: {groups: [admins]}", ROLES))), options=PEOPLE),
    TenantPlant(plant("F59", "CAP411", W, portals_with(("include: {groups: [admins]}", ROLES))), options=PEOPLE),
    TenantPlant(plant("F63", "STR306", W, ("    allowedCombinations: [fido2, windowsHelloForBusiness]\n",
                                           "    allowedCombinations: [fido2]\n")), another_policy_uses_the_strength),
    TenantPlant(plant("F64", "STR303", W, ("    allowedCombinations: [fido2, windowsHelloForBusiness]\n",
                                           '    allowedCombinations: [fido2, "password,sms"]\n')), sms_is_off),
    TenantPlant(plant("F66", "CAP401", E, office("[Office 365]", "[No such application]"))),
    TenantPlant(plant("F69", "STR307", W, office_with(ENFORCED)), a_domain_is_federated),
    TenantPlant(plant("F70", "STR307", W, office_with(ENFORCED)), someone_has_an_external_method, PEOPLE),
    TenantPlant(plant("F71", "GST703", E, GUESTS), nobody_is_trusted),
    TenantPlant(plant("F72", "GST703", W, GUESTS), a_guest_has_a_personal_account, PEOPLE),
    TenantPlant(plant("F75", "OPS905", W, office_with(EVERYTHING)), many_policies),
    TenantPlant(plant("F76", "OPS905", E, office_with(ENFORCED)), security_defaults_are_on),
    TenantPlant(plant("F77", "OPS905", W, office_with(EVERYTHING)), the_migration_is_not_complete),
)  # fmt: skip
"""In the order of docs/failure-modes.md."""
