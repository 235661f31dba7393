"""The look of one office's papers: faces, sizes, colours."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import reportlab
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

INK = HexColor("#28221e")
BLUE = HexColor("#285490")
RED = HexColor("#a82622")


def faces() -> None:
    for name, file in (("Vera", "Vera.ttf"), ("VeraBd", "VeraBd.ttf")):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(
                TTFont(name, str(Path(reportlab.__file__).parent / "fonts" / file))
            )


class House:
    """The look of one office's papers."""

    def __init__(self, style: str) -> None:
        self.style = style
        self.body, self.bold = (
            ("Vera", "VeraBd") if style == "modern" else ("Times-Roman", "Times-Bold")
        )
        self.accent: Color = BLUE if style == "modern" else INK
        alignment: Literal[0, 1] = TA_LEFT if style == "modern" else TA_CENTER
        size = 9.2 if style == "modern" else 12 if style == "old" else 14
        self.title = ParagraphStyle(
            "title",
            fontName=self.bold,
            fontSize=size * 1.75,
            leading=size * 2.2,
            spaceAfter=5 * mm,
            textColor=self.accent,
            alignment=alignment,
        )
        self.heading = ParagraphStyle(
            "heading",
            fontName=self.bold,
            fontSize=size * 1.15,
            leading=size * 1.6,
            spaceBefore=4.5 * mm,
            spaceAfter=1.5 * mm,
            textColor=self.accent,
            alignment=alignment,
        )
        self.text = ParagraphStyle(
            "text",
            fontName=self.body,
            fontSize=size,
            leading=size * 1.5,
            alignment=TA_JUSTIFY,
            spaceAfter=2.6 * mm,
            textColor=INK,
        )
        self.cell = ParagraphStyle(
            "cell",
            parent=self.text,
            fontSize=size * 0.95,
            leading=size * 1.3,
            spaceAfter=0,
            alignment=0,
        )
