"""Removing a file for good, and what repairs set aside of it."""

from __future__ import annotations

import os
import re
import shutil

from storage.stores import Deleted, NotThere, Removed
from storage.stores.file_incoming import sync_folder

# what `replace_damaged` hangs on the name of a damaged object
SET_ASIDE = re.compile(r"\.[0-9a-f]{16}")


def delete_file(path: str, aside: str) -> Deleted:
    """Unlink ``path`` and everything beside ``aside``, durably. Raises OSError."""
    # The object last: as long as it is there, everybody sees that the work is not done.
    removed = [*map(_remove_set_aside, _set_aside(aside)), _unlink(path)]
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


def _remove_set_aside(path: str) -> bool:
    # Somebody had put a folder in the object's place: repair set it aside with all that is in it.
    # Never so under the key itself, which might be the folder of many objects.
    if os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114 - a str path
        shutil.rmtree(path)
        return True
    return _unlink(path)


def _unlink(path: str) -> bool:
    try:
        os.unlink(path)  # noqa: PTH108 - a str path
    except FileNotFoundError:
        return False
    return True
