"""Handing out bytes over HTTP: conditions and ranges (RFC 9110 sections 13 and 14)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from access.ranges import matches, read_range

SANDBOX = "sandbox; default-src 'none'"

Chunks = Callable[[int, int | None], Iterator[bytes]]
"""(start, length) -> the bytes; a length of None is everything from there on."""


def hand_out(
    request: Request,
    headers: dict[str, str],
    size: int,
    chunks: Chunks,
    began: Callable[[], None] | None = None,
) -> Response:
    """The whole, or the part that was asked for; ``headers`` hold the entity tag.

    ``began`` is told before the first byte of what begins at the beginning: where a download is
    taken up again, nothing new begins. Raises `access.range-not-satisfiable`.
    """
    etag = headers["etag"]
    if matches(request.headers.get("if-none-match"), etag, weak=True):
        return Response(status_code=304, headers=headers)
    if_range = request.headers.get("if-range")
    whole = if_range is not None and not matches(if_range, etag, weak=False)
    part = None if whole else read_range(request.headers.get("range"), size)
    headers["content-length"] = str(part.length if part else size)
    if part:
        headers["content-range"] = part.content_range(size)
    status = 206 if part else 200
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    if began is not None and (part is None or part.start == 0):
        began()
    start, length = (part.start, part.length) if part else (0, None)
    return StreamingResponse(chunks(start, length), status_code=status, headers=headers)


def begun(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same, with the first chunk there already: what goes wrong at once is an error page."""
    first = next(chunks, b"")
    return _joined(first, chunks)


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def disposition(file_name: str, *, inline: bool = False) -> str:
    """How a browser is to treat a file, and what to call it (RFC 6266, RFC 8187)."""
    plain = "".join(c if (c.isascii() and c.isalnum()) or c in "._- " else "_" for c in file_name)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"
