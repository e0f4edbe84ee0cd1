"""Which tenant's history is meant, without asking any tenant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from passkeyctl.cli.connection import ConnectionOptions, wanted_endpoint
from passkeyctl.cli.files.files import configuration_of
from passkeyctl.cli.kept import kept
from passkeyctl.cli.people.reading_people import mark_of
from passkeyctl.cli.places import HISTORY, has_files, state_folder
from passkeyctl.cli.snapshot.saving import nothing_described
from passkeyctl.errors import PasskeyctlError, UsageError
from passkeyctl.history import Book
from passkeyctl.model.desired import Configuration
from passkeyctl.plan.destination import Destination
from passkeyctl.sandbox.places import identity_of, is_sandbox


@dataclass(frozen=True, slots=True)
class Subject:
    """`name` is what the tenant was called last, else how it was asked for."""

    destination: Destination
    name: str
    book: Book


def subject_of(paths: Sequence[str] | None, tenant: str, cloud: str) -> Subject:
    """Raises UsageError where nothing says which tenant, UserFault where the files can't be understood."""
    if tenant and not is_sandbox(tenant) and "." not in tenant and not _is_id(tenant):
        raise UsageError(
            f"`--tenant {tenant}` is neither the sandbox nor a tenant",
            hint="use sandbox, the tenant's id or one of its domains",
        )
    configuration = _configuration(paths, tenant)
    endpoint = wanted_endpoint(ConnectionOptions(tenant, cloud, "", "", False), configuration).label
    named = configuration.tenant
    id, domain = (named.id, named.domain) if named is not None else (None, None)
    if tenant and not is_sandbox(tenant):
        id, domain = (tenant.lower(), None) if _is_id(tenant) else (None, tenant)
    if id is None and is_sandbox(tenant):
        id = identity_of(None, domain, named.name if named is not None else "").tenant_id
    if id is None and domain is not None:
        id = _by_domain(domain.lower(), endpoint)
    destination = Destination(endpoint, id or "", "")
    book = Book(state_folder() / HISTORY / f"{mark_of(endpoint)}{(id or '').lower()}.db")
    return Subject(destination, domain or id or "", book)


def _configuration(paths: Sequence[str] | None, tenant: str) -> Configuration:
    if paths or (has_files(Path.cwd()) and (not tenant or is_sandbox(tenant))):
        return configuration_of(paths)
    if not tenant:
        raise UsageError(
            "nothing says which tenant is meant", hint="name its files, or add `--tenant` with its id or a domain"
        )
    return nothing_described(tenant)


def _by_domain(domain: str, endpoint: str) -> str:
    """By what earlier runs called the tenant."""
    found = sorted({*_of_books(domain, endpoint), *_of_kept(domain)})
    if len(found) == 1:
        return found[0]
    if not found:
        raise PasskeyctlError(
            f"no run of this machine is known for `{domain}`",
            hint="give the tenant's id: `passkeyctl history --tenant ID`",
        )
    raise PasskeyctlError(f"`{domain}` was the name of {len(found)} tenants", detail=found, hint="give the id of one")


def _of_books(domain: str, endpoint: str) -> Iterator[str]:
    mark = mark_of(endpoint)
    for path in sorted((state_folder() / HISTORY).glob("*.db")):
        id = path.stem.removeprefix(mark)
        if path.stem.startswith(mark) and _is_id(id):
            try:
                about = Book(path).about()
            except PasskeyctlError:
                continue  # it is said once it is the one that is meant
            if about.get("domain") == domain:
                yield id


def _of_kept(domain: str) -> Iterator[str]:
    for each in kept():
        if domain in each.tenants:
            yield from (name for name in each.tenants if _is_id(name))


def _is_id(text: str) -> bool:
    from passkeyctl.graph.tenant import is_tenant_id

    return is_tenant_id(text)
