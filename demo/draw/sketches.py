"""Pages from registers and the drawings of the building office."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image

from demo.draw.books import Column, register_page
from demo.draw.kurrent import Hand
from demo.draw.paper import LAID, RAG, WOOD_PULP, chance, fold, ink, sheet
from demo.draw.pen import Plate, curve
from demo.draw.records import STREETS, TRADES

TELEGRAM = (
    "An den Stadtrat Lindenfurt",
    "Wasser steigt hier stündlich dreißig Zentimeter",
    "und nimmt Holz und Heu mit. Scheitel gegen",
    "Abend bei Euch zu erwarten. Brücke räumen,",
    "Vieh aus der Au treiben. Gott befohlen",
)


def gauge_page(rows: Sequence[Sequence[str]]) -> Image.Image:
    september = [row for row in rows if row[0].startswith("1899-09")][:24]
    cells = [
        [f"{int(r[0][8:])}.", f"{int(r[1]) // 100},{int(r[1]) % 100:02}", r[2], r[3].split(";")[0]]
        for r in september
    ]
    columns = [
        Column("Tag", 0.1),
        Column("Stand|Meter", 0.16),
        Column("Wetter", 0.22),
        Column("Bemerkungen", 0.52),
    ]
    return register_page("gauge 1899", "Pegelbuch · September 1899", columns, cells, LAID, True, 13)


def births_page() -> Image.Image:
    rng = chance("births")
    months = ("Januar", "Februar", "März")
    cells = [
        [
            str(i),
            f"den {rng.randrange(1, 29)}. {months[i // 6]}",
            f"{rng.choice(TRADES)}, {rng.choice(STREETS)} {rng.randrange(1, 60)}",
            rng.choice(("Knabe", "Mädchen")),
        ]
        for i in range(1, 17)
    ]
    columns = [
        Column("Nr.", 0.1),
        Column("Tag der|Geburt", 0.24),
        Column("Stand und Wohnung|des Anzeigenden", 0.46),
        Column("Kind", 0.2),
    ]
    return register_page(
        "births 1919", "Geburts-Haupt-Register 1919", columns, cells, WOOD_PULP, True, 13
    )


def deaths_page(rows: Sequence[Sequence[str]]) -> Image.Image:
    cells = [[r[0], f"{int(r[1][8:])}.{int(r[1][5:7])}.", r[2], r[3], r[4]] for r in rows[53:69]]
    columns = [
        Column("Nr.", 0.1),
        Column("Tag", 0.14),
        Column("Alter", 0.12),
        Column("Stand", 0.28),
        Column("Wohnung", 0.36),
    ]
    return register_page("deaths 1899", "Sterbe-Register 1899", columns, cells, LAID, False, 13)


def poor_page(rows: Sequence[Sequence[str]]) -> Image.Image:
    months = (
        "Jänner",
        "Februar",
        "März",
        "April",
        "May",
        "Juny",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )
    cells = [
        [months[int(r[1]) - 1], r[2], r[3], f"{r[4]} fl. {r[5]} kr.", r[6]] for r in rows[1:13]
    ]
    columns = [
        Column("Monat", 0.26),
        Column("Brod|Laibe", 0.16),
        Column("Holz|Klafter", 0.16),
        Column("An Geld", 0.26),
        Column("Zahl der|Empfänger", 0.16),
    ]
    return register_page(
        "poor 1868", "Rechnung der Armen-Casse 1868", columns, cells, RAG, True, 14
    )


def sewer_sketch() -> Image.Image:
    """A pencil sketch of a sewer that nobody has been able to date."""
    rng = chance("sewer")
    size = (1800, 1300)
    page = sheet("sewer", size, WOOD_PULP)
    plate = Plate(size)
    run = curve([(140, 1010), (420, 900), (700, 930), (980, 700), (1290, 660), (1660, 380)], 10)
    for shift in (-16, 16):
        for _ in range(3):
            plate.line(
                [(x + rng.uniform(-2, 2), y + shift + rng.uniform(-2, 2)) for x, y in run], 1.3, 190
            )
    for i in range(6, len(run), 9):
        x, y = run[i]
        plate.line(
            [
                (
                    x + 30 * math.cos(a * math.tau / 20) + rng.uniform(-1, 1),
                    y + 30 * math.sin(a * math.tau / 20),
                )
                for a in range(23)
            ],
            1.6,
            210,
        )
        plate.line([(x, y - 34), (x + 46, y - 120)], 1, 150)
    for _ in range(26):
        x, y = rng.uniform(140, 1600), rng.uniform(160, 1180)
        if min(abs(x - px) + abs(y - py) for px, py in run) > 200:
            w, h = rng.uniform(70, 150), rng.uniform(60, 110)
            plate.line(
                [(x, y), (x + w, y + rng.uniform(-8, 8)), (x + w, y + h), (x, y + h), (x, y)],
                1.3,
                170,
            )
            for k in range(1, 7):
                plate.line([(x + w * k / 7, y), (x + w * (k - 1) / 7, y + h)], 0.8, 100)
    hand = Hand(rng, size=14, pressure=1.8)
    for (x, y), text in zip(
        run[5::9], ("Schacht", "0,80", "Gefälle?", "1:200", "alt", "Graben"), strict=False
    ):
        hand.write(plate, x + 40, y - 126, text)
    ink(page, plate.mask(), (88, 84, 80), 0.7)
    fold(page, x=900)
    fold(page, y=650)
    return page
