"""Registered passkeys in words."""

from __future__ import annotations

from passkeyctl.model.people import KeyModel
from passkeyctl.render.people.who_report import Models

UNREAD = "a passkey that was not read"
KINDS = {"deviceBound": "device-bound", "synced": "synced"}


def key_name(key: KeyModel, models: Models) -> str:
    """`yubikey-5-nfc@5.4.3, device-bound`; attestation isn't looked at when somebody signs in."""
    if key == KeyModel(None, None, None):
        return UNREAD
    return f"{models.of(key.aaguid)}, {KINDS.get(key.passkey_type or '', 'of unknown type')}"
