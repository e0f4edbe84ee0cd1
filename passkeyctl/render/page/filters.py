"""Forms that narrow a list: they say how many are left, and without a script they are not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from passkeyctl.render.page.markup import text


@dataclass(frozen=True, slots=True)
class Choice:
    """One question of a form: `key` is the fact of a row that it asks for, `options` are values and their words."""

    key: str
    label: str
    options: Sequence[tuple[str, str]]


def filters(list_id: str, noun: str, total: int, choices: Iterable[Choice], *, can_open: bool = False) -> str:
    """`noun` is plural: `findings`. With `can_open` two buttons unfold and fold everything."""
    asked = "".join(_choice(list_id, each) for each in choices if len(each.options) > 1)
    buttons = (
        f'<button type="button" data-open="{list_id}">Unfold all</button>'
        f'<button type="button" data-fold="{list_id}">Fold all</button>'
        if can_open
        else ""
    )
    return (
        f'<form class="filter" data-list="{list_id}" data-noun="{text(noun)}" role="search" '
        f'aria-label="Filter {text(noun)}" hidden>'
        f'<div class="field grow"><label for="{list_id}-text">Search {text(noun)}</label>'
        f'<input type="search" id="{list_id}-text" autocomplete="off" spellcheck="false"></div>'
        f'{asked}<div class="buttons"><button type="reset">Show all</button>{buttons}</div>'
        f'<p class="count" role="status" aria-live="polite">{total:,} {text(noun)}</p></form>\n'
    )


def _choice(list_id: str, choice: Choice) -> str:
    id = f"{list_id}-{choice.key}"
    options = "".join(f'<option value="{text(value)}">{text(words)}</option>' for value, words in choice.options)
    return (
        f'<div class="field"><label for="{id}">{text(choice.label)}</label>'
        f'<select id="{id}" data-key="{choice.key}"><option value="">All</option>{options}</select></div>'
    )


def tallied(values: Iterable[str], words: Mapping[str, str] | None = None) -> tuple[tuple[str, str], ...]:
    """Each value once, in the order of `words` or of the alphabet, with how often it is there."""
    found = Counter(values)
    order = [*(each for each in words or () if each in found)]
    order += sorted(each for each in found if each not in order)
    return tuple((each, f"{(words or {}).get(each, each)} ({found[each]:,})") for each in order)
