"""A graph as nodes that fit on a page: what is much alike stands in one node, with how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from passkeyctl.render.page.markup import counted
from passkeyctl.render.page.targeting import Column, Link, Spot, Status, Targeting, Thing, asked

MOST = 12
"""So many of a column stand for themselves."""
STATES = {"enabled": "in force", "reportOnly": "report-only", "disabled": "off"}
MARKS = {Status.NEW: "new", Status.CHANGED: "changed", Status.GONE: "gone"}


@dataclass(frozen=True, slots=True)
class Node:
    """`key` names it within a page: `g1`. `spots` are what it stands for."""

    key: str
    column: Column
    title: str
    note: str
    status: Status
    spots: frozenset[Spot]


@dataclass(frozen=True, slots=True)
class Edge:
    start: str
    end: str
    status: Status
    is_part: bool
    is_scope: bool
    count: int
    """of links: a group may be in some policies of a node only"""


@dataclass(frozen=True, slots=True)
class Folded:
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def of(self, column: Column) -> tuple[Node, ...]:
        return tuple(each for each in self.nodes if each.column is column)


def folded(targeting: Targeting, marks: Mapping[Status, str] = MARKS) -> Folded:
    """`marks` are the words for what differs between the two moments."""
    nodes = (
        *_column(targeting, Column.GROUP, "group", marks),
        *_column(targeting, Column.PROFILE, "profile", marks),
        *_column(targeting, Column.STRENGTH, "strength", marks),
        *_policies(targeting, marks),
    )
    return Folded(nodes, tuple(_edges(targeting.links, nodes)))


def _column(targeting: Targeting, column: Column, noun: str, marks: Mapping[Status, str]) -> Iterator[Node]:
    things = targeting.of(column)
    shown, rest = _split(things)
    for number, each in enumerate(shown, 1):
        yield _node(f"{noun[0]}{number}", each, targeting, marks)
    if rest:
        yield _bunch(f"{noun[0]}0", column, f"{len(rest):,} more {noun}s", rest, marks)


def _split(things: Sequence[Thing]) -> tuple[list[Thing], list[Thing]]:
    """What differs stands for itself first; each part stays in its order."""
    if len(things) <= MOST:
        return list(things), []
    first = sorted(things, key=lambda each: each.status is Status.SAME)[: MOST - 1]
    kept = {each.spot for each in first}
    return [each for each in things if each.spot in kept], [each for each in things if each.spot not in kept]


def _node(key: str, thing: Thing, targeting: Targeting, marks: Mapping[Status, str]) -> Node:
    words = (marks.get(thing.status, ""), _note(thing, targeting))
    return Node(key, thing.column, thing.name, " · ".join(filter(None, words)), thing.status, frozenset({thing.spot}))


def _note(thing: Thing, targeting: Targeting) -> str:
    match thing.column:
        case Column.GROUP if thing.is_excluded:
            return "excluded from passkeys"
        case Column.GROUP:
            return counted(len(targeting.targets_of(thing, Column.PROFILE)), "profile")
        case Column.PROFILE:
            return profile_words(thing)
        case Column.STRENGTH:
            return f"asked by {counted(len(targeting.targets_of(thing, Column.POLICY)), 'policy', 'policies')}"
        case Column.POLICY:
            return STATES.get(str(thing.fields["state"]), "")


def profile_words(thing: Thing) -> str:
    """Which passkeys a profile lets be registered, briefly."""
    types = thing.fields["passkeyTypes"]
    kinds = " and ".join(sorted(str(each) for each in types)) if isinstance(types, frozenset) and types else "any type"
    attested = ", attested" if thing.fields["enforceAttestation"] else ""
    match thing.fields["keyRestrictions.behavior"], thing.fields["keyRestrictions.authenticators"]:
        case "allow", frozenset() as keys:
            return f"{kinds}{attested}, {counted(len(keys), 'model')}"
        case "block", frozenset() as keys:
            return f"{kinds}{attested}, all but {counted(len(keys), 'model')}"
        case _:
            return f"{kinds}{attested}"


def _policies(targeting: Targeting, marks: Mapping[Status, str]) -> Iterator[Node]:
    """Of many, those that ask for one thing and stand in one state are one node."""
    asking = [each for each in targeting.of(Column.POLICY) if asked(each.fields)]
    if len(asking) <= MOST:
        yield from (_node(f"c{number}", each, targeting, marks) for number, each in enumerate(asking, 1))
        return
    order = {each.id: number for number, each in enumerate(targeting.of(Column.STRENGTH))}
    found: dict[tuple[int, str], list[Thing]] = {}
    for each in asking:
        found.setdefault((order.get(asked(each.fields), len(order)), str(each.fields["state"])), []).append(each)
    in_order = sorted(found.items(), key=lambda each: (each[0][0], tuple(STATES).index(each[0][1])))
    for number, ((_, state), things) in enumerate(in_order, 1):
        title = f"{counted(len(things), 'policy', 'policies')}, {STATES[state]}"
        yield _bunch(f"c{number}", Column.POLICY, title, things, marks)


def _bunch(key: str, column: Column, title: str, things: Sequence[Thing], marks: Mapping[Status, str]) -> Node:
    counts = Counter(each.status for each in things)
    note = ", ".join(f"{counts[status]:,} {words}" for status, words in marks.items() if counts[status])
    statuses = set(counts)
    status = statuses.pop() if len(statuses) == 1 else Status.CHANGED
    return Node(key, column, title, note, status, frozenset(each.spot for each in things))


def _edges(links: Iterable[Link], nodes: Sequence[Node]) -> Iterator[Edge]:
    key_of = {spot: node.key for node in nodes for spot in node.spots}
    found: dict[tuple[str, str], list[Link]] = {}
    for each in links:
        if each.start in key_of and each.end in key_of:
            found.setdefault((key_of[each.start], key_of[each.end]), []).append(each)
    for (start, end), bundle in sorted(found.items()):
        statuses = {each.status for each in bundle}
        status = statuses.pop() if len(statuses) == 1 else Status.SAME
        is_scope = all(each.is_scope for each in bundle)
        yield Edge(start, end, status, any(each.is_part for each in bundle), is_scope, len(bundle))


def near(folded: Folded) -> Mapping[str, tuple[str, ...]]:
    """To each node those that have to do with it, along the way from groups to policies."""
    columns = {each.key: each.column for each in folded.nodes}
    beside: dict[str, set[str]] = {key: set() for key in columns}
    for edge in folded.edges:
        if edge.status is not Status.GONE:
            beside[edge.start].add(edge.end)
            beside[edge.end].add(edge.start)

    def at(keys: Iterable[str], column: Column) -> set[str]:
        return {each for key in keys for each in beside[key] if columns[each] is column}

    found: dict[str, tuple[str, ...]] = {}
    for key, column in columns.items():
        direct = set(beside[key])
        match column:
            case Column.GROUP:
                direct |= at(at([key], Column.POLICY), Column.STRENGTH)
            case Column.PROFILE:
                direct |= at(at([key], Column.STRENGTH), Column.POLICY)
            case Column.STRENGTH:
                direct |= at(at([key], Column.PROFILE), Column.GROUP)
            case Column.POLICY:
                direct |= at(at([key], Column.GROUP), Column.PROFILE)
        found[key] = tuple(sorted(direct))
    return found
