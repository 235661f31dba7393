"""What a browser can be shown of a file."""

from __future__ import annotations

from enum import StrEnum

from access.media import INLINE, media_type
from model.aip import Member

# Everything else is no image of dots (SVG, drawings of CAD), or opened by no library here.
_RASTER = frozenset(
    f"image/{name}"
    for name in (
        "jpeg", "png", "gif", "webp", "tiff", "jp2", "jpx", "jpm", "jpx2", "bmp", "x-ms-bmp",
        "x-bmp", "x-portable-pixmap", "x-portable-graymap", "x-portable-bitmap", "x-pcx",
        "vnd.zbrush.pcx", "x-tga", "x-targa",
    )
)  # fmt: skip


class Kind(StrEnum):
    """Each is shown in its own way."""

    IMAGE = "image"  # access copy: a pyramid for each page
    PDF = "pdf"  # the same, and the file itself in the browser's reader
    AUDIO = "audio"
    VIDEO = "video"
    TEXT = "text"

    @property
    def has_pages(self) -> bool:
        """Whether there are pictures of it."""
        return self in (Kind.IMAGE, Kind.PDF)


def kind_of(member: Member) -> Kind | None:
    """How a file is shown; None: only for saving."""
    return kind_of_type(media_type(member))


def kind_of_type(mime: str) -> Kind | None:
    """How files of a media type are shown."""
    if mime in _RASTER:
        return Kind.IMAGE
    if mime == "application/pdf":
        return Kind.PDF
    if mime not in INLINE:
        return None
    if mime == "text/plain":
        return Kind.TEXT
    return Kind.AUDIO if mime.startswith("audio/") else Kind.VIDEO
