from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.access.portal import Portal, portal


@pytest.fixture(scope="module")
def open_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal of a small archive; tests of one module share it and damage nothing."""
    with portal(tmp_path_factory.mktemp("portal")) as opened:
        yield opened
