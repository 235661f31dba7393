"""Call slips on paper: three parts of one sheet, for the unit, the shelf and the desk."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cache

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from access.reading_room.slips import Slip, barcode

_PARTS = ("unit", "placeholder", "desk")
_MARGIN = 18 * mm
_TEXT, _BOLD = "MunimentSlip", "MunimentSlipBold"
_TITLES = 4  # of what lies in one box; the rest is counted


def as_pdf(
    slips: Sequence[Slip], archive: str, say: Callable[[str], str], day: Callable[[Slip], str]
) -> bytes:
    """The slips as PDF, one sheet each. ``say`` gives the words, ``day`` the day in writing."""
    _fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, pageCompression=1, lang="de")
    canvas.setTitle(say("slip.title"))
    canvas.setAuthor(archive)
    for slip in sorted(slips, key=lambda one: one.shelf):
        for number, part in enumerate(_PARTS):
            _part(canvas, slip, number, (archive, say(f"slip.part.{part}"), day(slip)), say)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _part(
    canvas: Canvas,
    slip: Slip,
    number: int,
    head: tuple[str, str, str],
    say: Callable[[str], str],
) -> None:
    width, height = A4
    third = height / len(_PARTS)
    top = height - number * third
    archive, part, day = head
    if number:
        canvas.setDash(2, 3)
        canvas.line(0, top, width, top)  # where the sheet is cut
        canvas.setDash()
    room = width - 2 * _MARGIN
    y = top - 14 * mm
    canvas.setFont(_TEXT, 9)
    canvas.drawString(_MARGIN, y, _fit(archive, 9, room / 2))
    canvas.drawRightString(width - _MARGIN, y, part)
    first = slip.asked[0].description if slip.asked else None
    y -= 12 * mm
    canvas.setFont(_BOLD, 20)
    canvas.drawString(_MARGIN, y, _fit(first.refcode if first else "–", 20, room, _BOLD))
    for one in slip.asked[:_TITLES]:
        y -= 5.5 * mm
        text = f"{one.description.refcode}  {one.description.title}"
        canvas.setFont(_TEXT, 10)
        canvas.drawString(_MARGIN, y, _fit(text, 10, room))
    if len(slip.asked) > _TITLES:
        y -= 5.5 * mm
        canvas.drawString(_MARGIN, y, f"+ {len(slip.asked) - _TITLES}")
    facts = [
        (say("slip.location"), slip.location or "–"),
        (say("slip.container"), slip.container or "–"),
        (say("slip.reader"), f"R{slip.reader}"),
        (say("slip.day"), day),
    ]
    y = top - third + 30 * mm
    for column, (label, value) in enumerate(facts):
        x = _MARGIN + column * room / len(facts)
        canvas.setFont(_TEXT, 8)
        canvas.drawString(x, y + 6 * mm, label)
        canvas.setFont(_BOLD, 12)
        canvas.drawString(x, y, _fit(value, 12, room / len(facts) - 3 * mm, _BOLD))
    code = Code128(barcode(slip.item.number), barHeight=13 * mm, barWidth=0.4 * mm, quiet=False)
    code.drawOn(canvas, _MARGIN, top - third + 10 * mm)
    canvas.setFont(_TEXT, 10)
    canvas.drawString(
        _MARGIN + code.width + 6 * mm, top - third + 10 * mm, barcode(slip.item.number)
    )


def _fit(text: str, size: float, room: float, font: str = _TEXT) -> str:
    """``text`` as far as there is room, control characters shown as spaces."""
    text = "".join(c if c.isprintable() else " " for c in text)
    if stringWidth(text, font, size) <= room:
        return text
    while text and stringWidth(text + "…", font, size) > room:
        text = text[:-1]
    return text + "…"


@cache
def _fonts() -> None:
    # They come with reportlab, and are embedded: the standard PDF fonts are not.
    registerFont(TTFont(_TEXT, "Vera.ttf"))
    registerFont(TTFont(_BOLD, "VeraBd.ttf"))
