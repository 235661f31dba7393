"""The town in plan: its wall ring, blocks, river and fields as the surveyors of 1834 saw them."""

from __future__ import annotations

import math
import random

from PIL import Image

from demo.draw.ground import CENTRE, SIZE, blocks, river, sector, warp
from demo.draw.labels import lettering
from demo.draw.paper import LAID, PRINTERS_BLACK, Colour, chance, fold, ink, sheet
from demo.draw.pen import Plate, Point, curve
from demo.draw.sheetwork import dress

ROSE: Colour = (196, 112, 96)
GREEN: Colour = (146, 158, 92)
BLUE: Colour = (104, 146, 158)
OCHRE: Colour = (206, 170, 96)


def _tint(page: Image.Image, plate: Plate, colour: Colour, strength: float) -> None:
    ink(page, plate.mask().point([int(v * strength) for v in range(256)]), colour, 0.5)


def _fields(lines: Plate, green: Plate, rng: random.Random) -> None:
    taken: list[Point] = []
    for _ in range(420):
        a, r = rng.uniform(0, math.tau), rng.uniform(590, 1100)
        x, y = CENTRE[0] + r * 1.3 * math.cos(a), CENTRE[1] + r * math.sin(a)
        turn, w, h = 0.16 * math.sin(x / 400 + y / 300), rng.uniform(90, 136), rng.uniform(66, 92)
        if not (210 < x < SIZE[0] - 210 and 190 < y < SIZE[1] - 190) or abs(y - river(x)) < 140:
            continue
        if (x > 1520 and y > 1420) or (x < 780 and y < 560) or (x > 1850 and y < 460):
            continue
        if any(abs(x - ox) < 142 and abs(y - oy) < 96 for ox, oy in taken):
            continue
        taken.append((x, y))
        corner = [(-w / 2, -h / 2), (w / 2, -h / 2), (w / 2, h / 2), (-w / 2, h / 2)]
        quad = [
            (
                x + px * math.cos(turn) - py * math.sin(turn),
                y + px * math.sin(turn) + py * math.cos(turn),
            )
            for px, py in corner
        ]
        if rng.random() < 0.5:
            green.polygon(quad, rng.randrange(90, 200))
        lines.line([*quad, quad[0]], 1)
        for k in range(1, 9):
            t = k / 9
            lines.line(
                [
                    (
                        quad[0][0] + (quad[1][0] - quad[0][0]) * t,
                        quad[0][1] + (quad[1][1] - quad[0][1]) * t,
                    ),
                    (
                        quad[3][0] + (quad[2][0] - quad[3][0]) * t,
                        quad[3][1] + (quad[2][1] - quad[3][1]) * t,
                    ),
                ],
                0.5,
                150,
            )


def _water(lines: Plate, blue: Plate) -> None:
    bank = 58
    xs = range(120, SIZE[0] - 119, 20)
    blue.polygon(
        [(x, river(x) - bank) for x in xs] + [(x, river(x) + bank) for x in reversed(xs)], 200
    )
    for i in range(-6, 7):
        swing = bank * (abs(i) / 6) ** 0.6 * (1 if i > 0 else -1)
        lines.line(
            [(x, river(x) + swing) for x in xs],
            1.8 if abs(i) == 6 else 0.6,
            255 if abs(i) == 6 else 150,
        )
    mill = curve(
        [
            (430, river(430) - bank),
            (520, 1010),
            (700, 940),
            (860, 1130),
            (1010, river(1010) - bank),
        ],
        8,
    )
    blue.line(mill, 13, 170)
    lines.line([(x, y - 7) for x, y in mill], 0.8)
    lines.line([(x, y + 7) for x, y in mill], 0.8)


def _walls(lines: Plate, rose: Plate) -> None:
    for r, weight in ((402, 5.0), (420, 1.0), (446, 0.8)):
        lines.line([warp(r, math.tau * i / 120) for i in range(121)], weight)
    for i in range(18):
        x, y = warp(404, math.tau * (i + 0.5) / 18)
        lines.dot(x, y, 13)
        rose.dot(x, y, 9)
    for i in range(120):  # hachures of the ditch
        a = math.tau * i / 120
        lines.line([warp(422, a), warp(436 if i % 2 else 431, a)], 0.7, 190)


def _bridge(lines: Plate, x: float) -> None:
    y = river(x)
    for side in (-15, 15):
        lines.line([(x + side, y - 76), (x + side, y + 76)], 2.5)
    for k in range(5):
        lines.polygon(
            [(x - 22, y - 48 + 24 * k), (x - 15, y - 54 + 24 * k), (x - 15, y - 42 + 24 * k)]
        )
        lines.polygon(
            [(x + 22, y - 48 + 24 * k), (x + 15, y - 54 + 24 * k), (x + 15, y - 42 + 24 * k)]
        )


def _roads(lines: Plate) -> None:
    for a, far in ((0.32, 860), (1.62, 520), (2.9, 830), (4.5, 720), (5.6, 900)):
        inner, outer = warp(410, a), warp(far, a + 0.12)
        for side in (-7, 7):
            lines.line(
                curve(
                    [
                        (inner[0] + side, inner[1] + side),
                        ((inner[0] + outer[0]) / 2 + 30, (inner[1] + outer[1]) / 2),
                        (outer[0] + side, outer[1] + side),
                    ],
                    8,
                ),
                0.9,
                210,
            )


def _trees(lines: Plate, green: Plate, rng: random.Random) -> None:
    for i in range(150):
        a = math.tau * i / 150 + rng.uniform(-0.01, 0.01)
        x, y = warp(474 + rng.uniform(-9, 9), a)
        if abs(y - river(x)) > 66:
            green.dot(x, y, 7, 230)
            lines.line([(x + 3, y + 5), (x - 4, y + 4), (x - 5, y - 4), (x + 3, y - 6)], 0.9)


def town_plan() -> Image.Image:
    """The plan of 1834, pen and wash, folded as it lay in the file."""
    rng = chance("plan 1834")
    page = sheet("plan 1834", SIZE, LAID)
    lines, rose, dark, green, blue, ochre = (Plate(SIZE) for _ in range(6))
    _fields(lines, green, rng)
    _roads(lines)
    _water(lines, blue)
    _trees(lines, green, rng)
    for outline, plots in blocks(rng):
        if min(abs(y - river(x)) for x, y in outline) < 60:
            continue
        green.polygon(outline, 120)
        lines.line([*outline, outline[0]], 1.4)
        for plot in plots:
            rose.polygon(plot, rng.randrange(150, 235))
            lines.line([*plot, plot[0]], 0.8)
    _walls(lines, rose)
    for x in (760, 1240):
        _bridge(lines, x)
    church = [warp(176, 5.35), warp(176, 5.62), warp(204, 5.66), warp(204, 5.31)]
    for plot in (church, sector(30, 52, 3.3, 4.9)):
        dark.polygon(plot)
        lines.line([*plot, plot[0]], 2)
    for a in (0.32, 1.62, 2.9, 4.5, 5.6):
        dark.polygon(sector(394, 424, a - 0.045, a + 0.045))
    for plate, colour, strength in (
        (green, GREEN, 0.55),
        (blue, BLUE, 0.6),
        (ochre, OCHRE, 0.5),
        (rose, ROSE, 0.62),
        (dark, (120, 40, 36), 0.9),
    ):
        _tint(page, plate, colour, strength)
    ink(page, lines.mask(), PRINTERS_BLACK, 0.3)
    dress(page, lettering())
    for x in (770, 1540):
        fold(page, x=x)
    fold(page, y=880)
    return page
