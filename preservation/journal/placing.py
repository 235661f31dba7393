"""The journal's files go into the stores: each store gets what it lacks, whenever it answers."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue import ledger
from catalogue.journal import cutting, files
from catalogue.journal.files import File
from model.digests import named
from model.errors import MunimentError
from model.event import Event, Kind
from preservation.journal.keeping import Journal
from preservation.journal.ours import is_ours
from schemas.journal import read
from schemas.journal_lines import JournalSyntaxError
from storage.depositing import deposit, digest_of
from storage.stores import Held, NoSuchObject, ObjectUnreadable, Store

_AHEAD = 3  # segments that the catalogue holds for stores that are away: 8 MiB each


def keep_level(journal: Journal) -> list[MunimentError]:
    """Write down what waits and have it in every store; what kept it from some.

    While the required stores lack some segments no other is cut: the changes wait in the outbox,
    where several of one description become one line.
    """
    while True:
        troubles = level_all(journal)
        with journal.database.read() as connection:
            if files.unsafe_segments(connection) > _AHEAD:
                return troubles
        if not cutting.cut(journal.database, journal.archive, journal.clock):
            return troubles


def level_all(journal: Journal) -> list[MunimentError]:
    """Every file in every store, as far as they answer; acknowledged where it is safe."""
    troubles = [one for store in journal.stores for one in bring_level(journal, store)]
    acknowledge(journal)
    return troubles


def bring_level(journal: Journal, store: Store) -> list[MunimentError]:
    """Give a store every file that it lacks, a new one all of them; what it could not be given.

    `storage.away`, `storage.full` end it; `journal.conflict` (something else lies there) and
    `journal.lost` (no store has a good copy) are about one file.
    """
    with journal.database.read() as connection:
        lacking = files.lacking(connection, store.name)
    troubles: list[MunimentError] = []
    for file in lacking:
        try:
            _place(journal, store, file)
        except MunimentError as error:
            troubles.append(error)
            if error.code not in {"journal.conflict", "journal.lost"}:
                break
    return troubles


def acknowledge(journal: Journal) -> None:
    """Say in the ledger which files every required store has by now."""
    with journal.database.read() as connection:
        safe = files.unacknowledged(connection, journal.required)
    for file in safe:
        at = journal.clock()
        with journal.database.write() as connection:
            if files.acknowledge(connection, file.key, at):
                ledger.append(connection, _event(journal, file))


def _place(journal: Journal, store: Store, file: File) -> None:
    key = file.name.key
    if not deposit(store, key, _bytes_of(journal, store, file), file.sha256):
        _mend(journal, store, file)
    with journal.database.write() as connection:
        files.placed(connection, file.key, store.name, journal.clock())


def _mend(journal: Journal, store: Store, file: File) -> None:
    """Replace what lies there by what belongs there, unless it is a journal of somebody's too."""
    key = file.name.key
    if file.name.edition:
        _write_anew(journal, store, file)
        return
    try:
        for _ in read(store.read(key), key):
            pass
    except (JournalSyntaxError, NoSuchObject, ObjectUnreadable):
        store.replace_damaged(key, digest_of(store, key), _bytes_of(journal, store, file))
    if digest_of(store, key) != file.sha256:
        raise MunimentError("journal.conflict", store=store.name, key=key)


def _write_anew(journal: Journal, store: Store, file: File) -> None:
    """A segment of the catalogue is only a hint: what was left over in its place just goes."""
    key = file.name.key
    if not is_ours(store, key, journal.archive):
        raise MunimentError("journal.conflict", store=store.name, key=key)
    if isinstance(store.delete(key), Held):
        raise MunimentError("journal.held", store=store.name, key=key)
    if not deposit(store, key, _bytes_of(journal, store, file), file.sha256):
        raise MunimentError("journal.conflict", store=store.name, key=key)


def _bytes_of(journal: Journal, store: Store, file: File) -> Iterator[bytes]:
    """From the catalogue as long as it has them, else from a store whose copy is good."""
    with journal.database.read() as connection:
        body = files.body_of(connection, file)
        names = files.stores_of(connection, file)
    if body is not None:
        yield body
        return
    for other in journal.stores:
        is_other = other is not store and other.name in names
        if is_other and digest_of(other, file.name.key) == file.sha256:
            yield from other.read(file.name.key)
            return
    raise MunimentError("journal.lost", key=file.name.key)


def _event(journal: Journal, file: File) -> Event:
    fields: dict[str, str | int] = {
        "last": file.name.last,
        "units": file.lines,
        "object": named("sha256", file.sha256),
    }
    kind = Kind.JOURNALED
    if file.name.edition:
        kind = Kind.CATALOGUED
        fields |= {"first": file.name.first, "revision": file.name.edition}
    elif file.name.prefix is None:
        fields["first"] = file.name.first
    else:
        fields["partition"] = file.name.prefix
    return Event(journal.new_id(), kind, journal.clock(), journal.agent, fields=fields)
