"""Documents of all layers -> the documents that count: baselines with their overlays, variables filled in, walked."""

from __future__ import annotations

from collections.abc import Iterator

from yaml import Node

from passkeyctl.config.pairs import OverLimit
from passkeyctl.config.reading import Layer
from passkeyctl.config.schema import DOCUMENT
from passkeyctl.config.spots import Keys
from passkeyctl.config.walk import Walk
from passkeyctl.diagnostics import Diagnostic


def put_together(layer: Layer, found: list[Diagnostic]) -> list[Keys]:
    """Every document of the run; those that need nothing put together are walked as they stand."""
    return [keys for document in layer.documents for keys in _walked(document.node, found)]


def _walked(node: Node, found: list[Diagnostic]) -> Iterator[Keys]:
    walk = Walk()
    try:
        spot = walk.spot(node, DOCUMENT, "")
    except OverLimit:
        spot = None
    found.extend(walk.found)
    if spot is not None:
        yield spot.keys
