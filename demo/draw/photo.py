"""The dark room: a scene in grey becomes a photograph of its time."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from demo.draw.kurrent import Hand
from demo.draw.paper import COATED, WOOD_PULP, Colour, Stock, chance, ink, noise, sheet
from demo.draw.pen import Plate

SEPIA: tuple[Colour, Colour, Colour] = ((38, 24, 16), (150, 120, 88), (240, 222, 190))
ALBUMEN: tuple[Colour, Colour, Colour] = ((52, 30, 26), (160, 122, 94), (242, 226, 192))
SILVER: tuple[Colour, Colour, Colour] = ((22, 22, 24), (124, 123, 120), (236, 234, 228))


def _vignette(size: tuple[int, int], strength: int) -> Image.Image:
    light = ImageOps.invert(Image.radial_gradient("L")).resize(
        (int(size[0] * 1.5), int(size[1] * 1.5))
    )
    left, top = size[0] // 4, size[1] // 4
    return light.crop((left, top, left + size[0], top + size[1])).point(
        [min(255, 255 - strength + v) for v in range(256)]
    )


def develop(
    scene: Image.Image,
    name: str,
    tones: tuple[Colour, Colour, Colour] = SEPIA,
    grain: float = 0.11,
    blur: float = 1.3,
) -> Image.Image:
    """Lens, plate and print: softness, grain, a vignette, dust, the tone of the paper."""
    rng = chance(f"develop {name}")
    soft = scene.filter(ImageFilter.BoxBlur(blur))
    halo = (
        scene.reduce(8).filter(ImageFilter.BoxBlur(2)).resize(scene.size, Image.Resampling.BILINEAR)
    )
    soft = Image.blend(soft, halo, 0.16)
    speckle = Image.blend(noise(rng, scene.size, 2), noise(rng, scene.size, 3), 0.5)
    soft = ImageChops.add(
        soft, speckle.point([int(128 + (v - 128) * grain) for v in range(256)]), 1, -128
    )
    soft = ImageChops.multiply(ImageOps.autocontrast(soft, cutoff=1), _vignette(scene.size, 150))
    pen = ImageDraw.Draw(soft)
    for _ in range(46):
        x, y, r = rng.randrange(scene.width), rng.randrange(scene.height), rng.uniform(0.5, 1.8)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=rng.choice((250, 250, 20)))
    for _ in range(4):
        x, y = rng.randrange(scene.width), rng.randrange(scene.height)
        pen.line((x, y, x + rng.randrange(-30, 30), y + rng.randrange(60, 300)), fill=228)
    return ImageOps.colorize(soft, tones[0], tones[2], tones[1])


def silvered(print_: Image.Image) -> Image.Image:
    """Silver mirroring: the bluish sheen old gelatin prints get from the edges inwards."""
    edge = ImageOps.invert(_vignette(print_.size, 255)).point(
        [max(0, (v - 120) // 2) for v in range(256)]
    )
    shining = print_.copy()
    shining.paste((168, 174, 184), (0, 0, *print_.size), edge)
    return shining


def mounted(
    print_: Image.Image, name: str, caption: str, imprint: str = "", stock: Stock = WOOD_PULP
) -> Image.Image:
    """The print on its card, with a caption in ink below."""
    w, h = print_.size
    margin = w // 16
    card = sheet(f"card {name}", (w + 2 * margin, h + 2 * margin + w // 12), stock)
    shadow = Image.new("L", card.size, 0)
    ImageDraw.Draw(shadow).rectangle(
        (margin - 3, margin - 2, margin + w + 8, margin + h + 9), fill=120
    )
    card.paste((70, 54, 36), (0, 0, *card.size), shadow.filter(ImageFilter.GaussianBlur(5)))
    card.paste(print_, (margin, margin))
    ImageDraw.Draw(card).rectangle(
        (margin - 1, margin - 1, margin + w, margin + h), outline=(236, 224, 198), width=4
    )
    plate = Plate(card.size)
    hand = Hand(chance(f"caption {name}"), size=w / 105, pressure=2.4)
    hand.write(plate, margin + 8, h + margin + w * 0.062, caption)
    if imprint:
        short = hand.measure(imprint)
        hand.write(plate, margin + w - short - 10, h + margin + w * 0.062, imprint)
    ink(card, plate.mask(), (48, 38, 40))
    return card


def bordered(print_: Image.Image, name: str) -> Image.Image:
    """An amateur's print with a white, deckled border."""
    rng = chance(f"deckle {name}")
    margin = print_.width // 28
    w, h = print_.width + 2 * margin, print_.height + 2 * margin
    paper = sheet(f"deckle {name}", (w, h), COATED)
    paper.paste(print_, (margin, margin))
    bench = Image.new("RGB", (w + 40, h + 40), (58, 56, 54))
    outline: list[tuple[float, float]] = [(20 + x, 20 + rng.uniform(-3, 3)) for x in range(0, w, 9)]
    outline += [(20 + w + rng.uniform(-3, 3), 20 + y) for y in range(0, h, 9)]
    outline += [(20 + x, 20 + h + rng.uniform(-3, 3)) for x in range(w, 0, -9)]
    outline += [(20 + rng.uniform(-3, 3), 20 + y) for y in range(h, 0, -9)]
    cut = Image.new("L", bench.size, 0)
    ImageDraw.Draw(cut).polygon(outline, fill=255)
    placed = bench.copy()
    placed.paste(paper, (20, 20))
    bench.paste(placed, (0, 0), cut)
    return bench
