"""What passes are to be like, and whether the tenant's policy lets them be so: looked at before anything is made."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime, timedelta

from passkeyctl.cli.arguments import duration_of
from passkeyctl.errors import PasskeyctlError, UsageError
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.passes import PassTerms

SHORTEST, LONGEST = timedelta(minutes=10), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class WantedTerms:
    """As the command line has them; None: as the policy says."""

    lifetime: timedelta | None = None
    is_one_time: bool | None = None
    starts: datetime | None = None


def check_ways(out: str, to_command: str, *, is_dry_run: bool, is_approved: bool) -> None:
    """Where passes go, and who says yes, is known before anybody signs in."""
    if out and to_command:
        raise UsageError("--out and --to-command are two ways", hint="choose one")
    if is_dry_run:
        return
    if not out and not to_command:
        raise UsageError(
            "where the passes go is not said", hint="add --out FILE or --to-command CMD; --dry-run makes none"
        )
    if not is_approved and not sys.stdin.isatty():
        raise UsageError("there is no terminal to ask at", hint="add --auto-approve, or run it at a terminal")


def lifetime_of(written: str) -> timedelta | None:
    """Within what Graph takes; what the tenant takes is looked at later."""
    if not written:
        return None
    found = duration_of(written, "--lifetime")
    if not SHORTEST <= found <= LONGEST:
        raise UsageError(f"`--lifetime {written}` is not between 10 minutes and 30 days", hint="write it like 1h")
    return found


def starts_of(written: str) -> datetime | None:
    if not written:
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise UsageError(
            f"`--starts {written}` is not a moment with its time zone", hint="write it like 2026-12-01T08:00+01:00"
        )
    return found


def terms_of(wanted: WantedTerms, state: TenantState, now: datetime) -> PassTerms:
    policy = state.fields(Kind.TEMPORARY_ACCESS_PASS)
    if policy is None:
        raise PasskeyctlError(
            "the policy of Temporary Access Pass could not be read", hint="grant `Policy.Read.AuthenticationMethod`"
        )
    if policy["state"] != "enabled":
        raise PasskeyctlError(
            "Temporary Access Pass is not switched on in this tenant: nobody could sign in with one",
            hint="set `temporaryAccessPass.state: enabled` in the files and apply them first",
        )
    if wanted.starts is not None and wanted.starts < now:
        raise PasskeyctlError(f"`--starts {wanted.starts.isoformat()}` is in the past", hint="leave it out: at once")
    return PassTerms(_minutes(wanted, policy), _is_one_time(wanted, policy), wanted.starts)


def _minutes(wanted: WantedTerms, policy: Fields) -> int:
    least, most, usual = (_number(policy, f"{each}Lifetime") for each in ("minimum", "maximum", "default"))
    if wanted.lifetime is None:
        return usual
    minutes = int(wanted.lifetime.total_seconds() // 60)
    if not least <= minutes <= most:
        raise PasskeyctlError(
            f"a pass of {minutes} minutes is not allowed in this tenant: from {least} to {most}",
            hint="choose another --lifetime, or change `temporaryAccessPass` in the files and apply them first",
        )
    return minutes


def _is_one_time(wanted: WantedTerms, policy: Fields) -> bool:
    only_once = policy["oneTimeUse"] is True
    if only_once and wanted.is_one_time is False:
        raise PasskeyctlError(
            "this tenant allows passes for one sign-in only",
            hint="leave --multi-use out, or set `temporaryAccessPass.oneTimeUse: false` and apply it first",
        )
    return only_once if wanted.is_one_time is None else wanted.is_one_time


def _number(policy: Fields, path: str) -> int:
    value = policy[path]
    assert isinstance(value, int)
    return value
