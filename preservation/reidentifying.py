"""Formats identified again, with today's signatures: what is known now that was not known then.

The catalogue says what was found, so that formats and their risk are told by it. The AIP is not
touched: its sealed PREMIS keeps what it said until the next generation takes the new answer along.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from uuid import UUID

from catalogue import aips, copies, formats, ledger
from catalogue.aips import File
from model.aip import Identification
from model.errors import MunimentError
from model.event import Kind
from preservation.findings import Recorder
from preservation.generations import Archives
from tools.identify import Identifier

_FILES = 128  # at once: one question to the workers
_BYTES = 256 << 20  # copied out at once, unless a single file is larger

Change = tuple[str, str]
"""Before and after: a PUID, or the media type of what has none."""


@dataclass(slots=True)
class Reidentified:
    """Sums of a run. ``failed``: files of which no copy could be read and verified."""

    aips: int = 0
    files: int = 0
    failed: int = 0
    changes: Counter[Change] = field(default_factory=Counter)

    @property
    def changed(self) -> int:
        """Files that are taken for something else now."""
        return sum(self.changes.values())


def reidentify(
    archives: Archives, identifier: Identifier, recorder: Recorder, spool: Path, aip: UUID
) -> Reidentified:
    """One AIP, its newest generation. Raises `catalogue.not-found`, `tools.failed`.

    The caller holds the executor's lock.
    """
    with archives.database.read() as connection:
        newest = aips.newest(aips.generations(connection, aip))
    if newest is None:
        raise MunimentError("catalogue.not-found", name=aip)
    done = Reidentified(aips=1)
    found: dict[str, Identification] = {}
    for batch in _batches(archives, newest.key):
        with tempfile.TemporaryDirectory(prefix="identify-", dir=spool) as folder:
            fetched = [
                (file, path)
                for number, file in enumerate(batch)
                if (path := _fetched(archives, file, Path(folder) / str(number))) is not None
            ]
            done.files += len(batch)
            done.failed += len(batch) - len(fetched)
            answers = identifier.identify([str(path) for _, path in fetched])
            for (file, _), now in zip(fetched, answers, strict=True):
                before = file.member.identification
                if before is None or _told(before) != _told(now):
                    found[file.member.path] = now
                    done.changes[_word(before), _word(now)] += 1
    if found:
        with archives.database.write() as connection:
            formats.take_for(connection, aip, newest.key, found)
            fields: dict[str, str | int] = {
                "aip": str(aip), "generation": newest.number, "files": done.files,
                "updated": len(found), "failed": done.failed,
            }  # fmt: skip
            event = recorder.event(Kind.REIDENTIFIED, fields, failed=done.failed > 0)
            ledger.append(connection, event)
    return done


def end(archives: Archives, recorder: Recorder, done: Reidentified) -> None:
    """Record what a run came to; AIPs in which nothing changed have no event of their own."""
    fields: dict[str, str | int] = {
        "aips": done.aips, "files": done.files, "updated": done.changed, "failed": done.failed,
    }  # fmt: skip
    with archives.database.write() as connection:
        event = recorder.event(Kind.REIDENTIFIED, fields, failed=done.failed > 0)
        ledger.append(connection, event)


def _batches(archives: Archives, generation: int) -> Iterator[Sequence[File]]:
    after = ""
    while True:
        with archives.database.read() as connection:
            page = aips.files(connection, generation, after=after, limit=_FILES)
        if not page:
            return
        after = page[-1].member.path
        batch: list[File] = []
        size = 0
        for file in page:
            if file.member.role not in formats.CONTENT:
                continue
            if batch and size + file.member.size > _BYTES:
                yield batch
                batch, size = [], 0
            batch.append(file)
            size += file.member.size
        if batch:
            yield batch


def _fetched(archives: Archives, file: File, folder: Path) -> Path | None:
    """A file copied out under its own name, which PRONOM asks for; None where none is intact."""
    folder.mkdir()
    target = folder / PurePosixPath(file.name).name
    with archives.database.read() as connection:
        held = copies.of_generation(connection, file.holder)
    places = [one.placement for one in held if one.status is not copies.CopyStatus.OWED]
    try:
        with target.open("xb") as out:
            for chunk in archives.vault.open_member(places, file.member):
                out.write(chunk)
    except MunimentError as error:
        if error.code != "storage.member-altered":
            raise
        return None
    return target


def _told(one: Identification) -> tuple[str | None, str, str, str]:
    return one.puid, one.mime, one.name, one.version


def _word(one: Identification | None) -> str:
    return (one.puid or one.mime) if one else ""
