"""Each fact names the list that says it."""

from __future__ import annotations

from passkeyctl.authenticators.sources import facts, sources
from tests.authenticators.catalogues import SHIPPED


def told(alias: str) -> dict[str, tuple[str, str]]:
    entry = next(each for each in SHIPPED.entries if each.alias == alias)
    return {each.name: (each.value, each.sources) for each in facts(entry)}


def test_every_source_has_a_name_and_a_date() -> None:
    assert {each.letter: each.date for each in sources().values()} == {
        "E": "2026-10-06",
        "M": "no. 291, 2026-10",
        "P": "2026-08-07",
        "L": "2026-07-05 and 2026-02-18",
        "C": "2026-11",
    }


def test_every_fact_of_every_model_has_a_source_that_is_known() -> None:
    known = set(sources())
    for entry in SHIPPED.entries:
        for fact in facts(entry):
            assert fact.value, entry.alias
            assert fact.sources, entry.alias
            assert set(fact.sources) <= known, entry.alias


def test_a_security_key() -> None:
    found = told("yubikey-5-fips-nfc@5.7")
    assert found["firmware"] == ("5.7.4", "M")
    assert found["transports"] == ("usb, nfc", "EM")
    assert found["passkeys"] == ("device-bound", "CE")
    assert found["attestation in Entra"] == ("yes: on the table of 2026-10-06", "E")
    assert found["fips"] == ("claimed, or in its name; not compared with NIST's list", "EM")


def test_microsofts_own_are_from_its_pages() -> None:
    assert told("microsoft-authenticator-ios")["attestation in Entra"] == (
        "yes, where it is registered inside the app",
        "L",
    )
    assert told("windows-hello-vbs")["attestation in Entra"] == ("no: not on the table of 2026-10-06", "EL")
    assert told("windows-hello-vbs")["removed"] == ("once stood on Microsoft's table", "E")


def test_a_password_manager() -> None:
    found = told("bitwarden")
    assert found["passkeys"] == ("synced", "C")
    assert found["AAGUID"] == ("d548826e-79b4-db40-a3d8-11116f7e8349", "P")
    assert "firmware" not in found
