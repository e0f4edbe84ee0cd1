"""What only the tenant can say: asked one thing after the other, so that a refusal hides nothing else."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from passkeyctl.cli.clock import now
from passkeyctl.cli.console import say
from passkeyctl.errors import PasskeyctlError, SignInError
from passkeyctl.graph.clouds import ACCESS_TOKEN
from passkeyctl.graph.credentials import Prompting, SignIn, Way, check_endpoint, open_credential
from passkeyctl.graph.tokens import TokenFacts, read_token
from passkeyctl.model.facts import Fact, TenantFacts
from passkeyctl.model.needs_of_commands import Use

if TYPE_CHECKING:
    import ssl
    from datetime import timedelta

    from passkeyctl.cli.doctor.question import Question
    from passkeyctl.graph.client import GraphClient, Settings
    from passkeyctl.graph.clouds import Cloud, Endpoint
    from passkeyctl.model.desired import Configuration, Tenant
    from passkeyctl.model.directory import Organization

OFFLINE = "nothing is sent with `--offline`"
WANTED = frozenset({Fact.LICENCES, Fact.SECURITY_DEFAULTS})


@dataclass(frozen=True, slots=True)
class Answers:
    """What came of asking; each `why_no_…` says why its part is not there, and is empty where it is.

    `refusal`: signing in failed, or Graph took the token for none; `token_hint` says what to do about it.
    `status` is what Graph answered to a request without a token, 0 where none was sent.
    """

    token: TokenFacts | None = None
    why_no_token: str = ""
    refusal: str = ""
    token_hint: str = ""
    has_token: bool = False
    status: int = 0
    ahead: timedelta | None = None
    why_no_graph: str = ""
    organization: Organization | None = None
    why_no_organization: str = ""
    facts: TenantFacts = field(default_factory=TenantFacts)
    why_no_facts: str = ""


def unasked(why: str, sign_in: SignIn | None) -> Answers:
    """A token at hand is read all the same: that sends nothing."""
    token, has_token = None, False
    if sign_in is not None and sign_in.way is Way.TOKEN:
        token, has_token = read_token(os.environ[ACCESS_TOKEN].strip()), True
    return Answers(
        token,
        why if not has_token else "",
        has_token=has_token,
        why_no_graph=why,
        why_no_organization=why,
        why_no_facts=why,
    )


async def ask_sandbox(question: Question, described: Tenant) -> Answers:
    from passkeyctl.cli.sandbox.store import sandbox_store
    from passkeyctl.graph.client import GraphClient
    from passkeyctl.graph.clouds import SANDBOX
    from passkeyctl.graph.tokens import StaticToken
    from passkeyctl.sandbox.places import WORD
    from passkeyctl.sandbox.transport import sandbox_transport

    with sandbox_store(question.tenant, described) as store:
        transport = sandbox_transport(store)
        client = GraphClient.connect(SANDBOX, StaticToken(WORD), _settings(), read_only=True, transport=transport)
        async with client:
            return await _asked(client, Answers(has_token=True), None)


async def ask_graph(
    question: Question, endpoint: Endpoint, cloud: Cloud, sign_in: SignIn | None, configuration: Configuration | None
) -> Answers:
    """First whether Graph is there at all, then the sign-in, then what only who is signed in may know."""
    from passkeyctl.graph.knocking import knock
    from passkeyctl.graph.transports import trusted

    try:
        tls = trusted() if endpoint.base.startswith("https:") else None
        found = await knock(endpoint, now, tls=tls)
    except (PasskeyctlError, OSError) as fault:  # a proxy, or a file of certificates, that can't be used
        return unasked(str(fault), sign_in)
    answers = Answers(status=found.status, ahead=found.ahead, why_no_graph=found.error)
    if sign_in is None:
        why = "there is no way to sign in"
        return replace(answers, why_no_token=why, why_no_organization=why, why_no_facts=why)
    try:
        check_endpoint(endpoint, sign_in)
        async with _opened(question, endpoint, cloud, sign_in, configuration, tls) as (client, token):
            answers = replace(answers, token=token, has_token=True)
            return await _asked(client, answers, token)
    except PasskeyctlError as error:
        why = "signing in failed"
        answers = replace(answers, why_no_token=why, refusal=error.summary, token_hint=error.hint)
        return replace(answers, why_no_organization=why, why_no_facts=why)


@asynccontextmanager
async def _opened(
    question: Question,
    endpoint: Endpoint,
    cloud: Cloud,
    sign_in: SignIn,
    configuration: Configuration | None,
    tls: ssl.SSLContext | None,
) -> AsyncIterator[tuple[GraphClient, TokenFacts | None]]:
    from passkeyctl.cli.places import state_folder
    from passkeyctl.graph.client import GraphClient

    scopes = _scopes(question.uses, configuration)
    prompting = Prompting(say, state_folder())
    tokens = await open_credential(sign_in, cloud, scopes, os.environ, prompting, tls=tls, now=time.time)
    async with GraphClient.connect(endpoint, tokens, _settings(), read_only=True, tls=tls) as client:
        yield client, read_token(await tokens.token())


def _scopes(uses: tuple[Use, ...], configuration: Configuration | None) -> tuple[str, ...]:
    """What the commands would ask a person to consent to; nothing is done with what more than reads."""
    from passkeyctl.graph import permissions as p

    asked = [*(p.APPLY_SCOPES if Use.APPLY in uses else p.PLAN_SCOPES)]
    asked += p.scopes_of(configuration) if configuration is not None else ()
    asked += p.LOG_SCOPES if Use.DRIFT in uses else ()
    asked += p.REPORT_SCOPES if Use.READINESS in uses else ()
    asked += p.PERSON_SCOPES if Use.WHO in uses else ()
    asked += p.PASS_SCOPES if Use.INVITE in uses else ()
    return tuple(dict.fromkeys((*asked, *p.LICENCE_SCOPES)))


async def _asked(client: GraphClient, answers: Answers, token: TokenFacts | None) -> Answers:
    if answers.why_no_graph:
        why = "Graph can't be reached"
        return replace(answers, why_no_organization=why, why_no_facts=why)
    from passkeyctl.graph.directory import look_up
    from passkeyctl.graph.facts import FactsAsked, read_facts

    try:
        _, organization = await look_up(client, ())
        why = "" if organization is not None else "the tenant's own entry may not be read"
        answers = replace(answers, organization=organization, why_no_organization=why)
    except SignInError as error:
        why = "the token was not accepted"
        answers = replace(answers, refusal=error.summary, token_hint=error.hint)
        return replace(answers, why_no_organization=why, why_no_facts=why)
    except PasskeyctlError as error:
        answers = replace(answers, why_no_organization=error.summary)
    signed_in = token.signed_in if token is not None else None
    wanted = WANTED | ({Fact.OPERATOR} if signed_in is not None and signed_in.is_person else set())
    try:
        return replace(answers, facts=await read_facts(client, FactsAsked(wanted, signed_in=signed_in)))
    except PasskeyctlError as error:
        return replace(answers, why_no_facts=error.summary)


def _settings() -> Settings:
    from passkeyctl.cli.pace import timing
    from passkeyctl.graph.client import Settings
    from passkeyctl.graph.pacing import Patience

    # Whoever looks for what is wrong does not want to wait until it may have gone.
    patience = Patience(tries=2, connects=1, seconds=20.0)
    return Settings(timing(), lambda: str(uuid.uuid4()), patience, ca_interval=0.0, report_window=0.0)
