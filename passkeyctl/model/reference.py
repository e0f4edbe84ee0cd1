"""A name in a file that stands for an object in the tenant."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from passkeyctl.diagnostics import SourceRange


class RefKind(StrEnum):
    GROUP = "group"
    USER = "user"
    ROLE = "role"
    APPLICATION = "application"
    SERVICE_PRINCIPAL = "service principal"
    STRENGTH = "authentication strength"
    LOCATION = "named location"
    CONTEXT = "authentication context"
    PROFILE = "passkey profile"


@dataclass(frozen=True, slots=True)
class Reference:
    """What a file says about one object: a name, an id, or both (then the id decides and the name must agree).

    `written` is the text as it stands in the file (an alias, a name or an id). For strengths and profiles `name` may
    be a local id: resolving tries that first.
    """

    kind: RefKind
    written: str
    name: str | None = None
    id: str | None = None
    source: SourceRange | None = field(default=None, compare=False)
