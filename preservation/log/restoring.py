"""An empty catalogue gets its ledger back from the stores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.database import Database
from catalogue.ledger import Verifier, last_signed, tiles, tree
from catalogue.ledger.restoring import restore, restore_note
from catalogue.ledger.tiles import Cursor
from model.merkle import leaf_hash
from model.ports import Clock
from preservation.log.comparing import Difference, differences
from preservation.log.reading import Head, Log
from storage.stores import Store

_PAGE = 256


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. ``head`` None: no store has a checkpoint that is proved.

    ``events`` were not there before; ``size`` is the ledger's now. ``unsigned`` of them no
    checkpoint covers yet. ``lost``: positions of which no store has the event any more.
    ``altered``: pieces that a store has otherwise, or has lost.
    """

    head: Head | None
    size: int
    events: int
    unsigned: int
    lost: tuple[int, ...]
    altered: tuple[Difference, ...]


def restore_ledger(
    database: Database, stores: Sequence[Store], verifiers: Sequence[Verifier], clock: Clock
) -> Restored:
    """Write events, positions and tree as the newest checkpoint proves them, then the tail.

    Safe to repeat: what is there is compared. Raises `catalogue.ledger.restoring.OtherPast`,
    LookupError where a tile is lost in every store, `storage.away`.
    """
    log = Log(stores, verifiers)
    head = log.newest()
    size, written, lost = 0, 0, []
    if head is not None:
        for stretch in log.stretches(head.checkpoint):
            with database.write() as connection:
                written += restore(connection, stretch.first, stretch.hashes, stretch.entries)
            lost += [at for at, one in enumerate(stretch.entries, stretch.first) if one is None]
        size = head.checkpoint.size
        with database.write() as connection:
            restore_note(connection, size, head.note, clock())
    unsigned = 0
    tail = log.tail(size)
    while page := [entry for _, entry in zip(range(_PAGE), tail, strict=False)]:
        with database.write() as connection:
            first = size + unsigned
            written += restore(connection, first, [leaf_hash(one) for one in page], page)
        unsigned += len(page)
    altered = tuple(one for store in stores for one in _beside(database, log, store))
    return Restored(head, size + unsigned, written, unsigned, tuple(lost), altered)


def _beside(database: Database, log: Log, store: Store) -> list[Difference]:
    """What of the ledger a store has otherwise than it came back; its cursor is known from now."""
    has = log.extent(store)
    with database.write() as connection:
        known = Cursor(
            min(has.entries, tree.size(connection)), min(has.signed, last_signed(connection))
        )
        tiles.move_cursor(connection, store.name, known)
    return list(differences(database, store))
