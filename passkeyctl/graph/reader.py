"""The tenant's configuration, read whole: what is not read completely is an error, never an empty list."""

from __future__ import annotations

from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from passkeyctl.errors import GraphError
from passkeyctl.graph.builders import Query
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.together import together
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan.operation import Family
from passkeyctl.wire import contexts, locations, methods, passkeys, policies, strengths
from passkeyctl.wire.canonical import identifier, in_one_order, required_text, text

LARGEST_PAGE: Query = {"$top": 999}
ALL_FAMILIES = frozenset({Family.FIDO2, Family.STRENGTHS, Family.POLICIES})
"""What every run reads."""
EVERY_FAMILY = frozenset(Family)
T = TypeVar("T")

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
    """One moment of the tenant; `saw_beta` is False where the list of all policies could not be compared.

    `beta_policies` are policies by id with what v1.0 keeps to itself, where they were asked for.
    """

    state: PriorState
    saw_beta: bool
    beta_policies: Mapping[str, JsonObject] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Part:
    """One family as read; `fido2` is the whole configuration, where it is that family."""

    objects: tuple[LiveObject, ...]
    fido2: JsonObject | None = None


async def read_tenant(
    client: GraphClient,
    *,
    compare_beta: bool,
    families: frozenset[Family] = ALL_FAMILIES,
    campaign_beta: bool = False,
    policies_beta: bool = False,
) -> Reading:
    """Everything that is asked for, in one round trip: the lists go out together.

    Passkeys, strengths and policies are always read; kinds of other families stand in `unread_kinds` unless asked for.
    `campaign_beta` reads the registration campaign as beta shows it, with the member that only beta has.
    `policies_beta` reads all policies as beta shows them, else only their names: a second request would take another
    second (docs/graph-facts.md, T-02).
    """
    wanted = families | ALL_FAMILIES
    beta = _beta_policies(client, whole=policies_beta) if compare_beta else _nothing()
    all_policies, parts = await together(beta, _parts(client, wanted, campaign_beta=campaign_beta))
    objects = tuple(each for family in Family if family in parts for each in parts[family].objects)
    fido2 = parts[Family.FIDO2].fido2 or {}
    state = PriorState(
        objects,
        passkeys.has_profiles(fido2),
        fido2,
        _unread(objects, all_policies or []),
        frozenset(Kind) - _kinds_read(parts),
    )
    return Reading(state, all_policies is not None, _by_id(all_policies or ()) if policies_beta else {})


async def read_what_answers(client: GraphClient) -> tuple[Reading, dict[Family, GraphError]]:
    """Every family, also as beta shows it; one that is refused, or not there, is left out with Graph's reason."""
    asked = [(family, _or_refused(_family(client, family, campaign_beta=True))) for family in Family]
    all_policies, *answers = await together(_or_refused(_beta_policies(client)), *(answer for _, answer in asked))
    parts = {family: each for (family, _), each in zip(asked, answers, strict=True) if isinstance(each, _Part)}
    refused = {family: each for (family, _), each in zip(asked, answers, strict=True) if isinstance(each, GraphError)}
    objects = tuple(each for family in parts for each in parts[family].objects)
    fido2 = next((each.fido2 for each in parts.values() if each.fido2 is not None), {})
    listed = all_policies if isinstance(all_policies, list) and Family.POLICIES in parts else None
    unread = frozenset(Kind) - _kinds_read(parts)
    state = PriorState(objects, passkeys.has_profiles(fido2), fido2, _unread(objects, listed or []), unread)
    return Reading(state, listed is not None), refused


async def _or_refused(answer: Coroutine[Any, Any, T]) -> T | GraphError:
    try:
        return await answer
    except GraphError as error:
        if error.status in (400, 403, 404):  # 400: v1.0 refuses the whole list for one policy with preview features
            return error
        raise


async def _parts(client: GraphClient, families: frozenset[Family], *, campaign_beta: bool) -> dict[Family, _Part]:
    asked = [family for family in Family if family in families]
    parts = await together(*(_family(client, each, campaign_beta=campaign_beta) for each in asked))
    return dict(zip(asked, parts, strict=True))


def _kinds_read(parts: Mapping[Family, _Part]) -> frozenset[Kind]:
    """An empty list was read; a configuration that the tenant does not show was not."""
    whole = {kind for family in parts if family is not Family.METHODS for kind in KINDS[family]}
    shown = {each.kind for each in parts[Family.METHODS].objects} if Family.METHODS in parts else set()
    return frozenset(whole | shown)


async def _nothing() -> None:
    return None


async def _or_missing(answer: Coroutine[Any, Any, T]) -> T | None:
    """None where the endpoint has no such address; any other refusal is an error."""
    try:
        return await answer
    except GraphError as error:
        if error.status == 404:
            return None
        raise


async def _beta_policies(client: GraphClient, *, whole: bool = False) -> list[JsonObject] | None:
    """All policies there are: v1.0 has left out some that use preview features (docs/graph-facts.md).

    An endpoint without beta answers 404.
    """
    query = LARGEST_PAGE if whole else {**LARGEST_PAGE, "$select": ["id", "displayName"]}
    return await _or_missing(client.read_all(EndpointName.POLICY_IDS_BETA, query=query))


def _by_id(listed: Iterable[JsonObject]) -> dict[str, JsonObject]:
    return {identifier(required_text(each, "id", "a policy")): each for each in listed}


def _unread(objects: Sequence[LiveObject], all_policies: Sequence[JsonObject]) -> tuple[tuple[str, str], ...]:
    read = {each.id for each in objects if each.kind is Kind.POLICY}
    found = {identifier(required_text(each, "id", "a policy")): text(each.get("displayName")) for each in all_policies}
    return tuple(sorted((id, name or id) for id, name in found.items() if id not in read))


async def read_again(client: GraphClient, families: frozenset[Family], base: PriorState) -> PriorState:
    """Some families afresh, the others as `base` has them: one list call each."""
    parts = await _parts(client, families, campaign_beta=_saw_beta_campaign(base))
    asked = {kind for family in families for kind in KINDS[family]}
    kept = tuple(each for each in base.objects if each.kind not in asked)
    fresh = tuple(each for part in parts.values() for each in part.objects)
    unread = (base.unread_kinds - asked) | (asked - _kinds_read(parts))
    state = replace(base, objects=kept + fresh, unread_kinds=unread)
    fido2 = next((part.fido2 for part in parts.values() if part.fido2 is not None), None)
    return state if fido2 is None else replace(state, fido2=fido2, has_profiles=passkeys.has_profiles(fido2))


def _saw_beta_campaign(base: PriorState) -> bool:
    return any(methods.campaign_is_beta(each.fields, each.original) for each in base.of(Kind.CAMPAIGN))


async def _family(client: GraphClient, family: Family, *, campaign_beta: bool) -> _Part:
    match family:
        case Family.FIDO2:
            document = _in_order(await client.read(EndpointName.FIDO2))
            return _Part(passkeys.read(document), document)
        case Family.STRENGTHS:
            listed = await client.read_all(EndpointName.STRENGTHS)
            return _Part(tuple(strengths.read(each) for each in _by_place(listed)))
        case Family.POLICIES:
            listed = await client.read_all(EndpointName.POLICIES, query=LARGEST_PAGE)
            return _Part(tuple(policies.read(each) for each in _by_place(listed)))
        case Family.METHODS:
            return _Part(await _methods(client, with_beta=campaign_beta))
        case Family.LOCATIONS:
            listed = await client.read_all(EndpointName.LOCATIONS, query=LARGEST_PAGE, parse=locations.parse)
            return _Part(tuple(locations.read(each) for each in _by_place(listed)))
        case Family.CONTEXTS:
            listed = await client.read_all(EndpointName.CONTEXTS)
            return _Part(tuple(contexts.read(each) for each in _by_place(listed)))


def _in_order(document: JsonObject) -> JsonObject:
    return {key: in_one_order(value) for key, value in document.items()}


def _by_place(listed: Iterable[JsonObject]) -> list[JsonObject]:
    """The same plan comes of the same tenant, in whatever order Graph lists it."""
    return sorted(map(_in_order, listed), key=lambda each: str(each.get("id")))


async def _methods(client: GraphClient, *, with_beta: bool) -> tuple[LiveObject, ...]:
    """The root policy has every method's configuration inline; a tenant need not show each of them there."""
    policy, beta = await together(
        client.read(EndpointName.METHODS_POLICY),
        _or_missing(client.read(EndpointName.METHODS_POLICY_BETA)) if with_beta else _nothing(),
    )
    found = methods.temporary_access_pass_in(policy)
    configuration = found or await _or_missing(client.read(EndpointName.TEMPORARY_ACCESS_PASS))
    one, other = _in_order(policy), _in_order(beta) if beta is not None else None
    return (
        *((methods.read_temporary_access_pass(_in_order(configuration)),) if configuration is not None else ()),
        *((methods.read_campaign(one, other),) if methods.has_campaign(other or one) else ()),
    )
