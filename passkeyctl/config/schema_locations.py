"""The sections `namedLocations` and `authenticationContexts`."""

from __future__ import annotations

from passkeyctl.config.schema_entries import ENSURE, NAMED, NOTE, TEXT, TEXTS, UNMANAGED, identity
from passkeyctl.config.shape import Choice, Flag, Key, ListOf, MapOf, Record, Text
from passkeyctl.model.locations import LOOKUPS

_COUNTRY = Text("[A-Za-z]{2}", "a country's code of two letters")

LOCATION = Record(
    (
        *identity(Key("name", TEXT, "The location's name in the tenant.", "Headquarters")),
        Key("ipRanges", TEXTS, "IPv4 and IPv6 ranges in CIDR notation.", ["203.0.113.0/24", "2001:db8::/32"]),
        Key(
            "ipRangesFrom",
            TEXT,
            "A text file beside this one with one range on each line, instead of `ipRanges`; `#` begins a comment.",
            "headquarters.txt",
        ),
        Key("trusted", Flag(), "*Mark as trusted location*; only for IP ranges.", True),
        Key(
            "countries", ListOf(_COUNTRY), "Countries and regions by their ISO 3166-1 codes; quote `NO`.", ["NO", "SE"]
        ),
        Key("unknownCountries", Flag(), "*Include unknown countries/regions*.", True),
        Key(
            "lookup",
            Choice(LOOKUPS),
            "How the country is found: by IP address, or by GPS through Microsoft Authenticator.",
            "clientIpAddress",
        ),
    ),
    needs=NAMED,
)
LOCATIONS = MapOf(LOCATION)

_CONTEXT = Record(
    (
        Key("name", TEXT, "The context's display name.", "Privileged operations"),
        Key("description", TEXT, "The description in the tenant.", "Activating privileged roles", is_nullable=True),
        Key("published", Flag(), "*Publish to apps*: whether it can be chosen where it is used.", True),
        ENSURE,
        UNMANAGED,
        NOTE,
    ),
    fewest=1,
)
CONTEXTS = MapOf(_CONTEXT)
