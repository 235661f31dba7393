"""A database of each test's own, with today's tables, on each engine that there is.

Tests that come at the file from the side, or are marked ``embedded``, run on SQLite alone.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.database import Database
from tests.engines import migrated_template, own_database

_EMBEDDED, _SERVER = "sqlite", "postgresql"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test of the catalogue runs on both databases, unless it is about one of them."""
    if "database_url" not in metafunc.fixturenames:
        return
    about_files = "database_file" in metafunc.fixturenames
    only = about_files or metafunc.definition.get_closest_marker("embedded")
    kinds: list[object] = [_EMBEDDED]
    if not only:
        kinds.append(pytest.param(_SERVER, marks=pytest.mark.engines))
    metafunc.parametrize("database_url", kinds, indirect=True)


@pytest.fixture(scope="session")
def empty_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a catalogue in which nothing has happened yet."""
    path = tmp_path_factory.mktemp("catalogue") / "empty.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.close()
    return path


@pytest.fixture(scope="session")
def empty_on_server() -> Iterator[str]:
    """The same on PostgreSQL, as a template."""
    with migrated_template() as template:
        yield template


@pytest.fixture
def database_file(empty_catalogue: Path, tmp_path: Path) -> Path:
    """Where the test's database is, for those who come at it from the side."""
    return Path(shutil.copy(empty_catalogue, tmp_path / "archive.db"))


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty catalogue, by its address."""
    if request.param == _EMBEDDED:
        yield f"sqlite:///{request.getfixturevalue('database_file')}"
        return
    with own_database(request.getfixturevalue("empty_on_server")) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty catalogue."""
    made = Database(database_url)
    yield made
    made.close()
