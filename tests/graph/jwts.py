"""Tokens as Entra shapes them, unsigned."""

from __future__ import annotations

import base64
import json

TENANT = "0d5a6f3e-3a7e-4b7e-9d2e-6a1c2b3d4e5f"


def jwt(**claims: object) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'RS256'})}.{part(claims)}.c2lnbmF0dXJl"


def person(**more: object) -> str:
    return jwt(
        **{
            "aud": "https://graph.microsoft.com",
            "iss": f"https://sts.windows.net/{TENANT}/",
            "tid": TENANT.upper(),
            "upn": "annie@contoso.example",
            "appid": "14d82eec-204b-4c2f-b7e8-296a70dab67e",
            "scp": "Policy.Read.All Group.ReadBasic.All",
            "exp": 1795400000,
            **more,
        }
    )


def application(*roles: str, **more: object) -> str:
    return jwt(
        **{
            "aud": "https://graph.microsoft.com",
            "iss": f"https://sts.windows.net/{TENANT}/",
            "tid": TENANT,
            "app_displayname": "passkeyctl-ci",
            "appid": "6c6f4f3a-90a1-4a5e-8d0e-111111111111",
            "roles": list(roles),
            **more,
        }
    )
