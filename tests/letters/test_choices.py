"""What profiles let people register, in the words that letters use."""

from __future__ import annotations

import pytest

from passkeyctl.authenticators.catalogue import newest
from passkeyctl.letters.choices import Choice, Choices, Sort, choices_of
from passkeyctl.model.fields import Fields

IOS, ANDROID = "90a3ccdf-635c-4729-a248-9b709135078f", "de1e552d-db1d-4423-a619-566b625cdc84"
YUBIKEY = "ff4dac45-ede8-4ec2-aced-cf66103f4335"
HELLO = "08987058-cadc-4b81-b6e1-30de50dcbe96"
APPLE = "fbfc3007-154e-4ecc-8c0b-6e020557d7bd"
NOWHERE = "12345678-1234-1234-1234-123456789abc"


def profile(
    *aaguids: str, types: tuple[str, ...] = ("deviceBound",), attested: bool | str = True, behavior: str = "allow"
) -> Fields:
    return {
        "passkeyTypes": frozenset(types),
        "enforceAttestation": attested,
        "keyRestrictions.behavior": behavior,
        "keyRestrictions.authenticators": frozenset(aaguids),
    }


def found(*profiles: Fields) -> Choices:
    return choices_of(profiles, newest().entries)


def test_authenticator_starts_inside_the_app_only_where_every_profile_wants_attestation() -> None:
    (choice,) = found(profile(IOS, ANDROID)).sure
    assert choice.in_app
    assert choice.platforms == ("iOS", "Android")
    (choice,) = found(profile(IOS, ANDROID), profile(IOS, attested=False)).sure
    assert not choice.in_app


def test_one_platform_of_two() -> None:
    (choice,) = found(profile(ANDROID)).sure
    assert choice.platforms == ("Android",)


def test_security_keys_are_called_by_their_models() -> None:
    assert found(profile(YUBIKEY)).sure == (
        Choice(Sort.SECURITY_KEY, ("YubiKey 5 Series (firmware 5.7.4)",), attested=True),
    )


def test_windows_hello_is_never_promised_with_attestation() -> None:
    assert found(profile(HELLO)).sure == ()
    (choice,) = found(profile(HELLO, attested=False)).sure
    assert choice.sort is Sort.WINDOWS_HELLO


def test_any_device_bound_passkey_is_windows_hello_as_well() -> None:
    sorts = {each.sort: each for each in found(profile(behavior="none", attested=False)).sure}
    assert set(sorts) == {Sort.AUTHENTICATOR, Sort.WINDOWS_HELLO, Sort.SECURITY_KEY}
    assert sorts[Sort.SECURITY_KEY].is_any
    assert not sorts[Sort.SECURITY_KEY].attested


def test_with_attestation_any_key_is_any_that_can_be_attested() -> None:
    sorts = {each.sort: each for each in found(profile(behavior="none")).sure}
    assert set(sorts) == {Sort.AUTHENTICATOR, Sort.SECURITY_KEY}
    assert sorts[Sort.SECURITY_KEY].attested


def test_any_synced_passkey_names_the_two_best_known() -> None:
    (choice,) = found(profile(types=("synced",), attested=False, behavior="none")).sure
    assert choice.is_any
    assert choice.models == ("Apple Passwords (iCloud Keychain)", "Google Password Manager")


def test_a_listed_password_manager_is_named_and_no_other() -> None:
    (choice,) = found(profile(APPLE, types=("synced",), attested=False)).sure
    assert (choice.models, choice.is_any) == (("Apple Passwords (iCloud Keychain)",), False)


def test_synced_passkeys_are_never_attested() -> None:
    assert found(profile(types=("synced",), behavior="none")).sure == ()


def test_profiles_add_up() -> None:
    sorts = [each.sort for each in found(profile(YUBIKEY), profile(APPLE, types=("synced",), attested=False)).sure]
    assert sorts == [Sort.SECURITY_KEY, Sort.SYNCED]


def test_what_a_block_list_names_is_left_out() -> None:
    sorts = [each.sort for each in found(profile(IOS, ANDROID, behavior="block")).sure]
    assert sorts == [Sort.SECURITY_KEY]


@pytest.mark.parametrize("behavior", ["not in the files", "somethingNew"])
def test_what_is_not_known_is_no_promise(behavior: str) -> None:
    choices = found(profile(behavior=behavior))
    assert choices.sure == ()
    assert Sort.SECURITY_KEY in choices.perhaps


def test_a_model_without_a_name_is_kept_as_its_aaguid() -> None:
    choices = found(profile(NOWHERE))
    assert (choices.sure, choices.unnamed) == ((), (NOWHERE,))


def test_no_profile_no_choice() -> None:
    assert found() == Choices()
