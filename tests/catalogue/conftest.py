"""A database of each test's own, with today's tables."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.database import Database


@pytest.fixture(scope="session")
def empty_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a catalogue in which nothing has happened yet."""
    path = tmp_path_factory.mktemp("catalogue") / "empty.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.close()
    return path


@pytest.fixture
def database_file(empty_catalogue: Path, tmp_path: Path) -> Path:
    """Where the test's database is, for those who come at it from the side."""
    return Path(shutil.copy(empty_catalogue, tmp_path / "archive.db"))


@pytest.fixture
def database(database_file: Path) -> Iterator[Database]:
    """An empty catalogue."""
    made = Database(f"sqlite:///{database_file}")
    yield made
    made.close()
