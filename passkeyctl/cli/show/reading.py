"""Which of the files that passkeyctl keeps this one is, and what it holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from passkeyctl.apply.journal import read_journal
from passkeyctl.cli.apply.runs import RunFolder
from passkeyctl.cli.plan.planning import view_of
from passkeyctl.errors import PlanFileRejected, UsageError
from passkeyctl.json_types import JsonObject
from passkeyctl.plan.record.receipt import Receipt, is_receipt, load_receipt, receipt_json, receipt_of
from passkeyctl.plan.saved.plan_document import digest_of, unchecked_plan_of
from passkeyctl.plan.saved.planfile import Lifetime, is_plan_file, lifetime_of, plan_file_document
from passkeyctl.render.naming import kept_names
from passkeyctl.render.records.plan_file_lines import PlanFile
from passkeyctl.render.records.receipt_lines import ReceiptFile
from passkeyctl.render.value_text import Words

RECEIPT, JOURNAL = "receipt.json", "journal.jsonl"
FIRST_LINE = '{"entry":'


def read(name: str) -> PlanFile | ReceiptFile:
    """A folder is that of a run: its receipt, or its journal where it has none or has gone on since."""
    path = _inside(Path(name))
    text = _text(path)
    if is_receipt(text):
        receipt, folder = load_receipt(text), RunFolder(path.parent)
        if Path(name).is_dir() and folder.goes_beyond(receipt):
            return read(str(folder.journal))
        return _shown(path, receipt, json.loads(text))
    if is_plan_file(text):
        return _plan_file(path, text)
    if text.startswith(FIRST_LINE):
        kept = read_journal(path)
        told = receipt_of(kept.entries)
        return _shown(path, told, receipt_json(told), is_journal=True, is_torn=kept.is_torn)
    raise UsageError(
        f"`{path}` is no plan file, no receipt and no journal",
        hint="`plan --out FILE` makes a plan file; every apply prints where its receipt is",
    )


def _inside(path: Path) -> Path:
    if not path.is_dir():
        return path
    found = next((path / name for name in (RECEIPT, JOURNAL) if (path / name).is_file()), None)
    if found is None:
        raise UsageError(f"`{path}` is a folder without a receipt and without a journal", hint="name a file")
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise UsageError(
            f"`{path}` can't be read: {error.strerror or error}", hint="name a plan file, a receipt or a journal"
        ) from error


def _plan_file(path: Path, text: str) -> PlanFile:
    document, now = plan_file_document(text), datetime.now(UTC)
    saved = unchecked_plan_of(document)
    lifetime = _lifetime(document, now)
    return PlanFile(
        name=str(path),
        document=document,
        saved=saved,
        created=lifetime.created if lifetime is not None else None,
        expires=lifetime.expires if lifetime is not None else None,
        is_whole=document.get("digest") == digest_of(document) and lifetime is not None,
        is_over=lifetime is not None and lifetime.is_over(now),
    )


def _lifetime(document: JsonObject, now: datetime) -> Lifetime | None:
    try:
        return lifetime_of(document, now)
    except PlanFileRejected:
        return None


def _shown(
    path: Path, receipt: Receipt, document: JsonObject, *, is_journal: bool = False, is_torn: bool = False
) -> ReceiptFile:
    return ReceiptFile(str(path), receipt, document, _words(receipt), is_journal, is_torn)


def _words(receipt: Receipt) -> Words:
    """As the plan's own files name authenticators."""
    saved = unchecked_plan_of(receipt.plan)
    return Words(view_of(saved.configuration, saved.overrides), kept_names(saved, receipt.before, receipt.after))
