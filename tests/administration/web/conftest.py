"""One portal for the tests of pages that only look at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.access.portal import Portal, portal


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("portal")) as made:
        yield made
