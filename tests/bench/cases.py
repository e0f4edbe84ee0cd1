"""What is measured, and the gate of each: ratios to a floor of the same minute, and counts."""

from __future__ import annotations

import base64
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from tests.bench import apply_speed, checks_alone, largest, people_beside, people_cases, sign_ins
from tests.bench.loopback import Counted, Loopback
from tests.bench.measure import Program, paired
from tests.bench.tenant import TENANT, Size, generate

FLOOR = Path(__file__).parent / "floor_plan.py"
SCOPES = (
    "Policy.Read.All Policy.Read.AuthenticationMethod Policy.ReadWrite.AuthenticationMethod "
    "Policy.ReadWrite.ConditionalAccess Group.Read.All GroupMember.Read.All User.Read.All Application.Read.All "
    "RoleManagement.Read.Directory Directory.Read.All Organization.Read.All"
)


@dataclass(frozen=True, slots=True)
class Result:
    """One row: `value` may be at most `gate`; a count fails CI, a time is for people."""

    name: str
    value: float
    gate: float
    unit: str
    note: str = ""
    is_count: bool = False

    @property
    def holds(self) -> bool:
        return self.value <= self.gate


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything a case needs. `graph` is the loopback Graph, `file` the YAML that describes the same.

    `figures` is a folder for tables and pictures, where somebody wants them.
    """

    graph: Loopback
    file: Path
    changed: Path
    environ: Mapping[str, str]
    runs: int
    is_short: bool = False
    figures: Path | None = None
    python: str = field(default=sys.executable)

    def tool(self, *arguments: str, is_paced: bool = False) -> Program:
        wanted = {**self.environ, "PASSKEYCTL_GRAPH_URL": self.graph.url}
        if not is_paced:
            wanted["PASSKEYCTL_CA_INTERVAL"] = "0"
        return Program((self.python, "-m", "passkeyctl", *arguments), wanted)

    def floor(self, *arguments: str) -> Program:
        return Program((self.python, *arguments), self.environ)

    def ratio(self, name: str, ours: Program, floor: Program, gate: float) -> Result:
        found = paired(ours, floor, self.runs)
        return Result(name, found.ratio, gate, "x", f"{found.ours:.0f} ms against {found.floor:.0f} ms")

    def counted(self, ours: Program, *, latency_ms: int = 250, ca_limit: bool = False) -> tuple[Counted, float, float]:
        """What one run asked, how long it took and its peak of memory.

        The latency is long so that requests sent together overlap on a slow machine too.
        """
        self.graph.reset(latency_ms=latency_ms, ca_limit=ca_limit)
        run = ours.run()
        return self.graph.counted(), run.seconds, run.mebibytes


def version(bench: Bench) -> Iterator[Result]:
    floor = bench.floor("-c", "pass")
    yield bench.ratio("--version against a bare interpreter", bench.tool("--version"), floor, 1.5)


def help(bench: Bench) -> Iterator[Result]:
    floor = bench.floor("-c", "import typer")
    yield bench.ratio("--help against importing typer", bench.tool("--help"), floor, 1.3)


def validate(bench: Bench) -> Iterator[Result]:
    ours = bench.tool("validate", str(bench.file), "--fail-on", "never")
    yield bench.ratio("validate of 240 policies against --help", ours, bench.tool("--help"), 4.0)


def plan(bench: Bench) -> Iterator[Result]:
    ours = bench.tool("plan", str(bench.file), "--exit-code")
    floor = bench.floor(str(FLOOR), bench.graph.url, str(bench.file))
    for latency, gate in ((0, 2.0), (80, 1.7)):
        bench.graph.reset(latency_ms=latency)
        yield bench.ratio(f"plan without changes, {latency} ms, against bare httpx", ours, floor, gate)


def requests(bench: Bench) -> Iterator[Result]:
    ours = bench.tool("plan", str(bench.file), "--exit-code")
    counted, _, mebibytes = bench.counted(ours)
    yield Result("plan: HTTP requests", counted.requests, 9, "", is_count=True)
    yield Result("plan: round trips", counted.round_trips, 2, "", is_count=True)
    yield Result("plan: writes", counted.writes, 0, "", is_count=True)
    yield Result("plan: peak memory", mebibytes, 80, " MiB")


def drift(bench: Bench) -> Iterator[Result]:
    """Two round trips and no more where nothing differs; where something does, the audit log comes on top."""
    ours = bench.tool("drift", str(bench.file))
    counted, _, _ = bench.counted(ours)
    yield Result("drift, nothing differs: HTTP requests", counted.requests, 8, "", is_count=True)
    yield Result("drift, nothing differs: round trips", counted.round_trips, 2, "", is_count=True)
    found, _, _ = bench.counted(bench.tool("drift", str(bench.changed), "--exit-zero-on-drift"))
    yield Result("drift of one policy: requests on top", found.requests - counted.requests, 2, "", is_count=True)
    yield Result("drift: writes", counted.writes + found.writes, 0, "", is_count=True)
    bench.graph.reset(latency_ms=0)
    yield bench.ratio("drift against plan, nothing differs", ours, bench.tool("plan", str(bench.file)), 1.1)


def page(bench: Bench) -> Iterator[Result]:
    """A page of 240 policies beside the plan that it is of."""
    bench.graph.reset(latency_ms=0)
    target = Path(bench.environ["HOME"]) / "plan.html"
    ours = bench.tool("plan", str(bench.changed), "--report", f"html={target}")
    yield bench.ratio("plan with a page against without", ours, bench.tool("plan", str(bench.changed)), 1.5)


def pacing(bench: Bench) -> Iterator[Result]:
    ours = bench.tool("plan", str(bench.file), "--exit-code", is_paced=True)
    counted, seconds, _ = bench.counted(ours, latency_ms=0, ca_limit=True)
    yield Result("plan, one Conditional Access request a second: 429", counted.refused, 0, "", is_count=True)
    yield Result("plan, one Conditional Access request a second: time", seconds, 5, " s")


def apply(bench: Bench) -> Iterator[Result]:
    """The file with one policy changed, then the first file again: the tenant is left as it was."""
    before, _, _ = bench.counted(bench.tool("plan", str(bench.changed)))
    after, _, _ = bench.counted(bench.tool("apply", str(bench.changed), "--auto-approve"))
    yield Result("apply of one policy: requests after a plan's", after.requests - before.requests, 4, "", is_count=True)
    yield Result("apply of one policy: writes", after.writes, 1, "", is_count=True)
    back, _, _ = bench.counted(bench.tool("apply", str(bench.file), "--auto-approve"))
    yield Result("apply back: writes", back.writes, 1, "", is_count=True)


CASES: tuple[Callable[[Bench], Iterator[Result]], ...] = (
    version,
    help,
    validate,
    checks_alone.checks,
    plan,
    requests,
    pacing,
    drift,
    page,
    apply,
    apply_speed.speed,
    largest.export,
    largest.inline,
    people_cases.people,
    people_cases.who,
    sign_ins.sign_ins,
    people_beside.beside,
)


def write_files(folder: Path) -> tuple[Path, Path, Path]:
    """The tenant as JSON, the file that describes it, and the same with one policy's frequency changed."""
    tenant = generate(Size())
    paths = (folder / "tenant.json", folder / "tenant.yaml", folder / "changed.yaml")
    paths[0].write_text(json.dumps(tenant.graph), encoding="utf-8")
    text = yaml.dump(tenant.file, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), sort_keys=False)
    paths[1].write_text(text, encoding="utf-8")
    paths[2].write_text(text.replace("signInFrequency: 4h", "signInFrequency: 3h", 1), encoding="utf-8")
    return paths


def surroundings(folder: Path, inherited: Mapping[str, str]) -> dict[str, str]:
    """The machine's environment without its own sign-in, at home in `folder`, with a token for the loopback Graph."""
    kept = {key: value for key, value in inherited.items() if not key.startswith(("PASSKEYCTL_", "AZURE_"))}
    # As with an installed tool: what an import costs is reading compiled files, not compiling.
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    kept["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        kept[f"XDG_{name}_HOME"] = str(folder / name.lower())
    return {**kept, "HOME": str(folder), "PASSKEYCTL_ACCESS_TOKEN": a_token(int(time.time())), "NO_COLOR": "1"}


def a_token(now: int) -> str:
    """Signed by nobody: the tool only reads tenant, scopes and expiry from it."""
    claims = {"aud": "https://graph.microsoft.com", "tid": TENANT, "scp": SCOPES, "upn": "bench", "exp": now + 86400}
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    coded = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    return ".".join((*coded, "unsigned"))
