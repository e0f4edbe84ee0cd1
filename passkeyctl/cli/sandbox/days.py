"""`sandbox advance`: days that pass in the rehearsal tenant, told as a table or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from passkeyctl.cli.console import say, write_out
from passkeyctl.cli.sandbox.rooms import described
from passkeyctl.cli.sandbox.store import sandbox_store
from passkeyctl.errors import ExitCode, PasskeyctlError, UsageError
from passkeyctl.json_types import JsonObject
from passkeyctl.render.json_text import json_text

if TYPE_CHECKING:
    from passkeyctl.sandbox.advance import DayPassed, Wishes

_HEAD = ("day", "with passkey", "new", "no way in", "sign-ins", "failed", "report-only")


def let_pass(paths: Sequence[str] | None, written: str, days: int, wishes: Wishes, *, as_json: bool) -> ExitCode:
    from passkeyctl.sandbox.advance import advance

    with sandbox_store(written, described(paths)) as store:
        try:
            passed = advance(store, days, wishes)
        except PasskeyctlError as wrong:
            raise UsageError(wrong.summary, hint=wrong.hint) from wrong
        now = store.now()
    if as_json:
        document: JsonObject = {"now": now.strftime("%Y-%m-%dT%H:%M:%SZ"), "days": [_day(each) for each in passed]}
        write_out(json_text(document))
    else:
        write_out("".join(f"{each}\n" for each in _lines(passed)))
        say(f"sandbox: it is now {now:%Y-%m-%d %H:%M} UTC in the rehearsal tenant")
        for each in _next(passed[-1]):
            say(f"  {each}")
    return ExitCode.DONE


def _day(day: DayPassed) -> JsonObject:
    return {
        "day": day.day.isoformat(),
        "meant": day.meant,
        "withPasskey": day.holding,
        "registered": day.registered,
        "noWayIn": day.stuck,
        "signIns": day.sign_ins,
        "failed": day.failed,
        "reportOnly": day.watched,
    }


def _lines(passed: Sequence[DayPassed]) -> Iterator[str]:
    rows = [_HEAD, *(_row(each) for each in passed)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD))]
    for row in rows:
        yield "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))


def _row(day: DayPassed) -> tuple[str, ...]:
    counts = (day.registered, day.stuck, day.sign_ins, day.failed, day.watched)
    return (day.day.isoformat(), f"{day.holding} of {day.meant}", *(str(each) for each in counts))


def _next(last: DayPassed) -> Iterator[str]:
    """What to try, from what the last day was like."""
    if not last.meant:
        yield "no passkey row reaches anybody who works here yet: apply a configuration whose targets do"
    elif last.stuck:
        who = "1 person has" if last.stuck == 1 else f"{last.stuck} people have"
        yield f"{who} no way to register a passkey: give out passes with passkeyctl rollout invite GROUP"
    if last.watched:
        what = "1 sign-in" if last.watched == 1 else f"{last.watched} sign-ins"
        yield f"{what} of the last day would have been stopped in report-only: passkeyctl rollout status"
    elif last.meant:
        yield "see which gates are open now: passkeyctl rollout status"
