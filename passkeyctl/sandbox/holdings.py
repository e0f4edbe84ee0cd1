"""What somebody can show when a policy asks: combinations of methods in Graph's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.company import Company, rows_reaching
from passkeyctl.sandbox.defaults import CROSS_TENANT, FIDO2, METHODS, REGISTRATIONS
from passkeyctl.sandbox.evaluate_people import Caller
from passkeyctl.sandbox.jsonread import as_text, objects, part, texts
from passkeyctl.sandbox.passkey_rules import Profile, profiles_for, usable_keys
from passkeyctl.sandbox.tenant import Tenant

_PUSH = "password,microsoftAuthenticatorPush"
_DEVICE_KEY = "windowsHelloForBusiness"
# The report's words, what they can be used as, and the method that has to be on for it.
_COMBINATIONS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "microsoftAuthenticatorPush": ((_PUSH, "MicrosoftAuthenticator"),),
        "microsoftAuthenticatorPasswordless": (
            ("deviceBasedPush", "MicrosoftAuthenticator"),
            (_PUSH, "MicrosoftAuthenticator"),
        ),
        "softwareOneTimePasscode": (("password,softwareOath", "SoftwareOath"),),
        "hardwareOneTimePasscode": (("password,hardwareOath", "HardwareOath"),),
        "mobilePhone": (("password,sms", "Sms"), ("password,voice", "Voice")),
        "alternateMobilePhone": (("password,voice", "Voice"),),
        "officePhone": (("password,voice", "Voice"),),
        _DEVICE_KEY: ((_DEVICE_KEY, ""),),
        "macOsSecureEnclaveKey": ((_DEVICE_KEY, ""),),
    }
)
_ON_A_DEVICE = frozenset({_DEVICE_KEY, "deviceBasedPush"})


@dataclass(frozen=True, slots=True)
class Held:
    """`keys` are the AAGUIDs of passkeys that work; with one of them, `fido2` stands among the combinations."""

    combinations: frozenset[str]
    keys: frozenset[str] = frozenset()
    is_device_managed: bool = False

    def without_devices(self) -> Held:
        """The same person whose passkeys and device keys don't work today."""
        return replace(self, combinations=self.combinations - _ON_A_DEVICE - {"fido2"}, keys=frozenset())


class Wardrobe:
    """Looks up what each of the tenant's people holds; reads the configuration once."""

    def __init__(self, tenant: Tenant, company: Company) -> None:
        self._company = company
        self._methods = {as_text(each["id"]): each for each in tenant.rows(METHODS)}
        self._words = {
            as_text(each["id"]).lower(): texts(each.get("methodsRegistered")) for each in tenant.rows(REGISTRATIONS)
        }
        trusts = [part(each, "inboundTrust") for each in tenant.rows(CROSS_TENANT)]
        self._trusts_guests = any(each.get("isMfaAccepted") is True for each in trusts)
        self.allows_self_service = self._methods[FIDO2].get("isSelfServiceRegistrationAllowed") is not False

    def profiles(self, caller: Caller) -> tuple[Profile, ...]:
        return profiles_for(self._methods[FIDO2], caller)

    def held(self, user: JsonObject, caller: Caller, span: tuple[datetime, datetime] | None = None) -> Held:
        """`span` is when a Temporary Access Pass may be used; without it, none is."""
        words = self._words.get(caller.id, [])
        found = {"password"}
        for word in words:
            found |= {name for name, method in _COMBINATIONS.get(word, ()) if self._is_on(method, caller)}
        if caller.is_guest and self._trusts_guests:
            found.add(_PUSH)
        keys = usable_keys(user, self.profiles(caller))
        if keys:
            found.add("fido2")
        if span is not None and self._is_on("TemporaryAccessPass", caller):
            found |= {_pass_word(each) for each in usable_passes(user, *span)}
        managed = user.get("onPremisesSyncEnabled") is True or _DEVICE_KEY in words
        return Held(frozenset(found), keys, managed)

    def put_on(self, caller: Caller, word: str) -> None:
        """Somebody has registered something of this kind."""
        self._words[caller.id] = [word, *self._words.get(caller.id, [])]

    def _is_on(self, method: str, caller: Caller) -> bool:
        """A method without a configuration is left to older settings, and counts as on."""
        return method not in self._methods or bool(rows_reaching(self._methods[method], caller))


def usable_passes(user: JsonObject, since: datetime, until: datetime) -> list[JsonObject]:
    """Those that are good at some time from `since` to `until`."""
    return [each for each in objects(user.get("passes")) if _is_good(each, since, until)]


def _is_good(row: JsonObject, since: datetime, until: datetime) -> bool:
    if row.get("methodUsabilityReason") in ("OneTimeUsed", "Expired", "DisabledByPolicy"):
        return False
    start = pass_start(row)
    minutes = row.get("lifetimeInMinutes")
    if start is None or not isinstance(minutes, int):
        return row.get("isUsable") is not False
    return start <= until and since < start + timedelta(minutes=minutes)


def pass_start(row: JsonObject) -> datetime | None:
    """From when on a Temporary Access Pass is good, where it says so."""
    value = row.get("startDateTime") or row.get("createdDateTime")
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def _pass_word(row: JsonObject) -> str:
    return "temporaryAccessPassOneTime" if row.get("isUsableOnce") else "temporaryAccessPassMultiUse"
