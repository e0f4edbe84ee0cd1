"""The manifest of an evidence folder: who made which files, with the hash of each, in sections that name one another.

Its digests find accidents, and changes by whoever doesn't compute them anew. What proves more is the digest of the
manifest kept somewhere else (`passkeyctl evidence verify --digest`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from passkeyctl.errors import PasskeyctlError
from passkeyctl.json_types import JsonObject, JsonValue, list_in, number_in, object_in, text_in
from passkeyctl.plan.destination import Destination

KIND = "passkeyctl evidence"
FORMAT = "1.0"
MANIFEST = "manifest.json"

FILE_NAME = re.compile(r"[a-z][a-z0-9-]{0,60}\.(?:json|md|html|sarif)")
"""Everything lies in the folder itself: a name with a slash, two dots or a drive in it is none of ours."""

HASH = re.compile(r"[0-9a-f]{64}")


class EvidenceRejected(PasskeyctlError):
    """No manifest, or one that must not be believed."""


class Part(StrEnum):
    """What a section is of, in the order in which they follow each other."""

    PLAN = "plan"
    APPLY = "apply"
    DRIFT = "drift"


@dataclass(frozen=True, slots=True)
class FileEntry:
    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Section:
    """What one run put there. `follows` is the digest of the section before it, "" for the first.

    `plan_digest` is what a receipt of this plan names, `approved` the digest of the plan file, which an approval names;
    both are "" in a section of drift. `run` is that of an apply.
    """

    part: Part
    at: str
    tool_version: str
    catalogue: str
    destination: Destination
    exit_code: int
    files: tuple[FileEntry, ...]
    follows: str = ""
    plan_digest: str = ""
    approved: str = ""
    run: str = ""

    @property
    def digest(self) -> str:
        return sha256_of(canonical(_content(self)))


@dataclass(frozen=True, slots=True)
class Manifest:
    sections: tuple[Section, ...] = ()

    def section(self, part: Part) -> Section | None:
        return next((each for each in self.sections if each.part is part), None)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(each.name for section in self.sections for each in section.files)

    @property
    def digest(self) -> str:
        return str(manifest_json(self)["digest"])


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def canonical(value: JsonValue) -> bytes:
    """One spelling for one value."""
    spelled = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return spelled.encode("utf-8", "surrogatepass")


def entry_of(name: str, content: bytes) -> FileEntry:
    return FileEntry(name, sha256_of(content), len(content))


def manifest_json(manifest: Manifest) -> JsonObject:
    sections: list[JsonValue] = [{"digest": each.digest, **_content(each)} for each in manifest.sections]
    document: JsonObject = {"kind": KIND, "format_version": FORMAT, "sections": sections}
    # The kind stands first, so that a file that was cut off is still known for what it was.
    return {"kind": KIND, "digest": sha256_of(canonical(document)), **document}


def manifest_text(manifest: Manifest) -> str:
    return json.dumps(manifest_json(manifest), indent=1, ensure_ascii=False) + "\n"


def is_manifest(start: str) -> bool:
    return start.lstrip("\ufeff \t\r\n").startswith("{") and f'"kind": "{KIND}"' in start[:200]


def load_manifest(text: str) -> Manifest:
    """Raises EvidenceRejected where it was altered, is not whole, or names what can't lie in its folder."""
    document = _document(text)
    kept = {key: value for key, value in document.items() if key != "digest"}
    if document.get("digest") != _digest_of(kept):
        raise _rejected("the manifest was altered after it was made")
    try:
        sections = tuple(_section(each) for each in list_in(document["sections"]))
    except (KeyError, TypeError, ValueError) as fault:
        raise _rejected("the manifest lacks something it must hold") from fault
    _check_names(sections)
    return Manifest(sections)


def _document(text: str) -> JsonObject:
    try:
        document = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_without_doubles, parse_constant=_refused)
    except (ValueError, RecursionError) as fault:
        raise _rejected("the manifest is not whole: it can't be read as JSON") from fault
    if not isinstance(document, dict) or document.get("kind") != KIND:
        raise _rejected("this is no manifest of evidence")
    if str(document.get("format_version")).split(".")[0] != FORMAT.split(".")[0]:
        raise _rejected(
            f"the manifest has the format `{document.get('format_version')}`, this version reads `{FORMAT}`"
        )
    return document


def _without_doubles(pairs: Sequence[tuple[str, JsonValue]]) -> JsonObject:
    """Of two values of one key a reader sees one and a program another."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key stands there twice")
    return dict(pairs)


def _refused(word: str) -> JsonValue:
    raise ValueError(word)


def _digest_of(document: JsonObject) -> str:
    return sha256_of(canonical(document))


def _check_names(sections: Sequence[Section]) -> None:
    names = [each.name for section in sections for each in section.files]
    for number, name in enumerate(names):
        if not FILE_NAME.fullmatch(name) or name == MANIFEST:
            raise _rejected(f"the manifest names `{name}`, which can't be a file of its folder")
        if name in names[:number]:
            raise _rejected(f"the manifest names `{name}` twice")


def _content(section: Section) -> JsonObject:
    return {
        "part": section.part.value,
        "at": section.at,
        "tool_version": section.tool_version,
        "catalogue": section.catalogue,
        "destination": {
            "endpoint": section.destination.endpoint,
            "tenant_id": section.destination.tenant_id,
            "tenant_name": section.destination.tenant_name,
        },
        "exit_code": section.exit_code,
        "plan_digest": section.plan_digest,
        "approved": section.approved,
        "run": section.run,
        "follows": section.follows,
        "files": [{"name": each.name, "sha256": each.sha256, "size": each.size} for each in section.files],
    }


def _section(value: JsonValue) -> Section:
    kept = object_in(value)
    place = object_in(kept["destination"])
    found = Section(
        part=Part(text_in(kept["part"])),
        at=text_in(kept["at"]),
        tool_version=text_in(kept["tool_version"]),
        catalogue=text_in(kept["catalogue"]),
        destination=Destination(text_in(place["endpoint"]), text_in(place["tenant_id"]), text_in(place["tenant_name"])),
        exit_code=number_in(kept["exit_code"]),
        files=tuple(_entry(object_in(each)) for each in list_in(kept["files"])),
        follows=text_in(kept["follows"]),
        plan_digest=text_in(kept["plan_digest"]),
        approved=text_in(kept["approved"]),
        run=text_in(kept["run"]),
    )
    if kept["digest"] != found.digest:
        raise ValueError("a section doesn't have the digest that it names")
    return found


def _entry(kept: Mapping[str, JsonValue]) -> FileEntry:
    found = FileEntry(text_in(kept["name"]), text_in(kept["sha256"]), number_in(kept["size"]))
    if not HASH.fullmatch(found.sha256) or found.size < 0:
        raise ValueError(found.name)
    return found


def _rejected(summary: str) -> EvidenceRejected:
    return EvidenceRejected(summary, hint="get the folder again from where it was kept; nothing of it is proven")
