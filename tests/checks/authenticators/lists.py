"""Files and tenants with one list of models."""

from __future__ import annotations

from passkeyctl.checks.review import Review
from passkeyctl.model.state import LiveObject
from tests.checks.reviews import profile, review, updated

OTHER = "00000000-0000-4000-8000-0000000000ff"


def keys(
    *models: str, types: str = "[deviceBound]", attestation: str = "true", behavior: str = "allow", rows: str = "[]"
) -> str:
    return f"""
passkeys:
  profiles:
    keys:
      name: Keys
      passkeyTypes: {types}
      enforceAttestation: {attestation}
      keyRestrictions:
        behavior: {behavior}
        authenticators: [{", ".join(models)}]
  targets: {rows}
"""


def strength(*models: str) -> str:
    return f"""
authenticationStrengths:
  keys:
    name: Keys
    allowedCombinations: [fido2]
    fido2: {{allowedAAGUIDs: [{", ".join(models)}]}}
"""


def listing(*aaguids: str, **fields: object) -> LiveObject:
    """A live profile with an allow list."""
    plain: dict[str, object] = {
        "passkeyTypes": frozenset({"deviceBound"}),
        "keyRestrictions__behavior": "allow",
        "keyRestrictions__authenticators": frozenset(aaguids),
    }
    return profile(**{**plain, **fields})


def standing(before: LiveObject) -> Review:
    """No file lists it."""
    return review(unlisted=[before])


def touched(before: LiveObject) -> Review:
    return review(updated(before, name="Other"))
