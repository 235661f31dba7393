"""The great seal of the town, in red wax."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from demo.draw.heraldry import BLACK, SILVER, shapes
from demo.draw.paper import Colour, chance, noise
from demo.draw.pen import Plate, curve
from demo.draw.type import SERIF, SERIF_BOLD, face


def _ring(height: Image.Image, text: str, r: float, size: int) -> None:
    c = height.width / 2
    font = face(SERIF_BOLD, size)
    for i, letter in enumerate(text):
        a = math.tau * i / len(text) - math.pi / 2
        glyph = Image.new("L", (size * 2, size * 2), 0)
        ImageDraw.Draw(glyph).text((size, size), letter, fill=210, font=font, anchor="mm")
        turned = glyph.rotate(-math.degrees(a) - 90, Image.Resampling.BICUBIC)
        height.paste(
            210, (int(c + r * math.cos(a) - size), int(c + r * math.sin(a) - size)), turned
        )


def seal(d: int, wax: Colour = (142, 30, 26)) -> tuple[Image.Image, Image.Image]:
    """A wax seal `d` pixels wide, lit from the upper left, and its mask."""
    rng = chance("seal")
    plate = Plate((d, d))
    c = d / 2
    plate.dot(c, c, d * 0.445, 120)
    for r, tone in ((0.43, 190), (0.415, 120), (0.325, 180), (0.312, 128)):
        plate.dot(c, c, d * r, tone)
    for i, (points, colour) in enumerate(shapes()):
        tone = 150 if i == 0 else 90 if colour == BLACK else 205 if colour != SILVER else 236
        plate.polygon([(c + x * d * 0.42, c + (y - 0.06) * d * 0.42) for x, y in points], tone)
    height = plate.mask()
    _ring(height, "+ SIGILLVM · CIVITATIS · LINDENFVRTENSIS ", d * 0.372, d // 17)
    height = Image.blend(
        height.filter(ImageFilter.GaussianBlur(d / 420)), noise(rng, (d, d), 9), 0.05
    )
    lit = ImageChops.subtract(ImageChops.offset(height, 3, 3), height, 0.55, 128)
    lump = [
        (
            c + d * (0.475 + rng.uniform(-0.012, 0.014)) * math.cos(a * math.tau / 40),
            c + d * (0.475 + rng.uniform(-0.012, 0.014)) * math.sin(a * math.tau / 40),
        )
        for a in range(40)
    ]
    body = Plate((d, d))
    body.polygon(curve([*lump, lump[0]], 4))
    mask = body.mask()
    bulge = mask.filter(ImageFilter.GaussianBlur(d / 40))
    lit = ImageChops.add(
        lit, ImageChops.subtract(ImageChops.offset(bulge, d // 50, d // 50), bulge, 3, 0), 1, 0
    )
    lit = ImageChops.subtract(
        lit, ImageChops.subtract(ImageChops.offset(bulge, -d // 50, -d // 50), bulge, 2, 0)
    )
    dark = (wax[0] // 4, wax[1] // 5, wax[2] // 5)
    bright = (min(255, wax[0] + 110), wax[1] + 120, wax[2] + 110)
    return ImageOps.colorize(lit, dark, bright, wax, 30, 235, 132), mask


def seal_sheet() -> Image.Image:
    """The great seal of 1836 as the restorers photographed it: on grey, with a scale."""
    page = Image.new("RGB", (1500, 1500), (150, 150, 148))
    wax, mask = seal(1160)
    shadow = Image.new("L", page.size, 0)
    shadow.paste(mask, (190, 150))
    page.paste((64, 64, 62), (0, 0, *page.size), shadow.filter(ImageFilter.BoxBlur(24)))
    page.paste(wax, (166, 110), mask)
    pen = ImageDraw.Draw(page)
    for i in range(10):
        pen.rectangle(
            (250 + 100 * i, 1390, 350 + 100 * i, 1420),
            fill=(24, 24, 24) if i % 2 else (240, 240, 240),
        )
        pen.text(
            (250 + 100 * i, 1382), str(i), fill=(30, 30, 30), font=face(SERIF, 28), anchor="mb"
        )
    pen.text((1262, 1418), "cm", fill=(30, 30, 30), font=face(SERIF, 28), anchor="ls")
    return page
