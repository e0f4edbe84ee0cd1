"""What Graph refuses to tell about people: a gap that says why, and what to do. Nobody is counted as zero for it."""

from __future__ import annotations

from passkeyctl.errors import GraphError
from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.errors import graph_error
from passkeyctl.graph.reply import Reply
from passkeyctl.model.people import ONLY_WITH_A_LICENCE, Gap, Knowledge

UNREADABLE = frozenset({400, 403, 404})
"""No permission, no licence, or no such feature in this cloud. Anything else is a failure that may pass."""

_WHAT = {
    Knowledge.REGISTRATIONS: "the report of registered methods",
    Knowledge.MEMBERS: "the members of a group",
    Knowledge.ROLES: "who holds which role",
    Knowledge.ELIGIBILITIES: "who may activate which role",
    Knowledge.PASSKEYS: "registered passkeys",
}
_LICENCES = {
    Knowledge.REGISTRATIONS: "Entra ID P1",
    Knowledge.ELIGIBILITIES: "Entra ID P2",
}


def gap_of(part: Knowledge, error: GraphError, subject: str = "") -> Gap:
    if part in _LICENCES and _is_about_licence(error):
        return Gap(
            part,
            f"Graph gives {_WHAT[part]} {ONLY_WITH_A_LICENCE} {_LICENCES[part]}",
            f"without the licence it stays unknown: assign {_LICENCES[part]}, or judge by what is known",
            subject,
        )
    return Gap(part, f"{_WHAT[part]} could not be read: {error.summary}", error.hint, subject)


def gap_of_reply(part: Knowledge, request: BatchRequest, reply: Reply, subject: str = "") -> Gap:
    return gap_of(part, _error(request, reply), subject)


def why_refused(request: BatchRequest, reply: Reply) -> tuple[str, str]:
    """What Graph said, and what to do."""
    error = _error(request, reply)
    return error.summary, error.hint


def _error(request: BatchRequest, reply: Reply) -> GraphError:
    return graph_error(reply, request.call, request.spec.reads)


def vanished(group_id: str) -> Gap:
    return Gap(
        Knowledge.MEMBERS,
        f"group `{group_id}` is not there any more, so who was in it is unknown",
        "take it out of where it is named, or put another group in its place",
        group_id,
    )


def _is_about_licence(error: GraphError) -> bool:
    said = " ".join((error.graph_code, error.summary, *error.detail)).lower()
    return "premium" in said or "licen" in said
