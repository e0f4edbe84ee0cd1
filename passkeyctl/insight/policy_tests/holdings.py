"""What a person holds for nothing, in words: a key that no profile accepts explains more than a policy does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from passkeyctl.authenticators.catalogue import Catalogue, name_of, newest
from passkeyctl.insight.passkeys.access import Nesting, access
from passkeyctl.insight.policies.temporary_access import valid_passes
from passkeyctl.insight.policy_tests.tested import Variant
from passkeyctl.insight.tenant_state import TenantState

_KEYS = {False: "doesn't sign in: no profile that reaches them takes it", None: "may not sign in: that isn't known"}
_PASSES = {
    False: "their Temporary Access Pass is good for nothing: passes don't reach them",
    None: "whether a Temporary Access Pass may be given to them isn't known",
}


def idle_words(state: TenantState, variant: Variant) -> tuple[str, ...]:
    """Of described people what they hold for nothing; of real ones what could not be read."""
    people = variant.people
    if not people.is_described:
        return tuple(f"of them is not known: {each.why}" for each in people.gaps)
    return (*_idle_keys(state, variant), *_idle_pass(state, variant))


def _idle_keys(state: TenantState, variant: Variant) -> Iterator[str]:
    people = variant.people
    if not people.keys:
        return
    accepted = access(state, people, Nesting.COUNTS).accepted
    for key in people.keys:
        answer = accepted[key].of(variant.ordinal)
        if answer is not True:
            yield f"their passkey `{model_name(key.aaguid or '')}` {_KEYS[answer]}"


def _idle_pass(state: TenantState, variant: Variant) -> Iterator[str]:
    if variant.people.passes:
        answer = valid_passes(state, variant.people).of(variant.ordinal)
        if answer is not True:
            yield _PASSES[answer]


def model_name(aaguid: str) -> str:
    return name_of(aaguid, _catalogue()) or aaguid


@cache
def _catalogue() -> Catalogue:
    """Read once for all tests; names are for showing only."""
    return newest()
