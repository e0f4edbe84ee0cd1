"""Each rule of docs/concepts.md has a scenario that shows it, and each scenario has its rules: none is forgotten.

The chapters are ownership (1), identity (2), omitted keys (3), exclusions (4), what refuses a plan (5), the order of
writing (6), deleting (7), files (9) and reading completely (10).
"""

from __future__ import annotations

import pytest

from tests.scenario import ROOT

PREFIXES = ("own-", "id-", "omit-", "excl-", "refuse-", "write-", "pk-", "str-")

TABLE = """
1.no-manage-is-listed: own-no-manage-is-listed
1.described-is-managed: own-section-not-managed
1.listed-objects-only: own-listed-leaves-other-policies own-listed-leaves-other-profiles
    own-listed-prune-deletes-nothing
1.values-owned-whole: own-list-is-whole omit-empty-list-clears
1.row-absent: own-absent-row own-absent-everyone own-absent-exclude
1.all-lists-compulsory: own-all-needs-both-lists own-all-empty-list-is-nobody
1.all-removes-rows: own-all-removes-unlisted-row
1.all-keeps-profiles: own-all-keeps-unlisted-profile own-all-prune-deletes-profile
1.prefix-names: own-prefix-name-outside own-prefix-too-short
1.prefix-unlisted: own-prefix-unlisted-is-drift own-prefix-prune own-prefix-prune-is-asked own-prefix-strengths
    own-prefix-locations own-prefix-prune-locations
1.absent: own-absent-policy own-absent-by-id
1.absent-nothing-there: own-absent-nothing-there
1.absent-alone: own-absent-and-more
1.absent-refused: own-absent-default-profile own-absent-default-profile-by-name own-absent-built-in-strength
    own-absent-built-in-strength-by-id own-absent-microsoft-managed refuse-microsoft-managed-changed
    str-built-in-untouchable
1.prune-needs-all-lists: own-prune-incomplete
1.silence-deletes-nothing: own-entry-taken-out own-listed-leaves-other-policies
2.id-first: id-by-id-renames id-gone-is-never-a-create
2.exact-name: id-by-name id-name-in-nfc id-looks-renamed-folded-name
2.two-of-one-name: id-two-of-one-name id-two-of-one-name-by-id
2.formerly: id-formerly id-formerly-profile id-formerly-done str-rename
2.both-names: id-both-names
2.create: id-creates id-looks-renamed-but-listed
2.looks-renamed: id-looks-renamed-same-content id-looks-renamed-folded-name id-looks-renamed-profile
    id-looks-renamed-strength id-looks-renamed-location id-looks-renamed-but-meant
2.another-policy: id-same-name-another-policy id-same-name-same-grant id-same-policy-by-id
2.default-profile: id-default-profile-name
2.built-in-strengths: id-built-in-strength-by-other-spelling
2.one-entry-one-object: id-two-entries-one-object id-name-given-up
2.references: id-local-key-before-live-name id-reference-by-live-name id-reference-by-guid
2.group-name-and-id: id-group-name-and-id id-group-name-and-id-disagree id-group-id-picks-one-of-two
2.another-group: id-same-name-another-group id-same-name-another-row
2.security-groups: id-m365-group id-m365-group-by-id id-ambiguous-group
2.missing-group: id-missing-group
2.one-row-a-group: id-group-twice-in-targets id-group-twice-by-name-and-id id-group-in-targets-and-exclude
    id-group-in-targets-and-exclude-by-id
2.everyone-beside-groups: id-everyone-beside-groups
3.create-needs: omit-new-profile-incomplete omit-new-policy-incomplete omit-new-policy-session-will-do
    omit-new-strength-incomplete
3.create-defaults: omit-on-create-is-graphs-default
3.never-written: omit-key-is-listed str-limit-omitted write-whole-conditions
3.never-hidden: omit-key-is-listed omit-default-is-not-listed excl-not-in-the-file
3.unmanaged: omit-unmanaged-is-silent omit-unmanaged-and-written
3.state: omit-state-keeps omit-state-new-is-report-only omit-state-user-action
3.null-clears: omit-null-clears omit-empty-list-clears omit-include-all-clears-lists str-description-cleared
3.planned-state: omit-checks-judge-the-planned-state omit-live-exclusion-counts
3.restrictions-none: omit-keyrestrictions-none-compares-nothing omit-keyrestrictions-none-keeps-list
    omit-keyrestrictions-lifted
4.member-leaves: excl-member-leaves-users excl-member-leaves-groups excl-member-leaves-roles excl-member-leaves-guests
    excl-member-leaves-applications excl-member-leaves-locations excl-member-leaves-platforms
    excl-member-leaves-workload-identities excl-guests-of-some-tenants excl-guests-legacy excl-condition-cleared
    excl-device-filter
4.in-the-file: excl-member-in-the-file excl-not-in-the-file
4.unmanaged: excl-unmanaged
4.override: excl-override
4.passkeys-other-way-round: excl-passkeys-adding-is-asked excl-passkeys-removing-is-not-asked
5.blocks-what-it-touches: refuse-emg502-touched refuse-emg502-touched-not-worsened refuse-emg502-mended
    refuse-emg502-switched-off refuse-emg502-nested-group
5.already-so: refuse-emg502-standing refuse-cap404-is-a-warning refuse-dangling-row-stays
5.nothing-to-do: refuse-nothing-to-do-is-never refuse-emg501-nothing-touched
5.unknown: refuse-emg501-unknown refuse-emg501-unknown-override
5.violated-has-no-override: refuse-emg501-none refuse-emg501-disabled refuse-emg502-touched
    refuse-prf103-still-targeted refuse-prf106-emergency-excluded
5.override-by-code: refuse-cap408-override refuse-cap408-override-of-another-code
5.dangling-ids: refuse-dangling-id-added refuse-dangling-id-in-a-rewritten-list refuse-dangling-id-beside-a-change
    excl-deleted-group-stays refuse-dangling-row-stays refuse-dangling-row-goes
5.emergency-accounts: refuse-emg501-none refuse-emg501-one-account refuse-emg501-minimum refuse-emg501-disabled
    refuse-emg501-accounts-without-group
5.passkey-checks: refuse-prf101-synced-with-attestation refuse-prf102-absent-profile-in-row
    refuse-prf103-still-targeted refuse-prf106-emergency-excluded refuse-prf106-while-off pk-allow-list-empty
    str-limit-empty
5.policy-checks: refuse-cap402-in-the-file omit-checks-judge-the-planned-state refuse-cap408-new-and-enabled
    refuse-cap408-user-action
5.strength-checks: refuse-strength-still-demanded refuse-strength-open-for-a-moment str-name-too-long
5.still-needed: refuse-strength-still-demanded refuse-location-still-named refuse-context-still-targeted
5.registration-checks: refuse-reg603-in-the-file refuse-reg603-with-live-values
5.everything-at-once: refuse-several-at-once
5.ask-narrowing: refuse-ask-narrow-default-profile refuse-ask-narrow-other-profile refuse-ask-narrow-everyone-row
    pk-allow-list-shrinks pk-attestation-on pk-type-removed pk-self-service-off
5.ask-emptying: refuse-ask-empty-targets refuse-ask-remove-everyone-row refuse-ask-switch-off
5.limits: refuse-limits-share refuse-limits-stated refuse-limits-raised
5.ask-deletes: refuse-ask-delete-profile refuse-ask-delete-policy refuse-ask-delete-strength refuse-ask-delete-location
    own-prefix-prune-is-asked
5.ask-locations: refuse-ask-location-ranges-leave refuse-ask-location-loses-trust refuse-ask-location-past-roles
5.ask-contexts: refuse-ask-context-withdrawn
5.ask-access-pass: refuse-ask-tap-off refuse-ask-tap-taken refuse-ask-tap-excludes-nested
5.ask-opting-in: refuse-ask-opt-in refuse-ask-opt-in-while-off
5.ask-all-users: refuse-ask-enable-for-all-users refuse-ask-widen-to-all-users
5.ask-privileged-roles: refuse-ask-loosen-for-roles-report-only refuse-ask-loosen-for-roles-exclude
    refuse-ask-loosen-for-roles-condition refuse-ask-loosen-strength-for-roles refuse-ask-lift-limit-for-roles
5.ask-nothing: refuse-ask-nothing-while-off refuse-ask-loosening-is-not refuse-ask-tighten-for-roles
    refuse-ask-loosen-while-not-enabled refuse-ask-narrow-strength-for-roles refuse-ask-nothing-location-finer
    refuse-ask-nothing-tap-off-already
6.step-1-profiles: write-new-profile-then-row write-loosen-then-target
6.step-2-rows: write-loosen-then-target write-exclude-removed-in-step-2 write-swap-profile-on-row
    pk-profile-added-to-row
6.step-3-narrowing: write-narrowing-in-one-patch write-loosen-and-narrow-one-profile write-swap-profile-on-row
    pk-profile-taken-from-row pk-row-to-exclude
6.step-4-deletion: write-profile-deletion write-swap-with-new-profile
6.whole-collections: write-unmanaged-survive write-unmanaged-row-survives-deletion pk-two-profiles-exchange-names
6.no-legacy-fields: write-opt-in-never-legacy-fields
6.method-off: write-method-on-last write-method-on-alone write-method-off
6.create-without-id: write-new-profile-then-row
6.opting-in: write-opt-in-alone write-opt-in-carries-default write-opt-in-never-legacy-fields
    write-opt-in-not-for-settings
6.looser-passkeys: pk-allow-list-grows pk-block-list-shrinks pk-restriction-lifted pk-attestation-off pk-type-added
    pk-exclude-to-row
6.tighter-passkeys: pk-allow-list-shrinks pk-block-list-grows pk-block-to-allow pk-restriction-switched-on
    pk-attestation-on pk-type-removed
6.same-meaning: pk-alias-means-the-same pk-house-alias str-combination-spelling
6.policies-both-ways: write-policy-loosens-and-tightens-in-one write-whole-conditions
6.dependencies-first: write-strength-before-policy write-passkeys-before-policy write-location-before-policy
    write-context-before-policy write-tap-before-policy write-campaign-last
6.lets-go-first: write-looser-policy-before-narrower-passkeys write-policy-changes-to-another-strength
    write-location-wider-then-narrower write-tap-off-after-policy
6.deletes-last: write-delete-policy-then-strength write-location-let-go-then-deleted
    write-context-let-go-then-deleted
6.trust-and-publication-first: write-location-let-go-then-deleted write-context-let-go-then-deleted
    own-prefix-prune-locations
6.strength-looser-first: str-combination-added str-combination-removed str-combinations-both
    write-strength-wider-policy-narrower str-everything-at-once
6.strength-limits: str-create str-limit-added str-limit-removed str-limit-grows str-limit-shrinks str-limit-swapped
    str-limit-goes-with-its-combination str-combination-comes-with-its-limit str-x509-added str-x509-changed
    str-x509-removed
7.delete-via-report-only: write-policy-delete-via-report-only write-policy-delete-user-action-via-disabled
9.folder-and-skipped: own-other-documents-are-skipped
9.no-document: refuse-file-no-document refuse-file-unknown-version refuse-file-included-other-document
    refuse-file-included-missing
9.read-once: own-included-once
9.merged: own-merged-by-section refuse-file-one-address-twice refuse-file-key-twice
9.one-tenant: refuse-file-two-tenants
9.later-parts: refuse-file-baseline
9.one-spelling: refuse-file-unknown-key
9.quoted-numbers: refuse-file-unquoted-number refuse-file-boolean-word
10.seen-in-beta-only: id-beta-only-policy id-beta-only-policy-by-id id-beta-only-former-name own-absent-unread-policy
    own-prune-incomplete
10.no-beta-check: id-beta-check-left-out
"""


def _scenarios_of_rule() -> dict[str, tuple[str, ...]]:
    entries = (line.split(": ") for line in TABLE.replace("\n    ", " ").strip().splitlines())
    return {rule: tuple(scenarios.split()) for rule, scenarios in entries}


SCENARIOS_OF_RULE = _scenarios_of_rule()
FOLDERS = sorted(each.parent.name for each in ROOT.glob("*/desired.yaml") if each.parent.name.startswith(PREFIXES))


@pytest.mark.parametrize("rule", SCENARIOS_OF_RULE)
def test_a_rule_is_shown_by_scenarios_that_exist(rule: str) -> None:
    scenarios = SCENARIOS_OF_RULE[rule]
    assert scenarios
    assert [each for each in scenarios if each not in FOLDERS] == []


def test_every_scenario_shows_a_rule() -> None:
    shown = {each for scenarios in SCENARIOS_OF_RULE.values() for each in scenarios}
    assert set(FOLDERS) == shown


def test_the_index_has_each_scenario_with_its_rules_and_what_it_shows() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| [")]
    assert rows == [_row(each) for each in FOLDERS]


def _row(scenario: str) -> str:
    rules = ", ".join(rule for rule, scenarios in SCENARIOS_OF_RULE.items() if scenario in scenarios)
    first = (ROOT / scenario / "desired.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")
    return f"| [{scenario}]({scenario}) | {rules} | {first.removeprefix('# ')} |"
