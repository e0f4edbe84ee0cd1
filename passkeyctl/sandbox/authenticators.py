"""The authenticators that people in the sandbox own. AAGUIDs as their makers publish them.

https://learn.microsoft.com/entra/identity/authentication/concept-fido2-hardware-vendor
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Model:
    """A model of authenticator as Graph shows a key made with it; `word` is the report's."""

    aaguid: str
    name: str
    word: str = "passKeyDeviceBound"
    passkey_type: str = "deviceBound"
    is_attested: bool = True


YUBIKEYS = (
    Model("a25342c0-3cdc-4414-8e46-f4807fca511c", "YubiKey 5 Series with NFC"),
    Model("d7781e5d-e353-46aa-afe2-3ca49f13332a", "YubiKey 5 Series with NFC"),
)
TOKEN2 = Model("eabb46cc-e241-80bf-ae9e-96fa6d2975cf", "Token2 PIN Plus")
AUTHENTICATOR_IOS = Model(
    "90a3ccdf-635c-4729-a248-9b709135078f", "Microsoft Authenticator (iOS)", "passKeyDeviceBoundAuthenticator"
)
AUTHENTICATOR_ANDROID = Model(
    "de1e552d-db1d-4423-a619-566b625cdc84", "Microsoft Authenticator (Android)", "passKeyDeviceBoundAuthenticator"
)
ICLOUD = Model("fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "iCloud Keychain", "passKeySynced", "synced", is_attested=False)
GOOGLE = Model(
    "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "Google Password Manager", "passKeySynced", "synced", is_attested=False
)
WINDOWS_HELLO = Model(
    "08987058-cadc-4b81-b6e1-30de50dcbe96", "Windows Hello", "passKeyDeviceBoundWindowsHello", is_attested=False
)
_OTHER_WINDOWS_HELLO = tuple(
    Model(aaguid, "Windows Hello", "passKeyDeviceBoundWindowsHello", is_attested=False)
    for aaguid in ("9ddd1817-af5a-4672-a2b9-3e3dd95000a9", "6028b017-b1d4-4c02-b4b3-afcdafc96bb2")
)
KNOWN = (
    *YUBIKEYS,
    TOKEN2,
    AUTHENTICATOR_IOS,
    AUTHENTICATOR_ANDROID,
    ICLOUD,
    GOOGLE,
    WINDOWS_HELLO,
    *_OTHER_WINDOWS_HELLO,
)


def within_reach(phone: str) -> tuple[Model, ...]:
    """What somebody with this phone and a Windows computer can use, the likeliest first; keys are handed out."""
    if phone == "iOS":
        return AUTHENTICATOR_IOS, ICLOUD, WINDOWS_HELLO, *YUBIKEYS, TOKEN2, *_OTHER_WINDOWS_HELLO
    return AUTHENTICATOR_ANDROID, GOOGLE, WINDOWS_HELLO, *YUBIKEYS, TOKEN2, *_OTHER_WINDOWS_HELLO
