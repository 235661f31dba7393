"""Finding aids given out: to a file, or to standard output."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from access.finding_aids import Aim, write_finding_aid
from administration.lookup import find_named
from administration.wiring import Archive
from catalogue import ledger
from catalogue.description_rows import Described
from model.errors import MunimentError
from model.event import Event, Kind
from model.ids import ark

_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Exported:
    """A finding aid that was written. ``path`` None: to standard output."""

    refcode: str
    path: Path | None
    units: int


def export(
    archive: Archive, name: str, output: Path | None, stdout: BinaryIO | None, *, hidden: bool
) -> Exported:
    """Write the finding aid of a fonds or class. ``hidden``: with what is not public yet.

    ``stdout``: where it goes without ``output``; None: to a file named after the reference code.
    Raises `get.exists`, `describing.no-finding-aid`, `catalogue.not-found`.
    """
    with archive.database.read() as connection:
        top = find_named(connection, name).described
    day = None if hidden else archive.today
    if top is None or (day and not top.opening.description_public(day)):
        raise MunimentError("catalogue.not-found", name=name)
    if output is None and stdout is not None:
        count = _write(archive, top, stdout, hidden=hidden)
        path = None
    else:
        path = output or Path(f"{file_name(top.description.refcode)}.xml")
        count = _write_file(archive, top, path, hidden=hidden)
    _record(archive, top, count)
    return Exported(top.description.refcode, path, count)


def file_name(refcode: str) -> str:
    """A reference code as part of a file's name."""
    return _NOT_IN_NAMES.sub("-", refcode)


def _write_file(archive: Archive, top: Described, path: Path, *, hidden: bool) -> int:
    if os.path.lexists(path):
        raise MunimentError("get.exists", path=path)
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as out:
            count = _write(archive, top, out, hidden=hidden)
        os.link(part, path)  # refuses to overwrite what came meanwhile
    except FileExistsError as error:
        raise MunimentError("get.exists", path=path) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise MunimentError("get.not-writable", path=path, reason=reason) from error
    finally:
        part.unlink(missing_ok=True)
    return count


def _write(archive: Archive, top: Described, out: BinaryIO, *, hidden: bool) -> int:
    base, naan = archive.settings.web.base_url, archive.settings.archive.naan
    aim = Aim(
        top=top,
        day=None if hidden else archive.today,
        written=archive.today,
        archive=archive.settings.archive.title,
        link=lambda one: f"{base}/{ark(naan, one.description.id)}" if base else "",
    )
    with archive.database.read() as connection:
        return write_finding_aid(connection, out, aim)


def _record(archive: Archive, top: Described, count: int) -> None:
    agent = archive.agent  # looked up, or made, in a transaction of its own
    about: dict[str, str | int] = {"description": str(top.description.id), "units": count}
    with archive.database.write() as connection:
        ledger.append(
            connection,
            Event(archive.new_id(), Kind.EXPORTED, archive.clock(), agent, fields=about),
        )
