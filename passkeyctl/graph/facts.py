"""Licences and security defaults: read only where files require something of them."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.errors import GraphError
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.together import together
from passkeyctl.json_types import JsonObject
from passkeyctl.model.desired import Requires
from passkeyctl.model.facts import TenantFacts

_IN_FORCE = ("Enabled", "Warning")
"""`Warning` is the time of grace after a subscription ran out
(https://learn.microsoft.com/graph/api/resources/subscribedsku)."""

UNKNOWN = (403, 404)
"""Refused, or not there: the check says that it isn't known. Anything else ends the run."""


async def read_facts(client: GraphClient, requires: Requires | None) -> TenantFacts:
    """What the files require to know, in one round trip; nothing is asked where they require nothing."""
    if requires is None:
        return TenantFacts()
    return TenantFacts(
        *await together(
            _licences(client, is_asked=bool(requires.licences)),
            _security_defaults(client, is_asked=requires.security_defaults is not None),
        )
    )


async def _licences(client: GraphClient, *, is_asked: bool) -> frozenset[str] | None:
    if not is_asked:
        return None
    try:
        listed = await client.read_all(EndpointName.LICENCES)
    except GraphError as error:
        if error.status not in UNKNOWN:
            raise
        return None
    return frozenset(name for each in listed for name in _names(each))


def _names(sku: JsonObject) -> Iterator[str]:
    """A product that is in force, and each of its service plans that is switched on."""
    if sku.get("capabilityStatus") not in _IN_FORCE:
        return
    yield str(sku.get("skuPartNumber"))
    plans = sku.get("servicePlans")
    for plan in plans if isinstance(plans, list) else []:
        if isinstance(plan, dict) and plan.get("provisioningStatus") != "Disabled":
            yield str(plan.get("servicePlanName"))


async def _security_defaults(client: GraphClient, *, is_asked: bool) -> bool | None:
    if not is_asked:
        return None
    try:
        found = (await client.read(EndpointName.SECURITY_DEFAULTS)).get("isEnabled")
    except GraphError as error:
        if error.status not in UNKNOWN:
            raise
        return None
    return found if isinstance(found, bool) else None
