"""Paper, and the chance that ages it.

Chance is seeded by a name, so the same collection is drawn, byte for byte, every time.
"""

from __future__ import annotations

import random
from functools import cache
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

Size = tuple[int, int]
Colour = tuple[int, int, int]

IRON_GALL: Colour = (62, 42, 26)
PRINTERS_BLACK: Colour = (34, 30, 28)


class Stock(NamedTuple):
    """A kind of paper: its colours in shadow and in light, and how badly it has aged (0 to 1)."""

    shade: Colour
    light: Colour
    age: float


RAG = Stock((186, 156, 108), (246, 233, 204), 0.7)
LAID = Stock((192, 170, 126), (244, 234, 208), 0.5)
PARCHMENT = Stock((196, 164, 108), (250, 238, 206), 0.6)
WOOD_PULP = Stock((176, 144, 96), (238, 220, 180), 0.6)
TYPING = Stock((206, 196, 170), (250, 246, 232), 0.3)
COATED = Stock((214, 210, 200), (252, 250, 244), 0.1)


def chance(name: str) -> random.Random:
    return random.Random(f"Lindenfurt an der Aume: {name}")


def noise(rng: random.Random, size: Size, grain: int = 1) -> Image.Image:
    """Grey noise around 128, its grains about `grain` pixels wide."""
    w, h = max(2, size[0] // grain + 1), max(2, size[1] // grain + 1)
    dots = Image.frombytes("L", (w, h), rng.randbytes(w * h))
    if grain == 1:
        return dots.crop((0, 0, *size))
    return dots.resize(
        size, Image.Resampling.BICUBIC if 8 < grain < 40 else Image.Resampling.BILINEAR
    )


@cache
def _fibres(size: Size) -> Image.Image:
    """Fibres and grain, around 128; a seam in it is never seen."""
    rng = chance(f"fibres {size}")
    return Image.blend(noise(rng, size, 2), noise(rng, size, 7), 0.6)


def shaken(texture: Image.Image, rng: random.Random) -> Image.Image:
    """The same texture, but no two sheets alike."""
    texture = ImageChops.offset(
        texture, rng.randrange(texture.width), rng.randrange(texture.height)
    )
    if rng.random() < 0.5:
        texture = ImageOps.mirror(texture)
    return ImageOps.flip(texture) if rng.random() < 0.5 else texture


@cache
def _edges(size: Size) -> Image.Image:
    """White inside, darker towards the edges, where hands and air have been."""
    w, h = size[0] // 16, size[1] // 16
    inner = Image.new("L", (w, h), 70)
    inset = max(2, w // 24)
    inner.paste(255, (inset, inset, w - inset, h - inset))
    return inner.filter(ImageFilter.GaussianBlur(inset * 1.3)).resize(
        size, Image.Resampling.BILINEAR
    )


def _foxing(rng: random.Random, size: Size, age: float) -> Image.Image:
    small = (size[0] // 4, size[1] // 4)
    spots = Image.new("L", small, 255)
    pen = ImageDraw.Draw(spots)
    for _ in range(int(70 * age)):
        x, y = rng.randrange(small[0]), rng.randrange(small[1])
        r = min(4.5, rng.paretovariate(1.9) * 0.8)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=rng.randrange(130, 235))
    for _ in range(int(3 * age)):  # a ring or tide line where damp once stood
        x, y = rng.choice((0, small[0])), rng.randrange(small[1])
        r = rng.randrange(small[0] // 8, small[0] // 3)
        pen.ellipse((x - r, y - r * 1.3, x + r, y + r * 1.3), fill=246, outline=222, width=2)
    return spots.filter(ImageFilter.BoxBlur(1)).resize(size, Image.Resampling.BILINEAR)


def sheet(name: str, size: Size, stock: Stock = RAG) -> Image.Image:
    """An empty sheet, aged."""
    rng = chance(f"sheet {name}")
    quarter = (size[0] // 4, size[1] // 4)
    clouds = Image.blend(noise(rng, quarter, 65), noise(rng, quarter, 16), 0.3).resize(
        size, Image.Resampling.BILINEAR
    )
    tone = Image.blend(clouds, shaken(_fibres(size), rng), 0.16).point(
        [int(214 + (v - 128) * 0.36) for v in range(256)]
    )
    wear = _edges(size).point([int(255 - (255 - v) * (0.2 + 0.5 * stock.age)) for v in range(256)])
    tone = ImageChops.multiply(tone, wear)
    if stock.age:
        tone = ImageChops.multiply(tone, _foxing(rng, size, stock.age))
    return ImageOps.colorize(tone, (70, 48, 26), stock.light, stock.shade, 20, 238, 130)


def fold(page: Image.Image, x: int | None = None, y: int | None = None) -> None:
    """A crease down at x or across at y: a dark line with a light one beside it."""
    pen = ImageDraw.Draw(page, "RGBA")
    for shift, colour in ((-2, (60, 40, 20, 26)), (0, (60, 40, 20, 60)), (2, (255, 250, 235, 70))):
        if x is not None:
            pen.line((x + shift, 0, x + shift, page.height), fill=colour, width=2)
        if y is not None:
            pen.line((0, y + shift, page.width, y + shift), fill=colour, width=2)


def gutter(page: Image.Image, left: bool) -> Image.Image:
    """The shadow of the binding, at the left of a recto and the right of a verso."""
    ramp = Image.linear_gradient("L").rotate(90).resize((page.width // 5, page.height))
    ramp = ramp.point([int(255 - 150 * (v / 255) ** 2.6) for v in range(256)])
    shade = Image.new("L", page.size, 255)
    shade.paste(
        ImageOps.mirror(ramp) if left else ramp, (0 if left else page.width - ramp.width, 0)
    )
    return ImageChops.multiply(page, Image.merge("RGB", (shade, shade, shade)))


def ink(
    page: Image.Image, mask: Image.Image, colour: Colour, uneven: float = 0.35, at: Size = (0, 0)
) -> None:
    """Lay ink on the page where the mask is white; uneven ink shows the paper through."""
    box = mask.getbbox()
    if box is None:
        return
    mask = mask.crop(box)
    if uneven:
        body = _fibres(page.size).crop((0, 0, *mask.size))
        body = body.point(
            [max(0, min(255, int(255 - (255 - v * 1.45) * uneven))) for v in range(256)]
        )
        mask = ImageChops.multiply(mask, body)
    page.paste(colour, (at[0] + box[0], at[1] + box[1], at[0] + box[2], at[1] + box[3]), mask)
