"""A street in perspective."""

from __future__ import annotations

import random
from collections.abc import Sequence

from PIL import Image

from demo.draw.houses import row, tower
from demo.draw.nature import sky
from demo.draw.paper import chance, noise
from demo.draw.pen import Plate, Point

Size = tuple[int, int]


def over(scene: Image.Image, plate: Plate, blank: int = 1) -> Image.Image:
    """Lay what was drawn on a plate over the scene; the tone `blank` is transparent."""
    drawn = plate.mask()
    seen = drawn.point([255 if v > blank else 0 for v in range(256)])
    return Image.composite(drawn, scene, seen)


def _solve(source: Sequence[Point], target: Sequence[Point]) -> list[float]:
    """The eight coefficients that PIL wants to map target corners back to source corners."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows.append([u, v, 1, 0, 0, 0, -x * u, -x * v, x])
        rows.append([0, 0, 0, u, v, 1, -y * u, -y * v, y])
    for i in range(8):
        pivot = max(range(i, 8), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for j in range(8):
            if j != i:
                rows[j] = [a - rows[j][i] * b for a, b in zip(rows[j], rows[i], strict=True)]
    return [r[8] for r in rows]


def _wall(
    scene: Image.Image, rng: random.Random, corners: Sequence[Point], light: float = 1.0
) -> None:
    """One side of a street, in the sun or in its own shade: a row of houses seen in perspective."""
    size = (1500, 620)
    plate = Plate(size, fine=1)
    row(plate, rng, 0, size[0], size[1], 116)
    strip = plate.mask()
    seen = strip.point([255 if v > 1 else 0 for v in range(256)])
    source = [(0.0, 0.0), (size[0], 0.0), (size[0], size[1]), (0.0, size[1])]
    numbers = _solve(source, corners)
    warp = Image.Transform.PERSPECTIVE
    drawn = strip.transform(scene.size, warp, numbers, Image.Resampling.BICUBIC)
    drawn = drawn.point([int(v * light) for v in range(256)])
    scene.paste(drawn, (0, 0), seen.transform(scene.size, warp, numbers, Image.Resampling.BILINEAR))


def cobbles(rng: random.Random, scene: Image.Image, horizon: int, tone: int = 150) -> None:
    w, h = scene.size
    stones = noise(rng, (w, (h - horizon) * 2), 5).resize((w, h - horizon))
    scene.paste(stones.point([int(tone + (v - 128) * 0.22) for v in range(256)]), (0, horizon))


def street(name: str, size: Size) -> Image.Image:
    """A street running to a church tower: empty cobbles, to be peopled, railed or flooded."""
    rng = chance(name)
    w, h = size
    eye, far = h * 0.56, (0.42, 0.56)
    scene = sky(rng, size)
    back = Plate(size)
    tower(back, w * 0.45, h * 0.62, w * 0.085, h * 0.36, "onion")
    row(back, rng, w * 0.3, w * 0.7, h * 0.6, h * 0.034)
    scene = over(scene, back)
    cobbles(rng, scene, int(eye + h * 0.03))
    _wall(
        scene,
        rng,
        [
            (-w * 0.25, -h * 0.42),
            (w * far[0], h * 0.37),
            (w * far[0], h * 0.6),
            (-w * 0.25, h * 0.98),
        ],
    )
    _wall(
        scene,
        rng,
        [
            (w * far[1], h * 0.37),
            (w * 1.25, -h * 0.42),
            (w * 1.25, h * 0.98),
            (w * far[1], h * 0.6),
        ],
        0.72,
    )
    return scene
