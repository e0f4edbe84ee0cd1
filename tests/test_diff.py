"""Desired against prior: omission, clearing, ownership, rows, renames, and what must not be written."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace

import pytest

from passkeyctl.diff import Difference, diff
from passkeyctl.identity import identify
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.desired import Entry, Managed, Ownership
from passkeyctl.model.fields import NOBODY
from passkeyctl.model.kinds import defaults, field_of
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID, EVERYONE
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import Guests
from passkeyctl.resolve import ResolvedEntry
from passkeyctl.wire import methods
from passkeyctl.wire import policies as wire
from tests.states import DEFAULT, LISTED, entry, id_of, live, policy, prior, profile, strength
from tests.wire.service import filled

GROUP, OTHER = id_of(51), id_of(52)
ALL = {**LISTED, "passkeys": Managed(Ownership.ALL)}
PREFIXED = {**LISTED, "conditionalAccess": Managed(Ownership.PREFIX, "PK1")}


def compare(
    entries: list[Entry], state: PriorState, manage: Mapping[str, Managed] = LISTED, *, prune: bool = False
) -> Difference:
    """References are not the matter here: what is written is resolved already, a group is its own id."""
    resolved = [
        ResolvedEntry(
            each,
            {path: written.value for path, written in each.written.items()},  # type: ignore[misc]
            {path: written.source for path, written in each.written.items()},
            (each.group.id if each.group else EVERYONE) if each.address.kind in (Kind.TARGET, Kind.EXCLUDE) else None,
        )
        for each in entries
    ]
    return diff(resolved, identify(entries, state), state, manage, prune=prune)


def only(difference: Difference) -> ResourceChange:
    assert difference.diagnostics == ()
    (change,) = difference.changes
    return change


def row(group: str | None, kind: Kind = Kind.TARGET, **more: object) -> Entry:
    reference = Reference(RefKind.GROUP, group, id=group) if group else None
    return entry(Address(kind, group or "everyone"), group=reference, **more)  # type: ignore[arg-type]


PILOT = live(
    Kind.POLICY,
    id_of(1),
    "PK1",
    state="enabled",
    users__include__groups=frozenset({GROUP}),
    conditions__signInRisk=frozenset({"high"}),
    grant__controls=frozenset({"mfa"}),
)


def test_what_is_not_written_is_not_changed_and_not_hidden() -> None:
    change = only(compare([policy(users__include__groups=frozenset({GROUP}))], prior(PILOT)))
    assert (change.action, change.changes, change.id) == (Action.NO_OP, (), PILOT.id)
    assert change.not_in_file == (
        ("state", "enabled"),
        ("conditions.signInRisk", frozenset({"high"})),
        ("grant.controls", frozenset({"mfa"})),
    )
    assert change.planned == PILOT.fields


def test_what_is_unmanaged_is_neither_listed_nor_counted() -> None:
    change = only(compare([policy(unmanaged=["conditions", "grant", "users.include.groups"])], prior(PILOT)))
    assert change.not_in_file == (("state", "enabled"),)
    # A path does not stand for another that only begins with the same letters.
    wider = only(compare([policy(unmanaged=["users.include.group", "conditions.signIn"])], prior(PILOT)))
    assert {path for path, _ in wider.not_in_file} >= {"users.include.groups", "conditions.signInRisk"}


def test_explicit_clearing_is_a_change_to_the_default() -> None:
    change = only(compare([policy(conditions__signInRisk=NOBODY, grant__controls=NOBODY)], prior(PILOT)))
    assert change.action is Action.UPDATE
    assert [(each.path, each.prior, each.planned) for each in change.changes] == [
        ("conditions.signInRisk", frozenset({"high"}), NOBODY),
        ("grant.controls", frozenset({"mfa"}), NOBODY),
    ]
    found = change.changed("grant.controls")
    assert found is not None
    assert found.source is not None
    assert change.changed("users.include") is None


def test_an_operator_between_fewer_than_two_requirements_is_no_change() -> None:
    entries = [policy(grant__require="all", grant__controls=frozenset({"block"}))]
    change = only(compare(entries, prior(PILOT)))
    assert [each.path for each in change.changes] == ["grant.controls"]
    both = [policy(grant__require="all", grant__controls=frozenset({"mfa", "compliantDevice"}))]
    grown = only(compare(both, prior(PILOT)))
    assert [each.path for each in grown.changes] == ["grant.controls"], "what it joins is the change"
    assert grown.planned is not None
    assert grown.planned["grant.require"] == "all"


@pytest.mark.parametrize("operator", ["one", "all"])
def test_what_joins_the_requirements_of_a_new_policy_is_always_shown(operator: str) -> None:
    shown = {
        count: only(
            compare(
                [
                    policy(
                        users__include="all",
                        target__resources__include=frozenset({"All resources"}),
                        grant__require=operator if count > 1 else "one",
                        grant__controls=frozenset(["mfa", "compliantDevice"][:count]),
                    )
                ],
                prior(),
            )
        ).changed("grant.require")
        for count in (1, 2)
    }
    assert shown[2] is not None
    assert shown[1] is None, "it joins nothing"


@pytest.mark.parametrize(
    ("wanted", "there", "differs"),
    [
        (Guests(frozenset({"internalGuest"})), Guests(frozenset({"internalGuest"}), "all"), False),
        (Guests(frozenset({"internalGuest"})), Guests(frozenset({"internalGuest"}), frozenset({GROUP})), True),
        (Guests(frozenset({"internalGuest"}), "all"), Guests(frozenset({"internalGuest"})), True),
        (Guests(frozenset({"serviceProvider"})), Guests(frozenset({"internalGuest"}), "all"), True),
        (Guests(legacy=True), None, True),
        (None, Guests(legacy=True), True),
    ],
)
def test_guests_without_a_word_on_tenants_are_those_of_all(
    wanted: Guests | None, there: Guests | None, differs: bool
) -> None:
    guests = live(Kind.POLICY, id_of(1), "PK1", users__exclude__guests=there)
    change = only(compare([policy(users__exclude__guests=wanted)], prior(guests)))
    assert (change.action is Action.UPDATE) == differs
    assert change.planned is not None
    assert change.planned["users.exclude.guests"] == (wanted if differs else there)


def new_policy(**more: object) -> Entry:
    return policy(
        "new", "New", users__include="all", target__resources__include=frozenset({"All resources"}),
        grant__controls=frozenset({"mfa"}), session__tokenProtection=False, conditions__userRisk=NOBODY, **more,
    )  # fmt: skip


def test_a_new_policy_shows_what_is_written_and_its_state() -> None:
    change = only(compare([new_policy()], prior()))
    assert (change.action, change.live, change.prior_fields) == (Action.CREATE, None, {})
    assert isinstance(change.id, PendingId)
    assert change.id == "<id of conditionalAccess.new>"
    assert [each.path for each in change.changes] == [
        "name",
        "state",
        "users.include",
        "target.resources.include",
        "grant.controls",
        "session.tokenProtection",
    ]
    assert change.changed("state") == FieldChange("state", "reportOnly", "reportOnly")


@pytest.mark.parametrize(
    ("wanted", "missing"),
    [
        (policy(), ["`users` or `workloadIdentities`", "`target`", "`grant` or `session`"]),
        (policy(users__exclude__groups=NOBODY, target__userActions=NOBODY), ["`grant` or `session`"]),
        (strength(), ["`allowedCombinations`"]),
        (profile(), ["`passkeyTypes`", "`enforceAttestation`", "`keyRestrictions`"]),
        (strength(name=None, allowedCombinations=NOBODY), ["`name`"]),
    ],
)
def test_a_new_entry_must_say_what_it_is(wanted: Entry, missing: list[str]) -> None:
    found = compare([wanted], prior()).diagnostics
    assert [each.summary for each in found] == [f"a new entry must say {each}" for each in missing]
    assert {(each.code, each.address) for each in found} == {("OPS901", str(wanted.address))}


def test_an_entry_that_could_not_be_identified_is_not_called_new() -> None:
    twin = live(Kind.POLICY, id_of(2), "PK1")
    assert compare([policy()], prior(PILOT, twin)).diagnostics == ()


def test_what_is_absent_already_is_no_change() -> None:
    assert compare([policy(name="Gone", is_absent=True), row(GROUP, is_absent=True)], prior()).changes == ()


def test_a_removal_shows_what_goes() -> None:
    change = only(compare([policy(is_absent=True)], prior(PILOT)))
    assert (change.action, change.id, change.name, change.planned) == (Action.DELETE, PILOT.id, "PK1", None)
    assert change.changed("users.include.groups") == FieldChange("users.include.groups", frozenset({GROUP}), NOBODY)


@pytest.mark.parametrize("wanted", [policy(name="New", formerly=["PK1"]), policy(name="New", id=PILOT.id)])
def test_a_rename_changes_the_name_only(wanted: Entry) -> None:
    change = only(compare([wanted], prior(PILOT)))
    assert [(each.path, each.prior, each.planned) for each in change.changes] == [("name", "PK1", "New")]


def test_a_name_that_somebody_else_owns_stays() -> None:
    assert only(compare([policy(name="New", id=PILOT.id, unmanaged=["name"])], prior(PILOT))).changes == ()


def test_letters_composed_otherwise_are_no_rename() -> None:
    there = live(Kind.POLICY, id_of(1), unicodedata.normalize("NFD", "Schlüssel"))
    assert only(compare([policy(name="Schlüssel")], prior(there))).changes == ()


@pytest.mark.parametrize("wanted", [profile("default", "Ours"), profile("ground", "Ours", id=DEFAULT_PROFILE_ID)])
def test_the_default_profile_is_never_renamed(wanted: Entry) -> None:
    change = only(compare([wanted], prior()))
    assert (change.action, change.id) == (Action.NO_OP, DEFAULT_PROFILE_ID)


def restricted(behavior: str, *listed: str) -> LiveObject:
    keys = live(Kind.PROFILE, id_of(3), "Keys", keyRestrictions__behavior=behavior)
    return replace(keys, fields={**keys.fields, "keyRestrictions.authenticators": frozenset(listed)})


def test_no_restrictions_plan_what_will_read_back() -> None:
    # The list stays in the tenant without effect, and reads as none: a plan that kept it would never be verified.
    change = only(compare([profile(keyRestrictions__behavior="none")], prior(restricted("allow", "a"))))
    assert change.planned is not None
    assert change.planned["keyRestrictions.authenticators"] == NOBODY
    again = only(compare([profile(keyRestrictions__behavior="none")], prior(restricted("none"))))
    assert (again.action, again.not_in_file) == (Action.NO_OP, ())


def test_a_list_beside_no_restrictions_is_implied() -> None:
    strange = restricted("none", "a")
    change = only(compare([profile(keyRestrictions__behavior="none")], prior(strange)))
    assert "keyRestrictions.authenticators" not in dict(change.not_in_file)
    assert "keyRestrictions.authenticators" in dict(
        only(compare([profile()], prior(restricted("allow", "a")))).not_in_file
    )


def test_settings_are_compared_with_the_one_there_is() -> None:
    wanted = entry(Address(Kind.PASSKEYS), state="disabled")
    change = only(compare([wanted], prior()))
    assert [(each.path, each.prior, each.planned) for each in change.changes] == [("state", "enabled", "disabled")]


ROW = live(Kind.TARGET, GROUP, profiles=frozenset({DEFAULT_PROFILE_ID}))
EXCLUDE = live(Kind.EXCLUDE, OTHER)


def test_rows_come_change_and_go() -> None:
    keys = frozenset({id_of(3)})
    entries = [row(GROUP, profiles=keys), row(None, profiles=keys), row(OTHER, Kind.EXCLUDE, is_absent=True)]
    changes = {str(each.address): each for each in compare(entries, prior(ROW, EXCLUDE)).changes}
    assert {address: each.action for address, each in changes.items()} == {
        "passkeys.targets.everyone": Action.CREATE,
        f"passkeys.targets.{GROUP}": Action.UPDATE,
        f"passkeys.exclude.{OTHER}": Action.DELETE,
    }
    assert changes["passkeys.targets.everyone"].id == EVERYONE
    assert only(compare([row(OTHER, Kind.EXCLUDE)], prior(EXCLUDE))).action is Action.NO_OP


def test_listed_leaves_other_rows_and_objects_alone() -> None:
    difference = compare([], prior(ROW, EXCLUDE, PILOT), prune=True)
    assert difference.changes == ()
    assert difference.unlisted == (DEFAULT, ROW, EXCLUDE, PILOT)
    assert difference.drifted == ()


def test_all_makes_whole_lists_of_rows_and_nothing_else() -> None:
    keys = live(Kind.PROFILE, id_of(3), "Keys")
    difference = compare([], prior(ROW, EXCLUDE, keys, PILOT), ALL)
    assert [(str(each.address), each.action) for each in difference.changes] == [
        (f'passkeys.targets["{GROUP}"]', Action.DELETE),
        (f'passkeys.exclude["{OTHER}"]', Action.DELETE),
    ]
    assert difference.drifted == (keys,)
    assert difference.unlisted == (DEFAULT, keys, PILOT)


def test_prune_takes_profiles_but_never_the_default_one() -> None:
    keys = live(Kind.PROFILE, id_of(3), "Keys")
    difference = compare([], prior(keys), ALL, prune=True)
    assert [str(each.address) for each in difference.changes] == ['passkeys.profiles["Keys"]']
    assert (difference.drifted, difference.unlisted) == ((), (DEFAULT,))


def test_a_prefix_is_a_boundary() -> None:
    inside, outside = live(Kind.POLICY, id_of(2), "PK1 more"), live(Kind.POLICY, id_of(3), "pk1 other")
    strong = live(Kind.STRENGTH, id_of(4), "PK1 keys")
    state = prior(PILOT, inside, outside, strong)
    assert compare([policy()], state, PREFIXED).drifted == (inside,)
    pruned = compare([policy()], state, PREFIXED, prune=True)
    assert [str(each.address) for each in pruned.changes if each.action is Action.DELETE] == [
        'conditionalAccess["PK1 more"]'
    ]
    assert pruned.unlisted == (DEFAULT, outside, strong)


def test_a_built_in_strength_is_outside_every_boundary() -> None:
    built_in = LiveObject(Kind.STRENGTH, id_of(4), "PK1", defaults(Kind.STRENGTH), {}, is_built_in=True)
    manage = {**LISTED, "authenticationStrengths": Managed(Ownership.PREFIX, "PK1")}
    assert compare([], prior(built_in), manage, prune=True).changes == ()


def test_a_section_that_is_not_managed_has_no_boundary() -> None:
    assert compare([], prior(PILOT, ROW), {}, prune=True).changes == ()


def test_two_unlisted_objects_of_a_name_have_two_addresses() -> None:
    twins = [live(Kind.POLICY, id_of(number), "PK1 twin") for number in (1, 2)]
    pruned = compare([], prior(*twins), PREFIXED, prune=True)
    assert [str(each.address) for each in pruned.changes] == [f'conditionalAccess["{each.id}"]' for each in twins]


def test_prune_deletes_nothing_where_a_policy_was_not_read() -> None:
    state = prior(PILOT, unread=[(id_of(9), "Preview")])
    difference = compare([], state, PREFIXED, prune=True)
    assert (difference.changes, difference.drifted) == ((), (PILOT,))
    (told,) = difference.diagnostics
    assert told.summary == "`--prune` deletes nothing, because not every policy can be read"
    assert told.detail == (f"`Preview` is `{id_of(9)}`",)
    assert compare([], state, PREFIXED).diagnostics == ()


def original(**conditions: object) -> JsonObject:
    users: JsonObject = {"includeGroups": [GROUP]}
    return filled(
        {
            "displayName": "PK1",
            "state": "enabled",
            "conditions": {"users": users, "applications": {"includeApplications": ["All"]}, **conditions},  # type: ignore[dict-item]
            "grantControls": {"operator": "OR", "builtInControls": ["mfa", "unknownFutureValue"]},
        }
    )


UNREADABLE = original(platforms={"includePlatforms": ["unknownFutureValue"]})


@pytest.mark.parametrize(
    ("written", "members"),
    [
        ({"conditions__platforms__include": frozenset({"linux"})}, ["conditions"]),
        ({"users__include__groups": frozenset({OTHER})}, ["conditions"]),
        ({"grant__controls": frozenset({"mfa"}), "users__include": "all"}, ["conditions", "grantControls"]),
        ({"session__tokenProtection": True, "state": "disabled"}, []),
        ({"users__include__groups": frozenset({GROUP})}, []),
    ],
)
def test_what_graph_kept_to_itself_is_never_written_anew(written: dict[str, object], members: list[str]) -> None:
    there = wire.read(UNREADABLE)
    found = compare([policy("pilot", "PK1", **written)], prior(there)).diagnostics
    assert [each.summary.split("`")[1] for each in found] == members
    assert {(each.code, each.address) for each in found} <= {("OPS907", "conditionalAccess.pilot")}
    assert compare([policy(is_absent=True)], prior(there)).diagnostics == ()


@pytest.mark.parametrize(
    ("wanted", "faults"),
    [
        (row(GROUP, profiles=frozenset({id_of(3)})), 0),
        (profile("default", None, enforceAttestation=True), 1),
        (profile("default", None, enforceAttestation=False), 0),
        (entry(Address(Kind.PASSKEYS), state="disabled"), 0),
    ],
)
def test_an_unreadable_profile_stops_every_write_of_the_profiles(wanted: Entry, faults: int) -> None:
    fido2: JsonObject = {"passkeyProfiles": [{"passkeyTypes": "synced,unknownFutureValue"}], "includeTargets": []}
    found = compare([wanted], prior(fido2=fido2)).diagnostics
    assert len(found) == faults
    assert all(each.summary.startswith("`passkeyProfiles` of ") for each in found)


def strong(**changes: object) -> LiveObject:
    limit: JsonObject = {
        "@odata.type": "#microsoft.graph.fido2CombinationConfiguration",
        "appliesToCombinations": ["fido2"],
    }
    read: JsonObject = {"allowedCombinations": ["fido2"], "combinationConfigurations": [limit], **changes}  # type: ignore[dict-item]
    return live(Kind.STRENGTH, id_of(4), "Keys", read, allowedCombinations=frozenset({"fido2"}))


TWICE = [{"@odata.type": "#microsoft.graph.fido2CombinationConfiguration", "appliesToCombinations": ["fido2"]}] * 2


@pytest.mark.parametrize(
    ("there", "written", "members"),
    [
        (strong(), {"fido2__allowedAAGUIDs": frozenset({GROUP})}, []),
        (
            strong(combinationConfigurations=TWICE),
            {"fido2__allowedAAGUIDs": frozenset({GROUP})},
            ["combinationConfigurations"],
        ),
        (strong(combinationConfigurations=TWICE), {"description": "x"}, []),
        (
            strong(allowedCombinations=["unknownFutureValue"]),
            {"allowedCombinations": frozenset({"sms"})},
            ["allowedCombinations"],
        ),
        (strong(allowedCombinations=["unknownFutureValue"]), {"description": "x"}, []),
    ],
)
def test_a_strength_is_refused_where_its_change_can_not_be_foretold(
    there: LiveObject, written: dict[str, object], members: list[str]
) -> None:
    found = compare([strength("keys", "Keys", **written)], prior(there)).diagnostics
    assert [each.summary.split("`")[1] for each in found] == members


def test_fields_are_found_by_their_path() -> None:
    assert field_of(Kind.TARGET, "profiles").refers_to is RefKind.PROFILE
    assert (
        Address(Kind.PASSKEYS).sort_key
        < Address(Kind.PROFILE, "a").sort_key
        < Address(Kind.PROFILE, "A", True).sort_key
    )


OFFICE = live(Kind.LOCATION, id_of(61), "Loc office", type="ip", ipRanges=frozenset({"203.0.113.0/24"}), trusted=True)
NORDICS = live(Kind.LOCATION, id_of(62), "Nordics", type="country", countries=frozenset({"NO"}))
ADMINS = live(Kind.CONTEXT, "c1", "Admins", published=True)
EVERYBODY = frozenset({"everyone"})
CAMPAIGN = live(Kind.CAMPAIGN, "registrationCampaign", state="enabled", method="fido2", snoozeDays=3, include=EVERYBODY)
ASKED: JsonObject = {"id": "all_users", "targetType": "group", "targetedAuthenticationMethod": "microsoftAuthenticator"}
BY_MICROSOFT = methods.read_campaign(
    {"registrationEnforcement": {methods.CAMPAIGN: {"state": "default", "includeTargets": [ASKED]}}}, None
)
PASS = live(Kind.TEMPORARY_ACCESS_PASS, "temporaryAccessPass", state="enabled", targets=frozenset({"everyone"}))


def location(local: str = "office", name: str = "Loc office", **more: object) -> Entry:
    return entry(Address(Kind.LOCATION, local), name, **more)  # type: ignore[arg-type]


def the_campaign(**more: object) -> Entry:
    return entry(Address(Kind.CAMPAIGN), **more)  # type: ignore[arg-type]


def the_pass(**more: object) -> Entry:
    return entry(Address(Kind.TEMPORARY_ACCESS_PASS), **more)  # type: ignore[arg-type]


def changed(change: ResourceChange) -> dict[str, tuple[object, object]]:
    return {each.path: (each.prior, each.planned) for each in change.changes}


def summaries(difference: Difference) -> list[str]:
    return [each.summary for each in difference.diagnostics]


def test_a_location_changes_key_by_key() -> None:
    ranges = frozenset({"203.0.113.0/24", "2001:db8::/32"})
    change = only(compare([location(type="ip", ipRanges=ranges)], prior(OFFICE)))
    assert (change.action, change.id) == (Action.UPDATE, OFFICE.id)
    assert changed(change) == {"ipRanges": (frozenset({"203.0.113.0/24"}), ranges)}
    assert change.not_in_file == (("trusted", True),)
    assert only(compare([location()], prior(OFFICE))).not_in_file == (
        ("ipRanges", frozenset({"203.0.113.0/24"})),
        ("trusted", True),
    )


def test_a_new_location_must_say_where_it_is() -> None:
    change = only(compare([location(type="country", countries=frozenset({"SE"}))], prior()))
    assert (change.action, change.id) == (Action.CREATE, PendingId(Address(Kind.LOCATION, "office")))
    assert change.planned is not None
    assert change.planned["countries"] == frozenset({"SE"})
    assert summaries(compare([location(type="ip", trusted=True)], prior())) == [
        "a new entry must say `ipRanges` or `countries`"
    ]


def test_a_location_stays_what_it_was_created_as() -> None:
    difference = compare([location("nordics", "Nordics", type="ip", ipRanges=frozenset({"::/0"}))], prior(NORDICS))
    assert summaries(difference) == [
        "`Nordics` is a location of countries in the tenant, and one of IP ranges in the file"
    ]
    (found,) = difference.diagnostics
    assert (found.code, found.severity, found.address) == ("OPS907", "error", "namedLocations.nordics")


def test_a_prefix_makes_unlisted_locations_drift_and_prunes_them_by_name() -> None:
    manage = {**LISTED, "namedLocations": Managed(Ownership.PREFIX, "Loc")}
    state = prior(OFFICE, NORDICS, ADMINS)
    assert compare([], state, LISTED).drifted == ()
    assert compare([], state, manage).drifted == (OFFICE,)
    pruned = compare([], state, manage, prune=True)
    assert [str(each.address) for each in pruned.changes] == ['namedLocations["Loc office"]']
    assert pruned.unlisted == (DEFAULT, NORDICS, ADMINS)


def test_a_context_is_created_under_its_key_and_renamed_in_place() -> None:
    address = Address(Kind.CONTEXT, "c1")
    created = only(compare([entry(address, "Admins", published=True)], prior()))
    assert (created.action, created.id, created.name) == (Action.CREATE, "c1", "Admins")
    renamed = only(compare([entry(address, "Privileged")], prior(ADMINS)))
    assert changed(renamed) == {"name": ("Admins", "Privileged")}
    assert renamed.not_in_file == (("published", True),)
    removed = only(compare([entry(address, is_absent=True)], prior(ADMINS)))
    assert (removed.action, removed.id) == (Action.DELETE, "c1")
    assert compare([entry(address, is_absent=True)], prior()).changes == ()


def test_a_new_context_must_have_a_name() -> None:
    difference = compare([entry(Address(Kind.CONTEXT, "c9"), published=False)], prior(ADMINS))
    assert summaries(difference) == ["a new entry must say `name`"]
    assert "nothing of this id is in the tenant" in difference.diagnostics[0].hint


def test_what_there_is_once_is_never_unlisted() -> None:
    difference = compare([], prior(CAMPAIGN, PASS), prune=True)
    assert (difference.changes, difference.unlisted) == ((), (DEFAULT,))


def test_keys_of_the_pass_that_no_file_writes_are_shown() -> None:
    change = only(compare([the_pass(oneTimeUse=True)], prior(PASS)))
    assert changed(change) == {"oneTimeUse": (False, True)}
    assert change.not_in_file == (("state", "enabled"), ("targets", frozenset({"everyone"})))


def test_a_campaign_that_microsoft_manages_is_compared_without_what_microsoft_moves() -> None:
    change = only(compare([the_campaign(state="microsoftManaged", method="fido2", snoozeDays=5)], prior(BY_MICROSOFT)))
    assert (change.action, change.not_in_file) == (Action.NO_OP, ())
    handed_over = only(compare([the_campaign(state="microsoftManaged")], prior(CAMPAIGN)))
    assert changed(handed_over) == {"state": ("enabled", "microsoftManaged")}


def test_what_has_no_effect_under_microsoft_is_said() -> None:
    difference = compare([the_campaign(method="fido2")], prior(BY_MICROSOFT))
    assert [each.action for each in difference.changes] == [Action.NO_OP]
    assert [(each.severity, each.summary) for each in difference.diagnostics] == [
        ("warning", "`method` has no effect: the campaign's state is `microsoftManaged` in the tenant")
    ]


def test_who_takes_the_campaign_over_says_what_microsoft_chose() -> None:
    assert summaries(compare([the_campaign(state="enabled", method="fido2")], prior(BY_MICROSOFT))) == [
        "the campaign does not say `snoozeDays`, which Microsoft has chosen until now"
    ]
    taken = the_campaign(state="enabled", method="fido2", snoozeDays=1, limitSnoozes=True)
    assert changed(only(compare([taken], prior(BY_MICROSOFT)))) == {
        "state": ("microsoftManaged", "enabled"),
        "method": ("microsoftAuthenticator", "fido2"),
        "snoozeDays": (1, 1),
        "limitSnoozes": (None, True),
    }
    assert changed(only(compare([the_campaign(state="disabled")], prior(BY_MICROSOFT)))) == {
        "state": ("microsoftManaged", "disabled")
    }


def test_a_method_for_nobody_has_no_effect() -> None:
    difference = compare([the_campaign(method="fido2", include=NOBODY)], prior(CAMPAIGN))
    assert changed(difference.changes[0]) == {"include": (EVERYBODY, NOBODY)}
    assert summaries(difference) == ["`method` has no effect: the campaign asks nobody"]


def test_unread_is_never_taken_for_a_value() -> None:
    assert summaries(compare([the_campaign(limitSnoozes=False)], prior(CAMPAIGN))) == [
        "`limitSnoozes` could not be read, so whether it differs is not known"
    ]
    read = live(Kind.CAMPAIGN, "registrationCampaign", state="enabled", limitSnoozes=True, include=EVERYBODY)
    assert changed(only(compare([the_campaign(limitSnoozes=False)], prior(read)))) == {"limitSnoozes": (True, False)}
