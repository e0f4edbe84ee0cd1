"""Findings that were there when somebody took stock: they don't fail a run, new ones do.

A baseline is for reports. It never lets through what would be done to a tenant: what blocks a plan, what must be asked,
and what is promised (‡) is never among it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from passkeyctl.checks.waivers import Judged
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.finding import Finding, Suppressed, Weight
from passkeyctl.rules.table import BY_CODE

KIND = "passkeyctl baseline"
FORMAT = "1.0"
_NUMBER = re.compile(r"\d[\d,.]*")
_QUOTED = re.compile(r"(`[^`]*`)")


@dataclass(frozen=True, slots=True, order=True)
class Fingerprint:
    """What stays the same of a finding from run to run: `what` is its value, else its summary without counts."""

    code: str
    address: str
    what: str


class NotABaseline(ValueError):
    """Says why; the caller says which file."""


@dataclass(frozen=True, slots=True)
class Compared:
    """`judged` without what the baseline has; `gone` is what it has and nobody found."""

    judged: Judged
    gone: tuple[Fingerprint, ...]


def fingerprint(finding: Finding) -> Fingerprint:
    diagnostic = finding.diagnostic
    return Fingerprint(diagnostic.code, diagnostic.address, finding.value or _without_counts(diagnostic.summary))


def _without_counts(summary: str) -> str:
    """Numbers in backticks are parts of names."""
    parts = _QUOTED.split(summary)
    return "".join(part if part.startswith("`") else _NUMBER.sub("#", part) for part in parts)


def can_be_kept(finding: Finding, *, is_of_plan: bool) -> bool:
    """Whether a baseline may have it. Nothing of files alone is ever done to a tenant."""
    if BY_CODE[finding.diagnostic.code].is_promise or finding.weight in (Weight.UNCHECKED, Weight.ASKS):
        return False
    return not (is_of_plan and finding.weight is Weight.BLOCKS)


def fingerprints(findings: Iterable[Finding], *, is_of_plan: bool) -> tuple[Fingerprint, ...]:
    return tuple(sorted({fingerprint(each) for each in findings if can_be_kept(each, is_of_plan=is_of_plan)}))


def compared(judged: Judged, known: Iterable[Fingerprint], *, is_of_plan: bool) -> Compared:
    """The findings of a run beside those of the baseline."""
    kept = frozenset(known)

    def is_new(finding: Finding) -> bool:
        return fingerprint(finding) not in kept or not can_be_kept(finding, is_of_plan=is_of_plan)

    old = tuple(Suppressed(each) for each in judged.findings if not is_new(each))
    found = {fingerprint(each) for each in (*judged.findings, *(each.finding for each in judged.suppressed))}
    untold = {each.diagnostic.code for each in judged.findings if each.weight is Weight.UNCHECKED}
    gone = sorted(each for each in kept - found if each.code not in untold)
    left = Judged(
        tuple(each for each in judged.findings_left if is_new(each)),
        (*judged.suppressed, *old),
        tuple(each for each in judged.own if is_new(each)),
    )
    return Compared(left, tuple(gone))


def baseline_text(found: Iterable[Fingerprint]) -> str:
    """The same findings give the same bytes, whatever the day and the version."""
    listed: list[JsonValue] = [
        {"code": each.code, "address": each.address, "what": each.what} for each in sorted(set(found))
    ]
    document: JsonObject = {"kind": KIND, "format_version": FORMAT, "findings": listed}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def read_baseline(text: str) -> tuple[Fingerprint, ...]:
    """Raises NotABaseline."""
    try:
        document = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise NotABaseline("it can't be read as JSON") from error
    if not isinstance(document, dict) or document.get("kind") != KIND:
        raise NotABaseline("it is none that `--write-baseline` wrote")
    version = document.get("format_version")
    if version != FORMAT:
        raise NotABaseline(f"it has the format `{version}`, and this version reads `{FORMAT}`")
    listed = document.get("findings")
    if not isinstance(listed, list):
        raise NotABaseline("it has no list of findings")
    return tuple(_fingerprint(each) for each in listed)


def _fingerprint(written: JsonValue) -> Fingerprint:
    if isinstance(written, Mapping):
        code, address, what = (written.get(name) for name in ("code", "address", "what"))
        if isinstance(code, str) and isinstance(address, str) and isinstance(what, str):
            return Fingerprint(code, address, what)
    raise NotABaseline("one of its findings lacks its code, its address or its value")
