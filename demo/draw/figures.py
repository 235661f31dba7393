"""Drawings within typeset pages: arms, bar charts, the estate."""

from __future__ import annotations

from reportlab.graphics.shapes import Drawing, Line, Polygon, Rect, String
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from demo.draw.estate import BUILDINGS, GREEN_BELT, MILL_RACE, SITE
from demo.draw.heraldry import shapes
from demo.draw.look import INK, RED, House


def arms(canvas: Canvas, x: float, y: float, s: float, ink: bool) -> None:
    """The shield, its upper left corner at (x, y): in colour, or engraved in one ink."""
    canvas.setLineWidth(0.3)
    canvas.setStrokeColor(INK)
    for points, (r, g, b) in shapes():
        path = canvas.beginPath()
        for i, (px, py) in enumerate(points):
            place = (x + (px + 0.5) * s, y - (py + 0.56) * s)
            path.moveTo(*place) if i == 0 else path.lineTo(*place)
        path.close()
        grey = (r * 0.3 + g * 0.59 + b * 0.11) / 255
        canvas.setFillColor(Color(grey, grey, grey) if ink else Color(r / 255, g / 255, b / 255))
        canvas.drawPath(path, fill=1, stroke=1)


def bars(spec: str, house: House, width: float) -> Drawing:
    words = spec.split()
    first = next(i for i, w in enumerate(words) if "=" in w)
    pairs = [p.split("=") for p in " ".join(words[first:]).split(";")]
    top = max(int(v) for _, v in pairs)
    high, step = 42 * mm, width / len(pairs)
    drawing = Drawing(width, high + 16 * mm)
    drawing.add(
        String(
            0,
            high + 11 * mm,
            " ".join(words[:first]),
            fontName=house.bold,
            fontSize=8.5,
            fillColor=INK,
        )
    )
    for i, (label, value) in enumerate(pairs):
        h = high * int(value) / top
        bar = Rect(step * (i + 0.2), 5 * mm, step * 0.6, h)
        bar.fillColor = bar.strokeColor = house.accent
        drawing.add(bar)
        drawing.add(
            String(
                step * (i + 0.5),
                h + 6.2 * mm,
                f"{int(value):,}".replace(",", " "),
                fontName=house.body,
                fontSize=7.5,
                textAnchor="middle",
                fillColor=INK,
            )
        )
        drawing.add(
            String(
                step * (i + 0.5),
                1.5 * mm,
                label,
                fontName=house.body,
                fontSize=7.5,
                textAnchor="middle",
                fillColor=INK,
            )
        )
    drawing.add(Line(0, 5 * mm, width, 5 * mm, strokeColor=INK, strokeWidth=0.6))
    return drawing


def estate(width: float) -> Drawing:
    s = width / 1000
    drawing = Drawing(width, 520 * s)
    for points, fill in ((SITE, "#f3ead2"), (GREEN_BELT, "#cfdcae"), (MILL_RACE, "#a9c9d8")):
        drawing.add(
            Polygon(
                [c * s for x, y in points for c in (x, 520 - y)],
                fillColor=HexColor(fill),
                strokeColor=INK,
                strokeWidth=0.4,
            )
        )
    for points, kept in BUILDINGS:
        drawing.add(
            Polygon(
                [c * s for x, y in points for c in (x, 520 - y)],
                fillColor=RED if kept else HexColor("#d9a08c"),
                strokeColor=INK,
                strokeWidth=0.6,
            )
        )
    drawing.add(
        String(
            6,
            4,
            "Planzeichnung: Wohngebäude hellrot, Shedhalle dunkelrot, Mühlgraben blau",
            fontName="Vera",
            fontSize=6.5,
            fillColor=INK,
        )
    )
    return drawing
