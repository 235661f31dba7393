"""What the reading room does by the clock: applications of past years end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from access.reading_room.applying import expire
from administration.reading_room import reading_room_of
from administration.wiring import Archive
from model.ports import Steps


def run(steps: Steps, archive: Archive, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """``arguments``: none."""
    room = reading_room_of(archive)
    return steps.step("expire", lambda: {"expired": expire(room)})
