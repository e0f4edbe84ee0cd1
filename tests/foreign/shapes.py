"""One set of Graph objects, written into a folder the way each of the tools that people export with would write it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from passkeyctl.json_types import JsonObject, JsonValue

TENANT = "7a7a7a7a-0000-4000-8000-000000000001"
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CA = "#microsoft.graph."
NAMED = {
    "includeUsers": "person {}@contoso.example",
    "excludeUsers": "person {}@contoso.example",
    "includeGroups": "Group {}",
    "excludeGroups": "Group {}",
    "includeRoles": "Role {}",
    "excludeRoles": "Role {}",
}
"""What stands instead of an id where a tool writes names."""


@dataclass(frozen=True)
class Tenant:
    policies: tuple[JsonObject, ...] = ()
    strengths: tuple[JsonObject, ...] = ()
    locations: tuple[JsonObject, ...] = ()
    group_names: Mapping[str, str] = field(default_factory=dict)

    def every(self) -> tuple[JsonObject, ...]:
        return (*self.policies, *self.strengths, *self.locations)


Render: TypeAlias = "Callable[[Tenant, Path], None]"


def whole_policy(policy: JsonObject) -> JsonObject:
    """With every member, as Graph answers: what is unset is null or []."""
    conditions, grant = _object(policy.get("conditions")), policy.get("grantControls")
    lists = ("clientAppTypes", "signInRiskLevels", "userRiskLevels", "servicePrincipalRiskLevels")
    objects = ("locations", "platforms", "devices", "authenticationFlows", "insiderRiskLevels", "clientApplications")
    applications = ("includeApplications", "excludeApplications", "includeUserActions")
    return {
        "createdDateTime": "2026-03-01T10:00:00Z",
        "modifiedDateTime": None,
        "templateId": None,
        **policy,
        "conditions": {
            **dict.fromkeys(objects),
            **{key: list[JsonValue]() for key in lists},
            **conditions,
            "users": {**{key: list[JsonValue]() for key in NAMED}, **_object(conditions.get("users"))},
            "applications": {
                **{key: list[JsonValue]() for key in applications},
                **_object(conditions.get("applications")),
            },
        },
        "grantControls": grant,
        "sessionControls": policy.get("sessionControls"),
    }


def _object(value: JsonValue) -> JsonObject:
    return value if isinstance(value, dict) else {}


def write(folder: Path, name: str, value: JsonValue, encoding: str = "utf-8") -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False), encoding=encoding)


# Graph's own JSON, in its wrappings.


def single_objects(tenant: Tenant, folder: Path) -> None:
    for place, each in enumerate(tenant.every()):
        write(folder, f"{place}.json", each)


def arrays(tenant: Tenant, folder: Path) -> None:
    write(folder, "policies.json", [*tenant.policies], "utf-8-sig")
    write(folder, "others.json", [[*tenant.strengths], {"namedLocations": [*tenant.locations]}])


def answers(tenant: Tenant, folder: Path) -> None:
    for name, listed in (
        ("identity/conditionalAccess/policies", tenant.policies),
        ("policies/authenticationStrengthPolicies", tenant.strengths),
        ("identity/conditionalAccess/namedLocations", tenant.locations),
    ):
        context = f"https://graph.microsoft.com/v1.0/$metadata#{name}"
        write(folder, f"{name.rsplit('/', 1)[1]}.json", {"@odata.context": context, "value": [*listed]})


def intune_management(tenant: Tenant, folder: Path) -> None:
    """UTF-16 as Windows PowerShell writes it, a table of names beside the folders, and policies of Intune."""
    places = (
        ("ConditionalAccess", "conditionalAccessPolicy", tenant.policies),
        ("AuthenticationStrengths", "authenticationStrengthPolicy", tenant.strengths),
        ("NamedLocations", "", tenant.locations),
    )
    for name, type, listed in places:
        for place, each in enumerate(listed):
            typed: JsonObject = {"@odata.type": f"{CA}{type}", **each} if type else each
            write(folder, f"{name}/{place} {name}.json", typed, "utf-16")
    rows: list[JsonValue] = [
        {"Id": id, "DisplayName": name, "Type": "Group"} for id, name in tenant.group_names.items()
    ]
    write(folder, "MigrationTable.json", {"TenantId": TENANT, "Organization": "Contoso", "Objects": rows}, "utf-16")
    compliance: JsonObject = {"@odata.type": f"{CA}windows10CompliancePolicy", "displayName": "Windows", "id": TENANT}
    write(folder, "CompliancePolicies/Windows.json", compliance, "utf-16")


def entra_exporter(tenant: Tenant, folder: Path) -> None:
    for name, listed in (
        ("Identity/ConditionalAccess/Policies", tenant.policies),
        ("Policies/AuthenticationStrengthPolicies", tenant.strengths),
        ("Identity/ConditionalAccess/NamedLocations", tenant.locations),
    ):
        for each in listed:
            write(folder, f"{name}/{each['id']}/{each['id']}.json", each)
    domains: list[JsonValue] = [{"name": "contoso.example", "isDefault": True}]
    organization: JsonObject = {"id": TENANT, "displayName": "Contoso", "verifiedDomains": domains}
    write(folder, "Organization/Organization.json", [organization])
    for id, name in tenant.group_names.items():
        group: JsonObject = {"id": id, "displayName": name, "groupTypes": [], "securityEnabled": True}
        write(folder, f"Groups/{id}/{id}.json", group)


# What PowerShell makes of it.


def graph_sdk(tenant: Tenant, folder: Path) -> None:
    for place, each in enumerate(tenant.every()):
        write(folder, f"{place}.json", pascal(each), "utf-8-sig")


def pascal(value: JsonValue) -> JsonValue:
    """Properties in PascalCase; what the SDK has no property for lies in AdditionalProperties."""
    if isinstance(value, list):
        return [pascal(each) for each in value]
    if not isinstance(value, dict):
        return value
    derived = ("ipRanges", "isTrusted", "countriesAndRegions", "cidrAddress", "members", "allowedAAGUIDs")
    more: JsonObject = {key: inner for key, inner in value.items() if "@odata." in key or key in derived}
    rest = {key[0].upper() + key[1:]: pascal(inner) for key, inner in value.items() if key not in more}
    return {**rest, "AdditionalProperties": more}


def unrolled(tenant: Tenant, folder: Path) -> None:
    """Lists of one as their member, empty ones as {}, switches as text: what pipelines make of an export."""
    for place, each in enumerate(tenant.every()):
        write(folder, f"{place}.json", _unrolled(each))


def _unrolled(value: JsonValue) -> JsonValue:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        members = [_unrolled(each) for each in value]
        return {} if not members else members[0] if len(members) == 1 else members
    return {key: _unrolled(inner) for key, inner in value.items()} if isinstance(value, dict) else value


# Tools that write names instead of ids.


def named(value: JsonValue, locations: Mapping[str, str]) -> JsonValue:
    """Groups, people, roles and locations by name; applications stay ids, as every tool leaves them."""
    if isinstance(value, list):
        return [named(each, locations) for each in value]
    if not isinstance(value, dict):
        return value
    found: JsonObject = {}
    for key, inner in value.items():
        if key in NAMED:
            found[key] = [NAMED[key].format(each) if GUID.fullmatch(each) else each for each in texts(inner)]
        elif key in ("includeLocations", "excludeLocations"):
            found[key] = [locations.get(each, each) for each in texts(inner)]
        else:
            found[key] = named(inner, locations)
    return found


def texts(value: JsonValue) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _location_names(tenant: Tenant) -> dict[str, str]:
    return {str(each["id"]): str(each["displayName"]) for each in tenant.locations}


def cipp(tenant: Tenant, folder: Path) -> None:
    """A row of a table, the policy as JSON within it, the locations that it uses inlined without their ids."""
    for place, policy in enumerate(tenant.policies):
        used = [each for each in tenant.locations if str(each["id"]) in json.dumps(policy.get("conditions"))]
        inlined: list[JsonValue] = [{key: each[key] for key in each if key != "id"} for each in used]
        template = named(policy, _location_names(tenant))
        assert isinstance(template, dict)
        # CIPP leaves out what is null, and gathers the locations of both sides of the condition.
        kept = {key: value for key, value in template.items() if value is not None}
        row: JsonObject = {
            "PartitionKey": "CATemplate",
            "RowKey": str(policy["id"]),
            "GUID": str(policy["id"]),
            "JSON": json.dumps({**kept, "LocationInfo": [inlined, None]}),
        }
        write(folder, f"{place}.CATemplate.json", row)
    write(folder, "strengths.json", [*tenant.strengths])
    write(folder, "locations.json", [*tenant.locations])


def dsc_json(tenant: Tenant, folder: Path) -> None:
    write(folder, "M365TenantConfig.json", [*dsc_resources(tenant)])


def tenant_configuration(tenant: Tenant, folder: Path) -> None:
    """The snapshots of Tenant Configuration Management: the same values, one level deeper."""
    short = {"AADConditionalAccessPolicy": "conditionalaccesspolicy", "AADNamedLocationPolicy": "namedlocationpolicy"}
    resources: list[JsonValue] = []
    for each in dsc_resources(tenant):
        name = str(each["ResourceName"])
        type = f"microsoft.entra.{short.get(name, name[3:].lower())}"
        values: JsonObject = {key: value for key, value in each.items() if key != "ResourceName"}
        resources.append({"displayName": each["DisplayName"], "resourceType": type, "properties": values})
    write(folder, "snapshot.json", {"displayName": "Monday", "resources": resources})


def dsc_configuration(tenant: Tenant, folder: Path) -> None:
    lines = ["# Exported for a test", "Configuration Contoso", "{", "    Node localhost", "    {"]
    for each in dsc_resources(tenant):
        lines += [f"        {each['ResourceName']} {_quoted(str(each['DisplayName']))}", "        {"]
        values = {key: value for key, value in each.items() if key not in ("ResourceName", "Credential")}
        lines += [f"            {key} = {powershell(value)};" for key, value in values.items()]
        lines += ["            Credential = $Credscredential", "        }"]
    path = folder / "M365TenantConfig.ps1"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text("\r\n".join([*lines, "    }", "}", ""]), encoding="utf-8-sig", newline="")


def powershell(value: JsonValue) -> str:
    if isinstance(value, bool):
        return f"${value}"
    if isinstance(value, list):
        return f"@({','.join(powershell(each) for each in value)})"
    return _quoted(value) if isinstance(value, str) else "$null" if value is None else str(value)


def _quoted(text: str) -> str:
    escaped = "".join(f"`{each}" if each in '`"$' else each for each in text)
    return f'"{escaped}"'


def dsc_resources(tenant: Tenant) -> Iterable[JsonObject]:
    places = _location_names(tenant)
    for policy in tenant.policies:
        yield {"ResourceName": "AADConditionalAccessPolicy", **_flat(named(policy, places)), "Ensure": "Present"}
    for strength in tenant.strengths:
        keys = ("displayName", "description", "id", "allowedCombinations")
        members = {key[0].upper() + key[1:]: strength.get(key) for key in keys}
        yield {"ResourceName": "AADAuthenticationStrengthPolicy", **members, "Ensure": "Present"}
    for location in tenant.locations:
        of_location = ("displayName", "id", "isTrusted", "countriesAndRegions", "includeUnknownCountriesAndRegions")
        members = {key[0].upper() + key[1:]: location[key] for key in of_location if key in location}
        ranges = location.get("ipRanges")
        rows = [_object(each)["cidrAddress"] for each in ranges] if isinstance(ranges, list) else []
        yield {
            "ResourceName": "AADNamedLocationPolicy",
            **members,
            "OdataType": location["@odata.type"],
            "IpRanges": rows,
            "Credential": "$Credscredential",
            "Ensure": "Present",
        }


def _flat(policy: JsonValue) -> JsonObject:
    """The resource's keys; what is off is written as off, what is unset as empty."""
    document = _object(policy)
    conditions, grant = _object(document.get("conditions")), _object(document.get("grantControls"))
    found: JsonObject = {
        "DisplayName": document["displayName"],
        "Id": document["id"],
        "State": document["state"],
        "ClientAppTypes": conditions.get("clientAppTypes"),
        "TransferMethods": _object(conditions.get("authenticationFlows")).get("transferMethods") or "",
        "InsiderRiskLevels": conditions.get("insiderRiskLevels") or "",
        "GrantControlOperator": grant.get("operator") or "OR",
        "BuiltInControls": grant.get("builtInControls") or [],
        "CustomAuthenticationFactors": grant.get("customAuthenticationFactors") or [],
        "TermsOfUse": grant.get("termsOfUse") or [],
        "AuthenticationStrength": _object(grant.get("authenticationStrength")).get("id") or "",
        **{f"{kind}RiskLevels": conditions.get(f"{_lower(kind)}RiskLevels") or [] for kind in _RISKS},
    }
    for part in ("users", "applications", "locations", "platforms", "clientApplications"):
        found.update(_flat_part(_object(conditions.get(part))))
    device = _object(_object(conditions.get("devices")).get("deviceFilter"))
    found.update({f"DeviceFilter{key[0].upper()}{key[1:]}": value for key, value in device.items()})
    return {**found, **_flat_session(_object(document.get("sessionControls")))}


_RISKS = ("User", "SignIn", "ServicePrincipal")
_FILTERS = {
    "applicationFilter": ("ApplicationsFilter", ""),
    "servicePrincipalFilter": ("ServicePrincipalFilter", "Rule"),
}


def _lower(word: str) -> str:
    return word[0].lower() + word[1:]


def _flat_part(part: JsonObject) -> JsonObject:
    found: JsonObject = {}
    for key, value in part.items():
        if key in _FILTERS:
            name, rule = _FILTERS[key]
            found[f"{name}Mode"], found[f"{name}{rule}"] = _object(value).get("mode"), _object(value).get("rule")
        elif key.endswith("GuestsOrExternalUsers"):
            found.update(_flat_guests(key[:7].capitalize(), _object(value)))
        elif key == "includeAuthenticationContextClassReferences":
            found["AuthenticationContexts"] = value
        else:
            found[key[0].upper() + key[1:]] = value
    return found


def _flat_guests(way: str, guests: JsonObject) -> JsonObject:
    tenants = _object(guests.get("externalTenants"))
    types = guests.get("guestOrExternalUserTypes")
    return {
        f"{way}GuestOrExternalUserTypes": [*types.split(",")] if isinstance(types, str) else [],
        f"{way}ExternalTenantsMembershipKind": tenants.get("membershipKind") or "",
        f"{way}ExternalTenantsMembers": tenants.get("members") or [],
    }


def _flat_session(session: JsonObject) -> JsonObject:
    frequency, browser = _object(session.get("signInFrequency")), _object(session.get("persistentBrowser"))
    cloud = _object(session.get("cloudAppSecurity"))
    return {
        "ApplicationEnforcedRestrictionsIsEnabled": "applicationEnforcedRestrictions" in session,
        "SecureSignInSessionIsEnabled": "secureSignInSession" in session,
        "DisableResilienceDefaults": session.get("disableResilienceDefaults") or False,
        "CloudAppSecurityIsEnabled": bool(cloud),
        "CloudAppSecurityType": cloud.get("cloudAppSecurityType") or "",
        "PersistentBrowserIsEnabled": bool(browser),
        "PersistentBrowserMode": str(browser.get("mode") or "").capitalize(),
        "SignInFrequencyIsEnabled": bool(frequency),
        "SignInFrequencyInterval": frequency.get("frequencyInterval") or "",
        "SignInFrequencyType": str(frequency.get("type") or "").capitalize(),
        "SignInFrequencyAuthenticationType": frequency.get("authenticationType") or "",
        **({"SignInFrequencyValue": frequency["value"]} if frequency.get("value") is not None else {}),
    }


BY_ID: dict[str, Render] = {
    "single objects": single_objects,
    "arrays": arrays,
    "answers": answers,
    "IntuneManagement": intune_management,
    "EntraExporter": entra_exporter,
    "Graph SDK": graph_sdk,
    "unrolled": unrolled,
}
BY_NAME: dict[str, Render] = {
    "CIPP": cipp,
    "Microsoft365DSC JSON": dsc_json,
    "Microsoft365DSC configuration": dsc_configuration,
    "Tenant Configuration Management": tenant_configuration,
}
