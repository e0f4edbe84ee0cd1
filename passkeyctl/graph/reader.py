"""The tenant's configuration, read whole: what is not read completely is an error, never an empty list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from passkeyctl.errors import GraphError
from passkeyctl.graph.builders import Query
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.together import together
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan.operation import Family
from passkeyctl.wire import passkeys, policies, strengths
from passkeyctl.wire.canonical import identifier, required_text, text

LARGEST_PAGE: Query = {"$top": 999}
ALL_FAMILIES = frozenset({Family.FIDO2, Family.STRENGTHS, Family.POLICIES})

KINDS = {
    Family.FIDO2: (Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE),
    Family.STRENGTHS: (Kind.STRENGTH,),
    Family.POLICIES: (Kind.POLICY,),
    Family.METHODS: (Kind.TEMPORARY_ACCESS_PASS, Kind.CAMPAIGN),
    Family.LOCATIONS: (Kind.LOCATION,),
    Family.CONTEXTS: (Kind.CONTEXT,),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One moment of the tenant; `saw_beta` is False where the list of all policies could not be compared."""

    state: PriorState
    saw_beta: bool


async def read_tenant(client: GraphClient, *, compare_beta: bool) -> Reading:
    """Everything, in one round trip: the lists go out together."""
    beta = _beta_policies(client) if compare_beta else _nothing()
    fido2, listed_strengths, listed_policies, all_policies = await together(
        client.read(EndpointName.FIDO2),
        client.read_all(EndpointName.STRENGTHS),
        client.read_all(EndpointName.POLICIES, query=LARGEST_PAGE),
        beta,
    )
    objects = (
        *passkeys.read(fido2),
        *(strengths.read(each) for each in listed_strengths),
        *(policies.read(each) for each in listed_policies),
    )
    unread = _unread(objects, all_policies or [])
    return Reading(PriorState(objects, passkeys.has_profiles(fido2), fido2, unread), all_policies is not None)


async def _nothing() -> None:
    return None


async def _beta_policies(client: GraphClient) -> list[JsonObject] | None:
    """All policies there are: v1.0 has left out some that use preview features (docs/graph-facts.md).

    An endpoint without beta answers 404.
    """
    try:
        return await client.read_all(
            EndpointName.POLICY_IDS_BETA, query={**LARGEST_PAGE, "$select": ["id", "displayName"]}
        )
    except GraphError as error:
        if error.status == 404:
            return None
        raise


def _unread(objects: Sequence[LiveObject], all_policies: Sequence[JsonObject]) -> tuple[tuple[str, str], ...]:
    read = {each.id for each in objects if each.kind is Kind.POLICY}
    found = {identifier(required_text(each, "id", "a policy")): text(each.get("displayName")) for each in all_policies}
    return tuple(sorted((id, name or id) for id, name in found.items() if id not in read))


async def read_again(client: GraphClient, families: frozenset[Family], base: PriorState) -> PriorState:
    """Some families afresh, the others as `base` has them: one list call each."""
    parts = await together(*(_family(client, each) for each in sorted(families)))
    fresh = {kind for family in families for kind in KINDS[family]}
    objects = tuple(each for each in base.objects if each.kind not in fresh)
    state = replace(base, objects=objects + tuple(each for part, _ in parts for each in part))
    fido2 = next((document for _, document in parts if document is not None), None)
    return state if fido2 is None else replace(state, fido2=fido2, has_profiles=passkeys.has_profiles(fido2))


async def _family(client: GraphClient, family: Family) -> tuple[tuple[LiveObject, ...], JsonObject | None]:
    match family:
        case Family.FIDO2:
            document = await client.read(EndpointName.FIDO2)
            return passkeys.read(document), document
        case Family.STRENGTHS:
            return tuple(strengths.read(each) for each in await client.read_all(EndpointName.STRENGTHS)), None
        case Family.POLICIES:
            listed = await client.read_all(EndpointName.POLICIES, query=LARGEST_PAGE)
            return tuple(policies.read(each) for each in listed), None
        case Family.METHODS | Family.LOCATIONS | Family.CONTEXTS:
            raise NotImplementedError
