"""What the token permits, held against what these commands need for these files: too little, and too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from passkeyctl.graph.assertions import time_left
from passkeyctl.graph.command_needs import excess_of, missing_of, needs_of_command, roles_for
from passkeyctl.graph.permissions import AZURE_CLI
from passkeyctl.model.needs_of_commands import Weight
from passkeyctl.model.roles import BUILT_IN_ROLES
from passkeyctl.render.doctor.doctor_view import Check, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from passkeyctl.cli.doctor.asking import Answers
    from passkeyctl.graph.command_needs import Asked
    from passkeyctl.graph.tokens import TokenFacts
    from passkeyctl.model.needs_of_commands import Need, Use

SOON = 600
TOKEN, EXCESS, ROLES = "token", "too wide", "directory roles"


def token_check(answers: Answers, last_end: float | None, now: float) -> Check:
    """`last_end` is when the last token ends that this sign-in can have; None: there is always another."""
    facts = answers.token
    if answers.refusal:
        return Check(TOKEN, Verdict.FAILED, answers.refusal, answers.token_hint)
    if not answers.has_token:
        return Check(TOKEN, Verdict.UNKNOWN, answers.why_no_token)
    if facts is None:
        return Check(TOKEN, Verdict.UNKNOWN, "it is opaque: it says neither for whom it is nor what it permits")
    return _life(facts, last_end, now)


def _life(facts: TokenFacts, last_end: float | None, now: float) -> Check:
    who = f"for `{facts.subject}`" if facts.subject else "for nobody that it names"
    kind = "a person" if facts.scopes else "an application" if facts.roles else "without any permission"
    if not facts.granted:
        hint = "`doctor --permissions az` prints the commands that grant what is needed"
        return Check(TOKEN, Verdict.WARNING, f"{who}, {kind}: nothing was granted and consented to", hint)
    if facts.expires_at is None:
        return Check(TOKEN, Verdict.UNKNOWN, f"{who}, {kind}; it does not say when it ends")
    left = facts.expires_at - now
    if left <= 0:
        return Check(TOKEN, Verdict.FAILED, f"{who}, {kind}; it has expired", "get a new one")
    if last_end is None:
        return Check(TOKEN, Verdict.OK, f"{who}, {kind}; it ends in {time_left(left)} and is renewed")
    verdict = Verdict.WARNING if last_end - now < SOON else Verdict.OK
    hint = "a long run may outlive it: get a new one right before" if verdict is Verdict.WARNING else ""
    return Check(TOKEN, verdict, f"{who}, {kind}; it ends in {time_left(last_end - now)} and can't be renewed", hint)


def permissions_check(use: Use, asked: Asked, answers: Answers, *, is_sandbox: bool) -> Check:
    name, needs = f"permissions of {use.command}", needs_of_command(use, asked)
    listed = tuple(_grouped(needs))
    if is_sandbox:
        return Check(name, Verdict.SKIPPED, "the sandbox permits everything; a tenant would ask for", detail=listed)
    facts = answers.token
    if facts is None or not facts.granted:
        why = answers.why_no_token or "the token does not say what it permits"
        return Check(name, Verdict.UNKNOWN, f"{why}; needed are", "`doctor --permissions az` prints how", listed)
    missing = missing_of(needs, facts.granted)
    if not missing:
        return Check(name, Verdict.OK, f"all {len(needs)} that are of use are there")
    ends = [each for each in missing if each.weight is Weight.REQUIRED]
    shown = tuple(f"{_any(each)}, for {each.purpose}: else {each.without}" for each in missing)
    if ends:
        seen = f"{len(ends)} missing that it can't do without"
        return Check(name, Verdict.FAILED, seen, _grant(facts), shown)
    asks = any(each.weight is Weight.ASKED for each in missing)
    seen = f"it works; {len(missing)} missing, and so much stays unknown"
    return Check(name, Verdict.WARNING if asks else Verdict.OK, seen, _grant(facts) if asks else "", shown)


def _grouped(needs: tuple[Need, ...]) -> Iterator[str]:
    """The least permission of each, once, with everything that it is for."""
    purposes: dict[str, list[str]] = {}
    for each in needs:
        purposes.setdefault(each.least, []).append(each.purpose)
    return (f"`{least}`: {', '.join(dict.fromkeys(several))}" for least, several in purposes.items())


def _any(need: Need) -> str:
    return " or ".join(f"`{each}`" for each in need.any_of[:2])


def _grant(facts: TokenFacts) -> str:
    if facts.app_id == AZURE_CLI and facts.scopes:
        return "the Azure CLI's own application may not manage policies for a person: choose --auth browser"
    return "`doctor --permissions az` prints the commands that grant them"


def excess_check(uses: tuple[Use, ...], asked: Asked, answers: Answers, *, is_sandbox: bool) -> Check:
    if is_sandbox:
        return Check(EXCESS, Verdict.SKIPPED, "the sandbox gives no permissions")
    facts = answers.token
    if facts is None or not facts.granted:
        return Check(EXCESS, Verdict.UNKNOWN, answers.why_no_token or "the token does not say what it permits")
    found = excess_of(facts.granted, uses, asked)
    if not found:
        return Check(EXCESS, Verdict.OK, "nothing: the token can do no more than it has to")
    never = sum(each.is_never for each in found)
    seen = f"{len(found)} {'permission' if len(found) == 1 else 'permissions'} too many"
    seen += f", {never} of them much too wide" if never else ""
    hint = "take them away; keep a reader for plan and drift and a writer for apply (docs/permissions.md)"
    return Check(EXCESS, Verdict.WARNING, seen, hint, tuple(f"`{each.permission}`: {each.why}" for each in found))


def roles_check(uses: tuple[Use, ...], asked: Asked, answers: Answers, *, is_sandbox: bool) -> Check:
    """Only a person needs them; an application does what it was granted."""
    facts = answers.token
    if is_sandbox:
        return Check(ROLES, Verdict.SKIPPED, "the sandbox asks for no roles")
    if facts is not None and facts.roles and not facts.scopes:
        return Check(ROLES, Verdict.SKIPPED, "an application is signed in: it needs no role")
    needed = tuple({(each.any_of, each.purpose): each for use in uses for each in roles_for(use, asked)}.values())
    listed = tuple(f"{each.any_of[0]}: {each.purpose}" for each in needed)
    held = _held(answers)
    if held is None:
        why = answers.why_no_token or "neither the token nor the directory says which are held"
        return Check(ROLES, Verdict.UNKNOWN, f"{why}; a person needs", detail=listed)
    names = {name for name, id in BUILT_IN_ROLES.items() if id in held}
    lacking = [each for each in needed if names.isdisjoint(each.any_of)]
    seen = ", ".join(sorted(names)) or "none that is built in"
    if not lacking:
        return Check(ROLES, Verdict.OK, seen)
    shown = tuple(f"{_roles(each.any_of)}, for {each.purpose}: else {each.without}" for each in lacking)
    hint = "activate the role if it is eligible; a custom role may do as well, and is not seen here"
    return Check(ROLES, Verdict.WARNING, f"{seen}; missing for what was asked", hint, shown)


def _roles(names: Iterable[str]) -> str:
    first, *rest = names
    return f"{first} (or {', '.join(rest)})" if rest else first


def _held(answers: Answers) -> frozenset[str] | None:
    """By the token, else by the directory, which knows only those held directly."""
    if answers.token is not None and answers.token.role_ids is not None:
        return answers.token.role_ids
    operator = answers.facts.operator
    return operator.role_ids if operator is not None else None
