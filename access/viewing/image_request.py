"""A request for a part of an image, as IIIF Image API 3.0 writes it: pure arithmetic.

Every refusal is `iiif.bad-request`, with what is wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from model.errors import MunimentError
from tools.pictures import Picture

TILE = 512
LARGEST = 4_096  # pixels of a side that is sent; info.json says so (section 5.3, maxWidth)
THUMBNAIL = 400
THUMBNAIL_KEPT_AS = "thumbnail.jpg"
QUALITIES = ("default", "color", "gray", "bitonal")
FORMATS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}

_INTEGER = r"([0-9]{1,9})"
_NUMBER = r"([0-9]{1,9}(?:\.[0-9]{1,10})?|\.[0-9]{1,10})"
_PIXELS = re.compile(",".join([_INTEGER] * 4))
_PERCENT = re.compile("pct:" + ",".join([_NUMBER] * 4))
_SIZE_PERCENT = re.compile("pct:" + _NUMBER)
_SIZE = re.compile(r"(!?)([0-9]{0,9}),([0-9]{0,9})")
_ROTATIONS = {"0": 0, "90": 90, "180": 180, "270": 270}

_Region = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class ImageSize:
    """Of the whole image, in pixels."""

    width: int
    height: int


def read(whole: ImageSize, region: str, size: str, rotation: str, last: str) -> Picture:
    """The picture that an address names. ``last``: quality and format, ``default.jpg``."""
    quality, _, format = last.partition(".")
    if quality not in QUALITIES:
        raise _bad(f"there is no quality “{_short(quality)}”, only {', '.join(QUALITIES)}")
    if format not in FORMATS:
        raise _bad(f"there is no format “{_short(format)}”, only {', '.join(FORMATS)}")
    mirror = rotation.startswith("!")
    degrees = _ROTATIONS.get(rotation[1:] if mirror else rotation)
    if degrees is None:
        raise _bad(f"“{_short(rotation)}” is no rotation: 0, 90, 180 or 270, with ! mirrored")
    cut = _region(whole, region)
    return Picture(cut, _size(cut, size), mirror, degrees, quality, format)


def fitting(wide: int, high: int, box_wide: int, box_high: int) -> tuple[int, int]:
    """The largest size of these proportions within a box; never larger than it was."""
    scale = min(Fraction(box_wide, wide), Fraction(box_high, high), Fraction(1))
    return _scaled(wide, scale), _scaled(high, scale)


def name_in_cache(whole: ImageSize, picture: Picture) -> str | None:
    """Under which name a picture is kept: tiles and thumbnails; everything else is not.

    There are so many of them as the image is large. Readers could ask for any number of others,
    and fill the disk.
    """
    if picture.mirror or picture.rotation or picture.format != "jpg":
        return None
    if picture.quality not in ("default", "color"):
        return None
    x, y, wide, high = picture.region
    everything = (wide, high) == (whole.width, whole.height)
    if everything and picture.size == fitting(wide, high, THUMBNAIL, THUMBNAIL):
        return THUMBNAIL_KEPT_AS
    for factor in scale_factors(whole):
        span = TILE * factor
        on_grid = x % span == 0 and y % span == 0
        full = (min(span, whole.width - x), min(span, whole.height - y)) == (wide, high)
        if on_grid and full and picture.size == (-(-wide // factor), -(-high // factor)):
            return f"{factor}-{x // span}-{y // span}.jpg"
    return None


def scale_factors(whole: ImageSize) -> list[int]:
    """Powers of two, until the whole image is one tile."""
    factors = [1]
    while TILE * factors[-1] < max(whole.width, whole.height):
        factors.append(factors[-1] * 2)
    return factors


def canonical(whole: ImageSize, picture: Picture) -> str:
    """The one address of a picture (section 4.7)."""
    region, size = ",".join(map(str, picture.region)), ",".join(map(str, picture.size))
    if picture.region == (0, 0, whole.width, whole.height):
        region = "full"
    if picture.size == picture.region[2:] and max(picture.size) <= LARGEST:
        size = "max"
    elif picture.size[0] > picture.region[2] or picture.size[1] > picture.region[3]:
        size = f"^{size}"
    turned = f"{'!' if picture.mirror else ''}{picture.rotation}"
    return f"{region}/{size}/{turned}/{picture.quality}.{picture.format}"


def _region(whole: ImageSize, text: str) -> _Region:
    if text == "full":
        return 0, 0, whole.width, whole.height
    if text == "square":
        side = min(whole.width, whole.height)
        return (whole.width - side) // 2, (whole.height - side) // 2, side, side
    if match := _PIXELS.fullmatch(text):
        x, y, wide, high = (int(number) for number in match.groups())
    elif match := _PERCENT.fullmatch(text):
        parts = [Fraction(number) / 100 for number in match.groups()]
        x, wide = (round(part * whole.width) for part in parts[::2])
        y, high = (round(part * whole.height) for part in parts[1::2])
    else:
        raise _bad(f"“{_short(text)}” is no region: full, square, x,y,w,h or pct:x,y,w,h")
    # Section 4.1: a region of no size, or wholly outside, is refused; one that overlaps is cut.
    if not wide or not high or x >= whole.width or y >= whole.height:
        raise _bad(f"the region lies outside the image of {whole.width} × {whole.height} pixels")
    return x, y, min(wide, whole.width - x), min(high, whole.height - y)


def _size(region: _Region, text: str) -> tuple[int, int]:
    wide, high = region[2:]
    upscale, wanted = text.startswith("^"), text.removeprefix("^")
    if wanted == "max":
        scale = min(Fraction(LARGEST, wide), Fraction(LARGEST, high))
        return _checked(region, _both(region, scale if upscale else min(scale, Fraction(1))), True)
    if match := _SIZE_PERCENT.fullmatch(wanted):
        return _checked(region, _both(region, Fraction(match[1]) / 100), upscale)
    match = _SIZE.fullmatch(wanted)
    if match is None or not (match[2] or match[3]) or (match[1] and not (match[2] and match[3])):
        raise _bad(
            f"“{_short(text)}” is no size: max, w, · ,h · pct:n · w,h · !w,h · with ^ larger"
        )
    to_wide, to_high = (int(number) if number else None for number in (match[2], match[3]))
    if match[1] and to_wide and to_high:
        return _confined(region, to_wide, to_high, upscale)
    if to_wide == 0 or to_high == 0:
        raise _bad("a side of the size is 0 pixels")
    if to_wide is None and to_high is not None:
        to_wide = _scaled(wide, Fraction(to_high, high))
    if to_high is None and to_wide is not None:
        to_high = _scaled(high, Fraction(to_wide, wide))
    return _checked(region, (to_wide or 0, to_high or 0), upscale)


def _confined(region: _Region, box_wide: int, box_high: int, upscale: bool) -> tuple[int, int]:
    # Section 4.2: as large as possible, yet neither larger than the box nor than the server sends;
    # without ^ not larger than the region either.
    wide, high = region[2:]
    box_wide, box_high = min(box_wide, LARGEST), min(box_high, LARGEST)
    scale = min(Fraction(box_wide, wide), Fraction(box_high, high))
    return _both(region, scale if upscale else min(scale, Fraction(1)))


def _both(region: _Region, scale: Fraction) -> tuple[int, int]:
    return _scaled(region[2], scale), _scaled(region[3], scale)


def _scaled(side: int, scale: Fraction) -> int:
    return max(1, round(side * scale)) if scale else 0


def _checked(region: _Region, size: tuple[int, int], upscale: bool) -> tuple[int, int]:
    if not all(size):
        raise _bad("a side of the size is 0 pixels")
    if max(size) > LARGEST:
        raise _bad(f"no more than {LARGEST} pixels a side are sent, not {max(size)}")
    if not upscale and (size[0] > region[2] or size[1] > region[3]):
        raise _bad(f"the region has {region[2]} × {region[3]} pixels; only with ^ it is enlarged")
    return size


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _bad(problem: str) -> MunimentError:
    return MunimentError("iiif.bad-request", problem=problem)
