"""How long an apply still takes, counted from what is still to be sent and read."""

from __future__ import annotations

from passkeyctl.model.address import Address, Kind
from passkeyctl.plan.operation import Family, Operation, Stage
from passkeyctl.plan.pace import Left, Pace, requests_left


def operation(stage: Stage, family: Family) -> Operation:
    return Operation(stage, family, (Address(Kind.POLICY, "p"),), "change it", "PATCH", "/p", {}, ())


POLICIES = tuple(operation(Stage.POLICIES, Family.POLICIES) for _ in range(20))
STRENGTH = operation(Stage.STRENGTHS, Family.STRENGTHS)
PASSKEYS = tuple(operation(Stage.PASSKEY_PROFILES, Family.FIDO2) for _ in range(2))


def test_policies_take_one_request_each_and_two_lists() -> None:
    assert requests_left(POLICIES, ["pending"] * 20) == Left(paced=20 + 2)


def test_it_shrinks_with_each_answer() -> None:
    assert requests_left(POLICIES, ["sent", "sending", *["pending"] * 18]) == Left(paced=19 + 2)
    assert requests_left(POLICIES, ["sent"] * 20) == Left(paced=2)
    assert requests_left(POLICIES, ["verified"] * 20) == Left()


def test_what_failed_or_is_skipped_takes_no_more_time() -> None:
    assert requests_left(POLICIES[:3], ["verified", "failed", "skipped"]) == Left()


def test_every_request_of_the_passkey_method_is_read_back_before_the_next() -> None:
    assert requests_left(PASSKEYS, ["pending"] * 2) == Left(others=(1 + 2) * 2)


def test_before_another_family_it_is_read_again() -> None:
    mixed = (STRENGTH, *POLICIES[:2], STRENGTH)
    assert requests_left(mixed, ["pending"] * 4) == Left(paced=1 + 2 + 2, others=(1 + 2) + (1 + 1 + 2))
    assert requests_left(mixed, ["verified", *["pending"] * 3]) == Left(paced=1 + 2 + 2, others=1 + 1 + 2)


def test_without_the_limit_every_request_takes_as_long_as_an_answer() -> None:
    left = Left(paced=10, others=2)
    assert left.seconds(Pace(1.0, 0.5)) == 11.0
    assert left.seconds(Pace(0.0, 0.5)) == 6.0
