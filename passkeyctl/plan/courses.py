"""The orders in which the stages of an apply may run; which of them is taken is proven (`plan/ordering.py`).

Among policies alone, whoever passes before and after passes both versions of each policy, so a policy that tightens
shuts nobody out by coming first; a policy that lets go before the one that takes its place stands does let people in.
What policies newly demand is accepted before them, what they let go of is taken away after them. Where that would let
somebody in for a moment, or where one PATCH of the passkeys gives and takes, another order may do
(docs/concepts.md, "Order of writing").
"""

from __future__ import annotations

from enum import Enum

from passkeyctl.plan.operation import Stage

_NEW = (Stage.LOCATIONS, Stage.CONTEXTS, Stage.STRENGTHS, Stage.RESTORED_POLICIES)
_WIDER = (
    Stage.WIDER_LOCATIONS,
    Stage.WIDER_STRENGTHS,
    Stage.WIDER_METHODS,
    Stage.PASSKEY_PROFILES,
    Stage.PASSKEY_TARGETS,
)
_CHANGED = (Stage.CHANGED_METHODS, Stage.CHANGED_PASSKEYS)
_TIGHTER, _LOOSER = (Stage.POLICIES,), (Stage.LOOSER_POLICIES,)
_NARROWER = (Stage.NARROWER_PASSKEYS, Stage.NARROWER_STRENGTHS, Stage.NARROWER_LOCATIONS, Stage.NARROWER_METHODS)
_LAST = (
    Stage.NARROWER_CONTEXTS,
    Stage.DELETED_POLICIES,
    Stage.DELETED_PROFILES,
    Stage.DELETED_STRENGTHS,
    Stage.DELETED_LOCATIONS,
    Stage.DELETED_CONTEXTS,
    Stage.CAMPAIGN,
)


class Course(Enum):
    """The preferred one first; the value is every stage in its order.

    LETTING_GO_FIRST is for a PATCH that gives what policies will demand and takes what they demand now. The other three
    are for what a wider policy of passkeys would let past a policy that is still to come, or that has let go already.
    """

    TIGHTENING_FIRST = (*_NEW, *_WIDER, *_TIGHTER, *_LOOSER, *_CHANGED, *_NARROWER, *_LAST)
    LETTING_GO_FIRST = (*_NEW, *_WIDER, *_LOOSER, *_CHANGED, *_TIGHTER, *_NARROWER, *_LAST)
    POLICIES_BEFORE_WIDENING = (*_NEW, *_TIGHTER, *_WIDER, *_LOOSER, *_CHANGED, *_NARROWER, *_LAST)
    NARROWING_BEFORE_LETTING_GO = (*_NEW, *_WIDER, *_CHANGED, *_TIGHTER, *_NARROWER, *_LOOSER, *_LAST)
    POLICIES_AROUND_ALL = (*_NEW, *_TIGHTER, *_WIDER, *_CHANGED, *_NARROWER, *_LOOSER, *_LAST)

    def place(self, stage: Stage) -> int:
        return self.value.index(stage)

    @staticmethod
    def is_movable(stage: Stage) -> bool:
        """Whether its place is a matter of what it does to people, and not of what has to be there."""
        return stage not in _NEW and stage not in _LAST
