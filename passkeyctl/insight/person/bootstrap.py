"""How one person could come to a passkey of their own: what they have, a Temporary Access Pass, the campaign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.insight.bootstrap_path.path import Path, Stage, path_of, paths
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.passkeys.access import Nesting
from passkeyctl.insight.person.evidence import Chain, Link, LinkKind, Statement, either, setting
from passkeyctl.insight.policies.temporary_access import may_be_given_pass
from passkeyctl.insight.readiness.registering import Situation, situation
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import EMPTY, NONE, Reach
from passkeyctl.model.fields import Fields
from passkeyctl.model.methods import EVERYONE_WORD
from passkeyctl.model.people import KeyModel, People


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """`methods` are Graph's words for what is registered; `is_reported` is False where nobody knows them.

    `with_methods`: what they have lets them register a passkey; `with_pass`: a pass would. `pass_reaches` and
    `campaign` say why. `gates` are ids of policies that guard registration. `path` is the way that a pass opens, or the
    step where it breaks.
    """

    methods: tuple[str, ...]
    is_reported: bool
    with_methods: Statement
    with_pass: Statement
    pass_reaches: Statement
    campaign: Statement
    campaign_method: str
    gates: tuple[str, ...]
    path: Path

    @property
    def stopping(self) -> tuple[str, ...]:
        """The names of other policies that stop whoever comes with a pass, where the way breaks at policies."""
        step = self.path.breaks_at
        blame = step.blame if step is not None and step.stage is Stage.POLICIES else ()
        return tuple(each.name for each in blame if each.id not in self.gates)


def bootstrap_of(state: TenantState, people: People, ordinal: int) -> Bootstrap:
    counts, does_not = (situation(None, state, people, each) for each in (Nesting.COUNTS, Nesting.DOES_NOT_COUNT))
    methods = tuple(sorted(word for word, who in people.registered.items() if ordinal in who))
    campaign = state.fields(Kind.CAMPAIGN)
    path = path_of(paths(state, people), ordinal)
    return Bootstrap(
        methods,
        ordinal not in people.unreported,
        either(*(_with_methods(each, methods, people, ordinal) for each in (counts, does_not))),
        Statement(path.holds),
        either(*(_pass(state, people, ordinal, each) for each in Nesting)),
        either(*(_campaign(campaign, people, ordinal, each) for each in Nesting)),
        str(campaign["method"]) if campaign is not None else "",
        tuple(each.policy.id for each in counts.gates if each.lets.of(ordinal) is not True),
        path,
    )


def _with_methods(found: Situation, methods: tuple[str, ...], people: People, ordinal: int) -> Statement:
    held = {_word_of(key) for key, who in people.keys.items() if ordinal in who}
    chains = [(Link(LinkKind.METHOD, each),) for each in sorted({*methods, *held})]
    if ordinal in people.unreported:
        chains.append((Link(LinkKind.UNREAD, "the report of registered methods", None),))
    holds = (found.registers & found.proves).of(ordinal)
    return Statement(holds, tuple(chains) or ((Link(LinkKind.NOTHING, "methods", False),),))


def _word_of(key: KeyModel) -> str:
    """A passkey that was read proves who somebody is also where the report says nothing of it."""
    return "passKeySynced" if key.passkey_type == "synced" else "passKeyDeviceBound"


def _pass(state: TenantState, people: People, ordinal: int, nesting: Nesting) -> Statement:
    holds = may_be_given_pass(state, people, nesting).of(ordinal)
    fields = state.fields(Kind.TEMPORARY_ACCESS_PASS)
    if fields is None:
        return Statement(holds, ((Link(LinkKind.UNREAD, Kind.TEMPORARY_ACCESS_PASS.value, None),),))
    return Statement(holds, tuple(_chains(fields, ("targets", "exclude"), people, ordinal, nesting)))


def _campaign(fields: Fields | None, people: People, ordinal: int, nesting: Nesting) -> Statement:
    """While Microsoft manages it, whom it asks is not said."""
    if fields is None:
        return Statement(None, ((Link(LinkKind.UNREAD, Kind.CAMPAIGN.value, None),),))
    reach = _listed(fields, "include", people, nesting) - _listed(fields, "exclude", people, nesting)
    match fields["state"]:
        case "enabled":
            found = reach
        case "disabled":
            found = NONE
        case _:
            found = Reach(EMPTY, people.everyone)
    return Statement(found.of(ordinal), tuple(_chains(fields, ("include", "exclude"), people, ordinal, nesting)))


def _listed(fields: Fields, path: str, people: People, nesting: Nesting) -> Reach:
    found = Reach.exactly(people.those(members(fields, f"{path}.users")))
    for id in members(fields, path):
        inside = people.members(id, nested=nesting is Nesting.COUNTS)
        found |= Reach.exactly(people.everyone) if id == EVERYONE_WORD else inside
    return found


def _chains(fields: Fields, paths: tuple[str, ...], people: People, ordinal: int, nesting: Nesting) -> Iterator[Chain]:
    if fields["state"] != "enabled":
        yield (setting("state", fields["state"], holds=None if fields["state"] == "microsoftManaged" else False),)
    for path in paths:
        for id in sorted(members(fields, path)):
            link = _link(id, people, ordinal, nesting)
            if link.holds is not False:
                yield (link, setting(path, frozenset({id}), holds=link.holds))
        for id in sorted(members(fields, f"{path}.users")):
            if ordinal in people.those([id]):
                yield (Link(LinkKind.USER, id), setting(f"{path}.users", frozenset({id})))


def _link(id: str, people: People, ordinal: int, nesting: Nesting) -> Link:
    if id == EVERYONE_WORD:
        return Link(LinkKind.EVERYONE, EVERYONE_WORD)
    holds = people.members(id, nested=nesting is Nesting.COUNTS).of(ordinal)
    return Link(LinkKind.GROUP, id, holds, people.members(id, nested=False).of(ordinal))
