"""A pen that swells on the way down, as quill and steel do."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PIL import Image, ImageDraw

Point = tuple[float, float]

FINE = 2  # masks are drawn twice as large and halved, which smooths the strokes


def curve(points: Sequence[Point], steps: int = 4) -> list[Point]:
    """A Catmull-Rom curve through the points; a point given twice makes a sharp turn."""
    if len(points) < 3:
        return list(points)
    around = [points[0], *points, points[-1]]
    line: list[Point] = [points[0]]
    for (ax, ay), (bx, by), (cx, cy), (dx, dy) in zip(
        around, around[1:], around[2:], around[3:], strict=False
    ):
        if (bx, by) == (cx, cy):
            continue
        for i in range(1, steps + 1):
            t = i / steps
            t2, t3 = t * t, t * t * t
            line.append(
                (
                    0.5
                    * (
                        2 * bx
                        + (cx - ax) * t
                        + (2 * ax - 5 * bx + 4 * cx - dx) * t2
                        + (3 * bx - ax - 3 * cx + dx) * t3
                    ),
                    0.5
                    * (
                        2 * by
                        + (cy - ay) * t
                        + (2 * ay - 5 * by + 4 * cy - dy) * t2
                        + (3 * by - ay - 3 * cy + dy) * t3
                    ),
                )
            )
    return line


class Plate:
    """A mask to draw on with real coordinates; `mask()` gives it back smoothed."""

    def __init__(self, size: tuple[int, int], fine: int = FINE, ground: int = 0) -> None:
        self.size = size
        self.fine = fine
        self._image = Image.new("L", (size[0] * fine, size[1] * fine), ground)
        self._pen = ImageDraw.Draw(self._image)

    def mask(self) -> Image.Image:
        return self._image.reduce(self.fine) if self.fine > 1 else self._image

    def line(self, points: Sequence[Point], width: float = 1.0, tone: int = 255) -> None:
        f = self.fine
        self._pen.line(
            [(x * f, y * f) for x, y in points],
            fill=tone,
            width=max(1, round(width * f)),
            joint="curve" if width > 3 else None,
        )

    def stroke(
        self, points: Sequence[Point], hair: float = 1.0, swell: float = 3.0, tone: int = 255
    ) -> None:
        """A pointed pen: hairlines upward and across, pressure on the way down."""
        f = self.fine
        scaled = [(x * f, y * f) for x, y in points]
        self._pen.line(scaled, fill=tone, width=max(1, round(hair * f)))
        for a, b in pairwise(scaled):
            down = b[1] - a[1]
            if down > 0:
                press = down / (abs(b[0] - a[0]) + down)
                width = round((hair + (swell - hair) * press) * f)
                if width > hair * f:
                    self._pen.line((a, b), fill=tone, width=width)

    def polygon(
        self,
        points: Sequence[Point],
        tone: int = 255,
        outline: int | None = None,
        width: float = 1.0,
    ) -> None:
        f = self.fine
        scaled = [(x * f, y * f) for x, y in points]
        self._pen.polygon(scaled, fill=tone)
        if outline is not None:
            self._pen.line([*scaled, scaled[0]], fill=outline, width=max(1, round(width * f)))

    def dot(self, x: float, y: float, r: float, tone: int = 255) -> None:
        f = self.fine
        self._pen.ellipse(((x - r) * f, (y - r) * f, (x + r) * f, (y + r) * f), fill=tone)
