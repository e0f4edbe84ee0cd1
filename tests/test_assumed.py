"""The files alone as changes: only what is written is known, and names stand for themselves."""

from __future__ import annotations

from passkeyctl.assumed import assumed
from passkeyctl.checks.files import review_of_files
from passkeyctl.config.load import load_texts
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration, SourceText
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID
from passkeyctl.model.reference import RefKind
from passkeyctl.model.roles import GLOBAL_ADMINISTRATOR
from tests.states import TODAY

FILE = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.example}
groups: {staff: {name: SG-Staff}}
passkeys:
  profiles:
    default: {passkeyTypes: [deviceBound]}
  targets:
    - {group: staff, profiles: [default]}
    - {group: SG-Admins, profiles: [default]}
authenticationStrengths:
  keys: {name: Keys, allowedCombinations: [fido2]}
conditionalAccess:
  all:
    name: All
    users: {include: {groups: [SG-Staff], roles: [Global Administrator]}}
    target: {resources: {include: [All resources]}}
    grant: {authenticationStrength: Keys}
  gone: {name: Gone, ensure: absent}
"""


def configuration() -> Configuration:
    found = load_texts([SourceText("tenant.yaml", FILE)])
    assert found.configuration is not None, found.diagnostics
    return found.configuration


def test_one_name_is_one_object_however_it_is_called() -> None:
    changes = {str(each.address): each for each in assumed(configuration()).changes}
    rows = [each.id for each in changes.values() if each.address.kind is Kind.TARGET]
    policy = changes["conditionalAccess.all"].planned
    assert policy is not None
    assert sorted(rows) == ["SG-Admins", "SG-Staff"]
    assert policy["users.include.groups"] == frozenset({"SG-Staff"})
    assert policy["users.include.roles"] == frozenset({GLOBAL_ADMINISTRATOR})
    assert policy["grant.authenticationStrength"] == changes["authenticationStrengths.keys"].id
    assert changes["passkeys.targets.staff"].planned == {"profiles": frozenset({DEFAULT_PROFILE_ID})}


def test_only_what_is_written_is_known_and_what_leaves_describes_nothing() -> None:
    review = review_of_files(configuration(), TODAY)
    profile = review.change_of(Kind.PROFILE, DEFAULT_PROFILE_ID)
    assert review.is_known(profile, "passkeyTypes")
    assert not review.is_known(profile, "enforceAttestation")
    assert [each.name for each in review.after.of(Kind.POLICY)] == ["All"]
    assert review.name(RefKind.GROUP, "SG-Staff") == "`SG-Staff`"
    built_in = {each.name for each in review.after.of(Kind.STRENGTH)} - {"Keys"}
    assert built_in == {"Multifactor authentication", "Passwordless MFA", "Phishing-resistant MFA"}
