"""From options and files to a connection: which endpoint, which sign-in, which tenant."""

from __future__ import annotations

import os
import sys
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from passkeyctl.cli.console import say
from passkeyctl.cli.identity import beside_sign_in, last_end, notices
from passkeyctl.cli.pace import timing
from passkeyctl.cli.places import state_folder
from passkeyctl.cli.sandbox.store import sandbox_store
from passkeyctl.diagnostics import Diagnostic, error
from passkeyctl.errors import UsageError, UserFault
from passkeyctl.graph.clouds import SANDBOX, Cloud, Endpoint, endpoint_from
from passkeyctl.graph.credentials import (
    Prompting,
    SignInOptions,
    check_endpoint,
    choose_sign_in,
    open_credential,
    signed_in,
)
from passkeyctl.graph.tokens import StaticToken, TokenFacts, read_token
from passkeyctl.model.desired import Configuration, Tenant
from passkeyctl.model.directory import Organization
from passkeyctl.model.facts import SignedIn
from passkeyctl.plan.plan import Destination
from passkeyctl.sandbox.places import WORD, is_sandbox

if TYPE_CHECKING:
    from passkeyctl.apply.planner import CheckTenant
    from passkeyctl.graph.client import GraphClient, Settings
    from passkeyctl.graph.permission_rows import Needs
    from passkeyctl.snapshot.document import Snapshot


@dataclass(frozen=True, slots=True)
class ConnectionOptions:
    """The command line's part; empty means: as files and environment say. `redact`: don't print who signed in.
    `against` is a saved snapshot, or another tool's export, that is read instead of a tenant. `also_asks` are scopes
    that a person is asked to consent to beside the usual ones (`graph.permissions.REPORT_SCOPES`).
    """

    tenant: str = ""
    cloud: str = ""
    auth: str = ""
    client_id: str = ""
    redact: bool = False
    against: Snapshot | None = None
    also_asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Connection:
    """A client that is ready, the check that it is the tenant of the files, and who is signed in, if anybody.

    `ends_at` is when a token ends that can't be renewed, where it says so.
    """

    client: GraphClient
    check_tenant: CheckTenant
    signed_in: SignedIn | None = None
    ends_at: datetime | None = None


@asynccontextmanager
async def connected(
    options: ConnectionOptions, configuration: Configuration, *, read_only: bool, issues_passes: bool = False
) -> AsyncIterator[Connection]:
    """`issues_passes` goes with `read_only`: nothing is written but Temporary Access Passes."""
    described = configuration.tenant
    if options.against is not None:
        async with _snapshot(options, options.against, configuration, read_only=read_only) as connection:
            yield connection
        return
    if described is None:
        raise UserFault([_no_tenant()])
    _check_word(options.tenant)
    _cloud(options, described)
    if is_sandbox(options.tenant):
        async with _sandbox(options.tenant, described, read_only=read_only, issues_passes=issues_passes) as connection:
            yield connection
    else:
        from passkeyctl.graph.permissions import scopes_of

        asked = scopes_of(configuration)
        async with _graph(
            options, described, read_only=read_only, also_asks=asked, issues_passes=issues_passes
        ) as connection:
            yield connection


def wanted_endpoint(options: ConnectionOptions, configuration: Configuration) -> Endpoint:
    """Where a run would go, known before anything is opened."""
    if is_sandbox(options.tenant):
        return SANDBOX
    if configuration.tenant is None:
        raise UserFault([_no_tenant()])
    return endpoint_from(_cloud(options, configuration.tenant), os.environ)


def _check_word(tenant: str) -> None:
    """A slip in `sandbox` must not lead to the tenant of the files."""
    if tenant and not is_sandbox(tenant) and "." not in tenant and not _is_id(tenant):
        raise UsageError(
            f"`--tenant {tenant}` is neither the sandbox nor a tenant",
            hint="use sandbox, sandbox:FILE, the tenant's id or one of its domains",
        )


def _is_id(text: str) -> bool:
    from passkeyctl.graph.tenant import is_tenant_id

    return is_tenant_id(text)


def _two_tenants(token_id: str, organization: Organization) -> Diagnostic:
    return error(
        "OPS902",
        f"the token is of the tenant `{token_id}`, but what answers is `{organization.id}`",
        hint="check the address of the endpoint, and where the token comes from",
    )


def _no_tenant() -> Diagnostic:
    return error(
        "OPS902",
        "the files do not say for which tenant they are",
        hint="add `tenant: {domain: contoso.onmicrosoft.com}` or its id",
    )


@asynccontextmanager
async def _sandbox(
    written: str, described: Tenant, *, read_only: bool, issues_passes: bool
) -> AsyncIterator[Connection]:
    from passkeyctl.graph.client import GraphClient
    from passkeyctl.sandbox.transport import sandbox_transport

    with sandbox_store(written, described) as store:
        client = GraphClient.connect(
            SANDBOX,
            StaticToken(WORD),
            _settings(ca_interval=0.0),
            read_only=read_only,
            issues_passes=issues_passes,
            transport=sandbox_transport(store),
        )
        async with client:
            yield Connection(client, _TenantCheck(described, None, SANDBOX, None))


@asynccontextmanager
async def _snapshot(
    options: ConnectionOptions, snapshot: Snapshot, configuration: Configuration, *, read_only: bool
) -> AsyncIterator[Connection]:
    from passkeyctl.cli.snapshot.against import planned_on, replayed_for

    if not read_only or options.tenant or options.cloud or options.auth or options.client_id:
        raise UsageError("a snapshot is read, and nothing else", hint="leave --tenant, --cloud and --auth out")
    async with replayed_for(planned_on(snapshot, configuration), configuration.tenant) as (client, check):
        yield Connection(client, check)


@asynccontextmanager
async def _graph(
    options: ConnectionOptions,
    described: Tenant,
    *,
    read_only: bool,
    also_asks: tuple[str, ...],
    issues_passes: bool,
) -> AsyncIterator[Connection]:
    from passkeyctl.graph.client import GraphClient
    from passkeyctl.graph.pacing import ca_interval_from
    from passkeyctl.graph.permissions import APPLY_NEEDS, APPLY_SCOPES, PASS_NEEDS, PLAN_NEEDS, PLAN_SCOPES
    from passkeyctl.graph.transports import trusted

    cloud = _cloud(options, described)
    endpoint = endpoint_from(cloud, os.environ)
    chosen = choose_sign_in(_sign_in_options(options, described), os.environ, is_terminal=sys.stdin.isatty())
    check_endpoint(endpoint, chosen)
    usual = PLAN_SCOPES if read_only else APPLY_SCOPES
    scopes = tuple(dict.fromkeys((*usual, *also_asks, *options.also_asks)))
    prompting = Prompting(say, state_folder())
    # One TLS context for sign-in and Graph: making one costs more than a request.
    tls = trusted() if endpoint.base.startswith("https:") else None
    tokens = await open_credential(chosen, cloud, scopes, os.environ, prompting, tls=tls, now=time.time)
    settings = _settings(ca_interval=ca_interval_from(os.environ))
    async with GraphClient.connect(
        endpoint, tokens, settings, read_only=read_only, issues_passes=issues_passes, tls=tls
    ) as client:
        facts = read_token(await tokens.token())
        who = f"signed in with {chosen.description}" if options.redact else signed_in(chosen, facts)
        say(f"{who}, endpoint `{endpoint.label}`{beside_sign_in(read_only=read_only, issues_passes=issues_passes)}")
        for line in notices(chosen, facts, os.environ, read_only=read_only and not issues_passes, now=time.time()):
            say(line)
        needs = PASS_NEEDS if issues_passes else PLAN_NEEDS if read_only else APPLY_NEEDS
        _refuse_early(cloud, facts, described, needs)
        signed = facts.signed_in if facts is not None else None
        ends_at = _at(last_end(chosen, facts, os.environ))
        yield Connection(client, _TenantCheck(described, facts, endpoint, cloud), signed, ends_at)


def _at(seconds: float | None) -> datetime | None:
    """What no calendar has is no end."""
    with suppress(OverflowError, OSError, ValueError):
        if seconds is not None:
            return datetime.fromtimestamp(seconds, UTC)
    return None


def _cloud(options: ConnectionOptions, described: Tenant) -> Cloud:
    wanted = options.cloud or described.cloud or Cloud.GLOBAL
    if wanted not in tuple(Cloud):
        raise UsageError(f"`--cloud {wanted}` is not known", hint="use global, usgov, dod or china")
    if described.cloud is not None and wanted != described.cloud:
        raise UserFault(
            [
                error(
                    "OPS902",
                    f"the files are for cloud `{described.cloud}`, the command line says `{options.cloud}`",
                    source=described.source,
                    hint="correct `tenant.cloud`, or leave --cloud out",
                )
            ]
        )
    return Cloud(wanted)


def _sign_in_options(options: ConnectionOptions, described: Tenant) -> SignInOptions:
    return SignInOptions(options.auth, options.client_id, options.tenant or described.id or described.domain or "")


def _refuse_early(cloud: Cloud, facts: TokenFacts | None, described: Tenant, needs: Needs) -> None:
    """What the token itself gives away is said before the first request."""
    from passkeyctl.graph.permissions import missing_permissions
    from passkeyctl.graph.tenant import check_cloud, check_tenant

    wrong_cloud = check_cloud(cloud, facts)
    wrong_tenant = check_tenant(described.id or "", "", facts, None) if facts and facts.tenant_id else None
    lacking = missing_permissions(facts, needs)
    found = [each for each in (wrong_cloud, wrong_tenant, lacking) if each is not None]
    if found:
        raise UserFault(found)


@dataclass(frozen=True, slots=True)
class _TenantCheck:
    """Compares the files' tenant with the token and the tenant's own entry; `cloud` is None for the sandbox."""

    described: Tenant
    facts: TokenFacts | None
    endpoint: Endpoint
    cloud: Cloud | None

    async def __call__(self, organization: Organization | None) -> Destination:
        from passkeyctl.graph.tenant import check_tenant

        wanted_id = self.described.id or await self._id_of_domain(organization)
        wrong = check_tenant(wanted_id, self.described.domain or "", self.facts, organization)
        if wrong is not None:
            raise UserFault([wrong])
        token_id = self.facts.tenant_id if self.facts else ""
        if organization is not None and token_id not in ("", organization.id):
            raise UserFault([_two_tenants(token_id, organization)])
        id = organization.id if organization is not None else token_id
        name = organization.display_name if organization is not None else self.described.name
        return Destination(self.endpoint.label, id, name)

    async def _id_of_domain(self, organization: Organization | None) -> str:
        """A domain is looked up at the sign-in page only where the tenant's own entry could not be read."""
        if organization is not None or self.cloud is None or not self.described.domain:
            return ""
        from passkeyctl.graph.tenant import look_up_tenant
        from passkeyctl.graph.transports import open_http

        async with open_http(self.endpoint, read_only=True) as http:
            return await look_up_tenant(http, self.cloud, self.described.domain)


def _settings(*, ca_interval: float) -> Settings:
    from passkeyctl.graph.client import Settings
    from passkeyctl.graph.pacing import REPORT_WINDOW

    # Where one limit is off, as in a sandbox, so is the other.
    window = REPORT_WINDOW if ca_interval else 0.0
    return Settings(timing(), lambda: str(uuid.uuid4()), ca_interval=ca_interval, report_window=window)
