"""What is wrong with an evidence folder, worked out from its manifest and what lies beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from passkeyctl.plan.evidence.belonging import AFTER, BEFORE, DRIFT, PLAN, RECEIPT, belonging_faults
from passkeyctl.plan.evidence.manifest import MANIFEST, FileEntry, Manifest, Part, sha256_of

NEEDED = {Part.PLAN: (PLAN,), Part.APPLY: (RECEIPT, BEFORE, AFTER), Part.DRIFT: (DRIFT,)}
"""Without which a section says nothing."""


class Wrong(StrEnum):
    """The value is the word in JSON."""

    ALTERED = "altered"
    MISSING = "missing"
    EXTRA = "extra"
    UNREADABLE = "unreadable"
    NOT_A_FILE = "not-a-file"
    """a folder, a link, a device: what a link leads to may be changed without touching the folder"""
    MANIFEST = "manifest"
    CHAIN = "chain"
    """a section doesn't follow the one before it, or is of another tenant"""
    PLAN = "plan"
    """the receipt is not of the plan in the folder"""
    MOMENT = "moment"
    """what is told of before and after is not what the receipt tells"""


@dataclass(frozen=True, slots=True)
class EvidenceFault:
    """`file` is "" where no single one is meant."""

    wrong: Wrong
    file: str
    why: str


@dataclass(frozen=True, slots=True)
class Unread:
    """Something of that name is there whose content is not known."""

    wrong: Wrong
    why: str


Beside: TypeAlias = "Mapping[str, bytes | Unread]"
"""Everything that lies in the folder, by name, the manifest left out."""


def faults_of(manifest: Manifest, beside: Beside) -> tuple[EvidenceFault, ...]:
    """None: every file is as it was written, nothing is beside them, and they belong together."""
    hashed = tuple(_hash_faults(manifest, beside))
    spoilt = {each.file for each in hashed}
    whole = {name: content for name, content in beside.items() if name not in spoilt and isinstance(content, bytes)}
    belonging = (EvidenceFault(Wrong(word), file, why) for word, file, why in belonging_faults(manifest, whole))
    return (*hashed, *_chain_faults(manifest), *belonging)


def _hash_faults(manifest: Manifest, beside: Beside) -> Iterator[EvidenceFault]:
    for section in manifest.sections:
        named = {each.name for each in section.files}
        for name in (each for each in NEEDED[section.part] if each not in named):
            yield EvidenceFault(Wrong.MISSING, name, f"the section `{section.part}` needs it, and doesn't name it")
        for entry in section.files:
            yield from _entry_faults(entry, beside)
    for name in sorted(set(beside) - manifest.names - {MANIFEST}):
        yield EvidenceFault(Wrong.EXTRA, name, "the manifest doesn't name it")


def _entry_faults(entry: FileEntry, beside: Beside) -> Iterator[EvidenceFault]:
    match beside.get(entry.name):
        case None:
            yield EvidenceFault(Wrong.MISSING, entry.name, "the manifest names it")
        case Unread(wrong, why):
            yield EvidenceFault(wrong, entry.name, why)
        case content if len(content) != entry.size:
            yield EvidenceFault(Wrong.ALTERED, entry.name, sizes(entry.size, len(content)))
        case content if sha256_of(content) != entry.sha256:
            yield EvidenceFault(Wrong.ALTERED, entry.name, "its content has another hash")


def sizes(wanted: int, found: int) -> str:
    return f"it has {found:,} bytes instead of {wanted:,}"


def _chain_faults(manifest: Manifest) -> Iterator[EvidenceFault]:
    parts = [each.part for each in manifest.sections]
    if not parts:
        yield EvidenceFault(Wrong.CHAIN, MANIFEST, "it has no section: no run put anything there")
    if parts != [each for each in Part if each in parts]:
        yield EvidenceFault(Wrong.CHAIN, MANIFEST, "its sections are not in the order plan, apply, drift")
    if Part.APPLY in parts and Part.PLAN not in parts:
        yield EvidenceFault(Wrong.CHAIN, MANIFEST, "there is an apply without a plan")
    before = ""
    for number, each in enumerate(manifest.sections):
        if each.follows != before:
            yield EvidenceFault(Wrong.CHAIN, MANIFEST, f"the section `{each.part}` does not follow the one before it")
        first = manifest.sections[0].destination
        if (each.destination.endpoint, each.destination.tenant_id) != (first.endpoint, first.tenant_id) and number:
            yield EvidenceFault(Wrong.CHAIN, MANIFEST, f"the section `{each.part}` is of another tenant")
        before = each.digest
