"""Conditional Access policies: which fields a file writes, which it clears, and with what."""

from __future__ import annotations

from passkeyctl.model.address import Kind
from passkeyctl.model.conditional_access import GUEST_TYPES
from passkeyctl.model.fields import NOBODY
from passkeyctl.model.kinds import defaults
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.values import FilterRule, Guests, SignInFrequency, Wanted
from tests.config.texts import faults, only, policy

GUID = "5b1f3a60-7f0e-4f7e-9a55-2f6a3b0c1d2e"


def test_a_policy_writes_only_what_stands_in_the_file() -> None:
    assert policy("state: enabled") == {"state": "enabled"}
    assert policy("note: nothing else") == {}


def test_all_users_clear_the_lists_and_the_workload_identities() -> None:
    assert policy("users: {include: all}") == {
        "users.include": "all",
        "users.include.users": NOBODY,
        "users.include.groups": NOBODY,
        "users.include.roles": NOBODY,
        "users.include.guests": None,
        "workloadIdentities.include": NOBODY,
        "workloadIdentities.exclude": NOBODY,
        "workloadIdentities.filter": None,
    }


def test_lists_of_users_write_only_the_lists_that_stand_there() -> None:
    assert _without_workloads(policy(f"users: {{include: {{groups: [PK-Pilot, {GUID.upper()}], roles: []}}}}")) == {
        "users.include": "selected",
        "users.include.groups": frozenset({_group("PK-Pilot"), Reference(RefKind.GROUP, GUID.upper(), id=GUID)}),
        "users.include.roles": NOBODY,
    }


def test_an_empty_or_null_exclude_clears_every_list_of_it() -> None:
    cleared = {
        "users.exclude.users": NOBODY,
        "users.exclude.groups": NOBODY,
        "users.exclude.roles": NOBODY,
        "users.exclude.guests": None,
    }

    assert _without_workloads(policy("users: {exclude: {}}")) == cleared
    assert _without_workloads(policy("users: {exclude: null}")) == cleared
    assert _without_workloads(policy("users: {exclude: {groups: null}}")) == {"users.exclude.groups": NOBODY}


def test_workload_identities_clear_the_users() -> None:
    written = policy("workloadIdentities: {include: all, filter: {mode: exclude, rule: x -eq 1}}")

    assert written.pop("users.include") == "selected"
    assert {path for path, value in written.items() if value in (NOBODY, None)} == {
        f"users.{side}.{who}" for side in ("include", "exclude") for who in ("users", "groups", "roles", "guests")
    }
    assert written["workloadIdentities.include"] == frozenset({"all"})
    assert written["workloadIdentities.filter"] == FilterRule("exclude", "x -eq 1")
    assert "workloadIdentities.exclude" not in written


def test_guests_are_all_legacy_or_types_of_tenants() -> None:
    def guests(text: str) -> Wanted:
        return policy(f"users: {{exclude: {{guests: {text}}}}}")["users.exclude.guests"]

    assert guests("all") == Guests(frozenset(GUEST_TYPES), "all")
    assert guests("legacy") == guests("GuestsOrExternalUsers") == Guests(legacy=True)
    assert guests("{types: [serviceProvider]}") == Guests(frozenset({"serviceProvider"}))
    assert guests("{types: [serviceProvider], tenants: all}") == Guests(frozenset({"serviceProvider"}), "all")
    assert guests(f"{{types: [internalGuest], tenants: [{GUID.upper()}]}}") == Guests(
        frozenset({"internalGuest"}), frozenset({GUID})
    )


def test_one_kind_of_target_clears_the_other_two() -> None:
    assert policy("target: {resources: {include: [Office 365, My app]}}") == {
        "target.resources.include": frozenset({"Office 365", Reference(RefKind.APPLICATION, "My app", "My app")}),
        "target.userActions": NOBODY,
        "target.authenticationContexts": NOBODY,
    }
    assert policy("state: enabled\ntarget: {userActions: [Register or join devices]}") == {
        "state": "enabled",
        "target.userActions": frozenset({"Register or join devices"}),
        "target.resources.include": NOBODY,
        "target.resources.exclude": NOBODY,
        "target.resources.filter": None,
        "target.authenticationContexts": NOBODY,
    }


def test_words_of_the_portal_and_of_graph_mean_the_same() -> None:
    portal = policy("target: {resources: {include: [All resources], exclude: [Office 365, Microsoft Admin Portals]}}")
    graph = policy("target: {resources: {include: [All], exclude: [Office365, MicrosoftAdminPortals]}}")

    assert portal == graph
    assert portal["target.resources.include"] == frozenset({"All resources"})
    assert policy("state: enabled\ntarget: {userActions: ['urn:user:registersecurityinfo']}")[
        "target.userActions"
    ] == frozenset({"Register security information"})
    assert policy("state: enabledForReportingButNotEnforced") == {"state": "reportOnly"}


def test_authentication_contexts_go_by_id_or_name() -> None:
    written = policy("target: {authenticationContexts: [c1, c99, c100, Sensitive]}")

    assert written["target.authenticationContexts"] == frozenset(
        {
            Reference(RefKind.CONTEXT, "c1", id="c1"),
            Reference(RefKind.CONTEXT, "c99", id="c99"),
            Reference(RefKind.CONTEXT, "c100", "c100"),
            Reference(RefKind.CONTEXT, "Sensitive", "Sensitive"),
        }
    )


def test_locations_take_a_word_or_a_list() -> None:
    assert policy("conditions: {locations: {include: all, exclude: allTrusted}}") == {
        "conditions.locations.include": frozenset({"all"}),
        "conditions.locations.exclude": frozenset({"allTrusted"}),
    }
    zero = "00000000-0000-0000-0000-000000000000"
    assert policy(f"conditions: {{locations: {{include: [AllTrusted, {zero}, Oslo]}}}}") == {
        "conditions.locations.include": frozenset(
            {"allTrusted", "MFA trusted IPs", Reference(RefKind.LOCATION, "Oslo", "Oslo")}
        )
    }


def test_null_clears_a_condition_with_everything_under_it() -> None:
    assert policy("conditions: {platforms: null}") == {
        "conditions.platforms.include": NOBODY,
        "conditions.platforms.exclude": NOBODY,
    }
    assert policy("conditions: {clientApps: null}") == {"conditions.clientApps": frozenset({"all"})}
    assert policy("conditions: {clientApps: []}") == {"conditions.clientApps": frozenset({"all"})}
    assert policy("conditions: null") == _defaults_under("conditions.")


def test_null_clears_grant_and_session() -> None:
    assert policy("grant: null\nsession: null") == _defaults_under("grant.") | _defaults_under("session.")
    assert policy("grant: {authenticationStrength: null}") == {"grant.authenticationStrength": None}


def test_a_grant_refers_to_a_strength_by_local_id_name_or_guid() -> None:
    by_name = policy("grant: {authenticationStrength: Phishing-resistant MFA}")["grant.authenticationStrength"]
    by_guid = policy(f"grant: {{authenticationStrength: {GUID}}}")["grant.authenticationStrength"]

    assert by_name == Reference(RefKind.STRENGTH, "Phishing-resistant MFA", "Phishing-resistant MFA")
    assert by_guid == Reference(RefKind.STRENGTH, GUID, id=GUID)


def test_sign_in_frequency_in_its_short_and_long_form() -> None:
    def frequency(text: str) -> Wanted:
        return policy(f"session: {{signInFrequency: {text}}}")["session.signInFrequency"]

    assert frequency("everyTime") == SignInFrequency()
    assert frequency("23h") == frequency("{every: 23h}") == SignInFrequency(23, "hours")
    assert frequency("365d") == SignInFrequency(365, "days")
    assert frequency("{every: 4h, for: secondaryAuthentication}") == SignInFrequency(
        4, "hours", "secondaryAuthentication"
    )
    for wrong in ("0h", "24h", "366d", "30m", "4", "h"):
        body = f"conditionalAccess: {{p: {{name: P, session: {{signInFrequency: {wrong}}}}}}}"
        assert [code for code, _ in faults(body)] == ["OPS901"], wrong


def test_every_field_of_the_model_can_be_written() -> None:
    """A key that the model has and the language forgot would never be managed."""
    users = policy(
        """
        state: enabled
        users:
          include: {users: [a@b.c], groups: [G], roles: [R], guests: all}
          exclude: {users: [a@b.c], groups: [G], roles: [R], guests: all}
        target: {resources: {include: [A], exclude: [B], filter: {mode: include, rule: r}}}
        conditions:
          platforms: {include: all, exclude: [iOS]}
          locations: {include: all, exclude: [Oslo]}
          clientApps: [browser]
          deviceFilter: {mode: include, rule: r}
          signInRisk: [high]
          userRisk: [high]
          servicePrincipalRisk: [high]
          insiderRisk: [elevated]
          authenticationFlows: [deviceCodeFlow]
        grant:
          require: all
          controls: [compliantDevice]
          authenticationStrength: Passwordless MFA
          termsOfUse: [5b1f3a60-7f0e-4f7e-9a55-2f6a3b0c1d2e]
          customControls: [Contoso]
        session:
          signInFrequency: 7d
          persistentBrowser: always
          cloudAppSecurity: monitorOnly
          appEnforcedRestrictions: true
          tokenProtection: true
          disableResilienceDefaults: false
        """
    )

    assert {"name", *users} == set(defaults(Kind.POLICY))
    assert users["grant.termsOfUse"] == frozenset({GUID})
    assert users["session.disableResilienceDefaults"] is False


def test_unmanaged_paths_are_kept_and_what_they_cover_is_not_written() -> None:
    entry = only(
        Kind.POLICY,
        "conditionalAccess: {p: {name: P, users: {include: all}, unmanaged: [workloadIdentities, conditions]}}",
    )

    assert entry.unmanaged == ("workloadIdentities", "conditions")
    assert not any(path.startswith("workloadIdentities") for path in entry.written)


def test_identity_is_kept_with_the_entry() -> None:
    entry = only(
        Kind.POLICY,
        f"conditionalAccess: {{p: {{name: P, id: {GUID.upper()}, formerly: [Old, Older], note: why}}}}",
    )

    assert (entry.name, entry.id, entry.formerly, entry.note) == ("P", GUID, ("Old", "Older"), "why")
    assert not entry.is_absent


def test_an_absent_policy_writes_nothing() -> None:
    entry = only(Kind.POLICY, "conditionalAccess: {p: {name: P, ensure: absent, note: gone}}")

    assert entry.is_absent
    assert entry.written == {}


def test_a_users_role_set_by_graphs_word_is_refused_with_ours() -> None:
    told = faults("conditionalAccess: {p: {name: P, users: {exclude: {users: [GuestsOrExternalUsers]}}}}")

    assert told == [("OPS901", "`GuestsOrExternalUsers` is not a user")]


def _group(name: str) -> Reference:
    return Reference(RefKind.GROUP, name, name)


def _without_workloads(written: dict[str, Wanted]) -> dict[str, Wanted]:
    return {path: value for path, value in written.items() if not path.startswith("workloadIdentities")}


def _defaults_under(prefix: str) -> dict[str, Wanted]:
    return {path: value for path, value in defaults(Kind.POLICY).items() if path.startswith(prefix)}
