"""Which passkeys a profile accepts, compared: needed to know what loosens and what narrows."""

from __future__ import annotations

from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import PASSKEY_TYPES
from passkeyctl.model.values import Value


def accepts_all_of(wider: Fields, narrower: Fields) -> bool:
    """Whether every passkey that `narrower` accepts, at registration or sign-in, is accepted by `wider`."""
    return (
        _members(wider["passkeyTypes"]) >= _types(narrower)
        and _attestation_allows(wider["enforceAttestation"], narrower["enforceAttestation"])
        and _models_allow(wider, narrower)
    )


def _types(fields: Fields) -> frozenset[str]:
    """A profile that does not say its types may accept any: unknown is never narrow."""
    return _members(fields["passkeyTypes"]) or frozenset(PASSKEY_TYPES)


def _attestation_allows(wider: Value, narrower: Value) -> bool:
    """A third value of Graph's is unknown, and unknown is never looser."""
    return wider is False or wider == narrower


def _models_allow(wider: Fields, narrower: Fields) -> bool:
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
