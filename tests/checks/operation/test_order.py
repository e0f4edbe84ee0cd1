"""What is said of a moment between two requests that harms somebody, and what may still be decided about it."""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.between.proof import Harm, Harmed, PathProof, Persona
from passkeyctl.model.crowds import Crowd, Reach
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import PriorState
from passkeyctl.plan.ordering import operations
from passkeyctl.rules.table import BY_CODE
from tests.checks.reviews import created, found, policy, review
from tests.checks.reviews import settings as passkey_settings

NAMES = {(RefKind.GROUP, "g-pilot"): "Pilot", (RefKind.USER, "u-1"): "Ada"}
ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"


def judged(*harms: Harmed, unclear: tuple[str, ...] = ()) -> Review:
    changes = [created(policy(each)) for each in ("p-1", "p-2")]
    steps = operations(changes, PriorState((passkey_settings(),), True, {}))
    return replace(review(*changes, names=NAMES), path=PathProof(3, harms, unclear), steps=steps)


def only(*harms: Harmed, unclear: tuple[str, ...] = ()) -> Finding:
    (finding,) = found(judged(*harms, unclear=unclear), "OPS908")
    return finding


def harmed(harm: Harm = Harm.SHUT_OUT, persona: Persona | None = None, **more: object) -> Harmed:
    who = persona or Persona(groups=frozenset({"g-pilot"}))
    return replace(Harmed(harm, 1, who, ("a YubiKey",), "any application", ("Policy p-1",)), **more)  # type: ignore[arg-type]


def test_nothing_is_said_where_every_step_is_safe_or_nobody_looked() -> None:
    assert found(judged(), "OPS908") == []
    assert found(replace(judged(harmed()), path=None), "OPS908") == []


def test_a_plan_with_nothing_to_do_is_never_refused() -> None:
    assert found(replace(judged(harmed(), unclear=("something",)), steps=()), "OPS908") == []


def test_a_sure_harm_is_a_promise_that_nothing_lets_pass() -> None:
    finding = only(harmed())
    assert BY_CODE["OPS908"].is_promise
    assert (finding.weight, finding.can_override, finding.is_unknown) == (Weight.BLOCKS, False, False)
    diagnostic = finding.diagnostic
    assert diagnostic.severity is Severity.ERROR
    assert diagnostic.address == "conditionalAccess.p-1"
    assert diagnostic.summary == (
        "step 1 of 2, `create Conditional Access policy Policy p-1`, "
        "shuts people out who sign in before the plan and after it"
    )
    assert diagnostic.detail == (
        "somebody in `Pilot`, and in nothing else that the settings name, with a YubiKey, "
        "signing in to any application, as `Policy p-1` has it",
    )
    assert "make two plans" in diagnostic.hint


def test_a_harm_that_is_not_sure_can_be_overridden_for_a_run() -> None:
    finding = only(harmed(Harm.REGISTERS, is_sure=False))
    assert (finding.weight, finding.can_override, finding.is_unknown) == (Weight.BLOCKS, True, True)
    assert ", as far as can be told, lets people register" in finding.diagnostic.summary


def test_what_could_not_be_judged_is_never_safe() -> None:
    finding = only(unclear=("`Beta only` is shown by beta alone",))
    assert (finding.weight, finding.can_override, finding.is_unknown) == (Weight.BLOCKS, True, True)
    assert finding.diagnostic.detail == ("`Beta only` is shown by beta alone",)
    assert '--override OPS908="reason"' in finding.diagnostic.hint


def test_each_step_and_each_harm_is_said_once() -> None:
    several = [harmed(using=(f"key {number}",)) for number in range(5)]
    findings = found(judged(*several, harmed(Harm.LET_IN), harmed(state=2)), "OPS908")
    assert [each.diagnostic.summary.split(",")[0] for each in findings] == ["step 1 of 2", "step 1 of 2", "step 2 of 2"]
    assert [len(each.diagnostic.detail) for each in findings] == [1, 4, 1]
    assert findings[1].diagnostic.detail[-1] == "and 2 more like this"


def test_who_it_is_in_words() -> None:
    def who(persona: Persona) -> str:
        return only(harmed(persona=persona, using=(), sign_in="", policies=())).diagnostic.detail[0]

    assert who(Persona()) == "somebody in none of the groups and roles that the settings name"
    assert who(Persona(user="u-1")) == "`Ada`"
    assert who(Persona(groups=frozenset({"g-unread"}), is_guest=True)).startswith("a guest in `g-unread`,")
    both = Persona(groups=frozenset({"g-pilot"}), roles=frozenset({ADMINISTRATOR}))
    assert who(both).startswith("somebody in `Pilot` and with the role `Global Administrator`,")


def test_those_who_are_known_are_counted() -> None:
    known = Reach(Crowd.of([1, 2]), Crowd.of([1, 2, 5]))
    assert only(harmed(known=known)).diagnostic.detail[0].endswith(": 2 to 3 people of those who were read")
