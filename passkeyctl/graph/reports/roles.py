"""Reading who holds directory roles for the whole tenant, now or once they activate them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from passkeyctl.census import Census
from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.reports.refusals import gap_of_reply
from passkeyctl.graph.reports.rows import person_of, rows_of
from passkeyctl.json_types import JsonObject
from passkeyctl.model.people import Gap, Knowledge, PersonRecord, RoleAssignment

TENANT_WIDE = "/"
"""Conditional Access does not look at roles over an administrative unit or one application."""
REQUESTS = {
    part: BatchRequest(endpoint, query={"$expand": "principal"}, may_be_refused=True, may_be_unknown=True)
    for part, endpoint in (
        (Knowledge.ROLES, EndpointName.ROLE_ASSIGNMENTS),
        (Knowledge.ELIGIBILITIES, EndpointName.ROLE_ELIGIBILITIES),
    )
}


@dataclass(frozen=True, slots=True)
class RolesRead:
    """One part as it was read. `groups` hold roles; `unclear` are ids of which Graph does not say what they are."""

    part: Knowledge
    assignments: tuple[RoleAssignment, ...]
    people: tuple[PersonRecord, ...]
    groups: frozenset[str]
    unclear: frozenset[str]
    odd: int = 0

    def keep(self, census: Census, read_at: datetime) -> None:
        """After the members of `groups`: whoever finds roles kept finds them as well."""
        census.set_roles(self.assignments, self.part, read_at, self.people)
        if gap := self.gap("run it again with `--refresh`"):
            census.set_gap(gap)

    def gap(self, hint: str, subject: str = "") -> Gap | None:
        """What is odd may be anybody's role."""
        if not self.odd:
            return None
        rows = "1 role assignment" if self.odd == 1 else f"{self.odd:,} role assignments"
        return Gap(self.part, f"{rows} can't be understood: whom they are given to is unknown", hint, subject)


async def read_roles(client: GraphClient, census: Census, parts: Sequence[Knowledge]) -> list[RolesRead]:
    """What is refused is a gap."""
    found = []
    requests = [REQUESTS[part] for part in parts]
    replies = await client.batch(requests)
    for part, request, reply in zip(parts, requests, replies, strict=True):
        if reply.is_success:
            found.append(roles_of(part, rows_of(reply.body)))
        else:
            census.set_gap(gap_of_reply(part, request, reply))
    return found


def roles_of(part: Knowledge, rows: Sequence[JsonObject]) -> RolesRead:
    assignments, people = [], []
    groups, unclear, odd = set[str](), set[str](), 0
    for row in rows:
        if row.get("directoryScopeId", TENANT_WIDE) != TENANT_WIDE:
            continue
        principal, role = row.get("principalId"), row.get("roleDefinitionId")
        if not isinstance(principal, str) or not isinstance(role, str):
            odd += 1
            continue
        match _kind(row):
            case "user":
                people.append(_person(row, principal.lower()))
            case "group":
                groups.add(principal.lower())
            case "":
                unclear.add(principal.lower())
            case _:  # applications sign in without any of this
                continue
        assignments.append(RoleAssignment(principal.lower(), role.lower(), part is Knowledge.ELIGIBILITIES))
    return RolesRead(part, tuple(assignments), tuple(people), frozenset(groups), frozenset(unclear), odd)


def _kind(row: JsonObject) -> str:
    kind = _principal(row).get("@odata.type")
    return kind.rpartition(".")[2] if isinstance(kind, str) else ""


def _person(row: JsonObject, id: str) -> PersonRecord:
    return person_of({**_principal(row), "id": id}) or PersonRecord(id)


def _principal(row: JsonObject) -> JsonObject:
    principal = row.get("principal")
    return principal if isinstance(principal, dict) else {}
