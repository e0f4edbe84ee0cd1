"""Names become ids, or an error that says what to do; nothing is ever left out of a list."""

from __future__ import annotations

import unicodedata

import pytest

from passkeyctl.diagnostics import Diagnostic
from passkeyctl.identity import identify
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.desired import Configuration, EmergencyAccess, Entry, Managed, Ownership, Written
from passkeyctl.model.directory import Directory, DirectoryObject
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID, EVERYONE
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS
from passkeyctl.needs import asks_for_beta_campaign, kinds_needed, references_of
from passkeyctl.resolve import Context, Resolved, id_of, resolve
from tests.states import HERE, configuration, entry, live, policy, prior, profile, strength
from tests.states import id_of as made_id

ADDRESS = Address(Kind.POLICY, "pilot")
PILOT, TWIN, UNIFIED = made_id(1), made_id(2), made_id(3)


def group(id: str, name: str, *, is_security: bool = True, detail: str = "") -> DirectoryObject:
    return DirectoryObject(RefKind.GROUP, id, name, detail, is_security)


def named(name: str, kind: RefKind = RefKind.GROUP) -> Reference:
    return Reference(kind, name, name=name)


def directory(*objects: DirectoryObject, **found: tuple[DirectoryObject, ...]) -> Directory:
    """Each object answers its name; `found` adds what Graph finds for a name, ignoring case."""
    by_name = {named(each.name, each.kind): (each,) for each in objects}
    return Directory({**by_name, **{named(name): candidates for name, candidates in found.items()}})


def context(files: Configuration, state: PriorState, names: Directory | None = None) -> Context:
    described = frozenset(each.address for each in files.entries if not each.is_absent)
    return Context(state, identify(files.entries, state), names or Directory(), described)


def outcome(reference: Reference, names: Directory) -> str | Diagnostic:
    return id_of(reference, ADDRESS, HERE, context(configuration(), prior(), names))


def fault(reference: Reference, names: Directory) -> Diagnostic:
    found = outcome(reference, names)
    assert isinstance(found, Diagnostic)
    assert (found.code, found.address, found.source) == ("CAP401", "conditionalAccess.pilot", HERE)
    return found


def resolved(*entries: Entry, state: PriorState | None = None, names: Directory | None = None) -> Resolved:
    files = configuration(*entries)
    return resolve(files, context(files, state or prior(), names))


def test_one_of_the_name_is_it() -> None:
    assert outcome(named("Pilot"), directory(group(PILOT, "Pilot"))) == PILOT


def test_nobody_of_the_name_says_how_to_make_one() -> None:
    found = fault(named("My pilot's"), Directory())
    assert found.summary == "there is no group called `My pilot's`"
    assert "az ad group create" in found.hint
    assert "--mail-nickname 'Mypilots'" in found.hint
    expected = "correct the name, describe it under `namedLocations`, or write the id"
    assert fault(named("Bank", RefKind.LOCATION), Directory()).hint == expected


def test_two_of_the_name_are_ambiguous() -> None:
    twins = (group(PILOT, "Pilot"), group(TWIN, "Pilot", detail="synced from Active Directory"))
    found = fault(named("Pilot"), directory(Pilot=twins))
    assert found.summary == "2 objects are called `Pilot` (group)"
    assert found.detail == (f"`{PILOT}`", f"`{TWIN}` (synced from Active Directory)")


def test_names_that_differ_in_case_are_other_names() -> None:
    both = (group(PILOT, "Pilot"), group(TWIN, "PILOT"))
    assert outcome(named("Pilot"), directory(Pilot=both)) == PILOT
    found = fault(named("pilot"), directory(pilot=both))
    assert found.summary == "there is no group called `pilot`, spelled just so"
    assert found.detail == (f"`PILOT` is `{TWIN}`", f"`Pilot` is `{PILOT}`")


def test_composed_and_decomposed_letters_are_the_same_name() -> None:
    name = unicodedata.normalize("NFD", "Schlüssel")
    assert outcome(named("Schlüssel"), Directory({named("Schlüssel"): (group(PILOT, name),)})) == PILOT


def test_capitals_mean_nothing_in_a_user_principal_name() -> None:
    ada = DirectoryObject(RefKind.USER, PILOT, "Ada@Contoso.example")
    reference = named("ada@contoso.EXAMPLE", RefKind.USER)
    assert outcome(reference, Directory({reference: (ada,)})) == PILOT


def test_only_security_groups_are_found_by_name() -> None:
    unified = group(UNIFIED, "Pilot", is_security=False, detail="Microsoft 365 group")
    found = fault(named("Pilot"), directory(unified))
    assert found.summary == "`Pilot` is a Microsoft 365 group"
    assert found.hint == "only security groups are found by name: write its id if it is meant"
    plain = group(UNIFIED, "Pilot", is_security=False)
    assert fault(named("Pilot"), directory(plain)).summary == "`Pilot` is a group that is no security group"
    assert outcome(named("Pilot"), directory(Pilot=(unified, group(PILOT, "Pilot")))) == PILOT
    by_id = Reference(RefKind.GROUP, UNIFIED, id=UNIFIED)
    assert outcome(by_id, Directory({by_id: (unified,)})) == UNIFIED


def test_an_id_decides_and_the_name_beside_it_must_agree() -> None:
    both = Reference(RefKind.GROUP, "pilot", name="Pilot", id=PILOT)
    assert outcome(both, Directory({both: (group(PILOT, "Pilot"),)})) == PILOT
    # One that is gone is no matter of names: the checks say whether it may stand where it stands.
    assert outcome(both, Directory({both: ()})) == PILOT
    found = fault(both, Directory({both: (group(PILOT, "Pilots"),)}))
    assert found.summary == f"the group `{PILOT}` is called `Pilots`, not `Pilot`"


KEYS = live(Kind.STRENGTH, made_id(11), "Keys")
STANDARD = [LiveObject(Kind.STRENGTH, id, name, KEYS.fields, {}, True) for id, name in BUILT_IN_STRENGTHS.items()]


def own(reference: Reference, state: PriorState, *entries: Entry) -> str | Diagnostic:
    return id_of(reference, ADDRESS, HERE, context(configuration(*entries), state))


def a_strength(text: str) -> Reference:
    return named(text, RefKind.STRENGTH)


def test_a_local_id_comes_before_a_name_in_the_tenant() -> None:
    other = live(Kind.STRENGTH, made_id(12), "keys")
    state = prior(KEYS, other)
    assert own(a_strength("keys"), state, strength("keys", "Keys")) == KEYS.id
    assert own(a_strength("keys"), state) == other.id
    assert own(a_strength("Keys"), state) == KEYS.id
    assert own(Reference(RefKind.STRENGTH, KEYS.id, id=KEYS.id), state) == KEYS.id


def test_what_is_yet_to_be_created_has_a_pending_id() -> None:
    found = own(a_strength("new"), prior(KEYS), strength("new", "New"))
    assert isinstance(found, PendingId)
    assert found.address == Address(Kind.STRENGTH, "new")


def test_what_is_not_known_lists_what_is() -> None:
    for reference in (a_strength("Kyes"), Reference(RefKind.STRENGTH, made_id(9), id=made_id(9))):
        found = own(reference, prior(KEYS))
        assert isinstance(found, Diagnostic)
        assert found.summary == f"authentication strength `{reference.written}` is not known"
        assert found.detail == (f"`Keys` is `{KEYS.id}`",)
        assert found.hint == "describe it under `authenticationStrengths`, or correct the name"


def test_two_strengths_of_a_name_are_ambiguous() -> None:
    found = own(a_strength("Keys"), prior(KEYS, live(Kind.STRENGTH, made_id(12), "Keys")))
    assert isinstance(found, Diagnostic)
    assert (found.summary, found.hint) == ("authentication strength `Keys` is ambiguous", "write its id")
    assert len(found.detail) == 2


@pytest.mark.parametrize(
    ("spelling", "id"),
    [
        ("Phishing-resistant MFA", "4"),
        ("Phishing resistant MFA", "4"),
        ("phishing-resistant mfa strength", "4"),
        ("Multifactor authentication", "2"),
        ("Multi-factor Authentication", "2"),
        ("Passwordless MFA", "3"),
        ("passwordless  mfa", "3"),
    ],
)
def test_built_in_strengths_however_they_are_spelled(spelling: str, id: str) -> None:
    assert own(a_strength(spelling), prior(*STANDARD)) == f"00000000-0000-0000-0000-00000000000{id}"


def test_a_strength_of_ones_own_comes_before_a_built_in_one() -> None:
    mine = live(Kind.STRENGTH, made_id(13), "Phishing resistant MFA")
    assert own(a_strength("Phishing resistant MFA"), prior(*STANDARD, mine)) == mine.id


def test_profiles_are_not_found_by_the_names_of_strengths() -> None:
    assert own(Reference(RefKind.PROFILE, "default", name="default"), prior(), profile("default", None)) == (
        DEFAULT_PROFILE_ID
    )
    assert isinstance(own(named("Passwordless MFA", RefKind.PROFILE), prior(*STANDARD)), Diagnostic)


def test_what_the_files_remove_can_not_be_referred_to() -> None:
    removal = strength("old", "Keys", is_absent=True)
    by_id = Reference(RefKind.STRENGTH, KEYS.id, id=KEYS.id)
    for reference in (a_strength("Keys"), by_id):
        found = own(reference, prior(KEYS), removal)
        assert isinstance(found, Diagnostic)
        assert found.summary.endswith("is removed by `authenticationStrengths.old`")
    found = own(a_strength("old"), prior(KEYS), removal)
    assert isinstance(found, Diagnostic)
    assert found.summary.endswith("`old` is not known")


def test_lists_keep_every_member_or_are_no_lists() -> None:
    names = directory(group(PILOT, "Pilot"), group(TWIN, "Twin"))
    whole = frozenset({"All resources", named("Pilot"), named("Twin"), PILOT})
    (made,) = resolved(policy(users__exclude__groups=whole), names=names).entries
    assert made.values["users.exclude.groups"] == frozenset({"All resources", PILOT, TWIN})
    assert made.sources["users.exclude.groups"] == HERE
    found = resolved(policy(users__exclude__groups=whole | {named("Gone"), named("Lost")}), names=names)
    assert found.entries == ()
    assert sorted(each.summary for each in found.diagnostics) == [
        "there is no group called `Gone`",
        "there is no group called `Lost`",
    ]


def test_a_single_reference_and_plain_values() -> None:
    written = policy(
        grant__authenticationStrength=a_strength("Keys"), state="enabled", conditions__userRisk=frozenset()
    )
    (made,) = resolved(written, state=prior(KEYS)).entries
    assert made.values == {
        "grant.authenticationStrength": KEYS.id,
        "state": "enabled",
        "conditions.userRisk": frozenset(),
        "name": "PK1",
    }
    gone = resolved(policy(grant__authenticationStrength=a_strength("Gone")))
    assert (gone.entries, len(gone.diagnostics)) == ((), 1)


def row(written: str, kind: Kind = Kind.TARGET, *, id: str | None = None, is_absent: bool = False) -> Entry:
    reference = Reference(RefKind.GROUP, written, name=None if id else written, id=id)
    return entry(Address(kind, written), group=reference, is_absent=is_absent)


def test_rows_have_the_id_of_their_group() -> None:
    everyone = entry(Address(Kind.TARGET, "everyone"))
    found = resolved(row("Pilot"), everyone, policy(), names=directory(group(PILOT, "Pilot")))
    assert [each.group_id for each in found.entries] == [PILOT, EVERYONE, None]
    assert found.diagnostics == ()
    assert [each.summary for each in resolved(row("Gone")).diagnostics] == ["there is no group called `Gone`"]


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ([row("Pilot"), row(PILOT, id=PILOT)], 1),
        ([row("Pilot"), row(PILOT, Kind.EXCLUDE, id=PILOT)], 1),
        ([row("Pilot", is_absent=True), row(PILOT, Kind.EXCLUDE, id=PILOT)], 0),
        ([row("Pilot", Kind.EXCLUDE), row(PILOT, id=PILOT, is_absent=True)], 0),
        ([row("Pilot", is_absent=True), row(PILOT, id=PILOT)], 1),
        ([row("Pilot"), row(TWIN, id=TWIN)], 0),
    ],
)
def test_one_group_under_two_names_is_an_error(rows: list[Entry], faults: int) -> None:
    found = resolved(*rows, names=directory(group(PILOT, "Pilot"))).diagnostics
    assert len(found) == faults
    assert all(each.summary.endswith("are the same group") and each.detail == (f"it is `{PILOT}`",) for each in found)


def emergency(group: Reference | None, *accounts: Reference) -> EmergencyAccess:
    return EmergencyAccess(group, accounts, 2, HERE)


def test_emergency_access_that_does_not_resolve_stops_the_plan() -> None:
    ada = named("ada@contoso.example", RefKind.USER)
    files = configuration(emergency=emergency(named("Gone"), ada))
    found = resolve(files, context(files, prior())).diagnostics
    assert [each.summary for each in found] == [
        "there is no group called `Gone`",
        "there is no user called `ada@contoso.example`",
    ]
    assert references_of(files) == {named("Gone"), ada}
    alone = configuration(emergency=emergency(None, ada))
    assert references_of(alone) == {ada}
    known = Directory({ada: (DirectoryObject(RefKind.USER, PILOT, "ada@contoso.example"),)})
    assert resolve(alone, context(alone, prior(), known)).diagnostics == ()


def test_the_directory_is_asked_for_everything_but_the_files_own() -> None:
    location, user = named("Bank", RefKind.LOCATION), named("ada@contoso.example", RefKind.USER)
    files = configuration(
        policy(
            conditions__locations__exclude=frozenset({location, "allTrusted"}),
            users__exclude__users=frozenset({user}),
            grant__authenticationStrength=a_strength("Keys"),
            state="enabled",
        ),
        row("Pilot"),
    )
    assert references_of(files) == {location, user, named("Pilot")}


HQ = live(Kind.LOCATION, made_id(21), "HQ", type="ip")
ADMINS = live(Kind.CONTEXT, "c1", "Admins")


def a_location(text: str) -> Reference:
    return named(text, RefKind.LOCATION)


def location(local: str = "hq", name: str | None = "HQ", **more: object) -> Entry:
    return entry(Address(Kind.LOCATION, local), name, **more)  # type: ignore[arg-type]


def a_context(local: str, name: str | None = None, **more: object) -> Entry:
    return entry(Address(Kind.CONTEXT, local), name, **more)  # type: ignore[arg-type]


def in_a_policy(reference: Reference, state: PriorState, *others: Entry) -> Resolved:
    where = "locations.include" if reference.kind is RefKind.LOCATION else "authenticationContexts"
    path = f"{'conditions' if reference.kind is RefKind.LOCATION else 'target'}.{where}"
    members = {path: Written(frozenset({reference}), HERE)}
    return resolved(Entry(ADDRESS, HERE, "PK1", members), *others, state=state)


def the_ids(answer: Resolved) -> list[str]:
    """What the one list of the policy became."""
    assert answer.diagnostics == ()
    (ids,) = answer.entries[0].values.values()
    assert isinstance(ids, frozenset)
    return sorted(str(each) for each in ids)


def test_a_location_is_found_by_local_id_and_by_name() -> None:
    state = prior(HQ)
    for reference in (a_location("hq"), a_location("HQ"), Reference(RefKind.LOCATION, HQ.id, id=HQ.id)):
        assert the_ids(in_a_policy(reference, state, location())) == [HQ.id]


def test_a_new_location_is_known_after_apply_by_both() -> None:
    for reference in (a_location("hq"), a_location("HQ")):
        pending = PendingId(Address(Kind.LOCATION, "hq"))
        assert the_ids(in_a_policy(reference, prior(), location())) == [pending]


def test_a_renamed_location_is_found_by_its_new_name() -> None:
    renamed = location(name="Main office", formerly=["HQ"])
    assert the_ids(in_a_policy(a_location("Main office"), prior(HQ), renamed)) == [HQ.id]


def test_a_location_that_no_file_describes_is_found_in_the_tenant_or_in_the_directory() -> None:
    assert own(a_location("HQ"), prior(HQ)) == HQ.id
    unread = PriorState((), True, {}, unread_kinds=frozenset({Kind.LOCATION, Kind.CONTEXT}))
    found = DirectoryObject(RefKind.LOCATION, HQ.id, "HQ")
    assert id_of(a_location("HQ"), ADDRESS, HERE, context(configuration(), unread, directory(found))) == HQ.id
    twins = prior(HQ, live(Kind.LOCATION, made_id(22), "HQ"))
    both = own(a_location("HQ"), twins)
    assert isinstance(both, Diagnostic)
    assert both.summary == "named location `HQ` is ambiguous"
    assert both.hint == "write its id"
    missing = own(a_location("hq"), prior(HQ))
    assert isinstance(missing, Diagnostic)
    assert missing.summary == "there is no named location called `hq`"


def test_two_entries_of_one_name_are_not_guessed_between() -> None:
    answer = in_a_policy(a_location("Twin"), prior(), location("one", "Twin"), location("two", "Twin"))
    assert [each.summary for each in answer.diagnostics] == ["there is no named location called `Twin`"]


def test_a_removed_location_or_context_can_not_be_referred_to() -> None:
    files = configuration(location(is_absent=True), a_context("c1", is_absent=True))
    answers = [
        id_of(reference, ADDRESS, HERE, context(files, prior(HQ, ADMINS)))
        for reference in (
            a_location("HQ"),
            Reference(RefKind.LOCATION, HQ.id, id=HQ.id),
            Reference(RefKind.CONTEXT, "c1", id="c1"),
            named("Admins", RefKind.CONTEXT),
        )
    ]
    assert [each.summary for each in answers if isinstance(each, Diagnostic)] == [
        "named location `HQ` is removed by `namedLocations.hq`",
        f"named location `{HQ.id}` is removed by `namedLocations.hq`",
        "authentication context `c1` is removed by `authenticationContexts.c1`",
        "authentication context `Admins` is removed by `authenticationContexts.c1`",
    ]


def test_the_id_of_a_context_is_known_before_it_is_made() -> None:
    reference = named("Admins", RefKind.CONTEXT)
    for state in (prior(), prior(ADMINS)):
        assert the_ids(in_a_policy(reference, state, a_context("c1", "Admins"))) == ["c1"]
    assert own(reference, prior(ADMINS)) == "c1"
    assert own(Reference(RefKind.CONTEXT, "c7", id="c7"), prior(ADMINS)) == "c7"


def test_a_new_strength_is_found_by_its_name_too() -> None:
    answer = resolved(policy(grant__authenticationStrength=a_strength("Keys")), strength("keys", "Keys"))
    assert answer.entries[0].values["grant.authenticationStrength"] == PendingId(Address(Kind.STRENGTH, "keys"))


ON_DEMAND = {Kind.TEMPORARY_ACCESS_PASS, Kind.CAMPAIGN, Kind.LOCATION, Kind.CONTEXT}


def test_only_what_the_files_describe_or_manage_is_needed() -> None:
    always = frozenset(Kind) - ON_DEMAND
    referring = policy(conditions__locations__include=frozenset({a_location("HQ")}))
    assert kinds_needed(configuration(referring)) == always
    assert references_of(configuration(referring)) == {a_location("HQ")}
    assert kinds_needed(configuration(location())) == always | {Kind.LOCATION}
    assert kinds_needed(configuration(a_context("c1", is_absent=True))) == always | {Kind.CONTEXT}
    managed = {"namedLocations": Managed(Ownership.PREFIX, "Loc"), "registrationCampaign": Managed(Ownership.LISTED)}
    assert kinds_needed(configuration(manage=managed)) == always | {Kind.LOCATION, Kind.CAMPAIGN}


def test_beta_is_asked_only_for_the_member_that_only_beta_has() -> None:
    address = Address(Kind.CAMPAIGN)
    assert not asks_for_beta_campaign(configuration(entry(address, state="enabled")))
    assert asks_for_beta_campaign(configuration(entry(address, limitSnoozes=False)))
    assert asks_for_beta_campaign(configuration(entry(address, state="enabled", limitSnoozes=True)))
    assert not asks_for_beta_campaign(configuration(entry(address, state="microsoftManaged", limitSnoozes=True)))
