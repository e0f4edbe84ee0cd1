"""Sets of people, each one integer: a million people are 125 kB, and a union is one loop of the machine.

A person is a bit: the ordinal under which `census/` keeps them. What is known only in part is a `Reach`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Crowd:
    """Some people. `len` counts them, iterating gives their ordinals in order."""

    bits: int = 0

    @classmethod
    def of(cls, ordinals: Iterable[int]) -> Crowd:
        """In time linear to the largest ordinal: setting bits one by one in an integer would be quadratic."""
        found = list(ordinals)
        if not found:
            return cls()
        marked = bytearray(max(found) // 8 + 1)
        for each in found:
            marked[each >> 3] |= 1 << (each & 7)
        return cls(int.from_bytes(marked, "little"))

    @classmethod
    def first(cls, count: int) -> Crowd:
        """The people with the ordinals below `count`."""
        return cls((1 << count) - 1)

    def __or__(self, other: Crowd) -> Crowd:
        return Crowd(self.bits | other.bits)

    def __and__(self, other: Crowd) -> Crowd:
        return Crowd(self.bits & other.bits)

    def __sub__(self, other: Crowd) -> Crowd:
        # `& ~` goes through a negative number, which takes ten times as long.
        return Crowd(self.bits ^ (self.bits & other.bits))

    def __len__(self) -> int:
        return self.bits.bit_count()

    def __bool__(self) -> bool:
        return self.bits != 0

    def __contains__(self, ordinal: int) -> bool:
        return bool(self.bits >> ordinal & 1)

    def __iter__(self) -> Iterator[int]:
        for place, byte in enumerate(self.bits.to_bytes((self.bits.bit_length() + 7) // 8, "little")):
            for bit in _BITS[byte] if byte else ():
                yield place * 8 + bit


_BITS = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))
EMPTY = Crowd()


@dataclass(frozen=True, slots=True)
class Reach:
    """Of whom something holds: `surely`, and `possibly`, which adds those of whom nobody can tell.

    `surely` is part of `possibly`. Operations keep the bounds: taking away somebody who is only possibly in `other`
    leaves them possible.
    """

    surely: Crowd
    possibly: Crowd

    @classmethod
    def exactly(cls, crowd: Crowd) -> Reach:
        return cls(crowd, crowd)

    @classmethod
    def unknown(cls, everyone: Crowd) -> Reach:
        """It may hold of anybody and of nobody."""
        return cls(EMPTY, everyone)

    def __or__(self, other: Reach) -> Reach:
        return Reach(self.surely | other.surely, self.possibly | other.possibly)

    def __and__(self, other: Reach) -> Reach:
        return Reach(self.surely & other.surely, self.possibly & other.possibly)

    def __sub__(self, other: Reach) -> Reach:
        return Reach(self.surely - other.possibly, self.possibly - other.surely)

    @property
    def unsure(self) -> Crowd:
        return self.possibly - self.surely

    @property
    def is_exact(self) -> bool:
        return self.surely == self.possibly

    def of(self, ordinal: int) -> bool | None:
        """Whether it holds of one person; None: nobody can tell."""
        return True if ordinal in self.surely else None if ordinal in self.possibly else False

    def either(self, other: Reach) -> Reach:
        """What holds whichever of two answers is right: sure where both are, possible where one is."""
        return Reach(self.surely & other.surely, self.possibly | other.possibly)


NONE = Reach(EMPTY, EMPTY)


def union(reaches: Iterable[Reach]) -> Reach:
    found = NONE
    for each in reaches:
        found |= each
    return found
