"""The arms of Lindenfurt: argent, a gate gules, between its towers a linden leaf vert."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageDraw

from demo.draw.paper import LAID, PRINTERS_BLACK, Colour, chance, ink, noise, sheet
from demo.draw.pen import Point, curve
from demo.draw.type import SCRIPT, SERIF, SERIF_ITALIC, Forme

SILVER: Colour = (238, 234, 222)
RED: Colour = (168, 38, 34)
GREEN: Colour = (48, 110, 62)
BLUE: Colour = (40, 84, 144)
GOLD: Colour = (206, 160, 52)
BLACK: Colour = (40, 34, 30)

Shape = tuple[list[Point], Colour]


def _outline() -> list[Point]:
    right = curve(
        [(0.5, -0.56), (0.5, -0.56), (0.5, 0.1), (0.47, 0.3), (0.34, 0.52), (0.0, 0.74)], 8
    )
    return [*right, *[(-x, y) for x, y in reversed(right)]]


def _leaf(x: float, y: float, s: float) -> list[Point]:
    right = curve(
        [
            (0, 0.62),
            (0.14, 0.36),
            (0.46, 0.1),
            (0.5, -0.2),
            (0.28, -0.42),
            (0.06, -0.34),
            (0.0, -0.24),
        ],
        6,
    )
    heart = [*right, *[(-px, py) for px, py in reversed(right)]]
    return [(x + px * s, y - py * s) for px, py in heart]


def _wave(y: float, thick: float) -> list[Point]:
    xs = [i / 40 - 0.5 for i in range(41)]
    top = [(x, y + 0.022 * math.sin(x * 25)) for x in xs]
    return top + [(x, yy + thick) for x, yy in reversed(top)]


def shapes() -> list[Shape]:
    """The shield from back to front; x runs from -0.5 to 0.5, y from -0.56 to 0.74."""
    parts: list[Shape] = [(_outline(), SILVER)]
    wall = [
        (-0.34, 0.3),
        (-0.34, -0.02),
        *[p for i in range(5) for p in _merlon(-0.34 + i * 0.148, -0.02)],
        (0.34, -0.02),
        (0.34, 0.3),
    ]
    parts.append((wall, RED))
    for side in (-1, 1):
        x = side * 0.27
        parts.append(
            ([(x - 0.09, 0.3), (x - 0.09, -0.22), (x + 0.09, -0.22), (x + 0.09, 0.3)], RED)
        )
        parts.append(([(x - 0.12, -0.22), (x, -0.44), (x + 0.12, -0.22)], BLUE))
        parts.append(
            (
                [
                    (x - 0.02, -0.04),
                    (x - 0.02, -0.14),
                    (x, -0.17),
                    (x + 0.02, -0.14),
                    (x + 0.02, -0.04),
                ],
                BLACK,
            )
        )
    arch = [
        (0.11 * math.cos(a * math.pi / 12), 0.13 - 0.11 * math.sin(a * math.pi / 12))
        for a in range(13)
    ]
    parts.append(([(0.11, 0.3), *arch, (-0.11, 0.3)], BLACK))
    for i in range(-2, 3):
        x = i * 0.04
        parts.append(
            (
                [
                    (x - 0.007, 0.03 + abs(i) * 0.012),
                    (x + 0.007, 0.03 + abs(i) * 0.012),
                    (x + 0.007, 0.17),
                    (x, 0.19),
                    (x - 0.007, 0.17),
                ],
                GOLD,
            )
        )
    parts += [
        ([(-0.1, y), (0.1, y), (0.1, y + 0.012), (-0.1, y + 0.012)], GOLD) for y in (0.07, 0.12)
    ]
    parts.append((_leaf(0, -0.3, 0.24), GREEN))
    parts.append(([(-0.008, -0.24), (0.008, -0.24), (0.02, -0.1), (0.0, -0.1)], GREEN))
    foot = [p for p in _outline() if p[1] >= 0.3]
    parts.append(([(-0.47, 0.3), (0.47, 0.3), *foot], BLUE))
    for y, clip in ((0.36, 0.41), (0.46, 0.34), (0.56, 0.22)):
        parts.append(([(x * clip / 0.5, yy) for x, yy in _wave(y, 0.032)], SILVER))
    return parts


def _merlon(x: float, y: float) -> list[Point]:
    return [(x, y), (x, y - 0.06), (x + 0.086, y - 0.06), (x + 0.086, y)]


def shield(image: Image.Image, x: float, y: float, s: float, outline: int = 5) -> None:
    """Paint the arms on an image; s is the shield's width."""
    fine = 2
    box = (int(x - s * 0.6), int(y - s * 0.65), int(x + s * 0.6), int(y + s * 0.85))
    large = image.crop(box).resize(((box[2] - box[0]) * fine, (box[3] - box[1]) * fine))
    pen = ImageDraw.Draw(large)
    for points, colour in shapes():
        place = [((x + px * s - box[0]) * fine, (y + py * s - box[1]) * fine) for px, py in points]
        pen.polygon(place, fill=colour)
        pen.line([*place, place[0]], fill=BLACK, width=max(1, int(s / 260)) * fine)
    rim = [((x + px * s - box[0]) * fine, (y + py * s - box[1]) * fine) for px, py in _outline()]
    pen.line([*rim, rim[0]], fill=BLACK, width=outline * fine, joint="curve")
    image.paste(large.reduce(fine), box[:2])


def svg() -> str:
    """The arms as the town publishes them today."""
    body = []
    for points, (r, g, b) in [*shapes()]:
        path = " ".join(f"{200 + x * 300:.1f},{190 + y * 300:.1f}" for x, y in points)
        body.append(f'  <polygon points="{path}" fill="#{r:02x}{g:02x}{b:02x}"/>')
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 440" role="img"'
    size = '     width="400" height="440" stroke="#28221e" stroke-width="1.2" aria-labelledby="t">'
    return "\n".join(
        [
            head,
            size,
            '  <title id="t">Wappen der Stadt Lindenfurt an der Aume</title>',
            *body,
            "</svg>",
            "",
        ]
    )


def arms_sheet() -> Image.Image:
    """A leaf from the arms register of 1836, painted."""
    page = sheet("arms", (1500, 2000), LAID)
    shield(page, 750, 860, 780, 6)
    grain = noise(chance("arms wash"), (1500, 2000), 5).point(
        [int(240 + (v - 128) * 0.07) for v in range(256)]
    )
    page = ImageChops.multiply(page, Image.merge("RGB", (grain, grain, grain)))
    forme = Forme(page.size)
    forme.line(750, 250, "Wappen der Stadt", SERIF_ITALIC, 44, "ms")
    forme.line(750, 356, "Lindenfurt an der Aume", SCRIPT, 118, "ms")
    forme.line(
        750, 1590, "IN SILBER EIN ROTES STADTTOR, ZWISCHEN DEN TÜRMEN", SERIF, 28, "ms", spaced=3
    )
    forme.line(750, 1636, "EIN GRÜNES LINDENBLATT, IM BLAUEN SCHILDFUSS", SERIF, 28, "ms", spaced=3)
    forme.line(750, 1682, "DREI SILBERNE WELLEN.", SERIF, 28, "ms", spaced=3)
    forme.line(750, 1770, "Eingetragen im Jahre 1836.", SERIF_ITALIC, 30, "ms")
    ink(page, forme.mask(), PRINTERS_BLACK, 0.25)
    return page
