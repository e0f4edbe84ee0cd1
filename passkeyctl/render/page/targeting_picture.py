"""The graph as a drawing that needs no script; with one, whatever has to do with one node can be followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from passkeyctl.render.lines import columns, visible
from passkeyctl.render.page.markup import text
from passkeyctl.render.page.targeting import Column, Status
from passkeyctl.render.page.targeting_fold import Edge, Folded, Node, near

WIDTH, HEIGHT, GAP, STEP, TOP = 236, 44, 12, 308, 34
TITLE, NOTE = 30, 36
"""Columns of text that fit; what is longer is cut here and whole in the tables."""
HEADS = {
    Column.GROUP: "Groups",
    Column.PROFILE: "may register by profile",
    Column.STRENGTH: "which satisfies",
    Column.POLICY: "that policies ask for",
}
SVG_ID = "targeting-picture"


def picture(folded: Folded) -> str:
    """The drawing, and the question whom to follow; the tables beside it say the same."""
    beside = near(folded)
    rows = max((len(folded.of(each)) for each in Column), default=0)
    if not rows:
        return ""
    height = TOP + rows * (HEIGHT + GAP)
    places = dict(_places(folded, height))
    drawn = "".join(
        (
            *(_head(number, each) for number, each in enumerate(Column)),
            *(_edge(each, places) for each in sorted(folded.edges, key=lambda each: not each.is_scope)),
            *(_node(each, places, beside, folded) for each in folded.nodes),
        )
    )
    return (
        f"{_follow(folded)}"
        '<div class="wide" role="region" aria-label="Targeting picture" tabindex="0">'
        f'<svg class="targeting" id="{SVG_ID}" role="img" aria-labelledby="{SVG_ID}-title" '
        f'aria-describedby="{SVG_ID}-words" viewBox="-2 0 {STEP * 3 + WIDTH + 4} {height}">'
        f'<title id="{SVG_ID}-title">Groups, the profiles that target them, what these satisfy, and policies</title>'
        f'<clipPath id="{SVG_ID}-clip"><rect width="{WIDTH - 8}" height="{HEIGHT}"/></clipPath>{drawn}</svg></div>'
        f'<p class="soft" id="{SVG_ID}-words">The tables below say the same in words.</p>'
    )


def _places(folded: Folded, height: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each column stands in the middle of the height."""
    for number, column in enumerate(Column):
        nodes = folded.of(column)
        start = TOP + (height - TOP - len(nodes) * (HEIGHT + GAP)) // 2
        for place, each in enumerate(nodes):
            yield each.key, (number * STEP, start + place * (HEIGHT + GAP))


def _head(number: int, column: Column) -> str:
    return f'<text class="column" x="{number * STEP}" y="18">{text(HEADS[column])}</text>'


def _edge(edge: Edge, places: Mapping[str, tuple[int, int]]) -> str:
    (left, above), (right, below) = places[edge.start], places[edge.end]
    begin, end = left + WIDTH, right
    half = (end - begin) // 2
    one, two = above + HEIGHT // 2, below + HEIGHT // 2
    kinds = ["link", edge.status.value, *(["part"] if edge.is_part else []), *(["scope"] if edge.is_scope else [])]
    return (
        f'<path class="{" ".join(kinds)}" data-ends="{edge.start} {edge.end}" '
        f'd="M{begin} {one}C{begin + half} {one} {end - half} {two} {end} {two}"/>'
    )


def _node(
    node: Node, places: Mapping[str, tuple[int, int]], beside: Mapping[str, tuple[str, ...]], folded: Folded
) -> str:
    x, y = places[node.key]
    keys = " ".join(beside[node.key])
    note = f'<text class="more" x="12" y="35">{text(_cut(node.note, NOTE))}</text>' if node.note else ""
    return (
        f'<g class="{node.status.value}" data-node="{node.key}" data-near="{keys}" '
        f'data-said="{text(_said(node, beside[node.key], folded))}" transform="translate({x} {y})">'
        f"<title>{text(node.title)}</title>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8"/>'
        f'<g clip-path="url(#{SVG_ID}-clip)">'
        f'<text x="12" y="{19 if node.note else 27}">{text(_cut(node.title, TITLE))}</text>{note}</g></g>'
    )


def _said(node: Node, beside: tuple[str, ...], folded: Folded) -> str:
    """What whoever doesn't see the drawing is told when the node is followed."""
    found = {each.key: each for each in folded.nodes}
    links = {(each.start, each.end): each.count for each in folded.edges}
    parts = []
    for column in Column:
        shown = [_of_many(node, found[key], links) for key in beside if found[key].column is column]
        if shown:
            parts.append(f"{column.value}: {', '.join(shown)}")
    return f"{node.title}. {'; '.join(parts) or 'Nothing has to do with it'}."


def _of_many(node: Node, other: Node, links: Mapping[tuple[str, str], int]) -> str:
    """`8 of 64 policies, in force`: where a group is in some of them only."""
    count = links.get((node.key, other.key), 0)
    is_some = node.column is Column.GROUP and other.column is Column.POLICY and 0 < count < len(other.spots)
    return f"{count:,} of {other.title}" if is_some and len(node.spots) == 1 else other.title


def _cut(words: str, most: int) -> str:
    shown = visible(words)
    if columns(shown) <= most:
        return shown
    while columns(shown) > most - 1:
        shown = shown[:-1]
    return f"{shown}…"


def _follow(folded: Folded) -> str:
    groups = "".join(
        f'<optgroup label="{column.value}">'
        + "".join(f'<option value="{each.key}">{text(each.title)}</option>' for each in folded.of(column))
        + "</optgroup>"
        for column in Column
        if folded.of(column)
    )
    return (
        '<div class="filter" id="follow-form" hidden><div class="field grow">'
        f'<label for="follow">Follow</label><select id="follow"><option value="">everything</option>{groups}'
        '</select></div><p class="count" id="followed" role="status" aria-live="polite">The whole picture.</p></div>'
    )


def legend(words: Mapping[Status, str]) -> str:
    tones = {Status.NEW: "good", Status.CHANGED: "warn", Status.GONE: "bad"}
    rows = "".join(
        f'<li><span class="badge {tones[status]}">{text(each)}</span></li>' for status, each in words.items()
    )
    return f'<ul class="legend">{rows}<li class="soft">dashed: only some of its passkeys satisfy it</li></ul>'
