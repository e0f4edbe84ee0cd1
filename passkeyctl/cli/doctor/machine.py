"""This machine: versions, the proxy, certificates, its clock, and what is kept on it about people."""

from __future__ import annotations

import os
import platform
import ssl
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

from passkeyctl import __version__
from passkeyctl.graph.proxies import SOCKS, USABLE, exception_for, proxy_for
from passkeyctl.render.doctor.doctor_view import Check, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from passkeyctl.cli.kept import Kept
    from passkeyctl.graph.clouds import Endpoint

OLDEST_CATALOGUE = timedelta(days=180)
TOO_FAR = timedelta(minutes=5)
"""So much Entra allows between the clocks of whoever signs in and its own."""
AUTHORITIES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
OF_OTHERS = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def versions_check(today: date) -> Check:
    from passkeyctl.authenticators.catalogue import newest

    catalogue = newest().date
    year, month = map(int, catalogue.split("-"))
    age = today - datetime(year, month, 1, tzinfo=UTC).date()
    seen = f"passkeyctl {__version__}, Python {platform.python_version()}, catalogue of {catalogue}"
    if age > OLDEST_CATALOGUE:
        hint = "upgrade passkeyctl, or run `passkeyctl authenticators update`"
        return Check("versions", Verdict.WARNING, f"{seen}, which is {age.days} days old", hint)
    return Check("versions", Verdict.OK, seen)


def proxy_check(endpoint: Endpoint, environ: Mapping[str, str]) -> Check:
    if endpoint.kind == "sandbox":
        return Check("proxy", Verdict.SKIPPED, "the sandbox is on this machine")
    if endpoint.is_loopback:
        return Check("proxy", Verdict.OK, "none: the endpoint is on this machine")
    proxy = proxy_for(endpoint.base, environ)
    if proxy is None:
        left_out = exception_for(endpoint.base, environ)
        why = f": `NO_PROXY` leaves it out with `{left_out}`" if left_out else ""
        return Check("proxy", Verdict.OK, f"none for `{endpoint.base}`{why}")
    seen = f"`{proxy.shown}` for `{endpoint.base}`, from `{proxy.variable}`"
    if proxy.scheme in SOCKS and find_spec("socksio") is None:
        return Check("proxy", Verdict.FAILED, seen, "for a SOCKS proxy install the package `socksio`")
    if proxy.scheme not in USABLE | SOCKS:
        seen = f"`{proxy.variable}` is not the address of a proxy"
        return Check("proxy", Verdict.FAILED, seen, "write it like http://proxy.example:8080")
    return Check("proxy", Verdict.OK, seen)


def certificates_check(environ: Mapping[str, str]) -> Check:
    """Which authorities are trusted: the same file for sign-in and for Graph."""
    variable = next((each for each in AUTHORITIES if environ.get(each)), "")
    ignored = tuple(f"`{each}` is set and not used by passkeyctl" for each in OF_OTHERS if environ.get(each))
    if variable:
        return _authorities(variable, environ[variable], ignored)
    if ignored:
        hint = "if your network inspects TLS, set SSL_CERT_FILE to the same file"
        return Check("certificates", Verdict.WARNING, "the public authorities are trusted, no others", hint, ignored)
    return Check("certificates", Verdict.OK, "the public authorities are trusted")


def _authorities(variable: str, path: str, ignored: tuple[str, ...]) -> Check:
    try:
        if variable == "SSL_CERT_FILE":
            ssl.create_default_context(cafile=path)
        elif not os.path.isdir(path):
            raise NotADirectoryError(path)
    except (OSError, ssl.SSLError) as error:
        seen = f"`{variable}` names something that can't be used: {error.strerror or error}"
        return Check("certificates", Verdict.FAILED, seen, "name a file of certificates in PEM form", (path,))
    return Check("certificates", Verdict.OK, f"the authorities of `{variable}` are trusted", "", (path, *ignored))


def clock_check(ahead: timedelta | None, why_unknown: str) -> Check:
    if ahead is None:
        return Check("clock", Verdict.UNKNOWN, f"not compared with Graph's: {why_unknown}")
    seconds = round(abs(ahead).total_seconds())
    if seconds <= 1:
        return Check("clock", Verdict.OK, "as Graph's")
    seen = f"{_span(seconds)} {'ahead of' if ahead > timedelta() else 'behind'} Graph's"
    if abs(ahead) > TOO_FAR:
        return Check("clock", Verdict.FAILED, f"{seen}: tokens look expired or not valid yet", "set this clock right")
    return Check("clock", Verdict.OK, seen)


def _span(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    return f"{seconds // 60} minutes"


def kept_check(found: Sequence[Kept], folder: str, *, redact: bool) -> Check:
    """Where what is kept about people lies, and whether it is its owner's alone."""
    if not found:
        return Check("kept on this machine", Verdict.OK, "nothing", detail=() if redact else (f"would be in {folder}",))
    count = f"{len(found)} {'file' if len(found) == 1 else 'files'}"
    listed = _counted(found) if redact else _places(found, folder)
    open_to_others = [each for each in found if _is_open_to_others(each)]
    hint = "`passkeyctl purge --dry-run` lists it, `passkeyctl purge` deletes it"
    if open_to_others:
        names = () if redact else tuple(f"readable by others: {each.path}" for each in open_to_others)
        seen = f"{count}, {len(open_to_others)} of them readable by others than their owner"
        return Check("kept on this machine", Verdict.WARNING, seen, f"take their rights away; {hint}", names or listed)
    return Check("kept on this machine", Verdict.OK, count, hint, listed)


def _places(found: Sequence[Kept], folder: str) -> tuple[str, ...]:
    """In the tool's own folder many of a sort are one line; elsewhere each is named."""
    own = [each for each in found if each.path.is_relative_to(folder)]
    sorts: dict[str, list[str]] = {}
    for each in own:
        sorts.setdefault(each.what, []).append(str(each.path))
    ours = (f"{sort}: {_together(paths)}" for sort, paths in sorts.items())
    return (*ours, *(f"{each.what}: {each.path}" for each in found if each not in own))


def _together(paths: Sequence[str]) -> str:
    return paths[0] if len(paths) == 1 else f"{len(paths)} files below {os.path.commonpath(paths)}"


def _counted(found: Sequence[Kept]) -> tuple[str, ...]:
    sorts = dict.fromkeys(each.what for each in found)
    return tuple(f"{sort}: {sum(each.what == sort for each in found)}" for sort in sorts)


def _is_open_to_others(kept: Kept) -> bool:
    if os.name == "nt":
        return False  # a user's own folder is theirs there, and modes say nothing
    try:
        return bool(kept.path.stat().st_mode & 0o077)
    except OSError:
        return False
