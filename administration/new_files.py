"""Files and folders that commands make: whole or not at all, and never over what is there."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from model.errors import MunimentError


def beside(target: Path) -> Path:
    """A name for what is not whole yet."""
    # On the same disk as the target, so that it can take its place in one step.
    return target.with_name(f".{target.name}.{secrets.token_hex(4)}.partial")


def publish(partial: Path, target: Path) -> None:
    """Let a file take its place. Raises `get.exists`."""
    try:
        os.link(partial, target)  # refuses to overwrite, which rename does not
    except FileExistsError:
        raise MunimentError("get.exists", path=target) from None
    except OSError:
        refuse_existing(target)  # a file system without links
        partial.rename(target)


def write_through(path: Path, text: str) -> None:
    """Let a file have this text, all of it or none, also after a power cut; its mode stays."""
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as stream:
        if path.exists():
            os.fchmod(stream.fileno(), path.stat().st_mode & 0o777)
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    partial.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def refuse_existing(target: Path) -> None:
    """Raise `get.exists` for what is there already, be it a link that leads nowhere."""
    if target.exists() or target.is_symlink():
        raise MunimentError("get.exists", path=target)


@contextmanager
def told(target: Path) -> Iterator[None]:
    """What the file system refuses, in a sentence: `get.not-writable`."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise MunimentError("get.not-writable", path=target, reason=reason) from error
