"""Names of authenticators are kept as they are written, and can be read by another catalogue."""

from __future__ import annotations

from passkeyctl.config.load import by_catalogue, load_texts
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import SourceText

FILE = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
emergencyAccess: {group: SG-EmergencyAccess}
authenticators:
  ours: [token2-pin-plus]
passkeys:
  profiles:
    one: {name: One, passkeyTypes: [deviceBound], enforceAttestation: true,
          keyRestrictions: {behavior: allow, authenticators: [ours, bitwarden]}}
    two: {name: Two, passkeyTypes: [deviceBound], enforceAttestation: true,
          keyRestrictions: {behavior: block, authenticators: [bitwarden]}}
"""


def test_each_name_is_kept_with_all_its_places() -> None:
    loaded = load_texts([SourceText("passkeys.yaml", FILE)])
    assert loaded.configuration is not None
    assert [(each.name, each.is_house_alias, len(each.aaguids)) for each in loaded.configuration.named_models] == [
        ("ours", True, 1),
        ("bitwarden", False, 1),
        ("token2-pin-plus", False, 1),
    ]
    bitwarden = loaded.configuration.named_models[1]
    assert [str(each) for each in bitwarden.places] == ["passkeys.yaml:9:69", "passkeys.yaml:11:63"]


def test_another_catalogue_than_the_files_name() -> None:
    for text in (FILE, FILE + 'catalogue: "2026-11"\n'):
        found = by_catalogue([SourceText("passkeys.yaml", text)], "2026-11")
        assert found is not None
        (first, _) = found.of(Kind.PROFILE)
        assert len(first.written["keyRestrictions.authenticators"].value) == 2  # type: ignore[arg-type]
    assert by_catalogue([SourceText("other.yaml", "on: push\n")], "2026-11") is None
