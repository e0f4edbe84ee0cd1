"""Emergency access that nobody tried, or that hangs on one key, is not known to work (EMG506).

Source: https://learn.microsoft.com/entra/identity/role-based-access-control/security-emergency-access
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import unchecked, verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.model.crowds import EMPTY
from passkeyctl.model.desired import EmergencyAccess
from passkeyctl.model.directory import Account
from passkeyctl.model.facts import Fact
from passkeyctl.model.finding import Finding


def tried_lately(review: Review) -> Iterator[Finding]:
    """EMG506: each account signed in within the time that the files name."""
    described = review.configuration.emergency
    if described is None or review.emergency is None or Fact.SIGN_INS not in review.facts.wanted:
        return
    days = described.last_tested_within
    if days is None:
        return
    if not review.facts.last_sign_ins and review.emergency.accounts:
        yield unchecked("EMG506", review.facts.why(Fact.SIGN_INS), "it takes AuditLog.Read.All, and Entra ID P1")
        return
    for account in review.emergency.accounts:
        if account.is_enabled is not False and account.id in review.facts.last_sign_ins:
            words = _untried(review.facts.last_sign_ins[account.id], review.as_of, days)
            if words:
                yield _finding(review, described, account, words, "sign in with it, and see that the alert comes")


def _untried(last: datetime | None, as_of: date, days: int) -> str:
    if last is None:
        return "has never signed in, as far as Graph keeps it"
    ago = (as_of - last.date()).days
    return f"signed in last {ago} days ago, on {last.date()}: more than {days} days" if ago > days else ""


def more_than_one_key(review: Review) -> Iterator[Finding]:
    """EMG506: one key may be lost, or stop being accepted with all others of its model."""
    described = review.configuration.emergency
    if described is None or review.emergency is None or Fact.KEYS not in review.facts.wanted:
        return
    daily = _models_of_daily_administrators(review)
    for account in review.emergency.accounts:
        keys = review.facts.passkeys.get(account.id, ())
        models = {each.aaguid for each in keys}
        if account.is_enabled is False or not keys:
            continue
        if len(keys) == 1:
            hint = "register a second one, of another maker, and keep it elsewhere"
            yield _finding(review, described, account, "holds a single passkey", hint)
        if None not in models and models <= daily:
            hint = "give it a key of a maker that nobody uses every day"
            words = "holds only passkeys of models that daily administrators use too"
            yield _finding(review, described, account, words, hint)


def _models_of_daily_administrators(review: Review) -> frozenset[str]:
    """Of those whose passkeys were read."""
    if review.known_people is None or review.emergency is None:
        return frozenset()
    people = review.known_people.people
    daily = people.administrators - people.those(each.id for each in review.emergency.accounts)
    return frozenset(
        key.aaguid for key, holders in people.keys.items() if key.aaguid is not None and holders & daily != EMPTY
    )


def _finding(review: Review, described: EmergencyAccess, account: Account, words: str, hint: str) -> Finding:
    return verdict(
        review,
        "EMG506",
        Severity.WARNING,
        f"the emergency account `{account.name}` {words}",
        source=described.source,
        is_touched=False,
        hint=hint,
        value=account.name,
        affected=account.name,
    )
