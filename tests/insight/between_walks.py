"""States put together by hand, one after the other, and what the proof says of them."""

from __future__ import annotations

from passkeyctl.insight.between.proof import Harmed, PathProof, check_path
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.state import LiveObject
from tests.checks import reviews

KEY, OTHER_KEY = "aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002"
STAFF, ADMINS, AWAY = "g-staff", "g-admins", "g-away"
OFFICE = "55555555-0000-4000-8000-000000000001"
PASSKEYS_ONLY, WINDOWS_ONLY, MFA = "s-passkeys", "s-windows", "mfa"
SETTINGS = reviews.settings()
BOUND, SYNCED = (reviews.profile(f"pr-{each}", passkeyTypes=frozenset({each})) for each in ("deviceBound", "synced"))
STRENGTHS = (
    reviews.strength(PASSKEYS_ONLY),
    reviews.strength(WINDOWS_ONLY, allowedCombinations=frozenset({"windowsHelloForBusiness"})),
)
BASE = (SETTINGS, BOUND, SYNCED, *STRENGTHS)


def policy(id: str, demand: str = MFA, /, **fields: object) -> LiveObject:
    """In force for everybody, excluding nobody."""
    is_control = demand in (MFA, "block", "compliantDevice")
    grant = {"grant__controls": frozenset({demand} if is_control else ())}
    if not is_control:
        grant["grant__authenticationStrength"] = demand  # type: ignore[assignment]
    return reviews.policy(id, **{"users__exclude__groups": frozenset(), **grant, **fields})


def for_group(*groups: str) -> dict[str, object]:
    return {"users__include": "selected", "users__include__groups": frozenset(groups)}


def state(*objects: LiveObject, base: tuple[LiveObject, ...] = BASE) -> TenantState:
    """`objects` over `base`: those of the same id take the place of others."""
    held = {(each.kind, each.id): Held(each.kind, each.id, each.name, each.fields) for each in (*base, *objects)}
    return TenantState(tuple(held.values()))


def walk(*steps: tuple[LiveObject, ...]) -> PathProof:
    return check_path([state(*each) for each in steps])


def only(proof: PathProof) -> Harmed:
    (found,) = proof.harms
    assert not proof.unclear
    return found


def office(*ranges: str, trusted: bool = False) -> LiveObject:
    return reviews.live(Kind.LOCATION, OFFICE, "Office", type="ip", ipRanges=frozenset(ranges), trusted=trusted)


def outside(*places: str) -> dict[str, object]:
    return {
        "conditions__locations__include": frozenset({"all"}),
        "conditions__locations__exclude": frozenset(places),
    }
