"""Packing, stores and vault: proved by damage, by kill -9 and by other people's programs."""

import pytest

# A contract is no test module by name, and must say as clearly what was wrong.
pytest.register_assert_rewrite("tests.storage.contract")
