"""Named sets of directory roles, dated like the catalogue of authenticators.

A file writes `roles: "@microsoft-recommended-admin-roles"`. A role that joins a set later carries a later date, so
that an upgrade alone changes no policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from passkeyctl.config.faults import did_you_mean, fault
from passkeyctl.config.spots import Spot
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.model.reference import Reference, RefKind

PREFIX = "@"
_FIRST = "2026-11"


class Role(NamedTuple):
    """One built-in role with its template id; `since` is the catalogue date from which the set has it."""

    name: str
    id: str
    since: str = _FIRST


RECOMMENDED_ADMINS = (
    Role("Global Administrator", "62e90394-69f5-4237-9190-012177145e10"),
    Role("Application Administrator", "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"),
    Role("Authentication Administrator", "c4e39bd9-1100-46d3-8c65-fb160da0071f"),
    Role("Billing Administrator", "b0f54661-2d74-4c50-afa3-1ec803f12efe"),
    Role("Cloud Application Administrator", "158c047a-c907-4556-b7ef-446551a6b5f7"),
    Role("Conditional Access Administrator", "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9"),
    Role("Exchange Administrator", "29232cdf-9323-42fd-ade2-1d097af3e4de"),
    Role("Helpdesk Administrator", "729827e3-9c14-49f7-bb1b-9608f156bbb8"),
    Role("Password Administrator", "966707d0-3269-4727-9be2-8c3a10f19b9d"),
    Role("Privileged Authentication Administrator", "7be44c8a-adaf-4e2a-84d6-ab2649e08a13"),
    Role("Privileged Role Administrator", "e8611ab8-c189-46e8-94e1-60213ab1f814"),
    Role("Security Administrator", "194ae4cb-b126-40b2-bd5b-6091b380977d"),
    Role("SharePoint Administrator", "f28a1f50-f6e7-4571-818b-6a12f2af6b6c"),
    Role("User Administrator", "fe930be7-5e62-47db-91af-98c3a49a38b1"),
)
"""The roles for which Microsoft recommends phishing-resistant authentication at the least
(https://learn.microsoft.com/entra/identity/conditional-access/policy-admin-phish-resistant-mfa), with template ids from
https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference."""

SETS: Mapping[str, tuple[Role, ...]] = {"@microsoft-recommended-admin-roles": RECOMMENDED_ADMINS}


def roles_of(
    spots: Iterable[Spot],
    date: str | None,
    found: list[Diagnostic],
    sets: Mapping[str, tuple[Role, ...]] = SETS,
) -> Iterator[Reference | Spot]:
    """The members of each set in a list of roles, as they were at the catalogue date; other members as they stand."""
    for spot in spots:
        if not spot.text.startswith(PREFIX):
            yield spot
        elif spot.text not in sets:
            hint = did_you_mean(spot.text, sets)
            found.append(fault(f"there is no set of roles `{spot.text}`", spot.place, hint))
        else:
            yield from _dated(sets[spot.text], date, spot)


def _dated(roles: Iterable[Role], date: str | None, spot: Spot) -> Iterator[Reference]:
    for role in roles:
        if date is None or role.since <= date:
            yield Reference(RefKind.ROLE, role.name, id=role.id, source=spot.place)
