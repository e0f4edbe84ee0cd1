"""A tenant that somebody else has changed, held against files, through the whole stack down to HTTP."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from passkeyctl.drift.deviation import Attribution, Certainty, Sort
from passkeyctl.errors import IncompleteRead, UserFault
from passkeyctl.json_types import JsonObject
from passkeyctl.rollout.standing import Touch
from passkeyctl.sandbox.faults import Fault, fails, throttled
from passkeyctl.wire import endpoints
from tests.apply.drifts import NOON, SOMEBODY, Drifting, only

CA002 = "c4d4ccce-be19-53b0-9698-6fa0567f966c"
CARDS = "c23b8deb-db1c-5754-9e77-c7a84ecd595f"
AUDITS = "auditLogs/directoryAudits"
POLICY = """\
conditionalAccess:
  admins:
    name: CA002 - Administrators - Require multifactor authentication
    state: enabled
    unmanaged: [users, target, grant, conditions, session]
"""


@pytest.fixture
def tenant(tmp_path: Path) -> Drifting:
    return Drifting(tmp_path)


def by_somebody(at: timedelta, activity: str) -> Attribution:
    return Attribution(Certainty.FIELD, NOON + at, SOMEBODY, "192.0.2.77", activity, "the audit log")


def test_a_tenant_that_is_as_the_files_say_has_no_drift(tenant: Drifting) -> None:
    drift = tenant.drift(POLICY)
    assert (drift.deviations, drift.has_drift, drift.compared) == ((), False, 1)
    assert AUDITS not in " ".join(each.path_with_query for each in tenant.record)
    assert drift.log.why == "nothing differs that it would be asked about"


def test_a_field_that_somebody_changed_says_who_and_when(tenant: Drifting) -> None:
    tenant.wait(minutes=5)
    tenant.by_somebody("PATCH", endpoints.policy(CA002), {"state": "disabled"})
    tenant.wait(hours=2)
    found = only(tenant.drift(POLICY))
    assert (found.sort, found.place, found.wanted, found.live, found.code) == (
        Sort.CHANGED,
        "conditionalAccess.admins.state",
        "enabled",
        "disabled",
        "DRF101",
    )
    assert str(found.source).endswith("desired.yaml:6:5")
    assert found.attribution == by_somebody(timedelta(minutes=5), "Update conditional access policy")
