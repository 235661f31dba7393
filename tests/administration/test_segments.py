"""Segments of the catalogue: hints that make a rebuild fast, and are believed in nothing."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from sqlalchemy import select, text

from catalogue.database import Database
from catalogue.journal import segments as cut_segments
from catalogue.tables import event, journal_file
from preservation.rebuild import reading, tails
from preservation.rebuild.listing import Sighting
from schemas import segments
from tests.administration.conftest import Muniment, deliver
from tests.administration.four_eyes import decided
from tests.administration.rebuilt import CATALOGUE, rebuild_without_sheet, tables, wipe

FOLDER = "journal/catalogue"


@pytest.fixture(autouse=True)
def _two_generations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUNIMENT_JOURNAL__SEGMENT_GENERATIONS", "2")


@pytest.fixture
def cut(tmp_path: Path) -> Muniment:
    """Three AIPs, two of them in a segment; the first one in two generations, as is told there."""
    muniment = Muniment(tmp_path / "home")
    muniment.json("init")
    delivery = deliver(tmp_path / "delivery")
    muniment.json("ingest", delivery)
    muniment.json("tidy")
    return muniment


def lying(muniment: Muniment, store: str = "north") -> list[Path]:
    return sorted((muniment.home / "stores" / store / FOLDER).glob("*.zst"))


def plain(place: Path) -> bytes:
    return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(place.read_bytes())).read()


def lines(place: Path) -> list[segments.Line]:
    key = f"{FOLDER}/{place.name}"
    with place.open("rb") as stream:
        return [segments.decode(raw) for raw in segments.read(stream, key)]


def overwrite(place: Path, data: bytes) -> None:
    place.chmod(0o600)
    place.write_bytes(data)


def flip(place: Path) -> None:
    data = bytearray(place.read_bytes())
    data[len(data) // 2] ^= 1
    overwrite(place, bytes(data))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Sighting]:
    """The objects whose ends were read."""
    seen: list[Sighting] = []
    real = tails.read_tail

    def noted(stores: Any, one: Sighting, *args: Any, **named: Any) -> Any:
        seen.append(one)
        return real(stores, one, *args, **named)

    monkeypatch.setattr(reading, "read_tail", noted)
    return seen


def rebuilt(
    muniment: Muniment, before: dict[str, list[Any]], ends: int = 0, but: str = ""
) -> list[tuple[str, str]]:
    """Rebuild; the catalogue is as it was, ``but`` one table. What the report says, with stores."""
    wipe(muniment)
    report = rebuild_without_sheet(muniment, ends=ends)
    after = tables(muniment)
    for name in CATALOGUE:
        assert name == but or after[name] == before[name], name
    assert muniment.json("ledger", "verify")["intact"]
    found = [*report["missing"], *report["mismatched"]]
    return sorted((one["code"], one["store"] or "") for one in found)


def events(muniment: Muniment, kind: str) -> list[dict[str, Any]]:
    database = Database(f"sqlite:///{muniment.home / 'archive.db'}")
    try:
        with database.read() as connection:
            bodies = connection.scalars(select(event.c.body).order_by(event.c.id)).all()
    finally:
        database.close()
    return [said for body in bodies if (said := json.loads(body))["kind"] == kind]


def test_each_store_has_it_and_the_ledger_tells_of_it(cut: Muniment) -> None:
    (north,), (south,) = lying(cut), lying(cut, "south")
    assert north.read_bytes() == south.read_bytes()
    (said,) = events(cut, "catalogued")
    assert said["object"] == f"sha256:{hashlib.sha256(north.read_bytes()).hexdigest()}"
    assert (said["units"], said["revision"]) == (2, 1)
    assert len(lines(north)) == 2
    first, *_, last = (json.loads(line) for line in plain(north).splitlines())
    assert (first["format"], last["lines"]) == ("muniment-catalogue-1", 2)
    cut.json("tidy")
    assert lying(cut) == [north], "the third waits for a fourth"


def test_a_rebuild_takes_rows_from_it_and_compares_them_afterwards(
    cut: Muniment, read: list[Sighting]
) -> None:
    told = {line.aip for line in lines(lying(cut)[0])}
    assert rebuilt(cut, tables(cut)) == []
    aips = [one.aip for one in read]
    assert set(aips[1:]) == told, "those of the segment last"
    assert len(aips) == 3, "each once"
    assert aips[0] not in told


def test_the_numbers_go_on_after_a_rebuild(cut: Muniment, tmp_path: Path) -> None:
    (before,) = lying(cut)
    rebuilt(cut, tables(cut))
    more = tmp_path / "mehr"
    more.mkdir()
    (more / "a.txt").write_text("Neu.\n")
    cut.json("ingest", more)
    cut.json("tidy")
    found = lying(cut)
    assert (len(found), found[0]) == (2, before)
    assert rebuilt(cut, tables(cut)) == []


def test_an_update_that_carries_files_over(
    cut: Muniment, tmp_path: Path, read: list[Sighting]
) -> None:
    changed = tmp_path / "delivery" / "rat"
    (changed / "nachtrag.txt").write_text("Nachgetragen.\n")
    aip = cut.json("show", "LF-RAT-1")["aips"][0]["aip"]
    cut.json("ingest", changed, "--as", "folder", "--update", aip, "--reason", "Nachtrag")
    cut.json("tidy")
    told = [(str(line.aip), line.number) for line in lines(lying(cut)[1])]
    assert {(aip, 1), (aip, 2)} <= set(told), "with all its generations"
    assert any(any(line.members.held_in) for line in lines(lying(cut)[1]))
    assert rebuilt(cut, tables(cut)) == []
    assert len(read) == 4, "each end once"


@pytest.mark.parametrize("store", ["north", "south"])
def test_a_falsified_copy_is_named_and_the_other_taken(
    cut: Muniment, read: list[Sighting], store: str
) -> None:
    before = tables(cut)
    flip(lying(cut, store)[0])
    told = rebuilt(cut, before, ends=int(store == "north"))
    # the second is not asked where the first is good
    assert told == ([("rebuild.segment-falsified", "north")] if store == "north" else [])
    assert len(read) == 3
    cut.json("tidy")
    assert lying(cut)[0].read_bytes() == lying(cut, "south")[0].read_bytes(), "and mended"


def test_falsified_everywhere_it_is_ignored_and_cut_anew(cut: Muniment) -> None:
    before = tables(cut)
    bad = [lying(cut, name)[0] for name in ("north", "south")]
    for place in bad:
        flip(place)
    told = rebuilt(cut, before, ends=1)
    assert told == [("rebuild.segment-falsified", "north"), ("rebuild.segment-falsified", "south")]
    cut.json("tidy")
    (anew,) = lying(cut)
    assert anew.name.endswith("-0002.ndjson.zst")
    assert lying(cut, "south")[0].read_bytes() == anew.read_bytes()
    assert rebuilt(cut, tables(cut)) == []


def test_missing_in_one_store_or_all(cut: Muniment) -> None:
    before = tables(cut)
    lying(cut)[0].unlink()
    assert rebuilt(cut, before, ends=1) == [("rebuild.segment-missing", "north")]
    cut.json("tidy")
    assert lying(cut)[0].read_bytes() == lying(cut, "south")[0].read_bytes()
    for name in ("north", "south"):
        lying(cut, name)[0].unlink()
    assert [code for code, _ in rebuilt(cut, tables(cut), ends=1)] == [
        "rebuild.segment-missing"
    ] * 2
    cut.json("tidy")
    assert len(lines(lying(cut)[0])) == 2


def test_two_segments_exchanged(cut: Muniment, tmp_path: Path) -> None:
    more = tmp_path / "mehr"
    more.mkdir()
    (more / "a.txt").write_text("Neu.\n")
    cut.json("ingest", more)
    cut.json("tidy")
    before = tables(cut)
    for name in ("north", "south"):
        one, two = lying(cut, name)
        content = one.read_bytes()
        overwrite(one, two.read_bytes())
        overwrite(two, content)
    told = rebuilt(cut, before, ends=1)
    assert told.count(("rebuild.segment-falsified", "north")) == 2


def test_a_forged_one_that_no_event_tells_of(cut: Muniment) -> None:
    (place,) = lying(cut)
    name = segments.head_of(io.BytesIO(place.read_bytes()), f"{FOLDER}/{place.name}").name
    forged = type(name)(name.first, name.last, edition=9)
    data = segments.write(
        segments.Head(forged, "lindenfurt.example/log"), lines(place), segments.Count()
    )
    (place.parent / Path(forged.key).name).write_bytes(b"".join(data))
    (place.parent / "notes.txt").write_text("x")
    told = rebuilt(cut, tables(cut), ends=1)
    assert told == [("rebuild.segment-stray", "north")] * 2


def altered(cut: Muniment, statement: str) -> None:
    """Cut the segment while a row of the catalogue is wrong."""
    database = Database(f"sqlite:///{cut.home / 'archive.db'}")
    with database.write() as connection:
        connection.execute(text(statement))
        connection.execute(
            journal_file.update()
            .values(stale_at=journal_file.c.written_at)
            .where(journal_file.c.edition > 0)
        )
    database.close()
    cut.json("tidy")
    assert lying(cut)[0].name.endswith("-0002.ndjson.zst")


@pytest.mark.parametrize(
    "change",
    ['"offset" = "offset" + 1', "size = size + 1", "crc32 = crc32 + 1"],
)
def test_a_row_that_was_wrong_before_it_was_cut(cut: Muniment, change: str) -> None:
    before = tables(cut)
    which = "path like '%METS.xml' and generation = 1"
    altered(cut, f"update file set {change} where {which}")
    told = rebuilt(cut, before, ends=1)
    assert told == [("rebuild.segment-mismatched", "")]
    cut.json("tidy")
    assert lying(cut)[0].name.endswith("-0003.ndjson.zst"), "and cut anew from what is right"
    assert rebuilt(cut, tables(cut)) == []


def test_a_digest_that_was_wrong_is_refused_at_once(cut: Muniment, read: list[Sighting]) -> None:
    before = tables(cut)
    which = "path like '%METS.xml' and generation = 1"
    altered(cut, f"update file set sha512 = zeroblob(64) where {which}")
    assert rebuilt(cut, before, ends=1) == [("rebuild.segment-line-refused", "")]
    assert len(read) == 3


def test_what_was_disposed_of_leaves_the_segments_of_every_store(cut: Muniment) -> None:
    told = {str(line.aip) for line in lines(lying(cut)[0])}
    aip = cut.json("show", "LF-RAT-1")["aips"][0]["aip"]
    if aip not in told:
        aip = next(iter(told))
    old = {name: lying(cut, name)[0].read_bytes() for name in ("north", "south")}
    cut.json("dispose", "carry-out", decided(cut, aip))
    for name in ("north", "south"):
        (place,) = lying(cut, name)
        assert place.name.endswith("-0002.ndjson.zst")
        assert aip.encode() not in plain(place)
        assert len(lines(place)) == 1
    assert [said["revision"] for said in events(cut, "catalogued")] == [1, 2]
    # of what is gone no event tells when it was decided, nor its secret
    assert rebuilt(cut, tables(cut), ends=1, but="intent") == [("rebuild.reasons-lost", "")]
    # an old medium comes back
    stray = lying(cut)[0].with_name(lying(cut)[0].name.replace("-0002", "-0001"))
    stray.write_bytes(old["north"])
    assert rebuilt(cut, tables(cut), ends=1) == [
        ("rebuild.reasons-lost", ""),
        ("rebuild.segment-stray", "north"),
    ]


def test_a_lost_catalogue_before_the_new_edition(
    cut: Muniment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was disposed of does not come back, and leaves the segment after the rebuild."""
    aip = str(lines(lying(cut)[0])[0].aip)
    identifier = decided(cut, aip)
    nothing: Callable[..., list[Any]] = lambda *_: []  # noqa: E731
    with monkeypatch.context() as killed:
        killed.setattr(cut_segments, "stale", nothing)  # killed before it was cut anew
        cut.json("dispose", "carry-out", identifier)
    assert aip.encode() in plain(lying(cut)[0])
    wipe(cut)
    report = rebuild_without_sheet(cut, ends=1)
    assert [one["code"] for one in report["missing"]] == ["rebuild.reasons-lost"]
    assert (report["aips"], report["mismatched"]) == (2, [])
    assert cut("show", aip, "--json").code != 0
    cut.json("tidy")
    for name in ("north", "south"):
        (place,) = lying(cut, name)
        assert aip.encode() not in plain(place)


def test_a_name_that_is_erased_leaves_every_segment(cut: Muniment, tmp_path: Path) -> None:
    root = tmp_path / "akte"
    root.mkdir()
    for name in ("bleibt.txt", "bescheid anna.txt"):
        (root / name).write_text(name)
    (root / "metadata.csv").write_text("path,reference_code,title\n.,LF-X-1,Akte\n")
    cut.json("ingest", root)
    cut.json("tidy")
    assert any(b"bescheid anna" in plain(one) for one in lying(cut))
    aip = cut.json("show", "LF-X-1")["aips"][0]["aip"]
    words = ("--file", "bescheid anna.txt", "--without-name", "--ground", "legal-order")
    cut.json("dispose", "carry-out", decided(cut, aip, *words))
    cut.json("tidy")
    for store in ("north", "south"):
        for place in lying(cut, store):
            assert b"bescheid anna" not in plain(place)
    before = tables(cut)
    wipe(cut)
    rebuild_without_sheet(cut, ends=1)
    assert tables(cut)["file"] == before["file"]


def test_a_new_store_gets_them(cut: Muniment) -> None:
    cut.json("stores", "add", "west", f"file:{cut.home / 'stores' / 'west'}")
    cut.json("stores", "fill", "west")
    cut.json("tidy")
    assert lying(cut, "west")[0].read_bytes() == lying(cut)[0].read_bytes()
    before = tables(cut)
    wipe(cut)
    cut.json("rebuild", "--from", "west")
    assert tables(cut)["file"] == before["file"]


def test_a_store_without_the_object_and_no_store_with_it(cut: Muniment) -> None:
    aips = [str(line.aip) for line in lines(lying(cut)[0])]
    for store, aip in (("north", aips[0]), ("north", aips[1]), ("south", aips[1])):
        next((cut.home / "stores" / store).glob(f"aip/*/*/{aip}/v00001.zip")).unlink()
    before = tables(cut)
    wipe(cut)
    report = rebuild_without_sheet(cut, ends=1)
    told = sorted((one["code"], one["subject"]) for one in report["missing"])
    assert told == [("rebuild.copy-missing", aips[0]), ("rebuild.in-no-store", aips[1])]
    after = tables(cut)
    assert after["file"] == before["file"], "the segment still knows what was in it"
    assert cut.json("verify", ends=1)["checked"] == 6


def test_an_object_of_another_length_is_read(cut: Muniment) -> None:
    aip = lines(lying(cut)[0])[0].aip
    place = next((cut.home / "stores" / "north").glob(f"aip/*/*/{aip}/v00001.zip"))
    place.chmod(0o600)
    with place.open("ab") as stream:
        stream.write(b"x")
    before = tables(cut)
    wipe(cut)
    report = rebuild_without_sheet(cut, ends=1)
    assert [(one["code"], one["store"]) for one in report["mismatched"]] == [
        ("rebuild.copy-altered", "north")
    ]
    assert tables(cut)["file"] == before["file"]
