"""`load` on whole files: what comes out is the desired state, key by key."""

from __future__ import annotations

from pathlib import Path

import pytest

from passkeyctl.config.load import load, load_texts
from passkeyctl.config.starter import starter
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Ownership, SourceText

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
        "temporaryAccessPass",
        "registrationCampaign",
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


@pytest.mark.parametrize("folder", ["pilot", "enterprise", "msp/adatum", "msp/wingtip"])
def test_every_example_is_valid(folder: str) -> None:
    loaded = load([f"examples/{folder}"], cwd=ROOT)

    assert loaded.diagnostics == ()
    assert loaded.configuration is not None


def test_two_customers_share_a_baseline_and_keep_their_own_groups_and_keys() -> None:
    adatum, wingtip = (load([f"examples/msp/{name}"], cwd=ROOT).configuration for name in ("adatum", "wingtip"))
    assert adatum is not None
    assert wingtip is not None

    assert [each.file for each in wingtip.files] == ["examples/msp/wingtip/tenant.yaml", "examples/msp/baseline.yaml"]
    assert adatum.emergency is not None
    assert wingtip.emergency is not None
    groups = [each.group.name if each.group else None for each in (adatum.emergency, wingtip.emergency)]
    assert groups == ["ADT-BreakGlass", "WT-Emergency"]
    many, one = (
        next(each for each in files.of(Kind.PROFILE) if each.address.local == "admin").written
        for files in (adatum, wingtip)
    )
    assert one["keyRestrictions.authenticators"].value == frozenset({"eabb46cc-e241-80bf-ae9e-96fa6d2975cf"})
    assert isinstance(many["keyRestrictions.authenticators"].value, frozenset)
    assert len(many["keyRestrictions.authenticators"].value) > 50
    assert [each.address.local for each in wingtip.of(Kind.TARGET)] == [
        "WT-Emergency",
        "PK-Admins",
        "PK-Pilot",
        "WT-Staff",
    ]


def test_the_starter_file_is_valid_for_its_tenant() -> None:
    text = starter("contoso.onmicrosoft.com", catalogue="2026-11")
    loaded = load_texts([SourceText("passkeys.yaml", text)])

    assert loaded.diagnostics == ()
    assert loaded.configuration is not None
    assert loaded.configuration.tenant is not None
    assert loaded.configuration.tenant.domain == "contoso.onmicrosoft.com"
