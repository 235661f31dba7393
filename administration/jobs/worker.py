"""The worker: does jobs, beats, takes over from the dead, and keeps the hours."""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from administration.aftercare import catch_up, settle_ledger
from administration.jobs.book import Book
from administration.jobs.engine import running
from administration.jobs.hours import keep_hours
from administration.journaling import keep_journal, settle_journal
from administration.looking_ahead import look_ahead
from administration.wiring import Archive
from catalogue import jobs
from model.errors import MunimentError
from model.job import BEAT_EVERY

_LOG = logging.getLogger("muniment.worker")
_HANDED_OVER = timedelta(seconds=10)  # a job of the book that the engine has not by then is given
_KEPT = timedelta(days=30)  # how long the book remembers what was done
_ROUTINE_KEPT = timedelta(hours=1)
_GRACE = 1.0


def work(archive: Archive, stop: threading.Event) -> None:
    """Do jobs until ``stop`` is set. Raises `jobs.worker-running`."""
    worker = archive.new_id()
    with _alone(archive), _leaving(archive, worker), running(archive, worker):
        rounds = (
            _Round(BEAT_EVERY, lambda: _beat(archive, worker)),
            _Round(5.0, lambda: _sweep(archive)),
            _Round(2.0, lambda: catch_up(archive, 0.0)),
            _Round(60.0, lambda: keep_journal(archive)),
            _Round(60.0, lambda: settle_ledger(archive)),
            _Round(5.0, lambda: look_ahead(archive)),
            _Round(15.0, lambda: keep_hours(archive)),
        )
        while not stop.is_set():
            for one in rounds:
                one.turn()
            stop.wait(0.25)


@contextmanager
def _leaving(archive: Archive, worker: UUID) -> Iterator[None]:
    """A farewell at the end. What was in the middle is given to the others, where there are any."""
    try:
        yield
    finally:
        if not archive.settings.database.is_embedded:
            archive.jobs.take_over(worker)
        with archive.database.write() as connection:
            jobs.farewell(connection, worker)
        # what happened in its last minute; the ledger last, which tells of the journal
        settle_journal(archive)
        settle_ledger(archive)


class _Round:
    """Something that is done every so many seconds, and again if it did not work out."""

    def __init__(self, every: float, deed: Callable[[], object]) -> None:
        self._every = every
        self._deed = deed
        self._next = 0.0

    def turn(self) -> None:
        """Do it if it is time."""
        if time.monotonic() < self._next:
            return
        try:
            self._deed()
        except MunimentError as error:
            _LOG.warning("%s", error)
        self._next = time.monotonic() + self._every


def _beat(archive: Archive, worker: UUID) -> None:
    with archive.database.write() as connection:
        jobs.beat(connection, worker, os.getpid(), archive.clock())


def _sweep(archive: Archive) -> None:
    now = archive.clock()
    with archive.database.read() as connection:
        dead = jobs.dead(connection, now)
        lost = jobs.queued_before(connection, now - _HANDED_OVER)
        open_ = jobs.open_before(connection, now - _HANDED_OVER)
    for one in dead:
        archive.jobs.take_over(one.id)
        with archive.database.write() as connection:
            jobs.farewell(connection, one.id)
    unreadable = archive.jobs.unreadable(open_)
    for identifier in unreadable:
        Book(archive, identifier).failed(MunimentError("jobs.unreadable"))
    for job in lost:
        if job.id not in unreadable:
            archive.jobs.enqueue(job.id, job.kind, job.arguments)
    with archive.database.write() as connection:
        jobs.forget_ended(connection, now - _KEPT, now - _ROUTINE_KEPT)


@contextmanager
def _alone(archive: Archive) -> Iterator[None]:
    """An archive on SQLite has one worker: the kernel's lock goes with the process."""
    if not archive.settings.database.is_embedded:
        yield
        return
    descriptor = os.open(archive.home.path / "worker.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    try:
        deadline = time.monotonic() + _GRACE
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise MunimentError("jobs.worker-running", home=archive.home.path) from None
                time.sleep(0.05)
        with archive.database.write() as connection:
            # Whoever beat before is dead, or the lock would be held.
            for one in jobs.workers(connection):
                jobs.farewell(connection, one.id)
        yield
    finally:
        os.close(descriptor)
