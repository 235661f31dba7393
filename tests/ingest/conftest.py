from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ingest.house import House, house


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[House]:
    """An empty archive."""
    with house(tmp_path / "home") as opened:
        yield opened
