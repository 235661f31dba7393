"""Bound volumes: minute books and ruled registers, written in the hand of their time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image, ImageDraw

from demo.draw.kurrent import Hand
from demo.draw.paper import IRON_GALL, LAID, PRINTERS_BLACK, RAG, Stock, chance, gutter, ink, sheet
from demo.draw.pen import Plate, curve
from demo.draw.type import SERIF, SERIF_BOLD, SERIF_ITALIC, Forme, face

PAGE = (1560, 2160)
PENCIL = (96, 92, 90)
STAMP = (58, 66, 128)


def leaves(transcript: str) -> dict[str, list[str]]:
    """The paragraphs of each leaf of a transcription, by its mark: {"1r": [...], ...}."""
    found: dict[str, list[str]] = {}
    leaf = ""
    for paragraph in transcript.split("\n\n"):
        text = " ".join(paragraph.split())
        if text.startswith("[Bl. "):
            leaf = text[5:-1]
            found[leaf] = []
        elif leaf and text:
            found[leaf].append(text)
    return found


def stamp(page: Image.Image, x: int, y: int, r: int = 74) -> None:
    """The archive's round ownership stamp."""
    rng = chance(f"stamp {x} {y}")
    plate = Plate((2 * r + 8, 2 * r + 8))
    c = r + 4
    plate.dot(c, c, r)
    plate.dot(c, c, r - 4, 0)
    mask = plate.mask()
    pen = ImageDraw.Draw(mask)
    for text, dy, size in (
        ("STADTARCHIV", -16, 19),
        ("LINDENFURT", 10, 19),
        ("A. D. AUME", 34, 13),
    ):
        pen.text((c, c + dy), text, fill=255, font=face(SERIF_BOLD, size), anchor="mm")
    turned = mask.rotate(rng.uniform(-14, 14)).point([int(v * 0.72) for v in range(256)])
    ink(page, turned, STAMP, 0.6, (x, y))


def _sign(plate: Plate, hand: Hand, y: float, right: float) -> None:
    """Signatures are flourishes, and nobody's name."""
    for i in range(3):
        x = right - 620 + 90 * i
        rng = hand.rng
        points = [
            (x + rng.uniform(-10, 10) + 52 * k, y + 92 * i + rng.uniform(-44, 30)) for k in range(7)
        ]
        plate.stroke(curve(points, 8), hair=1.4, swell=5, tone=235)
        plate.stroke(
            curve(
                [
                    (x - 20, y + 92 * i + 34),
                    (x + 160, y + 92 * i + 24),
                    (x + 380, y + 92 * i + 40),
                    (x + 120, y + 92 * i + 48),
                ],
                8,
            ),
            1.2,
            3,
            210,
        )


def minute_page(name: str, leaf: str, paragraphs: Sequence[str], size: float = 20) -> Image.Image:
    """One page of a council minute book: headings, numbers in the margin, the archive's stamp."""
    recto = leaf.endswith("r")
    page = sheet(f"{name} {leaf}", PAGE, RAG)
    plate = Plate(PAGE)
    hand = Hand(chance(f"{name} {leaf}"), size=size, pressure=3.2, calm=0.75)
    margin, right, y, lead = (
        (430, PAGE[0] - 110, 230.0, size * 4.05)
        if recto
        else (350, PAGE[0] - 190, 230.0, size * 4.05)
    )
    line = Plate(PAGE)
    for x in (margin - 26, right + 16):
        line.line([(x, 90), (x + 3, PAGE[1] - 90)], 1, 120)
    ink(page, line.mask(), (120, 96, 84))
    for text in paragraphs:
        if text.startswith(("Raths", "Sitzung", "Außer", "angefangen")):
            large = Hand(
                hand.rng,
                size=size * (1.7 if text.startswith("Raths") else 1.25),
                pressure=4.6,
                calm=0.9,
            )
            width = large.measure(text)
            large.write(plate, max(margin, (margin + right - width) / 2), y + lead * 0.3, text)
            if not text.startswith("angefangen"):
                plate.line(
                    [(margin + 40, y + lead * 0.72), (right - 60, y + lead * 0.68)], 1.4, 180
                )
            y += lead * 1.9
            continue
        words = text.split(" ")
        if text.startswith("§"):
            hand.write(plate, margin - 170, y, f"§ {words[1]}")
            words = words[2:]
        y = _paragraph(plate, hand, words, margin, right, y, lead)
        if text.startswith("Vorgelesen"):
            _sign(plate, hand, y + 50, right - 60)
    ink(page, plate.mask(), IRON_GALL, 0.3)
    foliate(page, leaf, recto)
    page = gutter(page, recto)
    if recto and leaf in ("1r", "61r"):
        stamp(page, 190, PAGE[1] - 330)
    return page


def _paragraph(
    plate: Plate, hand: Hand, words: Sequence[str], left: float, right: float, y: float, lead: float
) -> float:
    x = left
    for word in words:
        if x + hand.measure(word) > right:
            x, y = left + hand.rng.uniform(-5, 7), y + lead
        x = hand.write(plate, x, y, word)
    return y + lead * 1.35


def foliate(page: Image.Image, leaf: str, recto: bool) -> None:
    """The leaf number, pencilled by a later archivist."""
    if not recto:
        return
    forme = Forme((120, 70))
    forme.line(60, 50, leaf.rstrip("rv"), SERIF_ITALIC, 46, "ms", tone=170)
    ink(page, forme.mask(0.4).rotate(4), PENCIL, 0.7, (page.width - 200, 70))


class Column(NamedTuple):
    head: str
    share: float


def register_page(
    name: str,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    stock: Stock = LAID,
    recto: bool = True,
    size: float = 11,
) -> Image.Image:
    """A printed form, ruled in red and blue, filled in by hand."""
    page = sheet(name, PAGE, stock)
    left, right, top = (190.0, PAGE[0] - 90.0, 330.0) if recto else (90.0, PAGE[0] - 190.0, 330.0)
    forme = Forme(PAGE)
    forme.line((left + right) / 2, 190, title, SERIF_BOLD, 46, "ms", spaced=3)
    forme.rule((left + right) / 2 - 190, 216, 380, 3)
    lines, red = Plate(PAGE), Plate(PAGE)
    step = min(104.0, (PAGE[1] - top - 190) / max(1, len(rows)))
    bottom = top + 66 + step * len(rows)
    edges = [left]
    for column in columns:
        edges.append(edges[-1] + column.share * (right - left))
    for x in edges:
        for d in (-2, 2):
            red.line([(x + d, top - 40), (x + d, bottom + 20)], 1, 190)
    for y in (top - 40, top + 40):
        lines.line([(left, y), (right, y)], 2)
    for a, b, column in zip(edges, edges[1:], columns, strict=False):
        for i, part in enumerate(column.head.split("|")):
            forme.line((a + b) / 2, top - 6 + 26 * i, part, SERIF, 22, "ms")
    plate = Plate(PAGE)
    hand = Hand(chance(name), size=size, calm=0.8)
    for i, row in enumerate(rows):
        y = top + 40 + step * (i + 0.72)
        lines.line([(left, y + step * 0.28), (right, y + step * 0.28)], 0.7, 120)
        for a, b, cell in zip(edges, edges[1:], row, strict=False):
            width = hand.measure(cell)
            hand.write(plate, a + 12 if width > (b - a) * 0.5 else (a + b - width) / 2 - 6, y, cell)
    ink(page, lines.mask(), (92, 108, 140), 0.4)
    ink(page, red.mask(), (176, 96, 84), 0.4)
    ink(page, forme.mask(), PRINTERS_BLACK, 0.3)
    ink(page, plate.mask(), IRON_GALL, 0.3)
    return gutter(page, recto)
