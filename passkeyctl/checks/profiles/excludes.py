"""Nobody who is to have passkeys is in a group that is excluded: an exclude beats every row (PRF106).

Source: https://learn.microsoft.com/entra/identity/authentication/how-to-authentication-passkey-profiles
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.checks.conditional_access.judged import emergency_ids
from passkeyctl.checks.profiles.planned import members_either_way, people_read
from passkeyctl.checks.review import Review, address_of
from passkeyctl.checks.verdict import PEOPLE_UNREAD, read_them, unchecked, verdict
from passkeyctl.diagnostics import Severity, error
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.insight.policies.methods import is_passkey
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.crowds import Crowd, Reach, union
from passkeyctl.model.directory import Account
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import People

CODE = "PRF106"
NOBODY_ASKED = "this plan changes nobody's access, so people were not read"


def kept_out_of_excludes(review: Review) -> Iterator[Finding]:
    """An excluded group takes passkey sign-in from its members; emergency accounts must not be among them."""
    if review.emergency is None:
        return
    for held in review.after.of(Kind.EXCLUDE):
        change = review.change_of(Kind.EXCLUDE, held.id)
        is_new = change is not None and change.action is Action.CREATE
        for account in review.emergency.accounts:
            if account.group_ids is not None and held.id in account.group_ids:
                yield _kept_out(review, held, account)
            elif is_new and change is not None and account.group_ids is None:
                yield _perhaps_kept_out(change, account)


def emergency_group_excluded(review: Review) -> Iterator[Finding]:
    """Of the files alone: the emergency group itself is left out by name."""
    if not review.is_of_files_alone:
        return
    for held in review.after.of(Kind.EXCLUDE):
        if held.id in emergency_ids(review):
            yield verdict(
                review,
                CODE,
                Severity.ERROR,
                f"excluding `{_name(review, held)}` takes passkeys from the emergency access accounts",
                about=review.change_of(Kind.EXCLUDE, held.id),
                hint="do not exclude this group: an exclude beats every target and blocks sign-in",
                value=_name(review, held),
                affected="the emergency access accounts",
            )


def _kept_out(review: Review, held: Held, account: Account) -> Finding:
    """It refuses whatever overrides there are: without their keys these accounts may be of no use at all."""
    change = review.change_of(Kind.EXCLUDE, held.id)
    name = _name(review, held)
    is_new = change is not None and change.action is Action.CREATE
    diagnostic = error(
        CODE,
        f"excluding `{name}` takes passkeys from the emergency account `{account.name}`",
        address=_address(change, name),
        source=change.source if change is not None else None,
        hint="do not exclude this group: an exclude beats every target and blocks sign-in",
    )
    weight = Weight.BLOCKS if is_new else Weight.STANDING
    return Finding(diagnostic, weight, value=name, affected=f"the emergency account `{account.name}`")


def _perhaps_kept_out(change: ResourceChange, account: Account) -> Finding:
    diagnostic = error(
        CODE,
        f"whether excluding `{change.name}` takes passkeys from the emergency account `{account.name}` is unknown",
        address=str(change.address),
        source=change.source,
        hint="grant GroupMember.Read.All, so that the account's groups can be read",
    )
    affected = "unknown, because the account's groups could not be read"
    return Finding(diagnostic, Weight.BLOCKS, can_override=True, is_unknown=True, value=change.name, affected=affected)


def people_in_excludes(review: Review) -> Iterator[Finding]:
    """People who are in a row by name, or hold a passkey, lose both by an exclude.

    The row for everybody names nobody: leaving a group out of it is what an exclude is for.
    """
    excludes = review.after.of(Kind.EXCLUDE)
    settings = review.after.fields(Kind.PASSKEYS)
    if not excludes or settings is None or settings["state"] == "disabled":
        return
    people = people_read(review)
    if people is None:
        is_asked = review.known_people is not None
        yield unchecked(CODE, NOBODY_ASKED if is_asked else PEOPLE_UNREAD, "" if is_asked else read_them(review))
        return
    for held in excludes:
        yield from _judge(review, held, people)


@dataclass(frozen=True, slots=True)
class _Caught:
    """Who is in an excluded group: `named` in a row by a group of theirs, `holding` a passkey."""

    named: Reach
    holding: Reach

    @property
    def anybody(self) -> Reach:
        return self.named | self.holding


def _judge(review: Review, held: Held, people: People) -> Iterator[Finding]:
    change = review.change_of(Kind.EXCLUDE, held.id)
    caught = _caught(review.after, people, held.id)
    stood = review.before.by_id(Kind.EXCLUDE, held.id) is not None
    earlier = _caught(review.before, people, held.id).anybody if stood else Reach.exactly(Crowd())
    is_worse = bool(caught.anybody.possibly - earlier.possibly) if stood else True
    name = _name(review, held)
    if caught.anybody.surely:
        yield verdict(
            review,
            CODE,
            Severity.ERROR,
            f"excluding `{name}` takes passkeys from {people_words(caught.anybody)}",
            about=change,
            address=_address(change, name),
            is_touched=is_worse,
            detail=[
                f"in a group that is targeted: {people_words(caught.named)}",
                f"with a passkey that is registered: {people_words(caught.holding)}",
            ],
            hint="an exclude beats every target and blocks sign-in: take these people out of the group, or the group "
            "out of `exclude`",
            value=name,
            affected=people_words(caught.anybody),
        )
    elif caught.anybody.possibly and is_worse:
        yield _unknown(review, change, name, people)
    elif caught.anybody.possibly:
        yield unchecked(CODE, f"who is in `{name}`, or what they hold, is not fully known{_why(people)}")


def _unknown(review: Review, change: ResourceChange | None, name: str, people: People) -> Finding:
    return verdict(
        review,
        CODE,
        Severity.ERROR,
        f"whether excluding `{name}` takes passkeys from people who are to have them is unknown{_why(people)}",
        about=change,
        address=_address(change, name),
        is_touched=True,
        is_unknown=True,
        hint='let the tool read the group and what its members hold, or `--override PRF106="reason"`',
        value=name,
        affected=f"unknown, because who is in `{name}`, or what they hold, is not fully known",
    )


def _caught(state: TenantState, people: People, group: str) -> _Caught:
    inside = members_either_way(group, people) & people.enabled
    rows = (each.id for each in state.of(Kind.TARGET) if each.id not in (EVERYONE, group))
    named = union(members_either_way(each, people) for each in rows)
    return _Caught(inside & named, inside & _holders(people))


def _holders(people: People) -> Reach:
    """By the passkeys that were read, and by the report of registered methods where they were not."""
    by_key = union(Reach.exactly(each) for each in people.keys.values())
    by_report = people.with_method(*(word for word in people.registered if is_passkey(word)))
    return by_key | by_report


def _name(review: Review, held: Held) -> str:
    return review.name_of_target(held.id).strip("`")


def _address(change: ResourceChange | None, name: str) -> str:
    return address_of(change, Kind.EXCLUDE, name)


def _why(people: People) -> str:
    return f": {people.gaps[0].why}" if people.gaps else ""
