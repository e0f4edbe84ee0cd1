"""docs/authenticators.md says what the catalogue holds."""

from __future__ import annotations

import re
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from passkeyctl.authenticators.entries import Attestable, shipped
from passkeyctl.authenticators.sources import sources
from passkeyctl.graph.metadata.signature import shipped_root

TEXT = (Path(__file__).parents[2] / "docs" / "authenticators.md").read_text(encoding="utf-8")
WORDS = " ".join(TEXT.split())


def test_its_numbers_are_those_of_the_catalogue() -> None:
    file = shipped()
    assert f"It has {len(file.entries)} AAGUIDs" in WORDS
    attested = sum(each.attestable is Attestable.YES for each in file.entries)
    assert f"its table has {attested}" in WORDS
    assert f"no. {file.mds_number} of October 2026" in WORDS


def test_it_explains_every_source() -> None:
    assert set(re.findall(r"^\| ([A-Z]) \|", TEXT, re.MULTILINE)) == set(sources())


def test_it_names_the_root_that_ships() -> None:
    assert x509.load_pem_x509_certificate(shipped_root()).fingerprint(hashes.SHA256()).hex() in TEXT
