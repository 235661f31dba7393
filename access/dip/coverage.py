"""The opening of each file of an AIP, without a question to the database for each."""

from __future__ import annotations

from uuid import UUID

from catalogue import descriptions
from catalogue.database import Connection
from model.rights import Opening, strictest


class Coverage:
    """What the descriptions of an AIP say about its files: the strictest wins (DESIGN section 4).

    A unit covers a file if its path is the file's or one of its folders'. Units of one AIP are
    some thousands at most, files may be hundreds of thousands.
    """

    def __init__(self, connection: Connection, aip: UUID) -> None:
        self._at: dict[str, Opening] = {}
        for described, path in descriptions.of_aip(connection, aip):
            there = self._at.get(path)
            opening = described.opening
            self._at[path] = opening if there is None else strictest(there, opening)

    def opening(self, name: str) -> Opening | None:
        """The opening of the file that the producer called ``name``; None: nobody described it."""
        found = self._at.get("")
        end = 0
        while end >= 0:
            end = name.find("/", end + 1)
            own = self._at.get(name if end < 0 else name[:end])
            if own is not None:
                found = own if found is None else strictest(found, own)
        return found
