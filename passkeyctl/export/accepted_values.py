"""A tenant's value of one field as it can stand in a file: joining what stands there, whole, or with its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from passkeyctl.authenticators.catalogue import expand
from passkeyctl.authenticators.outcomes import Expansion
from passkeyctl.config.parse_values import GRAPH_WORDS
from passkeyctl.config.setting_edits import flow_text
from passkeyctl.config.setting_paths import YamlNode, members, word
from passkeyctl.drift.deviation import Deviation
from passkeyctl.export.entries import Writing
from passkeyctl.export.nodes import Listed, Mapped, Node, Pair, document
from passkeyctl.export.passkeys import passkeys, profile
from passkeyctl.export.policies import policy
from passkeyctl.export.sections import context, location, method, strength
from passkeyctl.export.wording import words
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.model.fields import Field, Shape
from passkeyctl.model.kinds import field_of
from passkeyctl.model.ranges import canonical_range
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject
from passkeyctl.model.strengths import combination

JOINED: Mapping[Kind, tuple[str, ...]] = {
    Kind.POLICY: ("users.include", "workloadIdentities", "target", "grant"),
    Kind.PROFILE: ("keyRestrictions",),
    Kind.TEMPORARY_ACCESS_PASS: ("targets", "exclude"),
    Kind.CAMPAIGN: ("include", "exclude"),
}
"""Keys that several fields share: one of these can't always be said without the others."""


class Said(NamedTuple):
    """Lines of a value for the key `at`, or None for no such key at all. `at` may be further up than the field."""

    at: str
    lines: tuple[str, ...] | None


def lines_of(node: Node) -> tuple[str, ...]:
    """A value in lines of its own."""
    first, *others = document([Pair("value", node)])
    return tuple(each[2:] for each in others) if others else (first.removeprefix("value:").strip(),)


@dataclass(frozen=True, slots=True)
class Values:
    """`local_ids` of the writing are those of the files."""

    configuration: Configuration
    writing: Writing

    def of(self, deviation: Deviation, old: YamlNode | None, text: str) -> Iterator[Said]:
        """What may be written, the least change first. `old` is what stands there now."""
        field = field_of(deviation.address.kind, deviation.path)
        listed = members(old)
        if listed is not None and isinstance(deviation.live, frozenset):
            joined = self._joined(field, deviation, listed, text)
            if joined is not None:
                yield Said(field.path, joined)
        whole = self._node(field, deviation)
        if whole is not None:
            yield Said(field.path, lines_of(whole))
        if deviation.live == field.default:
            yield Said(field.path, None)
        live = self.writing.state.by_id(deviation.address.kind, deviation.id)
        prefixes = [each for each in JOINED.get(deviation.address.kind, ()) if field.is_under(each)]
        if live is not None and prefixes:
            below = _below(self.entry(live, deviation.address.local).value, prefixes[0])
            yield Said(prefixes[0], lines_of(below) if below is not None else None)

    def entry(self, live: LiveObject, local: str) -> Pair:
        """As an export writes it."""
        match live.kind:
            case Kind.POLICY:
                return policy(local, live, self.writing)
            case Kind.STRENGTH:
                return strength(local, live, self.writing)
            case Kind.LOCATION:
                return location(local, live, self.writing)[0]
            case Kind.CONTEXT:
                return context(live, self.writing)
            case Kind.PROFILE:
                return profile(live, self.writing)
            case Kind.PASSKEYS:
                return passkeys(self.writing)
        return method(live, self.writing)

    def _node(self, field: Field, deviation: Deviation) -> Node | None:
        if field.shape is Shape.RANGES and isinstance(deviation.live, frozenset):
            return words(sorted(map(str, deviation.live)))
        return self.writing.wording.node(field, deviation.live)

    def _joined(self, field: Field, deviation: Deviation, old: Sequence[YamlNode], text: str) -> tuple[str, ...] | None:
        """The members that stay as they are spelled, and what joins them; what nobody understands here stays."""
        live = frozenset(map(str, deviation.live if isinstance(deviation.live, frozenset) else ()))
        wanted = frozenset(map(str, deviation.wanted if isinstance(deviation.wanted, frozenset) else ()))
        kept, covered, lost = [], set[str](), set[str]()
        for each in old:
            means = self._means(field, each, live | wanted)
            if means is not None and not means <= live:
                lost |= means & live
                continue
            covered |= means or frozenset()
            kept.append(f"- {flow_text(each, text)}")
        joining = ((live - wanted) | lost) - covered
        if not joining:
            return tuple(kept) if kept else None
        node = self._set(field, joining)
        if not isinstance(node, Listed):
            return None
        return (*kept, *_opened(node))

    def _set(self, field: Field, members: frozenset[str] | set[str]) -> Node | None:
        if field.shape is Shape.RANGES:
            return words(sorted(members))
        return self.writing.wording.node(field, frozenset(members))

    def _means(self, field: Field, node: YamlNode, among: frozenset[str]) -> frozenset[str] | None:
        """What a member of a list stands for; None where only reading the whole file tells."""
        written = word(node)
        if written is None or written.startswith(("${", "@")):
            return None
        match field.shape:
            case Shape.AAGUIDS:
                catalogue = self.writing.options.catalogue
                known = {each.name: each.aaguids for each in self.configuration.named_models}
                if written in known:
                    return frozenset(known[written])
                found = expand(written, catalogue, self.configuration.house_authenticators)
                return frozenset(found.aaguids) if isinstance(found, Expansion) else None
            case Shape.COMBINATIONS:
                return frozenset({combination(written)})
            case Shape.RANGES:
                spelled = canonical_range(written)
                return frozenset({str(spelled)}) if spelled is not None else None
            case Shape.REFERENCES:
                return self._meant(field, written, among)
        return frozenset({written})

    def _meant(self, field: Field, written: str, among: frozenset[str]) -> frozenset[str] | None:
        kind = field.refers_to or RefKind.GROUP
        text = GRAPH_WORDS.get(kind, {}).get(written, written)
        if text in field.words:
            return frozenset({text})
        alias = self.configuration.groups.get(written) if kind is RefKind.GROUP else None
        texts = {written, *(each for each in (alias.id, alias.name) if each)} if alias is not None else {written}
        folded = {each.casefold() for each in texts}
        found = frozenset(each for each in among if folded & self._spellings(kind, each))
        return found if len(found) == 1 else None

    def _spellings(self, kind: RefKind, id: str) -> set[str]:
        referring = self.writing.wording.referring
        own = {RefKind.STRENGTH: Kind.STRENGTH, RefKind.PROFILE: Kind.PROFILE, RefKind.LOCATION: Kind.LOCATION}
        local = referring.local_ids.get(own[kind], {}).get(id) if kind in own else None
        live = self.writing.state.by_id(own[kind], id) if kind in own else None
        name = live.name if live is not None else referring.names.directory.name_of(kind, id)
        return {each.casefold() for each in (id, name, local) if each}


def _opened(node: Listed) -> tuple[str, ...]:
    return lines_of(node._replace(is_open=True))


def _below(node: Node, path: str) -> Node | None:
    at: Node | None = node
    for key in path.split("."):
        pairs = at.pairs if isinstance(at, Mapped) else ()
        at = next((each.value for each in pairs if each.key == key), None)
    return at
