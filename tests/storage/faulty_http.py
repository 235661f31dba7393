"""As much of HTTP/1.1 as a proxy must know to do harm at the right place (RFC 9112)."""

from __future__ import annotations

import socket
from dataclasses import dataclass

BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Message:
    """The head of a request or an answer, and what is known from it."""

    head: bytes

    @property
    def method(self) -> str:
        """Of a request."""
        return self.head.split(b" ", 1)[0].decode()

    @property
    def target(self) -> str:
        """Of a request."""
        return self.head.split(b" ", 2)[1].decode()

    @property
    def length(self) -> int:
        return int(self.field("content-length") or 0)

    def field(self, name: str) -> str:
        for line in self.head.decode("latin-1").split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name:
                return value.strip()
        return ""

    def without(self, name: str) -> bytes:
        lines, unwanted = self.head.split(b"\r\n"), f"{name}:".encode()
        return b"\r\n".join(one for one in lines if not one.lower().startswith(unwanted))


def head_from(connection: socket.socket) -> Message | None:
    """Up to the empty line, byte by byte, so that nothing behind it is taken; None at the end."""
    got = _up_to(connection, b"\r\n\r\n")
    return Message(got) if got else None


def body_from(server: socket.socket, request: Message, answer: Message) -> bytes:
    """The body of an answer as it came, chunks and all."""
    if request.method == "HEAD" or answer.head[9:12] in (b"204", b"304"):
        return b""
    if answer.field("transfer-encoding").lower() != "chunked":
        return exactly(server, answer.length)
    got = bytearray()
    while True:
        line = _up_to(server, b"\r\n")
        size = int(line.strip() or b"0", 16)
        got += line + exactly(server, size + 2)
        if size == 0:
            return bytes(got)


def exactly(connection: socket.socket, length: int) -> bytes:
    """So many bytes. Raises ConnectionResetError where they do not come."""
    got = bytearray()
    while len(got) < length:
        block = connection.recv(min(BLOCK, length - len(got)))
        if not block:
            raise ConnectionResetError
        got += block
    return bytes(got)


def error_answer(status: str, code: str, request: Message) -> bytes:
    """An answer as S3 servers give it."""
    body = f"<Error><Code>{code}</Code><Message>Please try again.</Message></Error>".encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n".encode() + (b"" if request.method == "HEAD" else body)


def _up_to(connection: socket.socket, end: bytes) -> bytes:
    got = bytearray()
    while not got.endswith(end):
        one = connection.recv(1)
        if not one:
            return b""
        got += one
    return bytes(got)
