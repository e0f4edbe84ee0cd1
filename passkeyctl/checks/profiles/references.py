"""Targets and profiles refer to one another: Graph refuses what would dangle (PRF102, PRF103)."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import error
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action
from passkeyctl.model.finding import Finding, Weight


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
