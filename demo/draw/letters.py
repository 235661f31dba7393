"""Single sheets: the charter with its seal, and typewritten letters."""

from __future__ import annotations

import random
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter

from demo.draw.heraldry import shield
from demo.draw.kurrent import Hand
from demo.draw.paper import (
    IRON_GALL,
    PARCHMENT,
    TYPING,
    Stock,
    chance,
    fold,
    ink,
    sheet,
)
from demo.draw.pen import Plate
from demo.draw.seal import seal
from demo.draw.type import (
    SANS,
    SANS_BOLD,
    SCRIPT,
    SERIF_BOLD,
    SERIF_ITALIC,
    TYPEWRITER,
    Forme,
    face,
)

PAGE = (1560, 2160)


def charter(text: str) -> Image.Image:
    """A parchment charter, written wide, its wax seal hanging from a cord in the town's colours."""
    w, h = 2000, 1360
    page = Image.new("RGB", (w, h + 420), (92, 90, 86))
    skin = sheet("charter", (w - 120, h), PARCHMENT)
    forme, plate = Forme(skin.size), Plate(skin.size)
    words = text.split()
    forme.line(130, 330, " ".join(words[:3]), SCRIPT, 210)
    hand = Hand(chance("charter"), size=15, width=1.05, pressure=3.0, calm=0.93)
    x, y = 130.0, 450.0
    for word in words[3:]:
        if x + hand.measure(word) > skin.width - 120:
            x, y = 130.0, y + 74
        x = hand.write(plate, x, y, word)
    ink(skin, forme.mask(0.5), IRON_GALL, 0.3)
    ink(skin, plate.mask(), IRON_GALL, 0.3)
    pen = ImageDraw.Draw(skin, "RGBA")
    pen.rectangle(
        (0, h - 150, w, h), fill=(110, 78, 36, 46)
    )  # the plica, folded up to bear the seal
    for i in range(16):
        pen.line((0, h - 150 + i, w, h - 150 + i), fill=(60, 36, 10, 60 - 4 * i))
    fold(skin, x=620)
    fold(skin, x=1260)
    shadow = Image.new("L", page.size, 0)
    ImageDraw.Draw(shadow).rectangle((70, 60, w - 50, h + 46), fill=190)
    page.paste((30, 28, 26), (0, 0, *page.size), shadow.filter(ImageFilter.BoxBlur(20)))
    page.paste(skin, (60, 36))
    cord = ImageDraw.Draw(page)
    for i in range(60):
        colour = ((156, 40, 36), (228, 220, 200))[i % 2]
        for side in (-14, 10):
            cord.line(
                (w // 2 + side, h - 70 + 4 * i, w // 2 + side + 12, h - 74 + 4 * i),
                fill=colour,
                width=5,
            )
    wax, mask = seal(420)
    page.paste((36, 34, 32), (w // 2 - 200, h + 6), mask.filter(ImageFilter.GaussianBlur(6)))
    page.paste(wax, (w // 2 - 212, h - 10), mask)
    return page


def _typed(
    page: Image.Image,
    rng: random.Random,
    lines: Sequence[str],
    x: float,
    y: float,
    size: int,
    lead: float,
    colour: tuple[int, int, int],
) -> float:
    """Every type bar strikes at its own height and strength."""
    mask = Image.new("L", page.size, 0)
    pen = ImageDraw.Draw(mask)
    font = face(TYPEWRITER, size)
    pitch = font.getlength("n")
    habit = {
        c: (rng.uniform(-1.6, 1.6), rng.randrange(170, 256))
        for c in "abcdefghijklmnopqrstuvwxyzäöüß"
    }
    for line in lines:
        for i, c in enumerate(line):
            if c != " ":
                dy, tone = habit.get(c, (0.0, 225))
                strike = max(110, min(255, tone + rng.randrange(-30, 20)))
                pen.text((x + i * pitch, y + dy), c, fill=strike, font=font, anchor="ls")
        y += lead
    ink(
        page,
        mask.filter(ImageFilter.BoxBlur(0.8)).point([min(255, int(v * 1.5)) for v in range(256)]),
        colour,
        0.35,
    )
    return y


def typed_letter(
    name: str, head: Sequence[str], text: str, arms: bool, stock: Stock = TYPING
) -> Image.Image:
    """A letter on a town's paper, typed, punched, filed and stamped as received."""
    rng = chance(name)
    page = sheet(name, PAGE, stock)
    forme = Forme(PAGE)
    if arms:
        shield(page, 220, 210, 130, 2)
    forme.line(
        330 if arms else PAGE[0] / 2, 186, head[0], SERIF_BOLD, 44, "ls" if arms else "ms", spaced=2
    )
    forme.line(330 if arms else PAGE[0] / 2, 236, head[1], SERIF_ITALIC, 28, "ls" if arms else "ms")
    forme.rule(150, 310, PAGE[0] - 300, 3)
    ink(page, forme.mask(0.5), (40, 46, 70) if arms else (70, 30, 34), 0.2)
    _typed(page, rng, text.splitlines(), 190, 420, 30, 42, (40, 38, 46))
    received = Image.new("L", (420, 130), 0)
    pen = ImageDraw.Draw(received)
    pen.rectangle((3, 3, 416, 126), outline=255, width=4)
    pen.text((210, 38), "Stadt Lindenfurt", fill=255, font=face(SANS_BOLD, 30), anchor="mm")
    pen.text((210, 88), "Eingang  " + head[2], fill=255, font=face(SANS, 30), anchor="mm")
    if head[2]:
        ink(page, received.rotate(-5, expand=True), (150, 52, 82), 0.8, (1000, 330))
    fold(page, y=740)
    fold(page, y=1440)
    for y in (900, 1240):
        ImageDraw.Draw(page).ellipse((44, y, 84, y + 40), fill=(70, 68, 66))
    return page
