"""An upgrade of the catalogue alone is told as what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from passkeyctl.wire import endpoints
from tests.apply.drifts import Drifting, only
from tests.cli.upgrades import LATER_BATCH, upgrade

TEXT = """\
authenticationStrengths:
  cards:
    name: Cards and keys
    fido2: {allowedAAGUIDs: [yubikey-5-nfc@5.7]}
    unmanaged: [allowedCombinations, description, x509]
"""
LIMIT = endpoints.strength_limit("c23b8deb-db1c-5754-9e77-c7a84ecd595f", "b272a4c1-83fc-5795-84ff-7e53155d51e2")


def test_what_only_a_newer_catalogue_wants_is_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = Drifting(tmp_path)
    wanted = only(tenant.drift(TEXT)).wanted
    assert isinstance(wanted, frozenset)
    kind = "#microsoft.graph.fido2CombinationConfiguration"
    tenant.write("PATCH", LIMIT, {"@odata.type": kind, "allowedAAGUIDs": [*sorted(map(str, wanted))]})
    assert tenant.drift(TEXT).deviations == ()
    upgrade(monkeypatch)
    found = only(tenant.drift(TEXT))
    assert (found.is_of_catalogue, found.live, found.wanted) == (True, wanted, wanted | {LATER_BATCH})
    assert tenant.drift(f'catalogue: "2026-11"\n{TEXT}').deviations == ()


def test_what_somebody_changed_is_not_the_catalogues_doing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = Drifting(tmp_path)
    upgrade(monkeypatch)
    assert not only(tenant.drift(TEXT)).is_of_catalogue
