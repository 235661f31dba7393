"""Letters through a real mail server on loopback: STARTTLS, login, and what it refuses."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from access.reading_room import registering
from administration.reading_room import reading_room_of
from administration.settings_reading_room import MailSettings
from administration.workflows import mail as sending
from administration.workflows.inline import InlineSteps
from catalogue import mails
from tests.access.reading_room.lesesaal import Lesesaal
from tests.ingest.quiet import QUIET

USER = "muniment"
PASSWORDS = ("a long password for the post", "ein langes Kennwort für die Post")
PASSWORD = PASSWORDS[1]


class Letterbox:
    """Keeps what comes, and under which protection it came."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.protected: list[bool] = []

    async def handle_DATA(  # noqa: N802 - as the server calls it
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        self.protected.append(session.ssl is not None and bool(session.authenticated))
        return "250 OK"


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
) -> AuthResult:
    right = data.login == USER.encode() and data.password.decode() in PASSWORDS
    return AuthResult(success=right, handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of its own for 127.0.0.1, and its key."""
    place = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.org")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = place / "certificate.pem", place / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


@contextmanager
def mail_server(certificate: tuple[Path, Path]) -> Iterator[tuple[Letterbox, int]]:
    """A server that takes mail only under TLS and from who has signed in; its port."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    box = Letterbox()
    controller = Controller(
        box, hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True,
        auth_required=True, authenticator=_authenticate,
    )  # fmt: skip
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()


def send(room: Lesesaal, port: int, password: str = PASSWORD, **more: Any) -> dict[str, Any]:
    """Somebody registers, and the letters go out through this server."""
    archive = room.portal.archive
    secret = room.home / "keys" / "mail-password"
    secret.write_text(password + "\n")
    secret.chmod(0o600)
    usual = {"host": "127.0.0.1", "port": port, "security": "starttls", "user": USER}
    settings = archive.settings.model_copy(update={"mail": MailSettings(**(usual | more))})
    by_hand = replace(reading_room_of(archive), start=lambda _kind, _arguments: None)
    registering.register(by_hand, "Dörte", "doerte@example.org", "de")
    told = sending.run(InlineSteps(QUIET), replace(archive, settings=settings), {})
    secret.unlink()
    return dict(told)


def problem(room: Lesesaal) -> str:
    with room.portal.archive.database.read() as connection:
        return mails.waiting(connection).problem


@pytest.mark.parametrize("password", PASSWORDS)
def test_starttls_and_login(
    room: Lesesaal,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    password: str,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with mail_server(certificate) as (box, port):
        assert send(room, port, password, sender="archiv@example.org") == {"sent": 1, "failed": 0}
    (letter,) = box.letters
    assert box.protected == [True]
    assert letter["to"] == "doerte@example.org"
    assert "archiv@example.org" in letter["from"]
    assert "Dörte" in letter.get_content()
    assert "/sign-in/link/" in letter.get_content()


def test_a_wrong_password_leaves_the_letter_waiting(
    room: Lesesaal, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with mail_server(certificate) as (box, port):
        assert send(room, port, password="falsch") == {"sent": 0, "failed": 1}
    assert box.letters == []
    assert "does not take mail" in problem(room)
    assert "falsch" not in problem(room)


def test_a_server_that_nobody_vouches_for_gets_neither_password_nor_letter(
    room: Lesesaal, certificate: tuple[Path, Path]
) -> None:
    with mail_server(certificate) as (box, port):
        assert send(room, port) == {"sent": 0, "failed": 1}
    assert box.letters == []
    assert "does not take mail" in problem(room)


def test_without_the_protection_that_it_asks_for(
    room: Lesesaal, certificate: tuple[Path, Path]
) -> None:
    with mail_server(certificate) as (box, port):
        assert send(room, port, security="none", user="") == {"sent": 0, "failed": 1}
    assert box.letters == []
