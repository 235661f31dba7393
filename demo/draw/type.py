"""Type cases: the faces that come with reportlab and Pillow, and how they print."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFilter, ImageFont

_CASES = Path(reportlab.__file__).parent / "fonts"
SERIF = str(_CASES / "_er_____.pfb")
SERIF_BOLD = str(_CASES / "_eb_____.pfb")
SERIF_ITALIC = str(_CASES / "_ei_____.pfb")
SANS = str(_CASES / "_a______.pfb")
SANS_BOLD = str(_CASES / "_ab_____.pfb")
TYPEWRITER = str(_CASES / "com_____.pfb")
SCRIPT = str(_CASES / "callig15.pfb")


@cache
def face(case: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(case, size, layout_engine=ImageFont.Layout.BASIC)


class Forme:
    """A forme of type, locked up line by line; `mask()` is its impression."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._image = Image.new("L", size, 0)
        self._pen = ImageDraw.Draw(self._image)

    def line(
        self,
        x: float,
        y: float,
        text: str,
        case: str,
        size: int,
        anchor: str = "ls",
        spaced: float = 0,
        tone: int = 255,
    ) -> None:
        """Set one line at its base line; `spaced` spaces it out, as printers do for emphasis."""
        font = face(case, size)
        if not spaced:
            self._pen.text((x, y), text, fill=tone, font=font, anchor=anchor)
            return
        widths = [font.getlength(c) + spaced for c in text]
        start = x - (sum(widths) - spaced) / 2 if anchor[0] == "m" else x
        for c, w in zip(text, widths, strict=True):
            self._pen.text((start, y), c, fill=tone, font=font, anchor="ls")
            start += w

    def paragraph(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        case: str,
        size: int,
        lead: float = 1.3,
        indent: float = 0,
    ) -> float:
        """Set a justified paragraph; gives back the base line after the last."""
        font = face(case, size)
        space = font.getlength(" ")
        lines: list[list[str]] = [[]]
        used = indent
        for word in text.split():
            w = font.getlength(word)
            if lines[-1] and used + w > width:
                lines.append([])
                used = 0
            lines[-1].append(word)
            used += w + space
        for i, words in enumerate(lines):
            left = x + (indent if i == 0 else 0)
            room = width - (indent if i == 0 else 0) - sum(font.getlength(w) for w in words)
            gap = space if i == len(lines) - 1 or len(words) == 1 else room / (len(words) - 1)
            for word in words:
                self._pen.text((left, y), word, fill=255, font=font, anchor="ls")
                left += font.getlength(word) + gap
            y += size * lead
        return y

    def rule(self, x: float, y: float, width: float, weight: int = 2) -> None:
        self._pen.rectangle((x, y, x + width, y + weight - 1), fill=255)

    def mask(self, spread: float = 0.7) -> Image.Image:
        """Ink squeezed a little over the edge of the type."""
        return self._image.filter(ImageFilter.BoxBlur(spread)).point(
            [min(255, int(v * 1.25)) for v in range(256)]
        )
