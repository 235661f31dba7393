"""ALTO 2 to 4: what text recognition read on a page, line by line, and where it stands.

Coordinates become fractions of the page, so that it does not matter in which unit the file
counts (pixel, mm10, inch1200), nor at which size the page is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import BinaryIO

from lxml import etree

from schemas.xml import XmlRefusedError, elements

_NAMESPACES = tuple(f"http://www.loc.gov/standards/alto/ns-v{version}#" for version in (2, 3, 4))
_NAMES = ("fileName", "TextBlock", "Page")
_MOST_LINES = 20_000
_LONGEST_LINE = 5_000
_CLOSING = frozenset(".,;:!?)]»“")
_OPENING = frozenset("([„«")


@dataclass(frozen=True, slots=True)
class Box:
    """Left, top, width and height, as fractions of the page from 0 to 1."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands on the page; no box where the file gives none."""

    text: str
    box: Box | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page in blocks of lines. ``width``, ``height``: in the file's unit, 0 where not given."""

    width: float
    height: float
    blocks: list[list[Line]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Alto:
    """One file. ``image``: the name of the image it was read from, "" where not given."""

    image: str
    pages: list[Page]


def read(stream: BinaryIO) -> Alto:
    """The text of a file; no pages where it is XML but not ALTO.

    Raises `schemas.xml.XmlRefusedError`, also for more lines than any page has.
    """
    tags = [f"{{{namespace}}}{name}" for namespace in _NAMESPACES for name in _NAMES]
    image, lines = "", 0
    pages: list[Page] = []
    blocks: list[list[_Raw]] = []
    for element in elements(stream, tags):
        match etree.QName(element).localname:
            case "fileName":
                image = image or (element.text or "").strip()
            case "TextBlock":
                block = _lines(element)
                lines += len(block)
                if lines > _MOST_LINES:
                    raise XmlRefusedError(f"has more than {_MOST_LINES} lines")
                blocks.append(block)
            case _:
                pages.append(_page(element, blocks))
                blocks = []
    return Alto(image, pages)


@dataclass(frozen=True, slots=True)
class _Raw:
    text: str
    place: tuple[float, float, float, float] | None


def _lines(block: etree._Element) -> list[_Raw]:
    found = []
    for line in block.iter("{*}TextLine"):
        text = _text(line)
        if text:
            found.append(_Raw(text, _place(line)))
    return found


def _text(line: etree._Element) -> str:
    text = ""
    spaced = line.find("{*}SP") is not None
    for part in line.iterchildren("{*}String", "{*}SP", "{*}HYP"):
        match etree.QName(part).localname:
            case "String":
                word = part.get("CONTENT", "")
                # Some programs write no SP at all, and every stop as a word of its own.
                apart = not spaced and text and word[:1] not in _CLOSING
                text += f"{' ' if apart and text[-1] not in _OPENING else ''}{word}"
            case "SP":
                text += " "
            case _:
                text += part.get("CONTENT") or "-"
    return text.strip()[:_LONGEST_LINE]


def _place(line: etree._Element) -> tuple[float, float, float, float] | None:
    x, y = _number(line.get("HPOS")), _number(line.get("VPOS"))
    width, height = _number(line.get("WIDTH")), _number(line.get("HEIGHT"))
    if x is None or y is None or not width or not height:
        return None
    return x, y, width, height


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0 <= number < 1e9 else None  # neither NaN nor infinity


def _page(element: etree._Element, blocks: list[list[_Raw]]) -> Page:
    width = _number(element.get("WIDTH")) or 0.0
    height = _number(element.get("HEIGHT")) or 0.0
    shown = [[Line(raw.text, _box(raw, width, height)) for raw in block] for block in blocks]
    return Page(width, height, [block for block in shown if block])


def _box(raw: _Raw, width: float, height: float) -> Box | None:
    if raw.place is None or not width or not height:
        return None
    x, y, wide, high = raw.place
    x, y = min(x / width, 1.0), min(y / height, 1.0)
    return Box(x, y, min(wide / width, 1.0 - x), min(high / height, 1.0 - y))
