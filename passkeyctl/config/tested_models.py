"""Names of passkeys in policy tests -> the passkeys that they stand for, by the catalogue and the house aliases."""

from __future__ import annotations

from passkeyctl.authenticators import catalogue, faults
from passkeyctl.authenticators.entries import Attestable, PasskeyType
from passkeyctl.config.spots import Spot
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.model.desired import Configuration
from passkeyctl.model.passkeys import PASSKEY_TYPES
from passkeyctl.model.people import KeyModel

DEVICE_BOUND, SYNCED = PASSKEY_TYPES
_CAN_BE = {PasskeyType.DEVICE_BOUND: (DEVICE_BOUND,), PasskeyType.SYNCED: (SYNCED,)}
_ATTESTED = {Attestable.YES: True, Attestable.IN_APP: True, Attestable.NO: False}
"""Of what Microsoft's table lists. A model that it doesn't list may have been added since."""


class ModelsInTests:
    """`keys` tells a name that means nothing and answers with nothing."""

    def __init__(self, configuration: Configuration | None, found: list[Diagnostic]) -> None:
        self._house = configuration.house_authenticators if configuration is not None else {}
        self._date = configuration.catalogue if configuration is not None else None
        self._found = found
        self._opened: catalogue.Catalogue | None = None

    def keys(self, spot: Spot, passkey_type: str | None = None) -> tuple[KeyModel, ...]:
        """Every passkey that one of these models can hold; of a model that is not known, either type."""
        outcome = catalogue.expand(spot.text, self._catalogue(), self._house)
        if isinstance(outcome, catalogue.Expansion):
            types = (passkey_type,) if passkey_type else ()
            return tuple(key for each in outcome.aaguids for key in self._of_model(each, types))
        self._found.append(faults.diagnose(outcome, spot.place))
        return ()

    def _of_model(self, aaguid: str, types: tuple[str, ...]) -> tuple[KeyModel, ...]:
        known = self._catalogue().by_aaguid.get(aaguid)
        can_be = _CAN_BE.get(known.passkey_type, PASSKEY_TYPES) if known is not None else PASSKEY_TYPES
        attested = _ATTESTED.get(known.attestable) if known is not None else None
        return tuple(KeyModel(aaguid, each, attested if each == DEVICE_BOUND else False) for each in types or can_be)

    def _catalogue(self) -> catalogue.Catalogue:
        if self._opened is None:
            loaded = catalogue.load(self._date)
            assert isinstance(loaded, catalogue.Catalogue)  # the files were refused otherwise
            self._opened = loaded
        return self._opened
