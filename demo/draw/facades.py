"""What a house shows to the street: windows, doors, timber and gables."""

from __future__ import annotations

import math
import random

from demo.draw.pen import Plate


def box(plate: Plate, x: float, y: float, w: float, h: float, tone: int) -> None:
    plate.polygon([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], tone)


def window(
    plate: Plate, rng: random.Random, x: float, y: float, w: float, h: float, wall: int
) -> None:
    box(plate, x - w * 0.14, y - h * 0.08, w * 1.28, h * 1.18, min(255, wall + 34))
    glass = rng.choice((34, 44, 52, 66, 120))
    box(plate, x, y, w, h, glass)
    frame = min(255, wall + 40)
    plate.line([(x + w / 2, y), (x + w / 2, y + h)], max(1, w * 0.09), frame)
    plate.line([(x, y + h * 0.38), (x + w, y + h * 0.38)], max(1, w * 0.09), frame)
    plate.line(
        [(x - w * 0.2, y + h * 1.12), (x + w * 1.2, y + h * 1.12)],
        max(1, h * 0.06),
        max(0, wall - 50),
    )


BELL = [(0.0, 0.0), (0.03, 0.25), (0.14, 0.38), (0.17, 0.62), (0.3, 0.78), (0.38, 0.96), (0.5, 1.0)]


def gable(plate: Plate, kind: str, x: float, y: float, w: float, rise: float, wall: int) -> None:
    if kind == "step":
        n = 5
        for i in range(n):
            inset = w / 2 * i / n
            box(plate, x + inset, y - rise * (i + 1) / n, w - 2 * inset, rise / n + 1, wall)
            for side in (x + inset, x + w - inset - w / 2 / n):
                plate.line(
                    [(side, y - rise * (i + 1) / n), (side + w / 2 / n, y - rise * (i + 1) / n)],
                    2.2,
                    max(0, wall - 70),
                )
    elif kind == "bell":
        left = [(x + w * a, y - rise * b) for a, b in BELL]
        right = [(x + w * (1 - a), y - rise * b) for a, b in reversed(BELL)]
        plate.polygon([*left, *right], wall, outline=max(0, wall - 60), width=1.6)
    else:
        plate.polygon([(x, y), (x + w / 2, y - rise), (x + w, y)], wall)
        for end in (x - w * 0.04, x + w * 1.04):
            plate.line([(end, y + rise * 0.06), (x + w / 2, y - rise)], 3.0, max(0, wall - 90))


def timber(plate: Plate, x: float, y: float, w: float, h: float, floor: float, wall: int) -> None:
    dark = max(0, wall - 110)
    rows = max(1, round(h / floor))
    for r in range(rows + 1):
        plate.line([(x, y + r * floor), (x + w, y + r * floor)], 4, dark)
    for c in range(6):
        plate.line([(x + w * c / 5, y), (x + w * c / 5, y + rows * floor)], 3, dark)
    for r in range(rows):
        for c in (0, 4):
            ends = (x + w * c / 5, x + w * (c + 1) / 5)
            a, b = ends if c else ends[::-1]
            plate.line([(a, y + r * floor), (b, y + (r + 1) * floor)], 3, dark)


def openings(
    plate: Plate,
    rng: random.Random,
    x: float,
    ground: float,
    w: float,
    floor: float,
    floors: int,
    wall: int,
) -> None:
    columns = max(2, round(w / (floor * 0.75)))
    cell = w / columns
    for level in range(1, floors):
        for c in range(columns):
            window(
                plate,
                rng,
                x + cell * (c + 0.32),
                ground - floor * (level + 0.76),
                cell * 0.36,
                floor * 0.5,
                wall,
            )
    door = rng.randrange(columns)
    box(plate, x, ground - floor * 0.1, w, floor * 0.1, max(0, wall - 60))
    for c in range(columns):
        dx = x + cell * (c + 0.22)
        tall = 0.78 if c == door else 0.6
        top = ground - floor * tall
        box(
            plate,
            dx,
            top,
            cell * 0.56,
            floor * (tall - (0 if c == door else 0.14)),
            46 if c == door else 58,
        )
        arch = [
            (
                dx + cell * 0.28 * (1 - math.cos(a * math.pi / 8)),
                top - floor * 0.13 * math.sin(a * math.pi / 8),
            )
            for a in range(9)
        ]
        plate.polygon(arch, 46 if c == door else 58)
        if c != door:
            plate.line(
                [(dx + cell * 0.28, top - floor * 0.1), (dx + cell * 0.28, ground - floor * 0.15)],
                1.5,
                wall,
            )
