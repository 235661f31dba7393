"""Which files and rows make one AIP, and which descriptions come of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.delivery import Delivery
from ingest.drafts import lay_out, submission_identity, unit_identity
from ingest.limits import Limits
from ingest.reading import ReadFile
from ingest.table import Table, read_table
from ingest.units import Plan, part_path, plan
from model.digests import sha512
from model.errors import MunimentError


def delivery(tags: dict[str, str] | None = None) -> Delivery:
    return Delivery("folder", "Nachlass", Path(), [], tags=tags or {})


def files(*paths: str) -> list[ReadFile]:
    return [ReadFile(p, f"/src/{p}", 1, sha512(p.encode()), 0) for p in paths]


def table(tmp_path: Path, text: str) -> Table:
    path = tmp_path / "metadata.csv"
    path.write_text(text)
    return read_table(path, Limits())


def paths(divided: Plan) -> list[list[str]]:
    return [[unit.inner_path(file.path) for file in unit.files] for unit in divided.units]


def test_without_a_table_everything_is_one_unit() -> None:
    divided = plan(delivery(), files("a/1", "b"), None)
    assert paths(divided) == [["a/1", "b"]]
    assert divided.units[0].row is None


def test_a_volume_with_items_is_one_unit_and_loose_photographs_are_others(tmp_path: Path) -> None:
    rows = table(
        tmp_path,
        "path,level,title,reference_code,parent\n"
        ",fonds,F,F,\n"
        "foto/1.tif,item,Photograph,F-2,F\n"
        "rat/1/p2.tif,item,Page 2,F-1-2,\n"
        "rat/1,file,Volume,F-1,F\n",
    )
    delivered = delivery()
    divided = plan(delivered, files("foto/1.tif", "rat/1/p1.tif", "rat/1/p2.tif"), rows)
    assert paths(divided) == [["1.tif"], ["p1.tif", "p2.tif"]]
    volume = divided.units[1]
    assert [part_path(volume, row) for row in volume.parts] == ["p2.tif"]
    entries = lay_out(divided, "Z2026-0001", None)
    assert [(e.refcode, e.parent, e.path) for e in entries] == [
        ("F", None, ""),
        ("F-2", "F", ""),
        ("F-1", "F", ""),
        ("F-1-2", "F-1", "p2.tif"),
    ]
    assert [e.refcode for e in entries if e.heads_unit] == ["F-2", "F-1"]
    assert delivered.warnings == []


def test_files_that_no_row_covers_are_kept_together(tmp_path: Path) -> None:
    delivered = delivery()
    rows = table(tmp_path, "path,title\na.txt,A\n")
    divided = plan(delivered, files("a.txt", "b.txt", "c/d.txt"), rows)
    assert paths(divided) == [["a.txt"], ["b.txt", "c/d.txt"]]
    assert divided.units[1].row is None
    assert "2 files are described by no row" in delivered.warnings[0]


@pytest.mark.parametrize("path", [".", "./", "./a.txt", "a.txt"])
def test_paths_may_be_written_as_people_write_them(tmp_path: Path, path: str) -> None:
    divided = plan(delivery(), files("a.txt"), table(tmp_path, f"path,title\n{path},A\n"))
    assert paths(divided) == [["a.txt"]]


@pytest.mark.parametrize("path", ["b.txt", "a.txt/x", "../a.txt", "/src/a.txt", "A.txt"])
def test_a_row_for_what_is_not_there(tmp_path: Path, path: str) -> None:
    with pytest.raises(MunimentError) as caught:
        plan(delivery(), files("a.txt"), table(tmp_path, f"path,title\n{path},A\n"))
    assert caught.value.code == "ingest.metadata-file-missing"
    assert f"Line 2 of metadata.csv describes {path}" in caught.value.message()


def test_parents_come_before_children_whatever_the_order_of_rows(tmp_path: Path) -> None:
    rows = table(tmp_path, "title,reference_code,parent\nC,C,B\nB,B,A\nA,A,\n")
    entries = lay_out(Plan([], rows.rows), "Z", None)
    assert [entry.refcode for entry in entries] == ["A", "B", "C"]


def test_parents_in_a_circle(tmp_path: Path) -> None:
    rows = table(tmp_path, "title,reference_code,parent\nA,A,B\nB,B,A\n")
    with pytest.raises(MunimentError, match="leads back to itself"):
        lay_out(Plan([], rows.rows), "Z", None)


def test_missing_reference_codes_are_numbered(tmp_path: Path) -> None:
    rows = table(tmp_path, "path,title\na,A\nb,B\n")
    entries = lay_out(plan(delivery(), files("a", "b"), rows), "Z2026-0007", "F")
    assert [(e.refcode, e.parent) for e in entries] == [
        ("Z2026-0007", "F"),
        ("Z2026-0007-2", "F"),
    ]


def test_the_identity_ignores_order_and_what_packing_programs_write(tmp_path: Path) -> None:
    one = submission_identity(
        delivery({"Bagging-Date": "2026-01-01", "Contact-Name": "A"}), files("a", "b"), None, None
    )
    same = submission_identity(
        delivery({"Bagging-Date": "2026-02-02", "Contact-Name": " A "}), files("b", "a"), None, None
    )
    other = submission_identity(delivery({"Contact-Name": "B"}), files("a", "b"), None, None)
    assert one == same
    assert other[0] == one[0]
    assert other[1] != one[1]


def test_the_identity_of_a_path_cannot_be_forged_by_moving_its_border() -> None:
    a = submission_identity(delivery(), files("ab", "c"), None, None)
    b = submission_identity(delivery(), files("a", "bc"), None, None)
    assert a != b


def test_a_unit_is_the_same_wherever_it_lies_in_a_delivery(tmp_path: Path) -> None:
    first = plan(delivery(), files("x/a"), table(tmp_path, "path,title\nx,A\n")).units[0]
    moved = [ReadFile("y/z/a", "/src", 1, sha512(b"x/a"), 0)]
    second = plan(delivery(), moved, table(tmp_path, "path,title\ny/z,A\n")).units[0]
    assert unit_identity(first) == unit_identity(second)
