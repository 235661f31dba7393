"""The electric tram of 1909, and the bridge of 1954."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFont

from demo.draw.nature import person
from demo.draw.paper import chance
from demo.draw.pen import Plate
from demo.draw.streets import Size, over, street
from demo.draw.type import SANS_BOLD


def _car(plate: Plate, x: float, y: float, w: float) -> None:
    h = w * 0.5
    plate.polygon(
        [
            (x - w * 0.06, y + h * 0.06),
            (x + w * 1.1, y + h * 0.06),
            (x + w * 1.2, y + h * 0.14),
            (x, y + h * 0.14),
        ],
        74,
    )
    for cx in (0.3, 0.7):
        plate.dot(x + w * cx, y - h * 0.02, h * 0.1, 26)
        plate.dot(x + w * cx, y - h * 0.02, h * 0.04, 130)
    plate.polygon(
        [
            (x, y - h * 0.1),
            (x + w, y - h * 0.1),
            (x + w * 0.985, y - h * 0.5),
            (x + w * 0.015, y - h * 0.5),
        ],
        92,
    )
    plate.polygon(
        [(x, y - h * 0.42), (x + w, y - h * 0.42), (x + w, y - h * 0.45), (x, y - h * 0.45)], 190
    )
    plate.polygon(
        [
            (x + w * 0.01, y - h * 0.5),
            (x + w * 0.99, y - h * 0.5),
            (x + w * 0.99, y - h * 0.86),
            (x + w * 0.01, y - h * 0.86),
        ],
        206,
    )
    for i in range(7):
        a = x + w * (0.16 + 0.098 * i)
        plate.polygon(
            [
                (a, y - h * 0.52),
                (a + w * 0.08, y - h * 0.52),
                (a + w * 0.08, y - h * 0.8),
                (a, y - h * 0.8),
            ],
            50 + 9 * (i % 3),
        )
        plate.line([(a, y - h * 0.72), (a + w * 0.08, y - h * 0.72)], 2, 180)
    for a in (0.03, 0.88):
        plate.polygon(
            [
                (x + w * a, y - h * 0.36),
                (x + w * (a + 0.1), y - h * 0.36),
                (x + w * (a + 0.1), y - h * 0.82),
                (x + w * a, y - h * 0.82),
            ],
            66,
        )
        person(plate, chance(f"platform {a}"), x + w * (a + 0.05), y - h * 0.2, h * 0.62, 28)
        plate.polygon(
            [
                (x + w * a, y - h * 0.1),
                (x + w * (a + 0.1), y - h * 0.1),
                (x + w * (a + 0.1), y - h * 0.46),
                (x + w * a, y - h * 0.46),
            ],
            84,
        )
    plate.polygon(
        [
            (x - w * 0.03, y - h * 0.86),
            (x + w * 1.03, y - h * 0.86),
            (x + w * 0.97, y - h * 0.95),
            (x + w * 0.03, y - h * 0.95),
        ],
        120,
    )
    plate.polygon(
        [
            (x + w * 0.16, y - h * 0.95),
            (x + w * 0.84, y - h * 0.95),
            (x + w * 0.82, y - h * 1.02),
            (x + w * 0.18, y - h * 1.02),
        ],
        150,
    )
    plate.line(
        [
            (x + w * 0.5, y - h * 1.02),
            (x + w * 0.38, y - h * 1.4),
            (x + w * 0.62, y - h * 1.4),
            (x + w * 0.5, y - h * 1.02),
        ],
        2.4,
        40,
    )
    plate.dot(x + w * 0.5, y - h * 0.99, h * 0.05, 250)
    for i in range(25):  # garlands for the first run
        plate.dot(
            x + w * i / 24,
            y - h * (0.44 + 0.05 * abs((i % 6) - 3) / 3),
            h * 0.028,
            50 + 20 * (i % 2),
        )


def first_run(name: str, size: Size) -> Image.Image:
    """The first car on the Lange Gasse, in garlands, the town looking on."""
    rng = chance(name)
    w, h = size
    scene = street(name, size)
    front = Plate(size)
    for rail in (0.26, 0.4, 0.62, 0.76):
        front.line(
            [(w * (0.49 + (rail - 0.5) * 0.06), h * 0.6), (w * (0.5 + (rail - 0.5) * 1.6), h)],
            3,
            74,
        )
    wire = h * 0.36
    front.line([(0, h * 0.16), (w * 0.49, wire), (w, h * 0.2)], 2, 50)
    for y in sorted(h * rng.uniform(0.64, 0.72) for _ in range(26)):
        person(
            front,
            rng,
            w * rng.choice((rng.uniform(0.2, 0.44), rng.uniform(0.56, 0.86))),
            y,
            h * (0.05 + 0.5 * (y / h - 0.6)),
            rng.randrange(24, 70),
        )
    _car(front, w * 0.24, h * 0.84, w * 0.5)
    for x in (0.06, 0.11, 0.17, 0.8, 0.86, 0.92):
        person(front, rng, w * x, h * rng.uniform(0.86, 0.98), h * 0.27, rng.randrange(22, 46))
    scene = over(scene, front)
    pen = ImageDraw.Draw(scene)
    pen.text(
        (w * 0.49, h * 0.69),
        "MARKT – BAHNHOF",
        fill=236,
        anchor="mm",
        font=ImageFont.truetype(SANS_BOLD, int(h * 0.02)),
    )
    pen.text(
        (w * 0.49, h * 0.775),
        "1",
        fill=230,
        anchor="mm",
        font=ImageFont.truetype(SANS_BOLD, int(h * 0.05)),
    )
    return scene
