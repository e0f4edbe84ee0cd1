"""The states between the requests of a plan."""

from __future__ import annotations

from passkeyctl.insight.tenant_state import TenantState, before
from passkeyctl.model.address import Kind
from passkeyctl.plan.course import course
from tests.apply.plans import CHANGED_POLICY, OLD_POLICY, content, everything


def walked() -> tuple[TenantState, ...]:
    state = content().state()
    return course(before(state), everything(state))


def test_every_request_leaves_a_state() -> None:
    state = content().state()
    assert len(walked()) == 1 + len(everything(state))
    assert walked()[0] == before(state)


def test_a_policy_is_out_of_force_before_it_goes() -> None:
    old = [state.by_id(Kind.POLICY, OLD_POLICY) for state in walked()]
    assert [each.fields["state"] if each else None for each in old] == [
        *["enabled"] * 6,
        *["reportOnly"] * 1,
        *[None] * 2,
    ]


def test_what_is_new_goes_by_the_id_that_it_will_have() -> None:
    named = [{each.name for each in state.of(Kind.STRENGTH)} for state in walked()]
    assert "Keys" not in named[0]
    assert all("Keys" in each for each in named[1:])


def test_what_no_request_touches_stays() -> None:
    first, *_, last = walked()
    untouched = [each.id for each in first.of(Kind.POLICY) if each.id not in (OLD_POLICY, CHANGED_POLICY)]
    assert [last.by_id(Kind.POLICY, each) for each in untouched] == [
        first.by_id(Kind.POLICY, each) for each in untouched
    ]


def test_the_passkey_policy_is_replaced_whole() -> None:
    rows = [{each.id: each.fields["profiles"] for each in state.of(Kind.TARGET)} for state in walked()]
    assert len(rows[2]) == 1
    assert len(rows[3]) == 2
    assert rows[3] == rows[-1]
