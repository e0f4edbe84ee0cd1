"""`passkeys.assert` and `assert.effective` -> assertions with references to the people they are for."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.config.context import Context
from passkeyctl.config.faults import fault
from passkeyctl.config.references import reference
from passkeyctl.config.role_sets import roles_of
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.model.desired import Assertion
from passkeyctl.model.reference import Reference, RefKind

PASSKEYS, ANYWHERE = "passkeys.assert", "assert.effective"


def assertions(spots: Iterable[Spot], address: str, context: Context) -> tuple[Assertion, ...]:
    """In reading order."""
    return tuple(_assertion(each, address, context) for each in spots if _is_whole(each.keys))


def _is_whole(keys: Keys) -> bool:
    """What is not has been told."""
    return keys.get("for") is not None and keys.get("effective") is not None


def _assertion(spot: Spot, address: str, context: Context) -> Assertion:
    whom, effective = spot.keys.spots["for"].keys, spot.keys.spots["effective"].keys
    models = effective.get("authenticators")
    if models is not None and not models.members:
        context.found.append(
            fault("`authenticators: []` would forbid every passkey", models.place, "name the models that are allowed")
        )
    groups = _named(RefKind.GROUP, whom.members("groups"), context)
    users = _named(RefKind.USER, whom.members("users"), context)
    roles = _roles(whom.get("roles"), context)
    if whom.spots and not (groups or users or roles or whom.broken or whom.get("everyone") is not None):
        hint = "name groups, roles or users, or write `everyone: true`"
        context.found.append(fault("this is asserted of nobody", spot.keys.spots["for"].place, hint))
    return Assertion(
        spot.place,
        address,
        is_for_everyone=_is_written(whom, "everyone", says=True, context=context),
        groups=groups,
        roles=roles,
        users=users,
        forbids_synced=_is_written(effective, "synced", says=False, context=context),
        forbids_unattested=_is_written(effective, "unattested", says=False, context=context),
        authenticators=context.models.expand(models.members) if models is not None else None,
    )


def _is_written(keys: Keys, name: str, *, says: bool, context: Context) -> bool:
    """Only one of the two values says something."""
    spot = keys.get(name)
    if spot is None:
        return False
    if spot.flag is not says:
        summary = f"`{name}: {str(spot.flag).lower()}` says nothing"
        hint = f"take it out, or write `{name}: {str(says).lower()}`"
        context.found.append(fault(summary, spot.source, hint))
    return spot.flag is says


def _roles(spot: Spot | None, context: Context) -> tuple[Reference, ...]:
    if spot is None:
        return ()
    members = spot.members if isinstance(spot.value, list) else [spot]
    return tuple(
        each if isinstance(each, Reference) else reference(RefKind.ROLE, each, context.found, {})
        for each in roles_of(members, context.models.date, context.found)
    )


def _named(kind: RefKind, spots: Iterable[Spot], context: Context) -> tuple[Reference, ...]:
    return tuple(reference(kind, each, context.found, context.groups) for each in spots)
