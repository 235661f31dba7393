"""The cache store: what was made from files, by their SHA-512. All of it can be made again.

``<root>/access-1/ab/cd/<sha512>/about.json`` has the size of every page, ``1/pyramid.tif`` is the
first of them, ``1/tiles/`` what was cut out of it; ``fault`` beside either says why there is
nothing. Rights are no part of it: who asks is checked before anything is looked up here.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tools.pictures import Fault

RECIPE = 1
"""Goes up when copies come out differently: those of the old recipe are not looked at again."""

Sizes = list[tuple[int, int]]

# What may have been the machine's fault and not the file's is tried again on another day.
_MAY_PASS = frozenset({Fault.LATE, Fault.CRASHED, Fault.MEMORY, Fault.BROKEN_COPY})
_TRIED_AGAIN = 24 * 3600.0  # seconds
_LEFT_OVER = 24 * 3600.0


class Cache:
    """Reading never fails: what is damaged here is as if it were not there."""

    def __init__(self, root: Path) -> None:
        self._top = root / f"access-{RECIPE}"

    def sizes(self, sha512: bytes) -> Sizes | None:
        """Width and height of every page; None where nobody has looked yet."""
        try:
            stored = json.loads((self._file(sha512) / "about.json").read_bytes())
            return [(int(wide), int(high)) for wide, high in stored["pages"]] or None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep_sizes(self, sha512: bytes, sizes: Sizes) -> None:
        """Remember them."""
        _write(self._file(sha512) / "about.json", json.dumps({"pages": sizes}).encode())

    def fault(self, sha512: bytes, page: int = 0) -> Fault | None:
        """Why there is no picture of a page, or (0) of the whole file."""
        place = self._fault(sha512, page)
        try:
            fault, at = Fault(place.read_text()), place.stat().st_mtime
        except (OSError, ValueError):
            return None
        passed = fault in _MAY_PASS and time.time() - at > _TRIED_AGAIN
        return None if passed else fault

    def keep_fault(self, sha512: bytes, page: int, fault: Fault) -> None:
        """Remember it, so that the same file is not tried with every request."""
        _write(self._fault(sha512, page), fault.value.encode())

    def pyramid(self, sha512: bytes, page: int) -> Path | None:
        """The copy of a page."""
        place = self._page(sha512, page) / "pyramid.tif"
        return place if place.is_file() else None

    def keep_pyramid(self, sha512: bytes, page: int, made: Path) -> Path:
        """Take in what lies in a folder of `making`."""
        place = self._page(sha512, page) / "pyramid.tif"
        place.parent.mkdir(parents=True, exist_ok=True)
        made.replace(place)
        return place

    def text(self, sha512: bytes, page: int) -> str | None:
        """The text that a PDF itself gives for a page; None where there is none."""
        try:
            return (self._page(sha512, page) / "text").read_text()
        except (OSError, ValueError):
            return None

    def keep_text(self, sha512: bytes, page: int, text: str) -> None:
        """Remember it."""
        _write(self._page(sha512, page) / "text", text.encode())

    def part(self, sha512: bytes, page: int, name: str) -> bytes | None:
        """A tile or thumbnail. ``name``: of ours, never a reader's."""
        try:
            return (self._page(sha512, page) / "tiles" / name).read_bytes()
        except OSError:
            return None

    def has_part(self, sha512: bytes, page: int, name: str) -> bool:
        """Whether it lies here."""
        return (self._page(sha512, page) / "tiles" / name).is_file()

    def keep_part(self, sha512: bytes, page: int, name: str, data: bytes) -> None:
        """Remember it; a full disk costs time, not the picture."""
        with suppress(OSError):
            _write(self._page(sha512, page) / "tiles" / name, data)

    def forget(self, sha512: bytes) -> None:
        """Remove everything that was made from a file."""
        shutil.rmtree(self._file(sha512), ignore_errors=True)

    @contextmanager
    def making(self) -> Iterator[Path]:
        """A folder for half-made things, on the same disk."""
        place = self._top / "making"
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place) as folder:
            yield Path(folder)

    def tidy(self) -> int:
        """Remove what a crash left half made; how many things."""
        place, removed = self._top / "making", 0
        for left in place.iterdir() if place.is_dir() else ():
            with suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > _LEFT_OVER:
                    shutil.rmtree(left)
                    removed += 1
        return removed

    def _file(self, sha512: bytes) -> Path:
        name = sha512.hex()
        return self._top / name[:2] / name[2:4] / name

    def _page(self, sha512: bytes, page: int) -> Path:
        return self._file(sha512) / str(page)

    def _fault(self, sha512: bytes, page: int) -> Path:
        return (self._page(sha512, page) if page else self._file(sha512)) / "fault"


def _write(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as partial:
        partial.write(data)
    # Two that make the same thing at once write the same bytes: the last one stays.
    os.replace(partial.name, place)  # noqa: PTH105 - a name, not a Path
