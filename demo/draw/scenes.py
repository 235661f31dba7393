"""What stood before the camera: the town in grey, before it is printed, tinted or engraved."""

from __future__ import annotations

import math

from PIL import Image

from demo.draw.houses import row, tower
from demo.draw.nature import bare_tree, leafy_tree, person, sky
from demo.draw.paper import chance, noise
from demo.draw.pen import Plate
from demo.draw.streets import Size, cobbles, over, street
from demo.draw.waters import boat, water


def market(name: str, size: Size, stalls: bool = True, people: int = 26) -> Image.Image:
    """The market square: town hall row, St Gall's tower, fountain, stalls."""
    rng = chance(name)
    w, h = size
    horizon = int(h * 0.62)
    scene = sky(rng, size)
    back = Plate(size)
    tower(back, w * 0.6, horizon, w * 0.085, h * 0.42, "onion", 160)
    tower(back, w * 0.2, horizon, w * 0.07, h * 0.42, "tent", 150)
    row(back, rng, -20, w, horizon, h * 0.088)
    scene = over(scene, back)
    cobbles(rng, scene, horizon)
    front = Plate(size)
    if stalls:
        for i in range(5):
            x, y, s = w * (0.04 + 0.2 * i), h * rng.uniform(0.73, 0.79), h * 0.13
            front.polygon(
                [
                    (x, y - s),
                    (x + s * 1.5, y - s),
                    (x + s * 1.7, y - s * 0.62),
                    (x - s * 0.2, y - s * 0.62),
                ],
                226,
            )
            for k in range(0, 9, 2):
                a, b = x - s * 0.2 + k * s * 0.211, x + k * s * 0.166
                front.polygon(
                    [
                        (b, y - s),
                        (b + s * 0.166, y - s),
                        (a + s * 0.211, y - s * 0.62),
                        (a, y - s * 0.62),
                    ],
                    120,
                )
            front.polygon(
                [(x, y - s * 0.28), (x + s * 1.5, y - s * 0.28), (x + s * 1.5, y), (x, y)], 74
            )
            for k in range(16):
                front.dot(x + s * 1.5 * k / 15, y - s * 0.31, s * 0.05, rng.randrange(70, 220))
            for px in (x, x + s * 1.5):
                front.line([(px, y), (px, y - s * 0.7)], 3, 40)
    fountain(front, w * 0.47, h * 0.86, h * 0.2)
    for y in sorted(h * rng.uniform(0.67, 0.97) for _ in range(people)):
        scale = (y - horizon) / (h - horizon)
        person(
            front,
            rng,
            w * rng.uniform(0.02, 0.98),
            y,
            h * (0.07 + 0.17 * scale),
            rng.randrange(22, 70),
        )
    return over(scene, front)


def fountain(plate: Plate, x: float, y: float, s: float) -> None:
    ring = [
        (x + s * 0.8 * math.cos(a * math.tau / 24), y + s * 0.16 * math.sin(a * math.tau / 24))
        for a in range(24)
    ]
    plate.polygon([(px, py + s * 0.24) for px, py in ring], 118)
    plate.polygon(
        [
            (x - s * 0.8, y),
            (x + s * 0.8, y),
            (x + s * 0.8, y + s * 0.24),
            (x - s * 0.8, y + s * 0.24),
        ],
        134,
    )
    plate.polygon(ring, 190)
    plate.polygon([(x + (px - x) * 0.88, y + (py - y) * 0.84) for px, py in ring], 70)
    plate.polygon(
        [
            (x - s * 0.06, y - s * 1.1),
            (x + s * 0.06, y - s * 1.1),
            (x + s * 0.1, y + s * 0.02),
            (x - s * 0.1, y + s * 0.02),
        ],
        168,
    )
    leafy_tree(plate, chance("stone linden"), x, y - s * 1.0, s * 0.16, 130)


def flood_street(name: str, size: Size) -> Image.Image:
    rng = chance(name)
    scene = water(street(name, size), rng, int(size[1] * 0.63))
    front = Plate(size)
    boat(front, rng, size[0] * 0.36, size[1] * 0.8, size[0] * 0.26, 3)
    return over(scene, front)


def flood_market(name: str, size: Size) -> Image.Image:
    w, h = size
    rng = chance(name)
    scene = water(market(name, size, stalls=False, people=0), rng, int(h * 0.6), 0.7)
    front = Plate(size)
    for i in range(9):  # a footway of planks on trestles along the houses
        front.line([(w * (0.03 + 0.06 * i), h * 0.645), (w * (0.03 + 0.06 * i), h * 0.68)], 3, 50)
    front.line([(0, h * 0.645), (w * 0.53, h * 0.643)], 5, 96)
    for i in range(5):
        person(
            front,
            rng,
            w * (0.05 + 0.1 * i + rng.uniform(-0.03, 0.03)),
            h * 0.643,
            h * 0.1,
            rng.randrange(26, 60),
        )
    boat(front, rng, w * 0.56, h * 0.74, w * 0.17, 2)
    boat(front, rng, w * 0.06, h * 0.95, w * 0.3, 3)
    return over(scene, front)


def winter(name: str, size: Size) -> Image.Image:
    """Skaters on the frozen river below the town wall."""
    rng = chance(name)
    w, h = size
    scene = sky(rng, size, 214, 186)
    ice = (
        noise(rng, (w // 5, h * 2), 60)
        .resize((w, h))
        .point([int(214 + (v - 128) * 0.24) for v in range(256)])
    )
    scene.paste(ice.crop((0, 0, w, h - int(h * 0.5))), (0, int(h * 0.5)))
    front = Plate(size)
    row(front, rng, w * 0.02, w * 0.94, h * 0.46, h * 0.05)
    tower(front, w * 0.7, h * 0.47, w * 0.07, h * 0.22, "onion")
    front.polygon([(0, h * 0.44), (w, h * 0.43), (w, h * 0.53), (0, h * 0.52)], 138)
    front.polygon([(0, h * 0.425), (w, h * 0.415), (w, h * 0.44), (0, h * 0.45)], 236)
    for x, s in ((0.08, 0.2), (0.93, 0.24), (0.8, 0.13)):
        bare_tree(front, rng, w * x, h * 0.62, h * s, 40)
    for y in sorted(h * rng.uniform(0.57, 0.93) for _ in range(22)):
        person(
            front,
            rng,
            w * rng.uniform(0.06, 0.94),
            y,
            h * (0.05 + 0.36 * (y / h - 0.52)),
            rng.randrange(24, 60),
        )
    return over(scene, front)
