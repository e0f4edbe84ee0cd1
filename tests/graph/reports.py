"""A tenant of six people, a client and a census that share one clock, and words for what is sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

from passkeyctl.census import Census
from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import SANDBOX
from passkeyctl.graph.reports.events import Event
from passkeyctl.graph.reports.gathering import gather
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.crowds import Crowd
from passkeyctl.model.people import Gap, KnownPeople, PeopleWanted
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.faults import Fault
from passkeyctl.sandbox.jsonread import as_object, as_text, objects
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.transport import RecordedRequest, sandbox_transport
from tests.graph.connections import Clock, run

T = TypeVar("T")
START = datetime(2026, 11, 23, 8, tzinfo=UTC)
PILOT, NESTED, OPERATORS = (f"10000000-0000-4000-8000-00000000000{each}" for each in (1, 2, 3))
ADA, BEN, CAT, DAN, EVE, GIL = (f"20000000-0000-4000-8000-00000000000{each}" for each in (1, 2, 3, 4, 5, 6))
PRINCIPAL = "40000000-0000-4000-8000-000000000001"
GLOBAL_ADMIN, SECURITY_ADMIN = "62e90394-69f5-4237-9190-012177145e10", "194ae4cb-b126-40b2-bd5b-6091b380977d"
YUBIKEY, ICLOUD = "a25342c0-3cdc-4414-8e46-f4807fca511c", "fbfc3007-154e-4ecc-8c0b-6e020557d7bd"
GUEST = "gil_partner.example#EXT#@contoso.example"
DAY = timedelta(hours=24)


def passkey(aaguid: str, kind: str = "deviceBound", level: str = "attested", id: str = "k") -> JsonObject:
    return {"id": id, "aaGuid": aaguid, "passkeyType": kind, "attestationLevel": level}


def user(id: str, name: str, *keys: JsonObject, **more: JsonValue) -> JsonObject:
    upn = name if "@" in name else f"{name}@contoso.example"
    return {"id": id, "userPrincipalName": upn, "displayName": name.title(), "fido2Methods": [*keys], **more}


def row(id: str, name: str, *methods: str, **more: JsonValue) -> JsonObject:
    upn = name if "@" in name else f"{name}@contoso.example"
    return {"id": id, "userPrincipalName": upn, "userDisplayName": name.title(), "userType": "member", "isAdmin": False,
            "methodsRegistered": [*methods], **more}  # fmt: skip


def assignment(principal: str, role: str, scope: str = "/") -> JsonObject:
    return {"id": f"{principal}-{role}", "principalId": principal, "roleDefinitionId": role, "directoryScopeId": scope}


def tenant_of_six() -> JsonObject:
    """Ben is in the pilot through the group inside it; Dan's account is disabled, so the report leaves him out."""
    return {
        "groups": [
            {"id": PILOT, "displayName": "Pilot", "members": [ADA, NESTED]},
            {"id": NESTED, "displayName": "Nested", "members": [BEN, DAN]},
            {"id": OPERATORS, "displayName": "Operators", "members": [EVE], "isAssignableToRole": True},
        ],
        "users": [
            user(ADA, "ada", passkey(YUBIKEY.upper())),
            user(BEN, "ben", passkey(ICLOUD, "synced", "notAttested")),
            user(CAT, "cat"),
            user(DAN, "dan", passkey(YUBIKEY), accountEnabled=False),
            user(EVE, "eve"),
            user(GIL, GUEST, userType="Guest"),
        ],
        "servicePrincipals": [{"id": PRINCIPAL, "appId": PRINCIPAL, "displayName": "Pipeline"}],
        "userRegistrationDetails": [
            row(ADA, "ada", "passKeyDeviceBound", "microsoftAuthenticatorPush", isAdmin=True),
            row(BEN, "ben", "passKeySynced"),
            row(CAT, "cat", "mobilePhone"),
            row(EVE, "eve"),
            row(GIL, GUEST, "microsoftAuthenticatorPush", userType="guest"),
        ],
        "roleAssignments": [
            assignment(ADA, GLOBAL_ADMIN),
            assignment(OPERATORS, SECURITY_ADMIN),
            assignment(PRINCIPAL, GLOBAL_ADMIN),
            assignment(BEN, GLOBAL_ADMIN, "/administrativeUnits/60000000-0000-4000-8000-000000000001"),
        ],
        "roleEligibilitySchedules": [assignment(CAT, GLOBAL_ADMIN)],
    }


class Readings:
    """Reads people of a sandbox into a census. `sent` is every request, with those of a batch one by one behind it."""

    def __init__(self, folder: Path, document: JsonObject | None = None) -> None:
        self.clock = Clock(now=0.0)
        self.requests: list[RecordedRequest] = []
        self.events: list[Event] = []
        self.path = folder / "people.db"
        numbers = count(1)
        self.store = Store.open(
            folder / "tenant.sqlite",
            clock=self.now,
            new_id=lambda: f"90000000-0000-4000-8000-{next(numbers):012d}",
        )
        self.store.load(tenant_of_six() if document is None else document)

    def now(self) -> datetime:
        return START + timedelta(seconds=self.clock.now)

    def forward(self, **amount: float) -> None:
        self.clock.now += timedelta(**amount).total_seconds()

    def behave(self, **switches: JsonValue) -> None:
        self.store.behaviour = Behaviour().but(**switches)

    def change(self, **collections: Sequence[JsonObject]) -> None:
        """The tenant with some collections replaced."""
        self.store.load({**tenant_of_six(), **{name: [*rows] for name, rows in collections.items()}})

    def run(self, use: Callable[[GraphClient], Awaitable[T]], faults: Sequence[Fault] = ()) -> T:
        async def within() -> T:
            transport = sandbox_transport(self.store, faults=faults, record=self.requests)
            settings = Settings(self.clock.timing, lambda: "call")
            async with GraphClient.connect(
                SANDBOX, StaticToken("sandbox"), settings, read_only=True, transport=transport
            ) as client:
                return await use(client)

        self.requests.clear()
        self.events.clear()
        return run(within())

    def gather(
        self,
        wanted: PeopleWanted,
        *,
        refresh: bool = False,
        max_age: timedelta = DAY,
        faults: Sequence[Fault] = (),
        now: Callable[[], datetime] | None = None,
    ) -> KnownPeople:
        async def use(client: GraphClient) -> KnownPeople:
            with Census.open(self.path) as census:
                return await gather(
                    client,
                    census,
                    wanted,
                    now=now or self.now,
                    max_age=max_age,
                    refresh=refresh,
                    listener=self.events.append,
                )

        return self.run(use, faults)

    @property
    def sent(self) -> list[str]:
        """Round trips: a batch with what is in it, everything without its query."""
        return [_words(each) for each in self.requests]


def _words(request: RecordedRequest) -> str:
    if not request.path_with_query.endswith("/$batch"):
        return _path(request.path_with_query)
    inside = (_path(as_text(each["url"])) for each in objects(as_object(request.body)["requests"]))
    return "batch: " + ", ".join(inside)


_NAMES = {
    ADA: "ada",
    BEN: "ben",
    CAT: "cat",
    DAN: "dan",
    EVE: "eve",
    GIL: "gil",
    PILOT: "pilot",
    NESTED: "nested",
    OPERATORS: "operators",
}


def _path(address: str) -> str:
    path = address.removeprefix("/v1.0").partition("?")[0].strip("/")
    for id, name in _NAMES.items():
        path = path.replace(id, name)
    return path.replace("authentication/", "").replace("roleManagement/directory/", "").replace("graph.", "")


def names(known: KnownPeople, crowd: Crowd) -> str:
    """First names, in order."""
    return " ".join(each.sign_in_name.partition("@")[0].partition("_")[0] for each in known.roster.people(crowd))


def whys(gaps: Iterable[Gap]) -> list[str]:
    return [f"{each.part}: {each.why}" for each in gaps]
