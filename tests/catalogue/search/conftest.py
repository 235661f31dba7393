"""A catalogue with its index, both real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.database import Database
from catalogue.search.embedded import EmbeddedEngine


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """An empty catalogue."""
    made = Database(f"sqlite:///{tmp_path / 'archive.db'}")
    made.upgrade()
    yield made
    made.close()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    """An engine whose index is not built yet."""
    made = EmbeddedEngine(tmp_path / "index")
    yield made
    made.close()
