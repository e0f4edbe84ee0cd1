"""Configurations in PowerShell: plain values are read, computed ones are told, nothing is evaluated."""

from __future__ import annotations

from pathlib import Path

from passkeyctl.foreign.powershell import powershell_pieces
from passkeyctl.foreign.reading import read_foreign
from passkeyctl.json_types import JsonObject
from passkeyctl.snapshot.document import Part

EXPORT = r"""
# Everything of the office
param (
    [parameter()]
    [System.Management.Automation.PSCredential] $Credential
)
Configuration Office
{
    $OrganizationName = $ConfigurationData.NonNodeData.OrganizationName
    Import-DscResource -ModuleName 'Microsoft365DSC' -ModuleVersion '1.26.218.1'

    Node localhost
    {
        AADNamedLocationPolicy 'Office'
        {
            IpRanges             = @('192.0.2.0/24'
                                     '198.51.100.0/24') # two lines, no comma
            IsTrusted            = $True
            DisplayName          = "The `"old`" office <# not a comment #> `$5"
            OdataType            = "#microsoft.graph.ipNamedLocation"
            Ensure               = 'Present'; TenantId = $OrganizationName
        }
        <# AADNamedLocationPolicy 'Gone' { DisplayName = 'Gone' } #>
        AADGroup 'Other' { DisplayName = 'Other'; Members = @('a') }
    }
}
Office -ConfigurationData .\ConfigurationData.psd1 -Credential $Credential
"""


def values(text: str) -> list[JsonObject]:
    found, faults = powershell_pieces(text, "office.ps1")
    assert faults == []
    return [each.document for each in found]


def test_a_configuration_as_it_is_exported_is_read() -> None:
    assert values(EXPORT) == [
        {
            "IpRanges": ["192.0.2.0/24", "198.51.100.0/24"],
            "IsTrusted": True,
            "DisplayName": 'The "old" office <# not a comment #> $5',
            "OdataType": "#microsoft.graph.ipNamedLocation",
            "Ensure": "Present",
            "TenantId": None,
        }
    ]


def test_it_becomes_a_location(tmp_path: Path) -> None:
    (tmp_path / "office.ps1").write_text(EXPORT, encoding="utf-16")

    opened = read_foreign([tmp_path])

    assert opened.faults == ()
    (location,) = opened.snapshot.read(Part.LOCATIONS)
    assert {key: location[key] for key in ("displayName", "isTrusted", "@odata.type")} == {
        "displayName": 'The "old" office <# not a comment #> $5',
        "isTrusted": True,
        "@odata.type": "#microsoft.graph.ipNamedLocation",
    }


def test_rows_and_tables_within_a_resource_are_read() -> None:
    text = """
    AADAuthenticationMethodPolicyFido2 "Fido2"
    {
        IncludeTargets = @(
            MSFT_AADAuthenticationMethodPolicyFido2IncludeTarget{
                Id = 'all_users'
                TargetType = 'group'
            }
        );
        KeyRestrictions = MSFT_MicrosoftGraphFido2KeyRestrictions{ IsEnforced = $False; AaGuids = @() }
        Extra = @{ Number = 12; Share = -1.5; Nothing = $null }
        Id = "Fido2";
    }
    """

    assert values(text) == [
        {
            "IncludeTargets": [{"Id": "all_users", "TargetType": "group"}],
            "KeyRestrictions": {"IsEnforced": False, "AaGuids": []},
            "Extra": {"Number": 12, "Share": -1.5, "Nothing": None},
            "Id": "Fido2",
        }
    ]


def test_quotes_are_read_as_powershell_reads_them() -> None:
    text = "AADNamedLocationPolicy 'x' { A = 'it''s'; B = \"say \"\"hi\"\"\"; C = @'\nline `$x\n'@\nD = \"tab`there\" }"

    assert values(text) == [{"A": "it's", "B": 'say "hi"', "C": "line `$x", "D": "tab\there"}]


def test_a_computed_value_is_told_and_never_worked_out() -> None:
    text = """
    AADNamedLocationPolicy "a" { DisplayName = $Name }
    AADNamedLocationPolicy "b" { DisplayName = "Office $number" }
    AADNamedLocationPolicy "c" { DisplayName = 'a' + 'b'; Id = "x" }
    AADNamedLocationPolicy "d" { IpRanges = @($ranges, '192.0.2.0/24') }
    AADNamedLocationPolicy "e" { IpRanges = (Get-Content ranges.txt) }
    AADNamedLocationPolicy "f" { DisplayName = 'fine' }
    """

    found, faults = powershell_pieces(text, "office.ps1")

    assert [each.document for each in found] == [{"DisplayName": "fine"}]
    assert [each.summary for each in faults] == [
        f"the resource `AADNamedLocationPolicy` in `office.ps1` can't be read: `{key}` is computed by PowerShell"
        for key in ("DisplayName", "DisplayName", "DisplayName", "IpRanges", "IpRanges")
    ]
    assert [each.source.line for each in faults if each.source] == [2, 3, 4, 5, 6]


def test_a_resource_that_does_not_end_is_told() -> None:
    found, faults = powershell_pieces("AADNamedLocationPolicy 'x' {\n DisplayName = 'Office'\n", "office.ps1")

    assert found == []
    assert [each.summary for each in faults] == [
        "the resource `AADNamedLocationPolicy` in `office.ps1` can't be read: it does not end"
    ]


def test_what_must_not_be_there_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.ps1").write_text("AADNamedLocationPolicy 'x' { DisplayName = 'Old'; Ensure = 'Absent' }")

    opened = read_foreign([tmp_path])

    assert opened.faults[0].summary == "skipped the named location `Old`: `Ensure` is `Absent`"
    assert opened.snapshot.parts == {}
