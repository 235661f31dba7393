"""Typeset documents: a text with a few marks becomes a PDF.

`= style`, `= letterhead`, `= running head` come first; then `#` and `##` headings, `| a | b |`
table rows, `---` a new page, `!bars title a=1;b=2` a bar chart, `!estate` the drawing of the
estate; all else is a paragraph.
"""

from __future__ import annotations

import io
from html import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from demo.draw.figures import arms, bars, estate
from demo.draw.look import RED, House, faces


def _table(rows: list[list[str]], house: House, width: float) -> Table:
    n = max(len(r) for r in rows)
    first = (
        0.34
        if n == 2
        else 0.1
        if n > 2 and len(rows[0][0]) < 4
        else 0.16
        if n > 2 and len(rows[0][0]) < 5
        else 0.4
        if n > 2
        else 1.0
    )
    widths = [width * first] + [width * (1 - first) / (n - 1)] * (n - 1) if n > 1 else [width]
    cells = [[Paragraph(escape(c), house.cell) for c in row] for row in rows]
    look = TableStyle()
    look.add("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor("#b9ad98"))
    look.add("VALIGN", (0, 0), (-1, -1), "TOP")
    look.add("LINEABOVE", (0, 0), (-1, 0), 1, house.accent)
    if n > 2:
        look.add("LINEBELOW", (0, 0), (-1, 0), 0.9, house.accent)
    return Table(cells, colWidths=widths, style=look, spaceBefore=2 * mm, spaceAfter=4 * mm)


def _story(lines: list[str], house: House, width: float) -> list[Flowable]:
    story: list[Flowable] = []
    rows: list[list[str]] = []
    for line in [*lines, ""]:
        if line.startswith("|"):
            rows.append([c.strip() for c in line.strip("| ").split("|")])
            continue
        if rows:
            story.append(_table(rows, house, width))
            rows = []
        if line.startswith("## "):
            story.append(Paragraph(escape(line[3:]), house.heading))
        elif line.startswith("# "):
            story.append(Paragraph(escape(line[2:]), house.title))
        elif line == "---":
            story.append(PageBreak())
        elif line.startswith("!bars "):
            story += [bars(line[6:], house, width), Spacer(1, 3 * mm)]
        elif line == "!estate":
            story.append(estate(width))
        elif line.strip():
            story.append(Paragraph(escape(line), house.text))
    return story


def pdf(source: str, title: str) -> bytes:
    """Set a text as a PDF whose bytes depend on nothing but the text."""
    faces()
    lines = source.splitlines()
    style, head, running = (line[2:].strip() for line in lines[:3])
    house = House(style)
    w, h = A4

    def dress(canvas: Canvas, document: BaseDocTemplate) -> None:
        if style != "modern":
            canvas.setFillColor(HexColor("#fbf6e8"))
            canvas.rect(0, 0, w, h, fill=1, stroke=0)
        if style == "deed":
            canvas.setStrokeColor(RED)
            for inset, weight in ((14 * mm, 2.2), (16.4 * mm, 0.6)):
                canvas.setLineWidth(weight)
                canvas.rect(inset, inset, w - 2 * inset, h - 2 * inset, fill=0, stroke=1)
            arms(canvas, w / 2 - 17 * mm, h - 30 * mm, 34 * mm, ink=False)
            return
        arms(canvas, 25 * mm, h - 14 * mm, 13 * mm, ink=style == "old")
        canvas.setFillColor(house.accent)
        canvas.setFont(house.bold, 11)
        canvas.drawString(42 * mm, h - 20 * mm, head)
        canvas.setFont(house.body, 8.5)
        canvas.drawString(42 * mm, h - 25.5 * mm, running)
        canvas.setStrokeColor(house.accent)
        canvas.line(25 * mm, h - 34 * mm, w - 25 * mm, h - 34 * mm)
        canvas.drawCentredString(w / 2, 14 * mm, f"- {document.page} -")

    out = io.BytesIO()
    top = 84 * mm if style == "deed" else 40 * mm
    document = BaseDocTemplate(
        out,
        pagesize=A4,
        title=title,
        author=head,
        lang="de-DE",
        creator="Stadtarchiv Lindenfurt",
        invariant=1,
    )
    body = Frame(
        25 * mm,
        22 * mm,
        w - 50 * mm,
        h - top - 22 * mm,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    document.addPageTemplates([PageTemplate("page", [body], onPage=dress)])
    document.build(_story(lines[3:], house, w - 50 * mm))
    return out.getvalue()
