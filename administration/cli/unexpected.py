"""What nobody foresaw: one sentence for the person, the details in a file for whoever mends it."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from administration.home import Home
from model.errors import MunimentError

_NAME = "unexpected.log"


def unexpected(error: Exception, home: Home | None) -> MunimentError:
    """The error to show; its details are in HOME/log, or in a temporary file."""
    details = "".join(traceback.format_exception(error))
    text = f"--- {datetime.now(UTC).isoformat()} {' '.join(sys.argv[1:2])}\n{details}\n"
    return MunimentError("internal.unexpected", kind=type(error).__name__, log=_kept(text, home))


def _kept(text: str, home: Home | None) -> str:
    for folder in _folders(home):
        path = folder / _NAME
        try:
            # Details may hold names and titles: for the owner's eyes.
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace") as stream:
                stream.write(text)
        except OSError:
            continue
        return str(path)
    return "no file, because none could be written"


def _folders(home: Home | None) -> Iterator[Path]:
    if home:
        yield home.log
    try:
        # A folder of its own: in a shared /tmp another user could have laid a link under the name.
        yield Path(tempfile.mkdtemp(prefix="muniment-"))
    except OSError:
        return
