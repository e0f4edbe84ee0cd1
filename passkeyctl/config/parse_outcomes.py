"""`expect:` of a policy test -> Expectation."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.config.faults import did_you_mean, fault
from passkeyctl.config.references import reference
from passkeyctl.config.schema_tests import NO, SORTS, YES
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.config.tested_models import ModelsInTests
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.model.conditional_access import GRANT_CONTROLS
from passkeyctl.model.policy_tests import Access, Expectation, WrittenAnswer, WrittenDemand
from passkeyctl.model.reference import RefKind

OTHER_DEMANDS = ("termsOfUse", "customControls")
ANSWERS = {YES: True, NO: False}
OR = " or "


def expectation(spot: Spot, models: ModelsInTests, found: list[Diagnostic]) -> Expectation:
    keys = spot.keys
    access, needs, asks = keys.get("access"), keys.get("needs"), keys.get("asks")
    if access is not None and needs is not None:
        hint = "take `access` out: a sign-in that needs something is neither granted nor blocked"
        found.append(fault("`needs` says already what comes of the sign-in", access.source, hint))
    source = access or needs
    return Expectation(
        Access.NEEDS if needs is not None else Access(access.text) if access is not None else None,
        source.source if source is not None else asks.source if asks is not None else None,
        tuple(_demand(each, found) for each in keys.members("needs")),
        tuple(_demand(each, found) for each in asks.members) if asks is not None else None,
        tuple(_answers(keys, "mayRegister", models, found)),
        tuple(_answers(keys, "signsInWith", models, found)),
    )


def _demand(spot: Spot, found: list[Diagnostic]) -> WrittenDemand:
    """`mfa or compliantDevice`: a part that is no control is a strength."""
    parts = [each.strip() for each in spot.text.split(OR)]
    known = (*GRANT_CONTROLS, *OTHER_DEMANDS)
    controls = frozenset(each for each in parts if each in known)
    if "block" in controls:
        hint = "write `access: blocked`"
        found.append(fault("`block` is nothing that anybody could do", spot.place, hint))
    others = [Spot(each, spot.at) for each in parts if each not in known]
    strengths = tuple(reference(RefKind.STRENGTH, each, found, {}) for each in others)
    return WrittenDemand(spot.text, controls, strengths, spot.place)


def _answers(keys: Keys, name: str, models: ModelsInTests, found: list[Diagnostic]) -> Iterator[WrittenAnswer]:
    written = keys.get(name)
    for word, spot in written.keys.items() if written is not None else ():
        holds = ANSWERS.get(spot.text)
        if word in SORTS:
            if name == "signsInWith":
                hint = "name the model, such as `yubikey-5-nfc@5.7`"
                found.append(fault(f"`{word}` is no model of passkey", spot.source, hint))
            yield WrittenAnswer(word, word, (), holds, spot.source)
            continue
        slip = did_you_mean(word, SORTS, "-") if name == "mayRegister" else "-"
        if slip != "-":
            found.append(fault(f"`{word}` is neither a model nor a sort of passkey", spot.source, slip))
            continue
        meant = models.keys(Spot(word, spot.key or spot.at))
        if meant:
            yield WrittenAnswer(word, "", meant, holds, spot.source)
