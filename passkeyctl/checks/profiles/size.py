"""How many profiles there are, and how large the passkey policy grows (PRF104): Graph decides, this only warns.

Sources: https://learn.microsoft.com/entra/identity/authentication/how-to-authentication-passkey-profiles,
https://learn.microsoft.com/entra/fundamentals/whats-new (May 2026).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from passkeyctl.checks.review import Review, place_of
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity, SourceRange
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action
from passkeyctl.model.finding import Finding
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID

CODE = "PRF104"
ADDRESS = "passkeys.profiles"
OLD_LIMIT, LIMIT = 3, 10
LIMIT_SINCE = date(2026, 5, 31)
"""What's new of May 2026 tells of the new limit without a day."""

WHOLE_SIZE, WORRYING_SIZE = 20.0, 16.0
EMPTY_SIZE, ROW, MORE_PROFILES, PROFILE, AAGUID = 1.44, 0.23, 0.0425, 0.4, 0.03
"""kB, by Microsoft's examples: a row with five profiles is 0.4, ten AAGUIDs are 0.3."""


def many_profiles(review: Review) -> Iterator[Finding]:
    """PRF104: more than Entra takes, or more than it took until lately and a plan adds one."""
    count = len({DEFAULT_PROFILE_ID, *(each.id for each in review.after.of(Kind.PROFILE))})
    grows = any(each.action is Action.CREATE for each in review.active_of(Kind.PROFILE))
    limit = LIMIT if review.as_of >= LIMIT_SINCE else OLD_LIMIT
    if count > limit:
        summary = f"there would be {count} passkey profiles, and Entra takes {limit}"
    elif count > OLD_LIMIT and grows:
        summary = f"there would be {count} passkey profiles: Entra took {OLD_LIMIT} until May 2026, and {LIMIT} since"
    else:
        return
    yield verdict(
        review,
        CODE,
        Severity.WARNING,
        summary,
        address=ADDRESS,
        source=_last_profile(review),
        is_touched=grows,
        detail=["Graph decides: it refuses the write where they are too many"],
        hint="one profile can serve several groups; give them the same where they may use the same",
        value=f"{count} profiles",
    )


def near_the_size_limit(review: Review) -> Iterator[Finding]:
    """PRF104: everything about passkeys is one object of Graph's, which holds 20 kB."""
    size, earlier = estimated_size(review.after), estimated_size(review.before)
    if size < WORRYING_SIZE:
        return
    yield verdict(
        review,
        CODE,
        Severity.WARNING,
        f"the passkey policy would be about {size:.1f} kB, and Graph takes {WHOLE_SIZE:.0f} kB",
        address=ADDRESS,
        source=_last_profile(review),
        is_touched=size > earlier,
        detail=["estimated from Microsoft's examples: Graph decides"],
        hint="shorten the lists of models, or use fewer rows: each group of a row counts",
        value=f"{size:.1f} kB",
    )


def estimated_size(state: TenantState) -> float:
    """In kB; excluded groups are not among Microsoft's figures and count as rows do."""
    rows = sum(
        ROW + MORE_PROFILES * max(0, len(members(each.fields, "profiles")) - 1) for each in state.of(Kind.TARGET)
    )
    models = [len(members(each.fields, "keyRestrictions.authenticators")) for each in state.of(Kind.PROFILE)]
    excludes = ROW * len(state.of(Kind.EXCLUDE))
    return EMPTY_SIZE + rows + excludes + PROFILE * len(models) + AAGUID * sum(models)


def _last_profile(review: Review) -> SourceRange | None:
    places = [place_of(each) for each in review.changes if each.address.kind is Kind.PROFILE]
    return max((each for each in places if each is not None), default=None)
