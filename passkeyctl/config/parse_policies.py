"""`conditionalAccess` -> entries."""

from __future__ import annotations

from passkeyctl.config.context import Context
from passkeyctl.config.faults import fault
from passkeyctl.config.parse_entries import entry, is_absent, new
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.config.writing import Writing
from passkeyctl.diagnostics import error
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.conditional_access import TARGET_KINDS
from passkeyctl.model.desired import Entry

_WHO = ("users", "workloadIdentities")


def policy(local: str, spot: Spot, context: Context) -> Entry:
    """One policy with the keys that the file writes."""
    address, writing = new(Kind.POLICY, local, spot, context)
    keys = spot.keys
    if is_absent(keys):
        return entry(address, spot, writing)
    for name in ("state", "conditions", "grant", "session"):
        below = keys.get(name)
        if below is not None:
            writing.tree(name, below)
    _write_who(address, keys, writing, context)
    _write_target(keys, writing)
    _check_state(address, spot, context)
    _check_grant(address, keys, context)
    return entry(address, spot, writing)


def _write_who(address: Address, keys: Keys, writing: Writing, context: Context) -> None:
    """`users` and `workloadIdentities` exclude each other: writing one clears the other."""
    users, workloads = keys.get("users"), keys.get("workloadIdentities")
    if users is not None and workloads is not None:
        summary = f"`{address}` has both `users` and `workloadIdentities`"
        context.found.append(fault(summary, workloads.source, "a policy is for one of them: make two policies"))
    if users is not None:
        _write_users(users, writing)
        writing.clear("workloadIdentities", users.source, is_implied=True)
    if workloads is not None:
        writing.tree("workloadIdentities", workloads)
        writing.clear("users", workloads.source, is_implied=True)


def _write_users(spot: Spot, writing: Writing) -> None:
    include, exclude = spot.keys.get("include"), spot.keys.get("exclude")
    if include is not None:
        is_lists = isinstance(include.value, Keys)
        writing.put("users.include", "selected" if is_lists else include.text, include.source)
        if is_lists:
            for name, below in include.keys.items():
                writing.tree(f"users.include.{name}", below)
        else:
            writing.clear("users.include", include.source)
    if exclude is not None:
        writing.tree("users.exclude", exclude)


def _write_target(keys: Keys, writing: Writing) -> None:
    """A policy has one kind of target: writing one clears the others."""
    target = keys.get("target")
    if target is None:
        return
    source = target.source
    for name, below in target.keys.items():
        writing.tree(f"target.{name}", below)
    for kind in TARGET_KINDS:
        if not target.keys.has(kind.removeprefix("target.")):
            writing.clear(kind, source, is_implied=True)


def _check_state(address: Address, spot: Spot, context: Context) -> None:
    target = spot.keys.get("target")
    if target is None or not target.keys.has("userActions") or spot.keys.has("state"):
        return
    summary = f"`{address}` targets user actions and has no `state`"
    hint = "add `state: enabled` or `state: disabled`: user actions aren't evaluated in report-only"
    context.found.append(fault(summary, spot.source, hint))


def _check_grant(address: Address, keys: Keys, context: Context) -> None:
    grant = keys.get("grant")
    if grant is None or grant.value is None:
        return
    strength = grant.keys.get("authenticationStrength")
    mfa = next((each for each in grant.keys.members("controls") if each.text == "mfa"), None)
    if strength is not None and strength.value is not None and mfa is not None:
        context.found.append(
            error(
                "CAP402",
                "`mfa` and an authentication strength can't stand in one policy",
                source=mfa.place,
                address=str(address),
                hint="keep the strength, and take `mfa` out",
            )
        )
