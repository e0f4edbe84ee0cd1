"""`load` on whole files: what comes out is the desired state, key by key."""

from __future__ import annotations

from pathlib import Path

from passkeyctl.config.load import load
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Ownership

ROOT = Path(__file__).resolve().parents[2]


def test_the_pilot_example_is_understood_whole() -> None:
    loaded = load(["examples/pilot"], cwd=ROOT)

    assert loaded.diagnostics == ()
    assert loaded.configuration is not None
    assert loaded.configuration.manage["passkeys"].ownership is Ownership.ALL
    assert [str(entry.address) for entry in loaded.configuration.entries] == [
        "passkeys",
        "passkeys.profiles.default",
        "passkeys.profiles.synced",
        "passkeys.profiles.windows-hello",
        "passkeys.targets.SG-EmergencyAccess",
        "passkeys.targets.PK-Pilot-DeviceBound",
        "passkeys.targets.PK-Pilot-Synced",
        "passkeys.targets.PK-Pilot-Windows",
        "authenticationStrengths.passkeys-ftw",
        "authenticationStrengths.bootstrap",
        "conditionalAccess.pilot-registration",
        "conditionalAccess.pilot-enforce",
    ]
    default = loaded.configuration.of(Kind.PROFILE)[0]
    assert "name" not in default.written
    assert default.written["keyRestrictions.authenticators"].value == frozenset(
        {
            "90a3ccdf-635c-4729-a248-9b709135078f",
            "de1e552d-db1d-4423-a619-566b625cdc84",
            "a25342c0-3cdc-4414-8e46-f4807fca511c",
            "d7781e5d-e353-46aa-afe2-3ca49f13332a",
        }
    )
