"""A tinted postcard, and what was written on its back."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from demo.draw.engraving import prospect
from demo.draw.kurrent import Hand
from demo.draw.paper import COATED, WOOD_PULP, chance, ink, sheet
from demo.draw.pen import Plate
from demo.draw.photo import develop
from demo.draw.type import SANS_BOLD, SERIF, SERIF_ITALIC, face


def postcard() -> Image.Image:
    """A collotype of the market and the river, tinted by hand, posted in 1912."""
    w, h = 1500, 960
    scene = prospect("postcard", (w, h))
    grey = develop(scene, "postcard", ((40, 36, 40), (150, 140, 132), (246, 238, 222)), 0.1)
    tint = Image.new("RGB", (w, h), (255, 246, 228))
    pen = ImageDraw.Draw(tint)
    for line in range(int(h * 0.5)):
        t = line / (h * 0.5)
        pen.line((0, line, w, line), fill=(int(176 + 78 * t), int(206 + 22 * t), int(232 - 28 * t)))
    pen.rectangle((0, int(h * 0.45), w, int(h * 0.55)), fill=(240, 176, 146))
    pen.rectangle((0, int(h * 0.645), w, int(h * 0.86)), fill=(168, 206, 214))
    pen.rectangle((0, int(h * 0.86), w, h), fill=(178, 200, 130))
    for x, y, r in ((0.1, 0.46, 0.27), (0.93, 0.63, 0.17)):
        pen.ellipse(
            (w * x - h * r, h * y - h * r, w * x + h * r, h * y + h * r), fill=(168, 196, 124)
        )
    card = ImageChops.multiply(grey, tint.filter(ImageFilter.GaussianBlur(13)))
    page = sheet("postcard", (w + 90, h + 150), COATED)
    page.paste(card, (45, 45))
    ImageDraw.Draw(page).text(
        (60, h + 100),
        "Gruß aus Lindenfurt a. d. Aume",
        fill=(150, 40, 40),
        font=face(SERIF_ITALIC, 46),
        anchor="lm",
    )
    plate = Plate(page.size)
    Hand(chance("greeting"), size=12).write(
        plate, 860, h + 108, "Herzliche Grüße vom Lindenmarkt sendet"
    )
    ink(page, plate.mask(), (40, 36, 70))
    return page


def postcard_back() -> Image.Image:
    w, h = 1590, 1110
    page = sheet("postcard back", (w, h), WOOD_PULP)
    pen = ImageDraw.Draw(page)
    pen.text((w / 2, 90), "Postkarte", fill=(60, 74, 60), font=face(SERIF, 66), anchor="mm")
    pen.line((w / 2, 170, w / 2, h - 80), fill=(60, 74, 60), width=3)
    pen.rectangle((w - 250, 60, w - 70, 290), fill=(172, 58, 44))
    pen.rectangle((w - 238, 72, w - 82, 278), outline=(240, 220, 190), width=3)
    pen.text((w - 160, 176), "5", fill=(240, 220, 190), font=face(SERIF, 110), anchor="mm")
    mark = Plate(page.size)
    for r in (118, 112, 78):
        mark.line(
            [
                (w - 290 + r * math.cos(a * math.tau / 60), 270 + r * math.sin(a * math.tau / 60))
                for a in range(61)
            ],
            3,
        )
    mask = mark.mask()
    stamp = ImageDraw.Draw(mask)
    stamp.text((w - 290, 254), "LINDENFURT", fill=255, font=face(SANS_BOLD, 19), anchor="mm")
    stamp.text((w - 290, 286), "12. 7. 12", fill=255, font=face(SANS_BOLD, 26), anchor="mm")
    ink(page, mask, (40, 40, 46), 0.8)
    plate = Plate(page.size)
    hand = Hand(chance("postcard back"), size=15, calm=0.5)
    for i, line in enumerate(
        (
            "Liebe Schwester",
            "das Wetter ist herrlich",
            "und die Linde vor dem",
            "Tor steht in Blüte. Mit der",
            "Elektrischen sind wir bis",
            "zum Bahnhof gefahren.",
            "Auf baldiges Wiedersehn",
        )
    ):
        hand.write(plate, 90, 270 + 104 * i, line)
    for i, line in enumerate(("An das", "Fräulein Lehrerin", "in Aumequell", "Schulhaus")):
        hand.write(plate, w / 2 + 90 + 50 * i, 540 + 130 * i, line)
    ink(page, plate.mask(), (52, 44, 78), 0.3)
    return page
