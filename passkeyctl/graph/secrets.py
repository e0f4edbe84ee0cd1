"""What must not be printed even where the tool itself is at fault: a trace may quote anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from passkeyctl.graph.assertions import AZURE_TOKEN, GITHUB_TOKEN, ID_TOKEN
from passkeyctl.graph.clouds import ACCESS_TOKEN

_SECRETS = (
    *(ACCESS_TOKEN, ID_TOKEN, GITHUB_TOKEN, AZURE_TOKEN),
    *("AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PASSWORD", "IDENTITY_HEADER"),
)
# Every JWT begins with `{"`, which is `eyJ` in its alphabet.
_JWT = re.compile(r"\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*")
_SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Mask:
    """Takes these secrets, and whatever looks like a token, out of a text."""

    secrets: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Self:
        """What is shorter than any secret is left: every `t` of a text would go with it."""
        values = (environ.get(name, "").strip() for name in _SECRETS)
        return cls(tuple(each for each in values if len(each) >= _SHORTEST))

    def also(self, secret: str) -> Mask:
        return Mask((*self.secrets, secret))

    def __call__(self, text: str) -> str:
        for each in self.secrets:
            text = text.replace(each, "***").replace(repr(each)[1:-1], "***")
        return _JWT.sub("***", text)


NOTHING_KNOWN = Mask()
