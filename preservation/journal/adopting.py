"""An empty catalogue learns which files of the journal there are, so that the numbers go on."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue.journal import files
from catalogue.tables import journal_file
from catalogue.database import one_writer
from model.errors import MunimentError
from preservation.journal.keeping import Journal
from preservation.journal.reading import Good
from schemas.journal import PREFIXES
from storage.depositing import digest_of


def adopt(journal: Journal, found: Iterable[Good]) -> int:
    """Know these files, and which stores have good copies of them; how many were new.

    What a store lacks, or has otherwise, it is given the next time it is brought level.
    """
    new = 0
    for good in found:
        key, at = good.head.name.key, journal.clock()
        have = [store.name for store in journal.stores if _has(store, key, good.sha256)]
        with journal.database.write() as connection:
            one_writer(connection, journal_file)
            if files.by_key(connection, key) is not None:
                continue
            row = files.record(connection, good.head, good.size, good.sha256)
            for name in have:
                files.placed(connection, row, name, at)
            if good.head.name.prefix is None:
                # Which prefixes it touched is not told, so each gets new snapshots in time.
                last = good.head.name.last
                files.changed(connection, last, dict.fromkeys(range(PREFIXES), 0))
        new += 1
    return new


def _has(store: object, key: str, sha256: bytes) -> bool:
    raise NotImplementedError
