"""From options and files to a connection: which endpoint, which sign-in, which tenant."""

from __future__ import annotations

import os
import random
import sys
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from passkeyctl.cli.console import say
from passkeyctl.cli.places import state_folder
from passkeyctl.cli.sandbox_store import sandbox_store
from passkeyctl.diagnostics import Diagnostic, error
from passkeyctl.errors import UsageError, UserFault
from passkeyctl.graph.clouds import SANDBOX, Cloud, endpoint_from
from passkeyctl.graph.credentials import (
    Prompting,
    SignInOptions,
    check_endpoint,
    choose_sign_in,
    open_credential,
    signed_in,
)
from passkeyctl.graph.tokens import StaticToken, TokenFacts, read_token
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.desired import Configuration, Tenant
from passkeyctl.model.directory import Organization
from passkeyctl.sandbox.places import WORD, is_sandbox

if TYPE_CHECKING:
    from passkeyctl.graph.client import GraphClient, Settings


@dataclass(frozen=True, slots=True)
class ConnectionOptions:
    """The command line's part; empty means: as files and environment say."""

    tenant: str = ""
    cloud: str = ""
    auth: str = ""
    client_id: str = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """A client that is ready, and the check that it is the tenant of the files."""

    client: GraphClient
    check_tenant: Callable[[Organization], Diagnostic | None]


@asynccontextmanager
async def connected(
    options: ConnectionOptions, configuration: Configuration, *, read_only: bool
) -> AsyncIterator[Connection]:
    described = configuration.tenant
    if described is None:
        raise UserFault([_no_tenant()])
    if is_sandbox(options.tenant):
        async with _sandbox(options.tenant, described, read_only=read_only) as connection:
            yield connection
    else:
        async with _graph(options, described, read_only=read_only) as connection:
            yield connection


def _no_tenant() -> Diagnostic:
    return error(
        "OPS902",
        "the files do not say for which tenant they are",
        hint="add `tenant: {domain: contoso.onmicrosoft.com}` or its id",
    )


@asynccontextmanager
async def _sandbox(written: str, described: Tenant, *, read_only: bool) -> AsyncIterator[Connection]:
    from passkeyctl.graph.client import GraphClient
    from passkeyctl.sandbox.transport import sandbox_transport

    with sandbox_store(written, described) as store:
        client = GraphClient.connect(
            SANDBOX,
            StaticToken(WORD),
            _settings(ca_interval=0.0),
            read_only=read_only,
            transport=sandbox_transport(store),
        )
        async with client:
            yield Connection(client, lambda organization: _check(described, None, organization))


@asynccontextmanager
async def _graph(options: ConnectionOptions, described: Tenant, *, read_only: bool) -> AsyncIterator[Connection]:
    from passkeyctl.graph.client import GraphClient
    from passkeyctl.graph.pacing import ca_interval_from
    from passkeyctl.graph.permissions import APPLY_SCOPES, PLAN_SCOPES

    cloud = _cloud(options, described)
    endpoint = endpoint_from(cloud, os.environ)
    chosen = choose_sign_in(_sign_in_options(options, described), os.environ, is_terminal=sys.stdin.isatty())
    check_endpoint(endpoint, chosen)
    scopes = PLAN_SCOPES if read_only else APPLY_SCOPES
    prompting = Prompting(say, state_folder())
    tokens = await open_credential(chosen, cloud, scopes, os.environ, prompting, now=time.time)
    facts = read_token(await tokens.token())
    say(signed_in(chosen, facts) + f", endpoint `{endpoint.label}`")
    _refuse_early(cloud, facts, described, read_only=read_only)
    client = GraphClient.connect(
        endpoint, tokens, _settings(ca_interval=ca_interval_from(os.environ)), read_only=read_only
    )
    async with client:
        yield Connection(client, lambda organization: _check(described, facts, organization))


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


def _refuse_early(cloud: Cloud, facts: TokenFacts | None, described: Tenant, *, read_only: bool) -> None:
    """What the token itself gives away is said before the first request."""
    from passkeyctl.graph.permissions import APPLY_NEEDS, PLAN_NEEDS, missing_permissions
    from passkeyctl.graph.tenant import check_cloud, check_tenant

    wrong_cloud = check_cloud(cloud, facts)
    wrong_tenant = check_tenant(described.id or "", "", facts, None) if facts and facts.tenant_id else None
    lacking = missing_permissions(facts, PLAN_NEEDS if read_only else APPLY_NEEDS)
    found = [each for each in (wrong_cloud, wrong_tenant, lacking) if each is not None]
    if found:
        raise UserFault(found)


def _check(described: Tenant, facts: TokenFacts | None, organization: Organization) -> Diagnostic | None:
    from passkeyctl.graph.tenant import check_tenant

    names: list[JsonValue] = [{"name": each} for each in sorted(organization.domains)]
    document: JsonObject = {"id": organization.id, "verifiedDomains": names}
    return check_tenant(described.id or "", described.domain or "", facts, document)


def _settings(*, ca_interval: float) -> Settings:
    from passkeyctl.graph.client import Settings
    from passkeyctl.graph.pacing import Timing

    return Settings(Timing(jitter=random.random), lambda: str(uuid.uuid4()), ca_interval=ca_interval)
