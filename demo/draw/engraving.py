"""The burin: a scene in tones becomes lines that swell where it is dark."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageFilter

from demo.draw.houses import house, row, tower
from demo.draw.nature import leafy_tree, person, sky
from demo.draw.paper import RAG, chance, ink, noise, sheet
from demo.draw.pen import Plate
from demo.draw.streets import Size, over
from demo.draw.type import SCRIPT, SERIF, SERIF_ITALIC, Forme
from demo.draw.waters import boat, water

FINE = 2


def _screen(size: Size, pitch: int, angle: float) -> Image.Image:
    """Parallel ridges, `pitch` pixels apart and slightly wavering: where the burin runs."""
    side = int(math.hypot(*size)) + 4 * pitch
    ridge = [int(255 * abs((y % pitch) / pitch * 2 - 1)) for y in range(side)]
    column = Image.frombytes("L", (1, side), bytes(ridge))
    ruled = column.resize((side, side), Image.Resampling.NEAREST).rotate(
        angle, Image.Resampling.BILINEAR
    )
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    return ruled.crop((left, top, left + size[0], top + size[1]))


def engrave(scene: Image.Image, name: str, pitch: int = 8) -> Image.Image:
    """A mask of the engraved lines: one set everywhere, two more across it in the shadows."""
    large = scene.resize((scene.width * FINE, scene.height * FINE), Image.Resampling.BICUBIC)
    waver = noise(chance(name), large.size, 26).point(
        [int(128 + (v - 128) * 0.1) for v in range(256)]
    )
    large = ImageChops.add(large, waver, 1, -128)
    plate = Image.new("L", large.size, 0)
    for angle, strength, wider in ((2, 0.92, 0), (-38, 0.62, 1), (47, 0.4, 1)):
        dark = large.point(
            [
                int(max(0, min(255, (255 - v) * strength * 1.25 - (0 if not wider else 46))))
                for v in range(256)
            ]
        )
        cut = ImageChops.subtract(dark, _screen(large.size, pitch + wider, angle))
        plate = ImageChops.lighter(plate, cut.point([255 if v else 0 for v in range(256)]))
    edges = large.filter(ImageFilter.BoxBlur(1)).filter(ImageFilter.FIND_EDGES)
    plate = ImageChops.lighter(plate, edges.point([255 if v > 34 else 0 for v in range(256)]))
    plate.paste(0, (0, 0, plate.width, 3))
    plate.paste(0, (0, plate.height - 3, plate.width, plate.height))
    plate.paste(0, (0, 0, 3, plate.height))
    plate.paste(0, (plate.width - 3, 0, plate.width, plate.height))
    return plate.reduce(FINE)


def prospect(name: str, size: Size) -> Image.Image:
    """The town from the south-west, across the Aume: the view every traveller was sold."""
    rng = chance(name)
    w, h = size
    scene = Image.blend(sky(rng, size, 252, 206), Image.new("L", size, 255), 0.3)
    hills = Plate(size)
    for base, tone, swing in ((0.4, 212, 0.05), (0.45, 190, 0.04)):
        ridge = [
            (x, h * (base - swing * math.sin(x / w * 5 + base * 30) - 0.02 * math.sin(x / w * 17)))
            for x in range(0, w + 20, 20)
        ]
        hills.polygon([*ridge, (w, h * 0.62), (0, h * 0.62)], tone)
    scene = over(scene, hills)
    town = Plate(size)
    tower(town, w * 0.5, h * 0.56, w * 0.052, h * 0.3, "onion", 206)
    tower(town, w * 0.3, h * 0.56, w * 0.036, h * 0.2, "spire", 200)
    tower(town, w * 0.71, h * 0.56, w * 0.03, h * 0.17, "tent", 190)
    for level, floor in ((0.51, 0.021), (0.545, 0.025), (0.58, 0.03)):
        row(town, rng, w * (0.68 - level), w * (0.34 + level), h * level, h * floor)
    house(town, rng, w * 0.45, h * 0.59, w * 0.11, h * 0.045, 3)
    town.polygon(
        [(w * 0.08, h * 0.575), (w * 0.94, h * 0.57), (w * 0.95, h * 0.63), (w * 0.06, h * 0.635)],
        186,
    )
    for i in range(70):
        x = w * (0.08 + 0.86 * i / 69)
        town.polygon(
            [(x, h * 0.566), (x + w * 0.007, h * 0.566), (x + w * 0.007, h * 0.58), (x, h * 0.58)],
            190,
        )
    for x in (0.1, 0.26, 0.62, 0.86):
        tower(town, w * x, h * 0.63, w * 0.028, h * 0.1, "tent", 200)
    tower(town, w * 0.4, h * 0.632, w * 0.045, h * 0.14, "spire", 210)
    for x in (0.02, 0.05, 0.96, 0.985):
        leafy_tree(town, rng, w * x, h * 0.65, h * 0.05, 100)
    scene = water(over(scene, town), rng, int(h * 0.645), 0.5)
    scene = scene.point([min(255, v + 12) for v in range(256)])
    front = Plate(size)
    boat(front, rng, w * 0.42, h * 0.78, w * 0.1, 2)
    boat(front, rng, w * 0.72, h * 0.71, w * 0.05, 2)
    bank = [
        (x, h * (0.9 + 0.035 * math.sin(x / w * 7) - 0.14 * (1 - x / w) ** 4 - 0.1 * (x / w) ** 6))
        for x in range(0, w + 20, 20)
    ]
    front.polygon([*bank, (w, h), (0, h)], 150)
    for _ in range(900):  # grass
        x, y = rng.uniform(0, w), h * rng.uniform(0.86, 1)
        if y > bank[int(x // 20)][1]:
            front.line(
                [(x, y), (x + rng.uniform(-5, 5), y - rng.uniform(8, 20))],
                1.2,
                rng.choice((90, 110, 190)),
            )
    leafy_tree(front, rng, w * 0.1, h * 0.88, h * 0.24, 92)
    leafy_tree(front, rng, w * 0.93, h * 0.89, h * 0.15, 96)
    for x, size_ in ((0.24, 0.11), (0.27, 0.105), (0.31, 0.07), (0.6, 0.1), (0.63, 0.1)):
        person(front, rng, w * x, h * 0.95, h * size_, 60)
    return over(scene, front)


def view() -> Image.Image:
    """The steel engraving of about 1840 on its sheet."""
    w, h = 1480, 920
    lines = engrave(prospect("prospect", (w, h)), "prospect")
    page = sheet("view", (w + 360, h + 460), RAG)
    mark = Image.new("L", page.size, 255)
    mark.paste(236, (110, 110, page.width - 110, page.height - 110))
    soft = mark.filter(ImageFilter.GaussianBlur(3))
    page = ImageChops.multiply(
        page,
        Image.merge("RGB", (soft, soft, soft)).point(
            [v if v > 243 else 248 for v in range(256)] * 3
        ),
    )
    ink(page, lines, (44, 36, 32), 0.15, (180, 160))
    forme = Forme(page.size)
    middle = page.width / 2
    for inset, weight in ((164, 2), (172, 5)):
        for x, y, across, down in (
            (inset, inset - 20, page.width - 2 * inset, weight),
            (inset, h + 160 + 180 - inset, page.width - 2 * inset, weight),
        ):
            forme.rule(x, y, across, down)
        for x in (inset, page.width - inset - weight):
            for y in range(inset - 20, h + 160 + 180 - inset + weight):
                forme.rule(x, y, weight, 1)
    forme.line(
        180, h + 196, "Nach der Natur gez. in der Städtischen Zeichenschule", SERIF_ITALIC, 19
    )
    forme.line(
        page.width - 180,
        h + 196,
        "Stahlstich d. Kunstanstalt zu Lindenfurt",
        SERIF_ITALIC,
        19,
        "rs",
    )
    forme.line(middle, h + 300, "Lindenfurt an der Aume", SCRIPT, 124, "ms")
    forme.line(middle, h + 356, "VON SÜDWESTEN", SERIF, 27, "ms", spaced=7)
    ink(page, forme.mask(0.5), (48, 40, 36), 0.2)
    return page
