"""Small snapshots to test with."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject
from passkeyctl.snapshot.document import Part, Snapshot, Unread
from passkeyctl.snapshot.file import load_snapshot, snapshot_text

TAKEN = "2026-11-20T07:30:00Z"
GROUP = "10000000-0000-4000-8000-000000000001"
ADA = "20000000-0000-4000-8000-000000000001"


def location(number: int, name: str = "Office", *ranges: str) -> JsonObject:
    return {
        "@odata.type": "#microsoft.graph.ipNamedLocation",
        "id": f"30000000-0000-4000-8000-{number:012d}",
        "displayName": name,
        "isTrusted": True,
        "ipRanges": [
            {"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": each}
            for each in ranges or ("192.0.2.0/24",)
        ],
    }


def small() -> Snapshot:
    return Snapshot(
        taken_at=TAKEN,
        endpoint="global",
        parts={
            Part.LOCATIONS: (location(1, "Büro ☃"), location(2, 'with "quotes"]\n')),
            Part.CONTEXTS: (),
            Part.POLICIES: Unread(403, "`GET /identity/conditionalAccess/policies` is not permitted"),
        },
        members={GROUP: (ADA,)},
        names={GROUP: "Pilot"},
        memberships={ADA: (GROUP,)},
    )


def reloaded(snapshot: Snapshot) -> Snapshot:
    return load_snapshot(snapshot_text(snapshot).encode(), "contoso.snapshot")
