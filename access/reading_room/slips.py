"""Call slips: what one says, by which they are sorted, and what their barcode means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.description_rows import Described
from catalogue.orders import Item


@dataclass(frozen=True, slots=True)
class Slip:
    """What is to be carried for whom. The reader's name does not go into the stacks."""

    item: Item
    reader: int
    asked: Sequence[Described]

    @property
    def location(self) -> str:
        """Where in the stacks; of several, the first that is known."""
        return next((d.description.location for d in self.asked if d.description.location), "")

    @property
    def container(self) -> str:
        """The box or volume; empty where the unit stands by itself."""
        return next((d.description.container for d in self.asked if d.description.container), "")

    @property
    def shelf(self) -> tuple[str, str, str]:
        """By which slips are sorted, so that whoever pulls walks the stacks once."""
        first = self.asked[0].description.refcode if self.asked else ""
        return self.location, self.container, first


def barcode(number: int) -> str:
    """What an item's barcode says."""
    return f"M{number:07d}"


def number_of(code: str) -> int | None:
    """The item that a barcode or a typed number means."""
    digits = code.strip().upper().removeprefix("M")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 12 else None
