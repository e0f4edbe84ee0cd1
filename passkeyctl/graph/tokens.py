"""Access tokens: where they come from, and what can be read in one without checking its signature."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Protocol

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.facts import SignedIn


class TokenSource(Protocol):
    """Gives the token for the next request; `claims` is what Graph asked the new token to answer."""

    @property
    def hint(self) -> str:
        """What to do when Graph refuses the token."""

    async def token(self, claims: str | None = None) -> str: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class StaticToken:
    """A token from outside, which can't be renewed."""

    value: str = field(repr=False)
    hint: str = "get a new one and set PASSKEYCTL_ACCESS_TOKEN again"

    async def token(self, claims: str | None = None) -> str:  # noqa: ARG002 - there is only this one
        return self.value

    async def close(self) -> None:
        return None


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What an access token says of itself. Graph checks it; we only read it to say things early.

    `role_ids` are directory roles of a person, by template id; None: it does not say
    (`wids`, https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference).
    """

    tenant_id: str = ""
    person: str = ""
    app_id: str = ""
    app_name: str = ""
    scopes: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    expires_at: int | None = None
    audience: str = ""
    issuer: str = ""
    object_id: str = ""
    role_ids: frozenset[str] | None = None

    @property
    def granted(self) -> frozenset[str]:
        return self.scopes | self.roles

    @property
    def may_write(self) -> tuple[str, ...]:
        """Permissions that do more than read: `Policy.Read.All` and `Group.ReadBasic.All` only read."""
        return tuple(sorted(each for each in self.granted if not only_reads(each)))

    @property
    def signed_in(self) -> SignedIn | None:
        """Whoever it is for; only a person's token has scopes. None: it does not say."""
        if not self.object_id or not self.granted:
            return None
        return SignedIn(self.object_id, self.subject, is_person=bool(self.scopes), granted=self.granted)

    @property
    def subject(self) -> str:
        """The person, or else the application."""
        return self.person or self.app_name or self.app_id


def read_token(token: str) -> TokenFacts | None:
    """The claims of a JWT; None for an opaque token."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return None
    return _facts(claims) if isinstance(claims, dict) else None


def _facts(claims: JsonObject) -> TokenFacts:
    expires_at = claims.get("exp")
    return TokenFacts(
        tenant_id=_first(claims, "tid").lower(),
        person=_first(claims, "upn", "unique_name", "preferred_username"),
        app_id=_first(claims, "appid", "azp"),
        app_name=_first(claims, "app_displayname"),
        scopes=frozenset(_first(claims, "scp").split()),
        roles=frozenset(_texts(claims.get("roles"))),
        expires_at=expires_at if isinstance(expires_at, int) else None,
        audience=_first(claims, "aud"),
        issuer=_first(claims, "iss"),
        object_id=_first(claims, "oid").lower(),
        role_ids=frozenset(map(str.lower, _texts(claims["wids"]))) if "wids" in claims else None,
    )


def only_reads(permission: str) -> bool:
    """Whether nothing can be changed by it, as far as its name says."""
    parts = permission.split(".")
    # Scopes of sign-in itself (`openid`, `profile`) have one part.
    return len(parts) == 1 or any(each.startswith("Read") and "Write" not in each for each in parts[1:])


def _first(claims: JsonObject, *names: str) -> str:
    return next((value for name in names if isinstance(value := claims.get(name), str) and value), "")


def _texts(value: JsonValue) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
