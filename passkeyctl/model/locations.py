"""Named locations and authentication contexts: what Conditional Access policies refer to."""

from __future__ import annotations

from passkeyctl.model.fields import NOBODY, Field, Shape

IP, COUNTRY = "ip", "country"
LOOKUPS = ("clientIpAddress", "authenticatorAppGps")

LOCATION_FIELDS: tuple[Field, ...] = (
    Field("name", Shape.TEXT),
    # No key of a file: `ipRanges` or `countries` tells. A location stays what it was created as.
    Field("type", Shape.CHOICE, None, (IP, COUNTRY)),
    Field("ipRanges", Shape.RANGES, NOBODY),
    Field("trusted", Shape.FLAG, False),
    Field("countries", Shape.IDS, NOBODY),
    Field("unknownCountries", Shape.FLAG, False),
    Field("lookup", Shape.CHOICE, "clientIpAddress", LOOKUPS),
)

CONTEXT_FIELDS: tuple[Field, ...] = (
    Field("name", Shape.TEXT),
    Field("description", Shape.TEXT),
    Field("published", Shape.FLAG, False),
)
