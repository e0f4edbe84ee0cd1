"""Whether a Conditional Access policy applies to a sign-in: yes, no, or what it hangs on; never guessed.

A policy applies where all its conditions are met. Its state is not looked at: what is in report-only or disabled is
judged like what is enabled.
"""

from __future__ import annotations

from dataclasses import dataclass

from passkeyctl.insight.kleene import every
from passkeyctl.insight.sign_in.circumstances import circumstances
from passkeyctl.insight.sign_in.condition import ANALYSIS_REASONS, Answer, Condition
from passkeyctl.insight.sign_in.places import place
from passkeyctl.insight.sign_in.sign_in import SignIn
from passkeyctl.insight.sign_in.targets import what, who
from passkeyctl.insight.tenant_state import Held, TenantState


@dataclass(frozen=True, slots=True)
class Applicability:
    """Whether a policy applies. None: that hangs on `depends_on`.

    `reasons` say why it does not apply, or what it hangs on, in words; `unmet` are the conditions that aren't met.
    """

    applies: bool | None
    depends_on: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    unmet: tuple[Condition, ...] = ()

    @property
    def analysis_reasons(self) -> frozenset[str]:
        """The words of which Graph's What If may give one for a policy that doesn't apply."""
        return frozenset().union(*(ANALYSIS_REASONS[each] for each in self.unmet))


def applicability(policy: Held, sign_in: SignIn, is_in_scope: bool | None, state: TenantState) -> Applicability:
    """`is_in_scope`: whether the person is among the users of the policy (`insight/scope.py`)."""
    answers: tuple[Answer, ...] = (
        *who(policy.fields, sign_in, is_in_scope),
        *what(policy.fields, sign_in),
        *circumstances(policy.fields, sign_in),
        *place(policy.fields, sign_in, state),
    )
    applies = every(each.is_met for each in answers)
    if applies is True:
        return Applicability(True)
    deciding = [each for each in answers if each.is_met is applies]
    named = tuple(each.condition for each in deciding)
    reasons = tuple(each.why for each in deciding)
    return Applicability(None, depends_on=named, reasons=reasons) if applies is None else _not(named, reasons)


def _not(unmet: tuple[Condition, ...], reasons: tuple[str, ...]) -> Applicability:
    return Applicability(False, reasons=reasons, unmet=unmet)
