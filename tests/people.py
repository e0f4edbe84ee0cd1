"""People of small tenants, as the tests of analyses need them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from passkeyctl.model.crowds import EMPTY, Crowd, Reach
from passkeyctl.model.people import Gap, KeyModel, ListedRoster, Members, People, Person, RoleHolders


def crowd(*ordinals: int) -> Crowd:
    return Crowd.of(ordinals)


def people(
    count: int,
    *,
    groups: Mapping[str, Iterable[int]] | None = None,
    direct: Mapping[str, Iterable[int]] | None = None,
    keys: Mapping[KeyModel, Iterable[int]] | None = None,
    registered: Mapping[str, Iterable[int]] | None = None,
    roles: Mapping[str, Iterable[int]] | None = None,
    eligible: Mapping[str, Iterable[int]] | None = None,
    guests: Iterable[int] = (),
    external: Iterable[int] = (),
    disabled: Iterable[int] = (),
    administrators: Iterable[int] = (),
    unreported: Iterable[int] = (),
    keys_unread: Iterable[int] = (),
    ids: Iterable[int] = (),
    is_complete: bool = True,
    gaps: tuple[Gap, ...] = (),
) -> People:
    """`count` enabled members. `groups` has everybody in a group; `direct` those without nesting, where they differ.

    `ids` are those whose ids were asked for: `person(ordinal).id`.
    """
    everyone = Crowd.first(count)
    nested = {id: Crowd.of(members) for id, members in (groups or {}).items()}
    flat = nested | {id: Crowd.of(members) for id, members in (direct or {}).items()}
    held = {id: Crowd.of(members) for id, members in (roles or {}).items()}
    later = {id: Crowd.of(members) for id, members in (eligible or {}).items()}
    return People(
        everyone=everyone,
        is_complete=is_complete,
        enabled=Reach.exactly(everyone - Crowd.of(disabled)),
        guests=Reach.exactly(Crowd.of(guests)),
        external=Reach.exactly(Crowd.of(external)),
        administrators=Crowd.of(administrators),
        registered={name: Crowd.of(who) for name, who in (registered or {}).items()},
        unreported=Crowd.of(unreported),
        keys={model: Crowd.of(who) for model, who in (keys or {}).items()},
        keys_unread=Crowd.of(keys_unread),
        groups={id: Members(members, flat[id]) for id, members in nested.items()},
        roles={id: RoleHolders(held.get(id, EMPTY), later.get(id, EMPTY)) for id in {*held, *later}},
        gaps=gaps,
        ids={person(each).id: each for each in ids},
    )


def roster(count: int) -> ListedRoster:
    return ListedRoster({each: person(each) for each in range(count)})


def person(ordinal: int) -> Person:
    return Person(
        ordinal, f"{ordinal:08d}-0000-4000-8000-00000000beef", f"person{ordinal}@contoso.com", f"Person {ordinal}"
    )
