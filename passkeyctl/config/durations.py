"""`30m`, `4h` and `7d`: how often people sign in again, how long a pass lasts."""

from __future__ import annotations

from passkeyctl.config.spots import Keys, Spot
from passkeyctl.model.values import SignInFrequency

_UNITS = {"h": "hours", "d": "days"}
_MINUTES = {"m": 1, "h": 60, "d": 24 * 60}

SHORTEST_AND_LONGEST = (10, 30 * 24 * 60)
"""Lifetimes of a Temporary Access Pass in minutes
(https://learn.microsoft.com/graph/api/resources/temporaryaccesspassauthenticationmethodconfiguration)."""


def minutes(text: str) -> int:
    """A length of time in minutes; digits that no time needs count as too long."""
    count = text[:-1]
    return int(count[:9]) * _MINUTES[text[-1]] * (1 if len(count) < 10 else 10)


def frequency(spot: Spot) -> SignInFrequency:
    """A sign-in frequency in its short or its long form."""
    if not isinstance(spot.value, Keys):
        return _every(spot.text, SignInFrequency().scope)
    every, scope = spot.value.text("every"), spot.value.text("for")
    return _every(every or "everyTime", scope or SignInFrequency().scope)


def _every(text: str, scope: str) -> SignInFrequency:
    if text == "everyTime":
        return SignInFrequency(scope=scope)
    return SignInFrequency(int(text[:-1]), _UNITS[text[-1]], scope)
