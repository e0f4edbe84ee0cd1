"""Field changes as they are shown: one property of Graph is one change, also where the language has two keys for it.

`includeUsers` holds words (`All`, `None`, `GuestsOrExternalUsers`) beside ids; a file says the words elsewhere.
"""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.values import Guests, Value

SIDES = {
    "users.include.users": ("users.include", "users.include.guests"),
    "users.exclude.users": ("users.exclude.guests",),
}
OLDER = "GuestsOrExternalUsers"


def shown_changes(change: ResourceChange) -> tuple[FieldChange, ...]:
    """A word that gives way to ids, or takes their place, joins the list of people."""
    if change.address.kind is not Kind.POLICY or change.action is not Action.UPDATE:
        return change.changes
    by_path = {each.path: each for each in change.changes}
    for people, beside in SIDES.items():
        words = [each for path in beside if (each := by_path.get(path)) is not None and _is_word(each)]
        if people in by_path and words:
            by_path[people] = _joined(by_path[people], words)
            for each in words:
                del by_path[each.path]
    return tuple(by_path.values())


def _is_word(change: FieldChange) -> bool:
    """Everybody, nobody, or the older word for guests; guests by their types are a property of their own."""
    both = (change.prior, change.planned)
    return all(each is None or isinstance(each, str) or each == Guests(legacy=True) for each in both)


def _joined(people: FieldChange, words: list[FieldChange]) -> FieldChange:
    prior, planned = people.prior, people.planned
    for each in words:
        prior, planned = _with(prior, each.prior), _with(planned, each.planned)
    return replace(people, prior=prior, planned=planned)


def _with(people: Value, word: Value) -> Value:
    if not isinstance(people, frozenset) or word in (None, "selected"):
        return people
    listed = frozenset(str(each) for each in people)
    return listed | {OLDER if isinstance(word, Guests) else str(word)}
