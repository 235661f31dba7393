from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from model.policy import UserRole
from tests.access.portal import Portal, portal


@pytest.fixture(scope="module")
def open_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal of a small archive; tests of one module share it and damage nothing."""
    with portal(tmp_path_factory.mktemp("portal")) as opened:
        yield opened


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Portal]:
    """A portal of one's own, to change at will."""
    with portal(tmp_path) as made:
        yield made


@pytest.fixture
def archivist(opened: Portal) -> TestClient:
    """An archivist's browser there."""
    return opened.signed_in(UserRole.ARCHIVIST)
