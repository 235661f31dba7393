"""The ledger comes back from the stores alone, byte for byte, or what is lost is named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from catalogue import ledger
from catalogue.database import Database
from catalogue.ledger.restoring import OtherPast
from catalogue.tables import event_subject, tree_node
from preservation.log.comparing import differences, mend
from preservation.log.publishing import AnotherText
from preservation.log.reading import Log, known_keys
from preservation.log.restoring import Restored, restore_ledger
from storage.stores import Store
from tests.catalogue import samples
from tests.catalogue.ledger.keeper import KEYS, SIGNER, STRANGER
from tests.preservation.log.conftest import Books, entries


def back(books: Books, database: Database, *stores: Store) -> Restored:
    """The ledger of the stores in another catalogue."""
    return restore_ledger(database, stores or books.stores, [SIGNER.verifier], samples.clock)


def problems(database: Database) -> list[str]:
    return [one.problem for one in ledger.verify(database, KEYS).findings]


@pytest.mark.parametrize("size", [1, 255, 256, 257, 600])
def test_it_comes_back(books: Books, fresh: Callable[[], Database], size: int) -> None:
    books.happen(size)
    books.publish()
    other = fresh()
    found = back(books, other)
    assert (found.size, found.events, found.unsigned, found.lost) == (size, size, 0, ())
    assert entries(other) == entries(books.database)
    assert problems(other) == []
    for table in (event_subject, tree_node):
        with books.database.read() as before, other.read() as after:
            rows = select(table).order_by(*table.primary_key.columns)
            assert before.execute(rows).all() == after.execute(rows).all()
    assert back(books, other).events == 0  # again changes nothing
    books.happen(3)
    books.publish()
    assert back(books, other).events == 3  # and it goes on


def test_two_levels_of_tiles(books: Books, fresh: Callable[[], Database]) -> None:
    """More than 65,536 events: a full tile at level 1, and one hash above it."""
    size = 65_536 + 300
    books.happen(size)
    books.publish(books.stores[0])
    other = fresh()
    found = back(books, other, books.stores[0])
    assert (found.size, found.events) == (size, size)
    # without any tile of hashes the entries alone prove themselves against the checkpoint
    for file in (books.root / "north/log/tile").glob("[0-9]/**/*"):
        if file.is_file():
            file.unlink()
    head = Log(books.stores[:1], [SIGNER.verifier]).newest()
    assert head is not None
    assert head.checkpoint.size == size


def test_published_bit_by_bit_it_is_the_same(books: Books, fresh: Callable[[], Database]) -> None:
    for count in (1, 5, 249, 1, 0, 1, 254, 300):
        books.happen(count)
        books.publish()
    assert list(differences(books.database, books.stores[0])) == []
    other = fresh()
    assert back(books, other).events == 811
    # of what was partial only the newest is left
    partial = [f for f in (books.root / "north/log/tile").rglob("*.p/*") if f.is_file()]
    assert sorted(str(f.relative_to(books.root / "north/log/tile")) for f in partial) == [
        "0/003.p/43",
        "1/000.p/3",
        "entries/003.p/43",
    ]


def test_what_is_not_signed_yet_comes_back_too(books: Books, fresh: Callable[[], Database]) -> None:
    books.happen(10)
    books.publish()
    books.happen(500)
    books.publish(sign=False)
    other = fresh()
    found = back(books, other)
    assert (found.size, found.events, found.unsigned) == (510, 510, 500)
    assert entries(other) == entries(books.database)


def test_no_checkpoint_at_all(books: Books, fresh: Callable[[], Database]) -> None:
    assert back(books, fresh()) == Restored(None, 0, 0, 0, (), ())
    books.happen(4)
    books.publish(sign=False)
    found = back(books, fresh())
    assert (found.head, found.events, found.unsigned) == (None, 4, 4)


def test_each_piece_may_come_from_another_store(
    books: Books, fresh: Callable[[], Database]
) -> None:
    books.happen(600)
    books.publish()
    north, south = books.stores
    for store, key in (
        (north, "log/tile/entries/000"),
        (south, "log/tile/entries/001"),
        (north, "log/tile/0/001"),
        (south, "log/tile/0/002.p/88"),
        (north, "log/tile/1/000.p/2"),
    ):
        file = books.file(store, key)
        damaged = bytearray(file.read_bytes())
        damaged[len(damaged) // 2] ^= 1
        file.write_bytes(damaged)
    books.file(south, "log/checkpoint/00000000000000000600").write_text("forged")
    other = fresh()
    found = back(books, other)
    assert (found.events, found.lost) == (600, ())
    assert entries(other) == entries(books.database)
    assert problems(other) == []


def test_an_event_lost_everywhere_is_named_and_the_rest_comes_back(
    books: Books, fresh: Callable[[], Database]
) -> None:
    books.happen(300)
    books.publish()
    lost = entries(books.database)[77]
    for store in books.stores:
        file = books.file(store, "log/tile/entries/000")
        file.write_bytes(file.read_bytes().replace(lost, b"{" + b" " * (len(lost) - 2) + b"}"))
    other = fresh()
    found = back(books, other)
    assert (found.size, found.events, found.lost) == (300, 299, (77,))
    assert entries(other)[78:] == entries(books.database)[78:]
    (problem,) = problems(other)
    assert "position 77 is lost" in problem


def test_a_forged_ledger_is_not_believed(books: Books, fresh: Callable[[], Database]) -> None:
    """Somebody with a store writes another past, signed with another key, and it is longer."""
    books.happen(5)
    books.publish()
    forged = Books(fresh(), books.stores[1:], books.root)
    forged.happen(50)
    note = ledger.sign_checkpoint(forged.database, STRANGER, samples.clock)
    assert note is not None
    books.stores[1].put("log/checkpoint/00000000000000000050", note.encode())
    found = back(books, fresh())
    assert found.head is not None
    assert (found.head.checkpoint.size, found.events) == (5, 5)


def test_another_past_in_the_database_is_not_overwritten(
    books: Books, fresh: Callable[[], Database]
) -> None:
    books.happen(5)
    books.publish()
    other = fresh()
    Books(other, [], books.root).happen(3)
    with pytest.raises(OtherPast):
        back(books, other)


def test_a_store_that_came_later_gets_everything(
    books: Books, fresh: Callable[[], Database]
) -> None:
    north, south = books.stores
    for count in (3, 400, 2):
        books.happen(count)
        books.publish(north)
    books.publish(south)
    found = back(books, fresh(), south)
    assert (found.events, found.unsigned) == (405, 0)


def test_another_text_in_a_store_stays_and_is_told(books: Books) -> None:
    books.happen(2)
    books.stores[0].put("log/tile/entries/000.p/2", b"something else")
    with pytest.raises(AnotherText, match=r"000\.p/2"):
        books.publish(books.stores[0])


@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
def test_damage_is_found_and_mended(books: Books, fresh: Callable[[], Database], how: str) -> None:
    books.happen(700)
    books.publish()
    north = books.stores[0]
    hit = ["log/tile/entries/001", "log/tile/0/000", "log/tile/1/000.p/2"]
    for key in hit:
        file = books.file(north, key)
        match how:
            case "flipped":
                data = bytearray(file.read_bytes())
                data[3] ^= 8
                file.write_bytes(data)
            case "cut":
                file.write_bytes(file.read_bytes()[:-1])
            case _:
                file.unlink()
    found = list(differences(books.database, north))
    assert sorted(f"log/{one.tile.path}" for one in found) == sorted(hit)
    assert all((one.found is None) == (how == "gone") for one in found)
    for one in found:
        mend(books.database, north, one)
    assert list(differences(books.database, north)) == []
    assert back(books, fresh(), north).events == 700


def test_public_keys_lie_beside(books: Books) -> None:
    books.happen(1)
    books.publish()
    assert [str(one) for one in known_keys(books.stores)] == [str(SIGNER.verifier)]
