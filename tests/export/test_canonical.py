"""Exported files are their own canonical form: `fmt` has nothing to do after an export."""

from __future__ import annotations

from hypothesis import Phase, given, settings

from passkeyctl.config.rewriting import canonical_text
from passkeyctl.export.files import export_files
from passkeyctl.model.directory import DirectoryObject
from passkeyctl.model.state import PriorState
from tests.export.plans import OPTIONS, names_of
from tests.export.tenants import directories, states


@settings(max_examples=20, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(states(), directories())
def test_an_export_is_its_own_canonical_form(state: PriorState, directory: tuple[DirectoryObject, ...]) -> None:
    for each in export_files(state, names_of(directory), OPTIONS):
        assert canonical_text(each.text, each.path) == each.text
