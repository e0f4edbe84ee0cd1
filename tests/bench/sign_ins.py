"""Sign-ins of a tenant of 2,000 people with five policies, as pages of Graph's; and what reading them costs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from passkeyctl.json_types import JsonObject, JsonValue
from tests.bench.people_cases import least
from tests.bench.policies import an_id

if TYPE_CHECKING:
    from tests.bench.cases import Bench, Result

FLOOR = Path(__file__).parent / "floor_sign_ins.py"
FEW, MANY = 10_000, 100_000
PAGE = 1000
PEOPLE = 2000
START = datetime(2026, 11, 16, 8, tzinfo=UTC)
WANTED = 0
"""The number of the policy that is in report-only and asked about."""
POLICY_IDS = tuple(an_id("policy", f"logged-{number}") for number in range(5))
PERSON_IDS = tuple(an_id("user", f"logged-{number}") for number in range(PEOPLE))
SECONDS, GROWTH = 5, 1.1


def sign_in(number: int, people: int = PEOPLE) -> JsonObject:
    """Each person in turn. Every fortieth of them is stopped by the policy, every twentieth would be asked for more."""
    who = number % people
    word = "reportOnlyFailure" if who % 40 == 0 else "reportOnlyInterrupted" if who % 20 == 0 else "reportOnlySuccess"
    return {
        "id": an_id("sign-in", str(number)),
        "createdDateTime": f"{(START + timedelta(seconds=number * 6 % 604_000)):%Y-%m-%dT%H:%M:%S}.1234567Z",
        "userDisplayName": f"Person {who:07d}",
        "userPrincipalName": f"person{who:07d}@contoso.example",
        "userId": PERSON_IDS[who],
        "appId": an_id("application", str(number % 30)),
        "appDisplayName": f"Application {number % 30}",
        "ipAddress": f"198.51.100.{number % 250}",
        "clientAppUsed": "Browser",
        "correlationId": an_id("correlation", str(number)),
        "conditionalAccessStatus": "success",
        "isInteractive": True,
        "riskDetail": "none",
        "riskLevelAggregated": "none",
        "riskLevelDuringSignIn": "none",
        "riskState": "none",
        "riskEventTypes": [],
        "riskEventTypes_v2": [],
        "resourceDisplayName": "Microsoft Graph",
        "resourceId": an_id("application", "resource"),
        "status": {"errorCode": 0, "failureReason": "Other.", "additionalDetails": "MFA requirement satisfied"},
        "deviceDetail": {
            "deviceId": an_id("device", str(who)),
            "displayName": f"LAPTOP-{who}",
            "operatingSystem": "Windows 11",
            "browser": "Edge 141.0.0",
            "isCompliant": True,
            "isManaged": True,
            "trustType": "Azure AD joined",
        },
        "location": {
            "city": "Oslo",
            "state": "Oslo",
            "countryOrRegion": "NO",
            "geoCoordinates": {"altitude": None, "latitude": 59.91, "longitude": 10.75},
        },
        "appliedConditionalAccessPolicies": [*_applied(word)],
    }


def _applied(word: str) -> Iterator[JsonValue]:
    for number, id in enumerate(POLICY_IDS):
        yield {
            "id": id,
            "displayName": f"CA{number:03d}: what this policy asks for",
            "enforcedGrantControls": ["Mfa"] if number % 2 else [],
            "enforcedSessionControls": [],
            "result": word if number == WANTED else "success" if number % 2 else "notApplied",
        }


def write(folder: Path, count: int, page: int = PAGE, people: int = PEOPLE) -> None:
    """A file for each page, without its end: whoever serves it adds where the next one is."""
    folder.mkdir(exist_ok=True)
    for first in range(0, count, page):
        rows = [sign_in(number, people) for number in range(first, min(first + page, count))]
        text = json.dumps({"value": rows}, separators=(",", ":"))
        (folder / f"{first // page:05d}.json").write_text(text[:-1], encoding="ascii")


def sign_ins(bench: Bench) -> Iterator[Result]:
    """Reading them page by page and asking a gate, against parsing the same and counting one policy's results."""
    from tests.bench.cases import Result

    few, many = (bench.file.parent / f"sign-ins-{count}" for count in (FEW, MANY))
    for folder, count in ((few, FEW), (many, MANY)):
        bench.floor("-m", "tests.bench.sign_ins", str(folder), str(count)).run()
    runs = 2 if bench.is_short else 3
    ours = [least(bench.floor("-m", "tests.bench.sign_ins_read", str(each)), runs) for each in (few, many)]
    floor = least(bench.floor(str(FLOOR), str(many)), runs)
    note = f"{ours[1].cpu:.2f} s of CPU against {floor.cpu:.2f} s"
    yield Result(f"{MANY:,} sign-ins: read and judged, against parsing them", ours[1].cpu / floor.cpu, 2.0, "x", note)
    yield Result(f"{MANY:,} sign-ins: CPU", ours[1].cpu, SECONDS, " s")
    note = f"{ours[1].mebibytes:.0f} MiB against {ours[0].mebibytes:.0f} MiB"
    growth = ours[1].mebibytes / ours[0].mebibytes
    yield Result(f"{MANY:,} sign-ins: peak memory against {FEW:,}", growth, GROWTH, "x", note)


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
