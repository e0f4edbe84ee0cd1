"""What is said beside who is signed in: whether the run can write, and how long what it signed in with lives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from passkeyctl.graph.assertions import ID_TOKEN, pipeline_of, read_assertion, time_left
from passkeyctl.graph.credentials import SignIn, Way
from passkeyctl.graph.tokens import TokenFacts

READ_ONLY = "read-only: this command can't write"


def beside_sign_in(*, read_only: bool, issues_passes: bool) -> str:
    """The end of the line; the transport below keeps the promise."""
    return f"; {READ_ONLY}" if read_only and not issues_passes else ""


def notices(
    sign_in: SignIn, facts: TokenFacts | None, environ: Mapping[str, str], *, read_only: bool, now: float
) -> Iterator[str]:
    in_pipeline = pipeline_of(environ) is not None or bool(environ.get("CI"))
    if read_only and facts is not None and facts.roles and in_pipeline:
        yield from _could_write(facts.may_write)
    ends = _id_token_ends(environ) if sign_in.way is Way.GITLAB else None
    if ends is not None and ends > now:
        yield f"notice: the id token ends in {time_left(ends - now)}, and GitLab does not renew it"


def last_end(sign_in: SignIn, facts: TokenFacts | None, environ: Mapping[str, str]) -> float | None:
    """When the last token ends that this run can have; None where there is always another, or nobody says."""
    ends = float(facts.expires_at) if facts is not None and facts.expires_at is not None else None
    match sign_in.way:
        case Way.TOKEN:
            return ends
        case Way.GITLAB if ends is not None:
            return max(ends, _id_token_ends(environ) or ends)
        case _:
            return None


def _could_write(permissions: tuple[str, ...]) -> Iterator[str]:
    if permissions:
        others = f" and {len(permissions) - 1} more" if len(permissions) > 1 else ""
        yield (
            f"warning: this command only reads, and the token of this pipeline could write "
            f"(`{permissions[0]}`{others}): use a reader identity (docs/sign-in.md)"
        )


def _id_token_ends(environ: Mapping[str, str]) -> float | None:
    presented = read_assertion(environ.get(ID_TOKEN, ""))
    return presented.expires_at if presented is not None else None
