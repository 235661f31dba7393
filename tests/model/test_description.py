"""What lies in the stacks and what does not."""

from __future__ import annotations

from uuid import UUID

import pytest

from model.description import Carrier, Description, Level


@pytest.mark.parametrize(
    ("level", "carrier", "digital", "on_paper"),
    [
        (Level.FILE, None, False, True),
        (Level.FILE, None, True, False),
        (Level.FILE, Carrier.BOTH, True, True),
        (Level.FILE, Carrier.ANALOGUE, True, True),
        (Level.FILE, Carrier.DIGITAL, False, False),
        (Level.SERIES, None, False, False),  # nobody brings a series to a table
        (Level.SERIES, Carrier.ANALOGUE, False, True),  # unless it is one volume, and said so
    ],
)
def test_on_paper(level: Level, carrier: Carrier | None, digital: bool, on_paper: bool) -> None:
    unit = Description(UUID(int=1), "A 1", level, "Akte", carrier=carrier)
    assert unit.on_paper(digital=digital) is on_paper
