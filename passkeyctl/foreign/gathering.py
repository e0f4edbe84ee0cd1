"""All objects of an import, each with the file it came from, before names become ids."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from passkeyctl.diagnostics import Diagnostic, SourceRange, error, notice, warning
from passkeyctl.errors import PasskeyctlError
from passkeyctl.foreign.casing import graph_spelling
from passkeyctl.foreign.directory import KnownDirectory, folded
from passkeyctl.foreign.files import ForeignFile
from passkeyctl.foreign.kinds import Piece, Sort, pieces
from passkeyctl.foreign.objects import PARTS, built
from passkeyctl.foreign.text import CODE, json_values
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.snapshot.document import Part
from passkeyctl.snapshot.made_ids import bare_guid, made_id

_VOLATILE = frozenset({"createdDateTime", "modifiedDateTime"})
WORDS = {
    Sort.POLICY: "the policy",
    Sort.FLAT_POLICY: "the policy",
    Sort.STRENGTH: "the authentication strength",
    Sort.LOCATION: "the named location",
    Sort.CONTEXT: "the authentication context",
    Sort.METHOD: "the authentication method",
    Sort.METHODS_POLICY: "the authentication methods policy",
}


@dataclass(frozen=True, slots=True)
class Gathered:
    """`inlined` are the ids of the locations that lay in this very object, by name; `is_made` of one without an id."""

    part: Part
    document: JsonObject
    file: str
    inlined: dict[str, str] = field(default_factory=dict)
    is_made: bool = False

    @property
    def id(self) -> str:
        return str(self.document["id"])


@dataclass(slots=True)
class Gathering:
    """Filled file by file."""

    directory: KnownDirectory = field(default_factory=KnownDirectory)
    objects: list[Gathered] = field(default_factory=list)
    methods: list[Gathered] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def add_json(self, file: ForeignFile, text: str) -> None:
        values = json_values(text, file.label)
        if isinstance(values, Diagnostic):
            self.faults.append(values)
            return
        if any(_is_page(each) for each in values):
            self.faults.append(_page(file.label))
        self.add_pieces(file, [each for value in values for each in pieces(value)])

    def add_pieces(self, file: ForeignFile, found: Iterable[Piece]) -> None:
        opened = [inner for each in found for inner in self._opened(file, each)]
        is_ours = [self._add(file, each) for each in opened]
        if not any(is_ours):
            self.others.append(file.label)

    def _opened(self, file: ForeignFile, piece: Piece) -> Iterator[Piece]:
        """A template's row holds its policy as JSON within JSON; its own id serves where the policy has none."""
        if piece.sort is not Sort.TEMPLATE:
            yield piece
            return
        row = {key.casefold(): value for key, value in piece.document.items()}
        inner = row.get("json")
        values = json_values(inner, file.label) if isinstance(inner, str) else (inner,)
        if isinstance(values, Diagnostic):
            self.faults.append(values)
            return
        own_id = next((id for key in ("guid", "rowkey") if (id := bare_guid(str(row.get(key) or "")[:36]))), None)
        for each in pieces([*values]):
            has_id = any(graph_spelling(key) == "id" for key in each.document) or own_id is None
            yield (
                each
                if has_id or each.sort is not Sort.POLICY
                else each._replace(document={"id": own_id, **each.document})
            )

    def _add(self, file: ForeignFile, piece: Piece) -> bool:
        """Whether it was one of those that are managed, or said something of those that they mention."""
        if self.directory.add(piece):
            return True
        if piece.sort is Sort.REFUSAL:
            self._refuse("an answer of Graph", "", file.label, "it is an error, not what was asked for")
            return True
        if piece.is_absent or _text(piece.document, "deletedDateTime"):
            self.faults.append(_gone(piece, file.label))
            return True
        try:
            self._add_built(file, piece)
        except PasskeyctlError as unusable:
            name = _text(piece.document, "displayName") or _text(piece.document, "id")
            self._refuse(WORDS.get(piece.sort, "an object"), name, file.label, unusable.summary, unusable.hint)
        return True

    def _add_built(self, file: ForeignFile, piece: Piece) -> None:
        found = built(piece)
        if piece.sort is Sort.METHOD:
            self.methods.append(Gathered(Part.METHODS_POLICY, found.document, file.label))
            return
        part = PARTS[piece.sort]
        inlined: dict[str, str] = {}
        for each in found.locations:
            is_made = not each.get("id")
            id = made_id(Part.LOCATIONS.value, _spelled(each)) if is_made else str(each["id"])
            inlined[str(each["displayName"])] = id
            self.objects.append(Gathered(Part.LOCATIONS, {**each, "id": id}, file.label, is_made=is_made))
        document = found.document
        if not document.get("id"):
            document = {"id": self._made_id(part, str(document.get("displayName")), file), **document}
        self.objects.append(Gathered(part, document, file.label, inlined))

    def _made_id(self, part: Part, name: str, file: ForeignFile) -> str:
        """Two of one name in one file are two."""
        before = sum(
            each.part is part and each.file == file.label and each.document.get("displayName") == name
            for each in self.objects
        )
        return made_id(part.value, name, file.key, *([str(before)] if before else []))

    def _refuse(self, what: str, name: str, file: str, why: str, hint: str = "") -> None:
        called = f"{what} `{name}`" if name else what
        self.faults.append(
            error(
                CODE,
                f"{called} in `{file}` can't be read: {why}",
                source=SourceRange(file),
                hint=hint or "correct the file, or leave it out",
            )
        )

    def united(self) -> tuple[Gathered, ...]:
        """A location that lay in a policy without its id, and also lies beside it whole, is one."""
        if not any(each.is_made for each in self.objects):
            return tuple(self.objects)
        whole = {_content(each): each.id for each in self.objects if each.part is Part.LOCATIONS and not each.is_made}
        same = {each.id: whole[_content(each)] for each in self.objects if each.is_made and _content(each) in whole}
        return tuple(
            replace(each, inlined={name: same.get(id, id) for name, id in each.inlined.items()})
            for each in self.objects
            if each.id not in same
        )


def own_ids(objects: Iterable[Gathered]) -> dict[tuple[Part, str], frozenset[str]]:
    found: dict[tuple[Part, str], set[str]] = {}
    for each in objects:
        name = each.document.get("displayName")
        if isinstance(name, str):
            found.setdefault((each.part, folded(name)), set()).add(each.id)
    return {key: frozenset(ids) for key, ids in found.items()}


def compared(value: JsonValue) -> JsonValue:
    """Two exports of one object differ in what they say about the export."""
    if isinstance(value, list):
        return [compared(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: compared(inner)
        for key, inner in value.items()
        if inner is not None and key not in _VOLATILE and (key == "@odata.type" or "@odata." not in key)
    }


def _content(each: Gathered) -> str:
    return _spelled({key: value for key, value in each.document.items() if key != "id"})


def _spelled(value: JsonValue) -> str:
    return json.dumps(compared(value), sort_keys=True)


def _text(document: JsonObject, wanted: str) -> str:
    for key, value in document.items():
        if key.casefold() == wanted.casefold() and isinstance(value, str):
            return value.strip()
    return ""


def _is_page(value: JsonValue) -> bool:
    return isinstance(value, dict) and "@odata.nextLink" in value and bool([*pieces(value)])


def _page(file: str) -> Diagnostic:
    return warning(
        CODE,
        f"`{file}` is one page of a longer list",
        source=SourceRange(file),
        hint="export the other pages too: what is on them is not here",
    )


def _gone(piece: Piece, file: str) -> Diagnostic:
    name = _text(piece.document, "displayName") or _text(piece.document, "id")
    why = "`Ensure` is `Absent`" if piece.is_absent else "it was deleted"
    return notice(
        CODE,
        f"skipped {WORDS.get(piece.sort, 'an object')} `{name}`: {why}",
        source=SourceRange(file),
    )
