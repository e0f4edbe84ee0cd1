"""From what a tenant has become to the texts of files that say so; which of them is right, a comparison proves.

Nothing is guessed: each way is one text more to be read and compared, and what has none is refused with the lines that
a person can write.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from passkeyctl.config.faults import fault
from passkeyctl.config.setting_edits import flow_text
from passkeyctl.config.setting_paths import OVERLAY, Path, YamlNode, documents, members, node_at, pairs, paths_at, word
from passkeyctl.config.setting_values import with_value, without_value
from passkeyctl.diagnostics import Diagnostic, SourceRange
from passkeyctl.drift.deviation import Deviation, Sort
from passkeyctl.export.accepted_values import Said, Values, lines_of
from passkeyctl.export.nodes import Node as Written
from passkeyctl.export.nodes import Scalar
from passkeyctl.export.passkeys import row
from passkeyctl.model.address import Kind
from passkeyctl.model.reference import RefKind

ROWS = {Kind.TARGET: "targets", Kind.EXCLUDE: "exclude"}
KEPT = ("note", "id", "formerly")
"""What an entry says of itself and no tenant knows."""
SETS, ADDS = "sets", "adds"


class Way(NamedTuple):
    """One file's text in which the tenant's value stands. `covers` are the fields that it speaks of, by prefix."""

    file: str
    text: str
    path: Path
    covers: str


class Standing(NamedTuple):
    """Where something stands now."""

    file: str
    path: Path


@dataclass(frozen=True, slots=True)
class Files:
    """`texts` are those that may be changed, by the name that messages use; `closed` says why others may not be."""

    texts: Mapping[str, str]
    closed: Mapping[str, str]

    def standing(self, source: SourceRange | None) -> Standing | Diagnostic:
        if source is None:
            return fault("no file says anything of it", SourceRange(""))
        if source.via:
            return fault(f"it comes through {source.via[0]}", source, "change it there, or write the value itself")
        if source.file in self.closed:
            return fault(f"`{source.file}` {self.closed[source.file]}", source)
        nodes = documents(self.texts.get(source.file, ""), source.file)
        paths = paths_at(nodes, source) if not isinstance(nodes, Diagnostic) else []
        if isinstance(nodes, Diagnostic) or not paths:
            return fault("the place that says otherwise was not found", source)
        if len(paths) > 1:
            return fault("an alias, or `<<`, shows it in several places", source)
        if ADDS in paths[0]:
            return fault("a stage of the roll-out adds to it", source)
        return Standing(source.file, paths[0])

    def node(self, standing: Standing) -> YamlNode | None:
        nodes = documents(self.texts[standing.file], standing.file)
        return None if isinstance(nodes, Diagnostic) else node_at(nodes, standing.path)

    def home(self, *keys: str) -> Standing | None:
        """The last document that has the first of these keys, else the first document of all."""
        every = [(name, n, each) for name, text in self.texts.items() for n, each in _numbered(text, name)]
        having = [(name, n) for name, n, each in every if _has(each, keys[0])] or [(name, n) for name, n, _ in every][
            :1
        ]
        return Standing(having[-1][0], (having[-1][1], *keys)) if having else None


def _numbered(text: str, name: str) -> Iterator[tuple[int, YamlNode]]:
    nodes = documents(text, name)
    for number, each in enumerate(() if isinstance(nodes, Diagnostic) else nodes):
        if _has(each, "apiVersion") and not _has(each, "kind", "PolicyTest"):
            yield number, each


def _has(node: YamlNode, name: str, value: str = "") -> bool:
    return any(key == name and (not value or word(held) == value) for key, held in pairs(node))


def is_baseline(text: str, file: str) -> bool:
    return any(_has(each, "kind", "Baseline") for _, each in _numbered(text, file))


@dataclass(frozen=True, slots=True)
class Accepting:
    values: Values
    files: Files

    def ways(self, deviation: Deviation) -> Iterator[Way | Diagnostic]:
        """The texts that may say it, the least change first; or why there is none."""
        match deviation.sort:
            case Sort.CHANGED | Sort.NOT_IN_FILE:
                yield from self._of_field(deviation)
            case Sort.MISSING:
                yield self._without(deviation)
            case Sort.UNWANTED | Sort.UNLISTED if deviation.address.kind in ROWS:
                yield self._with_row(deviation)
            case _:
                yield self._with_entry(deviation)

    def by_hand(self, deviation: Deviation) -> tuple[str, ...]:
        """The lines for a person to write, from the section down."""
        if deviation.sort is Sort.MISSING:
            return (f"take {deviation.address} out, or write `ensure: absent` into it",)
        through = deviation.source.via if deviation.source is not None else ()
        added = next((each for each in through if each.name.startswith(f"{ADDS} of ")), None)
        if added is not None:  # the list alone would still get what the stage adds
            return (f"change `{deviation.path}` where it stands, or what it gets by {added}",)
        names = [deviation.address.kind.value, *([deviation.address.local] if deviation.address.local else [])]
        if deviation.address.is_unlisted or deviation.address.kind in ROWS:
            said: tuple[str, ...] = ()
            names = names[:1]
            pair = self._exported(deviation)
            said = lines_of(pair) if pair is not None else ()
        elif deviation.path:
            told = [each for each in self.values.of(deviation, None, "") if each.lines is not None]
            said = (told[-1].lines or ()) if told else ()
            names += (told[-1].at if told else deviation.path).split(".")
        else:
            pair = self._exported(deviation)
            said = lines_of(pair) if pair is not None else ()
        return _nested([part for name in names for part in _parts(name)], said) if said else ()

    def _of_field(self, deviation: Deviation) -> Iterator[Way | Diagnostic]:
        found = self.files.standing(deviation.source)
        if isinstance(found, Diagnostic):
            yield found
            return
        is_set = SETS in found.path
        entry = found.path[: _length(found.path, deviation)]
        old = self.files.node(found if is_set else found._replace(path=(*entry, *deviation.path.split("."))))
        if is_set and _flat(found.path)[-deviation.path.count(".") - 1 :] != tuple(deviation.path.split(".")):
            yield fault("a stage of the roll-out sets more than that at once", deviation.source or SourceRange(""))
            return
        for said in self.values.of(deviation, old, self._text(found)):
            if is_set and said.at != deviation.path:
                continue
            path = found.path if is_set else (*entry, *said.at.split("."))
            yield self._way(found.file, path, said)

    def _way(self, file: str, path: Path, said: Said) -> Way | Diagnostic:
        text = self.files.texts[file]
        edited = without_value(text, file, path) if said.lines is None else with_value(text, file, path, said.lines)
        return edited if isinstance(edited, Diagnostic) else Way(file, edited, path, said.at)

    def _text(self, standing: Standing) -> str:
        return self.files.texts[standing.file].removeprefix("\ufeff")

    def _without(self, deviation: Deviation) -> Way | Diagnostic:
        found = self.files.standing(deviation.source)
        if isinstance(found, Diagnostic):
            return found
        path = _of_row(found.path, deviation.address.kind)
        above = members(self.files.node(found._replace(path=path[:-1])))
        if above is not None and len(above) == 1:
            return self._way(found.file, path[:-1], Said("", ("[]",)))
        return self._way(found.file, path, Said("", None))

    def _with_entry(self, deviation: Deviation) -> Way | Diagnostic:
        exported = self._exported(deviation)
        if exported is None:
            return fault("this version can't read it, so that there are no words for it", SourceRange(""))
        lines = list(lines_of(exported))
        if deviation.source is not None:
            found = self.files.standing(deviation.source)
            if isinstance(found, Diagnostic):
                return found
            lines += self._kept(found, lines)
            return self._way(found.file, found.path, Said("", tuple(lines)))
        home = self.files.home(*_parts(deviation.address.kind.value), self._local(deviation))
        if home is None:
            return fault("there is no file of your own to write it into", SourceRange(""))
        return self._way(home.file, home.path, Said("", tuple(lines)))

    def _kept(self, found: Standing, lines: Sequence[str]) -> Iterator[str]:
        node = self.files.node(found)
        for key, value in pairs(node):
            if key in KEPT and not any(each.startswith(f"{key}:") for each in lines):
                yield f"{key}: {flow_text(value, self._text(found))}"

    def _exported(self, deviation: Deviation) -> Written | None:
        live = self.values.writing.state.by_id(deviation.address.kind, deviation.id)
        if live is None:
            return None
        if live.kind is Kind.TARGET:
            return row(live, self.values.writing)
        if live.kind is Kind.EXCLUDE:
            return self.values.writing.wording.referring.member(RefKind.GROUP, live.id, by_id=True)
        return self.values.entry(live, self._local(deviation)).value

    def _local(self, deviation: Deviation) -> str:
        if not deviation.address.is_unlisted:
            return deviation.address.local
        known = self.values.writing.wording.referring.local_ids.get(deviation.address.kind, {})
        return known.get(deviation.id, deviation.id)

    def _with_row(self, deviation: Deviation) -> Way | Diagnostic:
        """A row that is to go stays; one that stands in no file joins the list."""
        exported = self._exported(deviation)
        if exported is None:
            return fault("it has no profile that a file can name", SourceRange(""))
        if deviation.source is None:
            return self._joining(ROWS[deviation.address.kind], exported)
        found = self.files.standing(deviation.source)
        if isinstance(found, Diagnostic):
            return found
        path = _of_row(found.path, deviation.address.kind)
        old = self.files.node(found._replace(path=path))
        group = [
            f"{key}: {flow_text(value, self._text(found))}"
            for key, value in pairs(old)
            if key in ("group", "everyone", "note")
        ]
        lines = lines_of(exported._replace(is_open=True)) if not isinstance(exported, Scalar) else ()
        profiles = [each for each in lines if not each.startswith(("group:", "everyone:", "#"))]
        return self._way(found.file, path, Said("", (*group, *profiles)))

    def _joining(self, name: str, exported: Written) -> Way | Diagnostic:
        home = self.files.home("passkeys", name)
        if home is None:
            return fault("there is no file of your own to write it into", SourceRange(""))
        old = self.files.node(home)
        standing = members(old) or []
        first, *others = lines_of(exported)
        lines = [f"- {flow_text(each, self._text(home))}" for each in standing]
        return self._way(home.file, home.path, Said("", (*lines, f"- {first}", *(f"  {each}" for each in others))))


def _parts(name: str) -> list[str]:
    return name.split(".") if name in set(map(str, Kind)) else [name]


def _length(path: Path, deviation: Deviation) -> int:
    """How much of a path leads to the entry: the document, an overlay, the section, and the entry's key or number."""
    sections = deviation.address.kind.value.count(".") + 1
    return 1 + (path[1] == OVERLAY) + sections + bool(deviation.address.local)


def _flat(path: Path) -> tuple[str, ...]:
    """With the dotted path of a stage's setting as the keys that it stands for."""
    start = path.index(SETS) + 1 if SETS in path else len(path)
    return tuple(part for n, each in enumerate(path) for part in (str(each).split(".") if n >= start else [str(each)]))


def _of_row(path: Path, kind: Kind) -> Path:
    """Of a row, all of it: what names its group stands in it."""
    if kind not in ROWS:
        return path
    numbers = [n for n, each in enumerate(path) if n and isinstance(each, int)]
    return path[: numbers[-1] + 1] if numbers else path


def _nested(names: Sequence[str], lines: Sequence[str]) -> tuple[str, ...]:
    *above, last = names
    pads = ["  " * n for n in range(len(above))]
    pad = "  " * len(above)
    heads = [f"{indent}{name}:" for indent, name in zip(pads, above, strict=True)]
    if len(lines) == 1 and not lines[0].startswith("- ") and ": " not in lines[0].split("#")[0].split("{")[0]:
        return (*heads, f"{pad}{last}: {lines[0]}")
    return (*heads, f"{pad}{last}:", *(f"{pad}  {each}" for each in lines))
