"""The emergency access accounts: who they are, whether they are enabled, which groups they are in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.directory import Question, answered, list_where, questions_for
from passkeyctl.graph.directory_objects import USER_PROPERTIES
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.reply import Reply
from passkeyctl.graph.together import together
from passkeyctl.json_types import JsonObject
from passkeyctl.model.directory import Account, Directory, Emergency
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.wire import canonical as c


def requests_for(group_id: str | None, user_ids: Sequence[str]) -> list[BatchRequest]:
    """Members of the group, nested ones too; the named accounts, each with its groups."""
    members = (
        [BatchRequest(EndpointName.GROUP_USERS, {"id": group_id}, {"$select": USER_PROPERTIES, "$top": 999})]
        if group_id is not None
        else []
    )
    return [
        *members,
        *(BatchRequest(EndpointName.USER, {"id": id}, {"$select": USER_PROPERTIES}) for id in user_ids),
        *groups_requests(user_ids),
    ]


def groups_requests(user_ids: Sequence[str]) -> list[BatchRequest]:
    return [BatchRequest(EndpointName.USER_GROUPS, {"id": id}, {"$select": ["id"], "$top": 999}) for id in user_ids]


def emergency_of(group_id: str | None, user_ids: Sequence[str], replies: Sequence[Reply]) -> Emergency:
    """The answers to `requests_for`, in its order. A group that is gone has no members to count on."""
    rest = list(replies)
    members = c.objects(_body(rest.pop(0)).get("value")) if group_id is not None else ()
    accounts = {each.id: each for each in (_account(member, group_id) for member in members)}
    for id, user in zip(user_ids, rest[: len(user_ids)], strict=True):
        if user.is_success:
            accounts[id] = _account(_body(user), group_id if id in accounts else None)
    for id, groups in zip(user_ids, rest[len(user_ids) :], strict=True):
        if id in accounts:
            accounts[id] = with_groups(accounts[id], groups)
    return Emergency(group_id, tuple(sorted(accounts.values(), key=lambda each: each.name)))


def _body(reply: Reply) -> JsonObject:
    return reply.body if reply.is_success and isinstance(reply.body, dict) else {}


def _account(user: JsonObject, group_id: str | None) -> Account:
    return Account(
        id=c.identifier(c.required_text(user, "id", "a user")),
        name=c.text(user.get("userPrincipalName"))
        or c.text(user.get("displayName"))
        or c.required_text(user, "id", ""),
        is_enabled=enabled if isinstance(enabled := user.get("accountEnabled"), bool) else None,
        group_ids=frozenset({group_id}) if group_id is not None else frozenset(),
    )


def with_groups(account: Account, reply: Reply) -> Account:
    if not reply.is_success:
        return replace(account, group_ids=None)
    listed = c.objects(_body(reply).get("value"))
    found = frozenset(c.identifier(c.required_text(each, "id", "a group of an account")) for each in listed)
    return replace(account, group_ids=(account.group_ids or frozenset()) | found)


async def follow_up(
    client: GraphClient,
    group_id: str | None,
    user_ids: Sequence[str],
    ids: Iterable[tuple[RefKind, str]],
    standing: Iterable[tuple[RefKind, str]] = (),
) -> tuple[Emergency, Directory]:
    """The second round trip: who the emergency accounts are, and the names of ids that the plan shows.

    `standing` are ids in lists that the plan leaves alone: whether they are still there is welcome, not needed.
    """
    shown = [Reference(kind, id, id=id) for kind, id in sorted(ids)]
    beside = [Reference(kind, id, id=id) for kind, id in sorted(standing)]
    references = [*shown, *beside]
    questions = (*questions_for(shown), *(_welcome(each) for each in questions_for(beside)))
    people = requests_for(group_id, user_ids)
    kinds = {each.kind for each in shown}
    asked = [*people, *(each.request for each in questions)]
    replies, locations, contexts = await together(
        client.batch(asked) if asked else _no_replies(),
        list_where(client, EndpointName.LOCATIONS, RefKind.LOCATION in kinds),
        list_where(client, EndpointName.CONTEXTS, RefKind.CONTEXT in kinds),
    )
    answers = replies[len(people) :]
    directory = answered(references, questions, answers, locations, contexts)
    silent = {each.kind for each, reply in zip(questions, answers, strict=True) if not reply.is_success}
    looked_up = {each.kind for each in questions} - silent
    missing = {(each.kind, each.id) for each in references if each.id is not None and each.kind in looked_up}
    directory = replace(directory, gone=frozenset(missing - directory.names.keys()))
    return emergency_of(group_id, user_ids, replies[: len(people)]), directory


def _welcome(question: Question) -> Question:
    return replace(question, request=replace(question.request, may_be_refused=True))


async def _no_replies() -> tuple[Reply, ...]:
    return ()


async def read_groups(client: GraphClient, emergency: Emergency, known: Collection[str] = ()) -> Emergency:
    """All groups of every account but those that are `known` already: only needed where more than their being in the
    emergency group decides."""
    asked = [each.id for each in emergency.accounts if each.id not in known]
    replies = dict(zip(asked, await client.batch(groups_requests(asked)) if asked else (), strict=True))
    accounts = (with_groups(each, replies[each.id]) if each.id in replies else each for each in emergency.accounts)
    return replace(emergency, accounts=tuple(accounts))
