"""Targets and profiles refer to one another: Graph refuses what would dangle (PRF102, PRF103)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity, error
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action
from passkeyctl.model.desired import Ownership
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID
from passkeyctl.wire.canonical import is_guid


def deleted_while_targeted(review: Review) -> Iterator[Finding]:
    """PRF103: a profile that a target still names can't be deleted."""
    rows = {each.id: each.fields for each in review.prior.of(Kind.TARGET)}
    after = {**rows, **{each.id: each.planned for each in review.changes if each.address.kind is Kind.TARGET}}
    for change in review.active_of(Kind.PROFILE):
        if change.action is not Action.DELETE:
            continue
        holders = [id for id, row in after.items() if row is not None and change.id in members(row, "profiles")]
        if holders:
            diagnostic = error(
                "PRF103",
                f"the profile `{change.name}` is still targeted",
                address=str(change.address),
                source=change.source,
                detail=sorted(f"by {review.name_of_target(each)}" for each in holders),
                hint="take it out of these targets in the same files",
            )
            yield Finding(diagnostic, Weight.BLOCKS)


LOCAL_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")


def profiles_not_described(review: Review) -> Iterator[Finding]:
    """PRF102 of the files alone: a row may name one of the tenant's profiles, which looks seldom like a local id."""
    if not review.is_of_files_alone:
        return
    described = {each.id for each in review.after.of(Kind.PROFILE)} | {DEFAULT_PROFILE_ID}
    managed = review.configuration.manage.get("passkeys")
    is_whole = managed is not None and managed.ownership is Ownership.ALL
    for row in review.after.of(Kind.TARGET):
        for name in sorted(members(row.fields, "profiles") - described):
            if is_guid(name):
                continue
            yield verdict(
                review,
                "PRF102",
                Severity.ERROR if is_whole and LOCAL_ID.fullmatch(name) else Severity.WARNING,
                f"the profile `{name}` is in no file: whether the tenant has one of this name is seen in a plan",
                about=review.change_of(Kind.TARGET, row.id),
                path="profiles",
                hint="describe it under `passkeys.profiles`, or name a profile of the tenant by its id",
                value=name,
            )


def rows_without_profile(review: Review) -> Iterator[Finding]:
    """PRF102: rows are sent whole, and Graph refuses one without a profile, also one that stands so already."""
    if not review.prior.has_profiles or not review.active_of(Kind.TARGET):
        return
    planned = {each.id: each.planned for each in review.changes if each.address.kind is Kind.TARGET}
    for live in review.prior.of(Kind.TARGET):
        fields = planned.get(live.id, live.fields)
        if fields is not None and not fields["profiles"]:
            diagnostic = error(
                "PRF102",
                f"the row of {review.name_of_target(live.id)} has no passkey profile, and rows are written together",
                address="passkeys.targets",
                hint="give it a profile in the files, or take the row away",
            )
            yield Finding(diagnostic, Weight.BLOCKS)
