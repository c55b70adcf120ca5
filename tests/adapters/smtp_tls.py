"""A mail server with a certificate of its own, for who sends over TLS: fixtures to be imported."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crm_tui.config import MailSettings
from tests.adapters.smtp_server import SmtpServer

Secured = tuple[SmtpServer, MailSettings]


@pytest.fixture(scope="module")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody but its maker knows, its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now, places = datetime.now(UTC), [x509.IPAddress(IPv4Address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(places), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    own = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path_factory.mktemp("tls") / "own.pem"
    file.write_bytes(own + made.public_bytes(pem))
    return file


@pytest.fixture(params=["starttls", "tls"])
def secured(
    request: pytest.FixtureRequest, own_certificate: Path
) -> Iterator[tuple[SmtpServer, MailSettings]]:
    """A server with a certificate of its own, and how it is spoken to."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate)
    with SmtpServer(tls=context, at_once=request.param == "tls") as server:
        settings = MailSettings(host="127.0.0.1", port=server.port, security=request.param)
        yield server, replace(settings, username="crm", password="secret")
