"""Writing a plan down, what it touches, and the end of its run."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from catalogue import ledger, migrations
from catalogue.aips import File
from catalogue.database import Connection
from catalogue.migrations import MIGRATE, ROLL_BACK, Migration
from model.aip import Role
from model.errors import MunimentError
from model.event import Kind
from preservation.generations import Present
from preservation.migrating.plan import MigrationPlan, read_plan
from preservation.migrating.workshop import Workshop


def write_down(work: Workshop, text: str) -> Migration:
    """Write a plan down, or find it. Raises `migration.plan-invalid`."""
    read_plan(text)
    recorder = work.recorder
    with work.archives.database.write() as connection:
        identifier, by = recorder.new_id(), recorder.agent.id
        if migrations.plan(connection, identifier, text, by, recorder.clock()):
            work.tell(connection, Kind.MIGRATION_PLANNED, plan=str(identifier))
        found = migrations.by_text(connection, text)
    if found is None:
        raise LookupError("a plan that was just written")
    return found


def touched(work: Workshop, plan: MigrationPlan) -> list[tuple[UUID, int, int]]:
    """The AIPs a plan selects: id, files, bytes. Raises `migration.nothing-to-do`."""
    with work.archives.database.read() as connection:
        found = migrations.selected(connection, plan.puids, plan.collection)
    if not found:
        raise MunimentError("migration.nothing-to-do")
    return found


def wanted(present: Present, plan: MigrationPlan) -> list[File]:
    """The files of an AIP that a plan selects: originals, never what was derived from them."""
    return [
        one
        for one in present.files
        if one.member.role is Role.ORIGINAL
        and one.member.identification is not None
        and one.member.identification.puid in plan.puids
    ]


def turns(connection: Connection, one: Migration, purpose: str) -> tuple[list[UUID], str]:
    """The AIPs that are to have their turn now, and what `end` asks for.

    Those that failed, where a migration has ended. Raises `migration.not-signed-off`,
    `migration.out-of-turn`.
    """
    if purpose == ROLL_BACK:
        if one.state != "ended":
            raise MunimentError("migration.out-of-turn", state=one.state, deed="rolled back")
        return _in_state(connection, one, "done"), _text(one.ended_at)
    if one.state == "ended":
        failed = _in_state(connection, one, "failed")
        if not failed:
            raise MunimentError("migration.out-of-turn", state=one.state, deed="run")
        return failed, _text(one.ended_at)
    if one.state != "signed-off":
        raise MunimentError("migration.not-signed-off", plan=one.id)
    plan = read_plan(one.plan)
    found = migrations.selected(connection, plan.puids, plan.collection)
    return [aip for aip, _, _ in found], _text(one.ended_at)


def end(work: Workshop, one: Migration, purpose: str, since: str) -> None:
    """All AIPs had their turn; after a further try of those that failed it has ended again.

    ``since``: `ended_at` when the turns began, so that a job that is taken up again ends it once.
    """
    if _text(one.ended_at) != since:
        return
    state, before = "rolled-back", ["ended"]
    if purpose == MIGRATE:
        state, before = "ended", ["signed-off", "ended"]
    with work.archives.database.write() as connection:
        units = migrations.units(connection, one.id, purpose)
        at = work.recorder.clock()
        if migrations.move(connection, one.id, before, state, ended_at=at):
            done = sum(unit.state == "done" for unit in units)
            fields: dict[str, str | int] = {
                "plan": str(one.id),
                "units": done,
                "failed": len(units) - done,
            }
            event = work.recorder.event(Kind.MIGRATION_ENDED, fields, failed=done < len(units))
            ledger.append(connection, event)


def _in_state(connection: Connection, one: Migration, state: str) -> list[UUID]:
    units = migrations.units(connection, one.id, MIGRATE)
    return [unit.aip for unit in units if unit.state == state]


def _text(at: datetime | None) -> str:
    return at.isoformat() if at else ""
