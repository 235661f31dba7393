"""Removing a file for good, and what repairs set aside of it."""

from __future__ import annotations

import os
import re

from storage.stores import Deleted, NotThere, Removed
from storage.stores.file_incoming import sync_folder

# what `replace_damaged` hangs on the name of a damaged object
SET_ASIDE = re.compile(r"\.[0-9a-f]{16}")


def delete_file(path: str, aside: str) -> Deleted:
    """Unlink ``path`` and everything beside ``aside``, durably. Raises OSError."""
    # The object last: as long as it is there, everybody sees that the work is not done.
    removed = [_unlink(one) for one in (*_set_aside(aside), path)]
    for folder in (os.path.dirname(aside), os.path.dirname(path)):  # noqa: PTH120 - str paths
        # Also where nothing was found: whoever removed it may have been killed before his flush.
        if os.path.isdir(folder):  # noqa: PTH112 - a str path
            sync_folder(folder)
    return Removed() if any(removed) else NotThere()


def _set_aside(path: str) -> list[str]:
    folder, _, name = path.rpartition("/")
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries]
    except FileNotFoundError:
        return []
    return [
        f"{folder}/{found}"
        for found in names
        if found.startswith(name) and SET_ASIDE.fullmatch(found, len(name))
    ]


def _unlink(path: str) -> bool:
    try:
        os.unlink(path)  # noqa: PTH108 - a str path
    except FileNotFoundError:
        return False
    return True
