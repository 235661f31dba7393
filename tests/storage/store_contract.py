"""What every store promises. Each kind of store runs all of it: ``class TestX(StoreContract)``."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.stores import Store
from tests.storage.contract import KEY, whole
from tests.storage.contract.deleting import Deleting
from tests.storage.contract.listing import Fill, Listing
from tests.storage.contract.reading import Reading
from tests.storage.contract.repairing import Repairing
from tests.storage.contract.writing import Writing

__all__ = ["KEY", "StoreContract", "whole"]


class StoreContract(Writing, Reading, Listing, Repairing, Deleting):
    """Subclasses give the fixtures ``store``, an empty one, and ``another``.

    ``another()`` opens the same store once more, as another program would.
    """

    @pytest.fixture
    def fill(self, store: Store) -> Fill:
        def put_all(keys: Sequence[str]) -> None:
            with ThreadPoolExecutor(4) as threads:
                list(threads.map(lambda key: store.put(key, key.encode()), keys))

        return put_all
