"""The demo collection is what it says: every file described, every sum right, alike every time."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

import bagit
import pytest

from demo.draw.collection import FILES
from demo.draw.submission import COLUMNS, bag, folder, metadata, units

LEVELS = {"fonds", "class", "series", "file", "item"}
GENRES = {
    "Akten",
    "Amtsbücher, Register und Grundbücher",
    "Audio-Visuelle Medien",
    "Bilder",
    "Datenbanken",
    "Drucksachen",
    "Handschriften",
    "Karten und Pläne",
    "Plakate und Flugblätter",
    "Siegel",
    "Sonstiges",
    "Urkunden",
}
PROTECTED = (
    "person_related",
    "secrecy",
    "deposit_until",
    "register",
    "lengthened_years",
    "lock_reason",
)


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("drawn") / "collection"
    folder(root)
    return root


@pytest.fixture(scope="module")
def rows(collection: Path) -> list[dict[str, str]]:
    with (collection / "metadata.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        found = list(reader)
    assert tuple(reader.fieldnames or ()) == COLUMNS
    return found


def files(root: Path) -> Iterator[str]:
    return (p.relative_to(root).as_posix() for p in sorted(root.rglob("*")) if p.is_file())


def test_every_path_is_there(collection: Path, rows: list[dict[str, str]]) -> None:
    for row in rows:
        assert (collection / row["path"]).exists(), row["reference_code"]


def test_every_file_is_described(collection: Path, rows: list[dict[str, str]]) -> None:
    paths = [row["path"] for row in rows if row["path"]]
    for name in files(collection):
        if name in {"metadata.csv", "manifest.sha512"}:
            continue
        covered = [p for p in paths if name == p or name.startswith(f"{p}/")]
        assert covered, name


def test_reference_codes_are_unique_and_parents_come_first(rows: list[dict[str, str]]) -> None:
    seen: set[str] = set()
    for row in rows:
        assert row["reference_code"] not in seen
        assert row["parent"] in seen or (not row["parent"] and row["level"] == "fonds")
        seen.add(row["reference_code"])


def test_an_item_with_a_path_in_a_file_hangs_below_that_file(rows: list[dict[str, str]]) -> None:
    by_code = {row["reference_code"]: row for row in rows}
    inner = [row for row in rows if by_code.get(row["parent"], row)["level"] == "file"]
    assert len(inner) >= 5
    for row in inner:
        assert row["path"].startswith(by_code[row["parent"]]["path"] + "/")


def test_levels_and_genres_are_words_that_others_understand(rows: list[dict[str, str]]) -> None:
    assert {row["level"] for row in rows} == LEVELS
    assert {row["genre"] for row in rows if row["genre"]} <= GENRES


def test_dates_lie_between_the_town_order_and_today(rows: list[dict[str, str]]) -> None:
    for row in rows:
        for key in ("date_start", "date_end"):
            if row[key]:
                assert 1827 <= int(row[key][:4]) <= 2024, row["reference_code"]
        assert row["date_start"] <= row["date_end"] or row["date_end"] == row["date_start"][:4]


def test_there_is_something_of_everything(rows: list[dict[str, str]]) -> None:
    digital = [row for row in rows if row["path"]]
    analogue = [row for row in rows if not row["path"] and row["level"] == "file"]
    protected = [row for row in rows if any(row[key] for key in PROTECTED)]
    assert len(digital) >= 40
    assert len(analogue) >= 5
    assert len(protected) >= 9
    assert any(not row["date_end"] for row in digital)
    assert {row["language"] for row in rows} >= {"ger", "eng"}


def test_the_manifest_lists_every_file_with_its_sum(collection: Path) -> None:
    listed: dict[str, str] = {}
    for line in (collection / "manifest.sha512").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ", 1)
        listed[name] = digest
    assert set(listed) == set(files(collection)) - {"manifest.sha512"}
    for name, digest in listed.items():
        assert hashlib.sha512((collection / name).read_bytes()).hexdigest() == digest


def test_the_collection_is_drawn_alike_every_time(collection: Path) -> None:
    """In the same process, in another order, with every cache warm: the same bytes."""
    assert (collection / "metadata.csv").read_bytes() == metadata()
    for name in sorted(FILES, reverse=True):
        if name.endswith((".tif", ".png")):
            continue  # slow, and made by the same pens
        assert FILES[name]() == (collection / name).read_bytes(), name


def test_its_size_is_that_of_a_demo(collection: Path) -> None:
    assert 5e6 < sum((collection / name).stat().st_size for name in files(collection)) < 20e6


def test_the_gift_is_a_bag_that_others_accept(tmp_path: Path) -> None:
    bag(tmp_path / "bag")
    assert bagit.Bag(str(tmp_path / "bag")).is_valid()


def test_a_slip_of_the_pen_in_the_finding_aid_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slip = tmp_path / "finding-aid.toml"
    slip.write_text('[[unit]]\nreference_code = "X"\nlevle = "file"\n', encoding="utf-8")
    monkeypatch.setattr("demo.draw.submission.FINDING_AID", slip)
    with pytest.raises(ValueError, match="levle"):
        units()
