"""Entries of files and objects of a tenant, as the tests of comparing need them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from passkeyctl.diagnostics import SourceRange
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.desired import Configuration, EmergencyAccess, Entry, Managed, Ownership, Written
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import defaults
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID
from passkeyctl.model.reference import Reference
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import Value, Wanted

HERE = SourceRange("tenant.yaml", 3, 1)
TODAY = date(2026, 11, 23)
"""The day that the tests judge by."""


def id_of(number: int) -> str:
    return f"{number:08d}-aaaa-4bbb-8ccc-000000000000"


def live(kind: Kind, id: str, name: str = "", original: JsonObject | None = None, **fields: Value) -> LiveObject:
    """A live object; `__` in a key stands for the dot in a path."""
    values: Fields = {**defaults(kind), **{key.replace("__", "."): value for key, value in fields.items()}}
    if "name" in values:
        values = {**values, "name": name}
    is_built_in = kind is Kind.PROFILE and id == DEFAULT_PROFILE_ID
    return LiveObject(kind, id, name or id, values, original or {}, is_built_in)


SETTINGS = live(Kind.PASSKEYS, "Fido2", "passkeys", state="enabled")
DEFAULT = live(Kind.PROFILE, DEFAULT_PROFILE_ID, "Default passkey profile")


def prior(*objects: LiveObject, fido2: JsonObject | None = None, unread: Iterable[tuple[str, str]] = ()) -> PriorState:
    return PriorState((SETTINGS, DEFAULT, *objects), True, fido2 or {}, tuple(unread))


def entry(
    address: Address,
    name: str | None = None,
    *,
    id: str | None = None,
    formerly: Iterable[str] = (),
    is_absent: bool = False,
    unmanaged: Iterable[str] = (),
    group: Reference | None = None,
    **written: Wanted,
) -> Entry:
    values = {key.replace("__", "."): Written(value, HERE) for key, value in written.items()}
    if name is not None and not is_absent:
        values["name"] = Written(name, HERE)
    return Entry(address, HERE, name, values, id, tuple(formerly), is_absent, tuple(unmanaged), "", group)


def policy(local: str = "pilot", name: str | None = "PK1", **more: object) -> Entry:
    return entry(Address(Kind.POLICY, local), name, **more)  # type: ignore[arg-type]


def strength(local: str = "keys", name: str | None = "Keys", **more: object) -> Entry:
    return entry(Address(Kind.STRENGTH, local), name, **more)  # type: ignore[arg-type]


def profile(local: str = "keys", name: str | None = "Keys", **more: object) -> Entry:
    return entry(Address(Kind.PROFILE, local), name, **more)  # type: ignore[arg-type]


def configuration(
    *entries: Entry, emergency: EmergencyAccess | None = None, manage: dict[str, Managed] | None = None
) -> Configuration:
    return Configuration(None, manage or LISTED, entries, emergency, {}, None, {}, ())


LISTED = {
    section: Managed(Ownership.LISTED) for section in ("passkeys", "authenticationStrengths", "conditionalAccess")
}
