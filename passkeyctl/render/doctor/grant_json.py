"""What to grant as JSON, in the shape of an application manifest with names in place of ids."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl import __version__
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.render.doctor.grant_view import GRAPH_APP, Grant, Identity

FORMAT = "1.0"
NOTE = (
    "a manifest takes `id` where `value` stands here; ids differ between clouds: "
    "look them up by value among the appRoles of Microsoft Graph's service principal, as the other forms do"
)


def grants_json(identities: Iterable[Identity], *, cloud: str) -> JsonObject:
    return {
        "kind": "permissions",
        "format_version": FORMAT,
        "tool_version": __version__,
        "cloud": cloud,
        "note": NOTE,
        "applications": [_application(each) for each in identities],
    }


def _application(identity: Identity) -> JsonObject:
    return {
        "name": identity.name,
        "for": list(identity.uses),
        "requiredResourceAccess": [
            {"resourceAppId": GRAPH_APP, "resourceAccess": [_access(each) for each in identity.granted]}
        ],
        "permissions": [_grant(each) for each in identity.granted],
        "optional": [_grant(each) for each in identity.optional],
    }


def _access(grant: Grant) -> JsonValue:
    return {"value": grant.permission, "type": "Role"}


def _grant(grant: Grant) -> JsonValue:
    return {
        "value": grant.permission,
        "type": "Role",
        "weight": grant.weight.value,
        "for": list(grant.uses),
        "purposes": list(grant.purposes),
    }
