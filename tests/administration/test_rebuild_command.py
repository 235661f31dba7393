"""Storage alone is enough: the database dropped, everything comes back (promise 4)."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from access.reading_room.erasing import erase
from administration.home import Home
from administration.people import create
from administration.reading_room import reading_room_of
from administration.settings import load
from administration.wiring import wire
from catalogue import accounts, readers
from catalogue.database import Database
from catalogue.tables import description, rebuild
from model.policy import UserRole
from model.rights.opening import NEVER
from tests.administration.conftest import Muniment, deliver, flip_a_bit, notes
from tests.administration.rebuilt import (
    CATALOGUE,
    GROWN,
    objects,
    rebuild_without_sheet,
    tables,
    wipe,
)
from tests.administration.test_update_command import later
from tests.ingest.finding_aids import findbuch, unit


def test_everything_comes_back(stocked: Muniment) -> None:
    """Analogue units, what descriptions said before, and access rules too."""
    assert stocked.json("import-ead", _finding_aid(stocked))["updated"] == 1
    before = tables(stocked)
    wipe(stocked)
    report = rebuild_without_sheet(stocked)
    assert report["missing"] == report["mismatched"] == []
    assert (report["aips"], report["generations"], report["files"]) == (3, 3, 4)
    assert report["descriptions"] == len(before["description"]) == 7
    assert report["events"] == len(before["event"])
    after = tables(stocked)
    for name in GROWN:
        assert set(before[name]) <= set(after[name]), name
    for name in CATALOGUE:
        assert after[name] == before[name], name


def test_later_generations_come_back(stocked: Muniment, tmp_path: Path) -> None:
    """Each update came with a submission of its own, and carries over what it did not change."""
    (updated,) = stocked.json("ingest", later(tmp_path), "--update", "LF-RAT-1")["results"]
    table = tmp_path / "titel.csv"
    table.write_text("reference_code;title\nLF-RAT-1;Ratsprotokolle, berichtigt\n")
    stocked.json("ingest", table, "--update", updated["aip"])
    stocked.json("ledger", "checkpoint")
    before = tables(stocked)
    wipe(stocked)
    report = rebuild_without_sheet(stocked)
    assert (report["generations"], report["mismatched"]) == (5, [])
    after = tables(stocked)
    for name in CATALOGUE:
        assert after[name] == before[name], name
    again = stocked.json("ingest", tmp_path / "später", "--update", "LF-RAT-1")["results"]
    assert again[0]["status"] == "known"
    assert stocked.json("verify", "--deep")["intact"] == 10


def test_without_the_journal_bags_tell_what_they_can(stocked: Muniment) -> None:
    """No bag holds the description of the fonds; nothing below it may open for that."""
    shown = stocked.json("show", "LF-RAT-1")
    assert _content_from(stocked, "LF-RAT-1") < datetime.now(UTC).date()
    for name in ("north", "south"):
        shutil.rmtree(stocked.home / "stores" / name / "journal")
    wipe(stocked)
    report = rebuild_without_sheet(stocked, ends=1)
    assert "rebuild.parent-unknown" in {one["code"] for one in report["missing"]}
    assert report["descriptions"] == 4
    again = stocked.json("show", "LF-RAT-1")
    assert (again["title"], again["id"]) == (shown["title"], shown["id"])
    assert _content_from(stocked, "LF-RAT-1") == NEVER


def test_it_goes_on_as_before(stocked: Muniment, tmp_path: Path) -> None:
    delivery = deliver(tmp_path / "delivery")
    aip = stocked.json("ingest", delivery)["results"][0]["aip"]
    before = stocked.json("show", aip)
    wipe(stocked)
    rebuild_without_sheet(stocked)
    again = stocked.json("ingest", delivery)["results"]
    assert [one["status"] for one in again] == ["known"] * 3
    shown = stocked.json("show", aip)
    assert shown["aips"][0]["files"] == before["aips"][0]["files"]
    # nobody has read the copies since the catalogue was lost
    assert {one["last_checked"] for one in shown["aips"][0]["copies"]} == {None}
    assert stocked.json("verify", "--deep")["intact"] == 6
    assert stocked("get", aip, "-o", tmp_path / "out").code == 0
    assert stocked.json("ledger", "verify")["intact"]
    assert stocked.json("search", "Ratsprotokolle")["total"] == 1
    (delivery / "bau" / "neu.txt").write_text("Noch etwas.\n")
    (delivery / "metadata.csv").unlink()
    new = stocked.json("ingest", delivery, "--as", "folder")["results"]
    assert [one["status"] for one in new] == ["stored"]
    assert stocked.json("ledger", "verify")["intact"]


def test_a_catalogue_that_holds_something_is_left_alone(stocked: Muniment) -> None:
    before = tables(stocked)
    answer = stocked("rebuild", "--json")
    assert (answer.code, answer.error) == (2, "rebuild.not-empty")
    assert tables(stocked) == before


def test_twice_changes_nothing(stocked: Muniment) -> None:
    wipe(stocked)
    first = rebuild_without_sheet(stocked)
    once = tables(stocked)
    second = rebuild_without_sheet(stocked)
    assert tables(stocked) == once
    assert first["rebuilt"]
    assert not second["rebuilt"]
    assert second["missing"] == first["missing"]
    assert "nothing was changed" in stocked("rebuild").out


def test_damage_is_named_and_healed(stocked: Muniment) -> None:
    """One copy is gone, another does not end as it did; the third AIP is not hit."""
    stocked.json("ledger", "checkpoint")
    north, south = objects(stocked, "north"), objects(stocked, "south")
    north[0].unlink()
    cut = south[1]
    cut.chmod(0o600)
    cut.write_bytes(cut.read_bytes()[:-30])
    wipe(stocked)
    report = rebuild_without_sheet(stocked, ends=1)
    found = {(one["code"], one["subject"], one["store"]) for one in report["missing"]}
    assert ("rebuild.copy-missing", north[0].parent.name, "north") in found
    (altered,) = report["mismatched"]
    assert (altered["code"], altered["subject"], altered["store"]) == (
        "rebuild.copy-altered",
        cut.parent.name,
        "south",
    )
    assert stocked.json("repair")["repaired"] == 2
    assert stocked.json("verify", "--deep")["intact"] == 6


def test_altered_in_the_first_store_is_read_from_the_second(stocked: Muniment) -> None:
    stocked.json("ledger", "checkpoint")
    damaged = objects(stocked, "north")[2]
    damaged.chmod(0o600)
    content = bytearray(damaged.read_bytes())
    content[content.rindex(b"manifest-sha512.txt")] ^= 1  # in the directory at the end
    damaged.write_bytes(content)
    before = tables(stocked)["file"]
    wipe(stocked)
    report = rebuild_without_sheet(stocked, ends=1)
    assert [one["store"] for one in report["mismatched"]] == ["north"]
    assert tables(stocked)["file"] == before


def test_lost_everywhere(stocked: Muniment) -> None:
    stocked.json("ledger", "checkpoint")
    aip = objects(stocked, "north")[0].parent.name
    for name in ("north", "south"):
        objects(stocked, name)[0].unlink()
    wipe(stocked)
    report = rebuild_without_sheet(stocked, ends=1)
    assert report["aips"] == 3  # the ledger knows it still
    gone = [one["subject"] for one in report["missing"] if one["code"] == "rebuild.in-no-store"]
    assert gone == [aip]
    findings = stocked.json("verify", aip, ends=1)["findings"]
    assert [one["verdict"] for one in findings] == ["missing", "missing"]


def test_from_one_store_while_the_other_is_away(stocked: Muniment) -> None:
    before = tables(stocked)
    away = stocked.home / "stores" / "south"
    away.rename(stocked.home / "elsewhere")
    wipe(stocked)
    answer = stocked("rebuild", "--json")
    assert answer.document["aips"] == 3
    assert "[storage.away]" in answer.err
    assert tables(stocked)["file"] == before["file"]
    statuses = {row[2]: row[-1] for row in tables(stocked)["copy"]}
    assert statuses == {"north": "intact", "south": "owed"}


def test_what_the_ledger_does_not_tell_is_read_as_a_whole(stocked: Muniment) -> None:
    """The log in the stores is gone: the objects vouch for themselves, byte for byte."""
    before = tables(stocked)
    damaged = flip_a_bit(stocked, "north", _aip_with(stocked, b"beschlossen"))
    for name in ("north", "south"):
        shutil.rmtree(stocked.home / "stores" / name / "log")
    wipe(stocked)
    report = rebuild_without_sheet(stocked, ends=1)
    codes = sorted(one["code"] for one in report["mismatched"])
    assert codes == ["rebuild.copy-altered", *["rebuild.not-in-ledger"] * 3]
    altered = next(o for o in report["mismatched"] if o["code"] == "rebuild.copy-altered")
    assert (altered["subject"], altered["store"]) == (damaged.parent.name, "north")
    after = tables(stocked)
    assert after["generation"] == before["generation"]
    assert after["file"] == before["file"]
    wipe(stocked)
    rebuild_without_sheet(stocked)  # from now on the ledger vouches for them
    assert stocked.json("verify", ends=1)["findings"][0]["aip"] == damaged.parent.name


def test_stores_that_there_are_not(stocked: Muniment) -> None:
    wipe(stocked)
    assert stocked("rebuild", "--from", "east", "--json").error == "storage.unknown"


def test_a_rebuild_from_other_stores_is_not_taken_up(stocked: Muniment) -> None:
    wipe(stocked)
    rebuild_without_sheet(stocked, "--from", "north")
    database = Database(f"sqlite:///{stocked.home / 'archive.db'}")
    with database.write() as connection:
        connection.execute(update(rebuild).values(ended_at=None))
    database.close()
    answer = stocked("rebuild", "--from", "south", "--json")
    assert (answer.code, answer.error) == (2, "rebuild.other-stores")


def _aip_with(muniment: Muniment, word: bytes) -> str:
    return next(p.parent.name for p in objects(muniment, "north") if word in p.read_bytes())


def _content_from(muniment: Muniment, refcode: str) -> date:
    database = Database(f"sqlite:///{muniment.home / 'archive.db'}")
    try:
        with database.read() as connection:
            wanted = select(description.c.content_from).where(description.c.refcode == refcode)
            opens: date = connection.execute(wanted).scalar_one()
            return opens
    finally:
        database.close()


def _finding_aid(muniment: Muniment) -> Path:
    """A fonds with two units on paper, whose title the second delivery changes."""
    file = muniment.home.parent / "findbuch.xml"
    file.write_text(findbuch(unit(1) + unit(2)))
    muniment.json("import-ead", file)
    file.write_text(findbuch(unit(1) + unit(2), title="Stadtbauamt"))
    return file


def test_a_home_that_is_lost_comes_back_with_a_recovery_sheet(tmp_path: Path) -> None:
    """Nothing is left but the stores, the settings and a sheet of paper."""
    muniment = Muniment(tmp_path / "home")
    sheet = tmp_path / "sheet.txt"
    told = muniment.json("init")
    sheet.write_text(told["recovery_sheets"][1]["identity"])
    muniment.json("ingest", deliver(tmp_path / "delivery"))
    muniment.json("accounts", "add", "Magdalena", "--role", "archivist")
    muniment.json("state", "write")
    accounts = muniment.json("accounts", "list")["accounts"]
    new = Muniment(tmp_path / "new")
    new.home.mkdir()
    for name in ("stores", "settings.toml"):
        shutil.move(muniment.home / name, new.home / name)
    wrong = new("rebuild", "--identity", tmp_path / "nothing", "--json")
    assert (wrong.code, wrong.error) == (2, "state.identity-unreadable")
    report = new.json("rebuild", "--identity", sheet)
    assert report["missing"] == report["mismatched"] == []
    assert not report["new_key"]
    assert report["key_fingerprint"] == told["key_fingerprint"]
    assert report["state"]["lost"] == 0
    assert new.json("accounts", "list")["accounts"] == accounts
    assert new.json("ledger", "verify")["intact"]
    assert new.json("verify", "--deep")["intact"] == 6
    assert new.json("search", "Ratsprotokolle")["total"] == 1


def test_the_sheet_may_be_found_later(tmp_path: Path) -> None:
    """Without it another key begins; accounts come back when the sheet does."""
    muniment = Muniment(tmp_path / "home")
    told = muniment.json("init")
    muniment.json("accounts", "add", "Magdalena", "--role", "archivist")
    muniment.json("state", "write")
    wipe(muniment)
    shutil.rmtree(muniment.home / "keys")
    report = rebuild_without_sheet(muniment)
    assert report["new_key"]
    assert report["state"] is None
    assert "--identity" in muniment("rebuild").out
    assert notes(muniment, ends=1)["state"] == "warn"
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(told["recovery_sheets"][0]["identity"])
    again = muniment.json("rebuild", "--identity", sheet)
    assert again["state"]["rows"]
    assert notes(muniment)["state"] == "ok"
    assert "Magdalena" in {one["name"] for one in muniment.json("accounts", "list")["accounts"]}
    assert muniment.json("ledger", "verify")["intact"], "both keys have signed rightly"


def test_who_was_erased_since_is_erased_again(tmp_path: Path) -> None:
    muniment = Muniment(tmp_path / "home")
    told = muniment.json("init")
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(told["recovery_sheets"][0]["identity"])
    archive = wire(Home(muniment.home), load(Home(muniment.home)))
    create(archive, "resi", UserRole.READER)
    with archive.database.write() as connection:
        account = accounts.by_name(connection, "resi")
        assert account is not None
        readers.write_down(connection, account.id, "Resi Leserin", "Gasse 1")
        reader = readers.of_account(connection, account.id)
        assert reader is not None
    muniment.json("state", "write")
    erase(reading_room_of(archive), archive.agent, reader.number)
    archive.close()
    muniment.json("ledger", "checkpoint")
    # the bundle that knows of the erasure is lost with the archive
    for place in (muniment.home / "stores").iterdir():
        bundles = sorted((place / "state").iterdir())
        for newer in bundles[-1:]:
            assert bundles[:-1]
            newer.unlink()
    wipe(muniment)
    assert muniment.json("rebuild", "--identity", sheet)["state"]["rows"]
    assert b"Resi" not in (muniment.home / "archive.db").read_bytes()


@pytest.mark.parametrize("piece", ["entries", "0"])
def test_a_falsified_ledger_in_one_store_is_named_and_put_right(
    stocked: Muniment, piece: str
) -> None:
    stocked.json("ledger", "checkpoint")
    before = tables(stocked)["event"]
    (file,) = (stocked.home / "stores/north/log/tile" / piece).rglob("*.p/*")
    file.chmod(0o600)
    content = bytearray(file.read_bytes())
    content[40] ^= 1
    file.write_bytes(content)
    wipe(stocked)
    for _ in range(2):
        report = rebuild_without_sheet(stocked, ends=1)
        (found,) = report["mismatched"]
        assert (found["code"], found["store"]) == ("rebuild.log-altered", "north")
        assert found["place"] in str(file)
    assert set(before) <= set(tables(stocked)["event"])
    stocked.json("repair")
    assert stocked.json("ledger", "verify")["intact"]
    stocked.json("accounts", "add", "neu", "--role", "desk")
    newest = stocked.json("ledger", "checkpoint")
    assert newest["stores"] == ["north", "south"]
    assert int(newest["checkpoint"].splitlines()[1]) == stocked.json("ledger", "verify")["events"]


def test_a_falsified_tree_in_every_store(stocked: Muniment) -> None:
    """The entries prove themselves against the checkpoint, and the archive goes on."""
    stocked.json("ledger", "checkpoint")
    for name in ("north", "south"):
        (file,) = (stocked.home / "stores" / name / "log/tile/0").rglob("*.p/*")
        file.chmod(0o600)
        file.write_bytes(bytes(len(file.read_bytes())))
    wipe(stocked)
    report = rebuild_without_sheet(stocked, ends=1)
    assert {one["code"] for one in report["mismatched"]} == {"rebuild.log-altered"}
    stocked.json("repair")
    stocked.json("accounts", "add", "neu", "--role", "desk")
    newest = stocked.json("ledger", "checkpoint")
    assert newest["stores"] == ["north", "south"]
    assert stocked.json("ledger", "verify")["intact"]


def test_the_tail_is_not_signed_and_damage_in_one_store_is_told(stocked: Muniment) -> None:
    stocked.json("ledger", "checkpoint")
    stocked.json("accounts", "add", "neu", "--role", "desk")  # within the minute: not signed yet
    (file,) = (stocked.home / "stores/north/log/tile/entries").rglob("*.p/*")
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:-3] + b"?" * 3)
    before = tables(stocked)["event"]
    wipe(stocked)
    report = rebuild_without_sheet(stocked, ends=1)
    assert [one["code"] for one in report["mismatched"]] == ["rebuild.log-altered"]
    assert set(before) <= set(tables(stocked)["event"])
