"""Storage alone is enough: the database is gone, and every description is as it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete, func, insert, select

from catalogue import aips, descriptions, journal
from catalogue.database import Database
from catalogue.journal import files
from catalogue.journal.restoring import Restored, write_back
from catalogue.tables import (
    aip,
    description,
    ead_origin,
    index_outbox,
    journal_outbox,
    journal_restored,
)
from model.rights import RightsInputs
from preservation.journal import placing
from preservation.journal.adopting import adopt
from preservation.journal.keeping import Pace
from preservation.journal.reading import Reading, Wrong
from tests.catalogue.samples import stored
from tests.preservation.journal.chronicle import RULES, Chronicle, chronicle, grow, said


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Chronicle]:
    with chronicle(tmp_path) as opened:
        yield opened


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/new.db")
    database.upgrade()
    yield database
    database.close()


def restore(reading: Reading, database: Database) -> Restored:
    return write_back(database, reading.descriptions(), RULES)


def with_origins(kept: Chronicle, ids: list[UUID]) -> None:
    with kept.database.write() as connection:
        for number, identifier in enumerate(ids):
            found = descriptions.by_id(connection, identifier)
            assert found is not None
            row = {"source": "F1", "ead_id": f"c{number}", "description": found.key,
                   "digest": bytes([number % 256]) * 32}  # fmt: skip
            connection.execute(insert(ead_origin).values(row))
            journal.note(connection, identifier, found.revision, kept.now)


def test_a_thousand_units_on_paper_come_back(kept: Chronicle, empty: Database) -> None:
    ids = grow(kept, 1_000)
    with_origins(kept, ids[:300])
    kept.keep()
    for number, identifier in enumerate(ids[::3]):
        kept.change(identifier, title=f"Berichtigt {number}", note="von Hand")
    for identifier in ids[::9]:
        kept.change(identifier, title="Noch einmal")
        kept.keep()
    kept.change(ids[0], rights=RightsInputs(lock_reason="water", aggregate=True))
    kept.keep()
    before = kept.said()
    assert len(before["description"]) == 1_000
    assert len(before["description_past"]) > 400
    reading = kept.reading()
    found = restore(reading, empty)
    assert (found.descriptions, found.revisions) == (1_000, len(before["description_past"]))
    assert reading.findings == []
    assert (found.refused, found.without_parent, found.missing_aips) == ([], 0, 0)
    assert said(empty) == before
    with empty.read() as connection:
        waiting = set(connection.scalars(select(index_outbox.c.description)))
        assert waiting == set(ids), "readers find them again"
        assert connection.execute(select(journal_outbox)).all() == [], "the stores know them"


def test_the_same_with_snapshots_and_without_the_old_segments(
    kept: Chronicle, empty: Database
) -> None:
    kept.pace = Pace(age=timedelta(hours=1))
    ids = grow(kept, 300)
    for round_ in range(4):
        for identifier in ids[round_::4]:
            kept.change(identifier, title=f"Runde {round_}")
        kept.keep()
        kept.wait(hours=2)
    kept.change(ids[5], title="Zuletzt")
    kept.keep()
    assert any(key.startswith("snapshots/") for key in kept.lying())
    assert kept.lying()[0] > f"segments/{500:020d}", "the first segments are gone"
    reading = kept.reading()
    restore(reading, empty)
    assert reading.findings == []
    assert said(empty) == kept.said()


def test_again_changes_nothing(kept: Chronicle, empty: Database) -> None:
    grow(kept, 80)
    kept.keep()
    restore(kept.reading(), empty)
    again = restore(kept.reading(), empty)
    assert (again.descriptions, again.known) == (0, 80)
    assert said(empty) == kept.said()


class Killed(BaseException):
    pass


@pytest.mark.parametrize("after", range(11))
def test_it_goes_on_where_it_was_killed(
    kept: Chronicle, empty: Database, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalogue.journal.restoring._BATCH", 30)
    grow(kept, 120)
    kept.keep()
    write, left = Database.write, after

    def killed(database: Database) -> object:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        return write(database)

    with monkeypatch.context() as patched:
        patched.setattr(Database, "write", killed)
        with pytest.raises(Killed):
            restore(kept.reading(), empty)
    with empty.read() as connection:
        today = date(2026, 11, 24)
        for one in connection.scalars(select(description.c.id)).all():
            half, whole = descriptions.by_id(connection, one), None
            with kept.database.read() as there:
                whole = descriptions.by_id(there, one)
            assert half is not None
            assert whole is not None
            assert not (
                half.opening.content_public(today) and not whole.opening.content_public(today)
            ), "nothing is open for a moment that is to be closed"
    restore(kept.reading(), empty)
    assert said(empty) == kept.said()


def test_links_to_aips_come_back_with_their_paths(kept: Chronicle, empty: Database) -> None:
    unit, part = kept.describe("F"), kept.describe("F 1")
    with kept.database.write() as connection:
        identifier, _ = stored(connection)
        row = connection.execute(select(aip.c.key)).scalar_one()
        for one, path in ((unit, ""), (part, "a/b"), (part, "a/c")):
            found = descriptions.by_id(connection, one)
            assert found is not None
            aips.link(connection, found.key, row, path, kept.now)
    kept.keep()
    first = restore(kept.reading(), empty)
    assert (first.links, first.missing_aips) == (0, 3), "said, where the AIPs are not there yet"
    with empty.write() as connection:
        stored(connection, aip=identifier)
    again = restore(kept.reading(), empty)
    assert (again.links, again.missing_aips) == (3, 0)
    assert said(empty) == kept.said()


def test_what_lost_its_parent_stays_closed(kept: Chronicle, empty: Database) -> None:
    fonds = kept.describe("F", rights=RightsInputs(lock_reason="mould"))
    unit = kept.describe("F 1", fonds, rights=RightsInputs(end_year=1800))
    kept.keep()

    def without_the_fonds(lines: Reading) -> Iterator[list[object]]:
        return (one for one in lines.descriptions() if one[-1].id != fonds)  # type: ignore[misc]

    found = write_back(empty, without_the_fonds(kept.reading()), RULES)  # type: ignore[arg-type]
    assert found.without_parent == 1
    with empty.read() as connection:
        one = descriptions.by_id(connection, unit)
        assert one is not None
        assert not one.opening.description_public(date(2999, 1, 1))
    restore(kept.reading(), empty)
    assert said(empty) == kept.said()


def test_two_units_of_one_reference_code_are_named(kept: Chronicle, empty: Database) -> None:
    first = kept.describe("F")
    kept.keep()
    restore(kept.reading(), empty)
    kept.change(first, refcode="G")
    second = kept.describe("F")
    kept.keep()
    assert restore(kept.reading(), empty).refused == [second]


def test_what_is_gone_stays_gone(kept: Chronicle, empty: Database) -> None:
    kept.describe("F")
    gone = kept.describe("G")
    kept.keep()
    with kept.database.write() as connection:
        connection.execute(delete(description).where(description.c.id == gone))
        journal.note(connection, gone, 2, kept.now)
    kept.keep()
    assert restore(kept.reading(), empty).descriptions == 1
    assert said(empty) == kept.said()


def test_numbers_go_on_in_the_new_catalogue(kept: Chronicle, empty: Database) -> None:
    kept.pace = Pace(age=timedelta(hours=1))
    ids = grow(kept, 60)
    kept.keep()
    kept.wait(hours=2)
    kept.keep()
    reading = kept.reading()
    restore(reading, empty)
    events, known = kept.events(), kept.digests()
    lying = kept.lying()
    kept.database, old = empty, kept.database
    assert adopt(kept.journal, reading.files, known) == len(lying)
    assert adopt(kept.journal, reading.files, known) == 0
    assert placing.keep_level(kept.journal) == []
    assert kept.events() == [], "what the ledger knew is not told again"
    kept.change(ids[0], title="Danach")
    kept.keep()
    new = sorted(set(kept.lying()) - set(lying))
    assert new[0] == f"segments/{61:020d}-{61:020d}.ndjson"
    assert len(events) == len(lying)
    old.close()


@pytest.mark.parametrize("harm", ["cut", "flipped", "falsified", "missing", "unreadable"])
def test_one_bad_copy_is_named_and_another_taken(
    kept: Chronicle, empty: Database, harm: str
) -> None:
    unit = kept.describe("F")
    kept.keep()
    kept.change(unit, title="Neu")
    kept.keep()
    path = kept.file(kept.lying()[1], 0)
    body = path.read_bytes()
    path.chmod(0o600)
    match harm:
        case "cut":
            path.write_bytes(body[: len(body) // 2])
        case "flipped":
            path.write_bytes(body.replace(b"Neu", b"Nev"))
        case "falsified":
            path.write_bytes(falsified(body))
        case "missing":
            path.unlink()
        case _:
            path.unlink()
            path.mkdir()
    reading = kept.reading()
    restore(reading, empty)
    (found,) = reading.findings
    assert found.store == "north"
    assert found.key.endswith(path.name)
    expected = {"cut": Wrong.DAMAGED, "flipped": Wrong.DAMAGED, "falsified": Wrong.FALSIFIED}
    assert found.wrong is expected.get(harm, Wrong.MISSING)
    assert said(empty) == kept.said()


def falsified(body: bytes) -> bytes:
    """Changed by somebody who knows the format."""
    lines = body.replace(b'"title":"Neu"', b'"title":"Nie"').splitlines(keepends=True)[:-1]
    count = len(lines) - 1
    digest = hashlib.sha256(b"".join(lines)).hexdigest()
    end = {"end": True, "lines": count, "sha256": digest}
    return b"".join(lines) + json.dumps(end).encode() + b"\n"


def test_where_the_ledger_is_silent_a_dispute_is_said(kept: Chronicle, empty: Database) -> None:
    kept.change(kept.describe("F"), title="Neu")
    kept.keep()
    path = kept.file(kept.lying()[0], 1)
    path.chmod(0o600)
    path.write_bytes(falsified(path.read_bytes()))
    reading = kept.reading(digests={})
    restore(reading, empty)
    assert [(one.wrong, one.store) for one in reading.findings] == [(Wrong.DISPUTED, "south")]


def test_a_gap_is_reported_and_the_rest_restored(kept: Chronicle, empty: Database) -> None:
    kept.describe("F")
    kept.keep()
    kept.describe("G")
    kept.keep()
    kept.describe("H")
    kept.keep()
    for store in (0, 1):
        path = kept.file(kept.lying(store)[1], store)
        path.chmod(0o600)
        path.write_bytes(b"")
    reading = kept.reading()
    assert restore(reading, empty).descriptions == 2
    wrong = [(one.wrong, one.store) for one in reading.findings]
    assert (Wrong.LOST, "") in wrong
    assert (Wrong.GAP, "") in wrong
    gap = next(one for one in reading.findings if one.wrong is Wrong.GAP)
    assert gap.problem == "changes 2 to 2"


def test_the_last_segment_missing_everywhere_is_a_gap(kept: Chronicle) -> None:
    kept.describe("F")
    kept.keep()
    kept.describe("G")
    kept.keep()
    for store in (0, 1):
        kept.file(kept.lying(store)[1], store).unlink()
    reading = kept.reading()
    list(reading.descriptions())
    assert [one.problem for one in reading.findings] == ["changes 2 to 2"]


def test_the_snapshot_before_stands_in_for_a_bad_one(kept: Chronicle, empty: Database) -> None:
    kept.pace = Pace(age=timedelta(hours=1))
    unit = kept.describe("F")
    for title in ("eins", "zwei", "drei"):
        kept.change(unit, title=title)
        kept.keep()
        kept.wait(hours=2)
    kept.keep()
    taken = [key for key in kept.lying() if key.startswith("snapshots/")]
    assert len(taken) == 2
    for store in (0, 1):
        path = kept.file(taken[-1], store)
        path.chmod(0o600)
        path.write_bytes(path.read_bytes()[:-20])
    reading = kept.reading()
    restore(reading, empty)
    assert {one.wrong for one in reading.findings} == {Wrong.DAMAGED, Wrong.LOST}
    assert said(empty) == kept.said()


def test_a_store_that_is_away_is_named(kept: Chronicle, empty: Database) -> None:
    kept.describe("F")
    kept.keep()
    (kept.place / "south").rename(kept.place / "unmounted")
    reading = kept.reading()
    restore(reading, empty)
    assert [(one.wrong, one.store) for one in reading.findings] == [(Wrong.AWAY, "south")]
    assert said(empty) == kept.said()


def test_what_is_no_journal_is_named(kept: Chronicle) -> None:
    kept.describe("F")
    kept.keep()
    kept.stores[0].put("journal/descriptions/segments/notes.txt", b"x")
    reading = kept.reading()
    list(reading.descriptions())
    assert [one.wrong for one in reading.findings] == [Wrong.STRANGE]


def test_an_old_archive_writes_down_what_it_had(kept: Chronicle, empty: Database) -> None:
    """What a revision of the tables puts into the outbox, past revisions and all."""
    ids = grow(kept, 30)
    kept.change(ids[1], title="Neu")
    with kept.database.write() as connection:
        connection.execute(delete(journal_outbox))
        connection.exec_driver_sql(
            "insert into journal_outbox (description, revision, at) "
            "select id, 1, changed_at from description order by key"
        )
    kept.keep()
    restore(kept.reading(), empty)
    assert said(empty) == kept.said()
    with empty.read() as connection:
        assert files.waiting(connection).changes == 0
        left = select(func.count()).select_from(journal_restored)
        assert connection.execute(left).scalar_one() == 0
