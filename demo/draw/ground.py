"""The ground the town stands on: rings, lanes, blocks, plots and the river."""

from __future__ import annotations

import math
import random

from demo.draw.pen import Point

SIZE = (2300, 1760)


CENTRE = (1190.0, 800.0)


def warp(r: float, a: float) -> Point:
    """From the town's own rings and spokes to the sheet: grown, not drawn with compasses."""
    grown = r * (
        1 + 0.09 * math.sin(2 * a + 0.6) + 0.06 * math.sin(3 * a + 2) + 0.03 * math.sin(7 * a)
    )
    return CENTRE[0] + grown * 1.22 * math.cos(a), CENTRE[1] + grown * 0.92 * math.sin(a)


def river(x: float) -> float:
    return 1275 + 70 * math.sin(x / 460) + 26 * math.sin(x / 170 + 1) - x * 0.03


def sector(r0: float, r1: float, a0: float, a1: float, steps: int = 5) -> list[Point]:
    inner = [warp(r0, a0 + (a1 - a0) * i / steps) for i in range(steps + 1)]
    return inner + [warp(r1, a1 + (a0 - a1) * i / steps) for i in range(steps + 1)]


RINGS = ((62, 128), (148, 222), (240, 312), (330, 384))


def blocks(rng: random.Random) -> list[tuple[list[Point], list[list[Point]]]]:
    """Blocks between the lanes, and the plots each is cut into."""
    found = []
    for ring, (r0, r1) in enumerate(RINGS):
        count = (5, 9, 13, 17)[ring]
        turn = ring * 0.35
        for i in range(count):
            lane = 9 / r0 if i % 3 else 15 / r0
            a0, a1 = turn + math.tau * i / count + lane, turn + math.tau * (i + 1) / count - lane
            plots: list[list[Point]] = []
            n = rng.randrange(3, 7)
            for k in range(n):
                b0, b1 = a0 + (a1 - a0) * k / n, a0 + (a1 - a0) * (k + 0.96) / n
                deep = (r1 - r0) * rng.uniform(0.32, 0.46)
                plots.append(sector(r0, r0 + deep, b0, b1, 2))
                if rng.random() < 0.8:
                    plots.append(sector(r1 - deep * 0.9, r1, b0, b1, 2))
            found.append((sector(r0, r1, a0, a1), plots))
    return found
