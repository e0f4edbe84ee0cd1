"""From a state to files and back to what a plan would say about them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from passkeyctl.authenticators.catalogue import newest
from passkeyctl.config.load import load_texts
from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.diff import Difference, diff
from passkeyctl.export.files import ExportedFile, ExportNames, ExportOptions, export_files
from passkeyctl.export.options import ExportedTenant
from passkeyctl.graph.directory_objects import directory_of
from passkeyctl.identity import identify
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action
from passkeyctl.model.desired import Configuration, SourceText
from passkeyctl.model.directory import DirectoryObject
from passkeyctl.model.reference import Reference
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.needs import asks_for_beta_campaign, references_of
from passkeyctl.resolve import Context, resolve
from passkeyctl.wire.methods import read_campaign

CATALOGUE = newest()
CONTOSO = ExportedTenant("5b1f3a60-7f0e-4f7e-9a55-2f6a3b0c1d2e", "", "Contoso")
OPTIONS = ExportOptions(CATALOGUE, CONTOSO)


def names_of(objects: Iterable[DirectoryObject]) -> ExportNames:
    """What the directory answers about all of its objects, by id and by name."""
    every = list(objects)
    by_id = [Reference(each.kind, each.id, id=each.id) for each in every]
    by_name = [Reference(each.kind, each.name, each.name) for each in every]
    return ExportNames(directory_of([*by_id, *by_name], every))


def loaded(files: Iterable[ExportedFile]) -> Configuration:
    texts = [SourceText(each.path, each.text) for each in files]
    configuration, diagnostics, *_ = load_texts(texts)
    assert configuration is not None, (said(diagnostics), "\n".join(each.text for each in texts))
    return configuration


def said(diagnostics: Iterable[Diagnostic]) -> list[str]:
    return [f"{each.code} {each.summary} {each.source}" for each in diagnostics]


def compared(configuration: Configuration, state: PriorState, objects: Iterable[DirectoryObject] = ()) -> Difference:
    """As a plan compares, with a directory that answers what the files ask."""
    directory = directory_of(references_of(configuration), list(objects))
    identities = identify(configuration.entries, state)
    described = frozenset(each.address for each in configuration.entries if not each.is_absent)
    resolved = resolve(configuration, Context(state, identities, directory, described))
    found = [*identities.diagnostics, *resolved.diagnostics]
    assert not [each for each in found if each.severity is Severity.ERROR], said(found)
    return diff(resolved.entries, identities, state, configuration.manage)


def differences(difference: Difference) -> list[str]:
    """Everything that a plan would show: what changes, and what is not in the file."""
    faults = [each for each in difference.diagnostics if each.severity is Severity.ERROR]
    changed = [each for each in difference.changes if each.action is not Action.NO_OP]
    return [
        *said(faults),
        *(f"{each.action} {each.address}: {each.changes}" for each in changed),
        *(f"not in file {each.address}: {each.not_in_file}" for each in difference.changes if each.not_in_file),
    ]


def exported(
    state: PriorState, objects: Iterable[DirectoryObject] = (), options: ExportOptions = OPTIONS
) -> tuple[ExportedFile, ...]:
    return export_files(state, names_of(objects), options)


def shown(state: PriorState, objects: Iterable[DirectoryObject] = (), options: ExportOptions = OPTIONS) -> list[str]:
    """What a plan shows right after an export; nothing, if both are right."""
    every = list(objects)
    configuration = loaded(exported(state, every, options))
    return differences(compared(configuration, as_read_for(configuration, state), every))


def as_read_for(configuration: Configuration, state: PriorState) -> PriorState:
    """What only beta shows of the campaign is read only where a file asks for it."""
    if asks_for_beta_campaign(configuration):
        return state
    objects = (_without_beta(each) if each.kind is Kind.CAMPAIGN else each for each in state.objects)
    return replace(state, objects=tuple(objects))


def _without_beta(campaign: LiveObject) -> LiveObject:
    text = json.dumps(campaign.original).replace("enforceRegistrationAfterAllowedSnoozes", "@odata.only.beta")
    return read_campaign(json.loads(text), None)
