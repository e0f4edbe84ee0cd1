"""What a newer list of models says, for people: first what concerns their files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from passkeyctl.authenticators.catalogue import Catalogue
from passkeyctl.authenticators.news import Event, News
from passkeyctl.authenticators.status import MdsUpdate, list_name
from passkeyctl.render.lines import EMPTY, Line, Role, Span, hung, line

MOST = 12
"""So many are named where nobody asked about files; `--json` has all."""

SINGULAR: Mapping[Event, str] = {
    Event.WITHDRAWN: "1 model that you name was withdrawn",
    Event.TROUBLED: "of 1 model that you name a weakness was reported",
    Event.CERTIFIED: "1 model that you name was certified",
    Event.CHANGED: "1 model that you name has another status",
    Event.NEW: "1 AAGUID that was in no list is known now",
}
PLURAL: Mapping[Event, str] = {
    Event.WITHDRAWN: "{} models that you name were withdrawn",
    Event.TROUBLED: "of {} models that you name a weakness was reported",
    Event.CERTIFIED: "{} models that you name were certified",
    Event.CHANGED: "{} models that you name have another status",
    Event.NEW: "{} AAGUIDs that were in no list are known now",
}
BAD = frozenset({Event.WITHDRAWN, Event.TROUBLED})


def news_lines(
    update: MdsUpdate, catalogue: Catalogue, found: Sequence[News], mine: Sequence[News] | None
) -> Iterator[Line]:
    if mine is not None:
        yield from _of_files(mine, update)
        yield EMPTY
    yield from line(
        f"{list_name(update.number)}: {len(update.models)} models, next on {update.next_update}", Role.HEADING
    )
    counts = Counter(each.event for each in found)
    if not found:
        yield from line(f"nothing that {list_name(catalogue.mds_number)} and the lists since did not say", indent=2)
    for event in Event:
        if counts[event]:
            yield from line(f"{counts[event]:>4}  {event.value}", Role.ERROR if event in BAD else Role.PLAIN, indent=2)
    if mine is None:
        for each in [one for one in found if one.event in BAD][:MOST]:
            yield from _one(each)
    yield from line("no name stands for other AAGUIDs because of it", Role.MUTED)


def _of_files(mine: Sequence[News], update: MdsUpdate) -> Iterator[Line]:
    if not mine:
        yield from line(f"{list_name(update.number)} says nothing new about the models that your files name")
        return
    for event in Event:
        of_event = [each for each in mine if each.event is event]
        if of_event:
            words = SINGULAR[event] if len(of_event) == 1 else PLURAL[event].format(len(of_event))
            yield from line(words, Role.ERROR if event in BAD else Role.HEADING)
            for each in of_event:
                yield from _one(each)


def _one(told: News) -> Iterator[Line]:
    before = told.before.status.value if told.before is not None else "in no list"
    since = f" since {told.now.since}" if told.now.since else ""
    troubles = "".join(f"; {each}" for each in told.now.troubles)
    yield from hung([Span(f"{told.now.aaguid}  {told.now.name}")], first=2, rest=4)
    yield from line(f"{before} -> {told.now.status.value}{since}{troubles}", Role.MUTED, indent=4)
