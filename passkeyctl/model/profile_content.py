"""Which passkeys a profile accepts, compared: needed to know what loosens and what narrows."""

from __future__ import annotations

from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import PASSKEY_TYPES
from passkeyctl.model.values import Value


def accepts_all_of(wider: Fields, narrower: Fields) -> bool:
    """Whether every passkey that `narrower` accepts, at registration or sign-in, is accepted by `wider`."""
    return types_allow(wider, narrower) and attestation_allows(wider, narrower) and models_allow(wider, narrower)


def types_allow(wider: Fields, narrower: Fields) -> bool:
    """A profile that does not say its types may accept any: unknown is never narrow."""
    return _members(wider["passkeyTypes"]) >= (_members(narrower["passkeyTypes"]) or frozenset(PASSKEY_TYPES))


def attestation_allows(wider: Fields, narrower: Fields) -> bool:
    """A third value of Graph's is unknown, and unknown is never looser."""
    return wider["enforceAttestation"] is False or wider["enforceAttestation"] == narrower["enforceAttestation"]


def models_allow(wider: Fields, narrower: Fields) -> bool:
    wide, narrow = _models(wider), _models(narrower)
    match wider["keyRestrictions.behavior"], narrower["keyRestrictions.behavior"]:
        case "none", _:
            return True
        case "block", "block":
            return wide <= narrow
        case "block", "allow":
            return not wide & narrow
        case "block", "none":
            return not wide
        case "allow", "allow":
            return wide >= narrow
        case _:
            return False


def _models(fields: Fields) -> frozenset[str]:
    return _members(fields["keyRestrictions.authenticators"])


def _members(value: Value) -> frozenset[str]:
    return frozenset(str(each) for each in value) if isinstance(value, frozenset) else frozenset()
