"""How people come to a passkey: some at once, most within ten days, and nobody without a way in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.authenticators import Model
from passkeyctl.sandbox.defaults import MFA_COMBINATIONS, REGISTRATIONS
from passkeyctl.sandbox.evaluate_people import Caller
from passkeyctl.sandbox.holdings import Wardrobe, pass_start, usable_passes
from passkeyctl.sandbox.jsonread import as_object, as_text, objects, texts
from passkeyctl.sandbox.passkey_rules import model_for, usable_keys
from passkeyctl.sandbox.tenant import Tenant
from passkeyctl.sandbox.verdicts import ENFORCED, Judge, Verdict

Standing = Literal["out", "holding", "registered", "stuck", "waiting"]
_DAY = timedelta(days=1)
_SOON, _LAST = 10, 13  # nine in ten have registered after so many days, everybody after these
_ANY_TWO = frozenset(MFA_COMBINATIONS)


class Luck(Protocol):
    """Chance about somebody, the same whenever it is asked."""

    def of(self, day: int, *about: str) -> float: ...


def at(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Registering:
    """Keeps for each person how many days they have been able to register."""

    def __init__(self, tenant: Tenant, judge: Judge, wardrobe: Wardrobe, luck: Luck) -> None:
        self._tenant = tenant
        self._judge = judge
        self._wardrobe = wardrobe
        self._luck = luck
        self._waited = dict(as_object(tenant.setting("waited") or {}))
        self._reports = {as_text(each["id"]).lower(): each for each in tenant.rows(REGISTRATIONS)}
        self._changed: set[str] = set()

    def live(self, user: JsonObject, caller: Caller, start: datetime, day: int) -> Standing:
        """What this day brings to one person; `user` gets the passkey."""
        profiles = () if caller.is_guest else self._wardrobe.profiles(caller)
        if not profiles:
            return "out"
        if usable_keys(user, profiles):
            return "holding"
        model = model_for(profiles, _phone(self._luck, caller), self._luck.of(0, caller.id, "fancy"))
        if model is None or not self._wardrobe.allows_self_service or not self._has_way_in(user, caller, start):
            return "stuck"
        passes = usable_passes(user, start, start + _DAY)
        waited = self._waited.get(caller.id, 0)
        assert isinstance(waited, int)
        self._waited[caller.id] = waited + 1
        if not passes and waited + 1 < _patience(self._luck.of(0, caller.id, "patience")):
            return "waiting"
        begin = max([start, *(pass_start(each) or start for each in passes[:1])])
        self._register(user, caller, model, _moment(begin, self._luck.of(day, caller.id, "registers")))
        return "registered"

    def _has_way_in(self, user: JsonObject, caller: Caller, start: datetime) -> bool:
        """Two factors, and whatever is asked of those who register security information."""
        held = self._wardrobe.held(user, caller, (start, start + _DAY))
        if not held.combinations & _ANY_TWO:
            return False
        return all(
            self._judge.verdict(policy, held) is Verdict.MET
            for policy, applies in self._judge.on_registration("windows", caller)
            if applies and policy["state"] == ENFORCED
        )

    def _register(self, user: JsonObject, caller: Caller, model: Model, moment: datetime) -> None:
        passes: list[JsonValue] = [_after_use(each) for each in objects(user.get("passes"))]
        if passes:
            user["passes"] = passes
        user["fido2Methods"] = [*objects(user.get("fido2Methods")), _key(caller, model, moment)]
        self._wardrobe.put_on(caller, model.word)
        before = self._reports.get(caller.id) or _new_report(user)
        words: list[JsonValue] = [*dict.fromkeys((model.word, *texts(before.get("methodsRegistered"))))]
        self._reports[caller.id] = {
            **before,
            "isMfaRegistered": True,
            "isMfaCapable": True,
            "isPasswordlessCapable": True,
            "systemPreferredAuthenticationMethods": ["Fido2"],
            "methodsRegistered": words,
            "lastUpdatedDateTime": at(moment),
        }
        self._changed.add(caller.id)
        self._waited.pop(caller.id, None)

    def reports(self) -> Iterable[JsonObject]:
        """The rows of the registration report that are new."""
        return [self._reports[each] for each in sorted(self._changed)]

    def keep(self) -> None:
        self._tenant.set_setting("waited", self._waited or None)


def _patience(chance: float) -> int:
    """After how many days somebody gets round to it; most of them early."""
    if chance < 0.9:
        return 1 + int((chance / 0.9) ** 1.5 * _SOON)
    return _SOON + 1 + int((chance - 0.9) / 0.1 * (_LAST - _SOON))


def _phone(luck: Luck, caller: Caller) -> str:
    return "iOS" if luck.of(0, caller.id, "phone") < 0.5 else "android"


def _moment(begin: datetime, chance: float) -> datetime:
    """Within the ten minutes that a pass for one use gives, once it was used."""
    return begin + timedelta(seconds=int(chance * 540))


def _after_use(row: JsonObject) -> JsonObject:
    """A pass for one use has been used; another is good until its time is over."""
    if row.get("isUsableOnce") is not True:
        return row
    return {**row, "isUsable": False, "methodUsabilityReason": "OneTimeUsed"}


def _key(caller: Caller, model: Model, moment: datetime) -> JsonObject:
    digest = hashlib.sha256(f"{caller.id}|{model.aaguid}|{at(moment)}".encode()).hexdigest()
    return {
        "id": digest[:32],
        "displayName": model.name,
        "createdDateTime": at(moment),
        "aaGuid": model.aaguid,
        "model": model.name,
        "attestationCertificates": [digest[32:]] if model.is_attested else [],
        "attestationLevel": "attested" if model.is_attested else "notAttested",
        "passkeyType": model.passkey_type,
    }


def _new_report(user: JsonObject) -> JsonObject:
    """The report's row of somebody whom it didn't have."""
    return {
        "id": user["id"],
        "userPrincipalName": user.get("userPrincipalName"),
        "userDisplayName": user.get("displayName"),
        "userType": "member",
        "isAdmin": False,
        "isSsprRegistered": False,
        "isSsprEnabled": True,
        "isSsprCapable": False,
        "isSystemPreferredAuthenticationMethodEnabled": True,
        "userPreferredMethodForSecondaryAuthentication": "none",
        "methodsRegistered": [],
    }
