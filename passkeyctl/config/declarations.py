"""The `variables` of all layers: what is declared, and which values are given."""

from __future__ import annotations

import re
from typing import NamedTuple

from yaml import MappingNode, Node, ScalarNode

from passkeyctl.config.documents import Document
from passkeyctl.config.faults import did_you_mean, fault
from passkeyctl.config.pairs import Pairs
from passkeyctl.config.reading import Layer
from passkeyctl.config.scalars import NULLS
from passkeyctl.config.schema_variables import DECLARATIONS, UNTYPED
from passkeyctl.config.shape import LOCAL_ID
from passkeyctl.config.spots import Keys, Spot, place
from passkeyctl.config.walk import Walk
from passkeyctl.diagnostics import Diagnostic, SourceRange


class Declared(NamedTuple):
    """One declaration; `default` is None where a value must be given, `allowed` empty where any may be.

    `description` is what it says of itself in words.
    """

    name: str
    type: str
    place: SourceRange
    default: Node | None
    allowed: tuple[Spot, ...]
    is_of_tenant: bool
    description: Node | None = None


class Given(NamedTuple):
    """A value that a tenant, or a baseline for the one below it, gives."""

    place: SourceRange
    node: Node
    is_of_tenant: bool


class Declarations:
    """Read from the tenant down: the value nearest to the tenant counts."""

    def __init__(self, layer: Layer, found: list[Diagnostic]) -> None:
        self.declared: dict[str, Declared] = {}
        self.broken: set[str] = set()
        self.is_complete = True
        """False where a baseline could not be read: then nobody knows what it would have declared."""
        self.given: dict[str, Given] = {}
        self._found = found
        self._pairs = Pairs(found)
        self._is_of_tenant = True
        each: Layer | None = layer
        while each is not None:
            in_layer: dict[str, Given] = {}
            for document in each.documents:
                self._document(document, in_layer)
            for name, given in in_layer.items():
                self.given.setdefault(name, given)
            self._is_of_tenant = False
            self.is_complete = self.is_complete and (each.base is None or bool(each.base.documents))
            each = each.base
        if self.is_complete:
            self._check_given()

    def _document(self, document: Document, in_layer: dict[str, Given]) -> None:
        pair = document.head.get("variables")
        if pair is None:
            return
        key, block = pair
        if not isinstance(block, MappingNode) or block.tag:
            hint = "write `variables: {name: value}`, or a declaration: `name: {type: group, default: PK-Pilot}`"
            self._found.append(fault("`variables` is a map", place(key.start_mark), hint))
            return
        for name, (name_node, value) in self._pairs.of(block).items():
            at = place(name_node.start_mark)
            if not re.fullmatch(LOCAL_ID, name):
                hint = "use letters, digits, `.`, `_` and `-`"
                self._found.append(fault(f"`{name}` can't be the name of a variable", at, hint))
            elif isinstance(value, MappingNode):
                self._declare(name, at, value)
            elif isinstance(value, ScalarNode) and not value.style and (not value.value or value.value in NULLS):
                self._found.append(fault(f"`variables.{name}` has no value", at, "give it one, or take it out"))
                self.broken.add(name)
            elif name in in_layer:
                summary = f"`variables.{name}` stands twice, first at {in_layer[name].place}"
                self._found.append(fault(summary, at, "keep one of them"))
            else:
                in_layer[name] = Given(at, value, self._is_of_tenant)

    def _declare(self, name: str, at: SourceRange, node: MappingNode) -> None:
        if name in self.declared:
            summary = f"`variables.{name}` is declared twice, first at {self.declared[name].place}"
            hint = "declare it once, in the baseline; a tenant's file writes only its value"
            self._found.append(fault(summary, at, hint))
            return
        pairs = Pairs([]).of(node)
        default = pairs.pop("default", None)
        # The default may be made of other variables, so it is walked when these are known.
        rest = MappingNode("", [each for each in node.value if default is None or each[0] is not default[0]])
        rest.start_mark, rest.end_mark = node.start_mark, node.end_mark
        type = pairs["type"][1].value if "type" in pairs else None
        known = type if isinstance(type, str) and type in DECLARATIONS else None
        walk = Walk()
        spot = walk.spot(rest, DECLARATIONS[known] if known else UNTYPED, f"variables.{name}")
        unknown_type = not known
        # Without its type nothing can be said about the other keys.
        self._found.extend(each for each in walk.found if not unknown_type or "isn't a key" not in each.summary)
        if spot is None or known is None or spot.keys.broken:
            self.broken.add(name)
            return
        if not self._is_consistent(name, spot.keys, has_default=default is not None):
            self.broken.add(name)
            return
        allowed = tuple(spot.keys.members("oneOf"))
        value = None if default is None else default[1]
        described = pairs["description"][1] if "description" in pairs else None
        self.declared[name] = Declared(name, known, at, value, allowed, self._is_of_tenant, described)

    def _is_consistent(self, name: str, keys: Keys, *, has_default: bool) -> bool:
        """Either a default, or a value that is required; without both it is required too."""
        required = keys.get("required")
        if required is None or required.flag is not has_default:
            return True
        summary, hint = f"`variables.{name}` is not required and has no default", "add `default:`"
        if has_default:
            summary, hint = f"`variables.{name}` is required and has a default, which nobody would ever see", ""
        self._found.append(fault(summary, required.source, hint or "keep one of them"))
        return False

    def _check_given(self) -> None:
        for name, given in self.given.items():
            if name not in self.declared and name not in self.broken:
                otherwise = f"declare it: `{name}: {{type: string, default: ...}}`"
                hint = did_you_mean(name, self.declared, otherwise)
                self._found.append(fault(f"no variable `{name}` is declared", given.place, hint))
