from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.access.viewing.gallery import Gallery, gallery


@pytest.fixture(scope="module")
def open_gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    """A portal with pictures; tests of one module share it and damage nothing."""
    with gallery(tmp_path_factory.mktemp("gallery")) as opened:
        yield opened
