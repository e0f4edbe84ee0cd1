"""When accounts signed in last, of those that are few and named: the emergency accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.facts import read_accounts
from passkeyctl.model.facts import Fact


async def read_last_sign_ins(client: GraphClient, ids: Sequence[str]) -> Mapping[str, datetime | None] | str:
    """By id: None for an account that never signed in, as far as Graph keeps it. A text says why Graph doesn't tell."""
    if not ids:
        return {}
    facts = await read_accounts(client, frozenset({Fact.SIGN_INS}), ids)
    return facts.unread.get(Fact.SIGN_INS) or facts.last_sign_ins
