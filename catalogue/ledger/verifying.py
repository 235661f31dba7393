"""Is the ledger what it was? Everything is computed anew from the events and compared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from uuid import UUID

from sqlalchemy import Connection, LargeBinary, func, select, type_coerce

from catalogue.database import Database
from catalogue.ledger import tree
from catalogue.ledger.events import raw
from catalogue.ledger.notes import Checkpoint, InvalidNote, Keyring
from catalogue.ledger.restoring import LOST
from catalogue.tables import checkpoint, event, event_outbox, leaf
from model.merkle import Frontier, leaf_hash

_BATCH = 5_000
_AT_MOST = 100  # nodes to name: one wrong leaf is one finding, a wrong level may be millions


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was signed. ``where``: ``database`` or a store's name.

    ``against_database``: the database itself is wrong, or a good signature speaks against it.
    """

    where: str
    problem: str
    against_database: bool = False


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """What was compared, and what was wrong; ``root`` is that of all sequenced events."""

    events: int
    checkpoints: int
    published: int
    root: bytes
    findings: tuple[Finding, ...]

    @property
    def database_is_true(self) -> bool:
        """Whether the database may be the measure for what lies in the stores."""
        return not any(one.against_database for one in self.findings)

    def also(self, findings: Iterable[Finding]) -> LedgerReport:
        """The report with more findings."""
        return replace(self, findings=(*self.findings, *findings))


def verify(
    database: Database, keys: Keyring, published: Iterable[tuple[str, str]] = ()
) -> LedgerReport:
    """Compare events, positions, checkpoints, and the checkpoints that lie in the stores.

    ``published``: store name and note. The stores' notes are what the database's keeper cannot
    change alone.
    """
    findings: list[Finding] = []
    with database.read() as connection:
        stored = connection.execute(select(checkpoint.c.note).order_by(checkpoint.c.size))
        notes = [("database", str(note)) for (note,) in stored]
        kept = len(notes)
        notes += published
        signed = list(_opened(notes, keys, findings))
        roots = _recompute(connection, {c.size for _, c in signed}, findings)
        size = max(roots)
        findings += _contradicted(signed, roots, size)
        findings += _forgotten(connection)
        for height, number in islice(tree.altered(connection), _AT_MOST):
            problem = f"the tree's node {number} of height {height} is not the hash of its halves"
            findings.append(_wrong(problem))
    return LedgerReport(size, kept, len(notes) - kept, roots[size], tuple(findings))


def _wrong(problem: str) -> Finding:
    return Finding("database", problem, against_database=True)


def _opened(
    notes: Iterable[tuple[str, str]], keys: Keyring, findings: list[Finding]
) -> Iterator[tuple[str, Checkpoint]]:
    for where, note in notes:
        try:
            yield where, keys.open(note)
        except InvalidNote as error:
            findings.append(Finding(where, f"a checkpoint is not valid: {error}"))


def _recompute(
    connection: Connection, sizes: set[int], findings: list[Finding]
) -> Mapping[int, bytes]:
    """The roots at the sizes asked for and at the end, from the bytes of the events."""
    growing = Frontier()
    roots = {0: growing.root()}
    expected = 0
    for position, identifier, body, stored in _leaves(connection):
        if position != expected:
            findings.append(_wrong(f"position {expected} is empty"))
            expected = position
        computed = stored if body is None else leaf_hash(body)
        if body is None:
            # its hash is still there, so that the events behind it can be judged
            findings.append(_wrong(f"the event at position {position} is missing"))
        elif body == LOST:
            computed = stored
            problem = f"the event at position {position} is lost: no store had it at the rebuild"
            findings.append(_wrong(problem))
        elif computed != stored:
            findings.append(_wrong(f"the event at position {position} was altered"))
        elif _id_in(body) != identifier:
            findings.append(_wrong(f"position {position} names another event"))
        growing.add(computed)
        expected += 1
        if growing.size in sizes:
            roots[growing.size] = growing.root()
    roots[growing.size] = growing.root()
    return roots


def _leaves(connection: Connection) -> Iterator[tuple[int, str, bytes | None, bytes]]:
    last = -1
    while True:
        rows = connection.execute(
            select(
                leaf.c.position,
                leaf.c.hash,
                type_coerce(leaf.c.event, LargeBinary).label("event"),
                event.c.body,
            )
            .outerjoin(event, event.c.id == leaf.c.event)
            .where(leaf.c.position > last)
            .order_by(leaf.c.position)
            .limit(_BATCH)
        ).all()
        for row in rows:
            body = None if row.body is None else raw(row.body)
            yield row.position, _uuid(raw(row.event)), body, raw(row.hash)
        if len(rows) < _BATCH:
            return
        last = rows[-1].position


def _uuid(value: bytes) -> str:
    return str(UUID(bytes=value)) if len(value) == 16 else "no identifier"


def _id_in(body: bytes) -> str | None:
    try:
        return str(json.loads(body)["id"])
    except (ValueError, KeyError, TypeError):
        return None


def _contradicted(
    signed: Iterable[tuple[str, Checkpoint]], roots: Mapping[int, bytes], size: int
) -> Iterator[Finding]:
    for where, one in signed:
        if one.size > size:
            problem = f"a checkpoint covers {one.size} events, the database has {size}"
            yield Finding(where, problem, against_database=True)
        elif roots.get(one.size) != one.root:
            problem = f"a checkpoint over {one.size} events does not fit the database"
            yield Finding(where, problem, against_database=True)


def _forgotten(connection: Connection) -> Iterator[Finding]:
    outside = (
        select(func.count())
        .select_from(event)
        .outerjoin(leaf, leaf.c.event == event.c.id)
        .outerjoin(event_outbox, event_outbox.c.event == event.c.id)
        .where(leaf.c.event.is_(None), event_outbox.c.event.is_(None))
    )
    count = connection.execute(outside).scalar_one()
    if count:
        yield _wrong(f"{count} events have no position and await none")
