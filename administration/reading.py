"""What the access room is given of an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from access.reading import Reading

if TYPE_CHECKING:
    from administration.web.house import House


def reading_of(house: House) -> Reading:
    """The archive, to read in."""
    return Reading(
        database=house.database,
        vault=house.vault,
        engine=house.engine,
        access_copies=house.access_copies,
        clock=house.clock,
        new_id=house.new_id,
        naan=house.settings.archive.naan,
        title=house.settings.archive.title,
        signer=lambda: house.signer,
        spool=house.home.spool,
        cache=house.home.cache,
        base_url=house.settings.web.base_url,
        jobs=house.jobs,
        room=house.settings.reading_room.rules(),
        visiting=house.settings.visit.visiting(),
    )
