"""The report's words for methods, and what each is good for."""

from __future__ import annotations

import pytest

from passkeyctl.insight.policies.methods import (
    MODES_OF,
    PHONE_WORDS,
    SECOND_FACTORS,
    UNSEEN_MODES,
    are_phone_only,
    is_known,
    is_phishing_resistant,
    modes_of,
    words_for,
)
from passkeyctl.model.strengths import MODES

PASSKEYS = (
    "passKeySynced",
    "passKeyDeviceBound",
    "passKeyDeviceBoundAuthenticator",
    "passKeyDeviceBoundWindowsHello",
    "fido2SecurityKey",
    "fido",
)


@pytest.mark.parametrize("word", PASSKEYS)
def test_every_word_for_a_passkey_is_one(word: str) -> None:
    assert modes_of(word) == {"fido2"}
    assert is_phishing_resistant(word)
    assert is_known(word)


def test_every_mode_is_one_of_graphs() -> None:
    assert {mode for modes in MODES_OF.values() for mode in modes} | UNSEEN_MODES <= set(MODES)
    served = {"password", "fido2", *UNSEEN_MODES, *(mode for modes in MODES_OF.values() for mode in modes)}
    assert served == set(MODES)


def test_what_is_no_passkey_and_resists_phishing() -> None:
    others = [word for word in MODES_OF if is_phishing_resistant(word)]
    assert others == ["windowsHelloForBusiness", "macOsSecureEnclaveKey"]
    assert not is_phishing_resistant("microsoftAuthenticatorPasswordless")


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("sms", ("mobilePhone",)),
        ("voice", ("mobilePhone", "alternateMobilePhone", "officePhone")),
        ("windowsHelloForBusiness", ("windowsHelloForBusiness", "macOsSecureEnclaveKey")),
        ("deviceBasedPush", ("microsoftAuthenticatorPasswordless",)),
        ("x509CertificateMultiFactor", ()),
    ],
)
def test_words_that_serve_a_mode(mode: str, words: tuple[str, ...]) -> None:
    assert words_for(mode) == words


def test_phone_only_is_said_of_who_has_something() -> None:
    assert are_phone_only(frozenset({"mobilePhone", "email"}))
    assert are_phone_only(PHONE_WORDS)
    assert not are_phone_only(frozenset())
    assert not are_phone_only(frozenset({"mobilePhone", "softwareOneTimePasscode"}))


def test_a_new_word_is_good_for_nothing_that_is_known() -> None:
    assert modes_of("addedByGraphLater") == frozenset()
    assert not is_known("addedByGraphLater")
    assert set(SECOND_FACTORS) <= set(MODES_OF)
