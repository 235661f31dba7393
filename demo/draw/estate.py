"""The estate "Am Mühlgraben": one geometry for plan (SVG), drawing (PDF), list of plots (CSV)."""

from __future__ import annotations

Points = list[tuple[float, float]]

SITE: Points = [(40, 60), (700, 30), (960, 150), (930, 430), (420, 490), (60, 400)]
GREEN_BELT: Points = [(60, 330), (420, 400), (930, 340), (930, 430), (420, 490), (60, 400)]
MILL_RACE: Points = [
    (40, 366),
    (260, 402),
    (430, 436),
    (700, 412),
    (932, 380),
    (932, 398),
    (700, 432),
    (430, 458),
    (260, 422),
    (40, 386),
]
_SHED: Points = [(420, 96), (640, 86), (648, 190), (428, 200)]


def _house(x: float, y: float, w: float, h: float) -> Points:
    return [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]


BUILDINGS: list[tuple[Points, bool]] = [
    (_SHED, True),
    *[(_house(100 + 105 * i, 100 + 4 * (i % 2), 76, 46), False) for i in range(3)],
    *[(_house(90 + 105 * i, 190 + 6 * (i % 2), 76, 46), False) for i in range(3)],
    *[(_house(100 + 118 * i, 272, 84, 50), False) for i in range(7)],
    *[(_house(690 + 88 * i, 110 + 26 * i, 62, 62), False) for i in range(3)],
]


def svg() -> str:
    """The plan as the planning office drew it, vector for vector."""

    def shape(points: Points, fill: str) -> str:
        path = " ".join(f"{x:g},{y:g}" for x, y in points)
        return f'  <polygon points="{path}" fill="{fill}" stroke="#28221e" stroke-width="1"/>'

    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 560"',
        '     width="1000" height="560" font-family="sans-serif" font-size="16">',
        "  <title>Bebauungsplan Nr. 14 Am Mühlgraben, Fassung vom 8. März 2005</title>",
        shape(SITE, "#f3ead2"),
        shape(GREEN_BELT, "#cfdcae"),
        shape(MILL_RACE, "#a9c9d8"),
        *[shape(points, "#a82622" if kept else "#d9a08c") for points, kept in BUILDINGS],
        '  <text x="470" y="150" fill="#fff">Shedhalle</text>',
        '  <text x="560" y="452" fill="#285490">Mühlgraben</text>',
        '  <text x="40" y="540">Bebauungsplan Nr. 14 "Am Mühlgraben" 1 : 1000 (Auszug)</text>',
        "</svg>",
        "",
    ]
    return "\n".join(lines)


def plots() -> list[list[str]]:
    """The list of plots that goes with the plan."""
    rows = [["flurstueck", "flaeche_qm", "nutzung", "geschosse"]]
    for i, (points, kept) in enumerate(BUILDINGS):
        area = (
            abs(
                sum(
                    a[0] * b[1] - b[0] * a[1]
                    for a, b in zip(points, [*points[1:], points[0]], strict=True)
                )
            )
            / 2
        )
        rows.append(
            [
                f"1407/{i + 1}",
                str(round(area / 6)),
                "Gemeinbedarf" if kept else "Allgemeines Wohngebiet",
                "1" if kept else str(2 + i % 2),
            ]
        )
    return rows
