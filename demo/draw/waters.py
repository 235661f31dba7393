"""Flood, ripples and rowing boats."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageChops, ImageFilter

from demo.draw.nature import person
from demo.draw.paper import noise
from demo.draw.pen import Plate


def water(scene: Image.Image, rng: random.Random, level: int, calm: float = 1.0) -> Image.Image:
    """Flood the scene up to y=level: everything above is mirrored in moving water."""
    w, h = scene.size
    depth = h - level
    mirrored = scene.crop((0, max(0, level - depth), w, level)).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    mirrored = mirrored.resize((w, depth)).filter(ImageFilter.GaussianBlur(1.6))
    lake = Image.new("L", (w, depth))
    phase = rng.uniform(0, 6)
    for y in range(depth):
        t = y / depth
        shift = int(
            (2 + 16 * t) * calm * math.sin(phase + 90 / (0.25 + t))
            + rng.uniform(-2, 2) * (1 + 3 * t)
        )
        lake.paste(mirrored.crop((0, y, w, y + 1)), (shift, y))
        if shift:
            edge = (
                mirrored.crop((0, y, abs(shift), y + 1))
                if shift > 0
                else mirrored.crop((w + shift, y, w, y + 1))
            )
            lake.paste(edge, (0 if shift > 0 else w + shift, y))
    ripples = (
        noise(rng, (w // 4, depth * 4), 6)
        .resize((w, depth))
        .point([int(128 + (v - 128) * 0.3) for v in range(256)])
    )
    lake = ImageChops.add(lake.point([int(52 + v * 0.6) for v in range(256)]), ripples, 1, -128)
    result = scene.copy()
    result.paste(lake, (0, level))
    return result


def boat(plate: Plate, rng: random.Random, x: float, y: float, w: float, rowers: int) -> None:
    for i in range(rowers):
        px = x + w * (0.3 + 0.4 * i / max(1, rowers - 1))
        person(plate, rng, px, y + w * 0.03, w * 0.32, 30)
    plate.polygon(
        [
            (x - w * 0.04, y - w * 0.1),
            (x + w * 1.04, y - w * 0.1),
            (x + w * 0.88, y + w * 0.04),
            (x + w * 0.1, y + w * 0.04),
        ],
        40,
    )
    plate.line([(x - w * 0.04, y - w * 0.1), (x + w * 1.04, y - w * 0.1)], w * 0.02, 150)
    plate.line([(x + w * 0.3, y - w * 0.2), (x - w * 0.15, y + w * 0.08)], w * 0.02, 90)
    plate.polygon(
        [
            (x + w * 0.08, y + w * 0.05),
            (x + w * 0.9, y + w * 0.05),
            (x + w * 0.7, y + w * 0.12),
            (x + w * 0.2, y + w * 0.12),
        ],
        60,
    )
