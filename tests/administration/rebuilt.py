"""What a catalogue holds, to be compared before and after it was lost."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, select

from administration.home import Home
from administration.settings import load
from catalogue.database import Database
from catalogue.tables import (
    aip,
    copy,
    description,
    description_aip,
    description_past,
    ead_origin,
    event,
    event_subject,
    file,
    format,
    generation,
    intent,
    leaf,
    store,
    submission,
    tree_node,
)
from tests.administration.conftest import Muniment

_parent = description.alias("parent")

# What the catalogue holds, without the keys of its rows and without when a copy was checked: what
# a rebuild has not read itself, it does not claim to have checked.
TABLES: dict[str, Select[Any]] = {
    "submission": select(submission),
    "intent": select(
        submission.c.id.label("came_with"),
        *(c for c in intent.c if c.name not in ("key", "submission", "events")),
    ).join(submission, submission.c.key == intent.c.submission),
    "aip": select(aip.c.id, aip.c.partition, submission.c.id.label("came_with")).join(
        submission, submission.c.key == aip.c.submission
    ),
    "generation": select(
        aip.c.id, *(c for c in generation.c if c.name not in ("key", "aip"))
    ).join(aip, aip.c.key == generation.c.aip),
    "file": select(
        aip.c.id, generation.c.number,
        *(c for c in file.c if c.name not in ("generation", "format", "held_in")),
        *(c for c in format.c if c.name != "key"),
    ).join(generation, generation.c.key == file.c.generation)
    .join(aip, aip.c.key == generation.c.aip)
    .outerjoin(format, format.c.key == file.c.format),
    "copy": select(
        aip.c.id, generation.c.number, store.c.name, copy.c.version, copy.c.offset, copy.c.length,
        copy.c.status,
    ).join(generation, generation.c.key == copy.c.generation)
    .join(aip, aip.c.key == generation.c.aip)
    .join(store, store.c.key == copy.c.store),
    "event": select(event.c.id, event.c.body, leaf.c.position, leaf.c.hash).join(
        leaf, leaf.c.event == event.c.id
    ),
    "event_subject": select(event_subject),
    "tree_node": select(tree_node),
    "description": select(
        _parent.c.id.label("above"),
        *(c for c in description.c if c.name not in ("key", "parent")),
    ).outerjoin(_parent, _parent.c.key == description.c.parent),
    "description_past": select(
        description.c.id, *(c for c in description_past.c if c.name != "description")
    ).join(description, description.c.key == description_past.c.description),
    "ead_origin": select(
        description.c.id, *(c for c in ead_origin.c if c.name != "description")
    ).join(description, description.c.key == ead_origin.c.description),
    "description_aip": select(description.c.id, aip.c.id.label("points_to"), description_aip.c.path)
    .join(description, description.c.key == description_aip.c.description)
    .join(aip, aip.c.key == description_aip.c.aip),
}  # fmt: skip


def tables(muniment: Muniment) -> dict[str, list[Any]]:
    home = Home(muniment.home)
    database = Database(load(home).database_url(home))
    try:
        with database.read() as connection:
            return {name: _sorted(connection, wanted) for name, wanted in TABLES.items()}
    finally:
        database.close()


def _sorted(connection: Connection, wanted: Select[Any]) -> list[Any]:
    return sorted((tuple(row) for row in connection.execute(wanted)), key=repr)


def wipe(muniment: Muniment) -> None:
    """The embedded database and the index are gone."""
    for name in ("archive.db", "archive.db-wal", "archive.db-shm"):
        (muniment.home / name).unlink(missing_ok=True)
    shutil.rmtree(muniment.home / "index")
    shutil.rmtree(muniment.home / "cache", ignore_errors=True)


def rebuild_without_sheet(muniment: Muniment, *words: object, ends: int = 0) -> dict[str, Any]:
    """A rebuild without a recovery sheet: the report without what it says of that, and only that.

    ``ends``: as the command would end if there were no sealed state to miss.
    """
    report = muniment.json("rebuild", *words, ends=1)
    missing = report["missing"]
    report["missing"] = [one for one in missing if one["code"] != "rebuild.state-not-opened"]
    assert len(missing) == len(report["missing"]) + 1, missing
    assert int(bool(report["missing"] or report["mismatched"])) == ends, report
    return report


def objects(muniment: Muniment, name: str) -> list[Path]:
    return sorted((muniment.home / "stores" / name).glob("aip/*/*/*/*.zip"))


GROWN = {"event", "event_subject", "tree_node"}
"""What a rebuild adds to: it is a deed as well."""
CATALOGUE = [name for name in TABLES if name not in GROWN]
