"""Named locations that change so that a policy applies where it did not, though nothing about the policy changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.sign_in.places import ALL_TRUSTED
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.fields import Fields

LISTS = ("ipRanges", "countries")


@dataclass(frozen=True, slots=True)
class _Move:
    """A location that holds more places than before, or fewer; written ranges are compared, not what is in them."""

    change: ResourceChange
    grows: bool
    shrinks: bool
    grows_trusted: bool
    shrinks_trusted: bool


def brings_about(policy: Fields, changes: Iterable[ResourceChange]) -> ResourceChange | None:
    """The first change of a location by which a policy applies on more occasions."""
    included, excluded = (members(policy, f"conditions.locations.{side}") for side in ("include", "exclude"))
    for each in _moves(changes):
        id = each.change.id
        named = (each.grows and id in included) or (each.shrinks and id in excluded)
        trusted = (each.grows_trusted and ALL_TRUSTED in included) or (each.shrinks_trusted and ALL_TRUSTED in excluded)
        if named or trusted:
            return each.change
    return None


def _moves(changes: Iterable[ResourceChange]) -> Iterator[_Move]:
    for each in changes:
        if each.address.kind is not Kind.LOCATION or each.action is Action.NO_OP:
            continue
        was, will = each.prior_fields, each.planned or {}
        is_other = bool(was and will) and was["lookup"] != will["lookup"]
        grows = is_other or _has_more(will, was)
        shrinks = is_other or _has_more(was, will)
        trusted = was.get("trusted") is True, will.get("trusted") is True
        yield _Move(
            each,
            grows,
            shrinks,
            grows_trusted=trusted[1] and (grows or not trusted[0]),
            shrinks_trusted=trusted[0] and (shrinks or not trusted[1]),
        )


def _has_more(one: Fields, other: Fields) -> bool:
    """Whether it names a place that the other one does not. A location that is not there names none."""
    if any(_listed(one, each) - _listed(other, each) for each in LISTS):
        return True
    return one.get("unknownCountries") is True and other.get("unknownCountries") is not True


def _listed(fields: Fields, path: str) -> frozenset[str]:
    value = fields.get(path)
    return frozenset(map(str, value)) if isinstance(value, frozenset) else frozenset()
