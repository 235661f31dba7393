"""The sign-off of a migration by a second person."""

from __future__ import annotations

from catalogue import ledger, migrations
from catalogue.database import Database
from catalogue.migrations import Migration
from model.errors import MunimentError
from model.event import AgentKind, Kind
from preservation.findings import Recorder


def sign_off(database: Database, recorder: Recorder, one: Migration) -> None:
    """A second person, signed in by an account, agrees.

    Raises `migration.own-plan`, `migration.out-of-turn`.
    """
    agent, at = recorder.agent, recorder.clock()
    # A user of the operating system is not a person: who has a shell could be anybody.
    if agent.kind is not AgentKind.ACCOUNT or agent.id == one.planned_by:
        raise MunimentError("migration.own-plan")
    with database.write() as connection:
        signed = migrations.move(
            connection, one.id, ("rehearsed",), "signed-off", signed_at=at, signed_by=agent.id
        )
        if not signed:
            raise MunimentError("migration.out-of-turn", state=one.state, deed="signed off")
        fields = {"plan": str(one.id), "account": str(agent.id)}
        ledger.append(connection, recorder.event(Kind.MIGRATION_SIGNED_OFF, fields))
