"""Export, then plan: nothing changes and nothing is missing, whatever the tenant holds."""

from __future__ import annotations

from hypothesis import given, settings

from passkeyctl.model.directory import DirectoryObject
from passkeyctl.model.state import PriorState
from tests.export.plans import shown
from tests.export.tenants import directories, states


@settings(max_examples=50)
@given(states(), directories())
def test_a_plan_after_an_export_shows_nothing(state: PriorState, directory: tuple[DirectoryObject, ...]) -> None:
    assert shown(state, directory) == []
