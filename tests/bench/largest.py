"""The largest tenant that Graph allows, as a snapshot: what its export and its plan cost beside the least they can."""

from __future__ import annotations

import ipaddress
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.snapshot.document import Part, Snapshot
from passkeyctl.snapshot.file import snapshot_text
from tests.bench.measure import Program, Run
from tests.bench.policies import an_id
from tests.bench.tenant import TENANT, Size, generate

if TYPE_CHECKING:
    from tests.bench.cases import Bench, Result

LOCATIONS = 195
RANGES = 2000
FLOOR = Path(__file__).parent / "floor_export.py"
INLINE_FLOOR = Path(__file__).parent / "floor_yaml.py"


def snapshot(locations: int = LOCATIONS) -> Snapshot:
    """240 policies, 15 strengths, 10 profiles, and IP locations with 2,000 ranges each."""
    held = generate(Size()).graph
    lists: dict[Part, JsonValue] = {
        Part.ORGANIZATION: held["organization"],
        Part.METHODS_POLICY: [methods_policy(held["fido2"])],
        Part.STRENGTHS: held["strengths"],
        Part.POLICIES: held["policies"],
        Part.LOCATIONS: [*some(held["locations"]), *(location(number) for number in range(locations))],
        Part.CONTEXTS: [{"id": "c1", "displayName": "Elevation", "description": "", "isAvailable": True}],
        Part.ROLE_DEFINITIONS: held["roles"],
        Part.GROUPS: held["groups"],
        Part.USERS: held["users"],
        Part.SERVICE_PRINCIPALS: held["applications"],
    }
    ids: list[JsonValue] = [{key: each[key] for key in ("id", "displayName")} for each in some(held["policies"])]
    lists[Part.POLICY_IDS_BETA] = ids
    parts = {part: tuple(some(value)) for part, value in lists.items()}
    return Snapshot("2026-11-23T08:00:00Z", "global", parts)


def some(value: JsonValue) -> list[JsonObject]:
    assert isinstance(value, list)
    return [each for each in value if isinstance(each, dict)]


def methods_policy(fido2: JsonValue) -> JsonObject:
    temporary: JsonObject = {
        "@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",
        "id": "TemporaryAccessPass",
        "state": "disabled",
        "defaultLifetimeInMinutes": 60,
        "defaultLength": 8,
        "minimumLifetimeInMinutes": 60,
        "maximumLifetimeInMinutes": 480,
        "isUsableOnce": False,
        "excludeTargets": [],
        "includeTargets": [],
    }
    campaign: JsonObject = {"state": "default", "snoozeDurationInDays": 1, "excludeTargets": [], "includeTargets": []}
    return {
        "id": "authenticationMethodsPolicy",
        "registrationEnforcement": {"authenticationMethodsRegistrationCampaign": campaign},
        "authenticationMethodConfigurations": [fido2, temporary],
    }


def write(path: Path, locations: int) -> None:
    """In a process of its own: the peak memory of a process counts what its parent held when it was started."""
    path.write_text(snapshot_text(snapshot(locations)), encoding="ascii")


def location(number: int) -> JsonObject:
    first = int(ipaddress.IPv4Address("11.0.0.0")) + number * RANGES * 256
    ranges: list[JsonValue] = [
        {
            "@odata.type": "#microsoft.graph.iPv4CidrRange",
            "cidrAddress": f"{ipaddress.IPv4Address(first + step * 256)}/24",
        }
        for step in range(RANGES)
    ]
    return {
        "@odata.type": "#microsoft.graph.ipNamedLocation",
        "id": an_id("location", f"site-{number}"),
        "displayName": f"Site {number:03d}",
        "createdDateTime": "2026-02-03T10:11:12Z",
        "modifiedDateTime": "2026-02-03T10:11:12Z",
        "isTrusted": False,
        "ipRanges": ranges,
    }


def export(bench: Bench) -> Iterator[Result]:
    """Export to a folder and plan it again, against twice reading the same with the json module and PyYAML."""
    from tests.bench.cases import Result

    folder = bench.file.parent
    half = round_trip(bench, folder, LOCATIONS // 2)  # first: it warms the compiled files for the others
    whole = round_trip(bench, folder, LOCATIONS)
    floor = bench.floor(str(FLOOR), str(folder / f"export-{LOCATIONS}"), str(folder / f"tenant-{LOCATIONS}.json"))
    least = [floor.run() for _ in whole]
    ours, theirs = (sum(each.cpu for each in runs) for runs in (whole, least))
    note = f"{whole[0].cpu:.2f} s and {whole[1].cpu:.2f} s of CPU against {theirs:.2f} s"
    yield Result("largest tenant: export and plan against json and PyYAML", ours / theirs, 2.2, "x", note)
    peak = max(each.mebibytes for each in whole)
    note = f"{whole[0].mebibytes:.0f} MiB and {whole[1].mebibytes:.0f} MiB against {least[0].mebibytes:.0f} MiB"
    yield Result("largest tenant: peak memory", peak, 200, " MiB", note)
    growth = peak / max(each.mebibytes for each in half)
    yield Result("largest tenant: memory when it is twice as large", growth, 2.1, "x")


def round_trip(bench: Bench, folder: Path, locations: int) -> tuple[Run, Run]:
    kept, out = folder / f"tenant-{locations}.json", folder / f"export-{locations}"
    bench.floor("-m", "tests.bench.largest", str(kept), str(locations)).run()
    exported = bench.tool("export", "--from", str(kept), "--out", f"{out}/", "--split").run()
    return exported, bench.tool("plan", "--against", str(kept), str(out), "--exit-code").run()


def inline(bench: Bench) -> Iterator[Result]:
    """A file that lists every range itself, against PyYAML loading and dumping it."""
    file = bench.file.parent / "inline.yaml"
    file.write_text(inline_text(), encoding="utf-8")
    ours = bench.tool("validate", str(file))
    floor = bench.floor(str(INLINE_FLOOR), str(file))
    found, least = cpu(ours, bench.runs), cpu(floor, bench.runs)
    from tests.bench.cases import Result

    note = f"{found:.2f} s of CPU against {least:.2f} s"
    yield Result("validate of 390,000 ranges in a file against PyYAML", found / least, 2.0, "x", note)


def cpu(program: Program, runs: int) -> float:
    return min(program.run().cpu for _ in range(min(runs, 3)))


def inline_text() -> str:
    lines = ["apiVersion: passkeyctl/v1", f"tenant: {{id: {TENANT}}}", "namedLocations:"]
    for number in range(LOCATIONS):
        lines += [f"  site-{number}:", f"    name: Site {number:03d}", "    ipRanges:"]
        found = json.loads(json.dumps(location(number)))["ipRanges"]
        lines += [f"      - {each['cidrAddress']}" for each in found]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
