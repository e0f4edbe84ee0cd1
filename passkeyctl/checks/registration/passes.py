"""Temporary Access Pass inside strengths: of the kind that nobody issues (STR304), for what is privileged (STR305)."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.registration.known import known_after
from passkeyctl.checks.registration.wording import names_of, together
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import unchecked, verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.bootstrap_path.grants import MULTI_USE, ONE_TIME, PASSES, combinations
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.policies.grants import requirement_words
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.finding import Finding
from passkeyctl.model.reference import RefKind
from passkeyctl.model.roles import PRIVILEGED
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS


def kinds_of_pass(review: Review) -> Iterator[Finding]:
    """STR304: a strength that takes one kind of pass, where the other is what is issued.

    Source: https://learn.microsoft.com/entra/identity/authentication/concept-authentication-strengths
    """
    state = known_after(review)
    single = [(each, kind) for each in state.of(Kind.STRENGTH) if (kind := _only_kind(each)) is not None]
    passes = state.fields(Kind.TEMPORARY_ACCESS_PASS)
    if passes is None or passes["oneTimeUse"] is None:
        if any(_demanded_by(each, state) for each, _ in single) and not review.is_of_files_alone:
            yield unchecked("STR304", "Temporary Access Pass was not read", "describe `temporaryAccessPass`")
        return
    issued = ONE_TIME if passes["oneTimeUse"] else MULTI_USE
    for strength, kind in single:
        if kind != issued and passes["state"] != "disabled":
            yield _mismatch(review, strength, kind, issued, _demanded_by(strength, state))


def _only_kind(strength: Held) -> str | None:
    if strength.id in BUILT_IN_STRENGTHS:
        return None
    kinds = members(strength.fields, "allowedCombinations") & PASSES
    return next(iter(kinds)) if len(kinds) == 1 else None


def _demanded_by(strength: Held, state: TenantState) -> tuple[Held, ...]:
    return tuple(
        each
        for each in state.of(Kind.POLICY)
        if each.fields["grant.authenticationStrength"] == strength.id and each.fields["state"] != "disabled"
    )


def _mismatch(review: Review, strength: Held, kind: str, issued: str, policies: tuple[Held, ...]) -> Finding:
    change = review.change_of(Kind.STRENGTH, strength.id)
    (passes,) = (review.change_of(each.kind, each.id) for each in review.after.of(Kind.TEMPORARY_ACCESS_PASS))
    moved = passes is not None and passes.changed("oneTimeUse") is not None
    is_touched = moved or any(each.id == strength.id for each in review.active_of(Kind.STRENGTH))
    detail = [f"demanded by {names_of(policies)}"] if policies else []
    return verdict(
        review,
        "STR304",
        Severity.ERROR,
        f"`{strength.name}` takes `{kind}` only, and passes here are `{issued}`",
        about=change,
        path="allowedCombinations",
        address="" if change is not None else "authenticationStrengths",
        is_touched=is_touched,
        detail=[*detail, "such a pass is taken at sign-in, and then refused by the policy"],
        hint=f"put `{issued}` into its combinations, or set `oneTimeUse: {str(kind == ONE_TIME).lower()}`",
        value=kind,
    )


def pass_for_privileged(review: Review) -> Iterator[Finding]:
    """STR305: whoever may issue a pass gets in where a privileged role is all that is asked for.

    Source: https://learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass
    """
    state = known_after(review)
    for policy in state.of(Kind.POLICY):
        roles = members(policy.fields, "users.include.roles") & PRIVILEGED
        accepted = combinations(policy.fields, state)
        is_for_resources = not members(policy.fields, "target.userActions")
        if not roles or not accepted or policy.fields["state"] == "disabled" or not is_for_resources:
            continue
        kinds = sorted(accepted & PASSES)
        if kinds:
            yield _opened(review, policy, kinds, sorted(roles), state)


def _opened(review: Review, policy: Held, kinds: list[str], roles: list[str], state: TenantState) -> Finding:
    change = review.change_of(Kind.POLICY, policy.id)
    strength = str(policy.fields["grant.authenticationStrength"])
    changed = {(each.address.kind, each.id) for each in review.active}
    return verdict(
        review,
        "STR305",
        Severity.WARNING,
        f"`{policy.name}` lets a Temporary Access Pass satisfy what it demands of privileged roles",
        about=change,
        path="grant.authenticationStrength",
        is_touched=bool(changed & {(Kind.POLICY, policy.id), (Kind.STRENGTH, strength)}),
        detail=[
            f"roles: {together(review.name(RefKind.ROLE, each) for each in roles)}",
            f"`{requirement_words(policy.fields, state)}` takes {together(f'`{each}`' for each in kinds)}",
            "whoever may issue a pass may sign in with it in place of an administrator",
        ],
        hint="keep passes to the strength for `Register security information`, and demand one without them here",
        value=requirement_words(policy.fields, state),
    )
