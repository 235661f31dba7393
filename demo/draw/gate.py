"""The Upper Gate, measured and washed."""

from __future__ import annotations

import math
import random
from typing import NamedTuple

from PIL import Image

from demo.draw.books import PAGE
from demo.draw.kurrent import Hand
from demo.draw.paper import LAID, PRINTERS_BLACK, chance, fold, ink, sheet
from demo.draw.pen import Plate, Point
from demo.draw.sheetwork import frame, scale
from demo.draw.type import SERIF, SERIF_ITALIC, Forme


def _arch(x: float, y: float, w: float, h: float, n: int = 16) -> list[Point]:
    top = [
        (x - w / 2 * math.cos(i * math.pi / n), y - h - w / 2 * math.sin(i * math.pi / n))
        for i in range(n + 1)
    ]
    return [(x - w / 2, y), *top, (x + w / 2, y)]


GROUND = 1640.0
MIDDLE = PAGE[0] / 2


class Washes(NamedTuple):
    """Line and wash: one plate for the pen, one for each colour of the brush."""

    lines: Plate
    stone: Plate
    roof: Plate
    dark: Plate


def _turret(on: Washes, x: float) -> None:
    shaft: list[Point] = [(x - 110, GROUND), (x - 110, 820), (x + 110, 820), (x + 110, GROUND)]
    on.stone.polygon(shaft, 200)
    on.lines.line([*shaft, shaft[0]], 2.4)
    cone: list[Point] = [(x - 132, 820), (x, 560), (x + 132, 820)]
    on.roof.polygon(cone)
    on.lines.line([*cone, cone[0]], 2)
    for k in range(-4, 5):
        on.lines.line([(x + k * 26, 818), (x, 566)], 0.6, 150)
    for y in (980.0, 1240.0):
        on.dark.polygon(_arch(x, y + 90, 26, 70))


def _roof(on: Washes) -> None:
    c = MIDDLE
    slope: list[Point] = [(c - 350, 760), (c - 210, 400), (c + 210, 400), (c + 350, 760)]
    on.roof.polygon(slope)
    on.lines.line([*slope, slope[0]], 2.4)
    for k in range(15):
        y, spread = 400 + 24 * k, 210 + 140 * k / 15
        on.lines.line([(c - spread, y), (c + spread, y)], 0.6, 150)


def _ashlars(on: Washes, rng: random.Random) -> None:
    c = MIDDLE
    for y in range(760, 1640, 40):
        on.lines.line([(c - 330, y), (c + 330, y)], 0.7, 130)
        x = c - 330 + rng.uniform(20, 70)
        while x < c + 320:
            on.lines.line([(x, y), (x, y + 40)], 0.7, 120)
            x += rng.uniform(60, 120)


def _openings(on: Washes) -> None:
    portal = _arch(MIDDLE, GROUND, 270, 300)
    on.dark.polygon(portal)
    for plate in (on.stone, on.lines):  # neither stone nor joints in the passage
        plate.polygon(portal, 0)
    on.lines.line(portal, 3)
    on.lines.line(_arch(MIDDLE, GROUND, 316, 312), 1.4)
    for x in (MIDDLE - 150, MIDDLE, MIDDLE + 150):
        opening = _arch(x, 960, 64, 70)
        on.dark.polygon(opening)
        on.lines.line(opening, 2)


def _measures(on: Washes, rng: random.Random) -> None:
    hand = Hand(rng, size=13)
    for x, top, text, label in (
        (MIDDLE - 560, 760.0, "22,40", MIDDLE - 546),
        (MIDDLE + 560, GROUND - 435, "4,90", MIDDLE + 490),
    ):
        on.lines.line([(x, GROUND), (x, top)], 1)
        for y in (GROUND, top):
            on.lines.line([(x - 12, y + 12), (x + 12, y - 12)], 1.6)
        hand.write(on.lines, label, (GROUND + top) / 2, text)
    on.lines.line([(MIDDLE - 135, GROUND + 40), (MIDDLE + 135, GROUND + 40)], 1)
    hand.write(on.lines, MIDDLE - 34, GROUND + 86, "3,60")
    scale(on.lines, MIDDLE - 300, 1850, 120)


def gate_elevation() -> Image.Image:
    """The field side of the Upper Gate, measured and washed in 1871."""
    rng = chance("ashlars")
    page = sheet("gate", PAGE, LAID)
    on = Washes(*(Plate(PAGE) for _ in range(4)))
    c = MIDDLE
    frame(on.lines, 80)
    wall: list[Point] = [(c - 330, GROUND), (c - 330, 760), (c + 330, 760), (c + 330, GROUND)]
    on.stone.polygon(wall, 150)
    for side in (-1, 1):
        _turret(on, c + side * 330)
    _roof(on)
    on.lines.line([*wall, wall[0]], 2.4)
    _ashlars(on, rng)
    _openings(on)
    on.lines.line([(140, GROUND), (PAGE[0] - 140, GROUND)], 4)
    _measures(on, rng)
    for plate, colour, strength in (
        (on.stone, (206, 188, 150), 0.55),
        (on.roof, (176, 92, 74), 0.6),
        (on.dark, (70, 64, 66), 0.8),
    ):
        ink(page, plate.mask().point([int(v * strength) for v in range(256)]), colour, 0.45)
    forme = Forme(PAGE)
    forme.line(c, 230, "OBERES TOR", SERIF, 64, "ms", spaced=14)
    forme.line(c, 290, "Aufriß der Feldseite", SERIF_ITALIC, 36, "ms")
    forme.line(c, 1930, "Meter", SERIF_ITALIC, 24, "ms")
    forme.line(c, 2010, "Aufgenommen am 26. und 27. Juni 1871", SERIF_ITALIC, 26, "ms")
    ink(page, on.lines.mask(), PRINTERS_BLACK, 0.3)
    ink(page, forme.mask(0.5), PRINTERS_BLACK, 0.25)
    fold(page, y=1080)
    return page
