"""Trees, sky and passers-by."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageChops

from demo.draw.paper import noise
from demo.draw.pen import Plate


def sky(
    rng: random.Random, size: tuple[int, int], light: int = 225, dark: int = 170
) -> Image.Image:
    ramp = (
        Image.linear_gradient("L")
        .resize(size)
        .point([int(dark + (light - dark) * v / 255) for v in range(256)])
    )
    clouds = (
        noise(rng, (size[0], size[1] * 3), 170)
        .resize(size)
        .point([int(128 + (v - 128) * 0.34) for v in range(256)])
    )
    return ImageChops.add(ramp, clouds, 1, -128)


def bare_tree(
    plate: Plate,
    rng: random.Random,
    x: float,
    y: float,
    length: float,
    tone: int,
    angle: float = -math.pi / 2,
    depth: int = 7,
) -> None:
    width = max(0.6, length * 0.11)
    nx, ny = x + math.cos(angle) * length, y + math.sin(angle) * length
    bend = rng.uniform(-0.1, 0.1) * length
    plate.line([(x, y), ((x + nx) / 2 + bend, (y + ny) / 2), (nx, ny)], width, tone)
    if depth:
        for turn in (-0.42, 0.38, rng.uniform(-0.2, 0.2))[: 2 + (depth > 4)]:
            bare_tree(
                plate,
                rng,
                nx,
                ny,
                length * rng.uniform(0.6, 0.82),
                tone,
                angle + turn + rng.uniform(-0.16, 0.16),
                depth - 1,
            )


def leafy_tree(
    plate: Plate, rng: random.Random, x: float, ground: float, r: float, tone: int = 80
) -> None:
    """A linden: a short trunk and a heart-shaped cloud of leaves lit from the left."""
    plate.line([(x, ground), (x + r * 0.03, ground - r * 1.2)], max(2, r * 0.14), max(0, tone - 40))
    for _ in range(240):
        a, d = rng.uniform(0, math.tau), math.sqrt(rng.random())
        dx, dy = math.cos(a) * d * r * 0.82, math.sin(a) * d * r
        lit = (-dx - dy) / r
        shade = max(10, min(235, int(tone + lit * 46 + rng.uniform(-40, 40))))
        plate.dot(x + dx, ground - r * 1.75 + dy, r * rng.uniform(0.06, 0.13), shade)


def person(
    plate: Plate,
    rng: random.Random,
    x: float,
    ground: float,
    h: float,
    tone: int = 34,
    skirts: float = 0.5,
) -> None:
    """A passer-by in coat or skirt, with hat or bonnet."""
    lean = rng.uniform(-0.03, 0.03) * h
    if rng.random() < skirts:
        plate.polygon(
            [
                (x - h * 0.09, ground - h * 0.8),
                (x + h * 0.09, ground - h * 0.8),
                (x + h * 0.2, ground),
                (x - h * 0.2, ground),
            ],
            tone,
        )
        plate.polygon(
            [
                (x - h * 0.17, ground - h * 0.9),
                (x + h * 0.17, ground - h * 0.9),
                (x, ground - h * 1.0),
            ],
            tone,
        )
    else:
        plate.polygon(
            [
                (x - h * 0.12, ground - h * 0.82),
                (x + h * 0.12, ground - h * 0.82),
                (x + h * 0.11, ground - h * 0.32),
                (x - h * 0.12, ground - h * 0.32),
            ],
            tone,
        )
        for side in (-1, 1):
            plate.line(
                [
                    (x + side * h * 0.05, ground - h * 0.34),
                    (x + side * h * rng.uniform(0.03, 0.13), ground),
                ],
                h * 0.075,
                tone,
            )
        plate.polygon(
            [
                (x - h * 0.1, ground - h * 0.93),
                (x + h * 0.1, ground - h * 0.93),
                (x + h * 0.06, ground - h * 1.05),
                (x - h * 0.06, ground - h * 1.05),
            ],
            tone,
        )
    plate.line(
        [(x - h * 0.1, ground - h * 0.78), (x - h * 0.16 + lean, ground - h * 0.48)], h * 0.06, tone
    )
    plate.line(
        [(x + h * 0.1, ground - h * 0.78), (x + h * 0.15 + lean, ground - h * 0.5)], h * 0.06, tone
    )
    plate.dot(x, ground - h * 0.89, h * 0.065, min(255, tone + 110))
    plate.polygon(
        [
            (x, ground),
            (x + h * 0.5, ground + h * 0.06),
            (x + h * 0.45, ground + h * 0.1),
            (x - h * 0.1, ground + h * 0.03),
        ],
        96,
    )
