"""What becomes of a sign-in: granted, blocked, what is left to do, or why nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from passkeyctl.insight.kleene import every, some
from passkeyctl.insight.person.passkeys import worlds
from passkeyctl.insight.person.policies import PolicyOfPerson
from passkeyctl.insight.person.scope import scope_of
from passkeyctl.insight.policies.grants import requirement_words
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.insight.policy_tests.demands import Judgement, Requirement, blocks
from passkeyctl.insight.policy_tests.tested import Deciding, Options, Variant
from passkeyctl.insight.sign_in.applicability import applicability
from passkeyctl.insight.sign_in.sign_in import SignIn
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.conditional_access import STATES
from passkeyctl.model.policy_tests import Access


@dataclass(frozen=True, slots=True)
class AccessFound:
    """`needs` are left to do, where access is NEEDS. `requirements` are all of policies in force that may apply.

    `deciding` are the policies that bring the answer about, `because` why it is not known, or what else decides;
    `unread` are the policies of which nobody can tell what they ask.
    """

    access: Access
    needs: frozenset[Options] = frozenset()
    requirements: tuple[Requirement, ...] = ()
    deciding: tuple[Deciding, ...] = ()
    because: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def asks(self, options: Options) -> bool | None:
        """Whether some policy asks just this."""
        unread = [None] if self.unread else []
        asked = (each.policy.applicability.applies for each in self.requirements if each.options == options)
        return some((*asked, *unread))

    @property
    def asking(self) -> tuple[Deciding, ...]:
        """Every policy in force that asks something, or may."""
        return _deciding((each.policy for each in self.requirements), self.requirements)

    @property
    def asks_nothing(self) -> bool | None:
        if any(each.policy.applicability.applies is True for each in self.requirements):
            return False
        return None if self.doubts else True

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why it may not be known what is asked."""
        open_ones = (each.policy for each in self.requirements if _hangs(each))
        return (*self.unread, *dict.fromkeys(_open_words(each) for each in open_ones))


def policies_that_may_apply(state: TenantState, variant: Variant, sign_in: SignIn) -> tuple[PolicyOfPerson, ...]:
    """By name. Only what is enabled counts: report-only asks nothing. What is for others is not looked at further."""
    found = (each for each in state.of(Kind.POLICY) if each.fields["state"] not in WITHOUT_EFFECT)
    policies = (_may_apply(each, state, variant, sign_in) for each in found)
    listed = [each for each in policies if each is not None]
    return tuple(sorted(listed, key=lambda each: (each.policy.name.casefold(), each.policy.id)))


WITHOUT_EFFECT = ("reportOnly", "disabled")


def _may_apply(policy: Held, state: TenantState, variant: Variant, sign_in: SignIn) -> PolicyOfPerson | None:
    people, ordinal = variant.people, variant.ordinal
    is_in_scope = in_scope(policy.fields, people).of(ordinal)
    if is_in_scope is False:
        return None
    applies = applicability(policy, sign_in, is_in_scope, state)
    if applies.applies is False:
        return None
    scope = scope_of(policy.fields, people, ordinal)
    return PolicyOfPerson(policy, scope, applies, requirement_words(policy.fields, state), None)


def access_found(
    state: TenantState, variant: Variant, policies: tuple[PolicyOfPerson, ...], meets: frozenset[str]
) -> AccessFound:
    """`policies` are all that may apply: they hang on memberships and the sign-in, not on what the person holds."""
    people, ordinal = variant.people, variant.ordinal
    pair = worlds(state, people, ordinal)
    enabled = [each for each in policies if each.state == "enabled"]
    strange = [each for each in policies if each.state not in STATES]
    blocking = [each for each in enabled if blocks(each)]
    judgement = Judgement(pair, meets)
    asked = tuple(one for each in enabled if not blocks(each) for one in judgement.requirements(each))
    surely = tuple(each for each in blocking if each.applicability.applies)
    unread = tuple(_unread(state))
    if people.enabled.of(ordinal) is False:
        return AccessFound(Access.BLOCKED, requirements=asked, because=("the account is disabled",), unread=unread)
    if surely:
        return AccessFound(Access.BLOCKED, requirements=asked, deciding=_deciding(surely, asked), unread=unread)
    doubts = tuple(_account(people.enabled.of(ordinal)))
    return _undisturbed(enabled, strange, asked, unread, doubts)


def _undisturbed(
    enabled: list[PolicyOfPerson],
    strange: list[PolicyOfPerson],
    asked: tuple[Requirement, ...],
    unread: tuple[str, ...],
    doubts: tuple[str, ...],
) -> AccessFound:
    """Where nothing surely blocks."""
    blocking = [each for each in enabled if blocks(each)]
    open_ones = [each for each in asked if _is_open(each)]
    because = [*unread, *doubts, *(_open_words(each) for each in blocking)]
    because += [f"in which state `{each.policy.name}` is could not be read" for each in strange]
    because += [_open_words(each.policy) if _hangs(each) else _doubt(each) for each in open_ones]
    if because:
        doubtful = (*blocking, *strange, *(each.policy for each in open_ones))
        said = tuple(dict.fromkeys(because))
        return AccessFound(Access.UNKNOWN, frozenset(), asked, _deciding(doubtful, asked), said, unread)
    unmet = [each for each in asked if each.holds is False]
    needs = frozenset(each.options for each in unmet)
    deciding = _deciding((each.policy for each in unmet or asked), asked)
    return AccessFound(Access.NEEDS if unmet else Access.GRANTED, needs, asked, deciding)


def _account(is_enabled: bool | None) -> Iterator[str]:
    if is_enabled is None:
        yield "whether the account is enabled was not read"


def _is_open(asked: Requirement) -> bool:
    """What can be done matters to nobody; what can't matters where it may be asked."""
    return asked.holds is not True and (asked.holds is None or _hangs(asked))


def _hangs(asked: Requirement) -> bool:
    return asked.policy.applicability.applies is None


def _open_words(policy: PolicyOfPerson) -> str:
    reasons = "; ".join(policy.applicability.reasons)
    verb = "blocks" if blocks(policy) else "asks anything"
    return f"whether `{policy.policy.name}` {verb} hangs on {', '.join(policy.applicability.depends_on)}: {reasons}"


def _doubt(asked: Requirement) -> str:
    return f"whether they can do what `{asked.policy.policy.name}` asks ({asked.policy.requirement}) isn't known"


def _unread(state: TenantState) -> Iterator[str]:
    yield from (f"what `{name}` asks was not read: it is in the beta list only" for _, name in state.unread_policies)
    if Kind.POLICY in state.unread_kinds:
        yield "what Conditional Access policies there are was not read"


def _deciding(policies: Iterable[PolicyOfPerson], asked: tuple[Requirement, ...]) -> tuple[Deciding, ...]:
    """Each policy once, with all of what it asks taken together."""
    found = {each.policy.id: each for each in policies}
    return tuple(
        Deciding(each, every(one.holds for one in asked if one.policy.policy.id == id)) for id, each in found.items()
    )
