"""How a file is made: an image encoded, a text copied, a PDF typeset."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

from PIL import Image

from demo.draw import (
    books,
    bridge,
    letters,
    photo,
    plan,
)
from demo.draw.print import pdf
from demo.draw.streets import Size

TEXTS = Path(__file__).parent.parent / "texts"


PHOTO = (1500, 1080)


Maker = Callable[[], bytes]


def text(name: str) -> str:
    return (TEXTS / name).read_text(encoding="utf-8")


def plain(name: str) -> Maker:
    return lambda: text(f"plain/{name}").encode()


def typeset(name: str, title: str) -> Maker:
    return lambda: pdf(text(f"pdf/{name}.txt"), title)


def jpeg(image: Image.Image, quality: int = 74) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, dpi=(200, 200))
    return out.getvalue()


def tiff(image: Image.Image, colours: int = 0) -> bytes:
    """LZW, as archives like it; few tones or few colours, to keep the demo small."""
    out = io.BytesIO()
    flat = _few_colours(image, colours) if colours else _print_tones(image)
    flat.save(out, "TIFF", compression="tiff_lzw", dpi=(200, 200))
    return out.getvalue()


def _few_colours(image: Image.Image, colours: int) -> Image.Image:
    """The palette is chosen on a thumbnail, which is as good and much faster."""
    palette = image.resize(
        (image.width // 4, image.height // 4), Image.Resampling.NEAREST
    ).quantize(colours, Image.Quantize.MEDIANCUT)
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


PRINT = ((36, 250, 1.2), (29, 237, 1.35), (26, 208, 1.6))  # red, green, blue: ink, paper, bend


def _print_tones(image: Image.Image) -> Image.Image:
    """A print in black has one scale of tones, from its ink to its paper: 24 of them will do."""
    flat = image.convert("L").point([v * 23 // 255 for v in range(256)])
    ramp: list[int] = []
    for step in range(24):
        light = min(1.0, step / 20)
        ramp += [round(dark + (paper - dark) * light**bend) for dark, paper, bend in PRINT]
    flat.putpalette(ramp)
    return flat


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    _few_colours(image, 48).save(out, "PNG", compress_level=6)
    return out.getvalue()


@cache
def the_plan() -> Image.Image:
    return plan.town_plan()


def leaf_of(volume: str, leaf: str, size: float) -> Maker:
    def make() -> bytes:
        paragraphs = books.leaves(text(f"plain/{volume}.txt"))[leaf]
        return jpeg(books.minute_page(volume, leaf, paragraphs, size))

    return make


def flood(name: str, caption: str, scene: Callable[[str, Size], Image.Image]) -> Maker:
    return lambda: jpeg(
        photo.mounted(
            photo.develop(scene(name, PHOTO), name, photo.ALBUMEN), name, caption, "Lindenfurt"
        )
    )


def snapshot(name: str, scene: Callable[[str, Size], Image.Image]) -> Maker:
    return lambda: jpeg(
        photo.bordered(photo.develop(scene(name, PHOTO), name, photo.SILVER, 0.16), name)
    )


def bridge_photo(name: str) -> Maker:
    return lambda: jpeg(
        photo.bordered(
            photo.silvered(photo.develop(bridge.bridge(name, PHOTO), name, photo.SILVER)), name
        )
    )


def typed(name: str, head: tuple[str, str, str], arms: bool) -> Maker:
    return lambda: jpeg(
        letters.typed_letter(name, head, text(f"plain/{name}.txt").split("\n", 3)[-1], arms)
    )
