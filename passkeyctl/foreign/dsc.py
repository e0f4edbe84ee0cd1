"""Microsoft365DSC's flat policy as Graph's: `SignInFrequencyValue` lies in sessionControls, names stand for ids.

Source: the resource AADConditionalAccessPolicy
(https://microsoft365dsc.com/resources/azure-ad/AADConditionalAccessPolicy/).
"""

from __future__ import annotations

from passkeyctl.foreign.casing import Unusable
from passkeyctl.json_types import JsonObject, JsonValue

_USERS, _TARGETS = ("conditions", "users"), ("conditions", "applications")
_WORKLOADS = ("conditions", "clientApplications")
_INCLUDED, _EXCLUDED = (
    (*_USERS, "includeGuestsOrExternalUsers"),
    (*_USERS, "excludeGuestsOrExternalUsers"),
)
_FREQUENCY = ("sessionControls", "signInFrequency")
_CLOUD_APPS, _BROWSER = ("sessionControls", "cloudAppSecurity"), ("sessionControls", "persistentBrowser")

_PLACES: dict[str, tuple[str, ...]] = {
    "Id": ("id",),
    "DisplayName": ("displayName",),
    "Description": ("description",),
    "State": ("state",),
    **{
        f"{way}{what}": (*_USERS, f"{way.lower()}{what}")
        for way in ("Include", "Exclude")
        for what in ("Users", "Groups", "Roles")
    },
    "IncludeGuestOrExternalUserTypes": (*_INCLUDED, "guestOrExternalUserTypes"),
    "IncludeExternalTenantsMembershipKind": (*_INCLUDED, "externalTenants", "membershipKind"),
    "IncludeExternalTenantsMembers": (*_INCLUDED, "externalTenants", "members"),
    "ExcludeGuestOrExternalUserTypes": (*_EXCLUDED, "guestOrExternalUserTypes"),
    "ExcludeExternalTenantsMembershipKind": (*_EXCLUDED, "externalTenants", "membershipKind"),
    "ExcludeExternalTenantsMembers": (*_EXCLUDED, "externalTenants", "members"),
    "IncludeApplications": (*_TARGETS, "includeApplications"),
    "ExcludeApplications": (*_TARGETS, "excludeApplications"),
    "IncludeUserActions": (*_TARGETS, "includeUserActions"),
    "AuthenticationContexts": (*_TARGETS, "includeAuthenticationContextClassReferences"),
    "ApplicationsFilter": (*_TARGETS, "applicationFilter", "rule"),
    "ApplicationsFilterMode": (*_TARGETS, "applicationFilter", "mode"),
    "IncludeServicePrincipals": (*_WORKLOADS, "includeServicePrincipals"),
    "ExcludeServicePrincipals": (*_WORKLOADS, "excludeServicePrincipals"),
    "ServicePrincipalFilterMode": (*_WORKLOADS, "servicePrincipalFilter", "mode"),
    "ServicePrincipalFilterRule": (*_WORKLOADS, "servicePrincipalFilter", "rule"),
    "ClientAppTypes": ("conditions", "clientAppTypes"),
    "IncludePlatforms": ("conditions", "platforms", "includePlatforms"),
    "ExcludePlatforms": ("conditions", "platforms", "excludePlatforms"),
    "IncludeLocations": ("conditions", "locations", "includeLocations"),
    "ExcludeLocations": ("conditions", "locations", "excludeLocations"),
    "IncludeDevices": ("conditions", "devices", "includeDevices"),
    "ExcludeDevices": ("conditions", "devices", "excludeDevices"),
    "DeviceFilterMode": ("conditions", "devices", "deviceFilter", "mode"),
    "DeviceFilterRule": ("conditions", "devices", "deviceFilter", "rule"),
    "UserRiskLevels": ("conditions", "userRiskLevels"),
    "SignInRiskLevels": ("conditions", "signInRiskLevels"),
    "ServicePrincipalRiskLevels": ("conditions", "servicePrincipalRiskLevels"),
    "InsiderRiskLevels": ("conditions", "insiderRiskLevels"),
    "AgentIdRiskLevels": ("conditions", "agentIdRiskLevels"),
    "TransferMethods": ("conditions", "authenticationFlows", "transferMethods"),
    "GrantControlOperator": ("grantControls", "operator"),
    "BuiltInControls": ("grantControls", "builtInControls"),
    "CustomAuthenticationFactors": ("grantControls", "customAuthenticationFactors"),
    "TermsOfUse": ("grantControls", "termsOfUse"),
    "AuthenticationStrength": ("grantControls", "authenticationStrength", "displayName"),
    "ApplicationEnforcedRestrictionsIsEnabled": (
        "sessionControls",
        "applicationEnforcedRestrictions",
        "isEnabled",
    ),
    "CloudAppSecurityIsEnabled": (*_CLOUD_APPS, "isEnabled"),
    "CloudAppSecurityType": (*_CLOUD_APPS, "cloudAppSecurityType"),
    "PersistentBrowserIsEnabled": (*_BROWSER, "isEnabled"),
    "PersistentBrowserMode": (*_BROWSER, "mode"),
    "SignInFrequencyIsEnabled": (*_FREQUENCY, "isEnabled"),
    "SignInFrequencyValue": (*_FREQUENCY, "value"),
    "SignInFrequencyType": (*_FREQUENCY, "type"),
    "SignInFrequencyInterval": (*_FREQUENCY, "frequencyInterval"),
    "SignInFrequencyAuthenticationType": (*_FREQUENCY, "authenticationType"),
    "SecureSignInSessionIsEnabled": ("sessionControls", "secureSignInSession", "isEnabled"),
    "DisableResilienceDefaults": ("sessionControls", "disableResilienceDefaults"),
    "DisableResilienceDefaultsIsEnabled": ("sessionControls", "disableResilienceDefaults"),
    "ContinuousAccessEvaluationMode": ("sessionControls", "continuousAccessEvaluation", "mode"),
}
_FOLDED = {key.casefold(): place for key, place in _PLACES.items()}
OF_THE_RUN = frozenset(
    {
        "accesstokens",
        "applicationid",
        "applicationsecret",
        "certificatepassword",
        "certificatepath",
        "certificatethumbprint",
        "configurationname",
        "credential",
        "dependson",
        "ensure",
        "managedidentity",
        "modulename",
        "moduleversion",
        "psdscrunascredential",
        "resourceid",
        "resourceinstancename",
        "resourcename",
        "sourceinfo",
        "tenantid",
    }
)
"""How the tool signed in and what it called the block: no part of the tenant, and not to be kept."""


def without_run(document: JsonObject) -> JsonObject:
    return {key: value for key, value in document.items() if key.casefold() not in OF_THE_RUN}


def is_of_policy(key: str) -> bool:
    return key.casefold() in _FOLDED


def nested_policy(document: JsonObject) -> JsonObject:
    """Graph's tree from the flat block. Empty members are unset; one that is not known stays at the top."""
    found: JsonObject = {"conditions": {"users": {}, "applications": {}}}
    for key, value in without_run(document).items():
        if value not in (None, "", [], {}):
            place = _FOLDED.get(key.casefold(), (key[:1].lower() + key[1:],))
            _put(found, place, value)
    return {**found, **_controls(found)}


def _put(tree: JsonObject, place: tuple[str, ...], value: JsonValue) -> None:
    for step in place[:-1]:
        inner = tree.setdefault(step, {})
        if not isinstance(inner, dict):
            raise Unusable(f"`{step}` stands beside `{place[-1]}`, flat and nested in one object")
        tree = inner
    tree[place[-1]] = value


def _controls(policy: JsonObject) -> JsonObject:
    """No grant where nothing is granted, no session where nothing is on: that is how Graph reads."""
    grant = policy.get("grantControls")
    has_grant = isinstance(grant, dict) and set(grant) != {"operator"}
    session = policy.get("sessionControls")
    effective = {key: value for key, value in session.items() if _is_on(value)} if isinstance(session, dict) else {}
    return {"grantControls": grant if has_grant else None, "sessionControls": effective or None}


def _is_on(control: JsonValue) -> bool:
    """PowerShell's `$False` may have come as text; a control that is off may stand beside empty settings."""
    if not isinstance(control, dict):
        return not _is_false(control)
    return "isEnabled" not in control or not _is_false(control["isEnabled"])


def _is_false(value: JsonValue) -> bool:
    return value is False or (isinstance(value, str) and value.strip().casefold() == "false")
