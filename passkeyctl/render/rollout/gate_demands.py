"""What gates and stops demand, in words, before anybody has measured anything."""

from __future__ import annotations

from passkeyctl.model.rollout import (
    Approvals,
    EmergencyTested,
    Failures,
    Gate,
    Having,
    LastAdminGuard,
    Registered,
    Setting,
    Soak,
    Window,
)
from passkeyctl.rollout.failures import threshold_words
from passkeyctl.rollout.measuring import span
from passkeyctl.rollout.windows import DAYS

_HOLD = {
    Having.PASSKEY: "hold a passkey that is accepted",
    Having.AUTHENTICATOR: "hold one of these models",
    Having.SECOND_METHOD: "hold a second method",
}


def demand(gate: Gate) -> str:
    """`at least 90% of PK-Pilot hold a passkey that is accepted`."""
    match gate:
        case Registered():
            models = f": {', '.join(gate.models)}" if gate.models else ""
            return f"at least {gate.at_least} of `{gate.group.written}` {_HOLD[gate.having]}{models}"
        case Soak():
            return f"what the stages before set stands as it is for {span(gate.lasts)}"
        case Failures():
            return f"`{gate.policy}` in report-only would stop {threshold_words(gate)}"
        case EmergencyTested():
            return "each emergency access account signed in lately"
        case LastAdminGuard():
            return "a Global Administrator still gets in, emergency accounts aside"
        case Approvals():
            return "1 person approved it" if gate.count == 1 else f"{gate.count} different people approved it"
        case Window():
            return _window(gate)


def stop_words(stop: Failures) -> str:
    return f"`{stop.policy}` stops more than {threshold_words(stop).removeprefix('at most ')}"


def setting_words(setting: Setting) -> str:
    return f"{setting.path} {'+=' if setting.is_added else '='} {setting.text}"


def _window(gate: Window) -> str:
    days = ", ".join(DAYS[each] for each in sorted(gate.days)) or "any day"
    start = f"{gate.start:%H:%M}" if gate.start is not None else "00:00"
    end = f"{gate.end:%H:%M}" if gate.end is not None else "24:00"
    bounds = (
        f"{days}, {start} to {end} {gate.zone}",
        f"not before {gate.not_before}" if gate.not_before else "",
        f"not after {gate.not_after}" if gate.not_after else "",
    )
    return ", ".join(filter(None, bounds))
