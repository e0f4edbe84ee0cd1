"""The sandbox on a loopback port, for other programs."""

from __future__ import annotations

import ipaddress

from passkeyctl.errors import PasskeyctlError
from passkeyctl.sandbox.store import Store


def serve(store: Store, host: str = "127.0.0.1", *, port: int) -> None:
    """Serve until interrupted; only on loopback, since any bearer token is let in."""
    if not _is_loopback(host):
        raise PasskeyctlError(
            f"`{host}` is not a loopback address",
            hint="the sandbox lets any token in, so it listens on 127.0.0.1 or ::1 only",
        )
    try:
        import uvicorn
    except ModuleNotFoundError as fault:
        raise PasskeyctlError(
            "serving needs uvicorn, which is not installed", hint="pip install 'passkeyctl[serve]'"
        ) from fault
    from passkeyctl.sandbox.app import create_app

    # Its answers carry the tenant's own date.
    uvicorn.run(create_app(store), host=host, port=port, log_level="warning", date_header=False)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
