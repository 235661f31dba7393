"""The journal: whether what archivists say is safe in the stores."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from administration.doctor.note import Note
from administration.wiring import Archive
from catalogue import erasing
from catalogue.journal import files

_LATE = timedelta(minutes=5)  # the worker writes each minute; a store may be away for a moment


def written(archive: Archive) -> Iterator[Note]:
    """How many seconds of changes would be lost with the database."""
    with archive.database.read() as connection:
        waiting = files.waiting(connection)
        total, have = files.total(connection), files.counts(connection)
        unfinished = len(erasing.unfinished(connection))
    if waiting.oldest is None:
        yield Note(
            "ok",
            "journal",
            "every change of a description is in every required store",
            "jede Änderung einer Beschreibung ist in jedem Pflichtspeicher",
        )
    else:
        age = archive.clock() - waiting.oldest
        seconds = max(0, int(age.total_seconds()))
        yield Note(
            "ok" if age < _LATE else "warn",
            "journal",
            f"{waiting.changes} changes of the last {seconds} seconds are not yet in the stores",
            f"{waiting.changes} Änderungen der letzten {seconds} Sekunden sind noch nicht in den "
            "Speichern",
            "" if age < _LATE else "start `muniment worker`, and look at the stores above",
            "" if age < _LATE else "`muniment worker` starten und nach den Speichern oben sehen",
        )
    for store in archive.settings.stores:
        if lacking := total - have.get(store.name, 0):
            yield Note(
                "warn",
                f"journal.{store.name}",
                f"{store.name} lacks {lacking} files of the journal",
                f"{store.name} fehlen {lacking} Dateien des Journals",
                "it gets them when it answers and has room",
                "er bekommt sie, sobald er antwortet und Platz hat",
            )
    if unfinished:
        yield Note(
            "warn",
            "journal.erased",
            f"of {unfinished} descriptions some store may still hold what was erased",
            f"von {unfinished} Beschreibungen hält noch ein Speicher, was gelöscht wurde",
            "it goes when the store answers: run `muniment tidy`",
            "es verschwindet, sobald der Speicher antwortet: `muniment tidy` ausführen",
        )
