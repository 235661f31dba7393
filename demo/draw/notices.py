"""The telegram and the public notice."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageOps

from demo.draw.heraldry import shield
from demo.draw.kurrent import Hand
from demo.draw.paper import (
    PRINTERS_BLACK,
    RAG,
    WOOD_PULP,
    chance,
    fold,
    ink,
    sheet,
)
from demo.draw.pen import Plate
from demo.draw.type import (
    SERIF,
    SERIF_BOLD,
    SERIF_ITALIC,
    Forme,
)


def telegram(lines: Sequence[str]) -> Image.Image:
    """A telegram form of 1899: printed, the message written in by the clerk at the key."""
    w, h = 1700, 1180
    page = sheet("telegram", (w, h), WOOD_PULP)
    forme, rules, plate = Forme((w, h)), Plate((w, h)), Plate((w, h))
    forme.line(w / 2, 130, "Telegraphie des Reiches", SERIF_BOLD, 54, "ms", spaced=3)
    forme.line(w / 2, 186, "Amt Lindenfurt a. d. Aume", SERIF_ITALIC, 34, "ms")
    for x, head in (
        (110, "Aufgenommen von"),
        (620, "den ......... um ......... Uhr"),
        (1180, "Leitung Nr."),
    ):
        forme.line(x, 268, head, SERIF, 26)
    forme.line(110, h - 70, "Telegramm aus", SERIF, 26)
    for y in range(6):
        rules.line([(110, 420 + 96 * y), (w - 110, 420 + 96 * y)], 1, 150)
    for y in (226, 300, h - 130):
        rules.line([(90, y), (w - 90, y)], 2.4)
    hand = Hand(chance("telegram"), size=19, pressure=3.6, calm=0.6)
    for i, line in enumerate(lines):
        hand.write(plate, 140, 404 + 96 * i, line)
    hand.write(plate, 330, h - 74, "Aumequell, 14. 9. 1899, 5 Uhr 20")
    ink(page, rules.mask(), (70, 96, 130), 0.4)
    ink(page, forme.mask(), (60, 84, 122), 0.3)
    ink(page, plate.mask(), (44, 36, 64), 0.3)
    fold(page, x=w // 2)
    return page


def notice(paragraphs: Sequence[str]) -> Image.Image:
    """A public notice of 1849, letterpress, as it was posted at the market fountain."""
    w, h = 1560, 2100
    page = sheet("notice", (w, h), RAG)
    arms = Image.new("RGB", (260, 340), (255, 255, 255))
    shield(arms, 130, 150, 200, 3)
    ink(
        page,
        ImageOps.invert(arms.convert("L")).point([min(255, int(v * 1.3)) for v in range(256)]),
        PRINTERS_BLACK,
        0.4,
        (650, 190),
    )
    forme = Forme((w, h))
    forme.line(w / 2, 640, "Bekanntmachung.", SERIF_BOLD, 142, "ms")
    forme.rule(w / 2 - 260, 690, 520, 4)
    forme.rule(w / 2 - 200, 700, 400, 2)
    forme.line(w / 2, 780, "Die Reinhaltung des Marktbrunnens betreffend", SERIF_ITALIC, 50, "ms")
    y = 890.0
    for paragraph in paragraphs:
        y = forme.paragraph(180, y, w - 360, paragraph, SERIF, 44, 1.34, 70) + 18
    forme.line(180, y + 60, "Lindenfurt, den 3. May 1849.", SERIF, 44)
    forme.line(w - 180, y + 160, "Der Magistrat der Stadt.", SERIF_BOLD, 52, "rs")
    forme.line(
        w / 2, h - 150, "Gedruckt in der Stadtbuchdruckerei am Markte.", SERIF_ITALIC, 28, "ms"
    )
    ink(page, forme.mask(0.9), PRINTERS_BLACK, 0.45)
    fold(page, x=w // 2)
    fold(page, y=h // 2)
    for x in (150, w - 170):
        for y_ in (120, h - 130):
            ImageDraw.Draw(page).ellipse((x, y_, x + 14, y_ + 14), fill=(104, 84, 60))
    return page
