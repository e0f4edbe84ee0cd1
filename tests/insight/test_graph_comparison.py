"""Our verdicts beside those of Graph's What If."""

from __future__ import annotations

from passkeyctl.insight.person.graph_comparison import NOT_ENABLED, UNKNOWN_HERE, UNKNOWN_TO_GRAPH, Compared, compared
from passkeyctl.insight.person.person import what_if
from passkeyctl.insight.person.policies import PolicyOfPerson
from passkeyctl.insight.sign_in.sign_in import SignIn
from passkeyctl.insight.tenant_state import before
from passkeyctl.model.state import LiveObject
from passkeyctl.wire.what_if import Answer
from tests.insight.test_person_policies import APP, ME, policy
from tests.people import people
from tests.states import id_of, prior


def ours(*policies: LiveObject) -> list[PolicyOfPerson]:
    state = before(prior(*policies))
    found = what_if(ME, state, state, people(1), SignIn(resource=APP))
    return [each.before for each in found.policies if each.before is not None]


def graphs(number: int, *, applies: bool, reasons: str = "notSet") -> Answer:
    return Answer(id_of(100 + number), f"CA{number}", applies, (reasons,))


def test_what_agrees_is_counted() -> None:
    found = compared(ours(policy(1)), [graphs(1, applies=True)])
    assert (found.agreeing, found.disagreements, found.undecided) == (1, (), ())


def test_a_disagreement_has_the_reasons_of_both() -> None:
    found = compared(ours(policy(1, users__include="none")), [graphs(1, applies=True)])
    assert found.agreeing == 0
    assert found.disagreements == (Compared(id_of(101), "CA1", False, ("not among its users",), True, ("notSet",)),)


def test_a_disabled_policy_does_not_apply_on_either_side() -> None:
    held = policy(1, state="disabled")
    assert compared(ours(held), [graphs(1, applies=False, reasons="policyNotEnabled")]).agreeing == 1
    (one,) = compared(ours(held), [graphs(1, applies=True)]).disagreements
    assert (one.ours, one.our_reasons) == (False, (NOT_ENABLED,))


def test_what_one_side_cannot_tell_is_no_disagreement() -> None:
    risky = policy(1, conditions__signInRisk=frozenset({"high"}))
    (one,) = compared(ours(risky), [graphs(1, applies=False, reasons="notEnoughInformation")]).undecided
    assert (one.ours, one.our_reasons, one.graphs) == (None, ("sign-in risk",), None)
    (two,) = compared(ours(risky), [graphs(1, applies=True)]).undecided
    assert (two.ours, two.graphs) == (None, True)


def test_a_policy_that_only_one_side_knows_is_a_disagreement() -> None:
    found = compared(ours(policy(1)), [graphs(2, applies=True)])
    assert [(each.name, each.our_reasons, each.graph_reasons) for each in found.disagreements] == [
        ("CA1", (), (UNKNOWN_TO_GRAPH,)),
        ("CA2", (UNKNOWN_HERE,), ("notSet",)),
    ]


def test_graph_names_a_condition_that_is_not_met_here_either() -> None:
    nobody = policy(1, users__include="none")
    assert compared(ours(nobody), [graphs(1, applies=False, reasons="users")]).other_reasons == ()
    found = compared(ours(nobody), [graphs(1, applies=False, reasons="location")])
    assert (found.agreeing, found.disagreements) == (1, ())
    assert [(each.our_reasons, each.graph_reasons) for each in found.other_reasons] == [
        (("not among its users",), ("location",))
    ]
