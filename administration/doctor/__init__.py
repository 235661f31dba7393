"""The doctor: what is configured, what is missing and what that costs, what is wrong.

| word | module |
|---|---|
| note: one thing that was looked at, and its state | `note` |
| the folder, its keys, its disk, the clock | `place` |
| the stores, and whether they are really apart | `places`, `buckets` |
| catalogue and ledger | `books` |
| the journal of descriptions | `journal` |
| accounts and orders, and their recovery | `safekeeping` |
| what went wrong and is not mended yet | `troubles` |
| libraries and programs | `instruments` |

Every check is asked even where another fails: a sick archive is when one needs all answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from administration.doctor import (
    books,
    instruments,
    journal,
    place,
    places,
    safekeeping,
    troubles,
)
from administration.doctor.note import Note, State
from administration.home import Home
from administration.settings import load
from administration.wiring import Archive, wire
from model.errors import MunimentError

CHECKS: tuple[tuple[str, Callable[[Archive], Iterator[Note]]], ...] = (
    ("home", place.folder),
    ("keys", place.key),
    ("room", place.room),
    ("clock", place.clock),
    ("naan", place.name),
    ("stores", places.each),
    ("stores.apart", places.apart),
    ("database", books.database),
    ("catalogue", books.revision),
    ("copies", books.copies),
    ("incidents", troubles.incidents_open),
    ("round", troubles.stores_away),
    ("mail", troubles.mail),
    ("ledger", books.sequenced),
    ("journal", journal.written),
    ("state", safekeeping.state),
    ("drill", safekeeping.drill),
    ("index", books.index),
    ("submissions", books.unfinished),
    ("accounts", books.people),
    ("tools.identify", instruments.identification),
    ("libraries", instruments.libraries),
)

__all__ = ["CHECKS", "Note", "State", "examine"]


def examine(home: Home) -> list[Note]:
    """Look at everything, change nothing."""
    try:
        settings = load(home)
    except MunimentError as error:
        # Without settings nothing else can be found.
        return [Note.of("settings", error)]
    archive = wire(home, settings)
    try:
        return [place.configured(archive), *_all(archive)]
    finally:
        archive.close()


def _all(archive: Archive) -> Iterator[Note]:
    for topic, check in CHECKS:
        try:
            yield from check(archive)
        except MunimentError as error:
            yield Note.of(topic, error)
        except OSError as error:
            reason = f"{error.filename}: {error.strerror or type(error).__name__}"
            yield Note("fail", topic, reason, reason)
