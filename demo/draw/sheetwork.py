"""What makes a plan a sheet: frame, title, compass rose, scale and legend."""

from __future__ import annotations

import math

from PIL import Image, ImageFilter

from demo.draw.paper import PRINTERS_BLACK, ink
from demo.draw.pen import Plate
from demo.draw.type import SERIF, SERIF_BOLD, SERIF_ITALIC, Forme


def frame(plate: Plate, inset: float = 96) -> None:
    """A surveyor's frame: fine line, thick line, and degrees in black and white."""
    w, h = plate.size
    for gap, weight in ((0, 1.2), (18, 1.2), (26, 5.0)):
        a, b = inset + gap, inset + gap
        plate.line([(a, b), (w - a, b), (w - a, h - b), (a, h - b), (a, b)], weight)
    step = 40
    for i in range(0, int((w - 2 * inset) / step) - 1, 2):
        x = inset + 18 + i * step
        for y in (inset + 4, h - inset - 14):
            plate.polygon([(x, y), (x + step, y), (x + step, y + 10), (x, y + 10)])
    for i in range(0, int((h - 2 * inset) / step) - 1, 2):
        y = inset + 18 + i * step
        for x in (inset + 4, w - inset - 14):
            plate.polygon([(x, y), (x + 10, y), (x + 10, y + step), (x, y + step)])


def rose(plate: Plate, x: float, y: float, r: float) -> None:
    for ring in (1.0, 0.94, 0.5):
        plate.line(
            [
                (
                    x + r * ring * math.cos(a * math.tau / 60),
                    y + r * ring * math.sin(a * math.tau / 60),
                )
                for a in range(61)
            ],
            1.2,
        )
    for i in range(16):
        a = i * math.tau / 16 - math.pi / 2
        far = r * ((1.24 if i == 0 else 1.0) if i % 4 == 0 else 0.8 if i % 2 == 0 else 0.56)
        tip = (x + far * math.cos(a), y + far * math.sin(a))
        for side in (-1, 1):
            b = a + side * math.pi / 16
            base = (x + r * 0.2 * math.cos(b), y + r * 0.2 * math.sin(b))
            if side == 1:
                plate.polygon([(x, y), base, tip])
            plate.line([(x, y), base, tip, (x, y)], 1)


def scale(plate: Plate, x: float, y: float, unit: float, count: int = 5) -> None:
    for i in range(count):
        a, b = x + unit * i, x + unit * (i + 1)
        top = y if i % 2 else y + 7
        plate.polygon([(a, top), (b, top), (b, top + 7), (a, top + 7)])
        plate.line([(a, y - 8), (a, y + 14)], 1.2)
    plate.line(
        [(x, y), (x + unit * count, y), (x + unit * count, y + 14), (x, y + 14), (x, y)], 1.2
    )


def dress(page: Image.Image, forme: Forme) -> None:
    """Frame and letter the plan; the wash is kept clear of the words."""
    plate = Plate(page.size)
    frame(plate)
    rose(plate, 2030, 290, 96)
    scale(plate, 1640, 1560, 92)
    plate.line([(206, 458), (686, 458)], 1.2)
    plate.line([(236, 466), (656, 466)], 1.2)
    halo = (
        forme.mask()
        .filter(ImageFilter.GaussianBlur(7))
        .point([min(220, v * 6) for v in range(256)])
    )
    page.paste((236, 222, 190), (0, 0, *page.size), halo)
    forme.line(2030, 164, "N", SERIF_BOLD, 30, "ms")
    for i in range(6):
        forme.line(1640 + 92 * i, 1544, str(i * 100), SERIF, 18, "ms")
    forme.line(1870, 1608, "Maaßstab von 500 Schritten", SERIF_ITALIC, 22, "ms")
    ink(page, plate.mask(), PRINTERS_BLACK, 0.25)
    ink(page, forme.mask(0.5), PRINTERS_BLACK, 0.2)
