"""What goes wrong in the background is for whoever mends it, not for the terminal."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

_LOG_BYTES = 1 << 20


def log_to_file(path: Path) -> None:
    """Send all warnings to a file that does not grow without end."""
    path.parent.mkdir(exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=_LOG_BYTES, backupCount=3, delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
