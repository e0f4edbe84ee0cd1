"""From an answer, or the lack of one, to the error that the reader sees."""

from __future__ import annotations

from passkeyctl.errors import GraphError, PermissionMissing, SignInError, Throttled, Unreachable
from passkeyctl.graph.permission_rows import Needs
from passkeyctl.graph.reply import Fault, Reply, fault_of

_LEARNED_FROM_NUMBER = {
    1034: "an application in the policy has no service principal in this tenant: check its id, or add the application",
    1038: "the policy holds preview features, which Graph's v1.0 neither returns nor writes: take them out of the file",
    1040: "a named location in the policy is not there, or not visible yet: if it was just created, run again",
    1054: "a group in the policy does not exist: check the ids of its groups",
    1108: "require either the MFA control or an authentication strength, not both",
}


def graph_error(reply: Reply, call: str, needs: Needs) -> GraphError:
    """The error for a refused request; `call` is its method and path, for people."""
    fault = fault_of(reply)
    detail = _detail(fault)
    if reply.status == 403:
        return _forbidden(call, needs, fault, detail)
    if reply.status == 429:
        return Throttled(
            f"Graph kept refusing `{call}` as one request too many",
            status=429,
            graph_code=fault.code,
            request_id=fault.request_id,
            hint="other programs may be using up this tenant's allowance: wait a minute and run again",
            detail=detail,
        )
    return GraphError(
        _summary(reply, call, fault),
        status=reply.status,
        graph_code=fault.code,
        number=fault.number,
        request_id=fault.request_id,
        hint=_hint(reply, fault),
        detail=detail,
    )


def token_refused(reply: Reply, call: str, hint: str) -> SignInError:
    fault = fault_of(reply)
    return SignInError(
        f"the access token was not accepted for `{call}`: it has expired, was revoked or is meant for something else",
        hint=hint,
        detail=_detail(fault),
    )


def no_answer(call: str, why: str, *, maybe_received: bool, hint: str = "") -> Unreachable:
    advice = "it may have been received all the same: read before sending it again" if maybe_received else ""
    return Unreachable(f"no answer to `{call}`: {why}", maybe_received=maybe_received, hint=hint or advice)


def needed(needs: Needs) -> str:
    """`A` or `B`, and `C`."""
    return ", and ".join(" or ".join(f"`{name}`" for name in row) for row in needs)


def _forbidden(call: str, needs: Needs, fault: Fault, detail: tuple[str, ...]) -> GraphError:
    if "licen" in fault.message.lower() or "premium" in fault.code.lower():
        return GraphError(
            f"this tenant has no licence for `{call}`",
            status=403,
            graph_code=fault.code,
            request_id=fault.request_id,
            hint="Conditional Access needs Entra ID P1, its risk conditions P2",
            detail=detail,
        )
    grant = f"grant {needed(needs)} and consent to it" if needs else "grant the permission and consent to it"
    return PermissionMissing(
        f"`{call}` is not permitted" + (f": it needs {needed(needs)}" if needs else ""),
        status=403,
        graph_code=fault.code,
        request_id=fault.request_id,
        hint=f"{grant}; a person also needs a role, such as Global Reader to read or "
        "Conditional Access Administrator and Authentication Policy Administrator to write",
        detail=detail,
    )


def _summary(reply: Reply, call: str, fault: Fault) -> str:
    if 300 <= reply.status < 400:
        return f"`{call}` was answered with a redirect, and redirects are not followed"
    number = f", error {fault.number}" if fault.number else ""
    return f"Graph refused `{call}`: {reply.status} {fault.code}".rstrip() + number


def _hint(reply: Reply, fault: Fault) -> str:
    if fault.number in _LEARNED_FROM_NUMBER:
        return _LEARNED_FROM_NUMBER[fault.number]
    match reply.status:
        case 404:
            return "it was deleted, or its id is of another tenant"
        case status if status >= 500:
            return "Graph failed on its side: run again later"
        case status if 300 <= status < 400:
            return "check the address of the endpoint, and proxies that ask for a sign-in of their own"
    return ""


def _detail(fault: Fault) -> tuple[str, ...]:
    said = (f"Graph says: {fault.message}",) if fault.message else ()
    return (*said, f"request-id {fault.request_id}") if fault.request_id else said
