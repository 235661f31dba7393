"""Media types: what a file is handed out as, and what a browser may show."""

from __future__ import annotations

from model.aip import Member

# DESIGN section 9: what a browser may show inline; everything else is only ever saved.
INLINE = frozenset(
    {
        "image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf", "text/plain",
        "audio/mpeg", "audio/wav", "audio/x-wav", "audio/vnd.wave", "audio/ogg", "audio/flac",
        "audio/x-flac", "video/mp4", "video/webm", "video/ogg",
    }
)  # fmt: skip


def media_type(member: Member) -> str:
    """The media type a file is handed out with."""
    found = member.identification
    return plain(found.mime) if found and found.mime else "application/octet-stream"


def plain(mime: str) -> str:
    """A media type without parameters."""
    return mime.partition(";")[0].strip().lower()
