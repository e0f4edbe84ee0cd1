"""What a drift comes to, in words that text and reports share: since when, by whom, what could not be looked at."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from passkeyctl.diagnostics import Diagnostic
from passkeyctl.drift.deviation import Attribution, Certainty, Deviation, Drift, Sort
from passkeyctl.model.address import Kind
from passkeyctl.render.naming import quoted
from passkeyctl.render.value_text import PlanView
from passkeyctl.rollout.ladder import Standing

SNAPSHOT, IMPORT = "snapshot of ", "import"
QUIET = "a waiver quiets `drift` alone: a plan still shows this, and an apply still writes what the files say"
ELLIPSIS = "…"
UNREAD_PART = "OPS907"
CATALOGUE = "nobody changed the tenant: only a newer list of authenticators makes the difference"


class Result(StrEnum):
    """The one word for a run. NOT_ALL_READ: nothing differs in what was read, and something was not."""

    DRIFT = "drift"
    NO_DRIFT = "no-drift"
    NOT_ALL_READ = "not-all-read"


@dataclass(frozen=True, slots=True)
class DriftView:
    """What is needed beside a drift to show it.

    `words_of_drift` and `words` are what was typed behind `passkeyctl drift` to name these files and this tenant, and
    what of it the other commands take: whoever copies a command needs them.
    """

    values: PlanView
    words_of_drift: str = ""
    words: str = ""

    @property
    def drift(self) -> str:
        return " ".join(filter(None, ("passkeyctl drift", self.words_of_drift)))

    @property
    def apply(self) -> str:
        return " ".join(filter(None, ("passkeyctl apply", self.words)))

    def shortened(self) -> DriftView:
        """For lists, in which the same words would stand again and again."""
        return replace(
            self, words_of_drift=ELLIPSIS if self.words_of_drift else "", words=ELLIPSIS if self.words else ""
        )


def result_of(drift: Drift) -> Result:
    if drift.has_drift:
        return Result.DRIFT
    is_open = unread(drift) or cut_off(drift) or nothing_compared(drift)
    return Result.NOT_ALL_READ if is_open else Result.NO_DRIFT


def nothing_compared(drift: Drift) -> bool:
    """Files that list nothing are compared with nothing, which is no agreement."""
    return not drift.compared and not drift.deviations


def unread(drift: Drift) -> tuple[str, ...]:
    """Names of policies that only beta lists, and that these files, which have policies, could not be held against."""
    if not any(each.address.kind is Kind.POLICY for each in drift.changes):
        return ()
    known = {each.id for each in drift.deviations}
    return tuple(name for id, name in drift.prior.unread_policies if id not in known)


def cut_off(drift: Drift) -> tuple[Diagnostic, ...]:
    """Parts of managed objects that only beta shows: whether they are as somebody wants them nobody can say."""
    return tuple(each for each in drift.diagnostics if each.code == UNREAD_PART and each.address)


def headline(drift: Drift) -> str:
    """`Drift: 3 deviations in 2 objects.`, or why that can't be said, or that there is none."""
    match result_of(drift):
        case Result.DRIFT:
            objects = len({str(each.address) for each in drift.counted})
            counted = f"{_count(len(drift.counted), 'deviation')} in {_count(objects, 'object')}"
            return f"Drift: {counted}{_beside(drift)}."
        case Result.NOT_ALL_READ if nothing_compared(drift):
            return "Nothing was compared: the files list nothing."
        case Result.NOT_ALL_READ if cut_off(drift):
            return f"Not everything that these files manage could be read{_beside(drift)}."
        case Result.NOT_ALL_READ:
            return f"What these files manage is as they say{_beside(drift)}. Not everything could be read."
        case _:
            but = f" but what is waived ({len(drift.waived)})" if drift.waived else ""
            return f"No drift{_as_far_as(drift)}{but}: {_count(drift.compared, 'entry', 'entries')} compared."


def _beside(drift: Drift) -> str:
    return f"; {len(drift.waived)} waived" if drift.waived else ""


def _as_far_as(drift: Drift) -> str:
    held = _held(drift)
    return f" up to stage `{drift.ladder.reached}`" if held and drift.ladder and drift.ladder.reached else ""


def gaps(drift: Drift) -> tuple[str, ...]:
    """What was not compared, each in one sentence; nothing of it may be taken for agreement."""
    return tuple(_gaps(drift))


def unread_words(drift: Drift) -> tuple[str, ...]:
    """One sentence for each policy that could not be looked at, or that there was nothing to look at."""
    if nothing_compared(drift):
        return ("nothing was compared: the files list nothing",)
    why = "it is in no file, and only Graph's beta lists it"
    return tuple(f"not read: the policy {quoted(each)}: {why}" for each in unread(drift))


def _gaps(drift: Drift) -> Iterator[str]:
    if not nothing_compared(drift):
        yield from unread_words(drift)
    yield from (each.summary for each in cut_off(drift))
    if held := _held(drift):
        yield f"not compared: what {_quoted(held)} sets, because a gate of the roll-out holds it"
    if not drift.reads_beta and not drift.destination.endpoint.startswith(IMPORT):
        yield "the list of all policies was not compared with beta: a policy that v1.0 leaves out is not seen"


def _held(drift: Drift) -> tuple[str, ...]:
    rungs = drift.ladder.rungs if drift.ladder is not None else ()
    return tuple(each.stage.name for each in rungs if each.standing in (Standing.HELD, Standing.WAITING))


def log_words(drift: Drift) -> str:
    """How far the audit log speaks: a name that is not found there is not known, whatever the reason."""
    log = drift.log
    if not log.was_read:
        return f"not read: {log.why or 'nobody asked for it'}"
    if log.truncated:
        return f"read in part: {log.truncated}"
    # What is older than the log's own oldest record is as silent as what nobody asked for.
    known = [each for each in (log.since, log.oldest) if each is not None]
    return f"read back to {moment(max(known))}" if known else "read, and it holds nothing"


def attribution_words(deviation: Deviation, at: datetime) -> tuple[tuple[str, str], ...]:
    """Labels and texts: since when it is so, who did that and from where, and who says so."""
    if deviation.is_of_catalogue:
        return (("since", CATALOGUE),)
    found = deviation.attribution
    if found.certainty is Certainty.UNKNOWN or found.at is None:
        return _unknown(deviation, at)
    since = f"{moment(found.at)}{{}}{ago(found.at, at)}"
    if found.certainty is Certainty.FIELD or deviation.sort is Sort.MISSING:
        return (("since", since.format("")), ("by", _who(found)), *_told_by(found))
    if not found.by and not found.why:
        return (("since", since.format(" or earlier")), ("told by", f"{found.told_by}, which names nobody"))
    why = found.why or ("which of its fields that was is not told" if deviation.path else "")
    return (
        ("since", since.format(" or earlier")),
        ("written by", _who(found)),
        *_told_by(found),
        *((("", why),) if why else ()),
    )


def _unknown(deviation: Deviation, at: datetime) -> tuple[tuple[str, str], ...]:
    """What is not known is said with its reason, and never left empty; whoever wrote last need not have done it."""
    found = deviation.attribution
    if found.not_since is not None:
        never = ", and it may never have been there" if deviation.sort is Sort.MISSING else ""
        # Records show minutes after what they tell of (docs/graph-facts.md, D-80).
        before = f"before {moment(found.not_since)}{ago(found.not_since, at)}, or in the last minutes"
        older = f"{before}: nothing is recorded since then{never}"
        return (("since", older), *((("not known", found.why),) if found.why else ()))
    said = ("since, by", f"not known: {found.why or 'nothing that was read says it'}")
    if found.at is None:
        return (said,)
    by = f" by {_who(found)}" if found.by else ""
    return (said, ("last known", f"written {moment(found.at)}{by}{ago(found.at, at)}"), *_told_by(found))


def _who(found: Attribution) -> str:
    return f"{found.by}{f', from {found.address}' if found.address else ''}" if found.by else "not told"


def _told_by(found: Attribution) -> tuple[tuple[str, str], ...]:
    activity = f': "{found.activity}"' if found.activity else ""
    return (("told by", f"{found.told_by}{activity}"),) if found.told_by else ()


def moment(when: datetime | None) -> str:
    """To the second and in UTC, which can be looked up in a log."""
    if when is None:
        return "an unknown time"
    return f"{when.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat(sep=' ')} UTC"


def ago(when: datetime, at: datetime) -> str:
    """`, 3 hours before this`; nothing for what lies ahead."""
    passed = at - when
    if passed < timedelta(0):
        return ""
    for length, unit in ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute")):
        if passed >= length:
            return f", {_count(passed // length, unit)} before this run"
    return ", less than a minute before this run"


def waiver_words(deviation: Deviation) -> str:
    waiver = deviation.waiver
    if waiver is None:
        return ""
    return f"until {waiver.expires.isoformat()} by {waiver.owner}: {waiver.reason}"


def keeping(deviation: Deviation, view: DriftView) -> tuple[str, str]:
    """The command that lets the file say what the tenant has; its second part must stay together."""
    return view.drift, f"--accept {shlex.quote(deviation.place)}"


def undoing(deviation: Deviation, view: DriftView) -> str:
    """The command that makes the tenant what the files say."""
    return f"{view.apply} --prune" if deviation.sort is Sort.UNLISTED else view.apply


def undoing_first(deviation: Deviation) -> str:
    """What an apply alone would not touch: a key that is left out is never written."""
    return f"write `{deviation.path}` into the entry" if deviation.sort is Sort.NOT_IN_FILE else ""


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(quoted(each) for each in names)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
