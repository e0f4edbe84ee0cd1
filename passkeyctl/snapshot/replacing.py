"""Replacements: equal things get equal ones, different things different ones, and nobody can work them back.

The key is random and thrown away. Without it a list of likely names could be hashed and compared.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
import uuid
from collections.abc import Iterable

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
DOCUMENTATION = {
    4: tuple(ipaddress.ip_network(each) for each in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")),
    6: (ipaddress.ip_network("2001:db8::/32"),),
}
RESERVED = {4: ipaddress.ip_network("240.0.0.0/4"), 6: ipaddress.ip_network("2001:db8::/32")}
"""Where a range is too large for those of the documentation: addresses that nobody has."""


class Replacements:
    """First everything is met, then numbered in an order that the key alone decides, then replaced."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._met: dict[str, str] = {}
        self._numbers: dict[str, int] = {}
        self._networks: dict[Network, Network] = {}
        self.is_settled = False

    def settle(self) -> None:
        """From here on nothing new may come."""
        counts: dict[str, int] = {}
        for text in sorted(self._met, key=self._digest):
            noun = self._met[text]
            counts[noun] = self._numbers[text] = counts.get(noun, 0) + 1
        self._networks = _placed(sorted(self._networks, key=lambda each: (each.prefixlen, self._digest(str(each)))))
        self.is_settled = True

    def named(self, noun: str, text: str, *, glue: str = " ") -> str:
        """`Group 7`; a text has one replacement, whatever it is the name of."""
        if not self.is_settled:
            self._met.setdefault(text, noun)
            return text
        return f"{self._met[text]}{glue}{self._numbers[text]}"

    def id(self, guid: str) -> str:
        digest = hmac.digest(self._key, b"id " + guid.lower().encode(), "sha256")
        return str(uuid.UUID(bytes=digest[:16], version=4))

    def hexadecimal(self, text: str) -> str:
        return hmac.new(self._key, b"hex " + text.lower().encode(errors="surrogatepass"), "sha256").hexdigest()[:40]

    def network(self, network: Network) -> Network:
        if not self.is_settled:
            self._networks.setdefault(network, network)
            return network
        return self._networks[network]

    def _digest(self, text: str) -> bytes:
        return hmac.digest(self._key, b"order " + text.encode(errors="surrogatepass"), "sha256")


def _placed(networks: Iterable[Network]) -> dict[Network, Network]:
    """Each at a place of its own with its prefix kept, as far as there is room; the largest first."""
    found: dict[Network, Network] = {}
    free = {version: [int(each.network_address) for each in blocks] for version, blocks in DOCUMENTATION.items()}
    reserved = {version: int(each.network_address) for version, each in RESERVED.items()}
    for network in networks:
        size, version = network.num_addresses, network.version
        place = _in_documentation(free[version], size, version)
        if place is None:
            block = RESERVED[version]
            start = int(block.network_address)
            offset = (reserved[version] - start) % max(block.num_addresses, size)
            place = (start + offset) // size * size
            reserved[version] = place + size
        found[network] = _network(version, place, network.prefixlen)
    return found


def _in_documentation(free: list[int], size: int, version: int) -> int | None:
    for number, block in enumerate(DOCUMENTATION[version]):
        place = -(-free[number] // size) * size
        if place + size <= int(block.network_address) + block.num_addresses:
            free[number] = place + size
            return place
    return None


def _network(version: int, place: int, prefix: int) -> Network:
    if version == 4:
        return ipaddress.IPv4Network((place, prefix))
    return ipaddress.IPv6Network((place, prefix))
