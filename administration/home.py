"""HOME: where an archive's own files lie, and the ballast thrown off when the disk is full."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from model.errors import MunimentError

VARIABLE = "MUNIMENT_HOME"
BALLAST_BYTES = 4 << 20  # room for the failure event, its index pages and the WAL around it
_SPARE = 4  # ballast is taken on again only where it is at most a quarter of what is free
_NOTHING = 1 << 20


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one archive. Its stores may lie elsewhere: settings.toml says where."""

    path: Path

    @property
    def settings(self) -> Path:
        return self.path / "settings.toml"

    @property
    def database(self) -> Path:
        return self.path / "archive.db"

    @property
    def index(self) -> Path:
        return self.path / "index"

    @property
    def cache(self) -> Path:
        return self.path / "cache"

    @property
    def spool(self) -> Path:
        return self.path / "spool"

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def log(self) -> Path:
        return self.path / "log"

    @property
    def executor_lock(self) -> Path:
        return self.path / "executor.lock"

    @property
    def ballast(self) -> Path:
        return self.path / "ballast"

    @property
    def founding(self) -> Path:
        """There while `init` is at work: what lies here then is no archive yet."""
        return self.path / ".founding-in-progress"

    @property
    def is_archive(self) -> bool:
        return self.settings.is_file() and not self.founding.exists()


def chosen_home(option: Path | None, environment: Mapping[str, str]) -> Home:
    """The home that ``--home`` or MUNIMENT_HOME names. Raises `home.unnamed`."""
    named = option or environment.get(VARIABLE)
    if not named:
        raise MunimentError("home.unnamed")
    return Home(Path(os.path.abspath(named)))  # noqa: PTH100 - a link stays the keeper's own name


def existing_home(option: Path | None, environment: Mapping[str, str]) -> Home:
    """As `chosen_home`, and there must be an archive. Raises `home.missing`."""
    home = chosen_home(option, environment)
    try:
        there = home.is_archive
    except PermissionError as error:
        raise unwritable(home, error) from error
    if not there:
        raise MunimentError("home.missing", home=home.path)
    return home


def unwritable(home: Home, error: OSError) -> MunimentError:
    """The error that a failed write in ``home`` is."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return MunimentError("home.full", home=home.path)
    reason = error.strerror or type(error).__name__
    return MunimentError("home.not-writable", home=home.path, reason=reason)


def take_on_ballast(home: Home) -> None:
    """Reserve a few megabytes, unless they are there or the disk is nearly full."""
    if home.ballast.exists():
        return
    disk = os.statvfs(home.path)
    if disk.f_bavail * disk.f_frsize < BALLAST_BYTES * _SPARE:
        return
    # Random bytes, because a file system that compresses would make nothing of zeros.
    partial = home.ballast.with_suffix(".partial")
    partial.write_bytes(secrets.token_bytes(BALLAST_BYTES))
    partial.rename(home.ballast)


def make_room(home: Home) -> None:
    """Throw off the ballast where nothing is left: SQLite needs some pages even to be opened."""
    disk = os.statvfs(home.path)
    if disk.f_bavail * disk.f_frsize < _NOTHING:
        throw_off_ballast(home)


def throw_off_ballast(home: Home) -> bool:
    """Free the reserve, so that the failure can be recorded. False: there was none."""
    try:
        home.ballast.unlink()
    except FileNotFoundError:
        return False
    return True
