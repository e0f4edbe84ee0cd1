"""The shipped profiles: small documents that parse, name known models, and never say whom they are for."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from passkeyctl.authenticators.catalogue import Expansion, expand
from passkeyctl.model.passkeys import PASSKEY_TYPES
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS, MODES, NAME_LIMIT
from tests.authenticators.catalogues import SHIPPED

LIBRARY = Path(__file__).parent.parent.parent / "profiles"
FILES = sorted(each for each in LIBRARY.iterdir() if not each.stem.startswith("rollout"))
"""The pieces; what is a whole roll-out has a test of its own, with the example that extends it."""
SECTIONS = {"apiVersion", "passkeys", "authenticationStrengths", "authenticators"}

each_file = pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)


def mapping(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return value


def document(file: Path) -> dict[str, object]:
    return mapping(yaml.safe_load(file.read_text(encoding="utf-8")))


def entries(value: object) -> dict[str, dict[str, object]]:
    return {local: mapping(entry) for local, entry in mapping(value).items()}


def profiles(file: Path) -> dict[str, dict[str, object]]:
    return entries(mapping(document(file).get("passkeys", {})).get("profiles", {}))


def strengths(file: Path) -> dict[str, dict[str, object]]:
    return entries(document(file).get("authenticationStrengths", {}))


def restrictions(profile: dict[str, object]) -> dict[str, object]:
    return mapping(profile["keyRestrictions"])


def words(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(word) for word in value]


def test_the_library_has_what_the_documentation_names() -> None:
    assert {file.name for file in FILES} >= {
        "authenticator-only.yaml",
        "bootstrap.yaml",
        "phishing-resistant.yaml",
        "security-keys.yaml",
        "synced-workforce.yaml",
        "windows-hello.yaml",
    }


@each_file
def test_a_document_has_only_sections_that_fit_every_tenant(file: Path) -> None:
    assert file.suffix == ".yaml"
    assert set(document(file)) <= SECTIONS
    assert document(file)["apiVersion"] == "passkeyctl/v1"
    assert set(mapping(document(file).get("passkeys", {"profiles": {}}))) == {"profiles"}
    assert profiles(file) or strengths(file)


@each_file
def test_a_document_says_what_it_is_for_and_when_not_to_use_it(file: Path) -> None:
    header = file.read_text(encoding="utf-8").partition("apiVersion:")[0]
    assert all(line.startswith("#") for line in header.splitlines())
    assert "# Use it " in header
    assert "Not " in header


@each_file
def test_a_profile_says_all_that_a_new_profile_must_say(file: Path) -> None:
    for profile in profiles(file).values():
        assert set(profile) == {"name", "passkeyTypes", "enforceAttestation", "keyRestrictions"}
        assert set(words(profile["passkeyTypes"])) <= set(PASSKEY_TYPES)
        assert isinstance(profile["enforceAttestation"], bool)
        assert restrictions(profile)["behavior"] in {"allow", "block"}
        for name in words(restrictions(profile)["authenticators"]):
            assert isinstance(expand(name, SHIPPED, {}), Expansion), name


@each_file
def test_attestation_is_asked_only_of_models_that_can_give_it(file: Path) -> None:
    for profile in profiles(file).values():
        if profile["enforceAttestation"] and restrictions(profile)["behavior"] == "allow":
            for name in words(restrictions(profile)["authenticators"]):
                found = expand(name, SHIPPED, {})
                assert isinstance(found, Expansion)
                assert {SHIPPED.by_aaguid[aaguid].attestable for aaguid in found.aaguids} <= {"yes", "in-app"}, name


@each_file
def test_a_strength_allows_known_methods_under_a_name_that_fits(file: Path) -> None:
    for strength in strengths(file).values():
        assert set(strength) == {"name", "description", "allowedCombinations"}
        assert len(str(strength["name"])) <= NAME_LIMIT
        assert strength["name"] not in BUILT_IN_STRENGTHS.values()
        combinations = words(strength["allowedCombinations"])
        assert combinations
        assert {mode for modes in combinations for mode in modes.split(",")} <= set(MODES)


def test_all_documents_can_be_included_together() -> None:
    ids = [local for file in FILES for local in (*profiles(file), *strengths(file))]
    names = [entry["name"] for file in FILES for entry in (*profiles(file).values(), *strengths(file).values())]
    assert len(ids) == len(set(ids))
    assert len(names) == len(set(names))
    assert "default" not in ids


def test_the_way_in_is_a_pass_that_works_once() -> None:
    assert strengths(LIBRARY / "bootstrap.yaml")["bootstrap"]["allowedCombinations"] == [
        "temporaryAccessPassOneTime",
        "fido2",
        "windowsHelloForBusiness",
    ]
