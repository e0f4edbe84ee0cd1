"""Graph's own What If, of the policies that are stored: it reads, although it is a POST."""

from __future__ import annotations

from passkeyctl.errors import GraphError
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.paths import EndpointName
from passkeyctl.wire.what_if import Answer, Question, answers, question_json


async def evaluate(client: GraphClient, question: Question) -> tuple[Answer, ...]:
    """What Graph says of each policy that v1.0 shows."""
    try:
        return answers(await client.read_all(EndpointName.WHAT_IF, body=question_json(question)))
    except GraphError as refused:
        if refused.status != 404:
            raise
        raise GraphError(
            "Graph's What If is not there, or does not know the person",
            status=refused.status,
            graph_code=refused.graph_code,
            request_id=refused.request_id,
            hint="leave --compare-graph out: not every cloud has it, and a new account is known to it only later",
            detail=refused.detail,
        ) from refused
