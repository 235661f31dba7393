"""Catalogue, ledger and index: whether they are level with what was done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

from sqlalchemy import func, select

from administration import keys
from administration.counted import ACCOUNTS, AIPS, COPIES, DESCRIPTIONS, EVENTS, FILES
from administration.doctor.note import Note
from administration.holdings import stores_of
from administration.wiring import Archive
from catalogue import accounts, ledger
from catalogue.database import Database
from catalogue.figures import figures
from catalogue.ledger import tiles
from catalogue.search import indexer
from catalogue.tables import submission
from model.event import AgentKind
from model.policy import UserRole

_ALARM = timedelta(minutes=1)  # DESIGN section 5
_LONG = timedelta(days=90)


def revision(archive: Archive) -> Iterator[Note]:
    """The database has the tables that this program needs, and this much in them."""
    database = archive.database  # raises where the revision is another
    with database.read() as connection:
        held = figures(connection)
    found = database.revision()
    yield Note(
        "ok",
        "catalogue",
        f"revision {found}; {DESCRIPTIONS.of(held.descriptions, 'en')}, "
        f"{AIPS.of(held.aips, 'en')}, {FILES.of(held.files, 'en')}",
        f"Revision {found}; {DESCRIPTIONS.of(held.descriptions, 'de')}, "
        f"{AIPS.of(held.aips, 'de')}, {FILES.of(held.files, 'de')}",
    )


def database(archive: Archive) -> Iterator[Note]:
    """Which database it is, whether it answers, and who could read its password."""
    settings, file = archive.settings.database, archive.home.settings
    exposed = keys.open_to_others(file) and keys.open_to_others(archive.home.path)
    if settings.has_password and exposed:
        yield Note(
            "fail",
            "database",
            f"{file} holds the database's password, and other users of this machine can read it",
            f"{file} enthält das Kennwort der Datenbank, und andere Benutzer können es lesen",
            f"chmod 600 {file}, or move the password to ~/.pgpass",
            f"chmod 600 {file}, oder das Kennwort in ~/.pgpass verlegen",
        )
        return
    with closing(Database(archive.settings.database_url(archive.home))) as found:
        said = f"{found.server_version()}, {found.place}"
    yield Note("ok", "database", said, said)


def copies(archive: Archive) -> Iterator[Note]:
    """Copies that are known to be damaged, and those not checked for long."""
    stores = stores_of(archive)
    damaged = sum(store.damaged for store in stores)
    if damaged:
        yield Note(
            "fail",
            "copies",
            f"known to be damaged: {COPIES.of(damaged, 'en')}",
            f"als beschädigt bekannt: {COPIES.of(damaged, 'de')}",
            "`muniment repair` heals what has a healthy copy elsewhere",
            "`muniment repair` heilt, wovon es anderswo eine heile Kopie gibt",
        )
        return
    owed = sum(store.owed for store in stores)
    if owed:
        names = ", ".join(store.name for store in stores if store.owed)
        yield Note(
            "warn",
            "copies.owed",
            f"owed to {names}: {COPIES.of(owed, 'en')}",
            f"noch ausstehend in {names}: {COPIES.of(owed, 'de')}",
            "a worker fills them by itself when the store is back; or run `muniment stores fill`",
            "ein Arbeiter holt sie von selbst nach, wenn der Speicher wieder da ist; oder "
            "`muniment stores fill` ausführen",
        )
    checks = [store.oldest_check for store in stores if store.copies]
    never = any(check is None for check in checks)
    oldest = min((check for check in checks if check), default=None)
    if never or (oldest and archive.clock() - oldest > _LONG):
        yield Note(
            "warn",
            "copies",
            "some copies were not checked for more than 90 days",
            "manche Kopien wurden seit über 90 Tagen nicht geprüft",
            "run `muniment verify`, best every night for a part of them",
            "`muniment verify` ausführen, am besten jede Nacht",
        )
        return
    count = sum(store.copies for store in stores)
    english = f"{COPIES.of(count, 'en')}, none known to be damaged"
    german = f"{COPIES.of(count, 'de')}, keine als beschädigt bekannt"
    if oldest:
        english += f", oldest check {oldest:%Y-%m-%d}"
        german += f", älteste Prüfung {oldest:%d.%m.%Y}"
    yield Note("ok", "copies", english, german)


def sequenced(archive: Archive) -> Iterator[Note]:
    """Every event has its place in the tree within a minute."""
    waits = ledger.waiting(archive.database)
    if waits.oldest and archive.clock() - waits.oldest > _ALARM:
        yield Note(
            "fail",
            "ledger",
            f"{waits.count} events have waited for their position for over a minute",
            f"{waits.count} Vorgänge warten seit über einer Minute auf ihre Stelle",
            "run `muniment ledger checkpoint`",
            "`muniment ledger checkpoint` ausführen",
        )
        return
    note = ledger.latest_note(archive.database)
    size = archive.keyring.open(note).size if note else 0
    yield Note(
        "ok",
        "ledger",
        f"checkpoint over {EVENTS.of(size, 'en')}, waiting for a position: {waits.count}",
        f"Prüfpunkt über {EVENTS.of(size, 'de')}, ohne Stelle: {waits.count}",
    )

    with archive.database.read() as connection:
        behind = [
            store.name
            for store in archive.settings.stores
            if tiles.cursor(connection, store.name).signed < size
        ]
    if behind:
        names = ", ".join(behind)
        yield Note(
            "warn",
            "ledger.stores",
            f"the newest checkpoint is not in {names} yet",
            f"der neueste Prüfpunkt liegt noch nicht in {names}",
            "`muniment ledger checkpoint` puts it there and says what is in the way",
            "`muniment ledger checkpoint` legt ihn hinein und sagt, was dem entgegensteht",
        )


def index(archive: Archive) -> Iterator[Note]:
    """Whether readers find what was described."""
    search = archive.settings.search
    place = search.url if search.engine == "opensearch" else str(archive.home.index)
    yield Note("ok", "search", f"{search.engine}, {place}", f"{search.engine}, {place}")
    if not archive.engine.is_built():
        yield Note(
            "fail",
            "index",
            "there is no search index",
            "es gibt keinen Suchindex",
            "run `muniment reindex`",
            "`muniment reindex` ausführen",
        )
        return
    with archive.database.read() as connection:
        waiting = indexer.waiting(connection)
    if waiting:
        yield Note(
            "warn",
            "index",
            f"{waiting} changes are not searchable yet",
            f"{waiting} Änderungen sind noch nicht auffindbar",
            "the next ingest brings the index level, or run `muniment reindex`",
            "die nächste Übernahme holt das nach, oder `muniment reindex`",
        )
    else:
        yield Note("ok", "index", "level with the catalogue", "auf dem Stand des Katalogs")


def unfinished(archive: Archive) -> Iterator[Note]:
    """Submissions that were interrupted."""
    with archive.database.read() as connection:
        count = connection.execute(
            select(func.count()).where(submission.c.stored_at.is_(None))
        ).scalar_one()
    if count:
        yield Note(
            "warn",
            "submissions",
            f"{count} submissions were begun and not finished",
            f"{count} Ablieferungen wurden begonnen und nicht beendet",
            "ingest the same submissions again: the work goes on where it stopped",
            "dieselben Ablieferungen erneut übernehmen: es geht weiter, wo es aufhörte",
        )


def people(archive: Archive) -> Iterator[Note]:
    """Somebody must be able to sign in and manage the others."""
    with archive.database.read() as connection:
        everybody = accounts.everybody(connection)
    ours = [a for a in everybody if a.kind is AgentKind.ACCOUNT and not a.disabled]
    keepers = [a for a in ours if a.role is UserRole.ADMINISTRATOR]
    yield Note(
        "ok" if keepers else "fail",
        "accounts",
        f"{ACCOUNTS.of(len(ours), 'en')}, administrators among them: {len(keepers)}",
        f"{ACCOUNTS.of(len(ours), 'de')}, davon mit Verwaltungsrecht: {len(keepers)}",
        "" if keepers else "`muniment accounts add NAME --role administrator`",
    )
