"""A tenant that was as its files say, and in which somebody else has written since."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.audit_log import ANOTHER, record_changes
from passkeyctl.sandbox.defaults import POLICIES, STRENGTHS
from passkeyctl.sandbox.store import Store
from tests.cli.running import Cli, Ran

FILE = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
catalogue: "2026-11"
manage: {conditionalAccess: {prefix: "PK9"}, authenticationStrengths: listed}
emergencyAccess: {group: SG-EmergencyAccess}
authenticationStrengths:
  keys: {name: Keys only, allowedCombinations: [fido2]}
conditionalAccess:
  rehearsal:
    name: PK900 - Rehearsal - Office 365
    state: reportOnly                     # nobody is stopped yet
    users: {include: {groups: [PK-Pilot-DeviceBound]}, exclude: {groups: [SG-EmergencyAccess]}}
    target: {resources: {include: [Office 365]}}
    grant: {authenticationStrength: Phishing-resistant MFA}
"""
REHEARSAL = "PK900 - Rehearsal - Office 365"
KEYS = "Keys only"
SOMEBODY = f"{ANOTHER.account}@contoso.onmicrosoft.com"
STATE = "conditionalAccess.rehearsal.state"
WAIVER = f"""\
waivers:
  - rule: DRF101
    at: {STATE}
    accepts: [disabled]
    reason: a partner tests until the migration is over
    owner: security@contoso.example
    expires: EXPIRES
"""


@dataclass(frozen=True)
class Drifting:
    """The command line, its file, and the tenant that it was applied to."""

    cli: Cli
    store: Store
    sandbox: str
    file: Path

    def drift(self, *arguments: str | Path) -> Ran:
        return self.cli("drift", self.sandbox, *arguments, self.file)

    def by_somebody(self, collection: str, name: str, **members: JsonValue) -> None:
        """Another administrator writes in the admin centre."""
        with self.store.transaction() as tenant:
            tenant.set_setting("operator", ANOTHER.initiated_by(tenant))
            row = next(each for each in tenant.rows(collection) if each["displayName"] == name)
            tenant.put(collection, {**row, **members})
            record_changes(tenant)
            tenant.save()

    def disabled(self) -> None:
        self.by_somebody(POLICIES, REHEARSAL, state="disabled")

    def copied(self, name: str) -> None:
        """Another administrator makes a policy of that name after ours."""
        with self.store.transaction() as tenant:
            tenant.set_setting("operator", ANOTHER.initiated_by(tenant))
            row = next(each for each in tenant.rows(POLICIES) if each["displayName"] == REHEARSAL)
            tenant.put(POLICIES, {**row, "id": "0badc0de-0000-4000-8000-000000000001", "displayName": name})
            record_changes(tenant)
            tenant.save()

    def without_keys(self) -> None:
        with self.store.transaction() as tenant:
            tenant.set_setting("operator", ANOTHER.initiated_by(tenant))
            row = next(each for each in tenant.rows(STRENGTHS) if each["displayName"] == KEYS)
            tenant.remove(STRENGTHS, str(row["id"]))
            record_changes(tenant)
            tenant.save()

    def waived_until(self, day: str) -> None:
        self.file.write_text(FILE + WAIVER.replace("EXPIRES", day), encoding="utf-8")


def by_place(ran: Ran) -> dict[str, JsonObject]:
    """The deviations of a document, each by its place."""
    listed = ran.json()["deviations"]
    assert isinstance(listed, list)
    return {str(each["place"]): each for each in listed if isinstance(each, dict)}
