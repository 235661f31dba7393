"""ALTO 2 to 4: real files, and such as were made to do harm."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from schemas import alto
from schemas.alto import Box
from schemas.xml import XmlRefusedError


def read(text: str) -> alto.Alto:
    return alto.read(io.BytesIO(text.encode()))


def document(lines: str, version: int = 4, page: str = 'WIDTH="100" HEIGHT="200"') -> str:
    return (
        f'<alto xmlns="http://www.loc.gov/standards/alto/ns-v{version}#"><Layout><Page {page}>'
        f"<PrintSpace><TextBlock>{lines}</TextBlock></PrintSpace></Page></Layout></alto>"
    )


LINE = '<TextLine HPOS="{x}" VPOS="20" WIDTH="50" HEIGHT="10"><String CONTENT="a"/></TextLine>'


@pytest.mark.shared
def test_a_print_of_1784(shared: Path) -> None:
    place = shared / "corpus/ocr/kant_aufklaerung_1784/data/OCR-D-GT-ALTO/PAGE_0017_ALTO.xml"
    with place.open("rb") as file:
        found = alto.read(file)
    (page,) = found.pages
    assert (page.width, page.height) == (1457, 2083)
    lines = [line.text for block in page.blocks for line in block]
    assert lines[0].startswith("Berliniſche")
    assert any("Aufklaͤrung" in line or "Aufklärung" in line for line in lines)
    assert all(line.box for block in page.blocks for line in block)


@pytest.mark.shared
def test_wills_of_the_great_war(shared: Path) -> None:
    for place in sorted((shared / "corpus/ocr/testaments").glob("*.xml")):
        with place.open("rb") as file:
            found = alto.read(file)
        assert found.image.endswith(".jpg")
        (page,) = found.pages
        boxes = [line.box for block in page.blocks for line in block if line.box]
        assert boxes
        assert all(0 <= box.x <= 1 and box.x + box.width <= 1.0001 for box in boxes)


@pytest.mark.parametrize("version", [2, 3, 4])
def test_each_version(version: int) -> None:
    (page,) = read(document(LINE.format(x=10), version)).pages
    assert page.blocks[0][0].box == Box(0.1, 0.1, 0.5, 0.05)


def test_words_hyphens_and_spaces() -> None:
    spaced = (
        '<TextLine><String CONTENT="Was"/><SP/><String CONTENT="ist"/><String CONTENT=","/><SP/>'
        '<String CONTENT="Auf"/><HYP CONTENT="⸗"/></TextLine>'
    )
    words = ("(", "S", ".", "516", ".", ")", "Was", "ist", "„", "das", "“", "?")
    unspaced = "".join(f'<String CONTENT="{word}"/>' for word in words)
    (page,) = read(document(f"{spaced}<TextLine>{unspaced}</TextLine>")).pages
    assert [line.text for line in page.blocks[0]] == ["Was ist, Auf⸗", "(S. 516.) Was ist „das“?"]
    assert page.blocks[0][0].box is None


@pytest.mark.parametrize("x", ["NaN", "-5", "inf", "", "1e99", "abc"])
def test_numbers_that_are_none_give_no_box(x: str) -> None:
    (page,) = read(document(LINE.format(x=x))).pages
    assert page.blocks[0][0].box is None


def test_what_lies_beyond_the_page_is_cut() -> None:
    (page,) = read(document(LINE.format(x=90))).pages
    box = page.blocks[0][0].box
    assert box is not None
    assert box.x + box.width == pytest.approx(1.0)


def test_without_a_size_of_the_page_there_is_text_alone() -> None:
    (page,) = read(document(LINE.format(x=1), page="")).pages
    assert page.blocks[0][0].box is None
    assert page.blocks[0][0].text == "a"


def test_other_xml_has_no_pages() -> None:
    assert read("<mets/>").pages == []


def test_too_many_lines() -> None:
    with pytest.raises(XmlRefusedError, match="lines"):
        read(document("<TextLine><String CONTENT='a'/></TextLine>" * 20_001))


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE alto [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + document("&b;"),
        '<!DOCTYPE alto SYSTEM "file:///etc/passwd">' + document(""),
        '<!DOCTYPE alto [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + document('<TextLine><String CONTENT="a"/>&x;</TextLine>'),
        document("<TextLine>")[:-30],
        "",
        "no xml",
    ],
)
def test_what_does_harm_is_refused(text: str) -> None:
    with pytest.raises(XmlRefusedError):
        read(text)
