"""A proxy that ends HTTPS, as one stands in front of a server in server mode."""

from __future__ import annotations

import datetime
import http.client
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

NAME = "localhost"
# Headers of one connection, which are not for the other side of the proxy.
HOP = frozenset({"connection", "keep-alive", "transfer-encoding"})


class Handler(BaseHTTPRequestHandler):
    """Passes a request on, and says whose it is and that it came by HTTPS."""

    def __init__(self, port: int, *arguments: Any) -> None:
        self._port = port
        super().__init__(*arguments)

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        headers |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": self.client_address[0]}
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)) as behind:
            behind.request(self.command, self.path, body, headers)
            answer = behind.getresponse()
            content = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        # A browser that goes on to the next page does not wait for what it asked for.
        with suppress(OSError):
            self.end_headers()
            self.wfile.write(content)

    do_POST = do_HEAD = do_GET  # noqa: N815

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing: what went wrong is in the log of the server behind."""


@contextmanager
def proxy(port: int, folder: Path) -> Iterator[str]:
    """The address at which the server on this port is reached by HTTPS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, port)) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"https://{NAME}:{server.server_port}"
        finally:
            server.shutdown()


def _certificate(folder: Path) -> Path:
    """Key and certificate in one file, signed by themselves, for a day."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now, path = datetime.datetime.now(datetime.UTC), folder / "proxy.pem"
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
