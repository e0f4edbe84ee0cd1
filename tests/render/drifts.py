"""Drifts by hand: every sort of deviation, every certainty of who did it, names that mean harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from passkeyctl.diagnostics import SourceRange, notice, warning
from passkeyctl.drift.deviation import Attribution, Certainty, Deviation, Drift, Log, Sort
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.desired import Configuration, Tenant, Waiver
from passkeyctl.model.directory import Directory
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.reference import RefKind
from passkeyctl.model.rollout import Stage
from passkeyctl.plan.destination import Destination
from passkeyctl.render.drift.deviation_words import DriftView
from passkeyctl.rollout.ladder import Ladder, Rung, Standing
from tests.render.plans import AUTHENTICATOR, HOSTILE, LOST, OLD, PILOT, POLICY, live, policy, prior_of, update, view

AT = datetime(2026, 11, 24, 3, 12, 40, tzinfo=UTC)
SINCE = AT - timedelta(days=30)
FILE = "tenants/contoso/passkeys.yaml"
READ = Log(was_read=True, since=SINCE, oldest=SINCE)
ENFORCE = Address(Kind.POLICY, "pilot-enforce")
POLICY_NAME = "PK020 - Pilot - Require passkey"
START = SourceRange(FILE, 2, 1)

BY_SOMEBODY = Attribution(
    Certainty.FIELD,
    AT - timedelta(hours=3, minutes=8),
    "somebody.else@contoso.onmicrosoft.com",
    "192.0.2.77",
    "Update conditional access policy",
    "the audit log",
)
OF_OBJECT = replace(BY_SOMEBODY, certainty=Certainty.OBJECT, by="Contoso Deployment", address="")
OLDER = Attribution(Certainty.UNKNOWN, not_since=SINCE)
REFUSED = Attribution(Certainty.UNKNOWN, why="the audit log could not be read: Graph answered 403")
BY_OWN_DATE = Attribution(Certainty.OBJECT, AT - timedelta(days=400), told_by="its own date")
OF_RUN = replace(BY_SOMEBODY, address="", activity="", told_by="a receipt on this machine")
WAIVER = Waiver(
    "DRF101",
    "a partner tests until the migration is over",
    "security@contoso.example",
    date(2027, 3, 31),
    SourceRange(FILE, 90, 5),
    ("disabled",),
    "conditionalAccess.pilot-enforce.state",
)

STATE = Deviation(
    Sort.CHANGED,
    ENFORCE,
    POLICY_NAME,
    "state",
    "enabled",
    "disabled",
    POLICY,
    BY_SOMEBODY,
    source=SourceRange(FILE, 41, 5),
)
EXCLUDED = replace(
    STATE,
    path="users.exclude.groups",
    wanted=frozenset({PILOT, LOST}),
    live=frozenset({PILOT, OLD}),
    attribution=OF_OBJECT,
    source=SourceRange(FILE, 44, 9),
)
MODELS = Deviation(
    Sort.CHANGED,
    Address(Kind.PROFILE, "default"),
    "Default passkey profile",
    "keyRestrictions.authenticators",
    AUTHENTICATOR,
    frozenset({min(AUTHENTICATOR)}),
    "00000000-0000-0000-0000-000000000001",
    OLDER,
    is_of_catalogue=True,
    source=SourceRange(FILE, 20, 11),
)
MISSING = Deviation(
    Sort.MISSING,
    Address(Kind.STRENGTH, "keys"),
    "Keys only",
    attribution=replace(BY_SOMEBODY, activity="Authentication Strength Policy Delete"),
    source=SourceRange(FILE, 30, 3),
)
UNWANTED = Deviation(
    Sort.UNWANTED, Address(Kind.TARGET, EVERYONE, is_unlisted=True), EVERYONE, id=EVERYONE, attribution=REFUSED
)
NOT_IN_FILE = Deviation(
    Sort.NOT_IN_FILE,
    Address(Kind.TEMPORARY_ACCESS_PASS),
    "temporaryAccessPass",
    "oneTimeUse",
    False,
    True,
    "TemporaryAccessPass",
    BY_OWN_DATE,
    source=SourceRange(FILE, 25, 1),
)
UNLISTED = Deviation(
    Sort.UNLISTED,
    Address(Kind.POLICY, "PK099 - Emergency fix", is_unlisted=True),
    "PK099 - Emergency fix",
    id=LOST,
    attribution=OF_RUN,
)

TENANT = Tenant(None, "contoso.onmicrosoft.com", "Contoso", None, START)
CONFIGURATION = Configuration(TENANT, {}, (), None, {}, "2026-11", {}, (), waivers=(WAIVER,))


def drift_view(*, words: str = "") -> DriftView:
    return DriftView(view(), words, words)


def drift_of(*deviations: Deviation, log: Log = READ, name: str = "Contoso", compared: int = 12) -> Drift:
    enforce = policy(POLICY_NAME)
    ordered = tuple(sorted(deviations, key=lambda each: each.address.sort_key))
    return Drift(
        destination=Destination("global", "7d3c1f0a-52f4-4c0e-9c1b-0d1e8a6f4b21", name),
        at=AT,
        deviations=ordered,
        findings=(),
        diagnostics=(),
        unlisted=(),
        directory=Directory(
            names={
                (RefKind.GROUP, PILOT): "PK-Pilot",
                (RefKind.GROUP, OLD): "Helpdesk",
                (RefKind.GROUP, LOST): "SG-EmergencyAccess",
            }
        ),
        prior=prior_of(enforce),
        changes=(update("pilot-enforce", enforce, {}),),
        reads_beta=True,
        log=log,
        compared=compared,
    )


def every_sort() -> Drift:
    """With what stands beside the boundary, and a waiver that has ended."""
    found = drift_of(STATE, EXCLUDED, MODELS, MISSING, UNWANTED, NOT_IN_FILE, UNLISTED)
    expired = warning(
        "WVR101",
        "the waiver of DRF101 ended on 2026-10-31 and covers nothing any more",
        source=SourceRange(FILE, 92, 5),
        hint="take it out, or agree on another day",
    )
    return replace(
        found,
        findings=(Finding(expired, Weight.SAYS),),
        unlisted=tuple(live(Kind.POLICY, f"{POLICY[:-1]}{number}", f"CA00{number}", {}) for number in range(7)),
    )


def waived() -> Drift:
    return drift_of(replace(STATE, waiver=WAIVER))


def nothing() -> Drift:
    return drift_of()


def unread() -> Drift:
    """Nothing differs, and a policy that only beta lists could not be looked at."""
    found = nothing()
    return replace(
        found,
        prior=replace(found.prior, unread_policies=((OLD, "CA900 - Agents"),)),
        diagnostics=(notice("OPS907", "the policy `CA900 - Agents` can't be read through v1.0: it was not compared"),),
    )


def cut_off() -> Drift:
    """Nothing differs in what v1.0 shows of a policy, and beta shows more of it."""
    said = warning(
        "OPS907",
        f"`conditions.agents` of `{POLICY_NAME}` is shown by beta only: it was not compared",
        address=str(ENFORCE),
        source=SourceRange(FILE, 40, 3),
        hint="look at it in the admin centre; no file can write it",
    )
    return replace(nothing(), diagnostics=(said,))


def empty() -> Drift:
    return drift_of(compared=0)


def without_log() -> Drift:
    return drift_of(replace(STATE, attribution=REFUSED), log=Log(why=REFUSED.why))


def cut_log() -> Drift:
    why = "the audit log has more than 200 pages for this time: 199,800 records were read"
    unknown = replace(OF_RUN, certainty=Certainty.UNKNOWN, why=why)
    log = Log(was_read=True, since=SINCE, oldest=AT - timedelta(days=2), truncated=why)
    return drift_of(replace(STATE, attribution=unknown), log=log)


def held() -> Drift:
    stages = tuple(Stage(name, "", (), (), (), "0123456789ab", START) for name in ("look", "enforce"))
    rungs = (Rung(stages[0], Standing.SHOWN), Rung(stages[1], Standing.HELD))
    return replace(nothing(), ladder=Ladder(rungs, "enforce", ("look",)), reads_beta=False)


def hostile() -> Drift:
    """Names that move the cursor, close a cell, begin a command or open a tag."""
    harmful = replace(BY_SOMEBODY, by=f"{HOSTILE}\n::error::x", address="]]> <script>", activity="`a` | b")
    unlisted = replace(
        UNLISTED, address=Address(Kind.POLICY, HOSTILE, is_unlisted=True), name=HOSTILE, attribution=harmful
    )
    changed = replace(STATE, name=HOSTILE, attribution=harmful, path="name", wanted="PK020", live=f"{HOSTILE} ]]> | x")
    return drift_of(changed, unlisted, name=HOSTILE)
