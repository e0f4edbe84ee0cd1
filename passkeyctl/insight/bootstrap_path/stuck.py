"""People who have registered nothing that proves who they are."""

from __future__ import annotations

from passkeyctl.insight.passkeys.access import Nesting, access
from passkeyctl.insight.readiness.registering import second_factor
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.crowds import Reach
from passkeyctl.model.people import People


def without_method(people: People, state: TenantState) -> Reach:
    """Enabled people without a second factor and without a passkey that is accepted."""
    counts, does_not = (access(state, people, each).with_key for each in Nesting)
    return people.enabled - (second_factor(people) | counts.either(does_not))
