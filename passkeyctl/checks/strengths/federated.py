"""STR307: second factors that are done elsewhere satisfy no strength that names methods of Entra's own."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.authenticators.wording import quoted, value_of
from passkeyctl.checks.conditional_access.judged import touches
from passkeyctl.checks.profiles.planned import people_read
from passkeyctl.checks.review import Review
from passkeyctl.checks.strengths.demanding import Demanded, demanded_strengths
from passkeyctl.checks.verdict import unchecked, verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.insight.tenant_state import Held
from passkeyctl.model.address import Kind
from passkeyctl.model.facts import Fact
from passkeyctl.model.finding import Finding

CODE = "STR307"
ELSEWHERE = "enforceMfaByFederatedIdp"
FEDERATED = "federatedMultiFactor"
EXTERNAL = "externalAuthMethod"


def factors_from_elsewhere(review: Review) -> Iterator[Finding]:
    """STR307: a federated domain that does the second factor itself, and external methods."""
    asked = [each for each in demanded_strengths(review) if each.without_alternative]
    if not asked:
        return
    yield from _federated(review, asked)
    yield from _external(review, asked)


def _federated(review: Review, asked: list[Demanded]) -> Iterator[Finding]:
    domains = review.facts.federated_domains
    if domains is None:
        if any(each.is_touched(review) for each in asked):
            yield unchecked(CODE, review.facts.why(Fact.FEDERATION))
        return
    enforcing = sorted(domain for domain, who in domains.items() if who == ELSEWHERE)
    if not enforcing:
        return
    for strength in asked:
        if not any(FEDERATED in each.split(",") for each in members(strength.strength.fields, "allowedCombinations")):
            for policy in strength.without_alternative:
                yield _bounced(review, strength, policy, enforcing)


def _bounced(review: Review, strength: Demanded, policy: Held, domains: list[str]) -> Finding:
    """Of a policy for everybody it is certain that it meets the people of these domains."""
    change = review.change_of(Kind.POLICY, policy.id)
    is_for_all = policy.fields["users.include"] == "all"
    whom = "people" if is_for_all else "any people it is for"
    return verdict(
        review,
        CODE,
        Severity.ERROR if is_for_all and policy.fields["state"] == "enabled" else Severity.WARNING,
        f"{whom} of {quoted(domains)} can't satisfy `{policy.name}`: their identity provider does the second factor",
        about=change or strength.change,
        address="" if change is not None else strength.address,
        path="grant.authenticationStrength",
        is_touched=touches(review, (policy,)),
        detail=[f"`federatedIdpMfaBehavior` is `{ELSEWHERE}`, and `{strength.name}` does not take `{FEDERATED}`"],
        hint=f"let Entra do it (`acceptIfMfaDoneByFederatedIdp`), or add `{FEDERATED}` to the strength",
        value=value_of(domains),
        affected=f"people of {quoted(domains)}",
    )


def _external(review: Review, asked: list[Demanded]) -> Iterator[Finding]:
    people = people_read(review)
    if people is None:
        return
    users = people.with_method(EXTERNAL).surely
    for strength in asked:
        for policy in strength.without_alternative:
            scope = in_scope(policy.fields, people) & people.enabled
            found = scope & people.with_method(EXTERNAL)
            if not scope.surely & users:
                continue
            change = review.change_of(Kind.POLICY, policy.id)
            yield verdict(
                review,
                CODE,
                Severity.WARNING,
                f"{people_words(found)} under `{policy.name}` use an external method, which satisfies no strength",
                about=change or strength.change,
                address="" if change is not None else strength.address,
                path="grant.authenticationStrength",
                is_touched=touches(review, (policy,)),
                hint="let them register what the strength takes, or ask for `mfa`, which the external method satisfies",
                value=EXTERNAL,
                affected=people_words(found),
            )
