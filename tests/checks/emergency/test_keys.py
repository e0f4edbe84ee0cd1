"""EMG503: what profiles and strengths still accept of the passkeys that emergency accounts hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.checks.review import Review
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.facts import Fact, MethodState
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.state import LiveObject
from tests.checks.emergency.cases import KEY, OTHER_KEY, watched
from tests.checks.reviews import SAFE, created, deleted, found, live, policy, profile, row, settings, strength, updated

OPEN = profile("pr-1")
TARGETED = (OPEN, row(SAFE, "pr-1"))
TOUCH = updated(policy("p-9"), session__persistentBrowser="never")
UNREAD = {Fact.KEYS: "403 Forbidden"}


def _only_models(*models: str) -> dict[str, object]:
    return {"keyRestrictions__behavior": "allow", "keyRestrictions__authenticators": frozenset(models)}


def _weights(judged: Review) -> list[tuple[Weight, bool, bool]]:
    return [(each.weight, each.can_override, each.is_unknown) for each in found(judged, "EMG503")]


def _summaries(findings: list[Finding]) -> list[str]:
    return [each.diagnostic.summary for each in findings]


def test_keys_that_stay_accepted_say_nothing() -> None:
    assert found(watched(TOUCH, unlisted=TARGETED), "EMG503") == []


def test_where_nobody_asked_nothing_is_said() -> None:
    assert found(watched(TOUCH, wanted=frozenset(), keys={}), "EMG503") == []


@pytest.mark.parametrize(
    ("change", "rest"),
    [
        pytest.param(updated(OPEN, **_only_models(str(OTHER_KEY.aaguid))), [row(SAFE, "pr-1")], id="its model goes"),
        pytest.param(updated(OPEN, passkeyTypes=frozenset({"synced"})), [row(SAFE, "pr-1")], id="its type goes"),
        pytest.param(deleted(row(SAFE, "pr-1")), [OPEN], id="the row of its group goes"),
        pytest.param(created(live(Kind.EXCLUDE, SAFE)), [*TARGETED], id="its group is excluded"),
        pytest.param(updated(settings(), state="disabled"), [*TARGETED], id="the method is switched off"),
    ],
)
def test_a_plan_that_takes_the_only_accepted_key_is_refused(change: ResourceChange, rest: list[LiveObject]) -> None:
    judged = watched(change, unlisted=tuple(rest), keys={"u-1": (KEY,), "u-2": (KEY,)})
    assert _weights(judged) == [(Weight.BLOCKS, False, False)] * 2
    assert _summaries(found(judged, "EMG503"))[0] == (
        "the emergency account `bg1@contoso.example` has no passkey that is accepted"
    )


def test_the_hint_names_the_profile_that_drops_the_key_and_the_model_to_keep() -> None:
    narrowed = updated(OPEN, **_only_models(str(OTHER_KEY.aaguid)))
    first = found(watched(narrowed, unlisted=(row(SAFE, "pr-1"),)), "EMG503")[0]
    assert first.diagnostic.hint.startswith("let the profile `Profile pr-1`, which reaches it, go on taking `")
    moved = found(watched(narrowed, deleted(row(SAFE, "pr-1"))), "EMG503")[0]
    assert moved.diagnostic.hint.startswith("target its group with a profile that accepts its key")


def test_another_key_that_is_accepted_is_enough() -> None:
    judged = watched(updated(OPEN, **_only_models(str(OTHER_KEY.aaguid))), unlisted=(row(SAFE, "pr-1"),))
    assert [each.value for each in found(judged, "EMG503")] == ["bg1@contoso.example"]


def test_a_row_for_everybody_reaches_them_too() -> None:
    judged = watched(deleted(row(SAFE, "pr-1")), unlisted=(OPEN, row("all_users", "pr-1")))
    assert found(judged, "EMG503") == []


def test_a_strength_that_takes_other_models_only_is_named() -> None:
    asks = policy(
        "p-1", users__exclude__groups=frozenset(), grant__authenticationStrength="s-1", grant__controls=frozenset()
    )
    tier = strength("s-1", fido2__allowedAAGUIDs=frozenset({str(OTHER_KEY.aaguid)}))
    judged = watched(created(replace(asks, id="p-1")), unlisted=(*TARGETED, tier))
    first = found(judged, "EMG503")[0]
    assert (first.weight, first.value) == (Weight.BLOCKS, "bg1@contoso.example")
    assert first.diagnostic.detail[-1] == "`Policy p-1` reaches it and takes none of them"
    assert len(found(judged, "EMG503")) == 1


def test_a_policy_that_leaves_them_out_asks_nothing_of_them() -> None:
    asks = policy("p-1", grant__authenticationStrength="s-1", grant__controls=frozenset())
    tier = strength("s-1", allowedCombinations=frozenset({"windowsHelloForBusiness"}))
    assert found(watched(created(asks), unlisted=(*TARGETED, tier)), "EMG503") == []


def test_what_was_so_before_blocks_nothing() -> None:
    without = {"u-1": (), "u-2": ()}
    assert _weights(watched(TOUCH, unlisted=TARGETED, keys=without)) == [(Weight.STANDING, False, False)] * 2
    untargeted = watched(TOUCH, unlisted=(OPEN, row("g-else", "pr-1")))
    assert _weights(untargeted) == [(Weight.STANDING, False, False)] * 2


def test_switching_passkeys_on_without_a_row_for_them_is_refused() -> None:
    on = updated(settings("disabled"), state="enabled")
    judged = watched(on, unlisted=(OPEN, row("g-else", "pr-1")))
    assert _weights(judged) == [(Weight.BLOCKS, False, False)] * 2
    not_insisting = watched(on, unlisted=(OPEN, row("g-else", "pr-1")), method=None, methods={})
    assert _weights(not_insisting) == [(Weight.STANDING, False, False)] * 2
    assert found(watched(on, unlisted=TARGETED), "EMG503") == []


def test_unread_keys_stop_a_plan_that_narrows_and_no_other() -> None:
    narrowing = updated(OPEN, **_only_models(str(KEY.aaguid)))
    judged = watched(narrowing, unlisted=(row(SAFE, "pr-1"),), keys={}, unread=UNREAD)
    assert _weights(judged) == [(Weight.BLOCKS, True, True)] * 2
    assert "403 Forbidden" in found(judged, "EMG503")[0].affected
    other = watched(TOUCH, unlisted=TARGETED, keys={}, unread=UNREAD)
    assert _weights(other) == [(Weight.UNCHECKED, False, True)] * 2


def test_a_certificate_may_stand_in_where_files_do_not_insist_on_a_passkey() -> None:
    certificates = {"x509certificate": MethodState("enabled", frozenset({SAFE}))}
    change = deleted(row(SAFE, "pr-1"))
    for methods, expected in (
        (certificates, (Weight.BLOCKS, True, True)),
        ({}, (Weight.BLOCKS, False, False)),
        ({"x509certificate": MethodState("enabled", frozenset({"g-else"}))}, (Weight.BLOCKS, False, False)),
        ({"x509certificate": MethodState("disabled", frozenset({SAFE}))}, (Weight.BLOCKS, False, False)),
    ):
        assert _weights(watched(change, unlisted=(OPEN,), methods=methods, method=None)) == [expected] * 2
    insisting = watched(change, unlisted=(OPEN,), methods=certificates)
    assert _weights(insisting) == [(Weight.BLOCKS, False, False)] * 2


def test_where_certificates_are_required_only_the_method_can_be_judged() -> None:
    on = {"x509certificate": MethodState("enabled", frozenset({"all_users"}))}
    assert _weights(watched(TOUCH, method="x509Certificate", methods=on)) == [(Weight.UNCHECKED, False, True)] * 2
    assert _weights(watched(TOUCH, method="x509Certificate", methods={})) == [(Weight.STANDING, False, False)] * 2
    unread = watched(TOUCH, method="x509Certificate", methods=None)
    assert _weights(unread) == [(Weight.UNCHECKED, False, True)] * 2


def test_while_passkeys_are_off_there_is_nothing_to_take() -> None:
    narrowing = updated(OPEN, **_only_models(str(KEY.aaguid)))
    on = updated(settings("disabled"), state="enabled")
    judged = watched(narrowing, on, unlisted=(row(SAFE, "pr-1"),), keys={}, unread=UNREAD)
    assert _weights(judged) == [(Weight.UNCHECKED, False, True)] * 2


def test_where_nothing_reaches_them_it_does_not_matter_what_they_hold() -> None:
    judged = watched(deleted(row(SAFE, "pr-1")), unlisted=(OPEN,), keys={}, unread=UNREAD)
    assert _weights(judged) == [(Weight.BLOCKS, False, False)] * 2
    assert found(judged, "EMG503")[0].diagnostic.detail == ("no profile reaches it",)


def test_where_passkeys_stay_off_the_accounts_sign_in_with_something_else() -> None:
    judged = watched(TOUCH, unlisted=TARGETED, state="disabled", method=None, methods={})
    assert _weights(judged) == [(Weight.UNCHECKED, False, True)]
    insisting = watched(TOUCH, unlisted=TARGETED, state="disabled")
    assert _weights(insisting) == [(Weight.STANDING, False, False)] * 2
