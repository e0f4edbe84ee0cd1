"""The targeting picture in tables: for screen readers, for paper, and for whoever looks for one name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from passkeyctl.model.fields import Fields
from passkeyctl.model.reference import RefKind
from passkeyctl.render.naming import Names
from passkeyctl.render.page.filters import Choice, filters, tallied
from passkeyctl.render.page.markup import badge, facts, row, table, text
from passkeyctl.render.page.targeting import Column, Status, Targeting, Thing, asked, members
from passkeyctl.render.page.targeting_fold import STATES, profile_words

POLICIES = "policies-list"
TONES = {Status.NEW: "good", Status.CHANGED: "warn", Status.GONE: "bad"}
SIDES = (("users", RefKind.USER), ("groups", RefKind.GROUP), ("roles", RefKind.ROLE))
MOST_NAMES = 8


def tables(targeting: Targeting, names: Names, marks: Mapping[Status, str]) -> str:
    return f"{_groups(targeting, marks)}{_profiles(targeting, marks)}{_policies(targeting, names, marks)}"


def _marked(thing: Thing, marks: Mapping[Status, str]) -> str:
    shown = f" {badge(marks[thing.status], TONES[thing.status])}" if thing.status in marks else ""
    return f"{text(thing.name)}{shown}"


def _names(things: Iterable[Thing], otherwise: str) -> str:
    return ", ".join(text(each.name) for each in things) or f'<span class="soft">{otherwise}</span>'


def _groups(targeting: Targeting, marks: Mapping[Status, str]) -> str:
    rows = [
        row(
            _marked(each, marks),
            "excluded from passkeys"
            if each.is_excluded
            else _names(targeting.targets_of(each, Column.PROFILE), "no profile"),
        )
        for each in targeting.of(Column.GROUP)
    ]
    return table("Who is reached by which profile", ("Group", "Profiles"), rows) if rows else ""


def _profiles(targeting: Targeting, marks: Mapping[Status, str]) -> str:
    partial = {(each.start, each.end) for each in targeting.links if each.is_part}
    rows = []
    for each in targeting.of(Column.PROFILE):
        shown = [
            f"{text(strength.name)}{' (some of them)' if (each.spot, strength.spot) in partial else ''}"
            for strength in targeting.targets_of(each, Column.STRENGTH)
        ]
        nothing = '<span class="soft">nothing that a policy asks for</span>'
        rows.append(row(_marked(each, marks), text(profile_words(each)), ", ".join(shown) or nothing))
    heads = ("Profile", "Lets be registered", "Its passkeys satisfy")
    return table("What a profile's passkeys satisfy", heads, rows) if rows else ""


def _policies(targeting: Targeting, names: Names, marks: Mapping[Status, str]) -> str:
    found = targeting.of(Column.POLICY)
    if not found:
        return ""
    wants = {each.id: each.name for each in targeting.of(Column.STRENGTH)}
    choices = (
        Choice("asks", "Asks for", tallied(_wanted(each, wants) for each in found)),
        Choice("state", "State", tallied((str(each.fields["state"]) for each in found), STATES)),
        Choice("status", "Difference", tallied((each.status.value for each in found), {**_same(), **_words(marks)})),
    )
    form = filters(POLICIES, "policies", len(found), choices) if len(found) > 1 else ""
    rows = _policy_rows(found, wants, names, marks)
    heads = ("Policy", "State", "For", "Not for", "Asks for")
    return (
        f"<h3>Policies</h3>{form}{table('Policies and whom they are for', heads, rows, id=POLICIES, kind='quiet even')}"
    )


def _same() -> Mapping[str, str]:
    return {Status.SAME.value: "none"}


def _words(marks: Mapping[Status, str]) -> Mapping[str, str]:
    return {status.value: words for status, words in marks.items()}


def _policy_rows(
    found: Iterable[Thing], wants: Mapping[str, str], names: Names, marks: Mapping[Status, str]
) -> Iterator[str]:
    for each in found:
        wanted = _wanted(each, wants)
        state = str(each.fields["state"])
        yield row(
            _marked(each, marks),
            text(STATES.get(state, state)),
            text(_people(each.fields, "include", names) or "nobody"),
            text(_people(each.fields, "exclude", names) or "-"),
            text(wanted),
            facts=facts(asks=wanted, state=state, status=each.status.value),
        )


def _wanted(thing: Thing, wants: Mapping[str, str]) -> str:
    """What a passkey could answer, else the controls."""
    wanted = asked(thing.fields)
    if wanted:
        return wants.get(wanted, wanted)
    return ", ".join(sorted(members(thing.fields["grant.controls"]))) or "nothing a passkey answers"


def _people(fields: Fields, side: str, names: Names) -> str:
    listed = [names.of(kind, id) or id for key, kind in SIDES for id in sorted(members(fields[f"users.{side}.{key}"]))]
    everyone = ["everyone"] if side == "include" and fields["users.include"] == "all" else []
    guests = ["guests"] if fields[f"users.{side}.guests"] is not None else []
    workloads = ["workload identities"] if members(fields[f"workloadIdentities.{side}"]) else []
    shown = [*everyone, *guests, *workloads, *sorted(listed, key=str.casefold)]
    more = f" and {len(shown) - MOST_NAMES} more" if len(shown) > MOST_NAMES else ""
    return ", ".join(shown[:MOST_NAMES]) + more
