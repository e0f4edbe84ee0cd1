"""Passkeys in words: which types of which models, with or without attestation."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.authenticators.display import shortest_names
from passkeyctl.insight.proof.regions import OTHER, Cell
from passkeyctl.insight.proof.symbolic import Phase
from passkeyctl.render.value_text import PlanView

_BOUND, _ATTESTED, _SYNCED = ("deviceBound", False), ("deviceBound", True), ("synced", False)
_WORDS = {
    frozenset({_BOUND, _ATTESTED, _SYNCED}): "passkeys of every type",
    frozenset({_BOUND, _ATTESTED}): "device-bound passkeys",
    frozenset({_SYNCED}): "synced passkeys",
    frozenset({_ATTESTED}): "device-bound passkeys with attestation",
    frozenset({_BOUND}): "device-bound passkeys without attestation",
    frozenset({_BOUND, _SYNCED}): "passkeys of every type without attestation",
    frozenset({_ATTESTED, _SYNCED}): "synced passkeys, and device-bound ones with attestation",
}


def passkeys_in_words(cells: Iterable[Cell], models: frozenset[str], view: PlanView) -> tuple[str, ...]:
    """`device-bound passkeys of every model but yubikey-5-nfc`; one text for models of which the same is said."""
    by_model: dict[str, set[tuple[str, bool]]] = {}
    for each in cells:
        by_model.setdefault(each.aaguid, set()).add((each.passkey_type, each.is_attested))
    alike: dict[frozenset[tuple[str, bool]], set[str]] = {}
    for model, kinds in by_model.items():
        alike.setdefault(frozenset(kinds), set()).add(model)
    return tuple(
        sorted(f"{_WORDS[kinds]} of {_models(frozenset(named), models, view)}" for kinds, named in alike.items())
    )


def _models(named: frozenset[str], models: frozenset[str], view: PlanView) -> str:
    if OTHER not in named:
        return _list(named, view)
    left = models - named
    return f"every model but {_list(left, view)}" if left else "every model"


def _list(aaguids: frozenset[str], view: PlanView) -> str:
    return ", ".join(shortest_names(aaguids, view.catalogue, view.house))


PHASES = {
    Phase.SIGN_IN: "sign in with",
    Phase.REGISTRATION: "register",
    Phase.SELF_SERVICE: "register without an administrator",
}
