"""Revisions: what they build is what `tables` says, and building twice changes nothing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from catalogue.database import Database
from catalogue.revisions import newest
from catalogue.tables import REVISION, metadata

_ON_SERVER = """
select 'column', table_name || '.' || column_name, data_type || is_nullable
  from information_schema.columns where table_schema = 'public'
union all select 'index', indexname, indexdef from pg_indexes where schemaname = 'public'
union all select 'trigger', tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
order by 1, 2
"""


def schema(database: Database) -> list[tuple[str, ...]]:
    embedded = "select type, name, sql from sqlite_master order by 1, 2"
    with database.read() as connection:
        found = connection.execute(text(embedded if database.is_embedded else _ON_SERVER))
        return [tuple(map(str, row)) for row in found]


def test_the_revisions_build_the_tables(database: Database) -> None:
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_defaults_are_the_same(database: Database) -> None:
    with database.read() as connection:
        for table in metadata.sorted_tables:
            for found in inspect(connection).get_columns(table.name):
                default = table.c[found["name"]].server_default
                said = getattr(default, "arg", None)
                given = (found["default"] or "''").partition("::")[0].strip("'")
                if given.startswith("nextval"):
                    continue  # PostgreSQL's way of counting keys
                assert {"false": "0", "true": "1"}.get(given, given) == (said or "")


def test_constraints_have_the_same_names(database: Database) -> None:
    """What has no name, or another, cannot be changed by a later revision."""
    with database.read() as connection:
        inspector = inspect(connection)
        for table in metadata.sorted_tables:
            here = {c.name for c in table.constraints} | {i.name for i in table.indexes}
            there = {inspector.get_pk_constraint(table.name)["name"]}
            there |= {c["name"] for c in inspector.get_unique_constraints(table.name)}
            there |= {c["name"] for c in inspector.get_foreign_keys(table.name)}
            there |= {c["name"] for c in inspector.get_check_constraints(table.name)}
            there |= {i["name"] for i in inspector.get_indexes(table.name)}
            assert here == there, table.name


def test_upgrading_again_changes_nothing(database: Database) -> None:
    before = schema(database)
    database.upgrade()
    assert schema(database) == before
    assert database.revision() == database.needed_revision()


def test_several_at_once_upgrade_once(tmp_path: Path) -> None:
    databases = [Database(f"sqlite:///{tmp_path / 'archive.db'}") for _ in range(4)]
    failures: list[BaseException] = []

    def upgrade(mine: Database) -> None:
        try:
            mine.upgrade()
        except BaseException as error:  # noqa: BLE001 - it is looked at below
            failures.append(error)

    threads = [threading.Thread(target=upgrade, args=(one,)) for one in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    databases[0].require_current()
    for one in databases:
        one.close()


def test_half_an_upgrade_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_cut(*_: object, **__: object) -> None:
        raise RuntimeError

    database = Database(f"sqlite:///{tmp_path / 'archive.db'}")
    with monkeypatch.context() as broken:
        # the tables are made by then, and the revision is about to be noted
        broken.setattr("alembic.runtime.migration.HeadMaintainer.update_to_step", power_cut)
        with pytest.raises(RuntimeError):
            database.upgrade()
    assert schema(database) == []
    database.upgrade()
    database.require_current()
    database.close()


def test_the_tables_name_their_revision() -> None:
    assert newest() == REVISION
