"""What the directory remembers."""

from __future__ import annotations

from passkeyctl.model.directory import Directory, DirectoryObject
from passkeyctl.model.reference import Reference, RefKind


def test_two_look_ups_become_one() -> None:
    first, second = Reference(RefKind.GROUP, "a", name="a"), Reference(RefKind.GROUP, "b", name="b")
    found = DirectoryObject(RefKind.GROUP, "1", "a")
    one = Directory({first: (found,)}, {(RefKind.GROUP, "1"): "a"})
    both = one.merged(Directory({second: ()}, {(RefKind.USER, "1"): "person"}))
    assert both.found == {first: (found,), second: ()}
    assert both.name_of(RefKind.USER, "1") == "person"
    assert both.name_of(RefKind.ROLE, "1") is None
