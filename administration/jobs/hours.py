"""The hours: what is done every night, hour or minute without anybody asking."""

from __future__ import annotations

from datetime import datetime

from administration.wiring import Archive
from administration.workflows.registry import WORKFLOWS


def keep_hours(archive: Archive) -> None:
    """Start what is due. Each has a key of its hour, so that of many workers one starts it."""
    now = archive.clock().astimezone()
    for kind, at in archive.settings.jobs.nightly.items():
        if kind in WORKFLOWS and _is_due(now, at):
            archive.jobs.start(kind, {}, key=f"{kind}-{now:%Y-%m-%d}")
    for kind, minutes in archive.settings.jobs.every_minutes.items():
        if kind in WORKFLOWS:
            slot = int(now.timestamp()) // (60 * minutes)
            archive.jobs.start(kind, {}, key=f"{kind}-{minutes}m-{slot}")


def _is_due(now: datetime, at: str) -> bool:
    hour, minute = map(int, at.split(":"))
    return (now.hour, now.minute) >= (hour, minute)
