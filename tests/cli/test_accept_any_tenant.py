"""Files of one tenant, and what has become of it, at random: what is accepted is gone, and nothing else has moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from passkeyctl.cli.drift.accepting import Acceptance, accept, key_of
from passkeyctl.config.load import load
from passkeyctl.drift.deviation import Drift, Log, Sort
from passkeyctl.errors import UserFault
from passkeyctl.export.files import export_files
from passkeyctl.graph.directory_objects import directory_of
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import DirectoryObject
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.needs import references_of
from passkeyctl.plan.destination import Destination
from tests.export.plans import OPTIONS, names_of
from tests.export.tenants import directories, live, policy, states

MOVED = (Kind.POLICY, Kind.STRENGTH, Kind.LOCATION, Kind.PROFILE, Kind.TEMPORARY_ACCESS_PASS)


@st.composite
def moved(draw: st.DrawFn, state: PriorState) -> PriorState:
    """The same objects under the same names, some of them with other settings, and some gone."""
    objects = []
    for each in state.objects:
        fate = draw(st.integers(0, 3)) if each.kind in MOVED and not each.is_built_in else 3
        if fate == 3:
            objects.append(each)
        elif fate > 0 or each.kind is not Kind.POLICY:
            objects.append(
                _as_it_is_called(each, draw(policy(each.id) if each.kind is Kind.POLICY else live(each.kind, each.id)))
            )
    return replace(state, objects=tuple(objects))


def _as_it_is_called(before: LiveObject, after: LiveObject) -> LiveObject:
    fixed = {key: before.fields[key] for key in ("name", "type") if key in before.fields}
    if fixed.get("type") != after.fields.get("type"):
        return before  # a location stays what it was created as
    return replace(after, name=before.name, fields={**after.fields, **fixed})


def drift_of(configuration: Configuration, state: PriorState, objects: tuple[DirectoryObject, ...]) -> Drift:
    return Drift(
        destination=Destination("sandbox", OPTIONS.tenant.id, "Contoso"),
        at=datetime(2026, 11, 24, tzinfo=UTC),
        deviations=(),
        findings=(),
        diagnostics=(),
        unlisted=(),
        directory=directory_of(references_of(configuration), list(objects)).merged(names_of(objects).directory),
        prior=state,
        changes=(),
        reads_beta=True,
        log=Log(),
    )


def accepted(folder: Path, data: st.DataObject) -> tuple[Acceptance, Acceptance] | None:
    """What all of it comes to, and once more over the texts that came out."""
    before, objects = data.draw(states()), data.draw(directories())
    names = names_of(objects)
    (file, *_) = export_files(before, names, replace(OPTIONS, has_files=False))
    path = folder / file.path
    path.write_text(file.text, encoding="utf-8", newline="")
    configuration = load([], cwd=folder).configuration
    assert configuration is not None
    drift = drift_of(configuration, data.draw(moved(before)), objects)
    try:
        first = accept(drift, configuration, ["all"], names, [str(folder)])
    except UserFault:  # what refers to an object that is gone is a fault of any plan
        return None
    for text in first.texts.values():
        path.write_text(text, encoding="utf-8", newline="")
    again = load([], cwd=folder).configuration
    assert again is not None
    return first, accept(drift, again, ["all"], names, [str(folder)])


@given(st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_accepted_is_gone_and_nothing_else_has_moved(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("files")
    with monkeypatch.context() as patch:
        patch.chdir(folder)
        found = accepted(folder, data)
    if found is None:
        return
    first, second = found
    assert not second.accepted
    refused = {key_of(each.deviation) for each in first.refused}
    assert {key_of(each.deviation) for each in second.refused} == refused == {key_of(each) for each in first.left}
    assert all(each.lines for each in first.refused if each.deviation.sort is Sort.MISSING)
