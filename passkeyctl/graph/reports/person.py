"""Reading one person, live: everything that decides about them in one round trip, two if only their name is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from passkeyctl.errors import PasskeyctlError
from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.builders import Query
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.paths import EndpointName, quoted
from passkeyctl.graph.reply import Reply
from passkeyctl.graph.reports.one_person import Answers, known
from passkeyctl.graph.reports.rows import MEMBER_PROPERTIES, id_of, person_of
from passkeyctl.model.people import KnownPeople, PersonRecord

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_CANDIDATES = 20


async def read_person(client: GraphClient, user: str, groups: frozenset[str], now: datetime) -> KnownPeople:
    """A person by sign-in name, id or display name, as a crowd of one with the ordinal 0.

    `groups` are those that somebody asks about: of each it is known afterwards whether the person is in it.
    """
    key = user.strip()
    if not key:
        raise _nobody(user)
    if _ID.fullmatch(key) is None and "@" not in key:
        key = await _id_of(client, key)
    requests = _requests(key)
    replies = await client.batch(list(requests.values()))
    answers = Answers(dict(zip(requests, zip(requests.values(), replies, strict=True), strict=True)))
    found = _person(answers.reply(EndpointName.USER))
    if found is None:
        raise _nobody(user)
    return known(found, answers, groups, now)


def _requests(key: str) -> dict[EndpointName, BatchRequest]:
    """Roles are read whole: which of them a person's groups hold is known only when the groups are."""
    of_user, selected = {"id": key}, _select(MEMBER_PROPERTIES)
    ids: Query = {"$select": ["id"], "$top": 999}
    report = (
        _welcome(EndpointName.REGISTRATION_DETAIL, of_user)
        if _ID.fullmatch(key)
        else _welcome(EndpointName.REGISTRATION_DETAILS, {}, {"$filter": f"userPrincipalName eq {quoted(key)}"})
    )
    found = (
        BatchRequest(EndpointName.USER, of_user, selected),
        _welcome(EndpointName.USER_GROUPS, of_user, ids),
        _welcome(EndpointName.USER_DIRECT_GROUPS, of_user, ids),
        _welcome(EndpointName.USER_PASSKEYS, of_user),
        _welcome(EndpointName.USER_PASSES, of_user),
        _welcome(EndpointName.ROLE_ASSIGNMENTS),
        _welcome(EndpointName.ROLE_ELIGIBILITIES),
        report,
    )
    return {each.endpoint: each for each in found}


def _welcome(endpoint: EndpointName, params: dict[str, str] | None = None, query: Query | None = None) -> BatchRequest:
    return BatchRequest(endpoint, params or {}, query or {}, may_be_refused=True, may_be_unknown=True)


def _select(properties: Sequence[str]) -> Query:
    return {"$select": list(properties)}


async def _id_of(client: GraphClient, name: str) -> str:
    """Whose display name it is; two people of one name are told apart by nobody but the reader."""
    query: Query = {
        **_select(["id", "displayName", "userPrincipalName"]),
        "$filter": f"displayName eq {quoted(name)}",
        "$top": _CANDIDATES,
    }
    found = await client.read_all(EndpointName.USERS, query=query)
    if len(found) > 1:
        names = sorted(str(each.get("userPrincipalName") or id_of(each)) for each in found)
        raise PasskeyctlError(
            f"{len(found)} people are called `{name}`",
            hint="name one of them by the sign-in name",
            detail=(f"`{each}`" for each in names),
        )
    if not found or not id_of(found[0]):
        raise _nobody(name)
    return id_of(found[0])


def _person(reply: Reply) -> PersonRecord | None:
    return person_of(reply.body) if reply.is_success and isinstance(reply.body, dict) else None


def _nobody(user: str) -> PasskeyctlError:
    return PasskeyctlError(
        f"there is nobody called `{user}` in this tenant",
        hint="write the whole sign-in name, such as `ada@contoso.com`, or the id; a guest's has `#EXT#` in it",
    )
