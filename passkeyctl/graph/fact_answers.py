"""From Graph's answers to facts about a tenant; what Graph leaves out stays unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from passkeyctl.graph.reports.rows import key_of, rows_of
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.facts import CrossTenantTrust, MethodState
from passkeyctl.model.people import KeyModel
from passkeyctl.wire import canonical as c

_IN_FORCE = ("Enabled", "Warning")
"""`Warning` is the time of grace after a subscription ran out
(https://learn.microsoft.com/graph/api/resources/subscribedsku)."""

MIGRATED = "migrationComplete"
_JOINING = {"required": True, "notRequired": False}


def licences_of(body: JsonValue) -> frozenset[str]:
    return frozenset(name for each in rows_of(body) for name in _names(each))


def _names(sku: JsonObject) -> Iterator[str]:
    """A product that is in force, and each of its service plans that is switched on."""
    if sku.get("capabilityStatus") not in _IN_FORCE:
        return
    yield str(sku.get("skuPartNumber"))
    for plan in c.objects(sku.get("servicePlans")):
        if plan.get("provisioningStatus") != "Disabled":
            yield str(plan.get("servicePlanName"))


def switch_of(body: JsonValue) -> bool | None:
    """Whether security defaults are on."""
    return _flag(body, "isEnabled")


def methods_of(body: JsonValue) -> dict[str, MethodState]:
    """Every method of the policy by its id in lower case."""
    listed = c.objects(_object(body).get("authenticationMethodConfigurations"))
    return {str(each.get("id")).lower(): _method(each) for each in listed}


def _method(row: JsonObject) -> MethodState:
    include, exclude = (_ids(row.get(name)) for name in ("includeTargets", "excludeTargets"))
    return MethodState(str(row.get("state")), include, exclude)


def _ids(rows: JsonValue) -> frozenset[str]:
    return frozenset(c.identifier(str(each.get("id"))) for each in c.objects(rows))


def migration_state_of(body: JsonValue) -> str | None:
    """Tenants that were moved long ago show null (docs/graph-facts.md, D-31)."""
    document = _object(body)
    found = document.get("policyMigrationState", "")
    return MIGRATED if found is None else c.text(found) or None


def opt_out_of(body: JsonValue) -> bool | None:
    """Null is a tenant that never decided: it takes part."""
    settings = _object(body).get("optOutSettings")
    if not isinstance(settings, dict) or "passkeyDynamicMigration" not in settings:
        return None
    return settings["passkeyDynamicMigration"] is True


def device_setting_of(body: JsonValue) -> bool | None:
    return _JOINING.get(str(_object(body).get("multiFactorAuthConfiguration")))


def cross_tenant_of(default: JsonValue, partners: JsonValue) -> CrossTenantTrust:
    rows = rows_of(partners)
    return CrossTenantTrust(_trust(default), {str(each.get("tenantId")).lower(): _trust(each) for each in rows})


def _trust(body: JsonValue) -> bool | None:
    """A partner without inbound trust of its own has what holds for all."""
    return _flag(_object(body).get("inboundTrust"), "isMfaAccepted")


def federation_of(body: JsonValue) -> str:
    """Who does the second factor of a federated domain, in Graph's word; empty where nobody said."""
    found = next(iter(rows_of(body)), {})
    return c.text(found.get("federatedIdpMfaBehavior")) or ""


def keys_of(body: JsonValue) -> tuple[KeyModel, ...]:
    return tuple(key_of(each) for each in rows_of(body))


def last_sign_in_of(body: JsonValue) -> datetime | None:
    """The last one that succeeded; where Graph does not keep that apart, the last one (docs/graph-facts.md, D-35)."""
    activity = _object(_object(body).get("signInActivity"))
    written = activity.get("lastSuccessfulSignInDateTime", activity.get("lastSignInDateTime"))
    return datetime.fromisoformat(written) if isinstance(written, str) and written else None


def roles_of(body: JsonValue) -> frozenset[str]:
    """Roles for the whole tenant; a built-in one has its template's id."""
    rows: Sequence[JsonObject] = [each for each in rows_of(body) if each.get("directoryScopeId", "/") == "/"]
    return frozenset(c.identifier(str(each.get("roleDefinitionId"))) for each in rows)


def groups_of(body: JsonValue) -> frozenset[str]:
    return frozenset(c.identifier(str(each.get("id"))) for each in rows_of(body))


def count_of(body: JsonValue) -> int | None:
    found = _object(body).get("@odata.count")
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _flag(body: JsonValue, name: str) -> bool | None:
    found = _object(body).get(name)
    return found if isinstance(found, bool) else None


def _object(body: JsonValue) -> JsonObject:
    return body if isinstance(body, dict) else {}
