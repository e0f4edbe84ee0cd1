"""Why requests stand in their order, and what the proof says of the moments between."""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.insight.between.proof import Harm, Harmed, PathProof, Persona
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.crowds import Crowd, Reach
from passkeyctl.model.roles import BUILT_IN_ROLES
from passkeyctl.plan.courses import Course
from passkeyctl.plan.operation import Stage
from passkeyctl.plan.plan import Plan
from passkeyctl.render.order_json import order_json
from passkeyctl.render.order_lines import order_lines
from passkeyctl.render.order_view import DIRECTIONS, order_of
from passkeyctl.render.plain import plain_text
from tests.render import plans
from tests.render.plans import PILOT, create, delete, plan_of, update

GLOBAL = BUILT_IN_ROLES["Global Administrator"]
NEW = PendingId(Address(Kind.STRENGTH, "keys"))


def mixed() -> Plan:
    """A new strength, a policy that demands it, one that lets go, one that goes."""
    demands = plans.policy("CA1", "p-1", grant__controls=frozenset({"mfa"}))
    lets_go = plans.policy("CA2", "p-2", grant__controls=frozenset({"mfa"}))
    return plan_of(
        create(Kind.STRENGTH, "keys", "Keys", {"allowedCombinations": frozenset({"fido2"})}),
        update("one", demands, {"grant.controls": frozenset(), "grant.authenticationStrength": NEW}),
        update("two", lets_go, {"state": "reportOnly"}),
        delete(plans.policy("CA3", "p-3", state="disabled")),
    )


def text(plan: Plan) -> list[str]:
    return plain_text(order_lines(plan)).splitlines()


def test_each_step_says_after_what_it_comes() -> None:
    plan = mixed()
    plan = replace(plan, path=PathProof(len(plan.operations) + 1))
    assert text(plan) == [
        "Order of the requests",
        "  1  create authentication strength `Keys`",
        "     prepares: nobody notices it yet",
        "     after it: safe",
        "  2  update Conditional Access policy `CA1`",
        "     tightens: what it may demand is accepted since step 1",
        "     after it: safe",
        "  3  update Conditional Access policy `CA2`",
        "     loosens: nobody loses, and what takes its place stands since step 2",
        "     after it: safe",
        "  4  delete Conditional Access policy `CA3`",
        "     deletes: nothing uses it any more since step 3",
        "",
        "proven for every moment between two requests: whoever signs in before the plan",
        "  and after it signs in then too, and nobody signs in or registers a passkey",
        "  with what neither takes",
    ]


def harmed(state: int, **more: object) -> Harmed:
    who = Persona(frozenset({PILOT}), frozenset({GLOBAL}))
    one = Harmed(Harm.SHUT_OUT, state, who, ("a synced passkey",), "Office 365", ("CA1",))
    return replace(one, **more)  # type: ignore[arg-type]  # only fields of Harmed are passed


def test_a_step_that_harms_names_who_by_name() -> None:
    plan = mixed()
    known = Reach(Crowd.of([1, 2]), Crowd.of([1, 2]))
    plan = replace(plan, path=PathProof(5, (harmed(2, known=known),)))
    assert text(plan)[6:12] == [
        "     after it: harmful",
        '       somebody in "PK-Pilot" and with the role "Global Administrator", with a',
        "         synced passkey, signing in to Office 365: is shut out, who signs in",
        '         before the plan and after it ("CA1"); 2 people of those who were read',
        "  3  update Conditional Access policy `CA2`",
        "     loosens: nobody loses, and what takes its place stands since step 2",
    ]
    assert text(plan)[-1] == "no order of these requests is known that harms nobody: OPS908"


def test_many_witnesses_are_counted_and_an_unsure_one_is_said_to_be() -> None:
    plan = mixed()
    guest = harmed(1, harm=Harm.REGISTERS, persona=Persona(is_guest=True), is_sure=False, sign_in="", policies=())
    shown = text(replace(plan, path=PathProof(5, (guest,) * 7)))
    assert "a guest in no group or role that the settings name, with a synced" in shown[4]
    assert "possibly may register" in " ".join(shown[4:7])
    assert "       and 2 more like this" in shown


def test_what_is_not_clear_is_not_called_safe() -> None:
    plan = mixed()
    unclear = text(replace(plan, path=PathProof(5, unclear=("a policy that was not read: `X`",))))
    assert "     after it: unknown" in unclear
    assert unclear[-2:] == ["not proven: it can't be told, because", "  a policy that was not read: `X`"]
    assert text(replace(plan, path=None))[-1] == "the states between the requests were not followed"


def test_a_single_request_has_nothing_in_between() -> None:
    plan = plan_of(update("one", plans.policy(), {"state": "reportOnly"}))
    found = text(replace(plan, path=PathProof(2)))
    assert found[-1] == "proven: a single request has nothing between before and after"
    assert "     loosens: nobody loses" in found
    assert text(plan_of()) == []


def test_every_stage_has_its_direction_and_no_step_waits_for_a_later_one() -> None:
    assert set(DIRECTIONS) == set(Stage)
    template = mixed().operations[0]
    for way in Course:
        steps = order_of([replace(template, stage=stage) for stage in way.value], None)
        assert all(each.waits_for is None or each.waits_for < each.number for each in steps)


def test_as_json_there_are_fields() -> None:
    plan = mixed()
    document = order_json(replace(plan, path=PathProof(5, (harmed(2),))))
    assert document["order_proof"] == {"followed": True, "proven": False, "unclear": []}
    steps = document["order"]
    assert isinstance(steps, list)
    assert steps[1] == {
        "step": 2,
        "summary": "update Conditional Access policy `CA1`",
        "addresses": ["conditionalAccess.one"],
        "stage": "policies",
        "direction": "tightens",
        "after": 1,
        "leaves": "harmful",
        "harms": [
            {
                "harm": "shut out",
                "certain": True,
                "memberships": [
                    {"kind": "group", "id": PILOT, "name": "PK-Pilot"},
                    {"kind": "role", "id": GLOBAL, "name": "Global Administrator"},
                ],
                "guest": False,
                "using": ["a synced passkey"],
                "sign_in": "Office 365",
                "policies": ["CA1"],
                "surely": 0,
                "possibly": 0,
            }
        ],
    }
    unfollowed = order_json(plan)["order_proof"]
    assert unfollowed == {"followed": False, "proven": False, "unclear": []}
