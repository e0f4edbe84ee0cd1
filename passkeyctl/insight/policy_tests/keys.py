"""Which passkeys one person may register, and which would sign in, with the settings that decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from passkeyctl.insight.passkeys.access import admits
from passkeyctl.insight.person.evidence import Chain, Link, LinkKind, member_link, setting
from passkeyctl.insight.person.passkeys import Registrable, World, passkeys_of, takes_model, takes_type, worlds
from passkeyctl.insight.policy_tests.persona import holding
from passkeyctl.insight.policy_tests.tested import Variant
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.people import KeyModel
from passkeyctl.model.policy_tests import WrittenAnswer


@dataclass(frozen=True, slots=True)
class KeyFound:
    """Of one model or sort; None: nobody can tell, and `because` says why, where the chains don't."""

    holds: bool | None
    chains: tuple[Chain, ...] = ()
    because: str = ""


def may_register(state: TenantState, variant: Variant, asked: WrittenAnswer) -> dict[str, KeyFound]:
    """By model, or by the sort that was asked about."""
    pair = worlds(state, variant.people, variant.ordinal)
    if asked.sort:
        found = passkeys_of(state, variant.people, variant.ordinal, pair).registers[Registrable(asked.sort)]
        return {asked.sort: KeyFound(found.holds, found.chains, _nesting(found.hangs_on_nesting))}
    by_model: dict[str, list[KeyFound]] = {}
    for key in asked.keys:
        by_model.setdefault(key.aaguid or "", []).append(_registers(pair, key))
    return {model: _of_types(found) for model, found in by_model.items()}


def signs_in_with(state: TenantState, variant: Variant, asked: WrittenAnswer) -> dict[str, KeyFound]:
    people = holding(variant.people, asked.keys)
    pair = worlds(state, people, variant.ordinal)
    statements = {each.model: each.signs_in for each in passkeys_of(state, people, variant.ordinal, pair).keys}
    by_model: dict[str, list[KeyFound]] = {}
    for key in asked.keys:
        found = statements[key]
        answer = KeyFound(found.holds, found.chains, _nesting(found.hangs_on_nesting))
        by_model.setdefault(key.aaguid or "", []).append(answer)
    return {model: _of_types(found) for model, found in by_model.items()}


def _nesting(hangs: bool) -> str:
    return "it hangs on whether members of groups inside a group count, which Microsoft does not say" if hangs else ""


def _of_types(found: list[KeyFound]) -> KeyFound:
    """A model that can hold either type may be of either."""
    answers = {each.holds for each in found}
    chains = tuple(dict.fromkeys(chain for each in found for chain in each.chains))
    because = next((each.because for each in found if each.because), "")
    if len(answers) == 1:
        return KeyFound(answers.pop(), chains, because)
    return KeyFound(None, chains, because or "it hangs on whether it is synced or device-bound")


def _registers(pair: tuple[World, World], key: KeyModel) -> KeyFound:
    answers = {world.access.registers(key).of(world.ordinal) for world in pair}
    holds = answers.pop() if len(answers) == 1 else None
    chains = tuple(dict.fromkeys(chain for world in pair for chain in _chains(world, key, holds)))
    if holds is not None or len({*answers, None}) > 1:
        return KeyFound(holds, chains, _nesting(holds is None))
    is_unattested = key.is_attested is None and key.passkey_type != "synced"
    attested = replace(key, is_attested=True)
    hangs = is_unattested and all(world.access.registers(attested).of(world.ordinal) for world in pair)
    return KeyFound(None, chains, "whether Entra can attest this model isn't known" if hangs else "")


def _chains(world: World, key: KeyModel, holds: bool | None) -> Iterator[Chain]:
    """Of a passkey that is taken the profiles that take it, else what refuses it in each."""
    if world.is_excluded is not False:
        for row in world.rows.excludes:
            yield (member_link(row.group, holds=row.is_member, is_direct=row.is_direct), _exclude(row.group))
    settings = world.state.fields(Kind.PASSKEYS)
    if settings is None:
        yield (Link(LinkKind.UNREAD, Kind.PASSKEYS.value, None),)
    elif holds is not True:
        for path, right in (("state", "enabled"), ("allowSelfServiceSetup", True)):
            if settings[path] != right:
                yield (setting(path, settings[path], holds=False),)
    if not world.rows.targets and settings is not None:
        yield (Link(LinkKind.NOTHING, Kind.TARGET.value, False),)
    for row in world.rows.targets:
        member = member_link(row.group, holds=row.is_member, is_direct=row.is_direct)
        for profile in row.profiles:
            held = world.state.by_id(Kind.PROFILE, profile)
            takes = admits(held.fields, key) if held is not None else None
            if holds is True and takes is not True:
                continue
            start = (member, Link(LinkKind.TARGET, row.group), Link(LinkKind.PROFILE, profile))
            yield (*start, *(_settings(held.fields, key, takes) if held is not None else ()))


def _exclude(group: str) -> Link:
    return Link(LinkKind.EXCLUDE, group)


def _settings(fields: Fields, key: KeyModel, takes: bool | None) -> Iterator[Link]:
    """The settings that take the passkey, or those that don't."""
    behavior = "keyRestrictions.behavior"
    restrictions = behavior if fields[behavior] == "none" else "keyRestrictions.authenticators"
    parts = (
        ("passkeyTypes", takes_type(fields, key)),
        (restrictions, takes_model(fields, key)),
        ("enforceAttestation", _takes_attestation(fields, key)),
    )
    for path, holds in parts:
        if takes or holds is not True:
            yield setting(path, fields[path], holds=holds)


def _takes_attestation(fields: Fields, key: KeyModel) -> bool | None:
    anything: Fields = {
        **fields,
        "keyRestrictions.behavior": "none",
        "passkeyTypes": frozenset({str(key.passkey_type)}),
    }
    return admits(anything, key)
