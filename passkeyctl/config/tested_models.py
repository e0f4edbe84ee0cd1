"""Names of passkeys in policy tests -> AAGUIDs, by the catalogue and the house aliases of the files beside them."""

from __future__ import annotations

from passkeyctl.authenticators import catalogue, faults
from passkeyctl.authenticators.entries import PasskeyType
from passkeyctl.config.spots import Spot
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.model.desired import Configuration
from passkeyctl.model.passkeys import PASSKEY_TYPES

_DEVICE_BOUND, _SYNCED = PASSKEY_TYPES
_CAN_BE = {
    PasskeyType.DEVICE_BOUND: frozenset({_DEVICE_BOUND}),
    PasskeyType.SYNCED: frozenset({_SYNCED}),
}


class TestedModels:
    """`expand` tells a name that means nothing and answers with nothing."""

    def __init__(self, configuration: Configuration | None, found: list[Diagnostic]) -> None:
        self._house = configuration.house_authenticators if configuration is not None else {}
        self._date = configuration.catalogue if configuration is not None else None
        self._found = found
        self._opened: catalogue.Catalogue | None = None

    def expand(self, spot: Spot) -> frozenset[str]:
        outcome = catalogue.expand(spot.text, self._catalogue(), self._house)
        if isinstance(outcome, catalogue.Expansion):
            return frozenset(outcome.aaguids)
        self._found.append(faults.diagnose(outcome, spot.place))
        return frozenset()

    def types(self, aaguids: frozenset[str]) -> frozenset[str]:
        """Every type that one of these models can hold; one that is not known can hold either."""
        known = self._catalogue().by_aaguid
        found = (known[each].passkey_type if each in known else PasskeyType.UNKNOWN for each in aaguids)
        return frozenset().union(*(_CAN_BE.get(each, frozenset(PASSKEY_TYPES)) for each in found))

    def _catalogue(self) -> catalogue.Catalogue:
        if self._opened is None:
            loaded = catalogue.load(self._date)
            assert isinstance(loaded, catalogue.Catalogue)  # the files were refused otherwise
            self._opened = loaded
        return self._opened
