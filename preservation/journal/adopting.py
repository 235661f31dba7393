"""An empty catalogue learns which files of the journal there are, so that the numbers go on."""

from __future__ import annotations

from collections.abc import Container, Iterable

from catalogue.database import one_writer
from catalogue.journal import files
from catalogue.tables import journal_file
from model.errors import MunimentError
from preservation.journal.keeping import Journal
from preservation.journal.reading import Good
from storage.depositing import digest_of
from storage.stores import Store


def adopt(journal: Journal, found: Iterable[Good], told: Container[str] = ()) -> int:
    """Know these files, and which stores have good copies of them; how many were new.

    ``told``: the keys that the ledger knows already. What a store lacks, or has otherwise, it is
    given the next time it is brought level.
    """
    new = 0
    for good in found:
        name, at = good.head.name, journal.clock()
        have = [store.name for store in journal.stores if _has(store, good)]
        with journal.database.write() as connection:
            one_writer(connection, journal_file)
            if files.by_key(connection, name.key) is not None:
                continue
            row = files.record(connection, good.head, good.size, good.sha256)
            for store in have:
                files.placed(connection, row, store, at)
            if name.prefix is None:
                files.changed(connection, name.last, dict.fromkeys(good.prefixes, 0))
            if name.key in told:
                files.acknowledge(connection, row, at)
        new += 1
    return new


def _has(store: Store, good: Good) -> bool:
    try:
        return digest_of(store, good.head.name.key) == good.sha256
    except MunimentError:
        return False  # away: it is asked again when it is brought level
