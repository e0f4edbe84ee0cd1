"""Policy tests with ids for names and people for descriptions; every fault is collected."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from passkeyctl.diagnostics import Diagnostic, error
from passkeyctl.insight.policy_tests.names import Naming
from passkeyctl.insight.policy_tests.persona import MOST_VARIANTS, Memberships, count_of, variants_of
from passkeyctl.insight.policy_tests.tested import Options, ResolvedTest, Variant
from passkeyctl.insight.sign_in.sign_in import SignIn
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.policy_tests import DescribedPerson, NamedPerson, PolicyTest, WrittenDemand, WrittenSignIn
from passkeyctl.model.reference import Reference

FindPerson: TypeAlias = Callable[[NamedPerson], "Variant | Diagnostic"]


def resolved_tests(
    tests: Iterable[PolicyTest], state: TenantState, naming: Naming, find: FindPerson, found: list[Diagnostic]
) -> tuple[ResolvedTest, ...]:
    """Those that could be understood; what is wrong with the others is in `found`."""
    resolving = _Resolving(state, naming, find, found)
    outcomes = [resolving.test(each) for each in tests]
    return tuple(each for each in outcomes if each is not None)


class _Resolving:
    def __init__(self, state: TenantState, naming: Naming, find: FindPerson, found: list[Diagnostic]) -> None:
        self._state = state
        self._naming = naming
        self._find = find
        self._found = found

    def test(self, test: PolicyTest) -> ResolvedTest | None:
        told = len(self._found)
        variants = self._variants(test)
        sign_in = self._sign_in(test.sign_in) if test.sign_in is not None else None
        needs = self._options(test.expected.needs)
        asks = self._options(test.expected.asks or ())
        enforced = self._enforced(test)
        return None if len(self._found) > told else ResolvedTest(test, variants, sign_in, needs, asks, enforced)

    def _enforced(self, test: PolicyTest) -> frozenset[str] | None:
        if test.as_if_enabled is None:
            return None
        outcomes = [self._naming.policy(each) for each in test.as_if_enabled]
        self._found += [each for each in outcomes if isinstance(each, Diagnostic)]
        return frozenset(each for each in outcomes if not isinstance(each, Diagnostic))

    def _variants(self, test: PolicyTest) -> tuple[Variant, ...]:
        person = test.person
        if isinstance(person, NamedPerson):
            found = self._find(person)
            if isinstance(found, Diagnostic):
                self._found.append(found)
                return ()
            return (found,)
        memberships = Memberships(*(self._ids(each) for each in (person.groups, person.roles, person.eligible_roles)))
        if count_of(person) * 2 > MOST_VARIANTS:
            self._found.append(_too_many(person))
            return ()
        return variants_of(person, memberships, self._state)

    def _ids(self, references: Iterable[Reference]) -> frozenset[str]:
        return frozenset(id for each in references if (id := self._id(each)) is not None)

    def _id(self, reference: Reference | None) -> str | None:
        if reference is None:
            return None
        found = self._naming.id_of(reference)
        if isinstance(found, Diagnostic):
            self._found.append(found)
            return None
        return found

    def _options(self, demands: Iterable[WrittenDemand]) -> tuple[Options, ...]:
        outcomes = [self._naming.options(each) for each in demands]
        self._found += [each for each in outcomes if isinstance(each, Diagnostic)]
        return tuple(each for each in outcomes if not isinstance(each, Diagnostic))

    def _sign_in(self, written: WrittenSignIn) -> SignIn:
        return SignIn(
            resource=self._id(written.resource),
            user_action=written.user_action,
            context=self._id(written.context),
            platform=written.platform,
            client_app=written.client_app,
            address=written.address,
            country=written.country,
            location=self._id(written.location),
            sign_in_risk=written.sign_in_risk,
            user_risk=written.user_risk,
            insider_risk=written.insider_risk,
            flow=written.flow,
        )


def _too_many(person: DescribedPerson) -> Diagnostic:
    widest = max(person.passkeys, key=lambda each: len(each.keys))
    return error(
        "OPS901",
        f"the passkeys of this person may be any of {count_of(person)} combinations of models",
        source=widest.source,
        hint=f"`{widest.written}` stands for {len(widest.keys)}: name one model, with its type if it may have either",
    )
