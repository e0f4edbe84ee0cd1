"""Whether the tenant meets what the files require of it before anything is changed (OPS905)."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import SourceRange, error
from passkeyctl.model.finding import Finding, Weight


def requirements_met(review: Review) -> Iterator[Finding]:
    """OPS905: a licence is missing, or security defaults stand otherwise than required."""
    requires = review.configuration.requires
    if requires is None or not review.active:
        return
    held = review.facts.licences
    folded = frozenset(each.casefold() for each in held or ())
    for licence, source in requires.licences:
        if held is None:
            yield _unmet(f"it isn't known whether the tenant has the licence `{licence}`", source, _UNKNOWN)
        elif licence.casefold() not in folded:
            hint = "license the tenant, or take the licence out of `requires`"
            yield _unmet(f"the tenant has no licence `{licence}`", source, hint)
    if requires.security_defaults is not None:
        yield from _security_defaults(*requires.security_defaults, review.facts.security_defaults)


_UNKNOWN = "allow the tool to read it (docs/permissions.md), or say why it holds with an override"


def _security_defaults(wanted: bool, source: SourceRange, found: bool | None) -> Iterator[Finding]:
    if found is None:
        yield _unmet("it isn't known whether security defaults are on", source, _UNKNOWN)
    elif found is not wanted:
        words = ("on", "off") if found else ("off", "on")
        summary = f"security defaults are {words[0]}, and the files require them to be {words[1]}"
        yield _unmet(summary, source, f"switch them {words[1]} under Properties of the tenant in the admin centre")


def _unmet(summary: str, source: SourceRange, hint: str) -> Finding:
    return Finding(error("OPS905", summary, source=source, hint=hint), Weight.BLOCKS, can_override=True)
