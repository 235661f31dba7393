"""A submission comes in: what is stored, what is known, what is refused and leaves nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest

from catalogue import aips, copies, descriptions
from ingest.limits import Limits
from schemas.description_json import loads
from tests.ingest.house import STORES, House, house


def folder(tmp_path: Path, **files: bytes) -> Path:
    root = tmp_path / "delivery"
    for name, data in (files or {"letter.txt": b"Sehr geehrte Damen und Herren"}).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def unpacked(archive: House, tmp_path: Path, unzip: str) -> Path:
    """The only AIP, unpacked with a plain tool."""
    (stored,) = archive.objects()["north"]
    subprocess.run([unzip, "-tq", stored], check=True, stdout=subprocess.DEVNULL)
    into = tmp_path / "unpacked"
    subprocess.run([unzip, "-q", stored, "-d", into], check=True)
    (top,) = into.iterdir()
    return top


def test_a_folder_of_many_formats(archive: House, shared: Path, tmp_path: Path, unzip: str) -> None:
    outcome = archive.one(shared / "corpus/formats")
    assert (outcome.status, outcome.files, outcome.generation) == ("stored", 146, 1)
    north, south = (archive.objects()[name] for name in STORES)
    assert len(north) == len(south) == 1
    assert north[0].read_bytes() == south[0].read_bytes()
    top = unpacked(archive, tmp_path, unzip)
    assert top.name == str(outcome.aip)
    assert bagit.Bag(str(top)).validate()
    delivered = shared / "corpus/formats"
    kept = top / "data/representations/original/data"
    sources = [path for path in delivered.rglob("*") if path.is_file()]
    assert len(sources) == 146
    for source in sources:
        assert (kept / source.relative_to(delivered)).read_bytes() == source.read_bytes()


def test_what_the_catalogue_knows_of_it(archive: House, shared: Path) -> None:
    outcome = archive.one(shared / "corpus/ocr/kant_aufklaerung_1784")
    assert outcome.aip is not None
    with archive.database.read() as connection:
        (generation,) = aips.generations(connection, outcome.aip)
        files = list(aips.payload_of(connection, generation.key))
        held = copies.of_aip(connection, outcome.aip)
        found = descriptions.by_refcode(connection, outcome.refcode or "")
    stored = archive.objects()["north"][0].read_bytes()
    assert hashlib.sha256(stored).digest() == generation.sha256
    assert len(files) == 7
    for file in files:
        member = file.member
        data = stored[member.offset : member.offset + member.size]
        assert hashlib.sha512(data).digest() == member.sha512
    formats = {file.name: file.member.identification for file in files}
    scan = formats["OCR-D-IMG/INPUT_0017.tif"]
    assert scan is not None
    assert (scan.puid, scan.mime) == ("fmt/353", "image/tiff")
    assert [copy.placement.store for copy in held] == ["north", "south"]
    assert {copy.status for copy in held} == {"intact"}
    assert found is not None
    # nobody has described it: it does not exist for the public
    assert not found.opening.description_public(found.changed_at.date())


def test_the_ledger_knows_of_it_and_names_nobody(archive: House, tmp_path: Path) -> None:
    outcome = archive.one(folder(tmp_path, **{"Müller-Akte.txt": b"x"}))
    kinds = [event["kind"] for event in archive.events()]
    assert kinds == ["received", "stored", "described"]
    stored = archive.events()[1]
    assert stored["aip"] == str(outcome.aip)
    assert stored["files"] == 1
    assert stored["object"].startswith("sha256:")
    assert stored["agent"]["kind"] == "os-user"
    everything = str(archive.events())
    assert "Müller" not in everything
    assert "tester" not in everything


def test_a_table_makes_one_aip_per_unit(archive: House, tmp_path: Path) -> None:
    root = folder(tmp_path, **{"rat/1.txt": b"eins", "rat/2.txt": b"zwei", "foto.txt": b"drei"})
    (root / "metadata.csv").write_text(
        "path,reference_code,parent,level,title,date_start,date_end\n"
        ",S,,fonds,Stadt,1827,2024\n"
        "rat,S-1,S,file,Ratsprotokolle,1827,1830\n"
        "rat/2.txt,S-1-2,S-1,item,Zweites Blatt,,\n"
        "foto.txt,S-2,S,item,Fotografie,1995,1995\n"
        ",S-3,S,file,Nur auf Papier,1900,1901\n"
    )
    outcomes = archive.take(root)
    assert [(o.status, o.refcode, o.files) for o in outcomes] == [
        ("stored", "S-1", 2),
        ("stored", "S-2", 1),
    ]
    with archive.database.read() as connection:
        found = {code: descriptions.by_refcode(connection, code) for code in
                 ("S", "S-1", "S-1-2", "S-2", "S-3")}  # fmt: skip
        part = found["S-1-2"]
        assert part is not None
        assert aips.of_description(connection, part.key) == [(outcomes[0].aip, "2.txt")]
    opening = {code: one.opening.content_from.year for code, one in found.items() if one}
    # the fonds has no content of its own; the part is no younger than the whole
    assert opening == {"S": 1, "S-1": 1861, "S-1-2": 1861, "S-2": 2026, "S-3": 1932}


def test_a_unit_keeps_its_own_papers_and_nobody_elses(archive: House, tmp_path: Path) -> None:
    root = folder(tmp_path, a=b"aa", b=b"bb")
    (root / "metadata.csv").write_text("path,title\na,Akte Arnold\nb,Akte Bertram\n")
    sums = "".join(
        f"{hashlib.sha256(d).hexdigest()}  {n}\n" for n, d in (("a", b"aa"), ("b", b"bb"))
    )
    (root / "manifest.sha256").write_text(sums)
    first = archive.take(root)[0]
    path = next(p for p in archive.objects()["north"] if str(first.aip) in str(p))
    with zipfile.ZipFile(path) as stored:
        base = f"{first.aip}/data/"
        assert stored.read(f"{base}submission/metadata.csv") == b"path,title\r\na,Akte Arnold\r\n"
        assert stored.read(f"{base}submission/manifest.sha256").decode() == sums.splitlines(True)[0]
        assert b"Bertram" not in b"".join(stored.read(name) for name in stored.namelist())
        said = loads(stored.read(f"{base}metadata/descriptive/description.json"))
    assert said.title == "Akte Arnold"


def test_the_same_again_is_known_from_wherever_it_comes(archive: House, tmp_path: Path) -> None:
    root = folder(tmp_path)
    first = archive.one(root)
    elsewhere = tmp_path / "another name"
    shutil.copytree(root, elsewhere)
    again = archive.one(elsewhere)
    assert (again.status, again.aip, again.refcode) == ("known", first.aip, first.refcode)
    assert len(archive.objects()["north"]) == 1
    assert archive.events()[-1]["kind"] == "known"


def test_the_same_files_with_other_metadata_are_refused(archive: House, tmp_path: Path) -> None:
    root = folder(tmp_path)
    first = archive.one(root)
    (root / "metadata.csv").write_text("path,title\n.,Briefe\n")
    refused = archive.one(root)
    assert (refused.status, refused.code) == ("refused", "ingest.known-content")
    assert refused.error is not None
    assert refused.error.hint() == f"To change it, ingest with --update {first.aip}."


def test_a_dry_run_stores_nothing_and_says_what_it_would_do(archive: House, tmp_path: Path) -> None:
    root = folder(tmp_path)
    outcome = archive.one(root, dry_run=True)
    assert (outcome.status, outcome.aip, outcome.files) == ("would-store", None, 1)
    assert archive.nothing_stored()
    assert archive.events() == []
    (root / "wrong.md5").write_text("0" * 32 + "  letter.txt\n")
    assert archive.one(root, dry_run=True).code == "ingest.checksum-mismatch"
    assert archive.events() == []


def test_under_an_existing_unit_and_under_one_that_is_not_there(
    archive: House, tmp_path: Path
) -> None:
    assert archive.one(folder(tmp_path), under="S").code == "ingest.unknown-parent"
    root = tmp_path / "first"
    root.mkdir()
    (root / "a").write_bytes(b"a")
    (root / "metadata.csv").write_text(
        "path,reference_code,title,level\n,S,Stadt,fonds\na,S-1,A,file\n"
    )
    archive.take(root)
    outcome = archive.one(folder(tmp_path), under="S")
    with archive.database.read() as connection:
        found = descriptions.by_refcode(connection, outcome.refcode or "")
        top = descriptions.by_refcode(connection, "S")
    assert found is not None
    assert top is not None
    assert found.description.parent == top.description.id


def test_a_reference_code_that_is_taken(archive: House, tmp_path: Path) -> None:
    root = folder(tmp_path, a=b"a")
    (root / "metadata.csv").write_text("path,reference_code,title\na,S-1,A\n")
    archive.take(root)
    (root / "a").write_bytes(b"other")
    assert archive.one(root).code == "ingest.refcode-taken"
    assert len(archive.objects()["north"]) == 1


def wrong_checksum(root: Path) -> None:
    (root / "list.sha512").write_text("0" * 128 + "  letter.txt\n")


def missing_in_manifest(root: Path) -> None:
    (root / "list.md5").write_text("0" * 32 + "  gone.txt\n")


def no_manifest(root: Path) -> None:
    (root / "list.sha256").write_text("this is not a checksum list\n")


def unreadable(root: Path) -> None:
    # even root cannot read it: a link to a file that is gone
    (root / "b").symlink_to("gone")


def outside(root: Path) -> None:
    (root / "b").symlink_to("/etc/hostname")


def not_utf8(root: Path) -> None:
    Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9")).write_bytes(b"x")


def control(root: Path) -> None:
    (root / "a\nb").write_bytes(b"x")


def empty(root: Path) -> None:
    shutil.rmtree(root)
    (root / "only" / "folders").mkdir(parents=True)


def row_without_file(root: Path) -> None:
    (root / "metadata.csv").write_text("path,title\ngone.txt,Fort\n")


def bad_row(root: Path) -> None:
    (root / "metadata.csv").write_text("path,title,date_start\nletter.txt,Brief,gestern\n")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (wrong_checksum, "ingest.checksum-mismatch"),
        (missing_in_manifest, "ingest.manifest-file-missing"),
        (no_manifest, "ingest.manifest-malformed"),
        (unreadable, "ingest.unreadable"),
        (outside, "ingest.symlink-outside"),
        (not_utf8, "ingest.unsafe-name"),
        (control, "ingest.unsafe-name"),
        (empty, "ingest.empty"),
        (row_without_file, "ingest.metadata-file-missing"),
        (bad_row, "ingest.metadata-malformed"),
    ],
)
def test_bad_input_is_refused_and_the_attempt_is_in_the_ledger(
    archive: House, tmp_path: Path, spoil: Callable[[Path], None], code: str
) -> None:
    root = folder(tmp_path)
    spoil(root)
    outcome = archive.one(root)
    assert (outcome.status, outcome.code) == ("refused", code)
    assert outcome.message
    assert "\n" not in outcome.message
    assert archive.nothing_stored()
    (attempt,) = archive.events()
    assert (attempt["kind"], attempt["outcome"], attempt["code"]) == ("refused", "failure", code)
    assert "letter" not in str(attempt)


def test_what_is_no_submission(archive: House, tmp_path: Path) -> None:
    assert archive.one(tmp_path / "nowhere").code == "ingest.not-found"
    (tmp_path / "file.txt").write_bytes(b"x")
    assert archive.one(tmp_path / "file.txt").code == "ingest.not-a-submission"
    with zipfile.ZipFile(tmp_path / "plain.zip", "w") as plain:
        plain.writestr("a.txt", "no bag")
    assert archive.one(tmp_path / "plain.zip").code == "ingest.not-a-submission"
    assert archive.nothing_stored()


def test_limits_come_from_outside(tmp_path: Path) -> None:
    with house(tmp_path / "home", Limits(files=1)) as archive:
        assert archive.one(folder(tmp_path, a=b"1", b=b"2")).code == "ingest.too-large"


def test_a_metadata_table_from_elsewhere(archive: House, tmp_path: Path) -> None:
    table = tmp_path / "liste.csv"
    table.write_text("Datei;Signatur;Titel;Laufzeit\nletter.txt;B 1;Brief;1848\n")
    outcome = archive.one(folder(tmp_path), metadata=table)
    assert (outcome.status, outcome.refcode) == ("stored", "B 1")
    (path,) = archive.objects()["north"]
    with zipfile.ZipFile(path) as stored:
        name = f"{outcome.aip}/data/submission/metadata.csv"
        assert stored.read(name) == table.read_bytes()
    assert archive.one(folder(tmp_path), metadata=tmp_path / "no.csv").code == "ingest.not-found"
