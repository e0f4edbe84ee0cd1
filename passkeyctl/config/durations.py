"""`4h` and `7d`: how often people sign in again."""

from __future__ import annotations

from passkeyctl.config.spots import Keys, Spot
from passkeyctl.model.values import SignInFrequency

_UNITS = {"h": "hours", "d": "days"}


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
