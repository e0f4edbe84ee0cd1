"""What this version does not know outlives a write of what stands beside it, whether Graph merges or replaces."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import canonical
from passkeyctl.model.values import FilterRule, SignInFrequency, Value
from passkeyctl.wire import methods, passkeys, policies
from passkeyctl.wire.unmanaged import unknown_members
from tests.corpus.passkey_shapes import campaign, fido2, temporary_access_pass
from tests.corpus.shapes import Maker
from tests.wire.service import merged, replaced

GROUP = "abcdef12-aaaa-4bbb-8ccc-abcdef123456"
MORE: dict[str, Value] = {
    "state": "disabled",
    "users.exclude.groups": frozenset({GROUP}),
    "users.include.roles": frozenset({GROUP}),
    "target.resources.exclude": frozenset({GROUP}),
    "conditions.platforms.exclude": frozenset({"linux"}),
    "conditions.deviceFilter": FilterRule("include", "another rule"),
    "conditions.signInRisk": frozenset({"high"}),
    "grant.termsOfUse": frozenset({GROUP}),
    "session.signInFrequency": SignInFrequency(3, "days"),
    "session.tokenProtection": True,
}


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
@pytest.mark.parametrize("server", [merged, replaced])
def test_of_a_policy(server: Callable[[JsonObject, JsonObject], JsonObject], seed: int) -> None:
    maker = Maker(Random(seed), future=12)
    for _ in range(5):
        live = policies.read(server(maker.whole("conditionalAccessPolicy"), {}))
        path = maker.random.choice(sorted(MORE))
        planned = canonical(Kind.POLICY, {**live.fields, path: MORE[path]})
        after = policies.read(server(live.original, policies.patch_json(live.fields, planned, live.original)))
        assert after.fields == planned
        assert unknown_members(after) == unknown_members(live)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_of_passkeys(seed: int) -> None:
    maker = Maker(Random(seed))
    document = with_members_of_tomorrow(fido2(maker))
    assert isinstance(document, dict)
    for live in passkeys.read(document):
        sent: JsonValue = None
        if live.kind is Kind.PROFILE and passkeys.has_profiles(document):
            fields: Fields = {**live.fields, "enforceAttestation": not live.fields["enforceAttestation"]}
            sent = passkeys.profile_json(fields, live.id, live.original)
        elif live.kind is Kind.TARGET:
            sent = passkeys.target_json(live.id, frozenset({GROUP}), live.original)
        elif live.kind is Kind.EXCLUDE:
            sent = passkeys.exclude_json(live.id, live.original)
        if sent is not None:
            assert isinstance(sent, dict)
            assert tomorrow_in(sent) == tomorrow_in(live.original) > 0


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_of_the_other_methods(seed: int) -> None:
    maker = Maker(Random(seed))
    raw = with_members_of_tomorrow(temporary_access_pass(maker))
    assert isinstance(raw, dict)
    live = methods.read_temporary_access_pass(raw)
    planned: Fields = {**live.fields, "targets": live.fields["targets"] | {GROUP}}  # type: ignore[operator,arg-type]
    sent = methods.temporary_access_pass_json(live.fields, planned, live.original)
    assert tomorrow_in(sent["includeTargets"]) == tomorrow_in(raw["includeTargets"])
    asked = with_members_of_tomorrow(campaign(maker))
    assert isinstance(asked, dict)
    before = methods.read_campaign(asked, None)
    grown: Fields = {**before.fields, "exclude": before.fields["exclude"] | {GROUP}}  # type: ignore[operator,arg-type]
    assert tomorrow_in(methods.campaign_json(before.fields, grown, before.original)) == tomorrow_in(asked) - 1


def with_members_of_tomorrow(value: JsonValue) -> JsonValue:
    """One more member in every object."""
    if isinstance(value, list):
        return [with_members_of_tomorrow(each) for each in value]
    if isinstance(value, dict):
        return {**{name: with_members_of_tomorrow(each) for name, each in value.items()}, "addedByGraphLater": "word"}
    return value


def tomorrow_in(value: JsonValue) -> int:
    if isinstance(value, list):
        return sum(map(tomorrow_in, value))
    if isinstance(value, dict):
        return ("addedByGraphLater" in value) + sum(map(tomorrow_in, value.values()))
    return 0
