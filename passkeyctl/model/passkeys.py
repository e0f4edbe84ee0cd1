"""The passkey (FIDO2) policy: its settings, its profiles, the groups it targets and excludes."""

from __future__ import annotations

from passkeyctl.model.fields import NOBODY, Field, Shape
from passkeyctl.model.reference import RefKind

DEFAULT_PROFILE_ID = "00000000-0000-0000-0000-000000000001"
"""The built-in profile of an opted-in tenant (docs/graph-facts.md, "Default passkey profile")."""

EVERYONE = "all_users"
"""The id of the row for all users; in YAML `everyone: true`."""

PASSKEY_TYPES = ("deviceBound", "synced")

OPT_IN = "optIn"
"""Whether the tenant uses passkey profiles; once it does, that can't be taken back."""

SETTINGS_FIELDS: tuple[Field, ...] = (
    Field("state", Shape.CHOICE, "disabled", ("enabled", "disabled")),
    Field("allowSelfServiceSetup", Shape.FLAG, True),
    Field(OPT_IN, Shape.FLAG, True),
)

PROFILE_FIELDS: tuple[Field, ...] = (
    Field("name", Shape.TEXT),
    Field("passkeyTypes", Shape.WORDS, NOBODY, PASSKEY_TYPES),
    Field("enforceAttestation", Shape.FLAG, False),
    Field("keyRestrictions.behavior", Shape.CHOICE, "none", ("none", "allow", "block")),
    Field("keyRestrictions.authenticators", Shape.AAGUIDS, NOBODY),
)

TARGET_FIELDS: tuple[Field, ...] = (Field("profiles", Shape.REFERENCES, NOBODY, refers_to=RefKind.PROFILE),)

EXCLUDE_FIELDS: tuple[Field, ...] = ()
