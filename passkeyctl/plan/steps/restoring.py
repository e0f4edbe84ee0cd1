"""What comes back from the recycle bin: in the state in which it was deleted, and then as it is wanted.

Source: https://learn.microsoft.com/entra/architecture/recover-from-deletions
"""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import FIELDS


def at_rest(kind: Kind, fields: Fields) -> Fields:
    """What an apply makes of an object before it deletes it: out of force, without trust, unpublished.

    A policy on user actions can't be report-only: it is disabled.
    """
    match kind:
        case Kind.POLICY if fields["state"] == "enabled":
            return {**fields, "state": "disabled" if fields["target.userActions"] else "reportOnly"}
        case Kind.LOCATION if fields["trusted"] is True:
            return {**fields, "trusted": False}
        case Kind.CONTEXT if fields["published"] is True:
            return {**fields, "published": False}
        case _:
            return fields


def once_restored(change: ResourceChange) -> ResourceChange | None:
    """What is left to change in an object that is back; None where it is back as it is wanted."""
    restored, planned = change.restores, change.planned
    if restored is None or planned is None:
        return None
    changes = tuple(
        FieldChange(each.path, restored.fields[each.path], planned[each.path])
        for each in FIELDS[restored.kind]
        if restored.fields[each.path] != planned[each.path]
    )
    if not changes:
        return None
    return replace(change, action=Action.UPDATE, live=restored, changes=changes, restores=None)
