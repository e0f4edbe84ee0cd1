"""IP ranges as the addresses that they cover: whether a list covers what another one does, however it is cut up."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from passkeyctl.model.ranges import IS_IPV4


@dataclass(frozen=True, slots=True)
class Space:
    """Runs of addresses that neither meet nor overlap, as numbers, IPv4 and IPv6 apart."""

    runs: dict[int, list[tuple[int, int]]]

    def covers(self, range: str) -> bool:
        version, first, last = _run(range)
        listed = self.runs.get(version, [])
        place = bisect_right(listed, first, key=lambda run: run[0]) - 1
        return place >= 0 and last <= listed[place][1]


def space_of(ranges: Iterable[str]) -> Space:
    runs: dict[int, list[tuple[int, int]]] = {}
    for version, first, last in sorted(map(_run, ranges)):
        listed = runs.setdefault(version, [])
        if listed and first <= listed[-1][1] + 1:
            listed[-1] = (listed[-1][0], max(last, listed[-1][1]))
        else:
            listed.append((first, last))
    return Space(runs)


def _run(range: str) -> tuple[int, int, int]:
    if IS_IPV4(range):
        # Several times as quick as the library, and lists of IPv4 ranges are long.
        address, _, length = range.partition("/")
        first, second, third, fourth = map(int, address.split("."))
        mask = (1 << (32 - int(length))) - 1
        begin = (first << 24 | second << 16 | third << 8 | fourth) & ~mask
        return 4, begin, begin | mask
    from ipaddress import ip_network

    network = ip_network(range, strict=False)
    return network.version, int(network.network_address), int(network.broadcast_address)


def uncovered(ranges: frozenset[str], other: frozenset[str]) -> tuple[str, ...]:
    """The ranges that hold an address which no range of `other` has."""
    doubtful = ranges - other
    if not doubtful:
        return ()
    space = space_of(other)
    return tuple(sorted(each for each in doubtful if not space.covers(each)))
