"""The database: SQLite embedded, PostgreSQL for more. Short transactions, one way to each.

A write transaction begins IMMEDIATE on SQLite, so that two writers wait for one another instead
of failing at the end; ``synchronous=FULL``, so that an acknowledged deed survives a power cut.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, DataError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from catalogue.tables import REVISION
from model.errors import MunimentError

__all__ = ["Connection", "Database", "one_writer"]

_BUSY_MILLISECONDS = 10_000
_PAUSE = 0.02  # seconds
_ONE_STATE = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
# What PostgreSQL's driver waits for, in seconds and milliseconds: nobody waits for ever for a
# server that is gone or frozen, nor for a lock that its owner forgot.
_PATIENCE = {
    "connect_timeout": 5,
    "tcp_user_timeout": 15_000,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "options": f"-c lock_timeout={_BUSY_MILLISECONDS} -c statement_timeout=600000",
    "application_name": "muniment",
}
_DISK_FULL = "53100"
_WAITED_TOO_LONG = frozenset({"40001", "40P01", "55P03", "57014"})  # SQLSTATE, Appendix A


class Database:
    """One catalogue. Nothing connects before the first transaction."""

    def __init__(self, url: str) -> None:
        """``url``: ``sqlite:///path`` or ``postgresql+psycopg://…``."""
        self._url = make_url(url)
        self._engine = self._make_engine()

    @property
    def place(self) -> str:
        """Where it is, for sentences: a file, or a server without name and password."""
        if self._is_sqlite:
            return self._url.database or ":memory:"
        port = f":{self._url.port}" if self._url.port else ""
        return f"postgresql://{self._url.host or 'localhost'}{port}/{self._url.database or ''}"

    @property
    def is_embedded(self) -> bool:
        """Whether it is a file of the archive's own, and no server."""
        return self._is_sqlite

    def server_version(self) -> str:
        """Which server answers: ``PostgreSQL 15.18``. Raises `catalogue.away`."""
        with self.read() as connection:
            number = connection.dialect.server_version_info or ()
        name = "SQLite" if self._is_sqlite else "PostgreSQL"
        return f"{name} {'.'.join(str(part) for part in number)}"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the catalogue throughout."""
        with self._told(), self._engine.connect() as connection:
            # PostgreSQL would show each statement what was committed by then; SQLite never does.
            options = {} if self._is_sqlite else _ONE_STATE
            yield connection.execution_options(**options)
            connection.rollback()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is committed at the end, or leaves nothing.

        Raises `home.full`, `home.busy`, `home.broken`, `catalogue.away`. Keep it short: others
        wait.
        """
        with self._told(), self._engine.connect() as connection:
            options = connection.execution_options(muniment_writes=True)
            with options.begin():
                yield options

    def upgrade(self) -> None:
        """Bring the tables to this program's revision, in one transaction."""
        from catalogue.revisions import upgrade  # noqa: PLC0415 - alembic takes 0.4 s, and once

        with self.write() as connection:
            upgrade(connection)

    def revision(self) -> str | None:
        """The revision the database is at; None for an empty one."""
        with self.read() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.execute(text("select version_num from alembic_version")).scalar()
            return None if found is None else str(found)

    @staticmethod
    def needed_revision() -> str:
        """The revision that this program needs."""
        return REVISION

    def require_current(self) -> None:
        """Raise `catalogue.revision-mismatch` for a database of another program's age."""
        found, needed = self.revision(), self.needed_revision()
        if found != needed:
            raise MunimentError("catalogue.revision-mismatch", found=found or "none", needed=needed)

    def purge(self) -> None:
        """Let nothing that was deleted lie on in the database's own files, as far as we can.

        SQLite overwrites what it deletes, but keeps it in the write-ahead log until that is begun
        anew. PostgreSQL keeps dead rows until they are vacuumed; its log and its backups are the
        keeper's.
        """
        with self._told(), self._engine.connect() as connection:
            if self._is_sqlite:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                alone = connection.execution_options(isolation_level="AUTOCOMMIT")
                for name in ("description", "description_past", "journal_file"):
                    alone.exec_driver_sql(f"VACUUM FULL {name}")

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def _make_engine(self) -> Engine:
        if not self._is_sqlite:
            # what the URL says itself goes before
            patience = {k: v for k, v in _PATIENCE.items() if k not in self._url.query}
            # a server that was restarted is noticed before the first statement, not by it
            return create_engine(
                self._url, pool_pre_ping=True, pool_timeout=10, connect_args=patience
            )
        engine = create_engine(self._url)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    @property
    def _is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except NoConnectionFree as error:
            raise MunimentError("home.busy", home=self.place) from error
        except DatabaseError as error:
            told = self._in_our_words(error)
            if told is error:
                raise
            raise told from error

    def _in_our_words(self, error: DatabaseError) -> Exception:
        # Constraints that were broken are mistakes of ours and stay what they are.
        original = error.orig
        if isinstance(error, DataError) and "NUL" in str(original):
            return MunimentError("catalogue.text-refused")
        if isinstance(original, sqlite3.Error):
            name = getattr(original, "sqlite_errorname", "")
            if name.startswith("SQLITE_FULL"):
                return MunimentError("home.full", home=self.place)
            if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                return MunimentError("home.busy", home=self.place)
            # by its beginning: SQLITE_CORRUPT_INDEX and the like mean the same to us
            unreadable = name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))
            if unreadable or isinstance(error, OperationalError):
                return MunimentError("home.broken", home=self.place, reason=str(original))
        elif isinstance(error, OperationalError) or error.connection_invalidated:
            return self._told_by_a_server(original)
        return error

    def _told_by_a_server(self, original: BaseException | None) -> MunimentError:
        state = getattr(original, "sqlstate", None)
        if state == _DISK_FULL:
            return MunimentError("home.full", home=self.place)
        if state in _WAITED_TOO_LONG:
            return MunimentError("home.busy", home=self.place)
        lines = [line.strip() for line in str(original).splitlines() if line.strip()]
        reason = lines[0].rstrip(".") if lines else "no answer"
        return MunimentError("catalogue.away", place=self.place, reason=reason)


def one_writer(connection: Connection, table: Table) -> None:
    """Let no other transaction write to ``table`` until this one has ended."""
    # On SQLite a write transaction is alone anyway (BEGIN IMMEDIATE).
    if connection.dialect.name == "postgresql":
        name = connection.dialect.identifier_preparer.format_table(table)
        connection.exec_driver_sql(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # Python's sqlite3 would begin transactions by itself, and late: we say when.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {_BUSY_MILLISECONDS}",
        "synchronous = FULL",
        "foreign_keys = ON",
        # without it INSERT OR REPLACE would delete an event and fire no trigger
        "recursive_triggers = ON",
        # a name or text that was erased by law would lie on in pages that are not in use
        "secure_delete = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    _switch_to_wal(cursor)
    cursor.close()


def _switch_to_wal(cursor: sqlite3.Cursor) -> None:
    # While several open a new database at once SQLite answers "locked" here without waiting
    # (its busy handler would be a deadlock), so the waiting is ours.
    deadline = time.monotonic() + _BUSY_MILLISECONDS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() >= deadline:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("muniment_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
