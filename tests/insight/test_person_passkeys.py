"""One person and the passkey policy: what reaches them, what they may set up, which keys sign in, and why."""

from __future__ import annotations

import pytest

from passkeyctl.insight.passkeys.models import Extent, Models, together
from passkeyctl.insight.person.evidence import Chain, Link, LinkKind, Statement, setting
from passkeyctl.insight.person.passkeys import PasskeysOfPerson, Registrable, passkeys_of, worlds
from passkeyctl.insight.tenant_state import TenantState, before
from passkeyctl.model.address import Kind
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import KeyModel, People
from passkeyctl.model.state import LiveObject, PriorState
from tests.people import people
from tests.states import id_of, live, prior

KEYS, PILOT, OTHERS, BARRED = id_of(1), id_of(2), id_of(3), id_of(4)
YUBIKEY, OTHER = "2fc0579f-8113-47ea-b116-bb5a8db9202a", "a25342c0-3cdc-4414-8e46-f4807fca511c"
BOUND = KeyModel(YUBIKEY, "deviceBound", True)
SYNCED = KeyModel(OTHER, "synced", False)
ONLY_KEYS = live(
    Kind.PROFILE,
    KEYS,
    "Keys",
    passkeyTypes=frozenset({"deviceBound"}),
    enforceAttestation=True,
    keyRestrictions__behavior="allow",
    keyRestrictions__authenticators=frozenset({YUBIKEY}),
)


def row(group: str, *profiles: str) -> LiveObject:
    return live(Kind.TARGET, group, profiles=frozenset(profiles))


def exclude(group: str) -> LiveObject:
    return live(Kind.EXCLUDE, group)


def tenant(*objects: LiveObject) -> TenantState:
    return before(prior(ONLY_KEYS, *objects))


def judged(state: TenantState, who: People) -> PasskeysOfPerson:
    return passkeys_of(state, who, 0, worlds(state, who, 0))


def group(id: str, *, is_direct: bool = True) -> Link:
    return Link(LinkKind.GROUP, id, True, is_direct)


def through(id: str, *links: Link, is_direct: bool = True) -> Chain:
    return (group(id, is_direct=is_direct), Link(LinkKind.TARGET, id), Link(LinkKind.PROFILE, KEYS), *links)


TYPES = setting("passkeyTypes", frozenset({"deviceBound"}))
LIST = setting("keyRestrictions.authenticators", frozenset({YUBIKEY}))


def test_a_key_signs_in_through_group_row_profile_and_its_settings() -> None:
    found = judged(tenant(row(PILOT, KEYS)), people(1, groups={PILOT: [0]}, keys={BOUND: [0]}))
    assert found.keys[0].signs_in == Statement(True, (through(PILOT, TYPES, LIST),))
    assert found.excluded == Statement(False)
    assert [(each.id, each.name, each.reaches) for each in found.profiles] == [
        (KEYS, "Keys", Statement(True, (through(PILOT),)))
    ]


def test_a_key_that_no_profile_takes_names_the_settings_that_refuse_it() -> None:
    found = judged(tenant(row(PILOT, KEYS)), people(1, groups={PILOT: [0]}, keys={SYNCED: [0]}))
    refusing = (
        setting("passkeyTypes", frozenset({"deviceBound"}), holds=False),
        setting("keyRestrictions.authenticators", frozenset({YUBIKEY}), holds=False),
    )
    assert found.keys[0].signs_in == Statement(False, (through(PILOT, *refusing),))


def test_an_exclude_beats_every_row() -> None:
    state = tenant(row(PILOT, KEYS), exclude(BARRED))
    found = judged(state, people(1, groups={PILOT: [0], BARRED: [0]}, keys={BOUND: [0]}))
    barred = (group(BARRED), Link(LinkKind.EXCLUDE, BARRED))
    assert found.excluded == Statement(True, (barred,))
    assert found.keys[0].signs_in.holds is False
    assert found.keys[0].signs_in.chains[0] == barred
    assert found.registers[Registrable.DEVICE_BOUND].holds is False
    assert found.profiles[0].reaches.holds is False


def test_the_union_of_profiles_decides_and_the_one_that_does_is_named() -> None:
    anything = live(Kind.PROFILE, OTHERS, "Anything", passkeyTypes=frozenset({"deviceBound", "synced"}))
    state = tenant(anything, row(PILOT, KEYS), row(EVERYONE, OTHERS))
    found = judged(state, people(1, groups={PILOT: [0]}, keys={SYNCED: [0]}))
    deciding = {chain[2].id for chain in found.keys[0].signs_in.chains}
    assert (found.keys[0].signs_in.holds, deciding) == (True, {OTHERS})
    assert {each: statement.holds for each, statement in found.registers.items()} == dict.fromkeys(Registrable, True)
    assert found.registers[Registrable.UNATTESTED].chains == (
        (
            Link(LinkKind.EVERYONE, EVERYONE),
            Link(LinkKind.TARGET, EVERYONE),
            Link(LinkKind.PROFILE, OTHERS),
            setting("passkeyTypes", frozenset({"deviceBound", "synced"})),
            setting("keyRestrictions.behavior", "none"),
            setting("enforceAttestation", False),
        ),
    )
    assert found.models == {"deviceBound": Models(Extent.ANY), "synced": Models(Extent.ANY)}


def test_attestation_stands_in_the_way_of_what_proves_nothing() -> None:
    found = judged(tenant(row(PILOT, KEYS)), people(1, groups={PILOT: [0]}))
    assert {each: statement.holds for each, statement in found.registers.items()} == {
        Registrable.DEVICE_BOUND: True,
        Registrable.SYNCED: False,
        Registrable.UNATTESTED: False,
    }
    assert found.registers[Registrable.UNATTESTED].chains == (
        through(PILOT, setting("enforceAttestation", True, holds=False)),
    )
    assert found.models == {
        "deviceBound": Models(Extent.ONLY, frozenset({YUBIKEY})),
        "synced": Models(Extent.NONE),
    }


def test_what_hangs_on_nested_membership_is_said() -> None:
    who = people(1, groups={PILOT: [0]}, direct={PILOT: []}, keys={BOUND: [0]})
    found = judged(tenant(row(PILOT, KEYS)), who)
    assert found.keys[0].signs_in.holds is None
    assert found.keys[0].signs_in.hangs_on_nesting
    assert through(PILOT, TYPES, LIST, is_direct=False) in found.keys[0].signs_in.chains
    assert found.profiles[0].reaches.hangs_on_nesting


def test_a_group_that_nobody_read_leaves_it_open() -> None:
    found = judged(tenant(row(PILOT, KEYS)), people(1, keys={BOUND: [0]}))
    assert found.keys[0].signs_in.holds is None
    assert not found.keys[0].signs_in.hangs_on_nesting
    assert found.keys[0].signs_in.chains[0][0] == Link(LinkKind.GROUP, PILOT, None, None)
    assert found.models["deviceBound"] == Models(Extent.UNKNOWN)


def test_without_a_row_nothing_leads_there() -> None:
    found = judged(tenant(), people(1, keys={BOUND: [0]}, keys_unread=[0]))
    nothing = ((Link(LinkKind.NOTHING, "passkeys.targets", False),),)
    assert found.keys[0].signs_in == Statement(False, nothing)
    assert found.registers[Registrable.SYNCED] == Statement(False, nothing)
    assert (found.profiles, found.has_unread_keys) == ((), True)


def test_a_method_that_is_off_reaches_nobody() -> None:
    off = live(Kind.PASSKEYS, "Fido2", "passkeys", state="disabled")
    state = PriorState((off, ONLY_KEYS, row(PILOT, KEYS)), True, {})
    found = judged(before(state), people(1, groups={PILOT: [0]}, keys={BOUND: [0]}))
    assert found.keys[0].signs_in.holds is False
    assert (setting("state", "disabled", holds=False),) in found.keys[0].signs_in.chains


def test_without_self_service_a_key_works_and_none_is_set_up() -> None:
    settings = live(Kind.PASSKEYS, "Fido2", "passkeys", state="enabled", allowSelfServiceSetup=False)
    state = PriorState((settings, ONLY_KEYS, row(PILOT, KEYS)), True, {})
    found = judged(before(state), people(1, groups={PILOT: [0]}, keys={BOUND: [0]}))
    assert found.keys[0].signs_in.holds is True
    assert found.registers[Registrable.DEVICE_BOUND].holds is False
    assert (setting("allowSelfServiceSetup", False, holds=False),) in found.registers[Registrable.DEVICE_BOUND].chains


def test_a_guest_sets_up_nothing_here() -> None:
    found = judged(tenant(row(PILOT, KEYS)), people(1, groups={PILOT: [0]}, guests=[0]))
    assert found.registers[Registrable.DEVICE_BOUND].holds is False
    assert (Link(LinkKind.NOT_A_GUEST, "", False),) in found.registers[Registrable.DEVICE_BOUND].chains


def test_a_policy_that_was_not_read_leaves_everything_open() -> None:
    found = judged(TenantState((), unread_kinds=frozenset(Kind)), people(1, keys={BOUND: [0]}))
    unread = (Link(LinkKind.UNREAD, "passkeys", None),)
    assert (found.excluded.holds, found.keys[0].signs_in.holds) == (None, None)
    assert unread in found.excluded.chains
    assert found.registers[Registrable.SYNCED].holds is None


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], Models(Extent.NONE)),
        ([Models(Extent.NONE)], Models(Extent.NONE)),
        ([Models(Extent.ANY), Models(Extent.UNKNOWN)], Models(Extent.ANY)),
        ([Models(Extent.UNKNOWN), Models(Extent.ONLY, frozenset("a"))], Models(Extent.UNKNOWN)),
        (
            [Models(Extent.ONLY, frozenset("a")), Models(Extent.ONLY, frozenset("b"))],
            Models(Extent.ONLY, frozenset("ab")),
        ),
        (
            [Models(Extent.ALL_BUT, frozenset("ab")), Models(Extent.ALL_BUT, frozenset("bc"))],
            Models(Extent.ALL_BUT, frozenset("b")),
        ),
        ([Models(Extent.ALL_BUT, frozenset("ab")), Models(Extent.ONLY, frozenset("ab"))], Models(Extent.ANY)),
    ],
)
def test_allowing_wins_over_blocking(parts: list[Models], expected: Models) -> None:
    assert together(parts) == expected
