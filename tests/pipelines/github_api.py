"""As much of GitHub's API as a comment and an issue need, on loopback and over TLS, for the real gh."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

REPOSITORY = "/api/v3/repos/contoso/passkeys"


@dataclass
class GitHub:
    """Comments of pull requests and issues, as the API holds them."""

    host: str
    certificate: Path
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: dict[int, dict[str, Any]] = field(default_factory=dict)
    refuses: bool = False

    def env(self) -> Mapping[str, str]:
        return {"SERVER": self.host, "SSL_CERT_FILE": str(self.certificate), "GH_ENTERPRISE_TOKEN": "token-of-the-job"}

    def of(self, number: int) -> list[str]:
        return [each["body"] for each in self.comments.values() if each["on"] == number]

    def answer(self, method: str, target: str, body: Mapping[str, Any]) -> tuple[int, object]:
        address = urlsplit(target)
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        parts = address.path.removeprefix(f"{REPOSITORY}/issues").strip("/").split("/")
        if self.refuses or not address.path.startswith(REPOSITORY):
            return 403, {"message": "Resource not accessible by integration"}
        match method, parts:
            case "GET", [""]:
                return 200, [each for each in self.issues.values() if _is_meant(each, asked)]
            case "POST", [""]:
                number = 100 + len(self.issues)
                self.issues[number] = {"number": number, "state": "open", **body}
                return 201, self.issues[number]
            case "PATCH", ["comments", id]:
                self.comments[int(id)].update(body)
                return 200, self.comments[int(id)]
            case "PATCH", [number]:
                self.issues[int(number)].update(body)
                return 200, self.issues[int(number)]
            case "GET", [number, "comments"]:
                return 200, [each for each in self.comments.values() if each["on"] == int(number)]
            case "POST", [number, "comments"]:
                new = 1 + len(self.comments)
                self.comments[new] = {"id": new, "on": int(number), "user": {"type": "Bot"}, **body}
                return 201, self.comments[new]
        return 404, {"message": "Not Found"}


def _is_meant(issue: Mapping[str, Any], asked: Mapping[str, str]) -> bool:
    return issue["state"] == asked.get("state", "open") and asked.get("labels") in (None, *issue.get("labels", ()))


@contextmanager
def github(folder: Path) -> Iterator[GitHub]:
    certificate, key = _certificate(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    found = GitHub(f"localhost:{server.server_address[1]}", certificate)
    server.RequestHandlerClass = _speaking_for(found)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _speaking_for(found: GitHub) -> type[BaseHTTPRequestHandler]:
    class Speaking(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            assert self.headers["authorization"] == "token token-of-the-job"
            status, answer = found.answer(self.command, self.path, body)
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json; charset=utf-8")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = _answer

        def log_message(self, format: str, *args: object) -> None:
            """Not to stderr."""

    return Speaking


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "github.pem", folder / "github.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return paths
