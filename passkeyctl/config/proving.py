"""What the other steps of a roll-out's ladder know and have wrong with them, for messages about the whole of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from passkeyctl.config.composition import Step
from passkeyctl.config.merging import MAPS
from passkeyctl.config.spots import Keys
from passkeyctl.diagnostics import Diagnostic, Severity


def described(steps: Iterable[Sequence[Keys]]) -> frozenset[str]:
    """The addresses of all entries of some steps: what a waiver or a gate may be about although it isn't there yet."""
    return frozenset(address for documents in steps for keys in documents for address in _addresses(keys))


def _addresses(document: Keys) -> Iterator[str]:
    for section, spot in document.items():
        if section in MAPS:
            yield from (f"{section}.{name}" for name in spot.keys.spots)
    passkeys = document.get("passkeys")
    profiles = passkeys.keys.get("profiles") if passkeys is not None else None
    if profiles is not None:
        yield from (f"passkeys.profiles.{name}" for name in profiles.keys.spots)


def locals_of(addresses: Iterable[str], section: str) -> Iterator[str]:
    """The local ids of one section."""
    prefix = f"{section}."
    return (each.removeprefix(prefix) for each in addresses if each.startswith(prefix))


def only_there(step: Step, told: Collection[Diagnostic]) -> list[Diagnostic]:
    """The errors that only this step has; what is to be said besides is said when it is wanted."""
    known = {_said(each) for each in told}
    when = f"with the stage `{step.included[-1]}`" if step.included else "before the first stage"
    return [
        replace(each, detail=(*each.detail, f"so it is {when}"))
        for each in step.found
        if each.severity is Severity.ERROR and _said(each) not in known
    ]


def _said(each: Diagnostic) -> tuple[object, ...]:
    return each.code, each.summary, each.source
