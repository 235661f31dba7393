"""A finding aid given out: EAD(DDB) of a fonds, or of the tree of fonds, streamed as it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from catalogue import origins, tree
from catalogue.database import Connection
from catalogue.description_rows import Described
from model.description import Level
from model.errors import MunimentError
from schemas.ead_documents import Head, ead_document, ead_element
from schemas.ead_writing import EadWriter
from schemas.xml_writing import XmlWriter

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be written. ``day`` None: also what the public may not see yet."""

    top: Described
    day: date | None
    written: date
    archive: str
    link: Callable[[Described], str]

    @property
    def tektonik(self) -> bool:
        """Whether it is the tree above fonds, not a fonds."""
        return self.top.description.level is not Level.FONDS


def check_exportable(connection: Connection, one: Described) -> None:
    """Raise `describing.no-finding-aid` for what is neither a fonds nor above one."""
    if one.description.level is Level.FONDS:
        return
    above = [*tree.ancestors(connection, one.key), one]
    fonds = next((u for u in reversed(above) if u.description.level is Level.FONDS), None)
    if fonds is not None or one.description.level is not Level.CLASS:
        name = fonds.description.refcode if fonds else above[0].description.refcode
        raise MunimentError(
            "describing.no-finding-aid", refcode=one.description.refcode, fonds=name
        )


def write_finding_aid(connection: Connection, out: BinaryIO, aim: Aim) -> int:
    """Write the document; how many units are in it. Raises `describing.no-finding-aid`."""
    check_exportable(connection, aim.top)
    head = _head(connection, aim)
    with ead_document(out, head) as writer:
        return _walked(connection, writer, aim, head.eadid)


def write_ead_element(connection: Connection, xml: XmlWriter, aim: Aim) -> int:
    """The same as an element of another document."""
    head = _head(connection, aim)
    with ead_element(xml, head) as writer:
        return _walked(connection, writer, aim, head.eadid)


def _head(connection: Connection, aim: Aim) -> Head:
    return Head(
        eadid=origins.eadid_of(connection, aim.top),
        title=aim.top.description.title,
        archive=aim.archive,
        day=aim.written,
        tektonik=aim.tektonik,
    )


def _walked(connection: Connection, writer: EadWriter, aim: Aim, eadid: str) -> int:
    walk = _Walk(connection, writer, aim, eadid)
    walk.one(aim.top, eadid, top=True)
    return walk.count


class _Walk:
    def __init__(self, connection: Connection, writer: EadWriter, aim: Aim, eadid: str) -> None:
        self._connection = connection
        self._writer = writer
        self._aim = aim
        self._eadid = eadid
        self.count = 0

    def one(self, unit: Described, ead_id: str, *, top: bool = False, leaf: bool = False) -> None:
        """A unit, and all below it; trees are wide but not deep."""
        self.count += 1
        unitid = self._unitid(unit, ead_id)
        link = self._aim.link(unit)
        with self._writer.unit(unit.description, ead_id, unitid, link=link, top=top):
            ends = self._aim.tektonik and unit.description.level is Level.FONDS
            if not (leaf or ends):
                self._below(unit)

    def _below(self, unit: Described) -> None:
        after = None
        while True:
            page = tree.children(self._connection, unit.key, self._aim.day, after, _PAGE)
            names = origins.ead_ids(
                self._connection, self._eadid, [child.described for child in page]
            )
            for child in page:
                if not self._aim.tektonik or _is_above_files(child.described):
                    key = child.described.key
                    self.one(child.described, self._named(child.described, names[key]),
                             leaf=child.children == 0)  # fmt: skip
            if len(page) < _PAGE:
                return
            after = page[-1].place

    def _named(self, unit: Described, name: str) -> str:
        # EAD(DDB): the c/@id of a fonds in the tree is the eadid of its own finding aid
        if self._aim.tektonik and unit.description.level is Level.FONDS:
            return origins.eadid_of(self._connection, unit)
        return name

    def _unitid(self, unit: Described, ead_id: str) -> str:
        """The code as the finding aid says it: groups are numbered within their fonds."""
        whole, code = self._aim.top.description.refcode, unit.description.refcode
        if code == f"{whole} #{ead_id}":
            return ""
        if unit.description.level in (Level.CLASS, Level.SERIES):
            return code.removeprefix(f"{whole} / ")
        return code


def _is_above_files(unit: Described) -> bool:
    return unit.description.level in (Level.FONDS, Level.CLASS)
