"""What `authenticators check` prints: every authenticator that files name, with what is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from passkeyctl.authenticators.catalogue import Catalogue, load
from passkeyctl.authenticators.entries import Attestable, Mark, MdsStatus, PasskeyType
from passkeyctl.authenticators.status import MdsUpdate, Standing, known_status, list_name
from passkeyctl.cli.authenticators.model_list import newer_list
from passkeyctl.cli.console import say, show, write_out
from passkeyctl.cli.files.files import configuration_of
from passkeyctl.errors import ExitCode
from passkeyctl.json_types import JsonValue
from passkeyctl.model.desired import Configuration, NamedModels
from passkeyctl.render.authenticators.authenticator_json import document, status_json
from passkeyctl.render.authenticators.authenticator_lines import origin_lines
from passkeyctl.render.json_text import json_text
from passkeyctl.render.lines import EMPTY, Line, Role, Span, hung, line


class Member(NamedTuple):
    """One AAGUID; `remarks` are what somebody should know of it who allows it."""

    aaguid: str
    standing: Standing | None
    remarks: tuple[str, ...]


def show_named(paths: Sequence[str] | None, *, as_json: bool) -> ExitCode:
    configuration = configuration_of(paths)
    catalogue = load(configuration.catalogue)
    assert isinstance(catalogue, Catalogue)  # the files were refused otherwise
    update = newer_list()
    if as_json:
        names: list[JsonValue] = [_json(each, catalogue, update) for each in configuration.named_models]
        write_out(json_text(document("check", catalogue, update, names=names)))
    elif not configuration.named_models:
        say("these files name no authenticator")
    else:
        show(_lines(configuration, catalogue, update))
    return ExitCode.DONE


def _lines(configuration: Configuration, catalogue: Catalogue, update: MdsUpdate | None) -> Iterator[Line]:
    for each in configuration.named_models:
        kind = "house alias, " if each.is_house_alias else ""
        count = "1 AAGUID" if len(each.aaguids) == 1 else f"{len(each.aaguids)} AAGUIDs"
        yield from line(f"{each.name} ({kind}{count})", Role.HEADING)
        yield from line(f"at {', '.join(map(str, each.places))}", Role.MUTED, indent=2)
        for member in _members(each, catalogue, update):
            name = member.standing.name if member.standing is not None else "in no list"
            yield from hung([Span(f"{member.aaguid}  {name}")], first=2, rest=4)
            for remark in member.remarks:
                yield from line(remark, Role.WARNING, indent=4)
        yield EMPTY
    aaguids = {aaguid for each in configuration.named_models for aaguid in each.aaguids}
    yield from line(f"{len(configuration.named_models)} names, {len(aaguids)} AAGUIDs", Role.HEADING)
    yield from list(origin_lines(catalogue, update))[1:]


def _members(named: NamedModels, catalogue: Catalogue, update: MdsUpdate | None) -> Iterator[Member]:
    for aaguid in named.aaguids:
        standing = known_status(aaguid, catalogue, update)
        remarks = tuple(_remarks(standing, catalogue)) if standing is not None else (_in_no_list(catalogue, update),)
        yield Member(aaguid, standing, remarks)


def _in_no_list(catalogue: Catalogue, update: MdsUpdate | None) -> str:
    newest = update.number if update is not None else catalogue.mds_number
    return f"neither the catalogue nor {list_name(newest)} has it"


def _remarks(standing: Standing, catalogue: Catalogue) -> Iterator[str]:
    since = f" since {standing.since}" if standing.since else ""
    if standing.status is MdsStatus.REVOKED:
        yield f"revoked{since}, by {standing.list_name}"
    elif standing.is_withdrawn:
        yield f"its certificate was withdrawn{since}, by {standing.list_name}"
    elif standing.status is MdsStatus.NOT_CERTIFIED:
        yield f"not certified, by {standing.list_name}"
    yield from standing.troubles
    entry = standing.entry
    if entry is None:
        return
    if entry.attestable in (Attestable.NO, Attestable.UNKNOWN):
        yield f"not on Microsoft's table of {catalogue.table_date}: no enforced attestation"
    if entry.passkey_type is not PasskeyType.DEVICE_BOUND:
        yield "synced" if entry.passkey_type is PasskeyType.SYNCED else "not known to be device-bound"
    if entry.marks & {Mark.PREVIEW, Mark.TEST}:
        yield "a preview or a test record, not for sale"
    if entry.since > catalogue.date:
        yield f"newer than the catalogue of these files: since {entry.since}"


def _json(named: NamedModels, catalogue: Catalogue, update: MdsUpdate | None) -> JsonValue:
    return {
        "name": named.name,
        "is_house_alias": named.is_house_alias,
        "places": [str(each) for each in named.places],
        "members": [
            {
                "aaguid": each.aaguid,
                "alias": each.standing.entry.alias if each.standing and each.standing.entry else None,
                "status": status_json(each.aaguid, catalogue, update),
                "remarks": [*each.remarks],
            }
            for each in _members(named, catalogue, update)
        ],
    }
