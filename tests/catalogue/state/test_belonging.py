"""Every table comes back from somewhere after a loss, or somebody has said that it need not."""

from __future__ import annotations

from collections import Counter

from catalogue.state import belonging
from catalogue.tables import metadata

GROUPS = (
    belonging.STATE,
    belonging.FROM_AIPS,
    belonging.FROM_JOURNAL,
    belonging.FROM_LOG,
    belonging.PASSING,
)


def test_every_table_stands_in_one_group() -> None:
    found = Counter(name for group in GROUPS for name in group)
    assert set(found) == set(metadata.tables)
    assert set(found.values()) == {1}


def test_state_refers_to_nothing_that_is_not_named() -> None:
    """A number of a row of another group means nothing after a rebuild."""
    from catalogue.state.references import REFERENCES  # noqa: PLC0415

    for name in belonging.STATE:
        for key in metadata.tables[name].foreign_keys:
            inside = key.column.table.name in belonging.STATE
            assert inside or key.column in REFERENCES, f"{name}.{key.parent.name}"
