"""What is in a state bundle: a ZIP file that any computer opens once it is unsealed.

``state.json`` says of which archive and when, and how many rows each table has; ``tables/*.ndjson``
are the rows, one JSON object a line; ``ledger.key`` signs the ledger (PKCS #8, PEM);
``settings.toml`` as it was; ``README.txt`` tells a stranger what all this is.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

from catalogue.database import Database
from catalogue.state import rows
from catalogue.tables import REVISION
from model.errors import MunimentError
from model.event import utc

_ABOUT, _README = "state.json", "README.txt"
KEY, SETTINGS = "ledger.key", "settings.toml"
_VERSION = 1
_PAGE = 500
_TEXT = """\
This is the state of a digital archive kept with Muniment: accounts, readers, permits, orders and
whatever else lies in none of its records. The records themselves lie in the stores, below aip/,
their descriptions below journal/, the proof of all that was done below log/.

Each file in tables/ is a table, one row a line (JSON). ledger.key is the key that signs the log:
keep it secret. `muniment rebuild --identity FILE` reads all this by itself.

Dies ist der Zustand eines mit Muniment geführten digitalen Archivs: Konten, Nutzerinnen und Nutzer,
Genehmigungen, Bestellungen. Die Archivalien selbst liegen in den Speichern.
"""


@dataclass(frozen=True, slots=True)
class About:
    """Of which archive a bundle is, when it was made, and how many rows each table has."""

    origin: str
    made_at: datetime
    revision: str
    tables: dict[str, int]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came out of a bundle. ``lost``: rows whose description or copy is not there."""

    about: About
    rows: int
    lost: int


def write(
    out: BinaryIO, database: Database, origin: str, at: datetime, texts: dict[str, bytes]
) -> None:
    """Write a bundle, not sealed yet: one state of the database. ``texts``: key and settings."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(_README, _TEXT)
        for name, data in texts.items():
            bundle.writestr(name, data)
        counts: dict[str, int] = {}
        with database.read() as connection:
            for table in rows.TABLES:
                with bundle.open(f"tables/{table.name}.ndjson", "w", force_zip64=True) as stream:
                    counts[table.name] = 0
                    for row in rows.read(connection, table):
                        stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
                        counts[table.name] += 1
        about = {
            "muniment-state": _VERSION,
            "origin": origin,
            "made_at": utc(at),
            "revision": REVISION,
            "tables": counts,
        }
        bundle.writestr(_ABOUT, json.dumps(about, indent=1))


class Bundle:
    """An unsealed bundle. Everything raises `state.malformed` where it is none of ours."""

    def __init__(self, plain: BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(plain)
            told = json.loads(self._zip.read(_ABOUT))
            if told["muniment-state"] != _VERSION or told["revision"] > REVISION:
                raise _malformed("a newer release has written it")
            made_at = datetime.fromisoformat(told["made_at"])
            self.about = About(told["origin"], made_at, told["revision"], dict(told["tables"]))
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
            raise _malformed(error) from error

    def text(self, name: str) -> bytes | None:
        """The signing key or the settings, where they are in it."""
        try:
            return self._zip.read(name)
        except KeyError:
            return None
        except zipfile.BadZipFile as error:
            raise _malformed(error) from error

    def check(self) -> int:
        """Read everything, write nothing; how many rows."""
        return sum(sum(1 for _ in self._rows(table.name)) for table in rows.TABLES)

    def load(self, database: Database) -> Loaded:
        """Write the rows that are not there yet. Safe to repeat."""
        count = lost = 0
        for table in rows.TABLES:
            found = self._rows(table.name)
            while page := list(islice(found, _PAGE)):
                try:
                    with database.write() as connection:
                        lost += rows.write(connection, table, page)
                except (KeyError, ValueError, TypeError) as error:
                    raise _malformed(f"{table.name}: {error}") from error
                count += len(page)
        with database.write() as connection:
            rows.count_on(connection)
        return Loaded(self.about, count, lost)

    def _rows(self, table: str) -> Iterator[dict[str, Any]]:
        if table not in self.about.tables:
            return  # a release that did not have it yet
        count = 0
        try:
            with self._zip.open(f"tables/{table}.ndjson") as stream:
                for line in io.TextIOWrapper(stream, encoding="utf-8"):
                    yield json.loads(line)
                    count += 1
        except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
            raise _malformed(f"{table}: {error}") from error
        if count != self.about.tables[table]:
            raise _malformed(f"{table} has {count} rows")


def _malformed(problem: object) -> MunimentError:
    return MunimentError("state.malformed", problem=problem)
