"""Command line words turned into values, with an error that says what would have been right."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from passkeyctl.cli.clock import today
from passkeyctl.diagnostics import Severity
from passkeyctl.errors import UsageError
from passkeyctl.model.rollout import GATE_CODES

CODE = re.compile(r"[A-Z]{3}\d{3}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def overrides_of(written: Iterable[str] | None) -> Mapping[str, str]:
    """`OPS907=change 4711` by code; every override needs a reason, which stands in the plan."""
    found: dict[str, str] = {}
    for each in written or ():
        code, _, reason = each.partition("=")
        if not CODE.fullmatch(code) or not reason.strip():
            raise UsageError(
                f"`--override {each}` is not CODE=reason", hint='write it like --override OPS907="change 4711"'
            )
        found[code] = reason.strip()
    return found


def without_gates(overrides: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Those of findings, and those that let a stage of a roll-out in past a closed gate."""
    gates = {code: reason for code, reason in overrides.items() if code in GATE_CODES}
    return {code: reason for code, reason in overrides.items() if code not in gates}, gates


def severity_of(written: str) -> Severity | None:
    """None is `never`."""
    known = {"error": Severity.ERROR, "warning": Severity.WARNING, "never": None}
    if written not in known:
        raise UsageError(f"`--fail-on {written}` is not known", hint="use error, warning or never")
    return known[written]


def duration_of(written: str, option: str = "--valid-for") -> timedelta:
    match = re.fullmatch(r"(\d{1,4})([mhd])", written)
    if match is None or int(match[1]) == 0:
        raise UsageError(f"`{option} {written}` is not a duration", hint="write it like 30m, 24h or 7d")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def day_of(written: str, option: str = "--as-of") -> date:
    """Today where nothing is written."""
    if not written:
        return today()
    try:
        if not DAY.fullmatch(written):  # Python reads `20270201` and `2027-W05-1` too, the files don't
            raise ValueError(written)
        return date.fromisoformat(written)
    except ValueError as error:
        raise UsageError(f"`{option} {written}` is not a day", hint="write it like 2027-02-01") from error


def apply_line(out: str, tenant: str, digest: str) -> str:
    """The command that applies a saved plan, for copying into a shell."""
    words = ["passkeyctl", "apply", *(("--tenant", tenant) if tenant else ()), out, "--digest", digest]
    if os.name == "nt":
        return " ".join(f'"{each}"' if " " in each else each for each in words)
    return shlex.join(words)
