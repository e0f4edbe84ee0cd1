"""The passkey policy: what can't be taken back, and what takes passkeys from people."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review, ask
from passkeyctl.diagnostics import error, warning
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.directions import Direction, of_profile, of_row, of_settings
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.passkeys import EVERYONE, OPT_IN
from passkeyctl.model.profile_content import accepts_all_of
from passkeyctl.model.state import LiveObject


def opting_in(review: Review) -> Iterator[Finding]:
    """PRF111: passkey profiles can't be switched off again."""
    touched = any(each.address.kind in NEED_PROFILES or each.changed(OPT_IN) for each in review.active)
    if review.prior.has_profiles or not touched:
        return
    diagnostic = error(
        "PRF111",
        "applying opts this tenant in to passkey profiles for good",
        address="passkeys",
        detail=("today's settings become the default profile, and every target keeps it",),
        hint='say yes when asked, or `--override PRF111="reason"`',
    )
    yield Finding(diagnostic, Weight.ASKS, can_override=True, is_grave=True)


NEED_PROFILES = (Kind.PROFILE, Kind.TARGET)


def switched_on_for_everyone(review: Review) -> Iterator[Finding]:
    """OPS907: a row for everybody that no file mentions comes to life with the method."""
    settings = [change.planned for change in review.active_of(Kind.PASSKEYS) if change.planned is not None]
    switched_on = any(planned["state"] == "enabled" for planned in settings)
    if not review.passkeys_are_on and switched_on and any(_is_row_for_everyone(live) for live in review.unlisted):
        diagnostic = warning(
            "OPS907",
            "switching passkeys on opens them for everyone: the row for everyone is in no file and stays",
            address="passkeys.targets",
            hint="list it, or take it away with `{everyone: true, ensure: absent}`",
        )
        yield Finding(diagnostic, Weight.SAYS)


def _is_row_for_everyone(live: LiveObject) -> bool:
    return live.kind is Kind.TARGET and live.id == EVERYONE


def asked_before(review: Review) -> Iterator[Finding]:
    """OPS907: what takes passkeys from people is asked; nothing is asked where the method is off."""
    if not review.passkeys_are_on:
        return
    for change in review.active:
        words = _words(review, change)
        if words is not None:
            said, is_grave = words
            yield ask(change, said, is_grave=is_grave)
    if _empties_targets(review):
        said = "take passkeys from everybody: no target would remain"
        yield ask(review.active_of(Kind.TARGET)[0], said, is_grave=True)


def _words(review: Review, change: ResourceChange) -> tuple[str, bool] | None:
    """What to ask about one change, and whether it is grave."""
    group = review.name_of_target(change.id)
    match change.address.kind, change.action:
        case Kind.PASSKEYS, Action.UPDATE if change.planned is not None and change.planned["state"] == "disabled":
            return "switch passkeys off for everybody", True
        case Kind.PASSKEYS, Action.UPDATE if _stops_setup(change):
            return "stop everybody from setting up passkeys themselves", False
        case Kind.PROFILE, Action.DELETE:
            return f"delete the profile `{change.name}`", False
        case Kind.PROFILE, Action.UPDATE if _narrows(change):
            grave = (change.live is not None and change.live.is_built_in) or _is_everybodys(review, change.id)
            return f"narrow the profile `{change.name}`: {_what_narrowing_takes(change)}", grave
        case Kind.TARGET, Action.DELETE:
            return f"stop targeting {group}: its members' passkeys stop working unless others cover them", (
                change.id == "all_users"
            )
        case Kind.TARGET, Action.UPDATE if _loses_profiles(change):
            return f"take profiles from {group}", change.id == "all_users"
        case Kind.EXCLUDE, Action.CREATE:
            return f"exclude {group}: its members can neither register nor sign in with passkeys", False
    return None


def _is_everybodys(review: Review, profile: str) -> bool:
    row = review.prior.by_id(Kind.TARGET, EVERYONE)
    held = row.fields["profiles"] if row is not None else None
    return isinstance(held, frozenset) and profile in held


def _stops_setup(change: ResourceChange) -> bool:
    return change.planned is not None and Direction.TIGHTENS in of_settings(change.prior_fields, change.planned)


def _what_narrowing_takes(change: ResourceChange) -> str:
    """Attestation is looked at when a key is registered, never when it signs in."""
    assert change.planned is not None
    unattested = {**change.planned, "enforceAttestation": change.prior_fields["enforceAttestation"]}
    if accepts_all_of(unattested, change.prior_fields):
        return "keys without attestation can't be registered any more"
    return "keys that it no longer accepts stop signing in"


def _narrows(change: ResourceChange) -> bool:
    assert change.planned is not None
    return Direction.TIGHTENS in of_profile(change.prior_fields, change.planned)


def _loses_profiles(change: ResourceChange) -> bool:
    assert change.planned is not None
    return Direction.TIGHTENS in of_row(change.prior_fields, change.planned)


def _empties_targets(review: Review) -> bool:
    gone = {each.id for each in review.active_of(Kind.TARGET) if each.action is Action.DELETE}
    stays = {each.id for each in review.changes if each.address.kind is Kind.TARGET and each.planned is not None}
    live = {each.id for each in review.prior.of(Kind.TARGET)}
    return bool(gone) and not (live - gone) and not stays
