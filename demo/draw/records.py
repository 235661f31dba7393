"""Data: gauge readings, register extracts, timetables, and the sound of the bells."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from datetime import date, timedelta

from demo.draw.paper import chance

FLOOD = {11: 142, 12: 188, 13: 254, 14: 471, 15: 628, 16: 583, 17: 402, 18: 297, 19: 241, 20: 212}


def table(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def gauge_1899() -> list[list[str]]:
    """A year of readings at seven in the morning, with the flood of September."""
    rng = chance("gauge")
    rows = [["datum", "wasserstand_cm", "wetter", "bemerkung"]]
    level = 118.0
    for n in range(365):
        day = date(1899, 1, 1) + timedelta(n)
        mean = 112 + 34 * math.cos((n - 50) / 365 * math.tau)
        level += (mean - level) * 0.12 + rng.gauss(0, 5)
        reading = FLOOD.get(day.day, round(level)) if day.month == 9 else round(level)
        cold = day.month in (12, 1, 2)
        weather = rng.choice(("heiter", "bedeckt", "Regen", "Nebel", "Frost" if cold else "warm"))
        note = ""
        if day.month == 9 and 11 <= day.day <= 15:
            weather = "Landregen"
        if day == date(1899, 9, 15):
            note = "mittags 642, höchster Stand; abends 7 Uhr 611; vom Kahn abgelesen"
        elif day == date(1899, 9, 19):
            note = "Pegel gereinigt"
        elif cold and rng.random() < 0.08:
            note = "Treibeis"
        rows.append([day.isoformat(), str(reading), weather, note])
    return rows


def gauge_modern() -> list[list[str]]:
    """The highest and lowest level of each month, 2010 to 2024."""
    rng = chance("gauge modern")
    known = {2018: 268, 2019: 231, 2020: 302, 2021: 388, 2022: 247, 2023: 341}
    rows = [["monat", "hoechster_cm", "niedrigster_cm", "messungen"]]
    for year in range(2010, 2025):
        peak = known.get(year, rng.randrange(220, 330))
        worst = rng.randrange(1, 13) if year not in (2021, 2023) else 7 if year == 2021 else 12
        for month in range(1, 13):
            top = peak if month == worst else rng.randrange(110, min(peak, 215))
            days = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
            rows.append(
                [
                    f"{year}-{month:02}",
                    str(top),
                    str(rng.randrange(38, 80)),
                    str(days * 96 - rng.choice((0, 0, 0, 3, 11))),
                ]
            )
    return rows


def gauge_station_xml() -> str:
    """The station described, as the measuring programme exports it."""
    marks = (
        ("1899-09-15", "642", "Marke am Rathaus"),
        ("1954-07-10", "501", "Marke an der Brücke"),
        ("2021-07-15", "388", "Messwert"),
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<messstelle kennung="LF-PEGEL-1" xml:lang="de">',
    ]
    lines += [
        "  <name>Pegel Lindenfurt, Brücke</name>",
        "  <gewaesser>Aume</gewaesser>",
        '  <pegelnull einheit="m">214.36</pegelnull>',
    ]
    lines += ["  <scheitel>"] + [
        f'    <ereignis datum="{d}" wasserstand="{v}" einheit="cm">{t}</ereignis>'
        for d, v, t in marks
    ]
    return "\n".join([*lines, "  </scheitel>", "</messstelle>", ""])


def gauge_schema_json() -> str:
    fields = [
        {"name": "monat", "type": "yearmonth", "description": "Monat der Messung"},
        {
            "name": "hoechster_cm",
            "type": "integer",
            "unit": "cm",
            "description": "höchster Wasserstand über Pegelnull",
        },
        {
            "name": "niedrigster_cm",
            "type": "integer",
            "unit": "cm",
            "description": "niedrigster Wasserstand über Pegelnull",
        },
        {
            "name": "messungen",
            "type": "integer",
            "description": "Zahl der gültigen Viertelstundenwerte",
        },
    ]
    station = {"name": "Pegel Lindenfurt, Brücke", "identifier": "LF-PEGEL-1", "river": "Aume"}
    return (
        json.dumps(
            {"title": "Pegelwerte 2010-2024", "station": station, "fields": fields},
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    )


def timetable() -> list[list[str]]:
    rows = [["kurs", "markt", "aumetor", "bruecke", "bahnhof"]]
    for n in range(36):
        start = 6 * 60 + 12 + 24 * n
        rows.append(
            [str(n + 1), *[f"{(start + d) // 60:02}:{(start + d) % 60:02}" for d in (0, 4, 8, 16)]]
        )
    return rows


TRADES = (
    "Weber",
    "Müller",
    "Zimmermann",
    "Wäscherin",
    "Bäcker",
    "Fuhrmann",
    "Magd",
    "Lehrerin",
    "Färber",
    "Gärtner",
    "Glockengießer",
    "Näherin",
)
STREETS = ("Lange Gasse", "Markt", "Untere Au", "Mühltor", "Am Graben", "Torgasse", "Bleichgasse")


def deaths() -> list[list[str]]:
    """An extract of the register of deaths without names: number, day, age, trade, street."""
    rng = chance("deaths")
    days = sorted(date(1899, 1, 1) + timedelta(rng.randrange(365)) for _ in range(96))
    rows = [["nummer", "sterbetag", "alter_jahre", "stand", "wohnung"]]
    for i, day in enumerate(days, 1):
        rows.append(
            [
                str(i),
                day.isoformat(),
                str(min(93, int(abs(rng.gauss(58, 24))))),
                rng.choice(TRADES),
                f"{rng.choice(STREETS)} {rng.randrange(1, 60)}",
            ]
        )
    return rows


def poor_relief() -> list[list[str]]:
    rng = chance("poor relief")
    rows = [
        ["jahr", "monat", "brod_laib", "holz_klafter", "geld_gulden", "geld_kreuzer", "empfaenger"]
    ]
    for year in range(1868, 1876):
        for month in range(1, 13):
            cold = month in (11, 12, 1, 2, 3)
            rows.append(
                [
                    str(year),
                    str(month),
                    str(rng.randrange(90, 150) + 40 * cold),
                    str(rng.randrange(4, 9) if cold else 0),
                    str(rng.randrange(18, 44)),
                    str(rng.randrange(60)),
                    str(rng.randrange(22, 38) + 9 * cold),
                ]
            )
    return rows
