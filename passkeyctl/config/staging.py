"""The stages of a roll-out laid over the documents, before variables are filled in and before the walk.

It works on nodes like an overlay does: a value that a stage sets keeps the place of the stage.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from passkeyctl.config.changing import Change, Changing
from passkeyctl.config.faults import CODE, did_you_mean, fault
from passkeyctl.config.pairs import Pair, Pairs
from passkeyctl.config.shape import LOCAL_ID
from passkeyctl.config.spots import place
from passkeyctl.diagnostics import Diagnostic, error

SECTION = "rollout"


class Asked(NamedTuple):
    """What is to be composed: every stage up to `stage` ("": what the files want), or exactly those of `names`."""

    stage: str = ""
    names: frozenset[str] | None = None


NOTHING_ASKED = Asked()


class Staged(NamedTuple):
    """The documents with the settings of some stages; `included` are their names, `wanted` the one asked for."""

    documents: tuple[MappingNode, ...]
    included: tuple[str, ...] = ()
    wanted: str = ""


class _Stage(NamedTuple):
    name: str
    sets: tuple[Pair, ...]
    adds: tuple[Pair, ...]

    @property
    def changes(self) -> Iterator[Change]:
        for key, value in self.sets:
            yield Change(key, value, self.name, is_added=False)
        for key, value in self.adds:
            yield Change(key, value, self.name, is_added=True)


NOTHING_STAGED = Staged(())


def stage_documents(
    documents: Sequence[MappingNode], asked: Asked, found: list[Diagnostic]
) -> tuple[Staged, tuple[Staged, ...]]:
    """The documents as they are asked for, and as they are at every other step of the ladder that differs from it."""
    staging = _Staging(documents, found)
    if asked.names is not None:
        return staging.of(asked.names, asked.stage), ()
    return staging.ladder(asked.stage)


class _Staging:
    """Reads the stages, whose form the walk checks, and lays them over the documents one by one."""

    def __init__(self, documents: Sequence[MappingNode], found: list[Diagnostic]) -> None:
        self._found = found
        self._pairs = Pairs(found)
        self._documents = tuple(documents)
        self._home = next((n for n, each in enumerate(documents) if _rollout(each) is not None), None)
        self._section = _rollout(documents[self._home]) if self._home is not None else None
        self._stages = tuple(self._read())

    def of(self, names: Collection[str], wanted: str) -> Staged:
        """With exactly these stages."""
        chosen = [each for each in self._stages if each.name in names]
        documents = self._documents
        for each in chosen:
            documents = self._with(documents, each)
        return Staged(documents, tuple(each.name for each in chosen), self._wanted(wanted))

    def ladder(self, asked: str) -> tuple[Staged, tuple[Staged, ...]]:
        """With all the stages up to the one that is wanted; and every other step, to be proved as well."""
        wanted = self._wanted(asked)
        steps = [Staged(self._documents, (), wanted)]
        for each in self._stages:
            below = steps[-1]
            steps.append(Staged(self._with(below.documents, each), (*below.included, each.name), wanted))
        names = [each.name for each in self._stages]
        at = names.index(wanted) + 1 if wanted in names else len(names)
        differing = [
            each
            for n, each in enumerate(steps)
            if each.documents is not steps[at].documents and (n == 0 or each.documents is not steps[n - 1].documents)
        ]
        return steps[at], tuple(differing)

    def _with(self, documents: tuple[MappingNode, ...], stage: _Stage) -> tuple[MappingNode, ...]:
        changing = Changing(self._found, self._pairs, self._home or 0)
        for each in stage.changes:
            documents = changing.changed(documents, each)
        return documents

    def _wanted(self, asked: str) -> str:
        """The stage's name: what is asked for, what the files say, or the first one. Says where there is none such."""
        names = [each.name for each in self._stages]
        if asked and asked not in names:
            self._found.append(self._unknown(asked, names))
            return ""
        written = self._written()
        if written is not None and written.value not in names and names:
            hint = did_you_mean(written.value, names)
            self._found.append(fault(f"there is no stage `{written.value}`", place(written.start_mark), hint))
            return asked
        return asked or (written.value if written is not None else "") or (names[0] if names else "")

    def _unknown(self, asked: str, names: list[str]) -> Diagnostic:
        if self._section is None:
            hint = "take `--stage` out, or describe the stages under `rollout`"
            return error(CODE, f"these files have no `rollout`, and so no stage `{asked}`", hint=hint)
        where = place(self._section[0].start_mark)
        return error(CODE, f"there is no stage `{asked}`", source=where, hint=did_you_mean(asked, names))

    def _written(self) -> ScalarNode | None:
        keys = self._keys(self._section[1]) if self._section is not None else {}
        value = keys["stage"][1] if "stage" in keys else None
        return value if isinstance(value, ScalarNode) and value.value else None

    def _read(self) -> Iterator[_Stage]:
        keys = self._keys(self._section[1]) if self._section is not None else {}
        stages = keys["stages"][1] if "stages" in keys else None
        for each in stages.value if isinstance(stages, SequenceNode) else ():
            stage = self._keys(each)
            name = stage["name"][1] if "name" in stage else None
            if isinstance(name, ScalarNode) and _is_name(name.value):
                yield _Stage(name.value, self._settings(stage, "sets"), self._settings(stage, "adds"))

    def _settings(self, stage: dict[str, Pair], name: str) -> tuple[Pair, ...]:
        return tuple(self._keys(stage[name][1]).values()) if name in stage else ()

    def _keys(self, node: Node) -> dict[str, Pair]:
        return self._pairs.of(node) if isinstance(node, MappingNode) and not node.tag else {}


def _rollout(document: MappingNode) -> Pair | None:
    """The section of a document; most have none, which has to be quick to see."""
    for key, value in document.value:
        if key.value == SECTION and isinstance(key, ScalarNode):
            return key, value
    return None


def _is_name(text: str) -> bool:
    import re

    return re.fullmatch(LOCAL_ID, text) is not None
