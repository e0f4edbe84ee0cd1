"""What the files expect of the tenant and of its groups holds (OPS905, EMG504)."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import unchecked, verdict
from passkeyctl.diagnostics import Severity, SourceRange
from passkeyctl.model.expectations import Expected, ExpectedGroup
from passkeyctl.model.facts import Fact, GroupTraits
from passkeyctl.model.finding import Finding

CODE = "OPS905"


def expectations_met(review: Review) -> Iterator[Finding]:
    """OPS905: what comes of it for guests and for joining devices is GST703's and CAP405's."""
    expected, facts = review.configuration.expectations, review.facts
    state, opt_out, defaults = expected.migration_state, expected.passkey_opt_out, expected.security_defaults
    if state is not None:
        yield from _compared(review, "migrationState", state, facts.migration_state, Fact.METHODS)
    if opt_out is not None:
        name = "passkeyDynamicMigrationOptOut"
        yield from _compared(review, name, opt_out, facts.passkey_opt_out, Fact.PASSKEY_OPT_OUT)
    if defaults is not None:
        yield from _compared(review, "securityDefaults", defaults, facts.security_defaults, Fact.SECURITY_DEFAULTS)
    yield from _licences(review)
    yield from _trust(review)
    if expected.requires_mfa_to_join is not None:
        name, found = "deviceSettings.requireMfaToRegisterOrJoin", facts.requires_mfa_to_join
        yield from _compared(review, name, expected.requires_mfa_to_join, found, Fact.DEVICE_REGISTRATION)


def _trust(review: Review) -> Iterator[Finding]:
    expected, trust = review.configuration.expectations, review.facts.cross_tenant
    if expected.cross_tenant_mfa is not None:
        found = trust.default if trust is not None else None
        yield from _compared(
            review, "crossTenantTrust.default.mfa", expected.cross_tenant_mfa, found, Fact.CROSS_TENANT
        )
    for tenant, partner in expected.cross_tenant_partners.items():
        found = trust.of(tenant) if trust is not None else None
        yield from _compared(review, f"crossTenantTrust.partners.{tenant}.mfa", partner, found, Fact.CROSS_TENANT)


def _compared(
    review: Review, name: str, expected: Expected[str] | Expected[bool], found: str | bool | None, fact: Fact
) -> Iterator[Finding]:
    if found is None:
        yield unchecked(CODE, f"`expect.{name}` is open: {review.facts.why(fact)}")
    elif found != expected.value:
        wanted, stands = (_words(name, each) for each in (expected.value, found))
        words = f"`{name}` is expected to be `{wanted}`, and is `{stands}`"
        yield _unmet(review, words, f"expect.{name}", expected.source, stands)


def _words(name: str, value: str | bool) -> str:
    if isinstance(value, str):
        return value
    return ("enabled" if value else "disabled") if name == "securityDefaults" else str(value).lower()


def _licences(review: Review) -> Iterator[Finding]:
    held = review.facts.licences
    folded = frozenset(each.casefold() for each in held or ())
    for each in review.configuration.expectations.licences:
        if held is None:
            yield unchecked(CODE, f"the licence `{each.value}` is open: {review.facts.why(Fact.LICENCES)}")
        elif each.value.casefold() not in folded:
            words = f"the licence `{each.value}` is expected, and the tenant has none"
            yield _unmet(review, words, "expect.licences", each.source, each.value)


def _unmet(review: Review, words: str, address: str, source: SourceRange, value: str) -> Finding:
    """It stands so whatever is planned; but what is planned counts on it."""
    return verdict(
        review,
        CODE,
        Severity.ERROR,
        words,
        address=address,
        source=source,
        is_touched=bool(review.active),
        hint="put the tenant right, or correct what the files expect",
        value=value,
    )


def expected_groups(review: Review) -> Iterator[Finding]:
    """Each group is what the files expect; of the emergency group that is EMG504."""
    for alias, expected in review.configuration.expectations.groups.items():
        candidates = review.directory.found.get(review.configuration.groups[alias], ())
        if len(candidates) != 1:
            continue
        id = candidates[0].id
        is_emergency = review.emergency is not None and review.emergency.group_id == id
        code = "EMG504" if is_emergency else CODE
        traits = review.facts.groups.get(id)
        if traits is None:
            yield unchecked(code, f"what is expected of `{alias}` is open: {review.facts.why(Fact.GROUP_TRAITS)}")
        else:
            yield from _of_group(review, alias, expected, traits, code)


def _of_group(review: Review, alias: str, expected: ExpectedGroup, traits: GroupTraits, code: str) -> Iterator[Finding]:
    """Who is in a group changes every day: its size is worth a warning."""
    kind = Severity.WARNING if code == "EMG504" else Severity.ERROR
    for severity, words, value in (
        *((kind, *each) for each in _of_its_kind(expected, traits)),
        *((Severity.WARNING, *each) for each in _of_its_size(expected, traits)),
    ):
        yield verdict(
            review,
            code,
            severity,
            f"the group `{alias}` {words}",
            address=f"groups.{alias}",
            source=expected.source,
            is_touched=bool(review.active),
            hint="put the group right, or correct what the files expect of it",
            value=value,
            affected=f"{traits.members} people" if traits.members is not None else "",
        )
    if expected.counts_members and traits.members is None:
        yield unchecked(code, f"the members of `{alias}` could not be counted")


def _of_its_kind(expected: ExpectedGroup, traits: GroupTraits) -> Iterator[tuple[str, str]]:
    if expected.is_dynamic is not None and traits.is_dynamic is not None and expected.is_dynamic != traits.is_dynamic:
        found = "dynamic" if traits.is_dynamic else "not dynamic"
        yield f"is {found}, which is not expected", found
    wanted, stands = expected.is_role_assignable, traits.is_role_assignable
    if wanted is not None and stands is not None and wanted != stands:
        found = "role-assignable" if stands else "not role-assignable"
        yield f"is {found}, which is not expected", found


def _of_its_size(expected: ExpectedGroup, traits: GroupTraits) -> Iterator[tuple[str, str]]:
    count = traits.members
    if count is None:
        return
    if expected.at_least is not None and count < expected.at_least:
        yield f"has {count} people, and {expected.at_least} at least are expected", str(count)
    if expected.at_most is not None and count > expected.at_most:
        yield f"has {count} people, and {expected.at_most} at most are expected", str(count)
