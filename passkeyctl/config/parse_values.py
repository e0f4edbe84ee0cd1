"""Spots -> values of the model's fields, each in its one canonical spelling."""

from __future__ import annotations

from passkeyctl.config.context import Context
from passkeyctl.config.durations import frequency
from passkeyctl.config.faults import did_you_mean, fault, nearest
from passkeyctl.config.references import reference
from passkeyctl.config.role_sets import roles_of
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.model.conditional_access import GUEST_TYPES, LOCATION_WORDS, RESOURCE_WORDS
from passkeyctl.model.fields import Field, Shape
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.strengths import MODES, combination
from passkeyctl.model.values import FilterRule, Guests, Wanted, X509Limit

GRAPH_WORDS = {
    RefKind.APPLICATION: {
        "All": "All resources",
        "Office365": "Office 365",
        "MicrosoftAdminPortals": "Microsoft Admin Portals",
    },
    RefKind.LOCATION: {
        "All": "all",
        "AllTrusted": "allTrusted",
        "00000000-0000-0000-0000-000000000000": "MFA trusted IPs",
    },
    RefKind.SERVICE_PRINCIPAL: {"ServicePrincipalsInMyTenant": "all"},
}
"""Graph's words for ours, where a file may write either."""


def wanted(field: Field, spot: Spot, context: Context) -> Wanted:
    """The value that this spot gives the field; an explicit empty list is the field's default."""
    value = spot.value
    if value is None or value == []:
        return field.default
    match field.shape:  # the most frequent first
        case Shape.REFERENCES:
            return _references(field, spot, context)
        case Shape.TEXT | Shape.CHOICE:
            return spot.text
        case Shape.WORDS | Shape.IDS:
            return _texts(spot)
        case Shape.REFERENCE:
            return reference(field.refers_to or RefKind.STRENGTH, spot, context.found, context.groups)
        case Shape.NUMBER:
            return spot.number
        case Shape.AAGUIDS:
            return context.models.expand(spot.members)
        case Shape.COMBINATIONS:
            return combinations(spot, context)
        case Shape.GUESTS:
            return _guests(spot)
        case Shape.FILTER:
            return FilterRule(spot.keys.text("mode") or "", spot.keys.text("rule") or "")
        case Shape.FREQUENCY:
            return frequency(spot)
        case Shape.X509:
            return _x509(spot, context)
        case _:
            return spot.flag


def _texts(spot: Spot) -> frozenset[str]:
    """A list of words; one word that stands alone (`platforms.include: all`) is a list of itself."""
    if isinstance(spot.value, str):
        return frozenset({spot.value})
    return frozenset([each.text for each in spot.members])


def _references(field: Field, spot: Spot, context: Context) -> frozenset[str | Reference]:
    members = spot.members if isinstance(spot.value, list) else [spot]
    if field.refers_to is RefKind.ROLE:
        roles = roles_of(members, context.models.date, context.found)
        return frozenset([each if isinstance(each, Reference) else _member(field, each, context) for each in roles])
    return frozenset([_member(field, each, context) for each in members])


def _member(field: Field, spot: Spot, context: Context) -> str | Reference:
    kind = field.refers_to
    assert kind is not None
    text = spot.text
    if kind in GRAPH_WORDS:
        text = GRAPH_WORDS[kind].get(text, text)
    if text in field.words:
        return text
    if field.words and text.casefold() in _FOLDED_WORDS:
        hint = did_you_mean(text, [*field.words, *GRAPH_WORDS[kind]])
        context.found.append(fault(f"`{text}` is not a name", spot.place, hint))
    elif kind is RefKind.USER and text in _USER_WORDS:
        context.found.append(fault(f"`{text}` is not a user", spot.place, f"write {_USER_WORDS[text]}"))
    return reference(kind, spot, context.found, context.groups)


_FOLDED_WORDS = frozenset(word.casefold() for word in (*RESOURCE_WORDS, *LOCATION_WORDS))
_USER_WORDS = {
    "All": "`include: all`",
    "None": "`include: none`",
    "GuestsOrExternalUsers": "`guests: legacy`",
}


def combinations(spot: Spot, context: Context) -> frozenset[str]:
    """Combinations of modes, each mode checked."""
    for each in spot.members:
        for mode in each.text.split(","):
            if mode.strip() not in MODES:
                _tell_mode(mode.strip(), each, context)
    return frozenset(combination(each.text) for each in spot.members)


def _tell_mode(mode: str, spot: Spot, context: Context) -> None:
    hint = "use Graph's words, such as `fido2`, or `password,sms` for two methods together"
    close = nearest(mode, MODES) if mode else None
    summary = f"`{mode}` isn't an authentication method of a combination"
    context.found.append(fault(summary, spot.place, f"did you mean `{close}`?" if close else hint))


def _guests(spot: Spot) -> Guests:
    if not isinstance(spot.value, Keys):
        if spot.text == "legacy":
            return Guests(legacy=True)
        return Guests(frozenset(GUEST_TYPES), "all")
    types = frozenset(each.text for each in spot.value.members("types"))
    tenants = spot.value.get("tenants")
    if tenants is None:
        return Guests(types)
    if isinstance(tenants.value, str):
        return Guests(types, tenants.value)
    return Guests(types, frozenset(each.text.lower() for each in tenants.members))


def _x509(spot: Spot, context: Context) -> frozenset[X509Limit]:
    members = spot.members if isinstance(spot.value, list) else [spot]
    return frozenset(_limit(each.keys, context) for each in members)


def _limit(keys: Keys, context: Context) -> X509Limit:
    covered = keys.get("forCombinations")
    return X509Limit(
        combinations(covered, context) if covered is not None else frozenset(),
        frozenset(each.text for each in keys.members("allowedIssuerSkis")),
        frozenset(each.text for each in keys.members("allowedPolicyOIDs")),
    )
