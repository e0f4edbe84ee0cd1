"""Plans beside emergency accounts whose passkeys, sign-ins and group were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from passkeyctl.checks.review import Review
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.facts import Fact, GroupTraits, MethodState, TenantFacts
from passkeyctl.model.people import KeyModel
from passkeyctl.model.state import LiveObject
from tests.checks.reviews import review
from tests.states import TODAY

KEY = KeyModel("a25342c0-3cdc-4414-8e46-f4807fca511c", "deviceBound", True)
OTHER_KEY = KeyModel("eabb46cc-e241-80bf-ae9e-96fa6d2975cf", "deviceBound", True)
BOTH = {"u-1": (KEY,), "u-2": (KEY, OTHER_KEY)}
CLOSED = GroupTraits(is_role_assignable=True, is_dynamic=False, is_synced=False, members=2)
ALL = frozenset({Fact.KEYS, Fact.SIGN_INS, Fact.GROUP_TRAITS})


def watched(
    *changes: ResourceChange,
    keys: Mapping[str, tuple[KeyModel, ...]] = BOTH,
    wanted: frozenset[Fact] = ALL,
    unread: Mapping[Fact, str] | None = None,
    methods: Mapping[str, MethodState] | None = None,
    sign_ins: Mapping[str, datetime | None] | None = None,
    traits: GroupTraits | None = CLOSED,
    method: str | None = "fido2",
    within: int | None = 90,
    unlisted: tuple[LiveObject, ...] = (),
    state: str = "enabled",
) -> Review:
    """As `review`, with facts."""
    made = review(*changes, unlisted=unlisted, state=state)
    described = made.configuration.emergency
    assert described is not None
    facts = TenantFacts(
        methods=methods,
        passkeys=keys,
        last_sign_ins=sign_ins or {},
        groups={"g-emergency": traits} if traits is not None else {},
        unread=unread or {},
        wanted=wanted,
    )
    required = replace(described, registered_method=method, last_tested_within=within)
    return replace(made, configuration=replace(made.configuration, emergency=required), facts=facts, as_of=TODAY)
