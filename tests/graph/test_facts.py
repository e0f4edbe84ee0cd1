"""What files may require of a tenant, as Graph says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from passkeyctl.diagnostics import SourceRange
from passkeyctl.errors import GraphError
from passkeyctl.graph.facts import read_facts
from passkeyctl.model.desired import Requires
from passkeyctl.model.facts import TenantFacts
from tests.graph.connections import answered, page, refused
from tests.graph.rehearsal import Rehearsal
from tests.sandbox.tenants import small_tenant

HERE = SourceRange("tenant.yaml", 1, 1)
BOTH = Requires((("AAD_PREMIUM", HERE),), (False, HERE))


def _sku(name: str, status: str, *plans: tuple[str, str]) -> dict[str, object]:
    listed = [{"servicePlanName": plan, "provisioningStatus": provisioned} for plan, provisioned in plans]
    return {"skuPartNumber": name, "capabilityStatus": status, "servicePlans": listed}


def test_nothing_is_asked_where_nothing_is_required(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, small_tenant())
    assert rehearsal.run(lambda client: read_facts(client, None)) == TenantFacts()
    assert rehearsal.requests == []


def test_the_sandbox_says_both(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, small_tenant())
    assert rehearsal.run(lambda client: read_facts(client, BOTH)) == TenantFacts(frozenset(), security_defaults=False)
    assert len(rehearsal.requests) == 2


def test_only_what_is_in_force_counts() -> None:
    skus = [
        _sku("SPE_E5", "Enabled", ("AAD_PREMIUM", "Success"), ("INTUNE_A", "Disabled")),
        _sku("AAD_PREMIUM_P2", "Suspended", ("AAD_PREMIUM_P2", "Success")),
        _sku("EMS", "Warning", ("RMS_S_PREMIUM", "PendingActivation")),
    ]
    required = Requires((("EMS", HERE),))
    facts = answered(page(*skus)).run(lambda client: read_facts(client, required))
    assert facts.licences == frozenset({"SPE_E5", "AAD_PREMIUM", "EMS", "RMS_S_PREMIUM"})
    assert facts.security_defaults is None


@pytest.mark.parametrize("status", [403, 404])
def test_what_is_refused_is_not_known(status: int) -> None:
    assert answered(refused(status)).run(lambda client: read_facts(client, BOTH)) == TenantFacts()


def test_another_failure_ends_the_run() -> None:
    with pytest.raises(GraphError):
        answered(refused(400)).run(lambda client: read_facts(client, BOTH))
