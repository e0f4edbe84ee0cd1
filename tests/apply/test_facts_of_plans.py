"""What a plan reads beside the configuration: in the wave that is read anyway, and once more for unnamed accounts."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from passkeyctl.apply.planner import make_plan
from passkeyctl.config.load import load_texts
from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import SANDBOX
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.json_types import JsonObject
from passkeyctl.model.desired import SourceText
from passkeyctl.model.directory import Organization
from passkeyctl.model.facts import SignedIn
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.plan.plan import Destination, Plan, PlanOptions
from passkeyctl.sandbox.faults import FORBIDDEN, Fault
from passkeyctl.sandbox.seed import company
from passkeyctl.sandbox.seed_ids import fixed_id
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.transport import RecordedRequest, sandbox_transport
from tests.graph.connections import Clock
from tests.states import TODAY

TENANT = "5b1f3a60-7f0e-4f7e-9a55-2f6a3b0c1d2e"
DOMAIN = "contoso.onmicrosoft.com"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
OPERATOR = fixed_id(TENANT, "user adm-ada.abel")
NAMED = "accounts: [bg1@contoso.onmicrosoft.com, bg2@contoso.onmicrosoft.com], "
STAFF = fixed_id(TENANT, "user bram.castro")
ENFORCING = """
apiVersion: passkeyctl/v1
tenant: {{id: 5b1f3a60-7f0e-4f7e-9a55-2f6a3b0c1d2e}}
emergencyAccess: {{group: SG-EmergencyAccess, {accounts}require: {{registeredMethod: fido2, lastTestedWithin: 90d}}}}
authenticationStrengths:
  keys: {{name: Passkeys only, allowedCombinations: [fido2]}}
conditionalAccess:
  all:
    name: PK900 - Everybody - Passkeys
    state: enabled
    users: {{include: all, exclude: {{groups: [SG-EmergencyAccess]}}}}
    target: {{resources: {{include: [All resources]}}}}
    grant: {{authenticationStrength: keys}}
"""


class Planned:
    def __init__(
        self,
        folder: Path,
        text: str,
        *,
        signed_in: SignedIn | None = None,
        faults: Sequence[Fault] = (),
        tenant: JsonObject | None = None,
    ) -> None:
        self.requests: list[RecordedRequest] = []
        numbers = itertools.count(1)
        store = Store.open(folder / "t.db", clock=lambda: NOON, new_id=lambda: f"id-{next(numbers)}")
        store.load({**company(TENANT, DOMAIN), **(tenant or {})})
        try:
            self.plan = asyncio.run(self._plan(store, text, signed_in, faults))
        finally:
            store.close()

    async def _plan(self, store: Store, text: str, signed_in: SignedIn | None, faults: Sequence[Fault]) -> Plan:
        loaded = load_texts([SourceText("tenant.yaml", text)])
        assert loaded.configuration is not None, loaded.diagnostics
        transport = sandbox_transport(store, faults=faults, record=self.requests)
        settings = Settings(Clock().timing, lambda: "call", ca_interval=0.0)
        client = GraphClient.connect(SANDBOX, StaticToken("sandbox"), settings, read_only=True, transport=transport)
        async with client:
            options = PlanOptions(compare_beta=False)
            return await make_plan(
                client, loaded.configuration, options, _this_tenant, as_of=TODAY, signed_in=signed_in
            )

    def found(self, code: str) -> list[Finding]:
        return [each for each in self.plan.findings if each.diagnostic.code == code]

    @property
    def batches(self) -> int:
        return sum(each.path_with_query.endswith("$batch") for each in self.requests)


async def _this_tenant(_organization: Organization | None) -> Destination:
    return Destination("sandbox", TENANT, "Contoso")


def test_accounts_that_the_files_name_are_asked_about_with_the_rest(tmp_path: Path) -> None:
    named = Planned(tmp_path, ENFORCING.format(accounts=NAMED))
    assert [each.weight for each in named.found("EMG503")] == [Weight.STANDING] * 2  # passkeys are off in the seed
    members = Planned(tmp_path, ENFORCING.format(accounts=""))
    assert [each.weight for each in members.found("EMG503")] == [Weight.STANDING] * 2
    assert members.batches == named.batches + 1  # of groups; passkeys and sign-ins are asked about in either case
    assert [each.value for each in named.found("EMG506")] == []


def test_emergency_accounts_are_looked_at_where_nothing_changes(tmp_path: Path) -> None:
    quiet = """
apiVersion: passkeyctl/v1
tenant: {id: 5b1f3a60-7f0e-4f7e-9a55-2f6a3b0c1d2e}
emergencyAccess: {group: SG-EmergencyAccess, require: {registeredMethod: fido2, lastTestedWithin: 90d}}
passkeys: {state: disabled}
"""
    planned = Planned(tmp_path, quiet)
    assert not planned.plan.has_changes
    told = [each for each in planned.plan.findings if each.diagnostic.code.startswith("EMG")]
    assert [(each.diagnostic.code, each.weight) for each in told] == [("EMG503", Weight.STANDING)] * 2
    assert any("authentication/fido2Methods" in str(each.body) for each in planned.requests)


def test_whoever_is_signed_in_is_looked_at(tmp_path: Path) -> None:
    text = ENFORCING.format(accounts=NAMED)
    staff = Planned(tmp_path, text, signed_in=SignedIn(STAFF, "bram@contoso.com", is_person=True))
    (told,) = staff.found("EMG505")[:1]
    assert (told.weight, told.value) == (Weight.BLOCKS, "bram@contoso.com")
    pipeline = Planned(tmp_path, text, signed_in=SignedIn("app", "pipeline", is_person=False))
    assert [each.weight for each in pipeline.found("EMG505")] == [Weight.UNCHECKED]  # of Global Administrators


def test_what_is_refused_is_shown_and_stops_nothing(tmp_path: Path) -> None:
    refused = [Fault("GET", "authentication/fido2Methods|signInActivity|subscribedSkus", 1, FORBIDDEN, 99)]
    planned = Planned(tmp_path, ENFORCING.format(accounts=NAMED), faults=refused)
    unread = {each.diagnostic.code for each in planned.plan.findings if each.weight is Weight.UNCHECKED}
    assert {"EMG505", "OPS905"} <= unread
    assert planned.found("EMG503")[0].diagnostic.detail == ("passkeys are switched off",)
    assert [
        each for each in planned.plan.findings if each.weight is Weight.BLOCKS and each.diagnostic.code == "EMG503"
    ] == []


def test_a_tenant_without_a_licence_is_refused_a_new_policy(tmp_path: Path) -> None:
    sku: JsonObject = {"id": "s", "skuPartNumber": "O365", "capabilityStatus": "Enabled", "servicePlans": []}
    planned = Planned(tmp_path, ENFORCING.format(accounts=NAMED), tenant={"subscribedSkus": [sku]})
    assert [(each.weight, each.value) for each in planned.found("OPS905")] == [(Weight.BLOCKS, "no Entra ID P1")]
