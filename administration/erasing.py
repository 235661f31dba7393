"""What a description says and said is erased, because the law demands it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from administration.aftercare import SEARCHABLE_WITHIN, settle
from administration.journaling import journal_of
from administration.lookup import find_named
from administration.wiring import Archive
from catalogue import erasing, ledger
from catalogue.search import indexer
from model.description import Description
from model.errors import MunimentError
from model.event import Event, Kind
from preservation.journal import erasing as from_stores

STAND_IN = "[…]"
"""The title of a description that says nothing any more: it cannot be empty."""

TEXTS = (
    *("title", "dates", "scope", "extent", "creator", "language", "subjects", "places"),
    *("old_refcode", "note", "genre", "rights_statement", "location", "container"),
)
_LISTS = ("subjects", "places")


@dataclass(frozen=True, slots=True)
class Erased:
    """What came of it. ``aips``: whose bags hold the description as it stood at sealing.

    ``troubles``: why some store still has it; it is tried again until none has.
    """

    refcode: str
    revision: int
    aips: tuple[UUID, ...]
    troubles: tuple[MunimentError, ...]


def erase(archive: Archive, name: str, said: Mapping[str, str], reason: str) -> Erased:
    """Erase what a unit says, but for what ``said`` puts in its place, and all that it said.

    Raises `catalogue.not-found`, `describing.no-such-field`, `describing.nothing-to-erase`.
    """
    for field in said:
        if field not in TEXTS:
            raise MunimentError("describing.no-such-field", field=field, known=", ".join(TEXTS))
    with archive.database.read() as connection:
        named = find_named(connection, name)
    one = named.described
    if one is None:
        raise MunimentError("catalogue.not-found", name=name)
    noun, at = _left(one.description, said), archive.clock()
    by = archive.agent  # has a transaction of its own
    with archive.database.write() as connection:
        revision = erasing.erase(connection, one, noun, archive.rules, at, by.id)
        fields: dict[str, str | int] = {
            "description": str(noun.id),
            "revision": revision,
            "text": ledger.keep_text(connection, reason, os.urandom(32)),
        }
        happened = Event(archive.new_id(), Kind.DESCRIPTION_ERASED, at, by, fields=fields)
        ledger.append(connection, happened)
    troubles = from_stores.finish(journal_of(archive))
    troubles += settle(archive)
    # What was removed from the index lies in its files until they are written anew.
    indexer.reindex(archive.database, archive.engine, wait=SEARCHABLE_WITHIN)
    archive.database.purge()
    aips = tuple(dict.fromkeys(aip for aip, _ in named.aips))
    return Erased(noun.refcode, revision, aips, tuple(troubles))


def _left(before: Description, said: Mapping[str, str]) -> Description:
    texts: dict[str, Any] = {
        field: said.get(field, "") for field in TEXTS if field not in ("dates", *_LISTS)
    }
    texts["title"] = said.get("title") or STAND_IN
    for field in _LISTS:
        parts = (part.strip() for part in said.get(field, "").split(";"))
        texts[field] = tuple(part for part in parts if part)
    period = replace(before.period, text=said.get("dates", ""))
    return replace(before, **texts, period=period, further=())
