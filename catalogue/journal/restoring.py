"""An empty catalogue gets its descriptions back from the lines of the journal.

Lines come in any order, so first all descriptions are there, without parents and closed; then each
finds its parent; then openings are counted from the top down. `journal_restored` says what is
still to be done, so that it goes on where it was killed, and the same again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from catalogue import openings
from catalogue.database import Database
from catalogue.description_rows import described_rows, opening_values, to_values
from catalogue.openings import Handed, Rows
from catalogue.tables import (
    aip,
    description,
    description_aip,
    description_erased,
    description_past,
    ead_origin,
    index_outbox,
    journal_restored,
)
from model.rights import Opening, Reason, RuleSet
from model.rights.opening import NEVER
from schemas.description_json import canonical
from schemas.journal_lines import Line

_BATCH = 500  # descriptions in one transaction
_PARENTS = 5_000  # rows that find their parents in one transaction


_Page = Callable[[Connection, int], Rows]  # a page of rows after a row key


@dataclass(slots=True)
class Restored:
    """What came of it. ``revisions``: past ones; ``known``: descriptions that were there already.

    ``refused``: another description has their reference code; ``without_parent``: it is nowhere,
    so they stay closed. ``links``: to AIPs; ``missing_aips``: links to those that are not there.
    """

    descriptions: int = 0
    known: int = 0
    revisions: int = 0
    links: int = 0
    missing_aips: int = 0
    refused: list[UUID] = field(default_factory=list)
    without_parent: int = 0


def write_back(database: Database, descriptions: Iterable[list[Line]], rules: RuleSet) -> Restored:
    """Write what `preservation.journal.reading` gives: each description's revisions, newest last.

    AIPs should be there before; links to others are counted, and added by the next run. What the
    catalogue has already stays as it is. ``rules``: by which openings are counted.
    """
    restored = Restored()
    remaining = iter(descriptions)
    while batch := list(islice(remaining, _BATCH)):
        prepared = [_Prepared(lines, rules) for lines in batch]
        with database.write() as connection:
            _write(connection, prepared, restored)
    _find_parents(database)
    _count(database, rules, _roots, {})
    restored.without_parent = _leave_closed(database)
    return restored


class _Prepared:
    """A description as rows, made before the transaction."""

    def __init__(self, lines: Sequence[Line], rules: RuleSet) -> None:
        self.line = line = lines[-1]
        closed = Opening(NEVER, NEVER, Reason.UNKNOWN, rules.id, Reason.UNKNOWN)
        self.values = to_values(line.description) | opening_values(closed)
        self.values |= {
            "position": line.position,
            "revision": line.revision,
            "changed_at": line.at,
            "changed_by": line.by,
        }
        self.past = [
            {
                "revision": one.revision,
                "said": canonical(one.document or {}).decode(),
                "changed_at": one.at,
                "changed_by": one.by,
            }
            for one in lines[:-1]
        ]


def _write(connection: Connection, prepared: Sequence[_Prepared], restored: Restored) -> None:
    known = _keys(connection, prepared)
    codes = [one.values["refcode"] for one in prepared if one.line.id not in known]
    wanted = select(description.c.refcode).where(description.c.refcode.in_(codes))
    taken = set(connection.scalars(wanted))
    fresh: list[_Prepared] = []
    for one in prepared:
        if one.line.id in known:
            restored.known += 1
        elif one.values["refcode"] in taken:
            restored.refused.append(one.line.id)
        else:
            taken.add(str(one.values["refcode"]))
            fresh.append(one)
    if fresh:
        connection.execute(insert(description), [one.values for one in fresh])
        known |= _keys(connection, fresh)
        _write_what_belongs(connection, fresh, known)
    there = [one for one in prepared if one.line.id in known]
    _link(connection, there, known, restored)
    restored.descriptions += len(fresh)
    restored.revisions += sum(len(one.past) for one in fresh)


def _keys(connection: Connection, prepared: Sequence[_Prepared]) -> dict[UUID, int]:
    ids = [one.line.id for one in prepared]
    rows = connection.execute(
        select(description.c.id, description.c.key).where(description.c.id.in_(ids))
    )
    return {row.id: row.key for row in rows}


def _write_what_belongs(
    connection: Connection, fresh: Sequence[_Prepared], keys: dict[UUID, int]
) -> None:
    """Everything but the links: it comes with the row, or not at all."""
    pending: list[dict[str, Any]] = []
    past: list[dict[str, Any]] = []
    origins: dict[tuple[str, str], dict[str, Any]] = {}
    erased: list[dict[str, Any]] = []
    for one in fresh:
        line, key = one.line, {"description": keys[one.line.id]}
        pending.append(key | {"parent": line.description.parent})
        past += [key | row for row in one.past]
        for origin in line.origins:
            named = {"source": origin.source, "ead_id": origin.ead_id, "digest": origin.digest}
            origins[origin.source, origin.ead_id] = key | named
        if line.erased_before:
            done = {"before": line.erased_before, "at": line.at}
            done |= {"covered_at": line.at, "done_at": line.at}
            erased.append(key | done)
    ead_ids = [ead_id for _, ead_id in origins]
    held = select(ead_origin.c.source, ead_origin.c.ead_id).where(ead_origin.c.ead_id.in_(ead_ids))
    taken = {(row.source, row.ead_id) for row in connection.execute(held)}
    rows = {
        journal_restored: pending,
        description_past: past,
        ead_origin: [row for name, row in origins.items() if name not in taken],
        description_erased: erased,
    }
    for table, some in rows.items():
        if some:
            connection.execute(insert(table), some)


def _link(
    connection: Connection,
    there: Sequence[_Prepared],
    keys: dict[UUID, int],
    restored: Restored,
) -> None:
    ids = {identifier for one in there for identifier, _ in one.line.aips}
    if not ids:
        return
    rows = connection.execute(select(aip.c.id, aip.c.key).where(aip.c.id.in_(ids)))
    aips = {row.id: row.key for row in rows}
    mine = [keys[one.line.id] for one in there if one.line.aips]
    held = select(description_aip).where(description_aip.c.description.in_(mine))
    known = {tuple(row) for row in connection.execute(held)}
    links = []
    for one in there:
        for identifier, path in one.line.aips:
            if identifier not in aips:
                restored.missing_aips += 1
            elif (link := (keys[one.line.id], aips[identifier], path)) not in known:
                links.append(dict(zip(("description", "aip", "path"), link, strict=True)))
    if links:
        connection.execute(insert(description_aip), links)
    restored.links += len(links)


def _find_parents(database: Database) -> None:
    above = description.alias("above")
    parent = (
        select(above.c.key)
        .join(journal_restored, journal_restored.c.parent == above.c.id)
        .where(journal_restored.c.description == description.c.key)
        .scalar_subquery()
    )
    wanted = select(journal_restored.c.description).where(journal_restored.c.parent.is_not(None))
    last = 0
    while True:
        page = wanted.where(journal_restored.c.description > last)
        with database.write() as connection:
            keys = connection.scalars(
                page.order_by(journal_restored.c.description).limit(_PARENTS)
            ).all()
            if not keys:
                return
            some = description.c.key.between(keys[0], keys[-1]) & description.c.key.in_(page)
            connection.execute(
                update(description)
                .where(some, description.c.parent.is_(None))
                .values(parent=parent)
            )
        last = keys[-1]


def _count(database: Database, rules: RuleSet, page_after: _Page, above: Handed) -> None:
    """Count openings from the top down, so that no unit is open for a moment that a lock hides."""
    last = 0
    while True:
        with database.read() as connection:
            rows = page_after(connection, last)
        if not rows:
            return
        handed, changes = openings.count(rows, above, rules)
        with database.write() as connection:
            if changes:
                openings.write(connection, changes, None)
            _finish(connection, [row.key for row in rows])

        def below(connection: Connection, after: int, handed: Handed = handed) -> Rows:
            return openings.below(connection, handed, after)

        _count(database, rules, below, handed)
        last = rows[-1].key


def _roots(connection: Connection, after: int) -> Rows:
    """A page of what belongs at the top: nothing that only has not found its parent."""
    seeks = exists().where(
        journal_restored.c.description == description.c.key,
        journal_restored.c.parent.is_not(None),
    )
    page = described_rows().where(description.c.parent.is_(None), ~seeks)
    page = page.where(description.c.key > after).order_by(description.c.key)
    return connection.execute(page.limit(openings.BATCH)).all()


def _finish(connection: Connection, keys: Sequence[int]) -> None:
    """Readers may find what was pending among these."""
    pending = journal_restored.c.description.in_(keys)
    ids = select(description.c.id).where(
        description.c.key.in_(select(journal_restored.c.description).where(pending))
    )
    connection.execute(insert(index_outbox).from_select(["description"], ids))
    connection.execute(delete(journal_restored).where(pending))


def _leave_closed(database: Database) -> int:
    """What has no parent, and what is below it, stays closed: who knows what lies above.

    Staff may find it. Another run, with more of the journal, can still put it in its place.
    """
    with database.write() as connection:
        ids = select(description.c.id).join(
            journal_restored, journal_restored.c.description == description.c.key
        )
        connection.execute(insert(index_outbox).from_select(["description"], ids))
        counted = select(func.count()).select_from(journal_restored)
        return int(connection.execute(counted).scalar_one())


def without_parent(connection: Connection) -> list[UUID]:
    """Descriptions whose parent is nowhere."""
    pending = journal_restored.c.description == description.c.key
    wanted = select(description.c.id).join(journal_restored, pending).order_by(description.c.id)
    return list(connection.scalars(wanted))
