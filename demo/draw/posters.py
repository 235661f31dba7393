"""Posters in flat colours, and a tinted postcard."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageDraw, ImageFont

from demo.draw.heraldry import BLACK, SILVER, shapes
from demo.draw.houses import row, tower
from demo.draw.paper import WOOD_PULP, Colour, chance, fold, noise, sheet
from demo.draw.pen import Plate, Point
from demo.draw.type import SANS, SANS_BOLD, SERIF_ITALIC, face

POSTER = (1500, 2120)


def _litho(drawn: Image.Image, name: str, strength: float = 0.16) -> Image.Image:
    """Ink from the stone: flat colour with the stone's grain in it."""
    grain = Image.blend(
        noise(chance(name), drawn.size, 3), noise(chance(name + "2"), drawn.size, 90), 0.4
    )
    grain = grain.point([int(255 - max(0, 150 - v) * strength * 2) for v in range(256)])
    return ImageChops.multiply(drawn, Image.merge("RGB", (grain, grain, grain)))


def _lantern(pen: ImageDraw.ImageDraw, x: float, y: float, r: float, colour: Colour) -> None:
    for i in range(7):
        squeeze = math.cos((i - 3) / 3 * 1.35)
        shade = tuple(int(c * (0.72 + 0.28 * squeeze)) for c in colour)
        pen.ellipse(
            (x - r * (1 - i / 7), y - r * 0.86, x + r * (1 - i / 7), y + r * 0.86),
            fill=(shade[0], shade[1], shade[2]) if i % 2 == 0 else (250, 214, 120),
        )
    pen.rectangle((x - r * 0.35, y - r * 0.98, x + r * 0.35, y - r * 0.8), fill=(24, 22, 34))
    pen.rectangle((x - r * 0.35, y + r * 0.8, x + r * 0.35, y + r * 0.98), fill=(24, 22, 34))
    pen.line((x, y + r, x, y + r * 1.5), fill=(212, 70, 44), width=6)


def lindenfest() -> Image.Image:
    """The poster of 1927: night, the linden before the gate, lanterns, the town in the river."""
    w, h = POSTER
    night, moon, red, gold = (28, 34, 72), (246, 226, 160), (206, 64, 42), (236, 176, 64)
    art = Image.new("RGB", (w, h), night)
    pen = ImageDraw.Draw(art)
    for i in range(9, 0, -1):
        r = 190 + i * 74
        pen.ellipse(
            (1000 - r, 560 - r, 1000 + r, 560 + r),
            fill=(28 + (9 - i) * 5, 34 + (9 - i) * 7, 72 + (9 - i) * 8),
        )
    pen.ellipse((820, 380, 1180, 740), fill=moon)
    plate = Plate(POSTER)
    rng = chance("lindenfest")
    row(plate, rng, -60, w + 80, 1330, 64)
    tower(plate, 930, 1330, 120, 520, "onion", 200)
    tower(plate, 220, 1330, 84, 380, "tent", 200)
    town = plate.mask()
    art.paste((14, 16, 40), (0, 0, w, h), town.point([255 if v > 1 else 0 for v in range(256)]))
    lit = town.point([255 if 30 < v < 58 else 0 for v in range(256)])
    art.paste(
        gold,
        (0, 0, w, h),
        ImageChops.multiply(
            lit, noise(rng, POSTER, 44).point([255 if v > 120 else 0 for v in range(256)])
        ),
    )
    pen = ImageDraw.Draw(art)
    pen.rectangle((0, 1330, w, 1560), fill=(36, 48, 96))
    for i in range(64):
        ripple = 1338 + i * 3.4
        reach = 60 + 160 * abs(math.sin(i * 2.1)) * (i / 64 + 0.3)
        pen.rectangle(
            (1000 - reach, ripple, 1000 + reach, ripple + 2), fill=moon if i % 2 else gold
        )
    leaf, deep = (66, 120, 72), (30, 70, 56)
    pen.polygon([(330, 1580), (352, 1100), (410, 1100), (450, 1580)], fill=(18, 18, 30))
    for _ in range(260):
        a, d = rng.uniform(0, math.tau), math.sqrt(rng.random())
        left, top = 385 + 360 * d * math.cos(a), 800 + 420 * d * math.sin(a)
        radius = rng.uniform(30, 62)
        pen.ellipse(
            (left - radius, top - radius, left + radius, top + radius),
            fill=leaf if left - 385 > rng.uniform(-260, 330) else deep,
        )
    hung = [(120 + 210 * i, 1010 + 210 * math.sin(i / 6 * math.pi)) for i in range(7)]
    pen.line([(x, y - 86) for x, y in hung], fill=(18, 18, 30), width=6)
    for i, (x, y) in enumerate(hung):
        _lantern(pen, x, y, 84, (red, gold, (232, 120, 60))[i % 3])
    pen.rectangle((0, 1560, w, h), fill=red)
    pen.rectangle((0, 1560, w, 1580), fill=gold)
    _spread(pen, w / 2, 1790, "LINDENFEST", face(SANS_BOLD, 186), 24, moon)
    _spread(
        pen, w / 2, 1884, "100 JAHRE STADTORDNUNG  1827–1927", face(SANS_BOLD, 50), 6, (24, 22, 40)
    )
    _spread(pen, w / 2, 1968, "2. BIS 4. JULI AUF DER UNTEREN AU", face(SANS_BOLD, 50), 8, moon)
    _spread(
        pen, w / 2, 2044, "Festzug · Musik · Lampionfahrt auf der Aume", face(SANS, 46), 3, moon
    )
    pen.text((70, 90), "LINDENFURT", fill=moon, font=face(SANS_BOLD, 74), anchor="lm")
    pen.text((74, 158), "an der Aume", fill=gold, font=face(SERIF_ITALIC, 58), anchor="lm")
    page = sheet("lindenfest", (w + 120, h + 120), WOOD_PULP)
    page.paste(_litho(art, "lindenfest"), (60, 60))
    fold(page, y=1120)
    fold(page, x=810)
    return page


def _spread(
    pen: ImageDraw.ImageDraw,
    x: float,
    y: float,
    text: str,
    font: ImageFont.FreeTypeFont,
    gap: float,
    colour: Colour,
) -> None:
    width = sum(font.getlength(c) + gap for c in text) - gap
    x -= width / 2
    for c in text:
        pen.text((x, y), c, fill=colour, font=font, anchor="ls")
        x += font.getlength(c) + gap


def jubilee() -> Image.Image:
    """The poster of 1977: the river as a rainbow of its decade, silk screen."""
    w, h = POSTER
    cream = (246, 234, 206)
    bands = ((92, 44, 30), (178, 66, 30), (222, 112, 34), (240, 168, 56), (246, 206, 112))
    art = Image.new("RGB", (w * 2, h * 2), cream)
    pen = ImageDraw.Draw(art)
    for i, colour in enumerate(bands):
        r = 1180 - i * 140
        pen.ellipse((1500 - r, 1900 - r, 1500 + r, 1900 + r), fill=colour)
    pen.ellipse((1500 - 480, 1900 - 480, 1500 + 480, 1900 + 480), fill=cream)
    for i, colour in enumerate(reversed(bands)):
        top = 2080 + i * 140
        wave: list[Point] = [(x, top + 100 * math.sin(x / 420)) for x in range(0, w * 2 + 20, 20)]
        pen.polygon([*wave, (w * 2, h * 2), (0, h * 2)], fill=colour)
    for n, (outline, colour) in enumerate(shapes()):
        if n and max(y for _, y in outline) <= 0.31:  # the gate without its shield and river
            light = colour in (SILVER, BLACK)
            pen.polygon(
                [(1500 + x * 1150, 1960 + y * 1150) for x, y in outline],
                fill=cream if light else bands[0],
            )
    art = art.reduce(2)
    pen = ImageDraw.Draw(art)
    pen.text((w / 2, 270), "150 Jahre", fill=bands[0], font=face(SANS_BOLD, 190), anchor="ms")
    pen.text((w / 2, 1780), "Stadtordnung", fill=cream, font=face(SANS_BOLD, 170), anchor="ms")
    pen.text(
        (w / 2, 1880),
        "Lindenfurt an der Aume  1827 – 1977",
        fill=cream,
        font=face(SANS_BOLD, 58),
        anchor="ms",
    )
    pen.text(
        (w / 2, 1970),
        "Stadtfest vom 1. bis 3. Juli 1977 · Markt und Untere Au",
        fill=cream,
        font=face(SANS, 46),
        anchor="ms",
    )
    return _litho(art, "jubilee", 0.06)
