"""The bridge of 1954 in its falsework."""

from __future__ import annotations

from PIL import Image

from demo.draw.houses import row, tower
from demo.draw.nature import person, sky
from demo.draw.paper import chance
from demo.draw.pen import Plate
from demo.draw.streets import Size, over
from demo.draw.waters import water


def bridge(name: str, size: Size) -> Image.Image:
    """The new bridge over the Aume in its falsework, 1954."""
    rng = chance(name)
    w, h = size
    scene = sky(rng, size, 232, 186)
    far = Plate(size)
    row(far, rng, 0, w, h * 0.56, h * 0.045)
    tower(far, w * 0.7, h * 0.56, w * 0.06, h * 0.26, "onion")
    tower(far, w * 0.22, h * 0.56, w * 0.05, h * 0.22, "tent")
    scene = over(scene, far)
    deck = Plate(size)
    spans, top = 3, h * 0.44
    for i in range(spans):
        a, b = w * (0.02 + 0.33 * i), w * (0.02 + 0.33 * (i + 1))
        for k in range(13):  # falsework under each arch
            px = a + (b - a) * k / 12
            deck.line(
                [(px, h * 0.47), (px + (b - a) * (0.06 if k % 2 else -0.06), h * 0.72)], 3, 104
            )
        for y in (0.54, 0.61, 0.68):
            deck.line([(a, h * y), (b, h * y)], 3, 96)
        arch = [
            (a + (b - a) * t / 20, h * 0.68 - h * 0.19 * (1 - ((t - 10) / 10) ** 2))
            for t in range(21)
        ]
        deck.polygon([(a, top), (b, top), *reversed(arch)], 198)
        deck.line(arch, 5, 120)
        deck.polygon(
            [
                (b - w * 0.02, top),
                (b + w * 0.02, top),
                (b + w * 0.026, h * 0.76),
                (b - w * 0.026, h * 0.76),
            ],
            172,
        )
    deck.polygon(
        [(0, top - h * 0.02), (w, top - h * 0.02), (w, top + h * 0.01), (0, top + h * 0.01)], 216
    )
    for i in range(44):
        deck.line([(w * i / 43, top - h * 0.02), (w * i / 43, top - h * 0.06)], 2, 70)
    deck.line([(0, top - h * 0.06), (w, top - h * 0.06)], 3, 70)
    _crane(deck, w * 0.62, top - h * 0.02, h * 0.36)
    for i in range(9):
        person(
            deck,
            rng,
            w * (0.08 + 0.1 * i + rng.uniform(-0.03, 0.03)),
            top - h * 0.02,
            h * 0.085,
            rng.randrange(30, 66),
            skirts=0,
        )
    return water(over(scene, deck), rng, int(h * 0.74), 0.8)


def _crane(plate: Plate, x: float, y: float, s: float) -> None:
    for side in (-1, 1):
        plate.line([(x + side * s * 0.09, y), (x + side * s * 0.03, y - s)], 4, 56)
    for i in range(8):
        plate.line([(x - s * 0.08, y - s * i / 8), (x + s * 0.08, y - s * (i + 1) / 8)], 2, 66)
    plate.line(
        [
            (x - s * 0.35, y - s * 0.86),
            (x, y - s * 1.06),
            (x + s * 1.0, y - s * 0.86),
            (x - s * 0.35, y - s * 0.86),
        ],
        4,
        56,
    )
    plate.line([(x + s * 0.8, y - s * 0.86), (x + s * 0.8, y - s * 0.4)], 2, 40)
    plate.polygon(
        [
            (x + s * 0.7, y - s * 0.4),
            (x + s * 0.9, y - s * 0.4),
            (x + s * 0.9, y - s * 0.3),
            (x + s * 0.7, y - s * 0.3),
        ],
        90,
    )
