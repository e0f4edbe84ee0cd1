"""What a run of `doctor` is about: the command line's part, and what the files say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from passkeyctl.errors import UsageError
from passkeyctl.model.needs_of_commands import Use

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from passkeyctl.graph.command_needs import Asked
    from passkeyctl.model.desired import Configuration


@dataclass(frozen=True, slots=True)
class Question:
    uses: tuple[Use, ...]
    paths: Sequence[str]
    tenant: str = ""
    cloud: str = ""
    auth: str = ""
    client_id: str = ""
    is_offline: bool = False
    redact: bool = False


def uses_of(written: Iterable[str] | None, default: tuple[Use, ...] = (Use.PLAN,)) -> tuple[Use, ...]:
    """In the order of the command line, each once."""
    known = {each.value: each for each in Use}
    for each in written or ():
        if each not in known:
            raise UsageError(f"`--for {each}` is not known", hint=f"use {', '.join(known)}")
    return tuple(dict.fromkeys(known[each] for each in written or ())) or default


def check_tenant_word(tenant: str) -> None:
    """A slip in `sandbox` must not lead to the tenant of the files."""
    from passkeyctl.graph.tenant import is_tenant_id
    from passkeyctl.sandbox.places import is_sandbox

    if tenant and not is_sandbox(tenant) and "." not in tenant and not is_tenant_id(tenant):
        raise UsageError(
            f"`--tenant {tenant}` is neither the sandbox nor a tenant",
            hint="use sandbox, sandbox:FILE, the tenant's id or one of its domains",
        )


def asked_by(configuration: Configuration | None) -> Asked:
    """What the files want to be read and written; without files what every run reads."""
    from passkeyctl.graph.command_needs import Asked
    from passkeyctl.model.address import Kind
    from passkeyctl.needs import SOMETIMES_READ, kinds_needed, references_of

    if configuration is None:
        return Asked(frozenset(Kind) - SOMETIMES_READ)
    return Asked(kinds_needed(configuration), references_of(configuration), configuration)
