"""Policy tests against a state of the tenant: what each expects, what is found, and what decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from passkeyctl.insight.policy_tests.access import AccessFound, access_found, policies_that_may_apply
from passkeyctl.insight.policy_tests.demands import demand_words
from passkeyctl.insight.policy_tests.holdings import idle_words, model_name
from passkeyctl.insight.policy_tests.keys import KeyFound, may_register, signs_in_with
from passkeyctl.insight.policy_tests.tested import Judged, Options, Point, ResolvedTest, Variant
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.policy_tests import Access, WrittenAnswer

ANSWERS = {True: "yes", False: "no", None: "not known"}
NOTHING_ASKED = "nothing"


def judged(resolved: ResolvedTest, state: TenantState) -> Judged:
    """An answer that nobody can give is never the one that is expected, unless just that is."""
    tested = enforced(state, resolved.enforced)
    return Judged(resolved, (*_of_sign_in(resolved, tested), *_of_keys(resolved, tested)))


def enforced(state: TenantState, ids: frozenset[str] | None) -> TenantState:
    """With these report-only policies enabled; None: with all of them."""
    if ids is not None and not ids:
        return state
    return replace(state, objects=tuple(_enabled(each) if _is_meant(each, ids) else each for each in state.objects))


def _is_meant(held: Held, ids: frozenset[str] | None) -> bool:
    is_watched = held.kind is Kind.POLICY and held.fields["state"] == "reportOnly"
    return is_watched and (ids is None or held.id in ids)


def _enabled(policy: Held) -> Held:
    return replace(policy, fields={**policy.fields, "state": "enabled"})


def _of_sign_in(resolved: ResolvedTest, state: TenantState) -> Iterator[Point]:
    if resolved.sign_in is None:
        return
    written = resolved.test.sign_in
    meets = written.meets if written is not None else frozenset[str]()
    policies = policies_that_may_apply(state, resolved.variants[0], resolved.sign_in)
    found = [(each, access_found(state, each, policies, meets)) for each in resolved.variants]
    if resolved.test.expected.access is not None:
        yield _access(resolved, state, found)
    yield from _asks(resolved, state, [each for _, each in found])


def _access(resolved: ResolvedTest, state: TenantState, found: list[tuple[Variant, AccessFound]]) -> Point:
    expected = resolved.test.expected
    wanted = (expected.access, frozenset(resolved.needs))
    answers = {(each.access, each.needs) for _, each in found}
    first = found[0][1]
    is_one = len(answers) == 1
    holds = answers == {wanted} if is_one else wanted[0] is Access.UNKNOWN
    because = first.because if is_one else tuple(_variant_words(variant, each, state) for variant, each in found)
    policies = {one.policy.policy.id: one for _, each in found for one in each.deciding}
    because = (*because, *(() if holds else _also(resolved, state)))
    assert expected.access is not None
    return Point(
        "access",
        _words(expected.access, wanted[1], state),
        _words(first.access, first.needs, state) if is_one else Access.UNKNOWN.value,
        holds,
        expected.access_source,
        because,
        tuple(policies.values()),
    )


def _also(resolved: ResolvedTest, state: TenantState) -> tuple[str, ...]:
    """What of theirs counts for nothing, in every variant, and what could not be read of a real person."""
    said = [idle_words(state, each) for each in resolved.variants]
    return tuple(each for each in said[0] if all(each in others for others in said))


def _variant_words(variant: Variant, found: AccessFound, state: TenantState) -> str:
    return f"{_words(found.access, found.needs, state)} where {variant.words}"


def _words(access: Access, needs: frozenset[Options], state: TenantState) -> str:
    if access is not Access.NEEDS:
        return access.value
    return f"needs {', '.join(sorted(demand_words(each, state) for each in needs))}"


def _asks(resolved: ResolvedTest, state: TenantState, found: list[AccessFound]) -> Iterator[Point]:
    written = resolved.test.expected.asks
    if written is None:
        return
    # What is asked hangs on memberships and the sign-in, never on what the person holds.
    first = found[0]
    said = sorted({demand_words(each.options, state) for each in first.requirements})
    policies = first.asking
    if not written:
        holds = first.asks_nothing
        source = resolved.test.expected.access_source or resolved.test.source
        yield Point("asks", NOTHING_ASKED, ", ".join(said) or ANSWERS[None] if not holds else NOTHING_ASKED,
                    holds is True, source, first.doubts if holds is None else (), policies)  # fmt: skip
    for one, options in zip(written, resolved.asks, strict=True):
        asked = first.asks(options)
        now = ", ".join(said) or NOTHING_ASKED
        yield Point("asks", demand_words(options, state), now if asked is not None else ANSWERS[None],
                    asked is True, one.source, first.doubts if asked is None else (), policies)  # fmt: skip


def _of_keys(resolved: ResolvedTest, state: TenantState) -> Iterator[Point]:
    """What they hold decides nothing here, so one variant speaks for all."""
    expected, variant = resolved.test.expected, resolved.variants[0]
    for subject, asked, answer in (
        ("may register", expected.may_register, may_register),
        ("signs in with", expected.signs_in_with, signs_in_with),
    ):
        yield from (_key(f"{subject} {each.written}", each, answer, state, variant) for each in asked)


_Answer = Callable[[TenantState, Variant, WrittenAnswer], dict[str, KeyFound]]


def _key(subject: str, asked: WrittenAnswer, answer: _Answer, state: TenantState, variant: Variant) -> Point:
    found = answer(state, variant, asked)
    answers = {each.holds for each in found.values()}
    deciding = [each for each in found.values() if each.holds is not asked.holds] or [*found.values()]
    return Point(
        subject,
        ANSWERS[asked.holds],
        _found_words(found),
        None in answers if asked.holds is None else answers == {asked.holds},
        asked.source,
        tuple(dict.fromkeys(each.because for each in deciding if each.because)),
        (),
        tuple(dict.fromkeys(chain for each in deciding for chain in each.chains)),
    )


def _found_words(found: dict[str, KeyFound]) -> str:
    answers = {each.holds for each in found.values()}
    if len(answers) == 1:
        return ANSWERS[answers.pop()]
    if None in answers:
        return ANSWERS[None]
    return f"only {', '.join(sorted(model_name(id) for id, each in found.items() if each.holds))}"
