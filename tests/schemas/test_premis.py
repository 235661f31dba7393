"""PREMIS: valid, complete when read back, and flat in memory."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from model.aip import Identification
from schemas.premis import (
    NOT_IDENTIFIED,
    PremisAgent,
    PremisEvent,
    PremisFile,
    write_premis,
)
from schemas.premis_reading import PremisSyntaxError, read_premis
from tests.conftest import ROOT
from tests.schemas.samples import AGENTS, AIP, AT, EVENTS, IDENTIFICATIONS, UNKNOWN, premis_files


def written(
    objects: Iterable[PremisFile] = (),
    events: Iterable[PremisEvent] = EVENTS,
    agents: Iterable[PremisAgent] = AGENTS,
    name: str = "BM 1/2",
) -> bytes:
    out = io.BytesIO()
    write_premis(out, AIP, objects, events, agents, name=name)
    return out.getvalue()


def test_the_official_schema_accepts_it(shared: Path) -> None:
    schema = etree.XMLSchema(etree.parse(shared / "xsd/premis/premis.xsd"))
    for count in (0, 1, 40):
        schema.assertValid(etree.fromstring(written(premis_files(count))))
    schema.assertValid(etree.fromstring(written((), (), (), "")))


def test_it_reads_back_completely() -> None:
    files = list(premis_files(40))
    assert list(read_premis(io.BytesIO(written(files)))) == [*files, *EVENTS, *AGENTS]


def test_the_same_comes_out_the_same() -> None:
    assert written(premis_files(9)) == written(premis_files(9))


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))
MIMES = st.sampled_from(["application/pdf", "text/plain", "application/octet-stream"])
FOUND = st.builds(
    Identification,
    puid=st.just("fmt/18"),
    name=TEXT.filter(bool),
    version=TEXT,
    mime=MIMES,
    magic_mime=st.one_of(st.just(""), MIMES),
    basis=TEXT,
    warning=TEXT,
)


@given(FOUND, TEXT, st.integers(0, 1 << 60))
def test_any_identification_survives(found: Identification, name: str, size: int) -> None:
    file = PremisFile(f"data/{name}", size, bytes(64), found, name)
    assert list(read_premis(io.BytesIO(written([file], (), ())))) == [file]


def test_a_format_nobody_knows_says_so() -> None:
    text = written([PremisFile("data/x", 1, bytes(64), UNKNOWN)]).decode()
    assert f"<formatNote>{NOT_IDENTIFIED}</formatNote>" in text
    assert "<formatNote>warning: no match</formatNote>" in text
    assert "<formatNote>libmagic: text/x-c</formatNote>" in text
    assert "formatRegistry" not in text


def test_text_that_xml_cannot_hold_does_not_stop_an_ingest() -> None:
    found = Identification(None, warning="odd \x00\x0b\ufffe")
    event = PremisEvent(UUID(int=1), "ingestion", AT, "success", "line\x07end")
    text = written([PremisFile("data/x", 1, bytes(64), found)], [event]).decode()
    assert "odd \ufffd\ufffd\ufffd" in text
    assert "line\ufffdend" in text


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("<size>1<", "<size>one<"),
        ("00</messageDigest>", "zz</messageDigest>"),
        ("T01:02:03.004Z", ""),
        ("T01:02:03.004Z", "T01:02:03"),
        (str(EVENTS[0].id), "not-an-id"),
    ],
)
def test_a_document_that_is_not_ours_is_refused(was: str, becomes: str) -> None:
    text = written([PremisFile("data/x", 1, bytes(64), IDENTIFICATIONS[0])]).decode()
    assert was in text
    with pytest.raises(PremisSyntaxError):
        list(read_premis(io.BytesIO(text.replace(was, becomes).encode())))


STREAM = """
import resource, sys
from tests.schemas.samples import AGENTS, AIP, EVENTS, premis_files
from schemas.premis import write_premis
from schemas.premis_reading import read_premis
count = int(sys.argv[2])
with open(sys.argv[1], "wb") as out:
    write_premis(out, AIP, premis_files(count), EVENTS, AGENTS)
with open(sys.argv[1], "rb") as stream:
    assert sum(1 for _ in read_premis(stream)) == count + len(EVENTS) + len(AGENTS)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak(path: Path, count: int) -> int:
    """Kilobytes that a process of its own needed to write and read so many files."""
    # lxml allocates in C, where tracemalloc does not see it
    done = subprocess.run(
        [sys.executable, "-c", STREAM, str(path), str(count)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return int(done.stdout)


def test_memory_stays_flat_for_50_000_files(tmp_path: Path) -> None:
    small, large = peak(tmp_path / "small.xml", 1_000), peak(tmp_path / "large.xml", 50_000)
    assert (tmp_path / "large.xml").stat().st_size > 50_000_000
    assert large - small < 8_000
