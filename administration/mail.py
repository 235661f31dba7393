"""Sending mail: over SMTP with time limits, or into a folder where no server is named."""

from __future__ import annotations

import base64
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol

from administration.home import Home
from administration.settings_reading_room import MailSettings
from catalogue.mails import Mail
from model.errors import MunimentError


class Post(Protocol):
    """Whatever takes a letter. Raises `mail.away`."""

    def __call__(self, letter: Mail) -> None: ...


@contextmanager
def opened(settings: MailSettings, home: Home, title: str) -> Iterator[Post]:
    """The way out for letters. Raises `mail.away` where the server does not answer."""
    if settings.host:
        with _server(settings, home) as server:
            yield lambda letter: _send(server, settings, _written(letter, settings, title))
    else:
        yield lambda letter: _lay_down(home, letter, _written(letter, settings, title))


def _written(letter: Mail, settings: MailSettings, title: str) -> EmailMessage:
    # EmailMessage refuses line ends in headers, so that nothing can be slipped in.
    message = EmailMessage(policy=SMTP)
    message["From"] = f'"{title.replace(chr(34), "")}" <{settings.sender}>'
    message["To"] = letter.recipient
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(letter.queued_at)
    # The same letter, sent once more after a crash, has the same name: servers drop the second.
    message["Message-ID"] = f"<{letter.id}@{settings.sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers a machine
    message.set_content(letter.body)
    return message


@contextmanager
def _server(settings: MailSettings, home: Home) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    try:
        if settings.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=settings.seconds, context=context
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=settings.seconds)
    except (OSError, smtplib.SMTPException) as error:
        raise _away(settings, error) from error
    with server:
        try:
            if settings.security == "starttls":
                server.starttls(context=context)
            if settings.user:
                password = settings.password_path(home).read_text(encoding="utf-8").strip()
                _sign_in(server, settings.user, password)
        except (OSError, smtplib.SMTPException) as error:
            raise _away(settings, error) from error
        yield server


def _sign_in(server: smtplib.SMTP, user: str, password: str) -> None:
    if (user + password).isascii():
        server.login(user, password)
        return
    # RFC 4616 section 2: UTF-8; smtplib itself sends nothing but ASCII.
    server.ehlo_or_helo_if_needed()
    words = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
    code, said = server.docmd("AUTH", f"PLAIN {words}")
    if code != 235:  # RFC 4954 section 6: authentication succeeded
        raise smtplib.SMTPAuthenticationError(code, said)


def _send(server: smtplib.SMTP, settings: MailSettings, message: EmailMessage) -> None:
    try:
        server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise _away(settings, error) from error


def _lay_down(home: Home, letter: Mail, message: EmailMessage) -> None:
    folder = home.path / "mail"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        half = folder / f".{letter.id}"
        half.write_bytes(message.as_bytes())
        half.rename(folder / f"{letter.id}.eml")
    except OSError as error:
        raise MunimentError("mail.away", host=folder, reason=error.strerror) from error


def _away(settings: MailSettings, error: Exception) -> MunimentError:
    # Which address was refused is nobody's business in a log; what kind of answer it was, is.
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        reason = "it refuses the recipient"
    elif isinstance(error, smtplib.SMTPResponseException):
        reason = f"it answers {error.smtp_code}"
    elif isinstance(error, OSError) and error.strerror:
        reason = error.strerror
    else:
        reason = str(error).partition("\n")[0] or type(error).__name__
    return MunimentError("mail.away", host=settings.host, reason=reason)
