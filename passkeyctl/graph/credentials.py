"""Which way to sign in: decided from options and environment alone, never by trying one after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from passkeyctl.errors import SignInError, UsageError
from passkeyctl.graph import assertions
from passkeyctl.graph.assertions import Pipeline, pipeline_of, why_incomplete
from passkeyctl.graph.clouds import ACCESS_TOKEN, GRAPH_URL, Cloud, Endpoint
from passkeyctl.graph.tokens import StaticToken, TokenFacts, TokenSource

if TYPE_CHECKING:
    import ssl

AUTH = "PASSKEYCTL_AUTH"
TENANT_ID = "AZURE_TENANT_ID"
CLIENT_ID = "AZURE_CLIENT_ID"
CLIENT_SECRET = "AZURE_CLIENT_SECRET"
CERTIFICATE_PATH = "AZURE_CLIENT_CERTIFICATE_PATH"
CERTIFICATE_PASSWORD = "AZURE_CLIENT_CERTIFICATE_PASSWORD"
TOKEN_FILE = "AZURE_FEDERATED_TOKEN_FILE"
AUTHORITY_HOST = "AZURE_AUTHORITY_HOST"

# Microsoft Graph Command Line Tools, Microsoft's public client for people
# (https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in).
COMMAND_LINE_TOOLS = "14d82eec-204b-4c2f-b7e8-296a70dab67e"


class Way(StrEnum):
    TOKEN = "token"
    BROWSER = "browser"
    DEVICE_CODE = "device-code"
    CLI = "cli"
    SECRET = "secret"
    CERTIFICATE = "certificate"
    MANAGED_IDENTITY = "managed-identity"
    WORKLOAD = "workload"
    GITHUB = "github"
    AZURE_PIPELINES = "azure-pipelines"
    GITLAB = "gitlab"


# What `--auth` takes: a token comes from the environment alone.
WAYS = tuple(way for way in Way if way is not Way.TOKEN)
PERSONAL = frozenset({Way.BROWSER, Way.DEVICE_CODE})

_WORDS = {
    Way.TOKEN: f"the token in {ACCESS_TOKEN}",
    Way.BROWSER: "the browser",
    Way.DEVICE_CODE: "a device code",
    Way.CLI: "the Azure CLI",
    Way.SECRET: "a client secret",
    Way.CERTIFICATE: "a certificate",
    Way.MANAGED_IDENTITY: "a managed identity",
    Way.WORKLOAD: "workload identity",
    Way.GITHUB: "the identity of a GitHub Actions job",
    Way.AZURE_PIPELINES: "a service connection of Azure Pipelines",
    Way.GITLAB: "the id token of a GitLab job",
}
_NEEDED = {
    Way.SECRET: (CLIENT_SECRET,),
    Way.CERTIFICATE: (CERTIFICATE_PATH,),
    Way.WORKLOAD: (TOKEN_FILE,),
    Way.GITHUB: (assertions.GITHUB_URL, assertions.GITHUB_TOKEN),
    Way.AZURE_PIPELINES: (assertions.AZURE_URL, assertions.AZURE_TOKEN, assertions.AZURE_CONNECTION),
    Way.GITLAB: (assertions.ID_TOKEN,),
}
FEDERATED = frozenset({Way.WORKLOAD, Way.GITHUB, Way.AZURE_PIPELINES, Way.GITLAB})


@dataclass(frozen=True, slots=True)
class SignInOptions:
    """The command line's part: `--auth`, `--client-id`, and the tenant that the files name."""

    auth: str = ""
    client_id: str = ""
    tenant: str = ""


@dataclass(frozen=True, slots=True)
class Prompting:
    """How a person is spoken to, and the folder that remembers which account it was (None: nowhere)."""

    show: Callable[[str], None]
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class SignIn:
    """A way that can be gone; secrets stay in the environment."""

    way: Way
    client_id: str = ""
    tenant: str = ""

    @property
    def description(self) -> str:
        return _WORDS[self.way]


def choose_sign_in(options: SignInOptions, environ: Mapping[str, str], *, is_terminal: bool) -> SignIn:
    """`--auth` or PASSKEYCTL_AUTH, else the token, else what the environment configures, else the browser."""
    wanted = options.auth or environ.get(AUTH, "")
    if wanted:
        return _asked_for(_way(wanted), options, environ)
    if environ.get(ACCESS_TOKEN):
        return SignIn(Way.TOKEN, tenant=options.tenant)
    configured = [way for way in _NEEDED if not _missing(way, options, environ)]
    if environ.get("IDENTITY_ENDPOINT") and environ.get("IDENTITY_HEADER"):
        configured.append(Way.MANAGED_IDENTITY)
    if len(configured) > 1:
        raise SignInError(
            "the environment configures more than one way to sign in: " + ", ".join(f"`{way}`" for way in configured),
            hint="choose one with --auth",
        )
    if configured:
        return _asked_for(configured[0], options, environ)
    if is_terminal:
        return _asked_for(Way.BROWSER, options, environ)
    raise _no_way(options, environ)


async def open_credential(
    sign_in: SignIn,
    cloud: Cloud,
    scopes: tuple[str, ...],
    environ: Mapping[str, str],
    prompting: Prompting,
    *,
    tls: ssl.SSLContext | None = None,
    now: Callable[[], float],
) -> TokenSource:
    """Where the tokens come from. A person is asked for `scopes` only; an application has what it was granted.

    Nothing is sent before the first `token()`. azure-identity is not imported for a token at hand.
    """
    if sign_in.way is Way.TOKEN:
        return StaticToken(_sendable(environ[ACCESS_TOKEN].strip()))
    from passkeyctl.graph.azure_tokens import open_azure
    from passkeyctl.graph.transports import trusted

    return open_azure(sign_in, cloud, scopes, environ, prompting, tls=tls or trusted(), now=now)


def check_endpoint(endpoint: Endpoint, sign_in: SignIn) -> None:
    """No token but the one that was handed over goes to a host that is not Microsoft's or this machine."""
    if endpoint.kind == "url" and not endpoint.is_loopback and sign_in.way is not Way.TOKEN:
        raise UsageError(
            f"`{GRAPH_URL}` is not accepted with sign-in by {sign_in.description}",
            hint=f"leave --auth out and set `{ACCESS_TOKEN}`, or unset `{GRAPH_URL}`",
        )


def signed_in(sign_in: SignIn, facts: TokenFacts | None) -> str:
    """The line for the reader: who, to which tenant, by which way."""
    if facts is None:
        return f"signed in with {sign_in.description}; it does not say for whom"
    who = f"`{facts.subject}`" if facts.subject else "an unnamed account"
    where = f"tenant `{facts.tenant_id}`" if facts.tenant_id else "an unnamed tenant"
    return f"signed in as {who} to {where} with {sign_in.description}"


def words(way: Way) -> str:
    return _WORDS[way]


def _way(text: str) -> Way:
    if text in WAYS:
        return Way(text)
    raise UsageError(f"`{text}` is no way to sign in", hint="one of " + ", ".join(f"`{way}`" for way in WAYS))


def _asked_for(way: Way, options: SignInOptions, environ: Mapping[str, str]) -> SignIn:
    missing = _missing(way, options, environ)
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        more = why_incomplete(Pipeline(way), missing) if way in FEDERATED - {Way.WORKLOAD} else ""
        raise SignInError(
            f"sign-in by {_WORDS[way]} is not configured", hint=more or f"set {names}", detail=_not_set(names, more)
        )
    configured, tenant = _ids(way, environ)
    match way:
        case Way.BROWSER | Way.DEVICE_CODE:
            return SignIn(way, options.client_id or COMMAND_LINE_TOOLS, options.tenant or tenant)
        case Way.CLI:
            return SignIn(way, "", options.tenant or tenant)
        case _:
            # The application's own tenant comes first; where the files name another one, the check says so.
            return SignIn(way, options.client_id or configured, tenant or options.tenant)


def _missing(way: Way, options: SignInOptions, environ: Mapping[str, str]) -> tuple[str, ...]:
    if way not in _NEEDED:
        return ()
    client_id, tenant = _ids(way, environ)
    given = {TENANT_ID: options.tenant or tenant, CLIENT_ID: options.client_id or client_id}
    names = (TENANT_ID, CLIENT_ID, *_NEEDED[way])
    return tuple(name for name in names if not (environ.get(name) or given.get(name)))


def _ids(way: Way, environ: Mapping[str, str]) -> tuple[str, str]:
    """Client and tenant; a service connection brings its own, which no other goes with."""
    client_id, tenant = environ.get(CLIENT_ID, ""), environ.get(TENANT_ID, "")
    if way is Way.AZURE_PIPELINES:
        return environ.get(assertions.AZURE_CLIENT) or client_id, environ.get(assertions.AZURE_TENANT) or tenant
    return client_id, tenant


def _not_set(names: str, is_explained: str) -> tuple[str, ...]:
    return (f"not set: {names}",) if is_explained else ()


def _sendable(token: str) -> str:
    # The HTTP library quotes a header it can't send, and so would print the token.
    if not token.isascii() or not token.isprintable() or " " in token:
        raise SignInError(
            f"`{ACCESS_TOKEN}` holds characters that no token has", hint="check how it was set: one line, no quotes"
        )
    return token


def _no_way(options: SignInOptions, environ: Mapping[str, str]) -> SignInError:
    begun = tuple(
        f"{_WORDS[way]}: {', '.join(_missing(way, options, environ))} not set"
        for way, names in _NEEDED.items()
        if any(environ.get(name) for name in names)
    )
    pipeline = pipeline_of(environ)
    if pipeline is not None:
        return _unidentified(pipeline, options, environ, begun)
    return SignInError(
        "not signed in, and nobody here to ask",
        hint=f"set `{ACCESS_TOKEN}`, or `{TENANT_ID}`, `{CLIENT_ID}` and one of `{CLIENT_SECRET}`, "
        f"`{CERTIFICATE_PATH}`, `{TOKEN_FILE}`, or choose with --auth: {', '.join(WAYS)}; "
        "to try without a tenant: --tenant sandbox",
        detail=begun,
    )


def _unidentified(
    pipeline: Pipeline, options: SignInOptions, environ: Mapping[str, str], begun: tuple[str, ...]
) -> SignInError:
    """In a pipeline the way is its own identity: what keeps this job from it."""
    way = Way(pipeline)
    missing = _missing(way, options, environ)
    names = ", ".join(f"`{name}`" for name in missing)
    more = why_incomplete(pipeline, missing)
    return SignInError(
        f"not signed in, and this job has no way to: {names} not set for {_WORDS[way]}",
        hint=f"{more or f'set {names}'}; every way: docs/sign-in.md, or choose with --auth: {', '.join(WAYS)}",
        detail=begun,
    )
