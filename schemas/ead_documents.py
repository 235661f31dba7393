"""A whole EAD(DDB) document, or the same as an element of another: header, frame, components."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from schemas.ead import EAD, FINDBUCH, TEKTONIK, XLINK
from schemas.ead_writing import EadWriter
from schemas.xml_writing import XmlWriter, possible, xml_document

_HEADER = {
    "countryencoding": "iso3166-1",
    "dateencoding": "iso8601",
    "langencoding": "iso639-2b",
    "repositoryencoding": "iso15511",
    "scriptencoding": "iso15924",
}
_ROOT = f"{{{EAD}}}ead"
_PREFIXES: Mapping[str | None, str] = {None: EAD, "xlink": XLINK}
_ATTRIBUTES = {"audience": "external"}


@dataclass(frozen=True, slots=True)
class Head:
    """What a document says of itself. ``day``: of writing; ``role``: the kind of archive."""

    eadid: str
    title: str
    archive: str
    day: date
    tektonik: bool
    role: str = "Kommunale Archive"


@contextmanager
def ead_document(out: BinaryIO, head: Head) -> Iterator[EadWriter]:
    """A document in UTF-8; its components are written inside the ``with``."""
    with xml_document(out, _ROOT, EAD, _PREFIXES, _ATTRIBUTES) as xml:
        with _framed(xml, head) as writer:
            yield writer
        xml.line()


@contextmanager
def ead_element(xml: XmlWriter, head: Head) -> Iterator[EadWriter]:
    """The same as an element of another document."""
    with (
        xml.foreign(_ROOT, EAD, _PREFIXES, _ATTRIBUTES) as inside,
        _framed(inside, head) as writer,
    ):
        yield writer


@contextmanager
def _framed(xml: XmlWriter, head: Head) -> Iterator[EadWriter]:
    with xml.branch("eadheader", _HEADER):
        xml.leaf("eadid", possible(head.eadid))
        with xml.branch("filedesc"), xml.branch("titlestmt"):
            xml.leaf("titleproper", possible(head.title))
        with xml.branch("profiledesc"), xml.branch("creation"):
            xml.leaf("date", head.day.isoformat(), {"normal": head.day.isoformat()})
    kind = TEKTONIK if head.tektonik else FINDBUCH
    with xml.branch("archdesc", {"level": "collection", "type": kind}):
        with xml.branch("did"), xml.branch("repository"):
            xml.leaf("corpname", possible(head.archive), {"role": head.role})
        with xml.branch("dsc"):
            yield EadWriter(xml, tektonik=head.tektonik)
            xml.line()
