"""A verified list of models as text: what stays of it on this machine."""

from __future__ import annotations

import json
from datetime import date

from passkeyctl.authenticators.entries import MdsStatus
from passkeyctl.authenticators.status import MdsModel, MdsUpdate
from passkeyctl.json_types import JsonObject

KIND, FORMAT = "passkeyctl model list", "1.0"


def update_text(update: MdsUpdate) -> str:
    """The same list gives the same text."""
    models = [update.models[aaguid] for aaguid in sorted(update.models)]
    document: JsonObject = {
        "kind": KIND,
        "format_version": FORMAT,
        "number": update.number,
        "next_update": update.next_update.isoformat(),
        "models": [[each.aaguid, each.description, each.status.value, each.since, [*each.troubles]] for each in models],
        "unreadable": [*sorted(update.unreadable)],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def read_update(text: str) -> MdsUpdate:
    """Raises ValueError for what `update_text` did not write."""
    document = json.loads(text)
    if not isinstance(document, dict) or (document.get("kind"), document.get("format_version")) != (KIND, FORMAT):
        raise ValueError(KIND)
    try:
        models = [
            MdsModel(
                str(aaguid), str(description), MdsStatus(status), str(since), tuple(str(each) for each in troubles)
            )
            for aaguid, description, status, since, troubles in document["models"]
        ]
        unreadable = frozenset(str(each) for each in document["unreadable"])
        day = date.fromisoformat(document["next_update"])
        return MdsUpdate(int(document["number"]), day, {each.aaguid: each for each in models}, unreadable)
    except (KeyError, TypeError, OverflowError) as error:
        raise ValueError(KIND) from error
