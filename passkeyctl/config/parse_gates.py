"""`gate` and `stop` of a stage -> what is measured, each with its threshold."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, time, timedelta

from passkeyctl.config.context import Context
from passkeyctl.config.durations import minutes
from passkeyctl.config.faults import did_you_mean, fault
from passkeyctl.config.references import reference
from passkeyctl.config.schema_rollout import WEEKDAYS
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.model.reference import RefKind
from passkeyctl.model.rollout import (
    Approvals,
    Counted,
    EmergencyTested,
    Failures,
    Gate,
    Having,
    LastAdminGuard,
    Registered,
    Soak,
    Threshold,
    Window,
)

_KEPT = timedelta(days=30)
"""For how long Entra keeps sign-ins
(https://learn.microsoft.com/entra/identity/monitoring-health/reference-reports-data-retention)."""


def gates(spot: Spot | None, policies: Collection[str], context: Context) -> Iterator[Gate]:
    """In the order of the file."""
    for name, each in spot.keys.items() if spot is not None else ():
        yield from _gate(name, each, policies, context)


def stops(spot: Spot | None, policies: Collection[str], context: Context) -> Iterator[Failures]:
    written = spot.keys.get("signInFailures") if spot is not None else None
    if written is not None:
        yield from _failures(written, policies, context)


def _gate(name: str, spot: Spot, policies: Collection[str], context: Context) -> Iterator[Gate]:
    match name:
        case "registeredPasskey" | "registeredAuthenticator" | "secondMethod":
            yield from (_registered(Having(name), each, context) for each in _each(spot) if _is_whole(each.keys))
        case "soak":
            yield Soak(_length(spot), spot.source)
        case "reportOnlyFailures":
            yield from _failures(spot, policies, context)
        case "emergencyAccessTested" if _is_asked(name, spot, context):
            yield EmergencyTested(spot.source)
        case "lastAdminGuard" if _is_asked(name, spot, context):
            yield LastAdminGuard(spot.source)
        case "approvals":
            yield Approvals(spot.number, spot.source)
        case "window":
            yield _window(spot, context)


def _each(spot: Spot) -> list[Spot]:
    return spot.members if isinstance(spot.value, list) else [spot]


def _is_whole(keys: Keys) -> bool:
    """What is not has been told."""
    return not keys.broken and all(name in keys.spots for name in ("atLeast", "group"))


def _is_asked(name: str, spot: Spot, context: Context) -> bool:
    if not spot.flag:
        hint = "take it out: what isn't written isn't asked"
        context.found.append(fault(f"`{name}: false` says nothing", spot.source, hint))
    return spot.flag


def _registered(having: Having, spot: Spot, context: Context) -> Registered:
    keys = spot.keys
    models = keys.get("authenticators")
    if models is not None and not models.members:
        context.found.append(fault("`authenticators` is empty", models.place, "name the models that count"))
    return Registered(
        having,
        reference(RefKind.GROUP, keys.spots["group"], context.found, context.groups),
        _threshold(keys.spots["atLeast"].text),
        spot.source,
        context.models.expand(models.members) if models is not None else frozenset(),
        tuple(each.text for each in models.members) if models is not None else (),
    )


def _threshold(text: str) -> Threshold:
    return Threshold(int(text.removesuffix("%")), text.endswith("%"))


def _length(spot: Spot) -> timedelta:
    return timedelta(minutes=minutes(spot.text))


def _failures(spot: Spot, policies: Collection[str], context: Context) -> Iterator[Failures]:
    for each in _each(spot):
        keys = each.keys
        policy, most, over, evaluated = (keys.get(name) for name in ("policy", "atMost", "over", "evaluated"))
        if policy is None or most is None or over is None or keys.broken:
            continue  # which has been told
        if policy.text not in policies:
            summary = f"these files describe no `conditionalAccess.{policy.text}`"
            hint = did_you_mean(policy.text, policies, "name the policy by its key under `conditionalAccess`")
            context.found.append(fault(summary, policy.place, hint))
        if _length(over) > _KEPT:
            summary = f"Entra keeps sign-ins for 30 days, and `over: {over.text}` asks for more"
            context.found.append(fault(summary, over.place, "write `30d` or less"))
        yield Failures(
            policy.text,
            _threshold(most.text),
            _length(over),
            each.source,
            Counted(keys.text("of") or Counted.PEOPLE),
            evaluated.number if evaluated is not None else 1,
        )


def _window(spot: Spot, context: Context) -> Window:
    keys = spot.keys
    start, end, first, last = (keys.text(name) for name in ("from", "to", "notBefore", "notAfter"))
    if start is not None and start == end:
        summary = f"a window from `{start}` to `{end}` is never open"
        context.found.append(fault(summary, spot.source, "take both out for the whole day"))
    if first is not None and last is not None and first > last:
        hint = "exchange them, or write one of them only"
        context.found.append(fault(f"`notAfter: {last}` is before `notBefore: {first}`", spot.source, hint))
    return Window(
        spot.source,
        frozenset(WEEKDAYS.index(each.text) for each in keys.members("days")),
        time.fromisoformat(start) if start is not None else None,
        time.fromisoformat(end) if end is not None else None,
        _zone(keys.get("timeZone"), context),
        date.fromisoformat(first) if first is not None else None,
        date.fromisoformat(last) if last is not None else None,
    )


def _zone(spot: Spot | None, context: Context) -> str:
    from zoneinfo import ZoneInfo, available_timezones  # which most files don't need

    if spot is None:
        return "UTC"
    try:
        return ZoneInfo(spot.text).key
    except (OSError, ValueError, LookupError):  # a path out of the folder, a folder, a name that nobody knows
        hint = did_you_mean(spot.text, available_timezones(), "use an IANA name such as `Europe/Oslo`")
        context.found.append(fault(f"there is no time zone `{spot.text}`", spot.place, hint))
        return "UTC"
