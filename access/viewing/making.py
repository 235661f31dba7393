"""Access copies: made from a file when somebody looks, or before that by a job.

A file is read from its AIP once, verified, and opened only by a worker (`tools.pictures`).
"""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from access.viewing.cache import Cache, Sizes
from access.viewing.image_request import THUMBNAIL, THUMBNAIL_KEPT_AS, fitting
from access.viewing.kinds import Kind
from model.aip import Member, Placement
from model.errors import MunimentError
from storage.vault import Vault
from tools.pictures import Fault, Faulty, Picture, Pictures

_PATIENCE = 60.0  # seconds that a reader waits for a copy that is being made
_WAITING = 12  # readers at once; the web server has forty hands, the others must stay free
_LARGEST = 8 << 30  # bytes of a file that is copied out to be opened
_AHEAD = 4  # pages of a many-page file made in one go, because reading it again costs more


@dataclass(frozen=True, slots=True)
class Source:
    """A file to look at. ``placements``: where its AIP lies, asked for only when needed."""

    name: str
    member: Member
    kind: Kind
    placements: Callable[[], Sequence[Placement]]


@dataclass(frozen=True, slots=True)
class Copy:
    """An access copy of one page, ``width`` times ``height`` pixels."""

    sha512: bytes
    page: int
    pyramid: Path
    width: int
    height: int


class AccessCopies:
    """All of it raises `preview.*`, which says why there is none, and what a vault raises."""

    def __init__(
        self, vault: Callable[[], Vault], cache: Cache, pictures: Pictures,
        patience: float = _PATIENCE,
    ) -> None:  # fmt: skip
        self.cache = cache
        self._vault = vault
        self._pictures = pictures
        self._patience = patience
        self._making = threading.Lock()
        self._places = threading.BoundedSemaphore(_WAITING)

    def known_sizes(self, member: Member) -> Sizes | None:
        """The sizes of all pages, where a copy was made already."""
        return self.cache.sizes(member.sha512)

    def known_thumbnail(self, member: Member) -> tuple[int, int] | None:
        """The size of the first page's thumbnail, where one was made already."""
        sizes = self.cache.sizes(member.sha512)
        if sizes and self.cache.has_part(member.sha512, 1, THUMBNAIL_KEPT_AS):
            return fitting(*sizes[0], THUMBNAIL, THUMBNAIL)
        return None

    def known_fault(self, member: Member) -> Fault | None:
        """Why there is no picture of a file, where somebody has tried."""
        return self.cache.fault(member.sha512)

    def sizes(self, source: Source) -> Sizes:
        """The sizes of all pages. Makes the first copies where there are none."""
        sha512 = source.member.sha512
        found = self.cache.sizes(sha512)
        if found is None:
            self._make_or_raise(source, 1)
            found = self.cache.sizes(sha512)
        if found is None:
            raise MunimentError("preview.preparing")
        return found

    def copy(self, source: Source, page: int) -> Copy:
        """The copy of a page, made where there is none. Raises `preview.no-page`."""
        sha512 = source.member.sha512
        sizes = self.sizes(source)
        if page > len(sizes):
            raise MunimentError("preview.no-page", member=source.name, page=page, pages=len(sizes))
        pyramid = self.cache.pyramid(sha512, page)
        if pyramid is None:
            self._make_or_raise(source, page)
            pyramid = self.cache.pyramid(sha512, page)
        if pyramid is None:
            raise MunimentError("preview.preparing")
        return Copy(sha512, page, pyramid, *sizes[page - 1])

    def part(self, copy: Copy, picture: Picture, kept_as: str | None) -> bytes:
        """A part of a copy, encoded. ``kept_as``: its name in the cache, None: not kept."""
        if kept_as:
            kept = self.cache.part(copy.sha512, copy.page, kept_as)
            if kept is not None:
                return kept
        try:
            data = self._pictures.render(copy.pyramid, picture)
        except Faulty as faulty:
            if faulty.fault is Fault.BROKEN_COPY:
                # The cache's own damage: the next request makes the copy anew.
                copy.pyramid.unlink(missing_ok=True)
            raise MunimentError("preview.preparing") from faulty
        if kept_as:
            self.cache.keep_part(copy.sha512, copy.page, kept_as, data)
        return data

    def _make_or_raise(self, source: Source, page: int) -> None:
        sha512 = source.member.sha512
        self._raise_known(source, page)
        with self._turn():
            # Whoever was before us may have made it, or found out why it cannot be.
            self._raise_known(source, page)
            if self.cache.sizes(sha512) is None or self.cache.pyramid(sha512, page) is None:
                self._make(source, page)

    def _raise_known(self, source: Source, page: int) -> None:
        sha512 = source.member.sha512
        fault = self.cache.fault(sha512) or self.cache.fault(sha512, page)
        if fault is not None:
            raise MunimentError(f"preview.{fault.value}", member=source.name)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise MunimentError("preview.preparing")
        try:
            if not self._making.acquire(timeout=self._patience):
                raise MunimentError("preview.preparing")
            try:
                yield
            finally:
                self._making.release()
        finally:
            self._places.release()

    def _make(self, source: Source, first: int) -> None:
        sha512, at = source.member.sha512, 0
        try:
            with self.cache.making() as folder:
                opened = self._fetched(source, folder)
                sizes = self.cache.sizes(sha512)
                if sizes is None:
                    sizes = self._pictures.survey(opened, source.kind.value)
                # Sizes are kept after the first page: until then nothing says that it can be seen.
                for at in range(first, min(first + _AHEAD, len(sizes) + 1)):
                    self._make_page(source, opened, at, sizes)
        except Faulty as faulty:
            self.cache.keep_fault(sha512, at if at > 1 else 0, faulty.fault)
            if at in (0, first):
                raise MunimentError(f"preview.{faulty.fault.value}", member=source.name) from faulty
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise MunimentError("preview.no-space") from error
            raise

    def _make_page(self, source: Source, opened: Path, page: int, sizes: Sizes) -> None:
        sha512 = source.member.sha512
        if self.cache.pyramid(sha512, page) is not None:
            return
        target = opened.with_name(f"{page}.tif")
        made = self._pictures.derive(opened, source.kind.value, page, target)
        self.cache.keep_pyramid(sha512, page, target)
        if source.kind is Kind.PDF:
            self.cache.keep_text(sha512, page, self._pictures.text(opened, page))
        known = self.cache.sizes(sha512) or sizes
        # What was decoded is right; a header may say something else.
        if known[page - 1] != made or self.cache.sizes(sha512) is None:
            known[page - 1] = made
            self.cache.keep_sizes(sha512, known)

    def _fetched(self, source: Source, folder: Path) -> Path:
        member = source.member
        if member.size > _LARGEST:
            raise Faulty(Fault.TOO_LARGE)
        # A name of ours: the libraries must not be told anything by the producer's.
        place = folder / "source"
        with place.open("xb") as file:
            for chunk in self._vault().open_member(list(source.placements()), member):
                file.write(chunk)
        return place
