"""Every key, word and cleared key of the language stands in the files of at least one scenario."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from passkeyctl.config.schema import DOCUMENT
from passkeyctl.config.shape import Choice, Flag, Key, ListOf, MapOf, OneOf, Record, Shape
from tests.scenario import ROOT

NULL = "null"
UNUSED_WORDS = {
    "kind: PolicyTest": "a document of another form, and no configuration: tests/config/test_policy_tests.py",
    "tenant.cloud: usgov": "the sandbox stands for one cloud; a file for another is refused before it is read",
    "tenant.cloud: dod": "as above",
    "tenant.cloud: china": "as above",
    "conditionalAccess.*.grant.controls: approvedApplication": "retired: Graph takes it no more",
    "conditionalAccess.*.conditions.authenticationFlows: none": "no flow at all: null says so",
    "conditionalAccess.*.conditions.locations.exclude: all": "a policy that leaves out every place applies nowhere",
    "conditionalAccess.*.conditions.platforms.exclude: all": "a policy that leaves out every platform applies nowhere",
    "passkeys.targets.everyone: false": "refused: it says nothing",
    "passkeys.optIn: false": "as above",
    "emergencyAccess.require.excludedFromEveryPolicy: false": "refused: EMG502 is never waived",
    "manage.temporaryAccessPass: false": "refused: it says nothing",
    **{
        f"{section}.{word}": "as above"
        for section in ("passkeys.assert", "assert.effective")
        for word in ("for.everyone: false", "effective.synced: true", "effective.unattested: true")
    },
    "passkeys.assert.for.everyone: true": "the same list as `assert.effective`, which has it",
    "assert.effective.effective.unattested: false": "the same list as `passkeys.assert`, which has it",
    "manage.registrationCampaign: false": "as above",
    "rollout.stages.gate.emergencyAccessTested: false": "as above",
    "rollout.stages.gate.lastAdminGuard: false": "as above",
}
"""Words that no scenario writes, each with its reason."""

UNUSED_KEYS = {
    "extends": "the layers of a tenant's files are put together before anything else: tests/config/test_composition.py",
    "overlay": "as above",
    "variables": "as above",
    "version": "as above",
    **{
        f"assert.effective.{key}": "the same list as `passkeys.assert`, which has it"
        for key in ("for.groups", "for.roles", "for.users", "effective.unattested", "effective.authenticators", "note")
    },
    "passkeys.assert.for.everyone": "the same list as `assert.effective`, which has it",
}
"""Keys that no scenario writes, each with its reason."""


def keys_of(shape: Shape, path: str = "") -> Iterator[tuple[str, Key]]:
    """Every key under the shape, by its dotted path; `*` is a local id, and lists leave no trace in a path."""
    match shape:
        case Record():
            for key in shape.keys:
                below = f"{path}.{key.name}" if path else key.name
                yield below, key
                yield from keys_of(key.shape, below)
        case MapOf():
            yield from keys_of(shape.member, f"{path}.*")
        case ListOf():
            yield from keys_of(shape.member, path)
        case OneOf():
            for each in (shape.sequence, shape.mapping):
                if each is not None:
                    yield from keys_of(each, path)
        case _:
            return


def words_of(shape: Shape) -> Iterator[str]:
    """The fixed words that a value of the shape may be; of a flag both values."""
    match shape:
        case Choice():
            yield from shape.words
        case Flag():
            yield from ("true", "false")
        case ListOf():
            yield from words_of(shape.member)
        case OneOf():
            for each in (shape.scalar, shape.sequence):
                if each is not None:
                    yield from words_of(each)
        case _:
            return


def written() -> frozenset[str]:
    """`path` of every key in the scenarios, and `path: value` of every plain value."""
    found: set[str] = set()
    for file in sorted(ROOT.rglob("*.yaml")):
        for document in yaml.compose_all(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader):
            found.update(_in_node(document, DOCUMENT, ""))
    return frozenset(found)


def _in_node(node: yaml.Node, shape: Shape, path: str) -> Iterator[str]:
    match node:
        case yaml.MappingNode():
            for key, value in node.value:
                below = _below(shape, path, key.value)
                yield below
                yield from _in_node(value, _shape_of(shape, key.value), below)
        case yaml.SequenceNode():
            member = _member_of(shape)
            yield from (found for each in node.value for found in _in_node(each, member, path))
        case yaml.ScalarNode():
            yield f"{path}: {NULL if node.tag.endswith(':null') else node.value}"


def _below(shape: Shape, path: str, key: str) -> str:
    name = "*" if isinstance(shape, MapOf) else key
    return f"{path}.{name}" if path else name


def _shape_of(shape: Shape, key: str) -> Shape:
    match shape:
        case MapOf():
            return shape.member
        case OneOf(mapping=Record() as record) | (Record() as record) if key in record.by_name:
            return record.by_name[key].shape
        case _:
            return shape


def _member_of(shape: Shape) -> Shape:
    match shape:
        case ListOf():
            return shape.member
        case OneOf(sequence=ListOf() as sequence):
            return sequence.member
        case _:
            return shape


KEYS = tuple(keys_of(DOCUMENT))
WRITTEN = written()


def test_every_key() -> None:
    missing = sorted({path for path, _ in KEYS} - WRITTEN - set(UNUSED_KEYS))
    assert not missing, "no scenario writes\n" + "\n".join(missing)


def test_every_word() -> None:
    known = {f"{path}: {word}" for path, key in KEYS for word in words_of(key.shape)}
    assert set(UNUSED_WORDS) <= known
    missing = sorted(known - WRITTEN - set(UNUSED_WORDS))
    assert not missing, "no scenario writes\n" + "\n".join(missing)
    assert not set(UNUSED_WORDS) & WRITTEN


def test_every_key_that_can_be_cleared() -> None:
    missing = sorted({f"{path}: {NULL}" for path, key in KEYS if key.is_nullable} - WRITTEN)
    assert not missing, "no scenario clears\n" + "\n".join(missing)


def test_the_table_knows_the_depth_of_the_language() -> None:
    paths = {path for path, _ in KEYS}
    assert len(paths) > 100
    assert "conditionalAccess.*.users.include.guests.tenants" in paths
    assert "passkeys.targets.profiles" in paths
    assert "authenticators.*.aaguid" in paths
