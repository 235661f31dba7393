"""How an incoming submission is to be taken, as it was handed in."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from catalogue.incoming import Incoming
from ingest.accession import Wishes


def wishes_of(found: Incoming, path: Path) -> Wishes:
    """A ZIP may hold a bag or a folder; a folder may be a bag."""
    as_: Literal["auto", "folder"] = "folder" if path.is_file() else "auto"
    return Wishes(as_=as_, under=found.parent or None, name=found.title)
