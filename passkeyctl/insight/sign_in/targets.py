"""What a policy says of who signs in to what: people or workloads, resources, user actions, contexts.

A policy for one kind of target says nothing of sign-ins of another kind. What depends on a resource (Teams on Exchange)
is left out, as Microsoft's own What If does (docs/graph-facts.md, "What a policy applies to").
"""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.insight.kleene import every, some
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.sign_in.condition import Answer, Condition, opposite
from passkeyctl.insight.sign_in.known_resources import WORDS, stands_for
from passkeyctl.insight.sign_in.sign_in import SignIn
from passkeyctl.model.conditional_access import is_for_workloads
from passkeyctl.model.fields import Fields
from passkeyctl.model.values import FilterRule
from passkeyctl.wire.canonical import is_guid


def who(policy: Fields, sign_in: SignIn, is_in_scope: bool | None) -> Iterator[Answer]:
    workload = sign_in.service_principal
    if not is_for_workloads(policy):
        if workload is not None:
            yield Answer(Condition.WORKLOADS, False, "it is for people")
            return
        why = "who is among its users isn't known" if is_in_scope is None else "not among its users"
        yield Answer(Condition.USERS, is_in_scope, why)
    elif workload is None:
        yield Answer(Condition.WORKLOADS, False, "it is for workload identities")
    else:
        yield _workload(policy, workload)


def _workload(policy: Fields, workload: str) -> Answer:
    """A filter adds to a list of includes, or takes from it."""
    chosen = policy["workloadIdentities.filter"]
    mode = chosen.mode if isinstance(chosen, FilterRule) else ""
    included = members(policy, "workloadIdentities.include")
    excluded = members(policy, "workloadIdentities.exclude")
    inside = some((bool(included & {"all", workload}), *_by_filter(mode, "include")))
    outside = some((bool(excluded & {"all", workload}), *_by_filter(mode, "exclude")))
    is_met = every((inside, opposite(outside)))
    if is_met is None:
        return Answer(Condition.WORKLOAD_FILTER, None, "its filter for workload identities")
    return Answer(Condition.WORKLOADS, is_met, "not among its workload identities")


def _by_filter(mode: str, side: str) -> Iterator[None]:
    """A rule on attributes that are not read: nobody can tell. A mode that is new may be either."""
    if mode and (mode == side or mode not in ("include", "exclude")):
        yield None


def what(policy: Fields, sign_in: SignIn) -> Iterator[Answer]:
    """One answer for the kind of target that the policy has."""
    if members(policy, "target.userActions"):
        yield _user_action(members(policy, "target.userActions"), sign_in)
    elif members(policy, "target.authenticationContexts"):
        yield _context(members(policy, "target.authenticationContexts"), sign_in)
    else:
        yield _resource(policy, sign_in)


def _user_action(listed: frozenset[str], sign_in: SignIn) -> Answer:
    if sign_in.user_action is not None:
        why = f"it isn't for the user action `{sign_in.user_action}`"
        return Answer(Condition.USER_ACTION, sign_in.user_action in listed, why)
    if sign_in.resource is not None or sign_in.context is not None:
        return Answer(Condition.USER_ACTION, False, "it is for user actions")
    return Answer(Condition.USER_ACTION, None, "user action isn't said")


def _context(listed: frozenset[str], sign_in: SignIn) -> Answer:
    if sign_in.context is not None:
        why = f"it isn't for the authentication context `{sign_in.context}`"
        return Answer(Condition.CONTEXT, sign_in.context.lower() in listed, why)
    if sign_in.resource is not None or sign_in.user_action is not None:
        return Answer(Condition.CONTEXT, False, "it is for authentication contexts")
    return Answer(Condition.CONTEXT, None, "authentication context isn't said")


def _resource(policy: Fields, sign_in: SignIn) -> Answer:
    if sign_in.user_action is not None:
        return Answer(Condition.RESOURCE, False, "it is for resources, not for user actions")
    chosen = policy["target.resources.filter"]
    mode = chosen.mode if isinstance(chosen, FilterRule) else ""
    by_list = _is_among(policy, sign_in)
    inside = some((by_list["include"], *_by_filter(mode, "include")))
    outside = some((by_list["exclude"], *_by_filter(mode, "exclude")))
    is_met = every((inside, opposite(outside)))
    without_filter = every((by_list["include"], opposite(by_list["exclude"])))
    if is_met is None and without_filter is not None:
        return Answer(Condition.APPLICATION_FILTER, None, "its filter for applications")
    return Answer(Condition.RESOURCE, is_met, _why(is_met, sign_in))


def _is_among(policy: Fields, sign_in: SignIn) -> dict[str, bool | None]:
    """What both sides name is left to the excludes, also where nobody knows what belongs to it."""
    excluded = members(policy, "target.resources.exclude")
    included = members(policy, "target.resources.include") - excluded
    return {
        "include": some(_is_meant(each, sign_in) for each in included),
        "exclude": some(_is_meant(each, sign_in) for each in excluded),
    }


def _is_meant(named: str, sign_in: SignIn) -> bool | None:
    """Whether one member of a list is what is signed in to."""
    if named == "None":
        return False
    if named == "All resources":
        # Without a resource or a context, the sign-in may be a user action.
        return True if sign_in.resource is not None or sign_in.context is not None else None
    if sign_in.resource is None:
        return None
    is_understood = all(is_guid(each) or each in WORDS for each in (named, sign_in.resource))
    return stands_for(named, sign_in.resource) if is_understood or named == sign_in.resource else None


def _why(is_met: bool | None, sign_in: SignIn) -> str:
    if sign_in.resource is None:
        return "resource isn't said"
    if is_met is None:
        return f"whether its resources cover `{sign_in.resource}` isn't known"
    return f"it isn't for the resource `{sign_in.resource}`"
