"""Receiving: what is it that stands on the doorstep, and what came with it?"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from ingest.bag import looks_like_bag, open_bag
from ingest.delivery import Delivery
from ingest.folder import walk
from ingest.hand_over import looks_like_hand_over, open_hand_over
from ingest.limits import Limits
from ingest.manifests import collect_claims
from ingest.table import TABLE_NAME
from ingest.unpack import unpack
from model.aip import printable
from model.errors import MunimentError
from storage.packing.roll import Roll

As = Literal["auto", "folder", "bag"]


@contextmanager
def received(
    path: Path, as_: As, limits: Limits, spool: Path, *, own_table: bool = True, name: str = ""
) -> Iterator[Delivery]:
    """The delivery at ``path``, listed and judged as far as names and claims go; not yet read.

    ``own_table``: a metadata.csv at a folder's top speaks of the delivery, and is a paper.
    A ZIP is unpacked below ``spool`` for as long as the context lasts; it holds a bag, or with
    ``as_`` folder any files: a word-processor's file is a ZIP too, so nobody guesses that.
    ``name``: what a folder is called, if not as it lies there. Raises `ingest.not-found`,
    `ingest.not-a-submission`, `ingest.empty` and what the parts raise.
    """
    if not path.exists():
        raise MunimentError("ingest.not-found", path=printable(str(path)))
    if path.is_dir() and as_ == "auto" and looks_like_hand_over(path):
        with open_hand_over(path, name or path.resolve().name, limits, spool) as delivery:
            yield delivery
    elif path.is_dir():
        yield _from_folder(path, as_, limits, spool, own_table=own_table, name=name)
    elif path.is_file() and zipfile.is_zipfile(path):
        with tempfile.TemporaryDirectory(prefix="unpack-", dir=spool) as folder:
            unpack(path, Path(folder), limits)
            root = _bag_root(Path(folder))
            if root is not None:
                yield open_bag(root, path.name, limits)
            elif as_ == "folder":
                top = _zipped_folder(Path(folder))
                called = name or path.stem
                yield _from_folder(top, as_, limits, spool, own_table=own_table, name=called)
            else:
                raise MunimentError("ingest.not-a-submission", path=path.name)
    else:
        raise MunimentError("ingest.not-a-submission", path=printable(path.name))


def _from_folder(
    path: Path, as_: As, limits: Limits, spool: Path, *, own_table: bool, name: str = ""
) -> Delivery:
    name = name or path.resolve().name
    if as_ == "bag" or (as_ == "auto" and looks_like_bag(path)):
        return open_bag(path, name, limits)
    delivery = Delivery("folder", name, path, walk(path, limits, spool))
    collect_claims(delivery, limits, spool)
    table = [file for file in delivery.payload if file.path == TABLE_NAME] if own_table else []
    if table:
        delivery.papers += table
        delivery.payload = Roll(spool, (f for f in delivery.payload if f.path != TABLE_NAME))
    if not delivery.payload:
        raise MunimentError("ingest.empty", path=printable(name))
    return delivery


def _bag_root(folder: Path) -> Path | None:
    # A bag is zipped with its folder (RFC 8493 section 4) or, often enough, without it.
    if looks_like_bag(folder):
        return folder
    inside = list(folder.iterdir())
    if len(inside) == 1 and inside[0].is_dir() and looks_like_bag(inside[0]):
        return inside[0]
    return None


def _zipped_folder(unpacked: Path) -> Path:
    # "Compress" makes a ZIP of the folder, "Download as ZIP" often one of what is in it.
    inside = list(unpacked.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else unpacked
