"""What people can have at most in the planned state, as far as this review knows it."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.insight.joint.joint import Offer
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.passkeys.access import is_unread
from passkeyctl.insight.policies.methods import FIDO2
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Ownership
from passkeyctl.model.facts import MethodState, TenantFacts
from passkeyctl.model.fields import Fields

ONE_TIME, MULTI_USE = "temporaryAccessPassOneTime", "temporaryAccessPassMultiUse"
MODES_OF_METHOD: dict[str, frozenset[str]] = {
    "fido2": frozenset({FIDO2}),
    "temporaryaccesspass": frozenset({ONE_TIME, MULTI_USE}),
    "x509certificate": frozenset({"x509CertificateSingleFactor", "x509CertificateMultiFactor"}),
    "qrcodepin": frozenset({"qrCodePin"}),
    "microsoftauthenticator": frozenset({"microsoftAuthenticatorPush", "deviceBasedPush"}),
    "softwareoath": frozenset({"softwareOath"}),
    "hardwareoath": frozenset({"hardwareOath"}),
    "sms": frozenset({"sms"}),
    "voice": frozenset({"voice"}),
    "email": frozenset({"email"}),
}
"""By the id of a method's configuration in lower case. Windows Hello and federation have none."""

ALSO_IN_LEGACY = frozenset({"microsoftauthenticator", "softwareoath", "hardwareoath", "sms", "voice", "email"})
"""Until the migration is complete, the older settings may still allow these (docs/graph-facts.md, S-28)."""
MIGRATED = "migrationComplete"


def offer_of(review: Review) -> Offer:
    return offer_in(review, review.after)


def offer_in(review: Review, state: TenantState) -> Offer:
    """`state` is the planned one, or the one before."""
    profiles = profiles_in_rows(review, state)
    nobody = frozenset({FIDO2}) if profiles == () else frozenset[str]()
    return Offer(profiles, nobody | frozenset(_off_here(review, state)) | off_in_tenant(review.facts))


def profiles_in_rows(review: Review, state: TenantState) -> tuple[Fields, ...] | None:
    """The profiles that any row names; None where there may be rows or profiles that nobody here knows of."""
    if (is_unread(state) and not review.is_of_files_alone) or not review.prior.has_profiles:
        return None
    if review.is_of_files_alone and not _are_rows_whole(review):
        return None
    named = {id for row in state.of(Kind.TARGET) for id in members(row.fields, "profiles")}
    known = {each.id: each for each in state.of(Kind.PROFILE)}
    if not named <= set(known) or not all(_is_said(review, known[id]) for id in named):
        return None
    return tuple(known[id].fields for id in sorted(named))


def _are_rows_whole(review: Review) -> bool:
    """Of files alone: whether they own all the rows, and so also say which there are."""
    managed = review.configuration.manage.get("passkeys")
    return managed is not None and managed.ownership is Ownership.ALL


def _is_said(review: Review, profile: Held) -> bool:
    change = review.change_of(Kind.PROFILE, profile.id)
    return review.is_known(change, "keyRestrictions.behavior")


def _off_here(review: Review, state: TenantState) -> Iterator[str]:
    """Passkeys and Temporary Access Pass, which the files and the plan are about."""
    settings = state.fields(Kind.PASSKEYS)
    if settings is not None and _is_written(review, Kind.PASSKEYS, "state") and settings["state"] == "disabled":
        yield FIDO2
    passes = state.fields(Kind.TEMPORARY_ACCESS_PASS)
    if passes is None:
        return
    if _is_written(review, Kind.TEMPORARY_ACCESS_PASS, "state") and passes["state"] == "disabled":
        yield from (ONE_TIME, MULTI_USE)
    if _is_written(review, Kind.TEMPORARY_ACCESS_PASS, "oneTimeUse") and passes["oneTimeUse"] is True:
        yield MULTI_USE


def _is_written(review: Review, kind: Kind, path: str) -> bool:
    change = next((each for each in review.changes if each.address.kind is kind), None)
    return review.is_known(change, path)


def off_in_tenant(facts: TenantFacts) -> frozenset[str]:
    """Modes of methods that are switched off, or on for nobody, for certain."""
    found = frozenset[str]()
    for id, method in (facts.methods or {}).items():
        id = id.lower()
        may_be_elsewhere = id in ALSO_IN_LEGACY and facts.migration_state != MIGRATED
        # The planned state of these two may differ from what was read.
        if id in ("fido2", "temporaryaccesspass") or may_be_elsewhere or not is_off(method):
            continue
        found |= MODES_OF_METHOD.get(id, frozenset())
    return found


def is_off(method: MethodState) -> bool:
    return method.state == "disabled" or (method.state == "enabled" and not method.targets - method.excludes)
