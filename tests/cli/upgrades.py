"""A later version of the tool, whose catalogue knows one more batch of a key."""

from __future__ import annotations

import pytest

from passkeyctl.authenticators import entries, literals
from passkeyctl.authenticators.literals import catalogue_lines
from passkeyctl.plan.saved import catalogue_pin

LATER_BATCH = "a1b2c3d4-0000-4000-8000-000000000001"


def upgrade(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the catalogue is of 2027-02, and `yubikey-5-nfc@5.7` means three AAGUIDs."""
    lines = ["# catalogues\t2026-11 2027-02" if each.startswith("# catalogues") else each for each in catalogue_lines()]
    known = next(each for each in lines if each.startswith("yubikey-5-nfc@5.7.4\t"))
    alias, _, *rest, _ = known.split("\t")
    lines.append("\t".join((alias.replace("5.7.4", "5.7.9"), LATER_BATCH, *rest, "2027-02")))
    for module in (entries, literals, catalogue_pin):
        monkeypatch.setattr(module, "catalogue_lines", lambda: lines)
