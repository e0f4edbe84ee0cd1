"""What pages are made of: a plan of many policies and people, drift with names, a tenant's history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from passkeyctl.diagnostics import SourceRange, error, notice, warning
from passkeyctl.drift.deviation import Attribution, Certainty, Deviation, Drift, Log, Sort
from passkeyctl.insight.impact.impact import impact_of
from passkeyctl.insight.tenant_state import after, before
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import FieldChange, ResourceChange
from passkeyctl.model.crowds import Crowd
from passkeyctl.model.desired import Waiver
from passkeyctl.model.directory import Directory
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.people import KeyModel, KnownPeople
from passkeyctl.model.recorded import Occasion, Recorded
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject
from passkeyctl.model.strengths import BUILT_IN_COMBINATIONS, BUILT_IN_STRENGTHS
from passkeyctl.plan import ordering
from passkeyctl.plan.plan import Plan
from passkeyctl.render.findings.report import Found, Report
from tests.people import people, roster
from tests.render.plans import DEFAULT_PROFILE, create, live, plan_of, prior_of, update

POLICIES, PEOPLE, GROUPS = 240, 2000, 40
SYNCED = KeyModel("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "synced", False)
KEY = KeyModel("2fc0579f-8113-47ea-b116-bb5a8db9202a", "deviceBound", True)
CHOSEN = "5a6b7c8d-7f0b-4a55-9a3e-9f6a1f5c2d10"
PHISHING_RESISTANT = "00000000-0000-0000-0000-000000000004"
TEAMS = ("Finance", "Engineering", "Sales", "Legal", "People and Culture", "Support", "Operations", "Research")
APPS = ("Office 365", "All resources", "Microsoft Admin Portals")
NOW = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)


def group_id(number: int) -> str:
    return f"9{number:07d}-aaaa-4222-8333-444455556666"


def group_name(number: int) -> str:
    return f"PK-{TEAMS[number % len(TEAMS)]}-{number:02d}"


def large_plan() -> Plan:
    """240 policies of which each changes, 40 groups, and 2,000 people whose synced passkeys stop signing in."""
    strengths = _strengths()
    listed = [_policy(number) for number in range(POLICIES)]
    targets = [live(Kind.TARGET, group_id(each), group_id(each), _profiles(each)) for each in range(GROUPS)]
    narrowed = update(
        "default", DEFAULT_PROFILE, {"passkeyTypes": frozenset({"deviceBound"}), "enforceAttestation": True}
    )
    new = [
        create(Kind.PROFILE, "synced", "Synced passkeys (pilot)", {"passkeyTypes": frozenset({"synced"})}),
        create(Kind.TARGET, "everyone", "all_users", {"profiles": frozenset({DEFAULT_PROFILE.id})}, id="all_users"),
    ]
    moved = [_changed(number, each) for number, each in enumerate(listed)]
    plan = plan_of(narrowed, *new, *moved)
    prior = prior_of(DEFAULT_PROFILE, *targets, *strengths, *listed)
    names = {(RefKind.GROUP, group_id(each)): group_name(each) for each in range(GROUPS)}
    known = people(
        PEOPLE,
        keys={SYNCED: range(PEOPLE), KEY: range(0, PEOPLE, 3)},
        registered={"passKeySynced": range(PEOPLE), "passKeyDeviceBound": range(0, PEOPLE, 3)},
        groups={group_id(each): range(each, PEOPLE, GROUPS) for each in range(GROUPS)},
        administrators=range(0, PEOPLE, 97),
    )
    impact = impact_of(before(prior), after(prior, plan.changes), plan.changes, known)
    return replace(
        plan,
        prior=prior,
        operations=ordering.operations(plan.changes, prior),
        directory=Directory(names=names),
        findings=tuple(_findings()),
        impact=replace(impact, emergency=Crowd.of([0, 1])),
        known_people=KnownPeople(known, roster(PEOPLE)),
    )


def _strengths() -> list[LiveObject]:
    built_in = [
        live(Kind.STRENGTH, id, name, {"allowedCombinations": BUILT_IN_COMBINATIONS[id]}, is_built_in=True)
        for id, name in BUILT_IN_STRENGTHS.items()
    ]
    keys = frozenset({"2fc0579f-8113-47ea-b116-bb5a8db9202a", "90a3ccdf-635c-4729-a248-9b709135078f"})
    fields = {"allowedCombinations": frozenset({"fido2"}), "fido2.allowedAAGUIDs": keys}
    return [*built_in, live(Kind.STRENGTH, CHOSEN, "Company keys only", fields)]


def _profiles(_: int) -> dict[str, frozenset[str]]:
    return {"profiles": frozenset({DEFAULT_PROFILE.id})}


def _policy(number: int) -> LiveObject:
    strength = (CHOSEN, PHISHING_RESISTANT, None)[number % 3]
    fields = {
        "state": ("enabled", "reportOnly", "disabled")[number // 3 % 3],
        "users.include.groups": frozenset({group_id(number % GROUPS), group_id((number * 7 + 1) % GROUPS)}),
        "users.exclude.groups": frozenset({group_id((number + 3) % GROUPS)}),
        "target.resources.include": frozenset({APPS[number % 3]}),
        "conditions.clientApps": frozenset({"browser", "mobileAppsAndDesktopClients"}),
        "grant.authenticationStrength": strength,
        "grant.controls": frozenset() if strength else frozenset({"block" if number % 2 else "mfa"}),
    }
    return live(Kind.POLICY, f"ca{number:06d}-7f0b-4a55-9a3e-9f6a1f5c2d10", _title(number), fields)


def _title(number: int) -> str:
    return f"CA{number:03d} - {TEAMS[number % len(TEAMS)]} - {APPS[number % 3]} - Require passkey"


def _changed(number: int, prior: LiveObject) -> ResourceChange:
    source = SourceRange(f"policies/{number // 20:02d}.yaml", 3 + number % 20 * 14, 5)
    was = prior.fields["users.include.groups"]
    assert isinstance(was, frozenset)
    joined = frozenset({*(str(each) for each in was), group_id((number + 11) % GROUPS)})
    change = update(
        f"ca{number:03d}",
        prior,
        {
            "state": "enabled" if number % 5 == 0 else "reportOnly",
            "users.include.groups": joined,
            "session.tokenProtection": True,
        },
        source=source,
    )
    moved = tuple(
        FieldChange(each.path, each.prior, each.planned, SourceRange(source.file, source.line + place, 7))
        for place, each in enumerate(change.changes, 1)
        if each.prior != each.planned
    )
    return replace(change, changes=moved)


def _findings() -> Iterator[Finding]:
    yield Finding(
        error(
            "ACC101",
            "the policy `CA000 - Finance` asks 14 people for what they don't have",
            address="conditionalAccess.ca000",
            source=SourceRange("policies/00.yaml", 3, 5),
            detail=("they have only synced passkeys",),
            hint="let them register a device-bound passkey first",
        ),
        Weight.BLOCKS,
        affected="14 people",
    )
    for number in range(30):
        found = (warning, notice)[number % 2](
            ("OPS907", "CAP204", "PRF130")[number % 3],
            f"the policy `{_title(number)}` counts on a list that changes",
            address=f"conditionalAccess.ca{number:03d}",
            hint="look at the list first",
        )
        yield Finding(found, (Weight.ASKS, Weight.SAYS, Weight.STANDING)[number % 3])


def report_of(plan: Plan, code: int = 3) -> Report:
    refusing = (Weight.BLOCKS, Weight.ASKS)
    return Report("plan", code, tuple(Found(each, each.weight in refusing) for each in plan.findings))


def drift_of(plan: Plan) -> Drift:
    """Every sort of deviation, every certainty, one that is waived."""
    address = Address(Kind.POLICY, "ca000")
    line = SourceRange("policies/00.yaml", 4, 7)
    waiver = Waiver(
        "DRF101", "the pilot waits for keys", "identity team", date(2026, 12, 24), SourceRange("waivers.yaml", 3)
    )
    seen = Attribution(
        Certainty.FIELD,
        NOW - timedelta(hours=7),
        "mallory@contoso.com",
        "203.0.113.7",
        "Update conditional access policy",
        "the audit log",
    )
    seen_object = replace(seen, certainty=Certainty.OBJECT, by="Intune Automation", address="")
    unknown = Attribution(Certainty.UNKNOWN, why="the audit log was cut short")
    older = Attribution(Certainty.UNKNOWN, not_since=NOW - timedelta(days=30))
    policy, profile = plan.prior.of(Kind.POLICY)[0], Address(Kind.PROFILE, "default")
    deviations = (
        Deviation(Sort.CHANGED, address, policy.name, "state", "enabled", "disabled", policy.id, seen, source=line),
        Deviation(
            Sort.CHANGED,
            address,
            policy.name,
            "users.exclude.groups",
            frozenset({group_id(3)}),
            frozenset({group_id(3), group_id(4)}),
            policy.id,
            seen_object,
            source=line,
        ),
        Deviation(Sort.MISSING, Address(Kind.POLICY, "ca999"), "CA999 - Everybody", attribution=older, source=line),
        Deviation(Sort.NOT_IN_FILE, profile, "Default passkey profile", "enforceAttestation", None, True, "1", unknown),
        Deviation(
            Sort.CHANGED,
            Address(Kind.POLICY, "ca001"),
            "CA001",
            "state",
            "enabled",
            "reportOnly",
            "2",
            seen,
            waiver,
            source=line,
        ),
    )
    return Drift(
        plan.destination,
        NOW,
        deviations,
        (),
        (),
        (live(Kind.POLICY, "3", "Somebody else's policy", {}),),
        plan.directory,
        plan.prior,
        plan.changes[:6],
        True,
        Log(was_read=True, since=NOW - timedelta(days=30), truncated="Graph keeps 30 days"),
        compared=241,
    )


def runs(count: int = 30) -> tuple[Recorded, ...]:
    return tuple(
        Recorded(
            f"run-{each:04d}",
            NOW - timedelta(days=count - each),
            (Occasion.DRIFT, Occasion.PLAN, Occasion.READINESS, Occasion.APPLY)[each % 4],
            (0, 2, 0, 3)[each % 4],
            "pipeline@contoso.com",
            changes=each % 7 if each % 4 == 1 else None,
            deviations=each * 5 % 9 if each % 4 == 0 else None,
            waived=1 if each % 4 == 0 else None,
            errors=each % 3 if each % 4 == 1 else None,
            warnings=each % 5 if each % 4 == 1 else None,
            ready=400 + each * 21 if each % 4 == 2 else None,
            people=1800 if each % 4 == 2 else None,
        )
        for each in range(count)
    )


def failure() -> Report:
    broken = Finding(
        error(
            "",
            "`grant.controls` has the unknown word `mfaa`",
            source=SourceRange("passkeys.yaml", 12, 9),
            hint="write `mfa`",
        ),
        Weight.BLOCKS,
    )
    said = Finding(warning("OPS903", "no emergency access is described", address="emergencyAccess"), Weight.SAYS)
    unread = Finding(notice("ACC105", "people were not read"), Weight.UNCHECKED)
    return Report("validate", 1, (Found(broken, refuses=True), Found(said), Found(unread)))
