"""One example for each row of the table of directions: a change of just that sort, in a tenant where it matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.direction_rows import BOTH, Direction, Row
from passkeyctl.model.directions import of_exclude, of_pass, of_policy, of_profile, of_row, of_settings, of_strength
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID
from passkeyctl.model.shifts import Shift
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import SignInFrequency, Value
from tests.checks.reviews import created, deleted, live, policy, profile, row, settings, strength, updated

YUBIKEY, OTHER_KEY = "2fc0579f-8113-47ea-b116-bb5a8db9202a", "c5ef55ff-ad9a-4b9f-b580-adebafe026d0"
HERE, THERE = "g-here", "g-there"
PASSKEYS, HELLO = "fido2", "windowsHelloForBusiness"


def some(*members: str) -> frozenset[str]:
    return frozenset(members)


@dataclass(frozen=True, slots=True)
class Example:
    """What the object holds before and after. `stands_beside` is what else has to be there."""

    before: Mapping[str, Value]
    after: Mapping[str, Value]
    stands_beside: tuple[LiveObject, ...] = field(default=())


def swapped(example: Example) -> Example:
    return replace(example, before=example.after, after=example.before)


def _path(path: str, before: Value, after: Value) -> Example:
    return Example({path: before}, {path: after})


STATE = _path("state", "reportOnly", "enabled")
WATCHED = _path("state", "disabled", "reportOnly")
EVERYBODY = Example(
    {"users.include": "selected", "users.include.groups": some(HERE)},
    {"users.include": "all", "users.include.groups": some(HERE)},
)
NOBODY = Example(
    {"users.include": "selected", "users.include.groups": some(HERE)},
    {"users.include": "none", "users.include.groups": some()},
)
INCLUDED = Example(
    {"users.include": "selected", "users.include.groups": some(HERE)},
    {"users.include": "selected", "users.include.groups": some(HERE, THERE)},
)
TARGETED = _path("target.resources.include", some("Office365"), some("Office365", "MicrosoftAdminPortals"))
EXCLUDED = _path("users.exclude.groups", some("g-emergency"), some("g-emergency", THERE))
CONDITION = _path("conditions.clientApps", some("all"), some("browser"))
MET = _path("conditions.clientApps", some("browser"), some("browser", "other"))
BLOCKED = _path("grant.controls", some("mfa"), some("block"))
DEMANDED = _path("grant.controls", some("mfa", "compliantDevice"), some("mfa"))
OPERATOR = Example(
    {"grant.controls": some("mfa", "compliantDevice"), "grant.require": "one"},
    {"grant.controls": some("mfa", "compliantDevice"), "grant.require": "all"},
)
FREQUENCY = _path("session.signInFrequency", None, SignInFrequency())
PERSISTENT = _path("session.persistentBrowser", None, "never")

COMBINATION = _path("allowedCombinations", some(PASSKEYS), some(PASSKEYS, HELLO))
LIMIT = Example(
    {"allowedCombinations": some(PASSKEYS), "fido2.allowedAAGUIDs": some()},
    {"allowedCombinations": some(PASSKEYS), "fido2.allowedAAGUIDs": some(YUBIKEY)},
)
KEYS = Example(
    {"allowedCombinations": some(PASSKEYS), "fido2.allowedAAGUIDs": some(YUBIKEY)},
    {"allowedCombinations": some(PASSKEYS), "fido2.allowedAAGUIDs": some(YUBIKEY, OTHER_KEY)},
)

ON = _path("state", "disabled", "enabled")
SETUP = _path("allowSelfServiceSetup", False, True)
TYPES = _path("passkeyTypes", some("deviceBound"), some("deviceBound", "synced"))
ATTESTED = _path("enforceAttestation", True, False)
ALLOWED = Example(
    {"keyRestrictions.behavior": "allow", "keyRestrictions.authenticators": some(YUBIKEY)},
    {"keyRestrictions.behavior": "allow", "keyRestrictions.authenticators": some(YUBIKEY, OTHER_KEY)},
)
ROW = _path("profiles", frozenset(), some(DEFAULT_PROFILE_ID))
THERE_OR_NOT = _path("there", False, True)

GIVEN = _path("targets", some(HERE), some(HERE, THERE))
NOT_GIVEN = _path("exclude", some(), some(THERE))
ONCE = _path("oneTimeUse", False, True)
LONGER = _path("maximumLifetime", 480, 600)
SHORTEST = _path("minimumLifetime", 30, 60)
LENGTH = _path("length", 8, 12)

# By kind, what the row is about, and the shift; the opposite shift is the example swapped.
EXAMPLES: Mapping[tuple[Kind, str, Shift], Example] = {
    (Kind.POLICY, "state", Shift.BEGINS): STATE,
    (Kind.POLICY, "state", Shift.RISES): WATCHED,
    (Kind.POLICY, "users.include", Shift.GAINS): EVERYBODY,
    (Kind.POLICY, "users.include", Shift.LOSES): NOBODY,
    (Kind.POLICY, "users.include.", Shift.GAINS): INCLUDED,
    (Kind.POLICY, "target.resources.include", Shift.GAINS): TARGETED,
    (Kind.POLICY, "users.exclude.", Shift.GAINS): EXCLUDED,
    (Kind.POLICY, "conditions.platforms.include", Shift.BEGINS): CONDITION,
    (Kind.POLICY, "conditions.platforms.include", Shift.GAINS): MET,
    (Kind.POLICY, "grant", Shift.BEGINS): BLOCKED,
    (Kind.POLICY, "grant", Shift.GAINS): DEMANDED,
    (Kind.POLICY, "grant", Shift.RISES): OPERATOR,
    (Kind.POLICY, "session.signInFrequency", Shift.BEGINS): FREQUENCY,
    (Kind.POLICY, "session.persistentBrowser", Shift.RISES): PERSISTENT,
    (Kind.POLICY, "name", Shift.TURNS): _path("name", "Policy p-1", "Another name"),
    (Kind.STRENGTH, "allowedCombinations", Shift.GAINS): COMBINATION,
    (Kind.STRENGTH, "limits", Shift.BEGINS): LIMIT,
    (Kind.STRENGTH, "limits", Shift.GAINS): KEYS,
    (Kind.PASSKEYS, "state", Shift.RISES): ON,
    (Kind.PASSKEYS, "allowSelfServiceSetup", Shift.BEGINS): SETUP,
    (Kind.PROFILE, "passkeyTypes", Shift.GAINS): TYPES,
    (Kind.PROFILE, "enforceAttestation", Shift.GAINS): ATTESTED,
    (Kind.PROFILE, "keyRestrictions", Shift.GAINS): ALLOWED,
    (Kind.TARGET, "profiles", Shift.GAINS): ROW,
    (Kind.EXCLUDE, "there", Shift.BEGINS): THERE_OR_NOT,
    (Kind.TEMPORARY_ACCESS_PASS, "state", Shift.RISES): ON,
    (Kind.TEMPORARY_ACCESS_PASS, "targets", Shift.GAINS): GIVEN,
    (Kind.TEMPORARY_ACCESS_PASS, "exclude", Shift.GAINS): NOT_GIVEN,
    (Kind.TEMPORARY_ACCESS_PASS, "oneTimeUse", Shift.BEGINS): ONCE,
    (Kind.TEMPORARY_ACCESS_PASS, "defaultLifetime", Shift.RISES): LONGER,
    (Kind.TEMPORARY_ACCESS_PASS, "minimumLifetime", Shift.RISES): SHORTEST,
    (Kind.TEMPORARY_ACCESS_PASS, "length", Shift.TURNS): LENGTH,
}
OPPOSITE = {
    Shift.GAINS: Shift.LOSES,
    Shift.BEGINS: Shift.ENDS,
    Shift.RISES: Shift.FALLS,
    Shift.LOSES: Shift.GAINS,
    Shift.ENDS: Shift.BEGINS,
    Shift.FALLS: Shift.RISES,
}


def example_of(each: Row) -> Example:
    kind, path = each.kind, each.paths[0]
    found = EXAMPLES.get((kind, path, each.shift))
    return found if found is not None else swapped(EXAMPLES[kind, path, OPPOSITE[each.shift]])


POLICY_JSON: JsonObject = {"id": "p", "conditions": {"users": {}, "applications": {}}, "grantControls": {}}
LIMIT_JSON: JsonObject = {
    "@odata.type": "#microsoft.graph.fido2CombinationConfiguration",
    "id": "limit",
    "appliesToCombinations": [PASSKEYS],
}


def original_of(made: LiveObject) -> JsonObject:
    match made.kind:
        case Kind.POLICY:
            return {**POLICY_JSON, "id": made.id}
        case Kind.STRENGTH:
            return {"combinationConfigurations": [LIMIT_JSON] if made.fields["fido2.allowedAAGUIDs"] else []}
        case Kind.TEMPORARY_ACCESS_PASS:
            return {"includeTargets": [], "excludeTargets": []}
        case _:
            return {}


def in_tenant(made: LiveObject) -> LiveObject:
    return replace(made, original=original_of(made))


def object_of(kind: Kind, fields: Mapping[str, Value]) -> LiveObject:
    match kind:
        case Kind.POLICY:
            made = policy("p-1")
        case Kind.STRENGTH:
            made = strength("s-1")
        case Kind.PASSKEYS:
            made = settings()
        case Kind.PROFILE:
            made = profile(DEFAULT_PROFILE_ID)
        case Kind.TARGET:
            made = row(HERE)
        case _:
            made = live(kind, kind.value, state="enabled", targets=some(HERE))
    return in_tenant(replace(made, fields={**made.fields, **fields}))


def change_of(kind: Kind, example: Example, **more: Value) -> ResourceChange:
    """`more` is what the object holds before and after besides."""
    beside = {path.replace("__", "."): value for path, value in more.items()}
    if kind is Kind.EXCLUDE:
        excluded = live(Kind.EXCLUDE, THERE)
        return created(excluded) if example.after["there"] else deleted(excluded)
    start = object_of(kind, {**beside, **example.before})
    if kind is Kind.TARGET and not start.fields["profiles"]:
        return created(replace(start, fields={**start.fields, **example.after}))
    if kind is Kind.TARGET and not example.after["profiles"]:
        return deleted(start)
    return updated(start, **{path.replace(".", "__"): value for path, value in {**beside, **example.after}.items()})


def direction_of(change: ResourceChange) -> Direction:
    prior, planned = change.prior_fields, change.planned
    match change.address.kind:
        case Kind.POLICY:
            return of_policy(change)
        case Kind.TARGET:
            return of_row(prior or None, planned)
        case Kind.EXCLUDE:
            return of_exclude(was_there=change.live is not None, is_there=planned is not None)
        case kind:
            judges = {
                Kind.STRENGTH: of_strength,
                Kind.PASSKEYS: of_settings,
                Kind.PROFILE: of_profile,
                Kind.TEMPORARY_ACCESS_PASS: of_pass,
            }
            return judges[kind](prior, planned) if planned is not None else BOTH


def state_with(change: ResourceChange, *others: LiveObject) -> PriorState:
    """A tenant with passkeys for one group, in which the change stands among `others`."""
    usual = (settings(), profile(DEFAULT_PROFILE_ID), row(THERE, DEFAULT_PROFILE_ID), *others)
    stands = [each for each in (change.live, *usual) if each is not None]
    first: dict[tuple[Kind, str], LiveObject] = {}
    for each in stands:
        first.setdefault((each.kind, each.id), in_tenant(each) if not each.original else each)
    document: JsonObject = {"includeTargets": [], "passkeyProfiles": [], "excludeTargets": []}
    return PriorState(tuple(first.values()), True, document)
