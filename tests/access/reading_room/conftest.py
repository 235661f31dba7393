from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.access.reading_room.lesesaal import Lesesaal, clear, lesesaal


@pytest.fixture(scope="package")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lesesaal]:
    """One reading room for all tests of this folder: founding an archive takes seconds."""
    with lesesaal(tmp_path_factory.mktemp("lesesaal")) as room:
        yield room


@pytest.fixture
def room(opened: Lesesaal) -> Lesesaal:
    """The reading room, in which nothing has happened yet."""
    clear(opened)
    return opened
