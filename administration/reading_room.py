"""The reading room, put together for the portal and for the clock."""

from __future__ import annotations

from access.reading_room.room import ReadingRoom
from administration.web.house import House


def reading_room_of(house: House) -> ReadingRoom:
    """The reading room of one archive."""
    return ReadingRoom(
        database=house.database,
        clock=house.clock,
        new_id=house.new_id,
        rules=house.settings.reading_room.rules(),
        start=house.jobs.start,
        title=house.settings.archive.title,
        base_url=house.settings.web.public_url,
    )
