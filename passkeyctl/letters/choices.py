"""What people may register: the authenticators that their profiles admit together, as people know them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from passkeyctl.authenticators.entries import Attestable, Authenticator, AuthenticatorKind, PasskeyType
from passkeyctl.insight.kleene import some
from passkeyctl.insight.passkeys.acceptance import admits, members
from passkeyctl.insight.passkeys.sorts import CAN_BE
from passkeyctl.model.fields import Fields
from passkeyctl.model.people import KeyModel


class Sort(StrEnum):
    """Sorts of authenticators that are set up in different ways; the value is what templates call them."""

    AUTHENTICATOR = "authenticator"
    WINDOWS_HELLO = "windowsHello"
    SECURITY_KEY = "securityKey"
    SYNCED = "synced"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Choice:
    """One sort that may be registered. `models` are names of products; `is_any`: these are only examples.

    `in_app`: set up inside the app and nowhere else, since attestation is on. `attested`: only models that Entra can
    attest. `platforms` are `iOS` and `Android` for Microsoft Authenticator.
    """

    sort: Sort
    models: tuple[str, ...]
    is_any: bool = False
    in_app: bool = False
    attested: bool = False
    platforms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """`sure` may be registered; of `perhaps` the settings at hand don't tell. `unnamed` are AAGUIDs without a name."""

    sure: tuple[Choice, ...] = ()
    perhaps: tuple[Sort, ...] = ()
    unnamed: tuple[str, ...] = ()

    def of(self, sort: str) -> Choice | None:
        return next((each for each in self.sure if each.sort == sort), None)


AUTHENTICATOR_FAMILY, HELLO_FAMILY = "microsoft-authenticator", "windows-hello"
BEST_KNOWN = ("apple-passwords", "google-password-manager")
"""Of password managers, where any will do."""
ANOTHER = "a model that no list names"


def choices_of(profiles: Iterable[Fields], catalogue: Iterable[Authenticator]) -> Choices:
    """A passkey may be registered if any profile admits it."""
    given = tuple(profiles)
    entries = tuple(each for each in catalogue if each.is_ordinary)
    found = [_Found(sort, given, tuple(each for each in entries if sort_of(each) is sort)) for sort in Sort]
    known = {each.aaguid for each in entries}
    return Choices(
        tuple(choice for each in found for choice in each.choice()),
        tuple(each.sort for each in found if each.is_open),
        tuple(sorted(listed_models(given) - known)),
    )


def listed_models(profiles: Iterable[Fields]) -> frozenset[str]:
    """AAGUIDs that some profile allows by name."""
    path = "keyRestrictions.authenticators"
    return frozenset[str]().union(*(members(each, path) for each in profiles if _allows(each)))


def sort_of(entry: Authenticator) -> Sort:
    if entry.family == AUTHENTICATOR_FAMILY:
        return Sort.AUTHENTICATOR
    if entry.family == HELLO_FAMILY:
        return Sort.WINDOWS_HELLO
    if entry.kind is AuthenticatorKind.SECURITY_KEY:
        return Sort.SECURITY_KEY
    return Sort.SYNCED if entry.passkey_type is PasskeyType.SYNCED else Sort.OTHER


def product_name(entry: Authenticator) -> str:
    """As the catalogue calls it, with its firmware where that tells models apart."""
    return f"{entry.model} (firmware {entry.firmware})" if entry.firmware else entry.model


@dataclass(frozen=True, slots=True)
class _Found:
    """The models of one sort, under these profiles."""

    sort: Sort
    profiles: tuple[Fields, ...]
    entries: tuple[Authenticator, ...]

    def choice(self) -> Iterator[Choice]:
        admitted = [each for each in self.entries if self._admits(each) is True]
        if self.sort is Sort.OTHER:
            admitted = [each for each in admitted if each.aaguid in listed_models(self.profiles)]
        is_any = self._takes_any()
        if not admitted:
            return
        yield Choice(
            self.sort,
            _names(admitted, self.sort, is_any=is_any),
            is_any=is_any,
            in_app=self.sort is Sort.AUTHENTICATOR and not self._unattested(admitted),
            attested=self.sort is Sort.SECURITY_KEY and not self._unattested(admitted),
            platforms=_platforms(admitted) if self.sort is Sort.AUTHENTICATOR else (),
        )

    @property
    def is_open(self) -> bool:
        answers = [self._admits(each) for each in self.entries]
        return self.sort is not Sort.OTHER and True not in answers and None in answers

    def _admits(self, entry: Authenticator) -> bool | None:
        return some(admits(profile, key) for profile in self.profiles for key in _keys(entry))

    def _takes_any(self) -> bool:
        """One sort of passkey stands for those that nobody has listed."""
        if self.sort in (Sort.AUTHENTICATOR, Sort.WINDOWS_HELLO, Sort.OTHER):
            return False
        synced = self.sort is Sort.SYNCED
        key = KeyModel(ANOTHER, "synced" if synced else "deviceBound", not synced)
        return any(admits(profile, key) is True for profile in self.profiles)

    def _unattested(self, admitted: Iterable[Authenticator]) -> bool:
        """Whether some profile admits one of them without looking at its attestation."""
        keys = [KeyModel(each.aaguid, "deviceBound", False) for each in admitted]
        return any(admits(profile, key) is True for profile in self.profiles for key in keys)


def _keys(entry: Authenticator) -> Iterator[KeyModel]:
    attested = {Attestable.YES: True, Attestable.IN_APP: True, Attestable.NO: False}.get(entry.attestable)
    types = CAN_BE.get(entry.passkey_type)
    if types is None:
        yield KeyModel(entry.aaguid, None, attested)
        return
    yield from (KeyModel(entry.aaguid, each, attested) for each in sorted(types))


def _names(admitted: list[Authenticator], sort: Sort, *, is_any: bool) -> tuple[str, ...]:
    if sort is Sort.SECURITY_KEY and is_any:
        return ()
    if sort is Sort.SYNCED and is_any:
        admitted = [each for each in admitted if each.alias in BEST_KNOWN]
    return tuple(dict.fromkeys(product_name(each) for each in admitted))


def _platforms(admitted: list[Authenticator]) -> tuple[str, ...]:
    words = {"microsoft-authenticator-ios": "iOS", "microsoft-authenticator-android": "Android"}
    return tuple(word for alias, word in words.items() if any(each.alias == alias for each in admitted))


def _allows(profile: Fields) -> bool:
    return profile["keyRestrictions.behavior"] == "allow"
