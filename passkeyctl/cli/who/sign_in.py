"""The sign-in that somebody asks about: its words checked, its names found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, ip_address

from passkeyctl.config.faults import did_you_mean, nearest
from passkeyctl.errors import UsageError
from passkeyctl.insight.sign_in.sign_in import UNKNOWN_COUNTRY, SignIn
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.conditional_access import (
    AUTHENTICATION_FLOWS,
    CLIENT_APPS,
    INSIDER_RISK_LEVELS,
    PLATFORMS,
    RESOURCE_WORDS,
    USER_ACTIONS,
)
from passkeyctl.model.directory import Directory
from passkeyctl.model.reference import Reference, RefKind

RISKS = ("low", "medium", "high", "none")
WORDS = {
    "user_action": USER_ACTIONS,
    "platform": tuple(each for each in PLATFORMS if each != "all"),
    "client_app": tuple(each for each in CLIENT_APPS if each not in ("all", "easSupported")),
    "sign_in_risk": RISKS,
    "user_risk": RISKS,
    "insider_risk": (*INSIDER_RISK_LEVELS, "none"),
    "flow": AUTHENTICATION_FLOWS,
}
APP_WORDS = tuple(each for each in RESOURCE_WORDS if each in ("Office 365", "Microsoft Admin Portals"))
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SignInWords:
    """As they stand on the command line; empty: not said."""

    app: str = ""
    user_action: str = ""
    context: str = ""
    platform: str = ""
    client_app: str = ""
    location: str = ""
    ip: str = ""
    country: str = ""
    sign_in_risk: str = ""
    user_risk: str = ""
    insider_risk: str = ""
    flow: str = ""

    @property
    def are_said(self) -> bool:
        return self != SignInWords()

    def checked(self) -> SignInWords:
        """With each word in its own spelling; raises for one that is none, before anything is read."""
        if self.user_action and (self.app or self.context):
            raise UsageError("a sign-in is to an app or is a user action", hint="leave --app or --user-action out")
        found = {name: _word(name, getattr(self, name)) for name in WORDS}
        _address(self.ip)
        app = nearest(self.app, APP_WORDS) if self.app.casefold() in _folded(APP_WORDS) else self.app
        return replace(self, app=app or "", country=_country(self.country), **found)

    def references(self) -> tuple[Reference, ...]:
        """An app that is neither a word nor an id has to be looked up."""
        if not self.app or self.app in APP_WORDS or _GUID.fullmatch(self.app):
            return ()
        return (Reference(RefKind.APPLICATION, self.app, name=self.app),)

    def sign_in(self, directory: Directory, *states: TenantState) -> SignIn:
        """Names as ids; `states` are searched in order for contexts and locations."""
        return SignIn(
            resource=self._app(directory),
            user_action=self.user_action or None,
            context=_named(Kind.CONTEXT, self.context, states, "--context"),
            platform=self.platform or None,
            client_app=self.client_app or None,
            address=_address(self.ip),
            country=self.country or None,
            location=_named(Kind.LOCATION, self.location, states, "--location"),
            sign_in_risk=self.sign_in_risk or None,
            user_risk=self.user_risk or None,
            insider_risk=self.insider_risk or None,
            flow=self.flow or None,
        )

    def _app(self, directory: Directory) -> str | None:
        if not self.app or self.app in APP_WORDS:
            return self.app or None
        if _GUID.fullmatch(self.app):
            return self.app.lower()
        (reference,) = self.references()
        found = directory.found.get(reference, ())
        if len(found) == 1:
            return found[0].id
        if found:
            ids = ", ".join(each.id for each in found)
            raise UsageError(f"`--app {self.app}` is the name of {len(found)} applications", hint=f"use an id: {ids}")
        names = (name for (kind, _), name in directory.names.items() if kind is RefKind.APPLICATION)
        known = (*APP_WORDS, *sorted(names))
        close = nearest(self.app, known)
        raise UsageError(
            f"there is no application `{self.app}`",
            hint=f"did you mean `{close}`?"
            if close
            else "use the name of its service principal, or its application id",
        )


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(each.casefold() for each in words)


def _word(name: str, written: str) -> str:
    if not written:
        return ""
    known = WORDS[name]
    if written.casefold() in _folded(known):
        return nearest(written, known) or written
    option = f"--{name.replace('_', '-')}"
    raise UsageError(f"`{option} {written}` is not known", hint=did_you_mean(written, known))


def _address(written: str) -> IPv4Address | IPv6Address | None:
    if not written:
        return None
    try:
        return ip_address(written)
    except ValueError as fault:
        raise UsageError(f"`--ip {written}` is no address", hint="write it like 198.51.100.7 or 2001:db8::7") from fault


def _country(written: str) -> str:
    if not written or written.casefold() == UNKNOWN_COUNTRY:
        return written.casefold()
    if re.fullmatch("[A-Za-z]{2}", written) is None:
        raise UsageError(
            f"`--country {written}` is no country", hint=f"write two letters, as DK, or `{UNKNOWN_COUNTRY}`"
        )
    return written.upper()


def _named(kind: Kind, written: str, states: tuple[TenantState, ...], option: str) -> str | None:
    """By id, else by name; of two states, the later says what is meant."""
    if not written:
        return None
    held = [each for state in reversed(states) for each in state.of(kind)]
    for by_name in (False, True):
        ids = {each.id for each in held if (each.name if by_name else each.id).casefold() == written.casefold()}
        if len(ids) == 1:
            return ids.pop()
        if ids:
            raise UsageError(
                f"`{option} {written}` is the name of {len(ids)} objects", hint=f"use an id: {', '.join(sorted(ids))}"
            )
    names = sorted({each.name for each in held} | ({each.id for each in held} if kind is Kind.CONTEXT else set()))
    raise UsageError(f"`{option} {written}` is not there", hint=did_you_mean(written, names))
