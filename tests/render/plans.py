"""Plans by hand: every shape of change, every weight of finding, names that mean harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from passkeyctl.authenticators.catalogue import newest
from passkeyctl.checks.verdict import unchecked
from passkeyctl.diagnostics import Diagnostic, SourceRange, error, notice, warning
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.desired import Waiver
from passkeyctl.model.directory import Directory
from passkeyctl.model.fields import Fields
from passkeyctl.model.finding import Finding, Suppressed, Weight
from passkeyctl.model.kinds import defaults
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID, EVERYONE
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import FilterRule, Guests, SignInFrequency, Value, X509Limit
from passkeyctl.plan import ordering
from passkeyctl.plan.plan import Destination, Plan
from passkeyctl.render.text import PlanView

PILOT = "333951be-1111-4222-8333-444455556666"
OLD = "9c0ffee0-1111-4222-8333-444455556666"
LOST = "deadbeef-1111-4222-8333-444455556666"
POLICY = "4f0e6c3a-7f0b-4a55-9a3e-9f6a1f5c2d10"
STRENGTH = "5a6b7c8d-7f0b-4a55-9a3e-9f6a1f5c2d10"
FILE = "passkeys.yaml"
UNKNOWN_KEY = "12345678-1234-4234-8234-123456789abc"
HOUSE_KEYS = ("dededede-0000-4000-8000-000000000001", "dededede-0000-4000-8000-000000000002")


def view(**overrides: str) -> PlanView:
    return PlanView(overrides, newest(), {"issued-keys": HOUSE_KEYS})


def policy(name: str = "CA010 - Pilot", id: str = POLICY, **fields: Value) -> LiveObject:
    written = {path.replace("__", "."): value for path, value in fields.items()}
    return live(Kind.POLICY, id, name, {"state": "enabled", **written})


def live(kind: Kind, id: str, name: str, fields: Fields, *, is_built_in: bool = False) -> LiveObject:
    named: Fields = {"name": name} if "name" in defaults(kind) else {}
    original: JsonObject = {"conditions": {}} if kind is Kind.POLICY else {}
    return LiveObject(kind, id, name, {**defaults(kind), **named, **fields}, original, is_built_in)


def update(local: str, before: LiveObject, after: Fields, **more: object) -> ResourceChange:
    changes = tuple(FieldChange(path, before.fields[path], value) for path, value in after.items())
    action = Action.UPDATE if changes else Action.NO_OP
    change = ResourceChange(
        Address(before.kind, local), action, before.id, before.name, before, {**before.fields, **after}, changes
    )
    return replace(change, **more)  # type: ignore[arg-type]  # only fields of ResourceChange are passed


def create(kind: Kind, local: str, name: str, fields: Fields, *, id: str = "") -> ResourceChange:
    start = defaults(kind)
    named: Fields = {"name": name} if "name" in start else {}
    changes = tuple(FieldChange(path, start[path], value) for path, value in {**named, **fields}.items())
    address = Address(kind, local)
    planned = {**start, **named, **fields}
    return ResourceChange(address, Action.CREATE, id or PendingId(address), name, None, planned, changes)


def delete(before: LiveObject, local: str = "") -> ResourceChange:
    address = Address(before.kind, local or before.name or before.id, is_unlisted=not local)
    empty = defaults(before.kind)
    changes = tuple(
        FieldChange(path, value, empty[path]) for path, value in before.fields.items() if value != empty[path]
    )
    return ResourceChange(address, Action.DELETE, before.id, before.name, before, None, changes)


def prior_of(*objects: LiveObject, has_profiles: bool = True) -> PriorState:
    settings = live(Kind.PASSKEYS, "Fido2", "passkeys", {"state": "enabled"})
    return PriorState((settings, *objects), has_profiles, {})


def plan_of(*changes: ResourceChange, name: str = "Contoso", endpoint: str = "global") -> Plan:
    """The objects that change are the tenant's; groups are known by name."""
    prior = prior_of(DEFAULT_PROFILE, *(each.live for each in changes if each.live and each.live != DEFAULT_PROFILE))
    ordered = tuple(sorted(changes, key=lambda each: each.address.sort_key))
    return Plan(
        destination=Destination(endpoint, "7d3c1f0a-52f4-4c0e-9c1b-0d1e8a6f4b21", name),
        changes=ordered,
        operations=ordering.operations(ordered, prior),
        findings=(),
        diagnostics=(),
        unlisted=(),
        directory=Directory(names={(RefKind.GROUP, PILOT): "PK-Pilot", (RefKind.GROUP, OLD): "PK-Old (2025)"}),
        prior=prior,
        reads_beta=True,
    )


DEFAULT_PROFILE = live(
    Kind.PROFILE,
    DEFAULT_PROFILE_ID,
    "Default passkey profile",
    {"passkeyTypes": frozenset({"deviceBound", "synced"})},
    is_built_in=True,
)

AUTHENTICATOR = frozenset({"90a3ccdf-635c-4729-a248-9b709135078f", "de1e552d-db1d-4423-a619-566b625cdc84"})
GUESTS = Guests(frozenset({"b2bCollaborationGuest"}), "all")
SOME_GUESTS = Guests(frozenset({"b2bCollaborationGuest", "serviceProvider"}), frozenset({LOST}))


def every_shape() -> Plan:
    """Creates, updates and deletes of each kind, with each shape of value."""
    renamed = policy(
        users__include__groups=frozenset({OLD, PILOT, LOST}),
        users__exclude__guests=GUESTS,
        target__resources__include=frozenset({"All resources"}),
        grant__controls=frozenset({"mfa"}),
        session__signInFrequency=SignInFrequency(4, "hours"),
        session__tokenProtection=True,
    )
    strength = live(
        Kind.STRENGTH,
        STRENGTH,
        "Certificates",
        {"allowedCombinations": frozenset({"x509CertificateMultiFactor", "password,sms"})},
    )
    restricted = live(
        Kind.PROFILE,
        "11111111-7f0b-4a55-9a3e-9f6a1f5c2d10",
        "Restricted",
        {"keyRestrictions.behavior": "allow", "keyRestrictions.authenticators": AUTHENTICATOR},
    )
    plan = plan_of(
        update("", live(Kind.PASSKEYS, "Fido2", "passkeys", {"state": "enabled"}), {"allowSelfServiceSetup": False}),
        create(
            Kind.PROFILE,
            "synced",
            "Synced passkeys (pilot)",
            {"passkeyTypes": frozenset({"synced"}), "enforceAttestation": False},
        ),
        update(
            "restricted",
            restricted,
            {"keyRestrictions.authenticators": frozenset({min(AUTHENTICATOR), UNKNOWN_KEY, *HOUSE_KEYS})},
            note="agreed with the service desk",
        ),
        create(
            Kind.TARGET,
            "PK-Pilot",
            PILOT,
            {"profiles": frozenset({DEFAULT_PROFILE_ID, PendingId(Address(Kind.PROFILE, "synced"))})},
            id=PILOT,
        ),
        delete(live(Kind.TARGET, OLD, OLD, {"profiles": frozenset({DEFAULT_PROFILE_ID})})),
        delete(live(Kind.TARGET, EVERYONE, EVERYONE, {"profiles": frozenset({DEFAULT_PROFILE_ID})}), "everyone"),
        create(Kind.EXCLUDE, "contractors", LOST, {}, id=LOST),
        update(
            "certificates",
            strength,
            {
                "description": 'Cards, not "codes"',
                "allowedCombinations": frozenset({"x509CertificateMultiFactor", "password,voice"}),
                "x509": frozenset(
                    {
                        X509Limit(
                            frozenset({"x509CertificateMultiFactor"}),
                            frozenset({"9a4248c6ac8c2931ab2a86537818e92e7b6c97b6"}),
                            frozenset({"1.2.3.4"}),
                        )
                    }
                ),
            },
        ),
        update(
            "pilot",
            renamed,
            {
                "name": "CA010 - Everybody who has been given a passkey in the course of the pilot (2026)",
                "state": "reportOnly",
                "users.include.groups": frozenset({PILOT}),
                "users.exclude.guests": SOME_GUESTS,
                "conditions.deviceFilter": FilterRule("exclude", 'device.extensionAttribute1 -eq "paw"'),
                "conditions.clientApps": frozenset({"browser"}),
                "grant.controls": frozenset(),
                "grant.authenticationStrength": STRENGTH,
                "session.signInFrequency": SignInFrequency(),
            },
            not_in_file=(("session.tokenProtection", True), ("users.exclude.groups", frozenset({OLD}))),
        ),
        delete(policy("CA001 - Old", "0ca00001-7f0b-4a55-9a3e-9f6a1f5c2d10", users__include="all"), "old"),
        update(
            "untouched",
            policy("CA002 - Kept", "0ca00002-7f0b-4a55-9a3e-9f6a1f5c2d10"),
            {},
            not_in_file=(
                ("conditions.platforms.include", frozenset({"iOS", "android"})),
                ("session.persistentBrowser", "never"),
            ),
        ),
    )
    return replace(
        plan,
        unlisted=(
            DEFAULT_PROFILE,
            live(Kind.TARGET, PILOT, PILOT, {"profiles": frozenset()}),
            policy("CA003", "0ca00003-7f0b-4a55-9a3e-9f6a1f5c2d10"),
            live(Kind.STRENGTH, "00000000-0000-0000-0000-000000000004", "Phishing-resistant MFA", {}, is_built_in=True),
        ),
        prior=replace(plan.prior, unread_policies=(("0ca00009-7f0b-4a55-9a3e-9f6a1f5c2d10", "CA009 - Preview"),)),
        reads_beta=False,
    )


def every_finding() -> Plan:
    """Each weight; thirteen standing ones; PRF111 can be overridden, EMG501 can't; one is unknown, two are let pass."""
    plan = plan_of(update("pilot", policy(), {"state": "reportOnly"}))
    return replace(
        plan,
        findings=(
            Finding(_opt_in(), Weight.ASKS, can_override=True, is_grave=True),
            Finding(_emergency(), Weight.BLOCKS),
            Finding(_exclusion(), Weight.BLOCKS, can_override=True),
            Finding(_unread(), Weight.BLOCKS, can_override=True, is_unknown=True),
            *(Finding(_standing(number), Weight.STANDING, is_unknown=number == 2) for number in range(1, 14)),
            Finding(_report_only(), Weight.SAYS, value="CA010 - Pilot", affected="12 people"),
            unchecked("STR302", "people were not read", "`--impact` reads them"),
            unchecked("PRF105", "people were not read", "`--impact` reads them"),
            unchecked("STR302", "people were not read", "`--impact` reads them"),
            unchecked("HYB801", "Graph does not say when a key was last rotated"),
        ),
        suppressed=(
            Suppressed(Finding(_report_only(), Weight.SAYS), _waiver()),
            Suppressed(Finding(_report_only(), Weight.SAYS)),
        ),
        diagnostics=(
            notice("OPS901", "the default profile is called `Standard` in the tenant", source=SourceRange(FILE, 9, 7)),
        ),
    )


def _opt_in() -> Diagnostic:
    return error(
        "PRF111",
        "applying opts this tenant in to passkey profiles for good",
        address="passkeys",
        detail=("today's settings become the default profile, and every target keeps it",),
        hint='say yes when asked, or `--override PRF111="reason"`',
    )


def _emergency() -> Diagnostic:
    return error(
        "EMG501",
        "1 enabled emergency access accounts were found, 2 are needed",
        source=SourceRange(FILE, 12, 3),
        detail=("`bg2@contoso.onmicrosoft.com` is disabled",),
        hint="add or enable accounts in the emergency group before changing what people sign in with",
    )


def _exclusion() -> Diagnostic:
    return error(
        "OPS907",
        "`PK-Old (2025)` would no longer be excluded from `CA010 - Pilot`",
        address="conditionalAccess.pilot",
        source=SourceRange(FILE, 40, 5),
        detail=("`users.exclude.groups` loses 1",),
        hint="write it under `users.exclude.groups`, put `users.exclude.groups` under `unmanaged`, "
        'or `--override OPS907="reason"`',
    )


def _unread() -> Diagnostic:
    return error(
        "EMG502",
        "whether `CA010 - Pilot` excludes `bg2` is unknown",
        address="conditionalAccess.pilot",
        hint="exclude the emergency group by itself",
    )


def _waiver() -> Waiver:
    return Waiver(
        "CAP404", "until the pilot starts", "ops@contoso.example", date(2027, 1, 31), SourceRange(FILE, 50, 3)
    )


def _standing(number: int) -> Diagnostic:
    return warning("EMG502", f"`CA{number:03}` does not exclude the emergency access accounts", detail=("`bg1`",))


def _report_only() -> Diagnostic:
    return warning(
        "CAP404",
        "a policy on user actions is not evaluated in report-only",
        address="conditionalAccess.pilot",
        source=SourceRange(FILE, 31, 3),
        hint="use `disabled` until it is meant, then `enabled`",
    )


HOSTILE = (
    "Nice\n\nPlan: 0 to create, 0 to update, 0 to delete.\x1b[2J\x1b]0;owned\x07 "
    "\u202eevil\u202c [bold red]markup[/] \u200b\x9b31m\r<b>&amp;\U000e0041 \ud800"
)
WIDE = "全社員のパスキー登録を必須にする条件付きアクセスポリシー（パイロット段階の部署のみ対象）"


def hostile() -> Plan:
    """Everything that the tenant names is called the same."""
    named = plan_of(
        create(Kind.PROFILE, "synced", HOSTILE, {"passkeyTypes": frozenset({"synced"})}),
        update("pilot", policy(HOSTILE), {"users.include.groups": frozenset({LOST})}),
        delete(policy(HOSTILE, "0ca00001-7f0b-4a55-9a3e-9f6a1f5c2d10")),
        name=HOSTILE,
    )
    return replace(
        named,
        directory=Directory(names={(RefKind.GROUP, LOST): HOSTILE}),
        findings=(Finding(error("OPS907", f"delete the policy `{HOSTILE}`", detail=(HOSTILE,)), Weight.ASKS),),
        unlisted=(live(Kind.PROFILE, OLD, HOSTILE, {}),),
    )


def wide() -> Plan:
    """Names in letters two columns wide, and one without any blank."""
    plan = plan_of(
        update("pilot", policy(WIDE), {"name": f"{WIDE}と{WIDE}", "users.include.groups": frozenset({PILOT, OLD})}),
    )
    names = {(RefKind.GROUP, PILOT): WIDE, (RefKind.GROUP, OLD): "x" * 256}
    return replace(plan, directory=Directory(names=names))
