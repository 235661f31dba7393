"""Attacks on the one XML parser, by name."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.xml import XmlRefusedError, elements, parse

Reader = Callable[[bytes], object]
READERS: list[Reader] = [parse, lambda data: [e.tag for e in elements(io.BytesIO(data), ["b"])]]
readers = pytest.mark.parametrize("read", READERS, ids=["parse", "elements"])

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@readers
@pytest.mark.parametrize(
    "document",
    [
        f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a><b>&l9;</b></a>',
        f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a><b c="&l9;"/></a>',
        f'<!DOCTYPE a [<!ENTITY q "{"h" * 50_000}">]><a><b>{"&q;" * 10_000}</b></a>',
        "<!DOCTYPE a [<!ENTITY % p \"<!ENTITY q 'x'>\">%p;]><a><b>&q;</b></a>",
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a><b/></a>',
        '<!DOCTYPE a PUBLIC "x" "x.dtd"><a/>',
        "<!DOCTYPE a><a><b/></a>",
    ],
    ids=["billion laughs", "in an attribute", "quadratic", "parameter", "dtd", "public", "bare"],
)
def test_documents_with_a_doctype_are_refused(read: Reader, document: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(XmlRefusedError):
            read(document.encode())
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


@readers
def test_a_file_is_never_read_in(read: Reader, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the key")
    document = f'<!DOCTYPE a [<!ENTITY f SYSTEM "{secret.as_uri()}">]><a><b>&f;</b></a>'
    with pytest.raises(XmlRefusedError) as refused:
        read(document.encode())
    assert "the key" not in str(refused.value)


def test_an_entity_is_not_expanded_even_before_it_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the key")
    document = f'<!DOCTYPE a [<!ENTITY f SYSTEM "{secret.as_uri()}">]><a><b>&f;</b><b/></a>'
    seen = elements(io.BytesIO(document.encode()), ["b"])
    with pytest.raises(XmlRefusedError):
        next(seen)


def test_xinclude_is_left_alone(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text("<the-key/>")
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret}"/>'
    root = parse(f"<a>{include}</a>".encode())
    assert [child.tag for child in root] == ["{http://www.w3.org/2001/XInclude}include"]


@readers
@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<a><b></a>",
        b"<a>&undefined;</a>",
        b"<a>" * 100_000,
        b"<a><b>" + b"x" * 11_000_000 + b"</b></a>",
        b'<?xml version="1.0" encoding="UTF-8"?><a>\xff</a>',
    ],
    ids=["empty", "crossed", "undefined", "deep", "long text", "not UTF-8"],
)
def test_what_is_broken_or_boundless_is_refused(read: Reader, document: bytes) -> None:
    with pytest.raises(XmlRefusedError):
        read(document)


def test_elements_come_complete_and_one_at_a_time() -> None:
    document = b"<a>" + b"".join(b"<b><c>%d</c></b>" % n for n in range(20_000)) + b"</a>"
    numbers = [int(b.findtext("c") or -1) for b in elements(io.BytesIO(document), ["b"])]
    assert numbers == list(range(20_000))


def test_what_was_read_is_let_go() -> None:
    document = b"<a>" + b"<b><c/></b>" * 1_000 + b"</a>"
    for b in elements(io.BytesIO(document), ["b"]):
        parent = b.getparent()
        assert parent is not None
        assert parent.index(b) <= 1
