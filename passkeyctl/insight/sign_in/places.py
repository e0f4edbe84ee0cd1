"""What a policy says of where somebody signs in from.

Graph doesn't tell which addresses the multifactor settings trust, so `allTrusted` is surely met by a named location
only, and surely not met only where somebody says so (docs/graph-facts.md, "What a policy applies to").
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_network

from passkeyctl.insight.kleene import every, some
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.sign_in.condition import Answer, Condition, opposite
from passkeyctl.insight.sign_in.sign_in import UNKNOWN_COUNTRY, SignIn
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.locations import COUNTRY, IP

ALL, ALL_TRUSTED, MFA_TRUSTED = "all", "allTrusted", "MFA trusted IPs"
_KEPT = 512
"""Answers for an address and the ranges of a location: policies share locations, of up to 2000 ranges each."""


def place(policy: Fields, sign_in: SignIn, state: TenantState) -> Iterator[Answer]:
    """One answer, if the policy has locations. What both sides name is left to the excludes."""
    excluded = members(policy, "conditions.locations.exclude")
    included = members(policy, "conditions.locations.include")
    if not included and not excluded:
        return
    inside = {each: _is_in(each, sign_in, state) for each in sorted(included - excluded)}
    outside = {each: _is_in(each, sign_in, state) for each in sorted(excluded)}
    # Graph takes no list of excludes alone, so nobody can tell what one would mean.
    is_met = every((some(inside.values()) if included else None, opposite(some(outside.values()))))
    open_ones = [each for each, answer in {**inside, **outside}.items() if answer is None]
    yield Answer(Condition.LOCATION, is_met, _why(is_met, open_ones, sign_in, state))


def _is_in(named: str, sign_in: SignIn, state: TenantState) -> bool | None:
    if named in (ALL, sign_in.location):
        return True
    if named == ALL_TRUSTED:
        return _is_trusted(sign_in, state)
    if named == MFA_TRUSTED:
        return sign_in.is_from_mfa_trusted_ip
    held = state.by_id(Kind.LOCATION, named)
    return None if held is None else _is_inside(held, sign_in)


def _is_trusted(sign_in: SignIn, state: TenantState) -> bool | None:
    trusted = [each for each in state.of(Kind.LOCATION) if each.fields["trusted"] is True]
    answers = [each.id == sign_in.location or _is_inside(each, sign_in) for each in trusted]
    others = [None] if Kind.LOCATION in state.unread_kinds else []
    return some((*answers, *others, sign_in.is_from_mfa_trusted_ip))


def _is_inside(location: Held, sign_in: SignIn) -> bool | None:
    kind, address, country = location.fields["type"], sign_in.address, sign_in.country
    ranges = location.fields["ipRanges"]
    if kind == IP and address is not None and isinstance(ranges, frozenset):
        return _holds(ranges, address)
    if kind != COUNTRY or country is None:
        return None
    if country == UNKNOWN_COUNTRY:
        return location.fields["unknownCountries"] is True
    return country.upper() in {each.upper() for each in members(location.fields, "countries")}


@lru_cache(_KEPT)
def _holds(ranges: frozenset[object], address: IPv4Address | IPv6Address) -> bool | None:
    return some(_is_within(address, str(each)) for each in ranges)


def _is_within(address: IPv4Address | IPv6Address, ip_range: str) -> bool | None:
    """What is no range that is known here is kept as Graph gave it, and may hold any address."""
    try:
        return address in ip_network(ip_range, strict=False)
    except ValueError:
        return None


def _why(is_met: bool | None, open_ones: list[str], sign_in: SignIn, state: TenantState) -> str:
    if is_met is not None:
        return "it isn't for this location"
    if sign_in.address is None and sign_in.country is None and sign_in.location is None:
        return "location isn't said"
    names = {each.id: each.name for each in state.of(Kind.LOCATION)}
    words = {ALL_TRUSTED: "all trusted locations"}
    listed = ", ".join(f"`{names.get(each, words.get(each, each))}`" for each in open_ones)
    return f"whether it comes from {listed} isn't known"
