"""Houses and towers, in tones of grey; photographs and engravings are made from them."""

from __future__ import annotations

import math
import random

from demo.draw.facades import box, gable, openings, timber, window
from demo.draw.pen import Plate, Point


def _roof(plate: Plate, rng: random.Random, outline: list[Point], tone: int, step: float) -> None:
    plate.polygon(outline, tone)
    top, bottom = min(y for _, y in outline), max(y for _, y in outline)
    left, right = min(x for x, _ in outline), max(x for x, _ in outline)
    y = top + step
    while y < bottom:  # courses of tiles, clipped to a gable by its own slope
        t = (y - top) / (bottom - top)
        flat = [x for x, yy in outline if yy == top]
        a, b = min(flat) + (left - min(flat)) * t, max(flat) + (right - max(flat)) * t
        plate.line(
            [(a, y), (b, y + rng.uniform(-0.5, 0.5))], 0.8, max(0, tone - rng.randrange(10, 26))
        )
        y += step


def house(
    plate: Plate, rng: random.Random, x: float, ground: float, w: float, floor: float, floors: int
) -> None:
    wall = rng.randrange(150, 218)
    h = floor * floors
    y = ground - h
    rise = w * rng.uniform(0.55, 0.8)
    kind = rng.choice(("gable", "gable", "step", "bell", "eaves", "eaves"))
    if kind == "eaves":
        slope = w * 0.1
        rise *= 0.62
        outline = [(x - 3, y), (x + slope, y - rise), (x + w - slope, y - rise), (x + w + 3, y)]
        _roof(plate, rng, outline, rng.randrange(78, 112), max(3.0, floor * 0.07))
        for i in range(rng.randrange(1, 3)):
            dx = x + w * (0.3 + 0.4 * i)
            box(plate, dx, y - rise * 0.6, w * 0.1, rise * 0.3, wall - 10)
            box(plate, dx + w * 0.02, y - rise * 0.54, w * 0.06, rise * 0.22, 40)
            plate.polygon(
                [
                    (dx - 3, y - rise * 0.6),
                    (dx + w * 0.05, y - rise * 0.8),
                    (dx + w * 0.1 + 3, y - rise * 0.6),
                ],
                70,
            )
    else:
        _roof(plate, rng, [(x + w * 0.1, y), (x + w / 2, y - rise * 0.97), (x + w * 0.9, y)], 90, 6)
        gable(plate, kind, x, y, w, rise, wall)
    box(plate, x + w * rng.uniform(0.2, 0.7), y - rise * 0.98, w * 0.07, rise * 0.3, 84)
    box(plate, x, y, w, h, wall)
    box(plate, x, y, w, floor * 0.06, max(0, wall - 46))
    framed = kind == "gable" and rng.random() < 0.6
    if framed:
        timber(plate, x, y, w, h - floor, floor, wall)
    openings(plate, rng, x, ground, w, floor, floors, wall)
    if kind != "eaves":
        window(plate, rng, x + w * 0.44, y - rise * 0.46, w * 0.12, rise * 0.22, wall)
    box(plate, x + w * 0.985, y, w * 0.03, h, max(0, wall - 60))


def row(
    plate: Plate, rng: random.Random, left: float, right: float, ground: float, floor: float
) -> None:
    """A closed row of houses, as around a market square."""
    x = left
    while x < right:
        w = floor * rng.uniform(1.9, 3.1)
        house(plate, rng, x, ground, w, floor, rng.choice((3, 3, 4)))
        x += w


def tower(
    plate: Plate, x: float, ground: float, w: float, h: float, cap: str, wall: int = 172
) -> None:
    """A church or gate tower with an onion, a spire or a tent for its cap."""
    y = ground - h
    for i in range(8):  # round from light to shade
        box(plate, x + w * i / 8, y, w / 8 + 1, h, wall - i * 11)
    for level in range(3):
        cy = y + h * (0.12 + 0.2 * level)
        arch = [
            (
                x + w * (0.5 + 0.13 * math.cos(a * math.pi / 6)),
                cy - w * 0.16 * math.sin(a * math.pi / 6),
            )
            for a in range(7)
        ]
        plate.polygon([(x + w * 0.63, cy + w * 0.3), *arch, (x + w * 0.37, cy + w * 0.3)], 44)
        plate.line([(x - 2, cy + w * 0.55), (x + w + 2, cy + w * 0.55)], 2.5, wall - 70)
    if cap == "onion":
        side = [
            (0.56, 0),
            (0.5, 0.1),
            (0.62, 0.3),
            (0.6, 0.5),
            (0.3, 0.72),
            (0.14, 0.86),
            (0.18, 0.98),
            (0.05, 1.1),
            (0.02, 1.5),
        ]
        height = w * 1.25
    elif cap == "spire":
        side, height = [(0.56, 0), (0.42, 0.12), (0.02, 1.5)], w * 2.0
    else:
        side, height = [(0.62, 0), (0.3, 0.7), (0.06, 0.75), (0.04, 1.1)], w * 0.9
    right = [(x + w * (0.5 + a), y - height * b) for a, b in side]
    left = [(x + w * (0.5 - a), y - height * b) for a, b in reversed(side)]
    plate.polygon([*right, *left], 76)
    mid = [(x + w * (0.5 + a * 0.2), y - height * b) for a, b in side]
    plate.polygon([*mid, *left], 104)
    if h > w * 2.4:
        plate.dot(x + w / 2, y + h * 0.02 + w * 0.62, w * 0.2, 232)
        plate.line(
            [
                (x + w / 2, y + w * 0.5 + h * 0.02),
                (x + w / 2, y + w * 0.62 + h * 0.02),
                (x + w * 0.62, y + w * 0.66 + h * 0.02),
            ],
            2,
            30,
        )
