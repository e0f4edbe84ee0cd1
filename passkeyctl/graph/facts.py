"""Facts about a tenant that are no configuration of ours: each is asked about only where a rule of this plan needs it.

What Graph refuses to tell stays unknown, with the reason; any other failure ends the run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from passkeyctl.errors import GraphError
from passkeyctl.graph import fact_answers as answers
from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.builders import Query
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.errors import graph_error
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.reply import Reply
from passkeyctl.graph.reports.rows import rows_of
from passkeyctl.graph.together import together
from passkeyctl.json_types import JsonValue
from passkeyctl.model.facts import Fact, Operator, SignedIn, TenantFacts
from passkeyctl.model.people import KeyModel

_N = EndpointName
UNREADABLE = frozenset({400, 403, 404})
"""No permission, no such feature in this tenant or cloud, or not there. Anything else ends the run."""

REGISTRATION_APPLICATION = "6aa00308-ea33-4caa-90d6-ae905d8cb51b"
"""Microsoft Authenticator Credential Registration (docs/graph-facts.md, D-36)."""

HELD_BY_SNAPSHOTS = frozenset({Fact.METHODS, Fact.PASSKEY_OPT_OUT})
NOT_HELD = "the snapshot has none of it"
"""A snapshot has the directory only as far as settings name it: what is not there may well be in the tenant."""

Requests = Mapping[Fact, Sequence[BatchRequest]]
Replies = Mapping[Fact, Sequence[Reply]]

_PRINCIPAL: Query = {
    "$filter": f"appId eq '{REGISTRATION_APPLICATION}'",
    "$select": ["id", "appId"],
}
_OF_THE_TENANT: Requests = {
    Fact.LICENCES: (BatchRequest(_N.LICENCES),),
    Fact.SECURITY_DEFAULTS: (BatchRequest(_N.SECURITY_DEFAULTS),),
    Fact.METHODS: (BatchRequest(_N.METHODS_POLICY),),
    Fact.DEVICE_REGISTRATION: (BatchRequest(_N.DEVICE_REGISTRATION),),
    Fact.CROSS_TENANT: (BatchRequest(_N.CROSS_TENANT_DEFAULT), BatchRequest(_N.CROSS_TENANT_PARTNERS)),
    Fact.REGISTRATION_APPLICATION: (BatchRequest(_N.SERVICE_PRINCIPALS, query=_PRINCIPAL),),
}


@dataclass(frozen=True, slots=True)
class FactsAsked:
    """`domains` are those that are federated, None where the tenant's own entry could not be read."""

    wanted: frozenset[Fact]
    domains: frozenset[str] | None = frozenset()
    signed_in: SignedIn | None = None


async def read_facts(client: GraphClient, asked: FactsAsked) -> TenantFacts:
    """In one round trip, beside whatever else is read at the time."""
    missing = _missing(client, asked)
    wanted = asked.wanted - missing.keys()
    requests = dict(_requests(replace(asked, wanted=wanted)))
    replies, opted_out = await together(
        _replies(client, requests), _opt_out(client, is_asked=Fact.PASSKEY_OPT_OUT in wanted)
    )
    unread = {**missing, **_refusals(requests, replies)}
    if isinstance(opted_out, GraphError):
        unread[Fact.PASSKEY_OPT_OUT] = opted_out.summary
    bodies = {fact: [each.body for each in listed] for fact, listed in replies.items() if fact not in unread}
    found = _facts(bodies, sorted(asked.domains or ()))
    return replace(
        found,
        passkey_opt_out=opted_out if isinstance(opted_out, bool) else None,
        operator=_operator(asked.signed_in, replies.get(Fact.OPERATOR, ())) if Fact.OPERATOR in wanted else None,
        passkeys=_keys_of_operator(asked.signed_in, replies.get(Fact.OPERATOR, ())),
        unread=unread,
        wanted=asked.wanted,
        signed_in=asked.signed_in,
    )


def _missing(client: GraphClient, asked: FactsAsked) -> dict[Fact, str]:
    """What can't be asked about at all."""
    if client.endpoint.kind == "snapshot":
        return dict.fromkeys(asked.wanted - HELD_BY_SNAPSHOTS, NOT_HELD)
    found = {}
    if Fact.FEDERATION in asked.wanted and asked.domains is None:
        found[Fact.FEDERATION] = "the tenant's own entry, which lists its domains, may not be read"
    if Fact.OPERATOR in asked.wanted and asked.signed_in is None:
        found[Fact.OPERATOR] = "no access token says so"
    return found


def _requests(asked: FactsAsked) -> Iterator[tuple[Fact, Sequence[BatchRequest]]]:
    for fact, requests in _OF_THE_TENANT.items():
        if fact in asked.wanted:
            yield fact, requests
    if Fact.FEDERATION in asked.wanted:
        yield Fact.FEDERATION, [BatchRequest(_N.FEDERATION, {"id": each}) for each in sorted(asked.domains or ())]
    if Fact.OPERATOR in asked.wanted and asked.signed_in is not None and asked.signed_in.is_person:
        yield Fact.OPERATOR, _about_operator(asked.signed_in.id)


def _about_operator(id: str) -> Sequence[BatchRequest]:
    return (
        _keys(id),
        BatchRequest(_N.USER_GROUPS, {"id": id}, {"$select": ["id"], "$top": 999}),
        BatchRequest(_N.ROLE_ASSIGNMENTS, query={"$filter": f"principalId eq '{id}'"}),
    )


def _keys(id: str) -> BatchRequest:
    return BatchRequest(_N.USER_PASSKEYS, {"id": id})


async def _replies(client: GraphClient, requests: Requests) -> Replies:
    if client.endpoint.kind == "snapshot":
        return {fact: [await _held(client, each) for each in listed] for fact, listed in requests.items()}
    asked = [replace(each, may_be_refused=True, may_be_unknown=True) for listed in requests.values() for each in listed]
    replies = iter(await client.batch(asked) if asked else ())
    return {fact: [next(replies) for _ in listed] for fact, listed in requests.items()}


async def _held(client: GraphClient, request: BatchRequest) -> Reply:
    """What a snapshot holds it gives by its address, not within a batch."""
    try:
        return Reply(200, await client.read(request.endpoint))
    except GraphError as error:
        if error.status not in UNREADABLE:
            raise
        return Reply(404, {"error": {"code": error.graph_code, "message": NOT_HELD}})


async def _opt_out(client: GraphClient, *, is_asked: bool) -> bool | GraphError | None:
    """Beta alone has it, and a batch is of one version."""
    if not is_asked:
        return None
    try:
        return answers.opt_out_of(await client.read(_N.METHODS_POLICY_BETA))
    except GraphError as error:
        if error.status not in UNREADABLE:
            raise
        return error


def _refusals(requests: Requests, replies: Replies) -> dict[Fact, str]:
    """The first refusal of each fact, in words."""
    found: dict[Fact, str] = {}
    for fact, listed in requests.items():
        for request, reply in zip(listed, replies[fact], strict=True):
            if not reply.is_success:
                found.setdefault(fact, graph_error(reply, request.call, request.spec.reads).summary)
    return found


def _facts(bodies: Mapping[Fact, Sequence[JsonValue]], domains: Sequence[str]) -> TenantFacts:
    def first(fact: Fact) -> JsonValue:
        return bodies[fact][0]

    methods, trust = Fact.METHODS, Fact.CROSS_TENANT
    federated = dict(zip(domains, map(answers.federation_of, bodies.get(Fact.FEDERATION, ())), strict=False))
    return TenantFacts(
        licences=answers.licences_of(first(Fact.LICENCES)) if Fact.LICENCES in bodies else None,
        security_defaults=answers.switch_of(first(Fact.SECURITY_DEFAULTS))
        if Fact.SECURITY_DEFAULTS in bodies
        else None,
        methods=answers.methods_of(first(methods)) if methods in bodies else None,
        migration_state=answers.migration_state_of(first(methods)) if methods in bodies else None,
        requires_mfa_to_join=answers.device_setting_of(first(Fact.DEVICE_REGISTRATION))
        if Fact.DEVICE_REGISTRATION in bodies
        else None,
        cross_tenant=answers.cross_tenant_of(*bodies[trust]) if trust in bodies else None,
        federated_domains=federated if Fact.FEDERATION in bodies else None,
        has_registration_application=bool(rows_of(first(Fact.REGISTRATION_APPLICATION)))
        if Fact.REGISTRATION_APPLICATION in bodies
        else None,
    )


def _operator(who: SignedIn | None, replies: Sequence[Reply]) -> Operator | None:
    if who is None:
        return None
    if not replies:
        return Operator(who)
    _, groups, roles = replies
    return Operator(
        who,
        answers.groups_of(groups.body) if groups.is_success else None,
        answers.roles_of(roles.body) if roles.is_success else None,
    )


def _keys_of_operator(who: SignedIn | None, replies: Sequence[Reply]) -> dict[str, tuple[KeyModel, ...]]:
    if who is None or not replies or not replies[0].is_success:
        return {}
    return {who.id: answers.keys_of(replies[0].body)}


async def read_accounts(client: GraphClient, wanted: frozenset[Fact], ids: Sequence[str]) -> TenantFacts:
    """What is asked about each emergency account: its passkeys, and when it was last used."""
    asked = wanted & {Fact.KEYS, Fact.SIGN_INS}
    if client.endpoint.kind == "snapshot":
        return TenantFacts(unread=dict.fromkeys(asked, NOT_HELD))
    query: Query = {"$select": ["id", "signInActivity"]}
    all_requests: Requests = {
        Fact.KEYS: [_keys(each) for each in ids],
        Fact.SIGN_INS: [BatchRequest(_N.USER, {"id": each}, query) for each in ids],
    }
    requests = {fact: listed for fact, listed in all_requests.items() if fact in asked}
    replies = await _replies(client, requests)
    keys, sign_ins = (replies.get(each, ()) for each in (Fact.KEYS, Fact.SIGN_INS))
    return TenantFacts(
        passkeys={id: answers.keys_of(each.body) for id, each in zip(ids, keys, strict=False) if each.is_success},
        last_sign_ins={
            id: answers.last_sign_in_of(each.body) for id, each in zip(ids, sign_ins, strict=False) if each.is_success
        },
        unread=_refusals(requests, replies),
    )


async def count_members(client: GraphClient, ids: Sequence[str]) -> dict[str, int]:
    """How many people are in each group, nested ones included; a group that may not be counted is left out."""
    if not ids or client.endpoint.kind == "snapshot":
        return {}
    query: Query = {"$select": ["id"], "$top": 1}
    asked = [
        BatchRequest(_N.GROUP_USERS, {"id": each}, query, may_be_refused=True, may_be_unknown=True) for each in ids
    ]
    replies = await client.batch_of_first_pages(asked)
    counts = {id: answers.count_of(each.body) for id, each in zip(ids, replies, strict=True) if each.is_success}
    return {id: count for id, count in counts.items() if count is not None}
