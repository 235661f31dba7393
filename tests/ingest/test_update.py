"""A changed delivery becomes the next generation: what is in it, what is carried, what is known."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import bagit
import pytest

from catalogue import aips, descriptions, revising
from catalogue.description_rows import Described
from ingest.outcome import Outcome
from schemas.description_json import loads
from tests.ingest.house import House

TABLE = "path,reference_code,parent,level,title,dates\n,S,,fonds,Stadt,\n.,S-1,S,file,Akte,1900\n"


def delivery(tmp_path: Path, table: str = TABLE) -> Path:
    root = tmp_path / "delivery"
    (root / "sub").mkdir(parents=True)
    (root / "stays.txt").write_text("bleibt")
    (root / "changes.txt").write_text("alt")
    (root / "sub" / "goes.txt").write_text("geht")
    if table:
        (root / "metadata.csv").write_text(table)
    return root


def change(root: Path) -> None:
    (root / "changes.txt").write_text("neu")
    (root / "sub" / "goes.txt").unlink()
    (root / "sub" / "comes.txt").write_text("kommt")


def described(archive: House, outcome: Outcome) -> Described:
    assert outcome.aip is not None
    with archive.database.read() as connection:
        return descriptions.of_aip(connection, outcome.aip)[0][0]


def names(archive: House, outcome: Outcome) -> dict[str, int]:
    """Files of the newest generation, and which generation holds each."""
    assert outcome.aip is not None
    with archive.database.read() as connection:
        newest = aips.newest(aips.generations(connection, outcome.aip))
        assert newest is not None
        found = aips.payload_of(connection, newest.key)
        return {one.name: one.member.held_in or newest.number for one in found}


def unpacked(archive: House, into: Path, unzip: str, *, store: str = "north") -> Path:
    """All generations, one over the other, without what the newest manifest does not list."""
    for path in archive.objects()[store]:
        subprocess.run([unzip, "-tq", path], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([unzip, "-oq", path, "-d", into], check=True)
    (top,) = into.iterdir()
    listed = {line[130:] for line in (top / "manifest-sha512.txt").read_text().splitlines()}
    for file in [path for path in (top / "data").rglob("*") if path.is_file()]:
        if str(file.relative_to(top)) not in listed:
            file.unlink()
    return top


def test_only_what_changed_is_in_it(archive: House, tmp_path: Path, unzip: str) -> None:
    root = delivery(tmp_path)
    first = archive.one(root)
    change(root)
    looked = archive.one(root, update=first.aip, dry_run=True)
    assert (looked.status, looked.generation, looked.files) == ("would-store", 2, 3)
    second = archive.one(root, update=first.aip, reason="Nachlieferung")
    assert (second.status, second.aip, second.generation) == ("stored", first.aip, 2)
    assert (second.refcode, second.files) == ("S-1", 3)
    assert names(archive, second) == {"changes.txt": 2, "stays.txt": 1, "sub/comes.txt": 2}
    top = unpacked(archive, tmp_path / "out", unzip)
    assert bagit.Bag(str(top)).validate()
    kept = top / "data/representations/original/data"
    assert (kept / "changes.txt").read_text() == "neu"
    assert sorted(p.name for p in kept.rglob("*") if p.is_file()) == [
        "changes.txt", "comes.txt", "stays.txt",
    ]  # fmt: skip
    premis = (top / "data/metadata/preservation/premis.xml").read_text()
    assert "1 new, 1 changed, 1 carried over, 1 superseded; reason: Nachlieferung" in premis
    assert premis.count("<eventType>ingestion") == 2


def test_never_a_chain_and_back_again(archive: House, tmp_path: Path, unzip: str) -> None:
    root = delivery(tmp_path)
    first = archive.one(root)
    before = shutil.copytree(root, tmp_path / "before")
    change(root)
    archive.one(root, update=first.aip)
    (root / "sub" / "third.txt").write_text("drittens")
    third = archive.one(root, update=first.aip)
    assert names(archive, third) == {
        "changes.txt": 2, "stays.txt": 1, "sub/comes.txt": 2, "sub/third.txt": 3,
    }  # fmt: skip
    # what was delivered first comes once more: that is a change too
    back = archive.one(before, update=first.aip)
    assert (back.status, back.generation) == ("stored", 4)
    assert names(archive, back) == {"changes.txt": 4, "stays.txt": 1, "sub/goes.txt": 4}
    top = unpacked(archive, tmp_path / "out", unzip)
    assert bagit.Bag(str(top)).validate()
    assert (top / "data/representations/original/data/changes.txt").read_text() == "alt"


def test_the_same_again_is_known(archive: House, tmp_path: Path) -> None:
    root = delivery(tmp_path)
    first = archive.one(root)
    assert archive.one(root, update=first.aip).status == "known"
    change(root)
    assert archive.one(root, update=first.aip).status == "stored"
    again = archive.one(root, update=first.aip, reason="another one changes nothing")
    assert (again.status, again.generation, again.files) == ("known", 2, 3)
    assert len(archive.objects()["north"]) == 2
    kinds = [event["kind"] for event in archive.events()]
    assert (kinds.count("updated"), kinds.count("stored"), kinds.count("known")) == (1, 2, 2)
    (told,) = [event for event in archive.events() if event["kind"] == "updated"]
    counts = [told[name] for name in ("created", "updated", "unchanged", "superseded")]
    assert counts == [1, 1, 1, 1]
    assert "text" not in told


def test_the_hint_of_known_content_leads_here(archive: House, tmp_path: Path) -> None:
    root = delivery(tmp_path, table="")
    first = archive.one(root)
    assert described(archive, first).description.rights.described is False
    table = tmp_path / "meta.csv"
    table.write_text("path,reference_code,title,dates\n.,S-9,Akte der Stadt,1900\n")
    assert archive.one(root, metadata=table).code == "ingest.known-content"
    second = archive.one(root, metadata=table, update=first.aip)
    assert (second.status, second.generation, second.refcode) == ("stored", 2, "S-9")
    assert set(names(archive, second).values()) == {1}
    now = described(archive, second)
    assert (now.description.title, now.description.old_refcode) == ("Akte der Stadt", first.refcode)
    assert now.opening.content_from == date(1931, 1, 1)
    assert archive.one(root, metadata=table, update=first.aip).status == "known"


def test_a_changed_rights_basis_is_a_generation(archive: House, tmp_path: Path, unzip: str) -> None:
    first = archive.one(delivery(tmp_path))
    assert described(archive, first).opening.content_from == date(1931, 1, 1)
    table = tmp_path / "rechte.csv"
    table.write_text("reference_code,title,lock_reason\nS-1,Akte (berichtigt),Streit\n")
    second = archive.one(table, update=first.aip, reason="Sperre")
    assert (second.status, second.generation, second.files) == ("stored", 2, 3)
    now = described(archive, second)
    assert now.description.title == "Akte (berichtigt)"
    assert now.description.period.start == date(1900, 1, 1)  # an empty cell says nothing
    assert (now.opening.content_from, now.revision) == (date.max, 2)
    top = unpacked(archive, tmp_path / "out", unzip)
    assert bagit.Bag(str(top)).validate()
    sealed = loads((top / "data/metadata/descriptive/description.json").read_bytes())
    assert sealed == now.description
    assert (top / "data/submission/metadata.csv").read_text() == table.read_text()
    assert archive.one(table, update=first.aip).status == "known"


def test_what_an_archivist_has_changed_stays(archive: House, tmp_path: Path) -> None:
    root = delivery(tmp_path)
    first = archive.one(root)
    one = described(archive, first)
    edited = replace(one.description, title="Am Schreibtisch berichtigt")
    register = archive.accession.register
    with archive.database.write() as connection:
        revising.change(
            connection, edited, one.revision, register.rules, register.clock(), register.agent.id
        )
    assert archive.one(root, update=first.aip).status == "known"
    change(root)  # and the table that comes along says what it said before
    assert archive.one(root, update=first.aip).status == "stored"
    assert described(archive, first).description == edited


def test_parts_are_described_with_it(archive: House, tmp_path: Path) -> None:
    root = delivery(tmp_path)
    first = archive.one(root)
    (root / "metadata.csv").write_text(
        TABLE + "sub/goes.txt,S-1-1,S-1,item,Ein Blatt,1900\nstays.txt,,,item,Noch eines,1901\n"
    )
    second = archive.one(root, update=first.aip)
    assert second.status == "stored"
    assert first.aip is not None
    with archive.database.read() as connection:
        found = {
            path: one.description.title for one, path in descriptions.of_aip(connection, first.aip)
        }
    assert found == {"": "Akte", "stays.txt": "Noch eines", "sub/goes.txt": "Ein Blatt"}
    assert archive.one(root, update=first.aip).status == "known"


def test_one_of_many_units(archive: House, tmp_path: Path) -> None:
    root = tmp_path / "many"
    for name in ("a", "b"):
        (root / name).mkdir(parents=True)
        (root / name / "x.txt").write_text(name)
    (root / "metadata.csv").write_text(
        "path,reference_code,level,title\na,S-1,file,Eins\nb,S-2,file,Zwei\n"
    )
    _, two = archive.take(root)
    (root / "b" / "y.txt").write_text("neu")
    updated = archive.one(root, update=two.aip)
    assert (updated.status, updated.refcode, updated.files) == ("stored", "S-2", 2)
    assert any("1 units of the delivery" in warning for warning in updated.warnings)
    assert names(archive, updated) == {"x.txt": 1, "y.txt": 2}


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("path,reference_code,title\n.,S-7,Andere\n", "ingest.update-other-unit"),
        ("path,reference_code,title,parent\n.,S-1,Akte,NIX\n", "ingest.unknown-parent"),
        (
            "path,reference_code,title\nsub,S-7,A\nstays.txt,S-8,B\nchanges.txt,S-9,C\n",
            "ingest.update-which-unit",
        ),
        ("path,title\nnowhere,Akte\n", "ingest.metadata-file-missing"),
        ("path,title,level\n.,Akte,kiste\n", "ingest.metadata-malformed"),
    ],
)
def test_wrong_tables_leave_all_as_it_was(
    archive: House, tmp_path: Path, table: str, code: str
) -> None:
    root = delivery(tmp_path)
    first = archive.one(root)
    change(root)
    (root / "metadata.csv").write_text(table)
    refused = archive.one(root, update=first.aip)
    assert (refused.status, refused.code) == ("refused", code)
    assert len(archive.objects()["north"]) == 1
    assert described(archive, first).revision == 1
    assert not [*(archive.home / "spool").iterdir()]


def test_an_empty_delivery_supersedes_nothing(archive: House, tmp_path: Path) -> None:
    first = archive.one(delivery(tmp_path))
    (tmp_path / "empty").mkdir()
    assert archive.one(tmp_path / "empty", update=first.aip).code == "ingest.empty"
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    assert archive.one(tmp_path / "notes.csv", update=first.aip).code == "ingest.metadata-malformed"
