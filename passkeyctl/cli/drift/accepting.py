"""Accepting drift: for each place the first text of a file that, read again, differs in just this no more."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, TypeAlias

from passkeyctl.apply.comparing import compare
from passkeyctl.authenticators.catalogue import Catalogue, load, newest
from passkeyctl.config.faults import fault
from passkeyctl.config.load import at_stages, load_texts
from passkeyctl.config.setting_paths import documents, node_at
from passkeyctl.diagnostics import Diagnostic, Severity, SourceRange
from passkeyctl.diff import unlisted_address
from passkeyctl.drift.deviating import deviations_of
from passkeyctl.drift.deviation import Deviation, Drift, Sort
from passkeyctl.errors import UserFault
from passkeyctl.export.accepted_values import Values
from passkeyctl.export.accepting import ROWS, Accepting, Files, Way, is_baseline
from passkeyctl.export.entries import Writing
from passkeyctl.export.local_ids import local_ids
from passkeyctl.export.options import ExportNames, ExportOptions
from passkeyctl.export.referring import Referring
from passkeyctl.export.wording import Wording
from passkeyctl.identity import identify
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.model.values import Value
from passkeyctl.plan.plan import PlanOptions

ALL = "all"
BY_NAME = "an entry is taken out of the files only by its own name: the object may have been renamed"
MAY_BE_IT = "an entry of the same kind is missing, and may be this one under its old name"
SHARED = (
    "is included from another folder, and other tenants may include it too: name it on the command line if none does"
)
Key: TypeAlias = "tuple[Sort, str, str, Value, Value]"


class Accepted(NamedTuple):
    """`others` are differences that the same key of the file spoke of, and that went with this one."""

    deviation: Deviation
    way: Way
    others: tuple[Deviation, ...] = ()


class Refused(NamedTuple):
    """`lines` are what a person can write instead."""

    deviation: Deviation
    why: Diagnostic
    lines: tuple[str, ...]


class Acceptance(NamedTuple):
    """`texts` are the files as they are to be, `left` what differs from them then."""

    accepted: tuple[Accepted, ...]
    refused: tuple[Refused, ...]
    texts: Mapping[str, str]
    left: tuple[Deviation, ...]


def accept(
    drift: Drift, configuration: Configuration, places: Sequence[str], names: ExportNames, paths: Sequence[str]
) -> Acceptance:
    """Work out the new texts; nothing is written. `places` are places or addresses of deviations, or `all`.

    `paths` are the files and folders that were named: what these include from elsewhere others may include as well.
    """
    proof = _Proof(drift, configuration)
    start = proof.left({})
    if isinstance(start, Diagnostic):
        raise UserFault([start])
    values = Values(configuration, _writing(drift, configuration, names, start))
    run = _Run(proof, values, _files(configuration, paths), start)
    left_alone: list[Refused] = []
    wanted: list[Key] = []
    for each in [each for each in start if is_named(each, places, drift)]:
        if why := "" if str(each.address) in places else _by_name_alone(each, start):
            left_alone.append(Refused(each, fault(why, _entry_of(each)), _by_name(each)))
        else:
            wanted.append(key_of(each))
    run.take_all(wanted)
    return Acceptance(tuple(run.accepted), (*left_alone, *run.refused), run.texts, run.standing)


def _by_name_alone(deviation: Deviation, found: Sequence[Deviation]) -> str:
    """Why `all` leaves it: an object under a new name looks like one that is gone and another one that has come.

    Both taken together, a plan would no longer see that, and make the one that is gone anew.
    """
    if deviation.address.kind in ROWS:
        return ""
    gone = {each.address.kind for each in found if each.sort is Sort.MISSING}
    match deviation.sort:
        case Sort.MISSING:
            return BY_NAME
        case Sort.UNLISTED if deviation.address.kind in gone:
            return MAY_BE_IT
        case _:
            return ""


def _by_name(deviation: Deviation) -> tuple[str, ...]:
    its = "its new name" if deviation.sort is Sort.MISSING else f"`{deviation.name}`"
    entry = "" if deviation.sort is Sort.MISSING else " of the entry that it was"
    return (f"write {its} under `name`{entry}, or use `--accept {shlex.quote(str(deviation.address))}`",)


def is_named(deviation: Deviation, places: Sequence[str], drift: Drift) -> bool:
    """What a waiver lets pass is accepted only by its own name."""
    if deviation.place in places or str(deviation.address) in places:
        return True
    waived = {key_of(each) for each in drift.waived}
    return ALL in places and key_of(deviation) not in waived


def key_of(deviation: Deviation) -> Key:
    return deviation.sort, str(deviation.address), deviation.path, deviation.wanted, deviation.live


@dataclass(frozen=True, slots=True)
class _Proof:
    """The tenant as it was read, held against other texts of the same files."""

    drift: Drift
    configuration: Configuration

    def left(self, texts: Mapping[str, str]) -> tuple[Deviation, ...] | Diagnostic:
        """What differs then; the first fault where such files would not be sound, at any step of a roll-out."""
        files = tuple(replace(each, text=texts.get(each.file, each.text)) for each in self.configuration.files)
        ladder = self.drift.ladder
        loaded = load_texts(files, ladder.wanted if ladder is not None else "")
        if loaded.configuration is None:
            return _first_error(loaded.diagnostics)
        meant = at_stages(files, ladder.included, ladder.wanted) if ladder is not None else loaded.configuration
        try:
            found = compare(meant, self.drift.prior, self.drift.directory, self.drift.destination, PlanOptions(), None)
        except UserFault as problem:
            return _first_error(problem.diagnostics())
        return deviations_of(found.difference, found.prior, meant.manage)


def _first_error(found: Iterable[Diagnostic]) -> Diagnostic:
    return next(each for each in found if each.severity is Severity.ERROR)


class _Run:
    """One place after the other: the lines of files move with each that was accepted."""

    def __init__(self, proof: _Proof, values: Values, files: Files, start: tuple[Deviation, ...]) -> None:
        self._proof = proof
        self._values = values
        self._files = files
        self.texts: dict[str, str] = {}
        self.standing = start
        self.accepted: list[Accepted] = []
        self.refused: list[Refused] = []

    def take_all(self, keys: Sequence[Key]) -> None:
        """What one of them made impossible, as a lifetime beyond a bound, another one may make possible."""
        has_moved = True
        while keys and has_moved:
            before = len(self.accepted)
            self.refused = []
            for key in keys:
                self._take(key)
            keys = [key_of(each.deviation) for each in self.refused]
            has_moved = len(self.accepted) > before

    def _take(self, key: Key) -> None:
        """Where an earlier one has not covered it."""
        deviation = next((each for each in self.standing if key_of(each) == key), None)
        if deviation is None:
            return
        accepting = Accepting(self._values, Files({**self._files.texts, **self.texts}, self._files.closed))
        why: Diagnostic | None = None
        for way in accepting.ways(deviation):
            outcome = way if isinstance(way, Diagnostic) else self._tried(way, deviation)
            if not isinstance(outcome, Diagnostic):
                self.accepted.append(outcome)
                return
            why = why or outcome
        why = why or fault("the language has no words for the tenant's value", _entry_of(deviation))
        self.refused.append(Refused(deviation, why, accepting.by_hand(deviation)))

    def _tried(self, way: Way, deviation: Deviation) -> Accepted | Diagnostic:
        texts = {**self.texts, way.file: way.text}
        left = self._proof.left(texts)
        if isinstance(left, Diagnostic):
            return left
        before, after = {key_of(each): each for each in self.standing}, {key_of(each) for each in left}
        gone = {key: each for key, each in before.items() if key not in after}
        others = tuple(each for key, each in gone.items() if key != key_of(deviation))
        is_clean = key_of(deviation) in gone and after <= before.keys()
        if not is_clean or not all(_is_of(way, deviation, each) for each in others):
            return fault("it can't be written without another difference coming or going", _entry_of(deviation))
        self.texts, self.standing = texts, left
        return Accepted(deviation, way, others)


def _is_of(way: Way, deviation: Deviation, other: Deviation) -> bool:
    """Whether the key that was written speaks of it as well."""
    is_under = not way.covers or other.path == way.covers or other.path.startswith(f"{way.covers}.")
    return other.address == deviation.address and is_under


def _entry_of(deviation: Deviation) -> SourceRange:
    return deviation.source or SourceRange("")


def place_of(way: Way, text: str) -> SourceRange:
    """Where it stands in the text that the file is to have, or what it was taken out of."""
    nodes = documents(text.removeprefix("\ufeff"), way.file)
    for length in range(len(way.path), 0, -1):
        node = None if isinstance(nodes, Diagnostic) else node_at(nodes, way.path[:length])
        if node is not None:
            return SourceRange(way.file, node.start_mark.line + 1)
    return SourceRange(way.file)


def _files(configuration: Configuration, paths: Sequence[str]) -> Files:
    """Texts that may be changed, and why others may not be."""
    named = [Path(each).resolve() for each in paths or (".",)]
    folders = [each if each.is_dir() else each.parent for each in named]
    own: dict[str, str] = {}
    closed: dict[str, str] = {}
    for each in configuration.files:
        if each.builtin:
            closed[each.file] = "belongs to the library, and can't be changed"
        elif each.is_ranges:
            closed[each.file] = "is a list of address ranges beside the files"
        elif is_baseline(each.text, each.file):
            closed[each.file] = "is a baseline, which other files may extend too: write it under `overlay`"
        elif not Path(each.file).is_file():
            closed[each.file] = "is no file that can be changed"
        elif not any(Path(each.file).resolve().is_relative_to(folder) for folder in folders):
            closed[each.file] = SHARED
        else:
            own[each.file] = each.text
    return Files(own, closed)


def _writing(
    drift: Drift, configuration: Configuration, names: ExportNames, deviations: Iterable[Deviation]
) -> Writing:
    """In the names of these files, and in those of the tenant where they have none."""
    known: dict[Kind, dict[str, str]] = {}
    for address, live in identify(configuration.entries, drift.prior).live.items():
        known.setdefault(address.kind, {})[live.id] = address.local
    for each in deviations:
        if each.sort is Sort.UNLISTED:
            _name(each, drift, known)
    options = ExportOptions(_catalogue(configuration), has_files=False)
    return Writing(drift.prior, options, Wording(Referring(drift.prior, names, options, known), options.catalogue))


def _name(deviation: Deviation, drift: Drift, known: dict[Kind, dict[str, str]]) -> None:
    """A local id that no entry has."""
    kind = deviation.address.kind
    live = drift.prior.by_id(kind, deviation.id)
    if live is None or unlisted_address(live, drift.prior) != deviation.address:
        return
    taken = known.setdefault(kind, {})
    made = next(iter(local_ids([live], "entry").values()))
    choices = (made, *(f"{made}-{number}" for number in range(2, len(taken) + 3)))
    taken[live.id] = next(each for each in choices if each not in taken.values())


def _catalogue(configuration: Configuration) -> Catalogue:
    found = load(configuration.catalogue) if configuration.catalogue else newest()
    return found if isinstance(found, Catalogue) else newest()
