"""Is it the tenant and the cloud that the files mean?"""

from __future__ import annotations

import json
import re
from urllib.parse import quote, urlsplit

import httpx

from passkeyctl.diagnostics import Diagnostic, error
from passkeyctl.errors import GraphError
from passkeyctl.graph.clouds import Cloud
from passkeyctl.graph.tokens import TokenFacts
from passkeyctl.json_types import JsonValue
from passkeyctl.model.directory import Organization

# Microsoft Graph's own application id, which newer tokens carry as their audience in every cloud.
GRAPH_APP = "00000003-0000-0000-c000-000000000000"
_ISSUERS = {
    "login.microsoftonline.us": (Cloud.USGOV, Cloud.DOD),
    "login.chinacloudapi.cn": (Cloud.CHINA,),
    "login.partner.microsoftonline.cn": (Cloud.CHINA,),
    "sts.chinacloudapi.cn": (Cloud.CHINA,),
    "login.microsoftonline.com": (Cloud.GLOBAL,),
}
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_tenant_id(text: str) -> bool:
    return _GUID.fullmatch(text) is not None


def check_tenant(
    wanted_id: str, wanted_domain: str, facts: TokenFacts | None, organization: Organization | None
) -> Diagnostic | None:
    """Compares the files' tenant with the token's `tid` and, where it was read, with `GET /organization`.

    `organization` is needed for a domain, and for an id when the token is opaque.
    """
    token_id = facts.tenant_id if facts else ""
    found_id = token_id or (organization.id if organization is not None else "")
    if wanted_id and found_id != wanted_id.lower():
        return _wrong(f"`{wanted_id}`", f"`{found_id}`" if found_id else "")
    if wanted_domain and not wanted_id:
        names = organization.domains if organization is not None else frozenset[str]()
        if wanted_domain.lower() not in names:
            shown = ", ".join(f"`{name}`" for name in sorted(names)) or (f"`{found_id}`" if found_id else "")
            return _wrong(f"`{wanted_domain}`", shown)
    return None


def check_cloud(cloud: Cloud, facts: TokenFacts | None) -> Diagnostic | None:
    """Compares a token's audience and issuer with the cloud; a token that does not tell passes."""
    if facts is None:
        return None
    audience = facts.audience.rstrip("/").lower()
    clouds = {each.graph: each for each in Cloud}
    if audience in clouds and audience != cloud.graph:
        return _wrong(f"cloud `{cloud}`", f"cloud `{clouds[audience]}`")
    if audience and audience not in clouds and audience != GRAPH_APP:
        return error(
            "OPS902",
            f"the access token is meant for `{facts.audience}`, not for Microsoft Graph",
            hint=f"ask for a token with the scope `{cloud.scope}`",
        )
    issuers = _ISSUERS.get(urlsplit(facts.issuer).hostname or "", tuple(Cloud))
    if cloud not in issuers:
        return _wrong(f"cloud `{cloud}`", f"cloud `{issuers[0]}`")
    return None


async def look_up_tenant(http: httpx.AsyncClient, cloud: Cloud, domain: str) -> str:
    """The id of the tenant that a domain belongs to, from the sign-in page's public description of it."""
    url = f"{cloud.login}/{quote(domain, safe='')}/v2.0/.well-known/openid-configuration"
    try:
        response = await http.get(url)
        issuer = _text(json.loads(response.content), "issuer") if response.is_success else ""
    except (httpx.TransportError, ValueError) as failure:
        raise GraphError(f"the tenant of `{domain}` could not be looked up", hint="check the network") from failure
    found = _GUID.search(issuer)
    if found is None:
        raise GraphError(f"`{domain}` belongs to no tenant of cloud `{cloud}`", hint="check the domain's spelling")
    return found[0].lower()


def _wrong(wanted: str, found: str) -> Diagnostic:
    return error(
        "OPS902",
        f"the files are for {wanted}, but you are signed in to {found}"
        if found
        else f"the files are for {wanted}, and whether you are signed in there could not be found out",
        hint="sign in to the other tenant, or name the files of this one",
    )


def _text(holder: JsonValue, key: str) -> str:
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, str) else ""
