"""`authenticators update`: a newer list of models, verified, kept, and what it means for files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from passkeyctl.authenticators.catalogue import Catalogue, newest
from passkeyctl.authenticators.mds_entries import Reading, update_of
from passkeyctl.authenticators.news import Event, News, news
from passkeyctl.authenticators.status import MdsUpdate, list_name
from passkeyctl.cli.authenticators.model_list import keep_list, kept_list
from passkeyctl.cli.clock import now
from passkeyctl.cli.console import say, show, write_out
from passkeyctl.cli.files.files import configuration_of
from passkeyctl.cli.loop import run_async
from passkeyctl.cli.places import has_files, model_list_file
from passkeyctl.errors import ExitCode, MetadataRejected, PasskeyctlError
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.render.authenticators.authenticator_json import document
from passkeyctl.render.authenticators.model_news import news_lines
from passkeyctl.render.json_text import json_text

MOST_FAULTS = 5


def take_in(mds: str, paths: Sequence[str] | None, root: str, *, allow_older: bool, as_json: bool) -> ExitCode:
    """Nothing is kept unless the signature holds and the files can be read."""
    used = _used(paths)
    reading = _read(mds, root)
    catalogue, earlier = newest(), kept_list()
    _check_number(reading.update, catalogue, earlier, allow_older=allow_older)
    _warn(reading, catalogue)
    keep_list(reading.update)
    everything = {each.aaguid for each in (*catalogue.entries, *catalogue.later)} | set(reading.update.models)
    found = news(everything, catalogue, reading.update, earlier)
    # Of the files everything is told that the shipped catalogue does not say: it stays true after the first time.
    mine = news(used, catalogue, reading.update) if used is not None else None
    if as_json:
        write_out(json_text(_document(reading, catalogue, found, mine)))
    else:
        show(news_lines(reading.update, catalogue, found, mine))
        say(f"kept in {model_list_file()}")
    return ExitCode.DONE


def _used(paths: Sequence[str] | None) -> frozenset[str] | None:
    """The AAGUIDs that files name; None where there are no files."""
    if not paths and not has_files(Path.cwd()):
        return None
    configuration = configuration_of(paths)
    return frozenset(aaguid for each in configuration.named_models for aaguid in each.aaguids)


def _read(mds: str, root: str) -> Reading:
    from passkeyctl.graph.metadata.download import download
    from passkeyctl.graph.metadata.signature import shipped_root, verified

    blob = run_async(download(mds)) if "://" in mds else _file(mds)
    signed = verified(blob, _file(root) if root else shipped_root(), now())
    return update_of(signed.number, signed.next_update, signed.entries)


def _file(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise PasskeyctlError(
            f"`{name}` can't be read: {reason}", hint="name a file, or an https:// address"
        ) from error


def _check_number(update: MdsUpdate, catalogue: Catalogue, earlier: MdsUpdate | None, *, allow_older: bool) -> None:
    """An older list would take back revocations: whoever can choose the list could hide one so."""
    known = max(catalogue.mds_number, earlier.number if earlier is not None else 0)
    if update.number < known and not allow_older:
        raise MetadataRejected(
            f"this is {list_name(update.number)}, and {list_name(known)} is known",
            hint="fetch the newest; --allow-older takes it all the same",
        )


def _warn(reading: Reading, catalogue: Catalogue) -> None:
    if reading.update.number <= catalogue.mds_number:
        say(f"notice: the catalogue that comes with this version is from {list_name(catalogue.mds_number)} already")
    if reading.update.next_update < now().date():
        say(
            f"warning: a newer list than {list_name(reading.update.number)} was due on {reading.update.next_update}\n"
            "  fetch https://mds3.fidoalliance.org/"
        )
    for each in reading.faults[:MOST_FAULTS]:
        say(f"warning: left out: {each}")
    if len(reading.faults) > MOST_FAULTS:
        say(f"warning: left out: {len(reading.faults) - MOST_FAULTS} more")


def _document(reading: Reading, catalogue: Catalogue, found: Sequence[News], mine: Sequence[News] | None) -> JsonObject:
    return document(
        "update",
        catalogue,
        reading.update,
        next_update=reading.update.next_update.isoformat(),
        models=len(reading.update.models),
        left_out=[*reading.faults],
        news=[*_news(found)],
        news_of_files=[*_news(mine)] if mine is not None else None,
        withdrawn_of_files=sum(each.event is Event.WITHDRAWN for each in mine) if mine is not None else None,
    )


def _news(found: Sequence[News]) -> Iterator[JsonValue]:
    for each in found:
        yield {
            "aaguid": each.now.aaguid,
            "name": each.now.name,
            "event": each.event.value,
            "before": each.before.status.value if each.before is not None else None,
            "now": each.now.status.value,
            "since": each.now.since or None,
            "troubles": [*each.now.troubles],
        }
