"""Which fields each kind of resource has."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.model.address import Kind
from passkeyctl.model.conditional_access import POLICY_FIELDS, normalised
from passkeyctl.model.fields import NOBODY, Field, Fields
from passkeyctl.model.locations import CONTEXT_FIELDS, LOCATION_FIELDS
from passkeyctl.model.methods import CAMPAIGN_FIELDS, MANAGED_BY_MICROSOFT, TEMPORARY_ACCESS_PASS_FIELDS
from passkeyctl.model.passkeys import EXCLUDE_FIELDS, PROFILE_FIELDS, SETTINGS_FIELDS, TARGET_FIELDS
from passkeyctl.model.reference import RefKind
from passkeyctl.model.strengths import STRENGTH_FIELDS

FIELDS: dict[Kind, tuple[Field, ...]] = {
    Kind.PASSKEYS: SETTINGS_FIELDS,
    Kind.PROFILE: PROFILE_FIELDS,
    Kind.TARGET: TARGET_FIELDS,
    Kind.EXCLUDE: EXCLUDE_FIELDS,
    Kind.TEMPORARY_ACCESS_PASS: TEMPORARY_ACCESS_PASS_FIELDS,
    Kind.CAMPAIGN: CAMPAIGN_FIELDS,
    Kind.STRENGTH: STRENGTH_FIELDS,
    Kind.LOCATION: LOCATION_FIELDS,
    Kind.CONTEXT: CONTEXT_FIELDS,
    Kind.POLICY: POLICY_FIELDS,
}


def field_of(kind: Kind, path: str) -> Field:
    return next(field for field in FIELDS[kind] if field.path == path)


def ids_of(kind: Kind, fields: Fields) -> Iterator[tuple[RefKind, str]]:
    """Every id in a list of such a resource, with what it is the id of."""
    for field in FIELDS[kind]:
        listed = fields.get(field.path)
        if field.refers_to is not None and isinstance(listed, frozenset):
            yield from ((field.refers_to, str(each)) for each in listed if each not in field.words)


def defaults(kind: Kind) -> Fields:
    return {field.path: field.default for field in FIELDS[kind]}


def canonical(kind: Kind, fields: Fields) -> Fields:
    """What depends on more than one field, folded so that equal meaning is an equal value."""
    match kind:
        case Kind.POLICY:
            return normalised(fields)
        case Kind.PROFILE if fields["keyRestrictions.behavior"] == "none":
            # A list that is not enforced has no effect; it stays in the tenant and is not compared.
            return {**fields, "keyRestrictions.authenticators": NOBODY}
        case Kind.CAMPAIGN if fields["state"] == "microsoftManaged":
            # Method and snooze move without anybody in the tenant acting; they are not compared.
            return {**fields, **{path: field_of(kind, path).default for path in MANAGED_BY_MICROSOFT}}
        case Kind.CAMPAIGN if not fields["include"] and not fields["include.users"]:
            # Graph keeps the method with each of those who are asked: without them there is none to compare.
            return {**fields, "method": field_of(kind, "method").default}
        case _:
            return fields
