"""Tiled pyramids: written from a page, judged, and cut into what somebody asked for.

Only in the worker. A pyramid is a TIFF with pages of half the size each, in JPEG tiles, so that
a tile at any zoom decodes a handful of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyvips

from tools.pictures_faults import Fault, Faulty

TILE = 512  # pixels; IIIF tiles are the same, so that one request reads one tile
_STORED_QUALITY = 90
_SENT_QUALITY = 85
_FORMATS = {"jpg": ".jpg", "png": ".png", "webp": ".webp"}
_HALF = 128

pyvips.concurrency_set(2)
pyvips.cache_set_max(60)
pyvips.cache_set_max_mem(64 << 20)
pyvips.cache_set_max_files(40)


def write(page: pyvips.Image, target: str) -> None:
    """The page as a pyramid. Raises Faulty where it cannot be decoded to its end."""
    # libvips refuses tiles far larger than their image; sides are multiples of 16 (TIFF 6).
    side = min(TILE, -(-max(page.width, page.height) // 16) * 16)
    try:
        page.tiffsave(
            target, tile=True, pyramid=True, compression="jpeg", Q=_STORED_QUALITY, keep="none",
            tile_width=side, tile_height=side, depth="onetile", bigtiff=True,
        )  # fmt: skip
    except pyvips.Error as error:
        raise Faulty(Fault.UNREADABLE) from error


def judge(source: str, width: int, height: int) -> None:
    """Decode all of it. Raises Faulty: what a converter wrote is believed when it was read."""
    try:
        # revalidate: what libvips remembers of this name is not what was written now
        top = pyvips.Image.new_from_file(
            source, fail_on="error", access="sequential", revalidate=True
        )
        if (top.width, top.height) != (width, height):
            raise Faulty(Fault.BROKEN_COPY)
        top.avg()
        levels = int(top.get("n-pages"))
        pyvips.Image.new_from_file(source, fail_on="error", page=levels - 1).avg()
    except pyvips.Error as error:
        raise Faulty(Fault.BROKEN_COPY) from error


def render(source: str, wanted: Mapping[str, Any]) -> bytes:
    """A part of a pyramid, encoded. ``wanted`` is `tools.pictures.Picture`, as JSON."""
    try:
        return _encoded(_cut(source, wanted), wanted["format"])
    except pyvips.Error as error:
        raise Faulty(Fault.BROKEN_COPY) from error


def _cut(source: str, wanted: Mapping[str, Any]) -> pyvips.Image:
    x, y, wide, high = wanted["region"]
    to_wide, to_high = wanted["size"]
    top = pyvips.Image.new_from_file(source)
    level = _level(min(wide / to_wide, high / to_high), int(top.get("n-pages")))
    image = pyvips.Image.new_from_file(source, page=level) if level else top
    # Levels are rounded down, so an edge can lie half a pixel outside.
    by_x, by_y = image.width / top.width, image.height / top.height
    left = min(round(x * by_x), image.width - 1)
    upper = min(round(y * by_y), image.height - 1)
    part_wide = max(1, min(round((x + wide) * by_x), image.width) - left)
    part_high = max(1, min(round((y + high) * by_y), image.height) - upper)
    part = image.crop(left, upper, part_wide, part_high)
    if (part_wide, part_high) != (to_wide, to_high):
        part = _exactly(
            part.resize(to_wide / part_wide, vscale=to_high / part_high), to_wide, to_high
        )
    if wanted["mirror"]:
        part = part.fliphor()
    if wanted["rotation"]:
        part = part.rot(f"d{wanted['rotation']}")
    return _in_quality(part, wanted["quality"])


def _level(scale: float, levels: int) -> int:
    """The smallest level that still holds every pixel asked for."""
    level = 0
    while level + 1 < levels and 2 ** (level + 1) <= scale * 1.01:
        level += 1
    return level


def _exactly(part: pyvips.Image, wide: int, high: int) -> pyvips.Image:
    # resize rounds, and can miss by a pixel
    if (part.width, part.height) == (wide, high):
        return part
    return part.gravity("north-west", wide, high, extend="copy")


def _in_quality(part: pyvips.Image, quality: str) -> pyvips.Image:
    if quality in ("gray", "bitonal"):
        part = part.colourspace("b-w")
    return part >= _HALF if quality == "bitonal" else part


def _encoded(part: pyvips.Image, format: str) -> bytes:
    options: dict[str, Any] = {"keep": "none"}
    if format != "png":
        options["Q"] = _SENT_QUALITY
    if format == "webp":
        options["effort"] = 1
    data: bytes = part.write_to_buffer(_FORMATS[format], **options)
    return data
