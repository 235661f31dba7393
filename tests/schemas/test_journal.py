"""The journal's files: what goes in comes out, and no byte of it can be changed unnoticed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.ids import uuid7
from schemas.description_json import to_document
from schemas.journal import Head, Name, frame, read, snapshot
from schemas.journal import segment as of_encoded
from schemas.journal_lines import JournalSyntaxError, Line, Origin, Standing, encode
from tests.schemas.samples import DESCRIPTION
from tests.schemas.test_description_json import DESCRIPTIONS

AT = datetime(2026, 11, 24, 1, 2, 3, 4000, tzinfo=UTC)
ORIGIN = "archive.example/log"
LINE = Line(
    DESCRIPTION.id,
    2,
    AT,
    UUID(int=7),
    to_document(DESCRIPTION),
    position=3,
    aips=((UUID(int=8), "Größe/a\u2028b"), (UUID(int=8), "")),
    origins=(Origin("F1", "c1", bytes(range(32))),),
    erased_before=1,
)
PAST = Line(DESCRIPTION.id, 1, AT, None, LINE.document, Standing.PAST)
GONE = Line(DESCRIPTION.id, 3, AT, None, None, Standing.GONE)


def segment(*lines: Line, first: int = 5) -> tuple[Head, bytes]:
    return of_encoded(
        ORIGIN, first, [encode(line, n) for n, line in enumerate(lines, first)], 1, AT
    )


def read_all(body: bytes, key: str, size: int = 100) -> list[Head | Line]:
    return list(read((body[i : i + size] for i in range(0, len(body), size)), key))


@given(DESCRIPTIONS, st.integers(1, 200))
def test_what_goes_in_comes_out(noun: object, size: int) -> None:
    line = replace(LINE, document=to_document(noun), id=noun.id)  # type: ignore[attr-defined,arg-type]
    head, body = segment(PAST, line, GONE)
    found = read_all(body, head.name.key, size)
    assert found == [head, replace(PAST, seq=5), replace(line, seq=6), replace(GONE, seq=7)]
    assert isinstance(found[2], Line)
    assert found[2].description == noun


def test_anybody_can_read_it() -> None:
    head, body = segment(PAST, LINE)
    first, *lines, last = [json.loads(line) for line in body.decode().splitlines()[:2]] + [
        json.loads(body.split(b"\n")[-2])
    ]
    assert head.name.key.endswith("/00000000000000000005-00000000000000000006.ndjson")
    assert first == {
        "format": "muniment-journal-1",
        "kind": "segment",
        "first": 5,
        "last": 6,
        "archive": ORIGIN,
        "lines": 2,
        "kept_from": 1,
        "written_at": "2026-11-24T01:02:03.004Z",
    }
    assert lines[0]["seq"] == 5
    assert lines[0]["description"]["title"] == DESCRIPTION.title
    assert last["lines"] == 2


def test_a_snapshot_has_no_numbers() -> None:
    name = snapshot(LINE.prefix, 12)
    head = Head(name, ORIGIN, 2, 1, AT)
    body = b"".join(frame(head, [encode(PAST), encode(LINE)]))
    assert read_all(body, name.key) == [head, PAST, LINE]
    assert name.key == f"journal/descriptions/snapshots/{DESCRIPTION.id.hex[-2:]}/{12:020d}.ndjson"


@pytest.mark.parametrize(
    "name", [Name(1, 1), Name(7, 10**19), snapshot(0, 5), snapshot(255, 0)], ids=str
)
def test_a_key_says_what_lies_there(name: Name) -> None:
    assert Name.of_key(name.key) == name
    assert Name.of_key(name.key + "x") is None
    assert Name.of_key(name.key.replace("journal/", "log/")) is None


def test_every_cut_is_noticed() -> None:
    head, body = segment(PAST, LINE)
    for length in range(len(body)):
        with pytest.raises(JournalSyntaxError, match=r"line \d"):
            read_all(body[:length], head.name.key, 997)


def test_every_flipped_byte_is_noticed() -> None:
    head, body = segment(LINE)
    for place in range(len(body)):
        bad = bytearray(body)
        bad[place] ^= 1
        with pytest.raises(JournalSyntaxError):
            read_all(bytes(bad), head.name.key, 997)


def _changed(lines: Iterable[bytes]) -> bytes:
    return b"\n".join(lines)


@pytest.mark.parametrize(
    ("where", "change"),
    [
        (1, {"format": "muniment-journal-9"}),
        (1, {"kind": "snapshot", "prefix": "01", "upto": 6}),
        (1, {"first": 4}),
        (1, {"lines": 9}),
        (1, {"lines": None}),
        (2, {"seq": 6}),
        (2, {"id": str(UUID(int=9))}),
        (2, {"id": "x"}),
        (2, {"revision": 0}),
        (2, {"at": "yesterday"}),
        (2, {"at": "2026-11-24T01:02:03"}),
        (2, {"description": None}),
        (2, {"description": {}}),
        (2, {"state": "lost"}),
        (2, {"state": "gone"}),
        (2, {"aips": [{"aip": "x", "path": ""}]}),
        (2, {"aips": 5}),
        (2, {"ead_origins": [{"source": "a", "id": "b", "sha256": "00"}]}),
        (2, {"position": "first"}),
    ],
)
def test_a_line_that_makes_no_sense_is_named(where: int, change: dict[str, object]) -> None:
    head, body = segment(PAST, LINE)
    lines = body.split(b"\n")
    lines[where - 1] = json.dumps(json.loads(lines[where - 1]) | change).encode()
    with pytest.raises(JournalSyntaxError) as error:
        read_all(_changed(lines), head.name.key)
    assert (error.value.file, error.value.line) == (head.name.key, where)


@pytest.mark.parametrize("junk", [b"", b"[]", b"null", b"\xff", b"[" * 100_000, b"{}", b"{"])
def test_what_is_no_journal_is_refused(junk: bytes) -> None:
    with pytest.raises(JournalSyntaxError):
        read_all(junk + b"\n", Name(1, 1).key)


def test_nothing_may_follow_the_end() -> None:
    head, body = segment(LINE)
    with pytest.raises(JournalSyntaxError, match="line 4"):
        read_all(body + body, head.name.key)


def test_what_a_later_program_adds_is_passed_over() -> None:
    document = dict(LINE.document or {}) | {"colour": "blue"}
    head, body = segment(replace(LINE, document=document))
    extended = body.replace(b'"position":3', b'"position":3,"shelf":"A"')
    rest = extended[: extended.rindex(b'{"end"')]
    end = {"end": True, "lines": 1, "sha256": hashlib.sha256(rest).hexdigest()}
    found = read_all(rest + json.dumps(end).encode() + b"\n", head.name.key)
    assert isinstance(found[1], Line)
    assert found[1].description == DESCRIPTION
    assert found[1].document == document, "and kept for the next reader"


def test_an_endless_line_ends() -> None:
    with pytest.raises(JournalSyntaxError, match="no end"):
        for _ in read((b"x" * (1 << 20) for _ in range(100)), Name(1, 1).key):
            pass


def test_prefixes_are_even() -> None:
    lines = [replace(LINE, id=uuid7(AT, bytes([n] * 10))) for n in range(256)]
    assert {line.prefix for line in lines} == set(range(256))
