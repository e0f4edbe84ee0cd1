"""The planned state as far as it is a fact: of files alone only what they write is."""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.checks.review import Review
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.desired import Ownership
from passkeyctl.model.fields import NOBODY
from passkeyctl.model.kinds import defaults
from passkeyctl.model.people import People
from passkeyctl.model.values import Value

PASSKEY_KINDS = frozenset({Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE})
PASS_METHOD = "temporaryaccesspass"


def known_after(review: Review) -> TenantState:
    return _of_files(review) if review.is_of_files_alone else _with_facts(review, review.after)


def people_of(review: Review) -> People | None:
    """None where nobody was read: not asked for, or not needed for this plan."""
    known = review.known_people
    return known.people if known is not None and known.people.everyone else None


def known_before(review: Review) -> TenantState:
    return _with_facts(review, review.before)


def _with_facts(review: Review, state: TenantState) -> TenantState:
    """That Temporary Access Pass is off may be known although no file describes it."""
    found = (review.facts.methods or {}).get(PASS_METHOD)
    if found is None or found.state != "disabled" or state.fields(Kind.TEMPORARY_ACCESS_PASS) is not None:
        return state
    fields = {**defaults(Kind.TEMPORARY_ACCESS_PASS), "state": "disabled", "oneTimeUse": None}
    off = Held(Kind.TEMPORARY_ACCESS_PASS, PASS_METHOD, PASS_METHOD, fields)
    return replace(state, objects=(*state.objects, off))


def _of_files(review: Review) -> TenantState:
    kept = [found for each in review.after.objects if (found := _as_written(review, each)) is not None]
    unread = frozenset(Kind) - PASSKEY_KINDS if rows_are_whole(review) else frozenset(Kind)
    return TenantState(tuple(kept), (), unread)


UNWRITTEN: dict[Kind, dict[str, Value]] = {
    Kind.PASSKEYS: {"state": None, "allowSelfServiceSetup": None},
    Kind.PROFILE: {"passkeyTypes": NOBODY, "enforceAttestation": None, "keyRestrictions.behavior": None},
    Kind.TEMPORARY_ACCESS_PASS: {"state": None, "oneTimeUse": None},
    Kind.CAMPAIGN: {"state": None, "method": None},
}
"""What stands for a value that nobody knows, where the default would be taken for one."""


def _as_written(review: Review, held: Held) -> Held | None:
    change = review.change_of(held.kind, held.id)
    if change is None:
        return held
    if held.kind is Kind.TEMPORARY_ACCESS_PASS and not _says_whom(change):
        return None
    if held.kind is Kind.POLICY and not says_enough(change):
        return None
    unknown = {path: value for path, value in UNWRITTEN.get(held.kind, {}).items() if change.changed(path) is None}
    return replace(held, fields={**held.fields, **unknown}) if unknown else held


def _says_whom(change: ResourceChange) -> bool:
    is_off = change.planned is not None and change.changed("state") and change.planned["state"] == "disabled"
    return bool(is_off or change.changed("targets") or change.changed("targets.users"))


def says_enough(change: ResourceChange) -> bool:
    """Whether a file says of a policy what it is for, for whom, and what it demands."""
    said = {each.path.split(".")[0] + "." + each.path.split(".")[1] for each in change.changes if "." in each.path}
    whose = {"users.include", "workloadIdentities.include"}
    return bool(said & whose and any(each.startswith("target.") for each in said)) and _demands(change)


def _demands(change: ResourceChange) -> bool:
    return any(each.path.startswith(("grant.", "session.")) for each in change.changes)


def rows_are_whole(review: Review) -> bool:
    """Whether the rows and excludes that are known are all there are."""
    if not review.is_of_files_alone:
        return not review.after.unread_kinds & PASSKEY_KINDS
    managed = review.configuration.manage.get("passkeys")
    settings = next((each for each in review.changes if each.address.kind is Kind.PASSKEYS), None)
    says_state = settings is not None and settings.changed("state") is not None
    return managed is not None and managed.ownership is Ownership.ALL and says_state
