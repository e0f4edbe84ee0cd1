"""Days that pass: people of the sandbox register passkeys and sign in, the same way every time.

Chance comes from the number of the day and who it is about, so that ten days at once are five days twice.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from passkeyctl.errors import PasskeyctlError
from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.company import company_of
from passkeyctl.sandbox.defaults import REGISTRATIONS, USERS
from passkeyctl.sandbox.holdings import Wardrobe
from passkeyctl.sandbox.jsonread import as_object, as_text
from passkeyctl.sandbox.log import AUDITS, SIGN_INS
from passkeyctl.sandbox.log_routes import oldest_kept
from passkeyctl.sandbox.registering import Registering, at
from passkeyctl.sandbox.sign_ins import EXCHANGE, PORTAL, Outcome, SignIn, record_sign_ins
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.tenant import Tenant
from passkeyctl.sandbox.verdicts import Judge, Verdict, outcome

MOST_DAYS = 365
_DAY = timedelta(days=1)
_EVENING = 11 / 24  # sign-ins are spread over this part of a day


@dataclass(frozen=True, slots=True)
class Chance:
    """Numbers from nought to one that look random and never change."""

    number: int

    def of(self, day: int, *about: str) -> float:
        digest = hashlib.sha256("|".join((str(self.number), str(day), *about)).encode()).digest()
        return int.from_bytes(digest[:7], "big") / (1 << 56)


@dataclass(frozen=True, slots=True)
class DayPassed:
    """`meant` are people whom a passkey row reaches, `stuck` those of them without a way to register one.

    `watched` are sign-ins that a policy in report-only would have stopped.
    """

    day: date
    meant: int
    holding: int
    registered: int
    stuck: int
    sign_ins: int
    failed: int
    watched: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """`trouble` is the share of sign-ins in which nothing on a device works; with `drill` the emergency accounts sign
    in on the last day; `number` decides chance, the store's own where it is None."""

    trouble: float = 0.0
    drill: bool = False
    number: int | None = None


def advance(store: Store, days: int, wishes: Wishes | None = None) -> tuple[DayPassed, ...]:
    """Let days pass in the tenant."""
    wishes = wishes or Wishes()
    if not 1 <= days <= MOST_DAYS:
        raise PasskeyctlError(f"`{days}` days can't be simulated at once", hint=f"use 1 to {MOST_DAYS}")
    if not 0 <= wishes.trouble <= 1:
        raise PasskeyctlError(f"`{wishes.trouble}` is no share of sign-ins", hint="use 0 to 1, such as 0.05")
    with store.transaction() as tenant:
        simulation = _Simulation(tenant, wishes)
        passed = tuple(simulation.live(is_last=place == days - 1) for place in range(days))
        simulation.keep()
        tenant.save()
    return passed


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a policy makes of somebody: with all they hold, and when nothing on their devices works."""

    policy: JsonObject
    applies: bool
    verdict: Verdict
    in_trouble: Verdict

    def outcome(self, *, in_trouble: bool) -> Outcome:
        fails = in_trouble and self.verdict is Verdict.MET and self.in_trouble is not Verdict.MET
        return outcome(self.policy, self.applies, self.verdict, fails)


class _Simulation:
    def __init__(self, tenant: Tenant, wishes: Wishes) -> None:
        self._tenant = tenant
        self._wishes = wishes
        self._company = company_of(tenant)
        self._callers = {key: self._company.caller(user) for key, user in self._company.users.items()}
        self._judge = Judge(tenant)
        self._wardrobe = Wardrobe(tenant, self._company)
        self._number = _whole(tenant, "days")
        self._start = tenant.clock()
        self._ahead = tenant.setting("ahead") or 0
        number = _whole(tenant, "number") if wishes.number is None else wishes.number
        self._chance = Chance(number)
        users = {key: dict(user) for key, user in self._company.users.items()}
        self._users = users
        emergencies = {key for key, user in users.items() if self._company.is_for_emergencies(user)}
        enabled = [key for key, user in users.items() if user.get("accountEnabled", True) is True]
        self._everyday = [key for key in enabled if key not in emergencies]
        self._emergencies = [key for key in enabled if key in emergencies]
        self._registering = Registering(tenant, self._judge, self._wardrobe, self._chance)
        self._sign_ins: list[SignIn] = []
        self._known: dict[tuple[str, str], tuple[_Asked, ...]] = {}

    def live(self, *, is_last: bool) -> DayPassed:
        """One day: in the morning some register, then everybody signs in."""
        start, self._number = self._start, self._number + 1
        counts: Counter[str] = Counter()
        for key in self._everyday:
            standing = self._registering.live(self._users[key], self._callers[key], start, self._number)
            counts[standing] += 1
            if standing == "registered":
                self._known.pop((key, EXCHANGE), None)
        today = [each for key in self._everyday for each in self._of_one(key, start)]
        if is_last and self._wishes.drill:
            today += [each for key in self._emergencies for each in self._at(key, [start + _DAY / 2], PORTAL)]
        today.sort(key=lambda each: (each.at, each.user_id))
        for each in today:
            self._remember(each)
        self._sign_ins += today
        self._start = start + _DAY
        meant = counts["registered"] + counts["holding"] + counts["stuck"] + counts["waiting"]
        return DayPassed(
            (start + _DAY).date(),
            meant,
            counts["registered"] + counts["holding"],
            counts["registered"],
            counts["stuck"],
            len(today),
            sum(each.status == "failure" for each in today),
            sum(any(one.result in _WATCHED for one in each.outcomes) for each in today),
        )

    def _of_one(self, key: str, start: datetime) -> Iterator[SignIn]:
        """Once to three times a day; whoever is refused tries no second time."""
        times = 1 + int(3 * self._chance.of(self._number, key, "times"))
        moments = sorted(_moment(start, self._chance.of(self._number, key, f"when {each}")) for each in range(times))
        for each in self._at(key, moments, EXCHANGE):
            yield each
            if each.status == "failure" and not self._is_in_trouble(key, each.at):
                return

    def _at(self, key: str, moments: Sequence[datetime], application: str) -> Iterator[SignIn]:
        for moment in moments:
            in_trouble = self._is_in_trouble(key, moment)
            asked = self._asked(key, application)
            outcomes = tuple(each.outcome(in_trouble=in_trouble) for each in asked)
            failing = [each.verdict for each, one in zip(asked, outcomes, strict=True) if one.result == "failure"]
            applied = any(each.result == "success" for each in outcomes)
            status = "failure" if failing else "success" if applied else "notApplied"
            yield SignIn(moment, as_text(self._users[key]["id"]), outcomes, status, _error(failing), application)

    def _asked(self, key: str, application: str) -> tuple[_Asked, ...]:
        """The same from day to day, until they register something."""
        if (key, application) not in self._known:
            caller = self._callers[key]
            held = self._wardrobe.held(self._users[key], caller)
            weak = held.without_devices()
            self._known[key, application] = tuple(
                _Asked(policy, applies, self._judge.verdict(policy, held), self._judge.verdict(policy, weak))
                if applies
                else _Asked(policy, applies, Verdict.MET, Verdict.MET)
                for policy, applies in self._judge.on_application(application, "windows", caller)
            )
        return self._known[key, application]

    def _is_in_trouble(self, key: str, moment: datetime) -> bool:
        return self._chance.of(self._number, key, "trouble", moment.isoformat()) < self._wishes.trouble

    def _remember(self, sign_in: SignIn) -> None:
        user = self._users[sign_in.user_id.lower()]
        activity = dict(as_object(user.get("signInActivity") or {}))
        activity["lastSignInDateTime"] = at(sign_in.at)
        if sign_in.status != "failure":
            activity["lastSuccessfulSignInDateTime"] = at(sign_in.at)
        user["signInActivity"] = activity

    def keep(self) -> None:
        """Write down what has changed, and forget what is older than a log is kept."""
        tenant = self._tenant
        tenant.put_all(USERS, self._users.values())
        tenant.put_all(REGISTRATIONS, self._registering.reports())
        self._registering.keep()
        record_sign_ins(tenant, self._sign_ins)
        passed = self._number - _whole(tenant, "days")
        tenant.set_setting("days", self._number)
        tenant.set_setting("ahead", self._ahead_after(passed))
        for kind in (AUDITS, SIGN_INS):
            tenant.log.forget(kind, oldest_kept(tenant))

    def _ahead_after(self, days: int) -> float:
        assert isinstance(self._ahead, (int, float))
        return self._ahead + days * _DAY.total_seconds()


_WATCHED = frozenset({"reportOnlyFailure", "reportOnlyInterrupted"})


def _whole(tenant: Tenant, setting: str) -> int:
    value = tenant.setting(setting)
    return value if isinstance(value, int) else 0


def _moment(start: datetime, chance: float) -> datetime:
    """In working hours, and within the day that begins at `start`."""
    morning = start.replace(hour=6, minute=30, second=0, microsecond=0)
    moment = morning + _DAY * (chance * _EVENING)
    moment = moment.replace(microsecond=0)
    return moment if moment >= start else moment + _DAY


def _error(failing: Sequence[Verdict]) -> int:
    """Graph's number of what went wrong: blocked, not possible without another method, or tried and failed."""
    if not failing:
        return 0
    return {Verdict.DENIED: 53003, Verdict.UNMET: 50076, Verdict.MET: 500121}[max(failing)]
