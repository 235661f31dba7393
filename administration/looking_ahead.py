"""Access copies of what came in, made by the worker before a reader has to wait for them.

Ingest writes one row, in the transaction that records the AIP; nothing here can harm it. A worker
that comes later finds what came in while there was none.
"""

from __future__ import annotations

from access.viewing.ahead import has_pictures
from administration.wiring import Archive
from catalogue import unseen

KIND = "access-copies"
_AT_ONCE = 20  # AIPs of one job


def look_ahead(archive: Archive) -> int:
    """Start a job for AIPs that came in and have pictures; how many of them.

    The job comes first, under a name of its own: a crash before the rows go starts the same again.
    """
    with archive.database.read() as connection:
        waiting = unseen.oldest(connection, _AT_ONCE)
        pictured = [one for one in waiting if has_pictures(unseen.media_types(connection, one))]
    if pictured:
        first = pictured[0]
        archive.jobs.start(
            KIND,
            {"aips": sorted({str(one.aip) for one in pictured})},
            key=f"{KIND}-{first.aip}-{first.generation}",
        )
    if waiting:
        with archive.database.write() as connection:
            unseen.forget(connection, waiting)
    return len(pictured)
