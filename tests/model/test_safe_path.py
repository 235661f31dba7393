"""Names that arrive: what may become a file in a bag, and what never may."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from model.aip import printable, safe_path
from model.errors import MunimentError

hostile = st.one_of(
    st.text(),
    st.text("./\\\x00\n\r:~ aä", max_size=20),
    st.lists(st.sampled_from(["..", ".", "", "a", "ä", "C:", "~"]), max_size=6).map("/".join),
)


@pytest.mark.parametrize(
    "path",
    [
        "a",
        "a/b",
        "ä/ö ü.txt",
        "...",
        "a..b",
        ".hidden",
        "..a/b",
        "-rf",
        "%2e%2e/x",
        "日本/語",
        "a b ",
    ],
)
def test_names_that_people_give(path: str) -> None:
    assert safe_path(path) == path


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("", "ingest.unsafe-path"),
        ("/etc/passwd", "ingest.unsafe-path"),
        ("..", "ingest.unsafe-path"),
        ("a/../../b", "ingest.unsafe-path"),
        ("a/./b", "ingest.unsafe-path"),
        ("a//b", "ingest.unsafe-path"),
        ("a/", "ingest.unsafe-path"),
        ("..\\x", "ingest.unsafe-path"),
        ("a\\b", "ingest.unsafe-path"),
        ("a\nb", "ingest.unsafe-name"),
        ("a\rb", "ingest.unsafe-name"),
        ("a\x00b", "ingest.unsafe-name"),
        ("a\x1b[2Jb", "ingest.unsafe-name"),
        ("a\x7f", "ingest.unsafe-name"),
        ("a\x85b", "ingest.unsafe-name"),
        ("a\u2028b", "ingest.unsafe-name"),
        ("a\udcffb", "ingest.unsafe-name"),
        ("a\uffffb", "ingest.unsafe-name"),
    ],
)
def test_names_that_are_refused(path: str, code: str) -> None:
    with pytest.raises(MunimentError) as raised:
        safe_path(path)
    assert raised.value.code == code
    raised.value.message("de").encode()  # can be written anywhere
    assert raised.value.message().isprintable()


@given(hostile)
def test_what_passes_stays_in_its_folder_and_on_its_line(path: str) -> None:
    try:
        safe_path(path)
    except MunimentError as error:
        error.message().encode()
        return
    for flavour in (PurePosixPath, PureWindowsPath):
        unpacked = flavour(f"data/{path}")  # where it lies in every bag
        assert ".." not in unpacked.parts
        assert not unpacked.anchor
    assert str(PurePosixPath(path)) == path  # one spelling per file
    assert path.splitlines() == [path]
    assert path.encode().decode() == path
    element = etree.Element("file")
    element.text = path  # XML can name it
    assert etree.fromstring(etree.tostring(element, encoding="utf-8")).text == path


@given(st.text())
def test_printable_is_printable(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    if text.isprintable():
        assert shown == text
