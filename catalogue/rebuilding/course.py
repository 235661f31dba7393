"""The course of a rebuild: begun once, taken up where it stopped, ended once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from catalogue.tables import (
    account,
    aip,
    description,
    event,
    generation,
    leaf,
    rebuild,
    rebuild_fact,
    rebuild_finding,
    submission,
)
from model.errors import MunimentError


class Stage(StrEnum):
    """One after the other. The values are stored."""

    LEDGER = "ledger"
    FACTS = "facts"  # what the ledger says was stored
    SEGMENTS = "segments"  # rows out of segments of the catalogue: hints
    AIPS = "aips"
    ABSENT = "absent"  # in the ledger, in no store
    DESCRIPTIONS = "descriptions"
    HINTS = "hints"  # what came from segments, compared with the AIPs themselves
    ENDED = "ended"


class Lack(StrEnum):
    """The two lists of the report. The values are stored and shown."""

    MISSING = "missing"
    MISMATCHED = "mismatched"


@dataclass(frozen=True, slots=True)
class Course:
    """Where a rebuild stands. ``reached``: in its stage, as that stage says it."""

    id: UUID
    stores: tuple[str, ...]
    begun_at: datetime
    ended_at: datetime | None
    stage: Stage
    reached: str


@dataclass(frozen=True, slots=True)
class Lacking:
    """Something that is missing, or not as it was told; ``code`` is that of the sentence."""

    kind: Lack
    code: str
    subject: UUID | None = None
    generation: int | None = None
    store: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the catalogue holds. ``files``: what producers gave, in every generation."""

    aips: int
    generations: int
    files: int
    descriptions: int
    events: int


def begin(
    connection: Connection, identifier: UUID, stores: Sequence[str], place: str, at: datetime
) -> Course:
    """The rebuild that is to go on: the one that was interrupted, or a new one.

    One that has ended is given as it is. Raises `rebuild.not-empty` where the catalogue holds
    what no rebuild has written, `rebuild.other-stores`.
    """
    found = latest(connection)
    if found is not None:
        if found.ended_at is None and set(found.stores) != set(stores):
            raise MunimentError("rebuild.other-stores", stores=", ".join(found.stores))
        return found
    for table in (aip, description, submission, event, leaf, account):
        if connection.execute(select(1).select_from(table).limit(1)).first() is not None:
            raise MunimentError("rebuild.not-empty", place=place)
    begun = Course(identifier, tuple(stores), at, None, Stage.LEDGER, "")
    values = {"id": identifier, "stores": list(stores), "begun_at": at, "stage": begun.stage.value}
    connection.execute(insert(rebuild).values(values))
    return begun


def latest(connection: Connection) -> Course | None:
    """The newest rebuild of this catalogue."""
    newest = select(rebuild).order_by(rebuild.c.id.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return None if row is None else _course(row)


def reach(connection: Connection, course: Course, stage: Stage, reached: str = "") -> Course:
    """The rebuild has come so far; say it in the transaction of what was done."""
    values = {"stage": stage.value, "reached": reached}
    connection.execute(update(rebuild).where(rebuild.c.id == course.id).values(values))
    return Course(course.id, course.stores, course.begun_at, course.ended_at, stage, reached)


def end(connection: Connection, course: Course, at: datetime) -> None:
    """Everything was done."""
    connection.execute(delete(rebuild_fact))
    values = {"stage": Stage.ENDED.value, "reached": "", "ended_at": at}
    connection.execute(update(rebuild).where(rebuild.c.id == course.id).values(values))


def note(connection: Connection, course: Course, lacking: Sequence[Lacking]) -> None:
    """Keep what is missing or mismatched for the report."""
    rows = [
        {
            "rebuild": course.id,
            "kind": one.kind.value,
            "code": one.code,
            "subject": one.subject,
            "generation": one.generation,
            "store": one.store,
            "place": one.place,
        }
        for one in lacking
    ]
    if rows:
        connection.execute(insert(rebuild_finding), rows)


def forget(connection: Connection, course: Course, codes: Sequence[str]) -> None:
    """Drop findings of a stage that begins anew."""
    mine = (rebuild_finding.c.rebuild == course.id) & rebuild_finding.c.code.in_(codes)
    connection.execute(delete(rebuild_finding).where(mine))


def lacking(connection: Connection, course: Course, kind: Lack) -> list[Lacking]:
    """One of the two lists, in the order in which it was found."""
    wanted = (
        select(rebuild_finding)
        .where(rebuild_finding.c.rebuild == course.id, rebuild_finding.c.kind == kind.value)
        .order_by(rebuild_finding.c.key)
    )
    return [
        Lacking(kind, row.code, row.subject, row.generation, row.store, row.place)
        for row in connection.execute(wanted)
    ]


def counts(connection: Connection) -> Counts:
    """How much there is."""
    aips, generations, descriptions, events = (
        connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in (aip, generation, description, leaf)
    )
    files = connection.execute(select(func.coalesce(func.sum(generation.c.files), 0))).scalar_one()
    return Counts(aips, generations, int(files), descriptions, events)


def _course(row: Row[Any]) -> Course:
    return Course(
        row.id, tuple(row.stores), row.begun_at, row.ended_at, Stage(row.stage), row.reached
    )
